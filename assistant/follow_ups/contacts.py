"""The promised contacts of a kept escalation: first planned, kept, moved, cancelled.

A contact keeps its number while it is moved, so that a calendar moves its event; done, it is followed by the next
number; no longer wanted, it stays, cancelled. At most one contact per audience is open.
"""

from collections.abc import Iterable
from datetime import datetime

from assistant.domain import Audience, FollowUp
from assistant.domain.register import Contact
from assistant.follow_ups.business_calendar import BusinessCalendar, instant
from assistant.follow_ups.plan import Cadence, Terms, Times
from assistant.policy import Policy


def planned(
    terms: Terms,
    policy: Policy,
    calendar: BusinessCalendar | None,
    at: datetime,
    promised: Iterable[FollowUp] = (),
) -> tuple[Contact, ...]:
    """The first contacts, counted from `at`. `promised`: those of the draft; what its update told the customer holds,
    where the calendar would allow a later time.
    """
    told = {f.audience: f for f in promised if f.audience is Audience.CUSTOMER}
    found = []
    for audience, times in _wanted(terms, policy, calendar, at).items():
        if audience in told and instant(told[audience].due_at) < instant(times.due):
            word = told[audience]
            times = Times(word.due_at, min(word.overdue_at, times.overdue, key=instant), word.source)
        found.append(_contact(audience, 1, times))
    return tuple(found)


def replanned(
    contacts: tuple[Contact, ...],
    terms: Terms,
    policy: Policy,
    calendar: BusinessCalendar | None,
    at: datetime,
    *,
    since: datetime,
) -> tuple[Contact, ...]:
    """All contacts after a change of `terms` or calendar at `at`; `since` is when the escalation began.

    Two times bound what the new rule allows: counted from the last contact, and counted from the change. An open
    contact within stays where it is, one before moves to the former, one after to the latter: raised, it is due at
    the latest as if it began now; lowered, it waits as long as the milder rule says. What stays due keeps its number,
    and its `sequence` rises only where its times moved. What nobody is due any more is cancelled.
    """
    wanted = _wanted(terms, policy, calendar, at)
    changed = []
    for contact in contacts:
        if not contact.open:
            changed.append(contact)
            continue
        latest = wanted.pop(contact.audience, None)
        earliest = Cadence(policy, calendar).times(
            contact.audience, terms, _last(contacts, contact.audience, since, at)
        )
        if latest is None or earliest is None:
            changed.append(contact.model_copy(update={"cancelled": True, "sequence": contact.sequence + 1}))
        else:
            changed.append(_moved(contact, earliest, latest))
    new = (_contact(audience, _next_number(contacts, audience), times) for audience, times in wanted.items())
    return (*changed, *new)


def after_contact(
    contacts: tuple[Contact, ...],
    audience: Audience,
    terms: Terms,
    policy: Policy,
    calendar: BusinessCalendar | None,
    at: datetime,
    *,
    promised: datetime | None = None,
    least: int = 0,
) -> tuple[Contact, ...]:
    """`contacts` once `audience` was contacted at `at`: the open one done, the next planned, where one is due.

    `promised`: when this contact promised the next; an earlier time than the cadence's is a promise to keep.
    `least`: `Deadlines.least_minutes`, so that updates do not crowd before the customer's deadline.
    """
    done = tuple(c.model_copy(update={"done_at": at}) if c.open and c.audience is audience else c for c in contacts)
    times = Cadence(policy, calendar).times(audience, terms, at, least=least)
    if times is None:
        return done
    if promised is not None and instant(at) < instant(promised) < instant(times.due):
        times = Times(promised, promised, "the time promised in the last update")
    return (*done, _contact(audience, _next_number(contacts, audience), times))


def next_contact(contacts: Iterable[Contact], audience: Audience | None = None) -> Contact | None:
    """The open contact that is due first, of one audience or of any."""
    waiting = [c for c in contacts if c.open and audience in (None, c.audience)]
    return min(waiting, key=lambda c: (instant(c.due_at), c.audience), default=None)


def _wanted(terms: Terms, policy: Policy, calendar: BusinessCalendar | None, at: datetime) -> dict[Audience, Times]:
    found = {audience: Cadence(policy, calendar).times(audience, terms, at) for audience in Audience}
    return {audience: times for audience, times in found.items() if times is not None}


def _contact(audience: Audience, number: int, times: Times) -> Contact:
    return Contact(audience=audience, number=number, due_at=times.due, overdue_at=times.overdue, source=times.source)


def _moved(contact: Contact, earliest: Times, latest: Times) -> Contact:
    due = _between(contact.due_at, earliest.due, latest.due)
    overdue = _between(contact.overdue_at, earliest.overdue, latest.overdue)
    if (instant(due), instant(overdue)) == (instant(contact.due_at), instant(contact.overdue_at)):
        return contact
    return contact.model_copy(
        update={"due_at": due, "overdue_at": overdue, "source": latest.source, "sequence": contact.sequence + 1}
    )


def _between(moment: datetime, earliest: datetime, latest: datetime) -> datetime:
    """The middle one of three moments."""
    return sorted((moment, earliest, latest), key=instant)[1]


def _last(contacts: Iterable[Contact], audience: Audience, since: datetime, at: datetime) -> datetime:
    """When this audience was last contacted before `at`, or when the escalation began."""
    done = [c.done_at for c in contacts if c.audience is audience and c.done_at is not None]
    return min(max([since, *done], key=instant), at, key=instant).astimezone(at.tzinfo)


def _next_number(contacts: Iterable[Contact], audience: Audience) -> int:
    return 1 + max((c.number for c in contacts if c.audience is audience), default=0)
