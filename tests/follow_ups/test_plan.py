"""When contacts are due: strictest window, monotone in severity, never in the past."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Audience, Severity
from assistant.follow_ups import BusinessCalendar, Terms
from assistant.follow_ups.plan import Cadence, Times
from tests.follow_ups.examples import MOMENTS, NOW, POLICY, calendars, office, terms

CUSTOMER, INTERNAL, EVERYBODY = Audience.CUSTOMER, Audience.INTERNAL, Audience.CROSS_FUNCTIONAL


def times(audience: Audience, wanted: Terms, at: datetime = NOW, calendar: BusinessCalendar | None = None) -> Times:
    found = Cadence(POLICY, calendar).times(audience, wanted, at)
    assert found is not None
    return found


@settings(deadline=None)
@given(
    st.one_of(st.none(), calendars()),
    MOMENTS,
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 10_000)),
    st.one_of(st.none(), st.timedeltas(timedelta(days=-2), timedelta(days=10))),
    st.integers(0, 60),
)
def test_due_times_are_monotone_in_severity_and_never_in_the_past(
    calendar: BusinessCalendar | None,
    at: datetime,
    incident: bool,
    sla: int | None,
    deadline_in: timedelta | None,
    least: int,
) -> None:
    deadline = None if deadline_in is None else at.astimezone(UTC) + deadline_in
    cadence = Cadence(POLICY, calendar)
    for audience in Audience:
        found = [
            cadence.times(audience, Terms(s, True, incident, sla_minutes=sla, deadline=deadline), at, least=least)
            for s in Severity
        ]
        known = [t for t in found if t is not None]
        for time in known:
            assert at.astimezone(UTC) <= time.due.astimezone(UTC) <= time.overdue.astimezone(UTC)
        for milder, stricter in zip(known[1:], known, strict=False):
            assert stricter.due.astimezone(UTC) <= milder.due.astimezone(UTC)
            assert stricter.overdue.astimezone(UTC) <= milder.overdue.astimezone(UTC)


def test_a_policy_that_is_not_monotone_is_made_so_by_the_stricter_window() -> None:
    """X3: S1's customer interval of SEV2 is stricter than S4's of Critical."""
    rows = tuple(
        replace(r, due=240, overdue=480) if (r.severity, r.audience) == (Severity.SEV1, "customer") else r
        for r in POLICY.cadence
    )
    found = Cadence(replace(POLICY, cadence=rows)).times(CUSTOMER, terms("SEV1"), NOW)
    assert found is not None
    assert (found.due, found.overdue) == (NOW + timedelta(hours=2), NOW + timedelta(hours=3))


@pytest.mark.parametrize("severity", ["SEV1", "SEV2"])
def test_the_severe_run_on_the_clock_day_and_night(severity: str) -> None:
    saturday = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert times(CUSTOMER, terms(severity), saturday, office()).due == saturday + timedelta(hours=2)


def test_the_mild_wait_for_working_hours_and_say_so() -> None:
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    found = times(CUSTOMER, terms("SEV3"), friday, office())
    assert found.due == datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert found.overdue == datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert "office" in found.source


def test_lengths_run_on_the_clock_where_it_is_turned() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    found = times(CUSTOMER, terms("SEV1"), at)
    assert found.due.astimezone(UTC) - at.astimezone(UTC) == timedelta(hours=2)


def test_a_stricter_sla_wins_and_is_named() -> None:
    strict = times(CUSTOMER, terms("SEV2", sla_minutes=60))
    assert strict.due == strict.overdue == NOW + timedelta(hours=1)
    assert "SLA" in strict.source
    slack = times(CUSTOMER, terms("SEV2", sla_minutes=600))
    assert (slack.due, slack.source) == (NOW + timedelta(hours=2), "S1 §2")
    assert times(INTERNAL, terms("SEV2", sla_minutes=60)).due == NOW + timedelta(hours=4)


def test_an_sla_in_business_time_counts_working_minutes() -> None:
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    found = times(CUSTOMER, terms("SEV4", sla_minutes=120), friday, office())
    assert found.overdue == datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert "SLA" in found.source


def test_updates_before_a_deadline_do_not_crowd() -> None:
    wanted = terms("SEV3", deadline=NOW + timedelta(minutes=40))
    assert times(CUSTOMER, wanted).due == NOW + timedelta(minutes=20)
    spaced = Cadence(POLICY).times(CUSTOMER, wanted, NOW, least=30)
    assert spaced is not None
    assert spaced.due == NOW + timedelta(minutes=30)


def test_who_is_contacted_at_all() -> None:
    cadence = Cadence(POLICY)
    assert cadence.times(EVERYBODY, terms("SEV1", incident=True), NOW) is not None
    assert cadence.times(EVERYBODY, terms("SEV1"), NOW) is None
    assert cadence.times(INTERNAL, terms("SEV2", escalated=False), NOW) is None
    assert cadence.times(CUSTOMER, terms("SEV2", escalated=False), NOW) is not None
    assert cadence.times(CUSTOMER, terms("SEV1", over=True), NOW) is None
