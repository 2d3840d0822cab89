"""Calendars, moments and records for the tests of follow-ups."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from assistant.domain import IssueType, Severity
from assistant.domain.register import Owner, RegisteredEscalation
from assistant.follow_ups import BusinessCalendar, Terms
from assistant.follow_ups.public_holidays import PublicHolidays
from assistant.policy import load_policy
from assistant.resources import shipped

FOLDER = shipped("knowledge") / "policy"
POLICY = load_policy(FOLDER)
OFFICE = ((9 * 60, 17 * 60),)
BUSINESS = frozenset((Severity.SEV3, Severity.SEV4))
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
     "America/Santiago", "Asia/Beirut", "Pacific/Kiritimati", "America/St_Johns"]
).map(ZoneInfo)  # fmt: skip
MOMENTS = st.builds(
    lambda at, zone: at.replace(tzinfo=UTC).astimezone(zone),
    st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)),
    ZONES,
)


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """No, one or two stretches of a day."""
    ends = sorted(draw(st.sets(st.integers(0, 24 * 4), min_size=2, max_size=4)))
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    return tuple((opens * 15, closes * 15) for opens, closes in pairs[: draw(st.integers(0, 2))])


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    """Any calendar in which somebody works at some time."""
    week = draw(st.lists(hours_of_a_day(), min_size=7, max_size=7).filter(any))
    closures = draw(st.sets(st.dates(date(2024, 1, 1), date(2030, 6, 30)), max_size=10))
    country = draw(st.sampled_from([None, None, "DE", "US", "CN", "SA"]))
    return BusinessCalendar(
        "drawn",
        draw(ZONES),
        tuple(week),
        holidays=PublicHolidays(country) if country else None,
        closures=frozenset(closures),
        yearly_closures=frozenset({(12, 24)}),
        business_time=draw(st.sampled_from([frozenset(), BUSINESS, frozenset(Severity)])),
    )


def terms(severity: Severity | str = "SEV2", **changes: Any) -> Terms:
    return Terms(Severity(severity), **({"escalated": True, "incident": False} | changes))


def office(zone: str = "Europe/Berlin", **changes: Any) -> BusinessCalendar:
    """Monday to Friday, nine to five, no holidays; SEV3 and SEV4 wait for it."""
    values = {"name": "office", "week": (*(OFFICE,) * 5, (), ()), "business_time": BUSINESS} | changes
    return BusinessCalendar(zone=ZoneInfo(zone), **values)


def kept(id: str = "ESC-12", **changes: Any) -> RegisteredEscalation:
    """A kept escalation, begun at NOW."""
    values: dict[str, Any] = {
        "id": id, "version": 1, "created_at": NOW, "updated_at": NOW, "title": "Exports fail at Fjordline",
        "customer": "Fjordline Energi", "issue_type": IssueType.BUG, "severity": Severity.SEV2, "reasons": (),
        "targets": ("engineering",), "customer_owner": Owner(name="Jo Meyer", since=NOW), "checklist_score": 1.0,
    }  # fmt: skip
    return RegisteredEscalation(**(values | changes))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
