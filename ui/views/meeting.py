"""The triage meeting: five steps in fifteen minutes, outcomes typed back into each record, a digest to hand on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import desk
import panels
import streamlit as st
from record.acting import form, who_box
from record.header import severity_chip, span, zone_name
from record.rows import linked_rows, look
from record.saying import tell, told

from assistant import lifecycle, reporting
from assistant.changes import Change
from assistant.cli.reported import identify, rules_of, safe
from assistant.domain import IssueType
from assistant.domain.register import RegisteredEscalation, TrailAction
from assistant.reporting import Agenda
from assistant.reporting.agenda import AgendaItem
from assistant.reporting.wording import figure
from assistant.settings import default_settings
from assistant.tracking import Tracker

_LOOK_BACK = timedelta(days=60)
"""How far back the last meeting is looked for."""
_SOLVED = timedelta(days=7)
"""How long the digest tells of what was solved."""
_DRAWN = 12
"""Tickets drawn of those that are parked, or done."""
_KINDS = {"bug": IssueType.BUG, "feature request": IssueType.FEATURE_REQUEST}


@dataclass(frozen=True)
class Made:
    """The agenda of a meeting, made once for a state of the register."""

    whole: Agenda
    shown: Agenda
    """Secrets masked, and of what is parked or done no more than is drawn."""
    records: dict[str, RegisteredEscalation]


def made(begins: datetime, team: str | None, owner: str | None) -> Made:
    """The agenda, made anew when the register has changed or something else is asked for."""
    key = (default_settings(), desk.register().anchor(), begins, team, owner)
    held = st.session_state.get("agenda")
    if held is None or held[0] != key:
        held = st.session_state["agenda"] = (key, _made(begins, team, owner))
    kept: Made = held[1]
    return kept


def _made(begins: datetime, team: str | None, owner: str | None) -> Made:
    kept, rules = desk.register(), rules_of(default_settings()).meeting
    records = kept.find(open_only=True, team=team)
    talked = kept.trails(since=begins - _LOOK_BACK, action=TrailAction.DISCUSSED)
    before = reporting.last_meeting(talked, begins, rules)
    since = before or begins - timedelta(hours=rules.every_hours)
    trail = kept.trails(since=since, ids=[r.id for r in records])
    agenda = reporting.agenda(
        records, trail, now=desk.now(), meeting_at=begins, last=before, rules=rules, owner=owner, identify=identify
    )
    fewer = {"parked": agenda.parked[:_DRAWN], "done": agenda.done[:_DRAWN], "bundling": agenda.bundling[:_DRAWN]}
    return Made(agenda, safe(agenda.model_copy(update=fewer)), {r.id: r for r in records})


def item(one: AgendaItem, record: RegisteredEscalation, agenda: Agenda) -> None:
    """One ticket: its line, and a form for what is said."""
    minutes = f"{figure(one.minutes)} min · " if one.minutes else ""
    stalled = "STALLED · " if one.stalled else ""
    label = f"{one.id} · {one.severity.value} · {minutes}{stalled}{panels.plain(one.title, 90)}"
    with st.expander(label):
        unsure = " (not accepted)" if one.answers and not one.accepted else ""
        answers = panels.flat(one.answers or "nobody yet", 60) + unsure
        facts = [
            ("customer", panels.flat(one.customer or "not stated", 80)),
            ("age", span(agenda.meeting_at - one.opened_at)),
            ("status", panels.flat(one.status.value + (f": {one.blocked_reason}" if one.blocked_reason else ""), 160)),
            ("next step", panels.flat(one.next_step or "not recorded", 200)),
            ("presents", panels.flat(one.presents, 60)),
            ("answers", answers),
            ("since then", panels.flat(", ".join(one.since) or "nothing recorded", 200)),
            ("to settle", panels.flat("; ".join(one.missing) or "nothing", 300)),
        ]
        left, right = st.columns(2, gap="large")
        with left:
            st.html(severity_chip(one.severity))
            panels.table(facts)
            desk.link(one.id, f"Open {one.id}")
        with right:
            outcome(record)


def outcome(record: RegisteredEscalation) -> None:
    """What was said of it, typed back."""
    with form(record, "outcome") as f:
        said = st.text_input("What was said", key=f.key("said"))
        step = st.text_input("Next step, and who", key=f.key("step"))
        left, right = st.columns(2)
        owner = left.text_input("Technical owner", key=f.key("owner"), placeholder="Must still accept")
        kind = right.selectbox("It is a", list(_KINDS), index=None, key=f.key("kind"), placeholder="Bug or feature?")
        parked = st.checkbox("Needs longer: taken offline", key=f.key("parked"))
        pressed = f.button("Record the outcome", primary=True)

    def record_it(tracker: Tracker, by: str, at: datetime) -> Change:
        change = tracker.do(record.id, lifecycle.discussed, said, by=by, at=at, next_step=step or None, parked=parked)
        now = change.record.technical_owner
        if owner.strip() and (now is None or now.name.casefold() != owner.strip().casefold()):
            change = tracker.do(record.id, lifecycle.assign, owner, by=by, at=at)
        wanted = _KINDS[kind] if kind else None
        known = change.record.issue_type is wanted and (change.record.bug_confirmed or wanted is not IssueType.BUG)
        if wanted is not None and not known:
            change = tracker.confirm(record.id, wanted, by=by, at=at)
        return change

    if pressed:
        f.do(record_it, "outcome recorded.", anyway=True)


def review(meeting: Made) -> None:
    """Team by team, then what is parked and what was talked about."""
    agenda, records, whole = meeting.shown, meeting.records, meeting.whole
    for team in agenda.teams:
        st.markdown(f"**{panels.plain(team.name)}** · {figure(team.minutes)} min")
        for one in team.items:
            item(one, records[one.id], agenda)
    for title, items, count in (
        ("Park offline: does not fit", agenda.parked, len(whole.parked)),
        ("Talked about already", agenda.done, len(whole.done)),
    ):
        if items:
            with st.container(border=True):
                st.markdown(f"**{title}: {count}**")
                for one in items:
                    item(one, records[one.id], agenda)
                if count > len(items):
                    st.caption(f"and {count - len(items)} more: choose a team above.")
    if not records:
        st.caption("No escalated ticket is open.")


def to_settle(agenda: Agenda) -> None:
    """What the third step assigns."""
    items = [i for t in agenda.teams for i in t.items if i.missing]
    linked_rows((i.id, panels.flat("; ".join(i.missing), 400)) for i in items)
    for suggestion in agenda.bundling:
        doubts = f" Doubts: {'; '.join(suggestion.doubts)}." if suggestion.doubts else ""
        under = f"{', '.join(suggestion.children)} under {suggestion.parent}?"
        st.caption("Bundle " + panels.plain(f"{under} Both show {', '.join(suggestion.shared)}.{doubts}", 400))


def step_body(id: str, meeting: Made) -> None:
    """What stands under one of the five steps."""
    agenda, whole = meeting.shown, meeting.whole
    everyone = [*(i for t in whole.teams for i in t.items), *whole.parked, *whole.done]
    if id == "intro":
        stalled, incidents = sum(i.stalled for i in everyone), sum(i.incident for i in everyone)
        said = [f"{len(everyone)} open", f"{incidents} incident{'' if incidents == 1 else 's'}"]
        if whole.last_meeting is not None:
            said.insert(1, f"{stalled} without any event since the last meeting")
        st.caption(f"{', '.join(said)}, {len(whole.parked)} parked.")
    elif id == "review":
        review(meeting)
    elif id == "actions":
        to_settle(agenda)
    elif id == "priorities":
        linked_rows((i.id, f"{severity_chip(i.severity)} {panels.flat(i.title, 160)}") for i in agenda.priorities)
    else:
        st.caption(f"At {desk.shown(agenda.ends_at)}. What needs longer goes on offline.")


def digest() -> None:
    """Where each customer's matter stands, in plain words; to copy. Written when it is asked for."""
    customer = st.text_input("Only this customer", key="digest-customer", placeholder="All customers").strip() or None
    key = (default_settings(), desk.register().anchor(), customer)
    if st.button("Write the digest"):
        st.session_state["digest"] = (key, _digest(customer))
    held = st.session_state.get("digest")
    if held is None:
        return
    if held[0] != key:
        st.caption("The register, or what you ask for, has changed since this was written.")
    written: str = held[1]
    with st.popover("Copy", icon=":material/content_copy:"):
        st.code(written, language=None, wrap_lines=True)
    with st.container(border=True, height=420):
        panels.document(written)


def _digest(customer: str | None) -> str:
    kept, now = desk.register(), desk.now()
    since = now - _SOLVED
    records = kept.find(open_only=True, customer=customer)
    records += [r for r in kept.find(since=since, customer=customer) if r.closed]
    rules = rules_of(default_settings()).digest
    return reporting.render_digest(safe(reporting.digest(records, now=now, since=since, rules=rules)), desk.zone())


def show() -> None:
    """The settings of the meeting, its five steps, the digest."""
    now = desk.now()
    first = st.columns([2, 2, 3, 3], vertical_alignment="bottom")
    begin = first[0].time_input("Begins", value=now.time().replace(second=0), key="meeting-time", step=300)
    teams = list(rules_of(default_settings()).meeting.teams)
    team = first[1].selectbox("Team", teams, index=None, placeholder="All", key="meeting-team", accept_new_options=True)
    owner = first[2].text_input("Meeting owner", key="meeting-owner")
    with first[3]:
        who_box()
    begins = datetime.combine(now.date(), begin, tzinfo=desk.zone())
    meeting = made(begins, team, owner.strip() or None)
    agenda = meeting.shown
    last = desk.shown(agenda.last_meeting) if agenda.last_meeting else "none on record"
    st.caption(f"{figure(agenda.minutes)} minutes, ends {agenda.ends_at:%H:%M} {zone_name(now)}. Last meeting: {last}.")
    tell()
    for number, step in enumerate(agenda.steps, 1):
        minutes = f" · {figure(step.minutes)} min" if step.minutes else ""
        st.markdown(f"##### {number}. {step.text}  :gray[{step.starts_at:%H:%M}{minutes}]")
        step_body(step.id, meeting)
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown("**Who attends**")
        panels.table(
            (a.role, panels.flat(a.does, 200) + (f" <b>{panels.flat(', '.join(a.names), 300)}</b>" if a.names else ""))
            for a in agenda.attendees
        )
        st.markdown("**Objectives**")
        st.markdown("\n".join(f"- {o}" for o in agenda.objectives))
        st.download_button(
            "Download the agenda (Markdown)", lambda: reporting.render_agenda(safe(meeting.whole), desk.zone()),
            "agenda.md", "text/markdown", on_click="ignore",
        )  # fmt: skip
    with right:
        st.markdown("**Digest for customer-facing teams**")
        digest()


st.title("Triage meeting", anchor=False)
look()
with told():
    show()
