"""Follow-up reminders as iCalendar: one event a promised contact, with an alarm, free of customer names.

UIDs are stable: for a draft the same paste and audience, for a kept escalation its id, the audience and the number of
the contact, so that importing again updates instead of doubling.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar import Alarm, Calendar, Event

from assistant.domain import Audience, Escalation
from assistant.domain.register import Contact, RegisteredEscalation
from assistant.inert import one_line

_LENGTH = timedelta(minutes=15)
_AHEAD = timedelta(minutes=10)
_RECENT = timedelta(days=7)
"""How long an event that is over is still told of: a calendar read once a week misses no change."""
_SUMMARY = {
    Audience.CUSTOMER: "Customer update due",
    Audience.INTERNAL: "Check with the receiving team",
    Audience.CROSS_FUNCTIONAL: "Cross-functional update and status page",
}


def render_ics(escalation: Escalation, now: datetime) -> str:
    """A VCALENDAR of the next contacts of a draft."""
    key = hashlib.sha256(escalation.issue.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    calendar = _calendar()
    for follow_up in escalation.follow_ups:
        what = _SUMMARY[follow_up.audience]
        event = _event(
            f"{key}-{follow_up.audience.value}", now, follow_up.due_at,
            f"{what}: {escalation.assessment.severity.value}", _description(follow_up.overdue_at, follow_up.source),
        )  # fmt: skip
        event.add_component(_alarm(what))
        calendar.add_component(event)
    return _text(calendar)


def render_record_ics(
    records: RegisteredEscalation | Iterable[RegisteredEscalation],
    now: datetime,
    *,
    names: bool = False,
    zone: tzinfo = UTC,
) -> str:
    """A VCALENDAR of the contacts and RCA dates of kept escalations, open and cancelled.

    A contact that was moved carries a higher SEQUENCE; one that is off, or done before its time, is STATUS:CANCELLED,
    so that no calendar goes on ringing for it. `names` adds customer and title, which calendars shared with others
    should not show. `zone` is that of the times in descriptions; the events themselves are in UTC.
    """
    if isinstance(records, RegisteredEscalation):
        records = (records,)
    calendar = _calendar()
    for record in records:
        for event in _events(record, now, names, zone):
            calendar.add_component(event)
    return _text(calendar)


def _events(record: RegisteredEscalation, now: datetime, names: bool, zone: tzinfo) -> Iterator[Event]:
    for contact in record.contacts:
        if not _told(contact, now):
            continue
        description = _description(contact.overdue_at.astimezone(zone), contact.source)
        event = _event(
            f"{record.id}-{contact.audience.value}-{contact.number}", now, contact.due_at,
            _summary(_SUMMARY[contact.audience], record, names), _about(record, description, names),
        )  # fmt: skip
        _set_state(event, open=contact.open, sequence=contact.sequence + (contact.done_at is not None))
        if contact.open:
            event.add_component(_alarm(f"{_SUMMARY[contact.audience]}: {record.id}"))
        yield event
    incident = record.incident
    if incident is None or incident.rca_due_at is None:
        return
    done = incident.rca_done_at is not None
    if done and incident.rca_due_at.astimezone(UTC) <= now.astimezone(UTC):
        return
    what = "Post-incident analysis (RCA) due"
    description = _about(record, _description(incident.rca_due_at.astimezone(zone), "S1 §2 SEV1"), names)
    event = _event(f"{record.id}-rca", now, incident.rca_due_at, _summary(what, record, names), description)
    _set_state(event, open=not done, sequence=int(done))
    if not done:
        event.add_component(_alarm(f"{what}: {record.id}"))
    yield event


def _told(contact: Contact, now: datetime) -> bool:
    """Open ones always, cancelled ones while a calendar may still show them, done ones only if yet to ring."""
    due = contact.due_at.astimezone(UTC)
    if contact.open:
        return True
    return due > now.astimezone(UTC) - _RECENT if contact.cancelled else due > now.astimezone(UTC)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//escalation-assistant//follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(uid: str, now: datetime, due: datetime, summary: str, description: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@escalation-assistant")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", due.astimezone(UTC))
    event.add("dtend", (due.astimezone(UTC) + _LENGTH))
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    return event


def _set_state(event: Event, *, open: bool, sequence: int) -> None:
    event.add("sequence", sequence)
    event.add("status", "CONFIRMED" if open else "CANCELLED")


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -_AHEAD)
    return alarm


def _description(overdue_at: datetime, source: str) -> str:
    return f"Overdue from {overdue_at.isoformat()}. Rule: {source}."


def _summary(what: str, record: RegisteredEscalation, names: bool) -> str:
    summary = f"{what}: {record.id} {record.severity.value}"
    return f"{summary} · {one_line(record.customer)}" if names and record.customer else summary


def _about(record: RegisteredEscalation, description: str, names: bool) -> str:
    if not names:
        return description
    ticket = f" Ticket: {one_line(record.ticket)}." if record.ticket else ""
    return f"{one_line(record.title)}. {description}{ticket}"


def _text(calendar: Calendar) -> str:
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")
