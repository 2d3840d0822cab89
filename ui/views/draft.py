"""Paste, read the verdict, send the texts. The customer comes first, the paperwork after (S2's priorities)."""

from datetime import datetime, time

import panels
import streamlit as st
from session import Work, assistant, keep, samples, work

from assistant.domain import Decision, EscalationTarget, FindingLevel, IssueType, Severity
from assistant.errors import EscalateError
from assistant.exports import FORMATS, render

_LARGE = 40_000
"""Characters from which the paste is not highlighted: the browser would crawl."""
_ENDINGS = {"markdown": "md", "json": "json", "jira": "jira.json", "jira-wiki": "jira-wiki.json", "zendesk": "zendesk.json", "slack": "slack.json", "ics": "ics", "html": "html"}
_MIME = {"ics": "text/calendar", "html": "text/html", "markdown": "text/markdown"}


def paste_form() -> None:
    """The box, the optional fields, the samples."""
    st.caption("Paste a mail thread, a chat, a ticket export or logs. Nothing leaves this machine.")
    chosen = st.pills("Or try a sample (invented)", list(samples()), key="sample")
    if chosen and st.session_state.get("loaded") != chosen:
        st.session_state["paste"] = samples()[chosen]
        st.session_state["loaded"] = chosen
    with st.form("issue", border=False):
        text = st.text_area("Raw issue", key="paste", height=230, placeholder="API returning 500 errors intermittently for Acme Corp …")
        left, middle, right, last = st.columns(4)
        customer = left.text_input("Customer (optional)")
        reported_by = middle.text_input("Your name or team (optional)")
        day = right.date_input("Received on (optional)", value=None)
        hour = last.time_input("Received at", value=None)
        if not st.form_submit_button("Draft", type="primary"):
            return
    received = datetime.combine(day, hour or time(9, 0)).isoformat() if day else None
    try:
        with st.spinner("Reading, matching, deciding, drafting …"):
            helper = assistant()
            understood = helper.understand(text, customer=customer, reported_by=reported_by, received_at=received)
            escalation = helper.write(understood, helper.assess(understood))
    except EscalateError as error:
        st.error(str(error))
        return
    before = work()
    keep(Work(understood, escalation, version=before.version + 1 if before else 1))


def override_form(now: Work) -> None:
    """Change the verdict, with a reason that is kept."""
    a = now.escalation.assessment
    with st.expander("Change the verdict"), st.form(f"override-{now.version}", border=False):
        decision = st.selectbox("Decision", [d.value for d in Decision], index=list(Decision).index(a.decision), format_func=panels.words)
        severity = st.selectbox("Severity", [s.value for s in Severity], index=list(Severity).index(a.severity))
        targets = st.multiselect("Targets, primary first", [t.value for t in EscalationTarget], default=[t.value for t in a.targets], format_func=panels.words)
        kind = st.selectbox("Type", [t.value for t in IssueType], index=list(IssueType).index(a.issue_type), format_func=panels.words)
        reason = st.text_input("Reason (kept with the draft)")
        if not st.form_submit_button("Apply"):
            return
    wishes = {
        "decision": decision if decision != a.decision.value else None,
        "severity": severity if severity != a.severity.value else None,
        "targets": ",".join(targets) if targets and tuple(targets) != tuple(t.value for t in a.targets) else None,
        "issue_type": kind if kind != a.issue_type.value else None,
    }
    helper = assistant()
    try:
        added = helper.overrides({k: v for k, v in wishes.items() if v}, reason, a, now.understood.issue.reported_by)
        overrides = now.overrides + added
        escalation = helper.write(now.understood, helper.assess(now.understood, overrides))
    except EscalateError as error:
        st.error(str(error))
        return
    keep(Work(now.understood, escalation, overrides, version=now.version + 1))
    st.rerun()


def editor(now: Work, name: str, kind: str, text: str, height: int) -> str:
    """An editable text, checked again whenever it changes. Blockers hold back the copy box until acknowledged."""
    edited = st.text_area(name, value=text, height=height, key=f"{name}-{now.version}", label_visibility="collapsed")
    if edited != text:
        report = assistant().check(edited, kind, now.understood.issue.text, now.escalation)
        found = report.findings
        st.caption(f"Edited, checked again: {'nothing found' if not found else f'{len(found)} findings'}.")
    else:
        found = tuple(f for f in now.escalation.checklist.findings if f.where.startswith(kind))
    panels.findings(found)
    blockers = [f for f in found if f.level is FindingLevel.BLOCKER]
    if blockers and not st.checkbox("I have read the blockers and take it as it is", key=f"ack-{name}-{now.version}"):
        st.info("Copying is open once the blockers are closed or acknowledged.")
        return edited
    with st.expander("Copy"):
        st.code(edited, language=None, wrap_lines=True)
    return edited


def customer_tab(now: Work) -> None:
    """Updates and the bundled questions: what the customer gets."""
    for number, update in enumerate(now.escalation.updates):
        due = f" · next contact {update.next_update_at:%Y-%m-%d %H:%M %Z}" if update.next_update_at else ""
        st.subheader(f"{panels.words(update.kind.value).capitalize()}", divider="gray")
        st.caption(f"Language: {update.language}{due}")
        now.edits[f"update-{number}"] = editor(now, f"update-{number}", "update", update.text, 330)
    if now.escalation.customer_message:
        st.subheader("Questions, in one message", divider="gray")
        st.code(now.escalation.customer_message, language=None, wrap_lines=True)


def brief_tab(now: Work) -> None:
    """The brief, and its rendering per reader."""
    brief = now.escalation.brief
    if brief is None:
        st.info("No brief: the verdict is to handle it in support. The reply is under Customer.")
        return
    now.edits["brief"] = editor(now, "brief", "brief", brief.markdown, 640)
    for reader, text in brief.renderings.items():
        with st.expander(f"For {panels.words(reader).title()}"):
            st.markdown(text)


def checklist_tab(now: Work) -> None:
    """Items, and the questions that close the gaps."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        panels.checklist(now.escalation.checklist)
    with right:
        st.markdown("**Questions that close the gaps**")
        for q in now.escalation.questions:
            st.html(f'{panels.STYLE}<div class="rule"><span class="chip">{q.of.value}</span> {panels.escape(q.ask)} <span class="e">closes {panels.escape(", ".join(map(panels.words, q.closes)))}</span></div>')
        panels.findings(tuple(f for f in now.escalation.checklist.findings if f.where.startswith("issue")))


def matches_tab(now: Work) -> None:
    """What the past holds; internal, never facts of this case."""
    if not now.escalation.matches:
        st.info("Nothing similar is indexed. `escalate index PATH` adds your tickets and articles.")
    for m in now.escalation.matches:
        cited = " · cited in the verdict" if m.id in now.escalation.assessment.cited_matches else ""
        with st.expander(f"{m.id} · {m.title} · same problem {m.same_problem:.0%}{cited}"):
            st.caption(" · ".join(filter(None, [m.kind.value, m.status, m.customer, f"{m.created_at:%Y-%m-%d}" if m.created_at else None, "; ".join(m.why)])))
            if m.snippet:
                st.code(m.snippet, language=None, wrap_lines=True)
            if m.resolution:
                st.markdown("**What solved it**")
                st.code(m.resolution, language=None, wrap_lines=True)


def export_tab(now: Work) -> None:
    """Downloads, rebuilt from the record; an edited brief or update is what goes out."""
    escalation = now.escalation
    if escalation.brief is not None and "brief" in now.edits:
        escalation = escalation.model_copy(update={"brief": escalation.brief.model_copy(update={"markdown": now.edits["brief"]})})
    updates = tuple(u.model_copy(update={"text": now.edits.get(f"update-{n}", u.text)}) for n, u in enumerate(escalation.updates))
    escalation = escalation.model_copy(update={"updates": updates})
    columns = st.columns(4)
    for number, name in enumerate(FORMATS):
        try:
            data = render(escalation, name, now=now.understood.now)
        except EscalateError as error:
            columns[number % 4].button(name, disabled=True, help=str(error), key=f"no-{name}", width="stretch")
            continue
        columns[number % 4].download_button(name, data, f"escalation.{_ENDINGS[name]}", _MIME.get(name, "application/json"), width="stretch")
    st.caption("Follow-ups")
    for f in escalation.follow_ups:
        st.markdown(f"- {panels.words(f.audience.value)}: due **{f.due_at:%a %d %b %H:%M %Z}**, overdue {f.overdue_at:%a %d %b %H:%M} ({f.source})")
    p = escalation.provenance
    st.caption(f"Engine {p.engine} · policy {p.policy} · index {p.index or 'none'} · version {p.app_version}")
    for text in p.fallbacks:
        st.caption(f"Note: {text}")


def show(now: Work) -> None:
    """Everything about the issue in hand."""
    if now.escalation.separate_problems:
        st.warning("This paste holds separate problems. One ticket each: " + " / ".join(f"“{panels.flat(e.quote, 80)}”" for e in now.escalation.separate_problems))
    panels.verdict(now.escalation.assessment)
    left, right = st.columns([3, 2], gap="large")
    with left, st.expander("Why", expanded=True):
        panels.reasons(now.escalation.assessment)
    with right:
        with st.expander("Business impact", expanded=True):
            panels.impact(now.escalation.assessment)
        override_form(now)
    tabs = st.tabs(["Customer", "Brief", "Checklist", "Similar", "Evidence", "Export"])
    for tab, part in zip(tabs[:4], (customer_tab, brief_tab, checklist_tab, matches_tab), strict=True):
        with tab:
            part(now)
    with tabs[4]:
        if len(now.escalation.issue.text) <= _LARGE:
            st.html(panels.highlighted(now.escalation))
        else:
            st.info("The paste is too long to mark up here; the JSON export holds every quote with its offsets.")
    with tabs[5]:
        export_tab(now)


st.title("From raw issue to escalation", anchor=False)
paste_form()
current = work()
if current is not None:
    show(current)
