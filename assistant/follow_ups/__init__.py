"""Follow-ups: when whom to contact next, on whose working time, and what is due now.

Pure: every moment is an argument, aware, and what comes back keeps its zone. `calendar_for` names the calendar of a
customer's region (S3), `planned`, `replanned` and `after_contact` keep the contacts of a record, `due_list` reads
what is owed.
"""

from assistant.follow_ups.business_calendar import BusinessCalendar, weekdays
from assistant.follow_ups.calendars import Calendars, Deadlines, calendar_for, load_calendars
from assistant.follow_ups.contacts import after_contact, next_contact, planned, replanned
from assistant.follow_ups.due import DueItem, DueKind, DueState, due_list, rca_due
from assistant.follow_ups.plan import Terms, one_business_day_after, plan_follow_ups

__all__ = [
    "BusinessCalendar",
    "Calendars",
    "Deadlines",
    "DueItem",
    "DueKind",
    "DueState",
    "Terms",
    "after_contact",
    "calendar_for",
    "due_list",
    "load_calendars",
    "next_contact",
    "one_business_day_after",
    "plan_follow_ups",
    "planned",
    "rca_due",
    "replanned",
    "weekdays",
]
