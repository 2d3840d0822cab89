"""The due list: everything somebody owes on the kept escalations, with its state at a moment.

Reads records only: contacts, Engineering's duties, the RCA of an incident, the ends of workarounds and their next
retry, and the open duties of a de-escalation.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from assistant.domain import Audience, Severity
from assistant.domain.model import Model
from assistant.domain.register import (
    DeEscalation,
    DutyKind,
    RegisteredEscalation,
    TimeBoxedWorkaround,
    WorkaroundKind,
)
from assistant.follow_ups.business_calendar import instant, plus
from assistant.follow_ups.calendars import Deadlines


class DueKind(StrEnum):
    """What kind of thing is owed."""

    CONTACT = "contact"
    DUTY = "duty"
    RCA = "rca"
    WORKAROUND = "workaround"
    RETRY = "retry"
    DE_ESCALATION = "de_escalation"


class DueState(StrEnum):
    """Where the moment stands: before the due time, past it, or past the time it counts as late."""

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"


class DueItem(Model):
    """One thing owed on one escalation."""

    id: str
    """Of the escalation."""
    kind: DueKind
    audience: Audience | None = None
    """For a contact: with whom."""
    number: int | None = None
    """For a contact: which one."""
    what: str
    """What is to be done, in words."""
    due_at: AwareDatetime
    overdue_at: AwareDatetime
    state: DueState
    who: str | None = None
    """Who owes it: the customer owner, the technical owner, else the team; None where nobody has it."""
    source: str
    """The rule that set it."""
    severity: Severity
    title: str
    customer: str | None
    ticket: str | None


CONTACTS = {
    Audience.CUSTOMER: "update the customer, even with no news",  # S4 follow-up actions
    Audience.INTERNAL: "check with the receiving team",
    Audience.CROSS_FUNCTIONAL: "cross-functional update and status page",
}
"""What a contact is, per audience."""
_DUTIES = {
    DutyKind.ACCEPTANCE: "accept the escalation",
    DutyKind.REPRODUCTION_VALIDATION: "validate the reproduction",
    DutyKind.TIMELINE_UPDATE: "update the timeline of the fix",
    DutyKind.POST_FIX_NOTES: "write the post-fix notes",
}
_DE_ESCALATION = (
    ("team_notified", "tell the receiving team it goes back to support"),
    ("ticket_updated", "note the de-escalation in the ticket"),
    ("customer_informed", "tell the customer who goes on"),
    ("learning", "write down what was learned"),
)


def rca_due(declared_at: datetime, deadlines: Deadlines) -> datetime:
    """When the post-incident analysis is due: hours on the clock after the incident was declared (S1 §2 SEV1)."""
    return plus(declared_at, deadlines.rca_hours * 60)


def due_list(
    records: Iterable[RegisteredEscalation],
    now: datetime,
    *,
    deadlines: Deadlines,
    within: timedelta | None = None,
    audience: Audience | None = None,
    owner: str | None = None,
) -> tuple[DueItem, ...]:
    """What is owed: overdue, then due, then to come, each soonest first.

    `within`: without what is due later than that from `now`; None keeps all.

    `owner` keeps what this person owes, ignoring case. What is due or overdue is always in.
    """
    items = [item for record in records for item in _owed(record, now, deadlines)]
    if within is not None:
        items = [i for i in items if instant(i.due_at) <= instant(now) + within]
    if audience is not None:
        items = [i for i in items if i.audience is audience]
    if owner is not None:
        items = [i for i in items if i.who is not None and i.who.casefold() == owner.strip().casefold()]
    order = list(reversed(DueState))
    return tuple(
        sorted(
            items,
            key=lambda i: (order.index(i.state), instant(i.due_at), instant(i.overdue_at), i.severity, i.id, i.kind),
        )
    )


def _owed(record: RegisteredEscalation, now: datetime, deadlines: Deadlines) -> Iterator[DueItem]:
    incident = record.incident
    if incident is not None and incident.rca_due_at is not None and incident.rca_done_at is None:
        lead = incident.lead or _technical(record)
        yield _item(record, now, DueKind.RCA, "post-incident analysis (RCA)", incident.rca_due_at, lead, "S1 §2 SEV1")
    if record.closed:
        return
    for contact in record.contacts:
        if contact.open:
            who = record.customer_owner.name
            if contact.audience is Audience.CROSS_FUNCTIONAL and incident is not None and incident.lead:
                who = incident.lead
            yield _item(
                record, now, DueKind.CONTACT, CONTACTS[contact.audience], contact.due_at, who, contact.source,
                late=contact.overdue_at, audience=contact.audience, number=contact.number,
            )  # fmt: skip
    for duty in () if record.de_escalation is not None else record.duties:
        if duty.due_at is not None and duty.done_at is None:
            yield _item(record, now, DueKind.DUTY, _DUTIES[duty.kind], duty.due_at, _technical(record), "S1 §5")
    for workaround in record.workarounds:
        yield from _of_workaround(record, workaround, now, deadlines)
    if record.de_escalation is not None:
        yield from _of_de_escalation(record, record.de_escalation, now, deadlines)


def _of_workaround(
    record: RegisteredEscalation, workaround: TimeBoxedWorkaround, now: datetime, deadlines: Deadlines
) -> Iterator[DueItem]:
    if workaround.stopped_at is not None:
        return
    name = workaround.kind.value.replace("_", " ")
    what = f"workaround “{name}” ends: extend, replace or stop it"
    yield _item(record, now, DueKind.WORKAROUND, what, workaround.ends_at, workaround.owner, "S2 Continuity")
    if workaround.kind is not WorkaroundKind.RETRY or instant(now) >= instant(workaround.ends_at):
        return
    every = deadlines.retry_minutes
    last = workaround.last_try_at
    due = workaround.starts_at if last is None else plus(last, every)
    if instant(due) < instant(workaround.ends_at):
        what = "try the operation again, and log what came of it"
        yield _item(
            record, now, DueKind.RETRY, what, due, workaround.owner, "S2 Continuity", late=plus(due, every)
        )  # fmt: skip


def _of_de_escalation(
    record: RegisteredEscalation, returned: DeEscalation, now: datetime, deadlines: Deadlines
) -> Iterator[DueItem]:
    late = plus(returned.at, deadlines.de_escalation_hours * 60)
    for field, what in _DE_ESCALATION:
        if not getattr(returned, field):
            yield _item(
                record, now, DueKind.DE_ESCALATION, what, returned.at, record.customer_owner.name,
                "S4 De-escalation", late=late,
            )  # fmt: skip


def _technical(record: RegisteredEscalation) -> str | None:
    return record.technical_owner.name if record.technical_owner is not None else record.team


def _item(
    record: RegisteredEscalation,
    now: datetime,
    kind: DueKind,
    what: str,
    due: datetime,
    who: str | None,
    source: str,
    *,
    late: datetime | None = None,
    audience: Audience | None = None,
    number: int | None = None,
) -> DueItem:
    late = late or due
    state = DueState.UPCOMING
    if instant(now) >= instant(late):
        state = DueState.OVERDUE
    elif instant(now) >= instant(due):
        state = DueState.DUE
    return DueItem(
        id=record.id,
        kind=kind,
        audience=audience,
        number=number,
        what=what,
        due_at=due,
        overdue_at=late,
        state=state,
        who=who,
        source=source,
        severity=record.severity,
        title=record.title,
        customer=record.customer,
        ticket=record.ticket,
    )
