"""Paste, read the verdict, send the texts. The customer comes first, the paperwork after (S2's priorities)."""

from datetime import datetime, time
from html import escape

import panels
import streamlit as st
from editors import editor
from keeping import what_next
from modelling import drafted, overridden
from session import Work, assistant, samples, why_no_model, work
from strip import model_strip, settled

from assistant.domain import Decision, Escalation, EscalationTarget, IssueType, Severity
from assistant.errors import EscalateError
from assistant.exports import FORMATS, render
from assistant.modelled import answered_by_documentation

# Characters from which the paste is not highlighted: the browser would crawl.
_LARGE = 40_000
_FILES = {
    "markdown": ("Markdown", "md", "text/markdown"),
    "json": ("JSON", "json", "application/json"),
    "jira": ("Jira Cloud", "jira.json", "application/json"),
    "jira-wiki": ("Jira Data Center", "jira-wiki.json", "application/json"),
    "zendesk": ("Zendesk", "zendesk.json", "application/json"),
    "slack": ("Slack", "slack.json", "application/json"),
    "ics": ("Calendar", "ics", "text/calendar"),
    "html": ("Web page", "html", "text/html"),
}
_ENGINES = ("With the model", "Rules only")
_ENGINES_SAY = ("The rules' draft is there at once; the model's words follow.", "Nothing leaves this machine.")


def paste_form() -> None:
    """The box, the optional fields, the samples; folded once there is a draft to read."""
    before = work()
    title = "Paste a raw issue" if before is None else "Raw issue: change it, or paste another"
    paste = before.paste if before is not None else 0
    # NOTE: the key folds it once a draft is there, also where it was opened by hand.
    with st.expander(title, expanded=before is None, key=f"form-{paste}"):
        chosen = st.pills("Samples (invented)", list(samples()), key="sample")
        if chosen != st.session_state.get("loaded"):
            st.session_state["loaded"] = chosen
            if chosen:
                st.session_state["paste"] = samples()[chosen]
        with st.form("issue", border=False):
            text = st.text_area(
                "Raw issue",
                key="paste",
                height=230,
                placeholder="A mail thread, a chat, a ticket export or logs, as they came.",
            )
            left, middle, right, last = st.columns(4)
            customer = left.text_input("Customer (optional)")
            reported_by = middle.text_input("Your name or team (optional)")
            day = right.date_input("Received on (optional)", value=None)
            hour = last.time_input("Received at (optional)", value=None)
            with_model = _engine_choice()
            if not st.form_submit_button("Draft", type="primary"):
                return
        received = datetime.combine(day, hour or time(9, 0)).isoformat() if day else None
        try:
            with st.spinner("Reading, matching, deciding, drafting …"):
                helper = assistant()
                understood = helper.understand(text, customer=customer, reported_by=reported_by, received_at=received)
                escalation = helper.write(understood, helper.assess(understood))
        except EscalateError as error:
            st.error(panels.plain(str(error), 500))
            return
    new = Work(understood, escalation, version=before.version + 1 if before else 1, paste=paste + 1)
    drafted(new, with_the_model=with_model and not answered_by_documentation(escalation))
    st.rerun()


def _engine_choice() -> bool:
    """Whether a model shall be asked; where none is configured, a line on what to set."""
    instead = why_no_model()
    if instead is not None:
        st.caption(panels.plain(instead, 400))
        return False
    return st.radio("Drafted", _ENGINES, horizontal=True, captions=_ENGINES_SAY) == _ENGINES[0]


def override_form(now: Work) -> None:
    """Change the verdict, with a reason that is kept."""
    a = now.escalation.assessment
    # NOTE: keyed by paste and verdict, so that a reason being typed survives a model's draft with the same verdict.
    verdict = "-".join([str(now.paste), a.decision, a.severity, a.issue_type, *a.targets])
    with st.expander("Change the verdict"), st.form(f"override-{verdict}", border=False):
        decision = st.selectbox(
            "Decision",
            [d.value for d in Decision],
            index=list(Decision).index(a.decision),
            format_func=lambda v: panels.words(v).capitalize(),
        )
        severity = st.selectbox("Severity", [s.value for s in Severity], index=list(Severity).index(a.severity))
        targets = st.multiselect(
            "Targets, primary first",
            [t.value for t in EscalationTarget],
            default=[t.value for t in a.targets],
            format_func=panels.words,
        )
        kind = st.selectbox(
            "Type",
            [t.value for t in IssueType],
            index=list(IssueType).index(a.issue_type),
            format_func=panels.words,
        )
        reason = st.text_input("Reason (kept with the draft)")
        if not st.form_submit_button("Apply"):
            return
        wishes = {
            "decision": decision if decision != a.decision.value else None,
            "severity": severity if severity != a.severity.value else None,
            "targets": ",".join(targets) if targets and tuple(targets) != tuple(a.targets) else None,
            "issue_type": kind if kind != a.issue_type.value else None,
        }
        wanted = {name: value for name, value in wishes.items() if value}
        if not wanted:
            st.info("Nothing was changed.")
            return
        helper = assistant()
        try:
            added = helper.overrides(wanted, reason, a, now.understood.issue.reported_by)
            overridden(now, now.overrides + added)
        except EscalateError as error:
            st.error(panels.plain(str(error), 500))
            return
    st.rerun()


def customer_tab(now: Work) -> None:
    """What the customer gets now, then the texts for later, folded."""
    for number, update in enumerate(now.escalation.updates):
        name = panels.words(update.kind.value).capitalize()
        due = (
            f" · you promise the next contact by {update.next_update_at:%Y-%m-%d %H:%M %Z}"
            if update.next_update_at
            else ""
        )
        holder = st.container() if number == 0 else st.expander(f"For later: {name.lower()}")
        with holder:
            st.caption(f"{name} · language {update.language}{due}")
            panels.unverified(update)
            now.edits[f"update-{number}"] = editor(now, f"update-{number}", "update", 400)
    if now.escalation.customer_message:
        with st.expander("All questions to the customer, in one message"):
            st.code(now.escalation.customer_message, language=None, wrap_lines=True)


def brief_tab(now: Work) -> None:
    """The brief to edit, beside it as its reader sees it; then its renderings per reader."""
    brief = now.escalation.brief
    if brief is None:
        st.info("No brief: the verdict is to handle it in support. The reply is under Customer.")
        return
    panels.unverified(brief)
    left, right = st.columns(2, gap="medium")
    with left:
        now.edits["brief"] = editor(now, "brief", "brief", 640)
    with right:
        st.caption("As its reader sees it")
        with st.container(border=True, height=640):
            panels.document(now.edits["brief"])
    for reader, text in brief.renderings.items():
        with st.expander(f"Shorter, for {panels.words(reader).title()}"):
            panels.document(text)


def checklist_tab(now: Work) -> None:
    """Items, and the questions that close the gaps."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.checklist(now.escalation.checklist)
    with right:
        st.markdown("**Questions that close the gaps**")
        panels.questions(now.escalation.questions)
        about_issue = tuple(f for f in now.escalation.checklist.findings if f.where.startswith("issue"))
        if about_issue:
            st.markdown("**About the paste**")
            panels.findings(about_issue)


def matches_tab(now: Work) -> None:
    """What the past holds; internal, never facts of this case."""
    if not now.escalation.matches:
        st.info("Nothing similar is indexed. `escalate index PATH` adds your tickets and articles.")
        return
    st.caption("For you only: these are other cases, and nothing in them is a fact of this one.")
    for m in now.escalation.matches:
        cited = " · cited in the verdict" if m.id in now.escalation.assessment.cited_matches else ""
        with st.expander(f"{panels.plain(m.id)} · {panels.plain(m.title)} · same problem {m.same_problem:.0%}{cited}"):
            day = f"{m.created_at:%Y-%m-%d}" if m.created_at else None
            st.caption(panels.plain(" · ".join(filter(None, [m.kind.value, m.status, m.customer, day, *m.why])), 400))
            if m.snippet:
                st.code(m.snippet, language=None, wrap_lines=True)
            if m.resolution:
                st.markdown("**What solved it**")
                st.code(m.resolution, language=None, wrap_lines=True)


def evidence_tab(now: Work) -> None:
    """The paste with the words of every fact marked, and the facts beside it."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if len(now.escalation.issue.text) <= _LARGE:
            st.caption("Marked words carry a fact; point at one to see which.")
            st.html(panels.highlighted(now.escalation))
        else:
            st.info("The paste is too long to mark up here; the JSON export holds every quote with its offsets.")
    with right:
        st.caption(f"{len(now.escalation.facts)} facts, as they were understood")
        panels.facts(now.escalation)


def _as_edited(now: Work) -> Escalation:
    escalation = now.escalation
    updates = tuple(
        u.model_copy(update={"text": now.edits.get(f"update-{n}", u.text)}) for n, u in enumerate(escalation.updates)
    )
    if escalation.brief is None:
        return escalation.model_copy(update={"updates": updates})
    brief = escalation.brief.model_copy(update={"markdown": now.edits.get("brief", escalation.brief.markdown)})
    return escalation.model_copy(update={"brief": brief, "updates": updates})


def export_tab(now: Work) -> None:
    """Downloads, rebuilt from the record; an edited brief or update is what goes out."""
    escalation = _as_edited(now)
    if not escalation.checklist.ready:
        st.warning("Not ready: the checklist shows what blocks. Downloads are open; they carry the gaps as they are.")
    columns = st.columns(4)
    for number, name in enumerate(FORMATS):
        label, ending, mime = _FILES[name]
        column = columns[number % 4]
        try:
            data = render(escalation, name, now=now.understood.now)
        except EscalateError as error:
            column.button(label, disabled=True, help=panels.plain(error.message), key=f"no-{name}", width="stretch")
            continue
        column.download_button(
            label, data, f"escalation.{ending}", mime, key=f"get-{name}", width="stretch", on_click="ignore"
        )
    st.markdown("**Follow-ups**")
    panels.table(
        (
            panels.words(f.audience.value),
            f"due <b>{f.due_at:%a %d %b, %H:%M %Z}</b>, overdue from {f.overdue_at:%a %d %b, %H:%M} "
            f'<span class="aside">{escape(f.source)}</span>',
        )
        for f in escalation.follow_ups
    )
    p = escalation.provenance
    st.caption(f"Engine {p.engine} · policy {p.policy} · index {p.index or 'none'} · version {p.app_version}")
    for text in p.fallbacks:
        st.caption(f"Note: {panels.plain(text)}")


_TABS = {
    "Customer": customer_tab,
    "Brief": brief_tab,
    "Checklist": checklist_tab,
    "Similar": matches_tab,
    "Evidence": evidence_tab,
    "Export": export_tab,
}


def show(now: Work) -> None:
    """Everything about the issue in hand."""
    # NOTE: what comes and goes has a place of its own, so that the tabs below keep theirs, and the chosen one.
    with st.container():
        model_strip(now)
    with st.container():
        if now.escalation.separate_problems:
            quotes = " / ".join(f"“{panels.plain(e.quote, 80)}”" for e in now.escalation.separate_problems)
            st.warning(f"This paste holds separate problems. One ticket each: {quotes}")
    panels.verdict(now.escalation.assessment)
    # NOTE: drawn last, so that what was just typed into the editors below is what is saved and offered.
    after = st.container()
    left, right = st.columns([3, 2], gap="medium")
    with left, st.expander("Why", expanded=True):
        panels.reasons(now.escalation.assessment)
    with right:
        with st.expander("Business impact", expanded=True):
            panels.impact(now.escalation.assessment)
        override_form(now)
    for tab, part in zip(st.tabs(list(_TABS)), _TABS.values(), strict=True):
        with tab:
            part(now)
    with after:
        what_next(now, _as_edited(now))


st.title("From raw issue to escalation", anchor=False)
current = settled(work())
paste_form()
if current is not None:
    show(current)
