"""Working time: weekends, holidays, closures, and nights on which the clock is turned."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import PolicyError
from assistant.follow_ups import BusinessCalendar, one_business_day_after, weekdays
from assistant.follow_ups.public_holidays import PublicHolidays
from tests.follow_ups.examples import MOMENTS, OFFICE, calendars, office

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        ("2026-11-19T15:00", "2026-11-20T15:00"),
        ("2026-11-20T15:00", "2026-11-23T15:00"),  # Friday: Monday
        ("2026-11-21T11:00", "2026-11-24T09:00"),  # Saturday: begun on Monday at nine
        ("2026-11-20T20:00", "2026-11-24T09:00"),
        ("2026-12-23T10:00", "2026-12-28T10:00"),  # the 24th closed every year, Christmas, a weekend
        ("2026-10-23T16:00", "2026-10-26T16:00"),  # the clock is turned back on the Sunday between
    ],
)
def test_a_business_day_later_skips_what_nobody_works(moment: str, after: str) -> None:
    calendar = office(holidays=PublicHolidays("DE"), yearly_closures=frozenset({(12, 24)}))
    assert calendar.one_business_day_after(berlin(moment)) == berlin(after)


def test_a_shorter_day_ends_the_business_day_at_its_closing() -> None:
    calendar = office(week=(OFFICE, OFFICE, OFFICE, OFFICE, ((9 * 60, 13 * 60),), (), ()))
    assert calendar.one_business_day_after(berlin("2026-11-19T16:00")) == berlin("2026-11-20T13:00")


def test_holidays_are_of_the_subdivision() -> None:
    epiphany = berlin("2026-01-06T10:00")
    assert not office(holidays=PublicHolidays("DE", "BY")).is_open(epiphany)
    assert office(holidays=PublicHolidays("DE")).is_open(epiphany)


def test_a_worked_weekend_counts_where_a_country_moves_days() -> None:
    sunday = datetime(2026, 1, 4, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # worked in place of 2 January
    assert office("Asia/Shanghai", holidays=PublicHolidays("CN")).is_open(sunday)


def test_hours_are_those_of_the_zone_whatever_zone_asks() -> None:
    calendar = office("America/New_York")
    asked = datetime(2026, 11, 20, 8, 0, tzinfo=BERLIN)
    opening = calendar.next_open(asked)
    assert opening == datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    assert opening.tzinfo is BERLIN


def test_minutes_of_a_turned_night_count_as_they_pass() -> None:
    nights = BusinessCalendar("nights", BERLIN, (((0, 24 * 60),),) * 7)
    spring, autumn = berlin("2026-03-29T00:00"), berlin("2026-10-25T00:00")
    assert nights.working_minutes(spring, berlin("2026-03-30T00:00")) == 23 * 60
    assert nights.working_minutes(autumn, berlin("2026-10-26T00:00")) == 25 * 60
    assert nights.add_working(autumn, 240).astimezone(UTC) - autumn.astimezone(UTC) == timedelta(hours=4)


def test_a_calendar_that_is_always_closed_is_refused_in_words() -> None:
    calendar = BusinessCalendar("none", UTC, ((),) * 7)
    for ask in (calendar.next_open, calendar.one_business_day_after, calendar.is_open):
        with pytest.raises(PolicyError, match="no working day"):
            ask(datetime(2026, 1, 1, tzinfo=UTC))


def test_an_unknown_country_is_refused_in_words() -> None:
    with pytest.raises(PolicyError, match="'DE-ZZ'"):
        office(holidays=PublicHolidays("DE", "ZZ")).is_open(berlin("2026-11-20T10:00"))


@settings(deadline=None)
@given(MOMENTS)
def test_whole_weekdays_are_what_drafts_count_without_a_calendar(moment: datetime) -> None:
    """A draft and the register must not disagree where no calendar is set."""
    ours = one_business_day_after(moment, weekdays(moment.tzinfo))
    theirs = one_business_day_after(moment)
    assert ours.astimezone(UTC) == theirs.replace(fold=0).astimezone(UTC)


@settings(deadline=None)
@given(calendars(), MOMENTS, st.integers(0, 6000))
def test_working_minutes_added_are_the_minutes_counted(calendar: BusinessCalendar, at: datetime, minutes: int) -> None:
    end = calendar.add_working(at, minutes)
    assert end.astimezone(UTC) >= at.astimezone(UTC)
    assert calendar.working_minutes(at, end) == pytest.approx(minutes)
    assert end.tzinfo is at.tzinfo


@settings(deadline=None)
@given(calendars(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_opening_and_business_day_never_lie_before_and_keep_order(
    calendar: BusinessCalendar, at: datetime, later: timedelta
) -> None:
    utc = at.astimezone(UTC)
    opening, next_day = calendar.next_open(utc), calendar.one_business_day_after(utc)
    assert utc <= opening < next_day
    assert calendar.is_open(opening)
    assert opening <= calendar.next_open(utc + later)
    assert calendar.is_working_day(next_day.astimezone(calendar.zone).date()) or next_day.astimezone(
        calendar.zone
    ).date() - timedelta(days=1) >= date(2024, 1, 1)
