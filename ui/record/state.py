"""Where it stands: status, severity, type, level, fields; the five follow-up actions and Engineering's duties."""

from datetime import datetime, time

import desk
import streamlit as st
from panels import plain, words
from streamlit.delta_generator import DeltaGenerator

from assistant import lifecycle
from assistant.domain import Audience, IssueType, Severity
from assistant.domain.register import DutyKind, EscalationStatus, FollowUpAction, RegisteredEscalation
from assistant.lifecycle import LifecycleRules
from assistant.lifecycle.levels import LEVELS
from record.acting import Form, form

_ELSEWHERE = {
    FollowUpAction.UPDATE_CUSTOMER: "under Customer",
    FollowUpAction.CLOSE_THE_LOOP: "under End",
}
_LATER = "deadline"


def changing(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """The forms."""
    if record.closed:
        st.caption("It is closed. Only cause, resolution and references can still be recorded.")
        _field(record)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _status(record)
        _severity(record)
        _level(record, rules)
    with right:
        _type(record)
        _field(record)


def _status(record: RegisteredEscalation) -> None:
    st.markdown("**Status**")
    settable = [s for s in EscalationStatus if s is not EscalationStatus.RESOLVED]
    with form(record, "status") as f:
        status = st.selectbox(
            "Status", settable, key=f.key("status"), format_func=lambda s: s.value,
            index=settable.index(record.status) if record.status in settable else 0,
            help="Resolved is reached by closing, under End.",
        )  # fmt: skip
        reason = st.text_input("Why", key=f.key("reason"), placeholder="Needed for Blocked: what does it wait for?")
        pressed = f.button("Change status")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.set_status, status, by=by, at=at, reason=reason or None
            ),
            f"now {status.value}.",
        )


def _severity(record: RegisteredEscalation) -> None:
    st.markdown("**Severity**")
    with form(record, "severity") as f:
        severity = st.selectbox(
            "Severity", [s.value for s in Severity], key=f.key("severity"),
            index=list(Severity).index(record.severity), help="Due times follow, and never become later than promised.",
        )  # fmt: skip
        reason = st.text_input("What changed", key=f.key("reason"))
        pressed = f.button("Change severity")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.severity(record.id, Severity(severity), reason, by=by, at=at),
            f"now {severity}.",
        )


def _level(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with st.expander(f"Level inside support: {record.level}"):
        to = st.selectbox("To", [name for name in LEVELS if name != record.level], key=f"level-{record.id}")
        tasks = [task for _, task in lifecycle.owed_before(record, to, rules)] if to > record.level else []
        with form(record, "level") as f:
            done = {task for task in tasks if st.checkbox(task, key=f.key(task))}
            reason = st.text_input(
                "Reason", key=f.key("reason"), help="Needed for a leap, a step back, or what is owed."
            )
            pressed = f.button("Change level")
        if pressed:
            f.do(
                lambda tracker, by, at: tracker.do(
                    record.id, lifecycle.change_level, to, by=by, at=at, done=done, reason=reason or None
                ),
                f"now at {to}.",
            )


def _type(record: RegisteredEscalation) -> None:
    st.markdown("**Bug or feature request**")
    with form(record, "type") as f:
        kind = st.selectbox(
            "Confirmed as", [t.value for t in IssueType], key=f.key("type"), format_func=words,
            index=list(IssueType).index(record.issue_type),
        )  # fmt: skip
        pressed = f.button("Confirm")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.confirm(record.id, IssueType(kind), by=by, at=at),
            f"confirmed: {words(kind)}.",
        )


def _field(record: RegisteredEscalation) -> None:
    st.markdown("**One field**")
    name = st.selectbox(
        "Field", list(lifecycle.FIELDS), key=f"field-{record.id}",
        index=list(lifecycle.FIELDS).index("next_step"), format_func=words,
    )  # fmt: skip
    was = getattr(record, name)
    held = desk.shown(was) if isinstance(was, datetime) else str(was) if was else "not recorded"
    st.caption(f"{lifecycle.FIELDS[name].capitalize()}. Now: {plain(held, 200)}")
    with form(record, f"field-{name}") as f:
        value: str | datetime
        if name == _LATER:
            day = st.date_input("Day", value=None, key=f.key("day"))
            hour = st.time_input("Time", value=time(17, 0), key=f.key("hour"))
            value = datetime.combine(day, hour, tzinfo=desk.zone()) if day else ""
        else:
            value = st.text_input("New value", key=f.key("value"), help="Empty: not recorded.")
        pressed = f.button("Set")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.set_field, name, value, by=by, at=at),
            f"{words(name)} set.",
        )


def actions(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """The five follow-up actions to tick (S4), each with when it was last done."""
    for action, text in rules.actions.items():
        last = record.actions_done.get(action)
        told = f"last: {desk.shown(last)}" if last else "not yet"
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(f"{'✓' if last else '○'} {text}  \n:gray[{told}]")
        if record.closed:
            continue
        if action in _ELSEWHERE:
            right.caption(_ELSEWHERE[action])
            continue
        with right.popover("Done", key=f"tick-{action}-{record.id}"):
            with form(record, f"action-{action}") as f:
                note = st.text_input("What came of it", key=f.key("note"))
                pressed = f.button("Record it")
            if pressed:
                _tick(f, record, action, note)


def _tick(f: Form, record: RegisteredEscalation, action: FollowUpAction, note: str) -> None:
    f.do(
        lambda tracker, by, at: tracker.action(record.id, action, by=by, at=at, note=note or None),
        f"{words(action.value)}: done.",
    )


def cross_functional(record: RegisteredEscalation) -> None:
    """The cross-functional contact, where one is promised (only in an incident)."""
    if not any(c.open and c.audience is Audience.CROSS_FUNCTIONAL for c in record.contacts):
        return
    with form(record, "cross") as f:
        note = st.text_input("Cross-functional update: what was said", key=f.key("note"))
        pressed = f.button("Record the update")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.contacted(
                record.id, Audience.CROSS_FUNCTIONAL, by=by, at=at, note=note or None
            ),
            "cross-functional update recorded; the next one is planned.",
        )


def duties(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """What Engineering owes (S1 §5), with dates."""
    if not record.duties:
        st.caption("Nothing: it is handled in support.")
        return
    for number, duty in enumerate(record.duties):
        text = rules.duties[duty.kind].text
        if duty.done_at is not None:
            told = f"received {desk.shown(duty.done_at)}" + (f": {plain(duty.note, 120)}" if duty.note else "")
        else:
            told = f"due {desk.shown(duty.due_at)}" if duty.due_at else "not due yet"
        late = duty.done_at is None and duty.due_at is not None and duty.due_at < desk.now()
        left, right = st.columns([5, 1], vertical_alignment="center")
        state = f":red[{told}]" if late else f":gray[{told}]"
        left.markdown(f"{'✓' if duty.done_at else '○'} {text}  \n{state}")
        if duty.done_at is not None:
            continue
        if duty.kind is DutyKind.ACCEPTANCE:
            right.caption("under Owners")
            continue
        _came(record, duty.kind, text, number, right)


def _came(record: RegisteredEscalation, kind: DutyKind, text: str, number: int, place: DeltaGenerator) -> None:
    with place.popover("Done", key=f"duty-{kind}-{number}-{record.id}"):
        with form(record, f"duty-{kind}") as f:
            note = st.text_input("What Engineering said", key=f.key("note"))
            pressed = f.button("Record it")
        if pressed:
            f.do(
                lambda tracker, by, at: tracker.do(record.id, lifecycle.duty_done, kind, note or None, by=by, at=at),
                f"{text.lower()} recorded.",
            )
