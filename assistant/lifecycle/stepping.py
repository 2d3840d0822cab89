"""How any change is made: the next state, validated, together with its trail entries; and how one is refused.

A change never runs backwards in time: it is stamped no earlier than the last one. Clocks of two machines may differ by
some minutes (ownership.toml, `skew_minutes`); then the later time counts, and the entry says so.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from assistant.domain.issue import Visibility
from assistant.domain.register import Contact, EscalationStatus, RegisteredEscalation, Step, TrailAction, TrailEntry
from assistant.errors import WrongUsage
from assistant.inert import one_line
from assistant.lifecycle.rules import LifecycleRules

Later = Callable[[datetime, int], datetime]
"""A moment plus so many minutes: on the clock, or of business time where the severity and calendar say so."""


class NotAllowed(WrongUsage):
    """The rules forbid this change in this state; the message names the rule or what is missing first."""


def on_the_clock(moment: datetime, minutes: int) -> datetime:
    """`minutes` later, nights and weekends included."""
    return moment + timedelta(minutes=minutes)


def said(value: str | None, what: str, tip: str | None = None) -> str:
    """A text that must not be blank, its white space at the ends taken off. Raises NotAllowed naming `what`."""
    text = (value or "").strip()
    if not one_line(text):
        raise NotAllowed(f"{what} is missing.", tip or f"Give {what}.")
    return text


def person(value: str | None, what: str = "the name") -> str:
    """A person's or team's name on one line. Raises NotAllowed for a blank one."""
    return one_line(said(value, what))


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same, whatever their case and spacing."""
    return one_line(one).casefold() == one_line(other).casefold()


def require_open(record: RegisteredEscalation) -> None:
    """Raises NotAllowed where the escalation is closed."""
    if record.closure is not None:
        raise NotAllowed(
            f"{record.id} is closed ({record.closure.code.value}).",
            f"Reopen it first: escalate register reopen {record.id} --reason TEXT.",
        )


def entry(
    action: TrailAction,
    text: str,
    *,
    by: str,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    public: bool = False,
) -> TrailEntry:
    """A trail entry without number and hash: those are given when it is kept."""
    return TrailEntry(
        number=0,
        at=at,
        actor=by,
        action=action,
        text=text,
        data={k: v for k, v in (data or {}).items() if v is not None},
        visibility=Visibility.PUBLIC if public else Visibility.INTERNAL,
    )


def stamped(record: RegisteredEscalation, at: datetime, rules: LifecycleRules) -> datetime:
    """The time a change made at `at` counts for. Raises NotAllowed where it lies well before the last change."""
    if at.tzinfo is None:
        raise NotAllowed(f"the time {at.isoformat()} has no zone.", "Write it as 2026-11-20T09:30:00+01:00.")
    if at >= record.updated_at:
        return at
    if record.updated_at - at <= timedelta(minutes=rules.skew_minutes):
        return record.updated_at
    raise NotAllowed(
        f"{at.isoformat()} is before the last change of {record.id} ({record.updated_at.isoformat()}).",
        "The trail is kept in the order things are recorded: say in a note when it happened.",
    )


def changed(record: RegisteredEscalation, at: datetime, *entries: TrailEntry, **changes: Any) -> Step:
    """The step to `record` with `changes`. Raises NotAllowed for a value of the wrong kind."""
    try:
        state = {name: getattr(record, name) for name in RegisteredEscalation.model_fields}
        after = RegisteredEscalation.model_validate({**state, "updated_at": at, **changes})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "value"
        raise NotAllowed(f"{name} does not fit: {first['msg']}.", "Check the value.") from error
    return Step(record=after, entries=tuple(entries))


def status_entries(
    record: RegisteredEscalation, now: EscalationStatus, *, by: str, at: datetime, reason: str | None = None
) -> tuple[TrailEntry, ...]:
    """The trail's line on a change of status; none where it stays."""
    if now is record.status and reason is None:
        return ()
    text = f"{record.status.value} → {now.value}" + (f": {reason}" if reason else "")
    data = {"was": record.status.value, "now": now.value, "reason": reason}
    return (entry(TrailAction.STATUS_CHANGED, text, by=by, at=at, data=data),)


def with_contacts(step: Step, contacts: tuple[Contact, ...]) -> Step:
    """The step with its contacts planned anew; what changed of them stands in its first entry."""
    if contacts == step.record.contacts:
        return step
    known = set(step.record.contacts)
    moved = [c.model_dump(mode="json", exclude={"source", "overdue_at"}) for c in contacts if c not in known]
    first, *rest = step.entries
    first = first.model_copy(update={"data": {**first.data, "contacts": moved}})
    return Step(record=step.record.model_copy(update={"contacts": contacts}), entries=(first, *rest))


def cancelled(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """The contacts with none open any more; a calendar hears of it by the next SEQUENCE."""
    return tuple(
        c.model_copy(update={"cancelled": True, "sequence": c.sequence + 1}) if c.open else c for c in contacts
    )
