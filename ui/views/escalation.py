"""One kept escalation: what it is, who owns it, what is owed, what happened, and what can be done with it."""

import desk
import streamlit as st
from panels import plain
from record.acting import who_box
from record.continuity import continuing
from record.customer import informing
from record.ending import ending
from record.header import findings, head, owed, owners
from record.incident import bundle, incident, status_page
from record.notes import noting
from record.owners import owning
from record.papers import drafts, files, reports
from record.rows import look
from record.saying import page_words, say, tell, told
from record.state import actions, changing, cross_functional, duties
from record.trail import timeline

from assistant.cli.masking import masked
from assistant.cli.reported import rules_of
from assistant.cli.showing import Case, read
from assistant.domain.register import RegisteredEscalation
from assistant.follow_ups import due_list, load_calendars
from assistant.lifecycle import load_rules
from assistant.register.errors import ChangedMeanwhile, NotInRegister
from assistant.settings import default_settings

_TABS = ("Now", "Timeline", "Owners", "Change", "Notes", "Customer", "Continuity", "Incident", "End", "Papers")
_KEEP = "case"


def read_case(id: str) -> Case:
    """The record with secrets masked, for display; masked again only when it has changed."""
    settings, now, kept = default_settings(), desk.now(), desk.register()
    held: Case | None = st.session_state.get(_KEEP)
    record = kept.get(id)
    if held is not None and (held.record.id, held.record.version) == (record.id, record.version):
        from dataclasses import replace

        from assistant.lifecycle import findings as amiss

        return replace(held, findings=amiss(record, now, load_rules(settings.knowledge / "policy")))
    case = read(kept, id, settings, now, masked=True)
    st.session_state[_KEEP] = case
    return case


def changed_meanwhile(record: RegisteredEscalation) -> None:
    """Where others changed it since it was opened here: who and what, and a button that takes the new state in."""
    seen = desk.seen_of(record)
    if seen.version == record.version:
        return
    entries = tuple(desk.register().trail(record.id, after=seen.entries))
    with st.container(border=True):
        left, right = st.columns([6, 1], vertical_alignment="center")
        others = plain(page_words(str(masked(ChangedMeanwhile(record.id, entries).message))), 900)
        left.markdown(f"**{others}** Shown is the new state.")
        right.button("Reload", on_click=desk.reload, args=(record,), key="reload", width="stretch")


def now_tab(case: Case) -> None:
    """What needs attention, what is due, what was done."""
    settings, now = default_settings(), desk.now()
    rules = load_rules(settings.knowledge / "policy")
    record = case.record
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**What needs attention**")
        findings(case.findings, now)
        st.markdown("**Due next**")
        deadlines = load_calendars(settings.knowledge / "policy").deadlines
        st.html(owed(due_list([record], now, deadlines=deadlines), now))
        if not record.closed:
            cross_functional(record)
    with right:
        st.markdown("**Follow-up actions** :gray[(S4)]")
        actions(record, rules)
        st.markdown("**What Engineering owes** :gray[(S1 §5)]")
        duties(record, rules)


def papers_tab(case: Case) -> None:
    """Drafts, reports, files."""
    left, right = st.columns(2, gap="large")
    with left:
        reports(case.record, rules_of(default_settings()))
    with right:
        drafts(case)


def show(case: Case) -> None:
    """The whole page of a record."""
    settings = default_settings()
    rules, report_rules = load_rules(settings.knowledge / "policy"), rules_of(settings)
    record = case.record
    head(record)
    left, right = st.columns([3, 2], gap="large")
    with left:
        owners(record, rules.owner_rule)
    with right:
        who_box()
        with st.container(horizontal=True):
            files(case)
    now, trail, owner, change, notes, customer, going_on, incidents, end, papers = st.tabs(_TABS)
    with now:
        now_tab(case)
    with trail:
        timeline(record.id, case.trail)
    with owner:
        owning(record, report_rules)
    with change:
        changing(record, rules)
    with notes:
        noting(record, rules)
    with customer:
        informing(record, rules)
    with going_on:
        continuing(record, case.trail, rules)
    with incidents:
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown("**Incident**")
            incident(record, rules)
            if record.incident is not None:
                st.markdown("**Status page**")
                status_page(record, report_rules)
        with right:
            st.markdown("**Bundle**")
            bundle(record, rules)
    with end:
        ending(record, rules)
    with papers:
        papers_tab(case)


def ask_for_one(why: NotInRegister | None) -> None:
    """No id in the address, or none that is known: ask."""
    st.title("Escalation", anchor=False)
    if why is not None:
        say(why)
    typed = st.text_input("Which one?", placeholder="ESC-…")
    if typed.strip():
        st.query_params["id"] = typed.strip()
        st.rerun()


def found(id: str) -> Case | None:
    """The record. Where there is none of this id, it asks for another."""
    try:
        if id:
            return read_case(id)
        ask_for_one(None)
    except NotInRegister as error:
        ask_for_one(error)
    return None


look()
st.page_link("views/register.py", label="← All escalations")
asked = st.query_params.get("id", "")
with told():
    # NOTE: what comes and goes has a place of its own, so that the tabs below keep theirs, and the chosen one.
    tell()
    current = found(asked)
    if current is not None:
        with st.container():
            changed_meanwhile(current.record)
        show(current)
