"""Follow-up reminders as iCalendar: one event a promised contact, with an alarm, free of customer names.

UIDs are stable for the same paste and audience, so that importing again updates instead of doubling.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from assistant.domain import Audience, Escalation

_LENGTH = timedelta(minutes=15)
_SUMMARY = {
    Audience.CUSTOMER: "Customer update due",
    Audience.INTERNAL: "Check with the receiving team",
    Audience.CROSS_FUNCTIONAL: "Cross-functional update and status page",
}


def render_ics(escalation: Escalation, now: datetime) -> str:
    """A VCALENDAR of the next contacts."""
    key = hashlib.sha256(escalation.issue.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    calendar = Calendar()
    calendar.add("prodid", "-//escalation-assistant//follow-ups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for follow_up in escalation.follow_ups:
        event = Event()
        event.add("uid", f"{key}-{follow_up.audience.value}@escalation-assistant")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", follow_up.due_at.astimezone(UTC))
        event.add("dtend", (follow_up.due_at + _LENGTH).astimezone(UTC))
        event.add("summary", f"{_SUMMARY[follow_up.audience]}: {escalation.assessment.severity.value}")
        event.add("description", f"Overdue from {follow_up.overdue_at.isoformat()}. Rule: {follow_up.source}.")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _SUMMARY[follow_up.audience])
        alarm.add("trigger", -timedelta(minutes=10))
        event.add_component(alarm)
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")
