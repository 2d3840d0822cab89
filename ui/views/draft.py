"""Paste, read the verdict, send the texts. The customer comes first, the paperwork after (S2's priorities)."""

from html import escape

import evidence
import panels
import streamlit as st
from copying import copy_button
from editors import editor
from keeping import what_next
from modelling import overridden
from pasting import paste_form, ways_back
from session import Work, assistant, work
from strip import model_strip, settled

from assistant.domain import Decision, Escalation, EscalationTarget, IssueType, Severity
from assistant.errors import EscalateError
from assistant.exports import FORMATS, render

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


def override_form(now: Work) -> None:
    """Change the verdict, with a reason that is kept."""
    a = now.escalation.assessment
    # NOTE: keyed by paste and verdict, so that a reason being typed survives a model's draft with the same verdict.
    verdict = "-".join([str(now.paste), a.decision, a.severity, a.issue_type, *a.targets])
    with st.expander("Change the verdict", key=f"change-{verdict}"), st.form(f"override-{verdict}", border=False):
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
            copy_button(now.escalation.customer_message, f"questions-{now.version}")


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
    evidence.panel(now.escalation)


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
    with st.container():
        ways_back(now)
    # NOTE: drawn last, so that what was just typed into the editors below is what is saved and offered.
    after = st.container()
    # NOTE: folded, so that the customer's text stands on the first screen; the banner says in a line why.
    left, right = st.columns([3, 2], gap="medium")
    with left, st.expander("Why, and the business impact"):
        panels.reasons(now.escalation.assessment)
        st.markdown("**Business impact**")
        panels.impact(now.escalation.assessment)
    with right:
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
