"""A business calendar: working hours in a zone, less weekends, holidays and closures.

Hours are wall-clock times of the zone; lengths run on the clock, so that the night a clock is turned counts as long
as it was. Every moment taken and given is aware; what is given keeps the zone of what was taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assistant.domain import Severity
from assistant.errors import PolicyError
from assistant.follow_ups.public_holidays import PublicHolidays

Hours = tuple[tuple[int, int], ...]
"""Working hours of one weekday: (opens, closes) in minutes after midnight, in order, not overlapping."""
ALL_DAY: Hours = ((0, 24 * 60),)
_SEARCHED_DAYS = 3 * 366
"""How far a working day is looked for before the calendar counts as always closed."""


def plus(moment: datetime, minutes: float) -> datetime:
    """`moment` and so many minutes on the clock, told in its own zone."""
    later = moment.astimezone(UTC) + timedelta(minutes=minutes)
    return later.astimezone(moment.tzinfo)


def instant(moment: datetime) -> datetime:
    """`moment` for comparing: two of one zone would be compared by the clock on the wall, wrong where it is turned."""
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class BusinessCalendar:
    """When people work. `business_time` says for which severities due times wait for it (X4)."""

    name: str
    zone: tzinfo
    week: tuple[Hours, ...]
    """Hours from Monday to Sunday."""
    holidays: PublicHolidays | None = None
    closures: frozenset[date] = frozenset()
    yearly_closures: frozenset[tuple[int, int]] = frozenset()
    """(month, day) of days closed every year."""
    business_time: frozenset[Severity] = frozenset()

    def hours(self, day: date) -> Hours:
        """The working hours of a day of the zone; empty where nobody works."""
        if day in self.closures or (day.month, day.day) in self.yearly_closures:
            return ()
        if self.holidays is not None:
            if self.holidays.off(day):
                return ()
            if not self.week[day.weekday()] and self.holidays.worked(day):
                return next((hours for hours in self.week if hours), ())
        return self.week[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on `day`."""
        return bool(self.hours(day))

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody works at `moment`."""
        at = moment.astimezone(UTC)
        start, _ = next(self._stretches(at))
        return start <= at

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself during working hours, else when they begin next."""
        at = moment.astimezone(UTC)
        start, _ = next(self._stretches(at))
        return max(at, start).astimezone(moment.tzinfo)

    def add_working(self, moment: datetime, minutes: float) -> datetime:
        """The moment by which so many working minutes have passed since `moment`."""
        left = timedelta(minutes=minutes)
        for start, end in self._stretches(moment.astimezone(UTC)):
            start = max(start, moment.astimezone(UTC))
            if start + left <= end:
                return (start + left).astimezone(moment.tzinfo)
            left -= end - start
        raise AssertionError("working stretches do not end")

    def working_minutes(self, start: datetime, end: datetime) -> float:
        """Working minutes from `start` to `end`; 0 where `end` is not later."""
        first, last = start.astimezone(UTC), end.astimezone(UTC)
        worked = timedelta()
        if last <= first:
            return 0.0
        for opens, closes in self._stretches(first):
            if opens >= last:
                break
            worked += min(closes, last) - max(opens, first)
        return worked / timedelta(minutes=1)

    def one_business_day_after(self, moment: datetime) -> datetime:
        """The same time of day on the next working day, counted from the next opening where `moment` is outside hours.

        On a shorter day it is closing time: never later than the day itself. Where working days count whole there is
        no opening to wait for: Saturday at three becomes Monday at three.
        """
        whole = all(hours == ALL_DAY for hours in self.week if hours)
        begun = (moment if whole else self.next_open(moment)).astimezone(self.zone)
        day = begun.date() + timedelta(days=1)
        for _ in range(_SEARCHED_DAYS):
            hours = self.hours(day)
            if hours:
                wanted = self._at(day, begun.hour * 60 + begun.minute)
                wanted += timedelta(seconds=begun.second, microseconds=begun.microsecond)
                opens, closes = self._at(day, hours[0][0]), self._at(day, hours[-1][1])
                return min(max(wanted, opens), closes).astimezone(moment.tzinfo)
            day += timedelta(days=1)
        raise self._closed_for_good()

    def _at(self, day: date, minutes: int) -> datetime:
        """The moment, in UTC, of a wall-clock time of the zone; where it came twice, the first time."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def _stretches(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working stretches in UTC that end after `at`, in order, without end."""
        day = at.astimezone(self.zone).date() - timedelta(days=1)
        idle = 0
        end = datetime.min.replace(tzinfo=UTC)
        while idle <= _SEARCHED_DAYS:
            idle += 1
            for opens, closes in self.hours(day):
                # NOTE: hours inside the hour that a turned clock leaves out would overlap what follows.
                start, end = max(self._at(day, opens), end), max(self._at(day, closes), end)
                if end > at and end > start:
                    idle = 0
                    yield start, end
            day += timedelta(days=1)
        raise self._closed_for_good()

    def _closed_for_good(self) -> PolicyError:
        return PolicyError(
            f"the calendar {self.name!r} has no working day in three years.", "Correct its hours and closures."
        )


def weekdays(zone: tzinfo) -> BusinessCalendar:
    """Every Monday to Friday, whole, without holidays; due times wait for nothing."""
    return BusinessCalendar("Monday to Friday", zone, (*(ALL_DAY,) * 5, (), ()))
