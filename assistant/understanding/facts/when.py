"""One date expression and the day or minute it means, seen from the moment it was written."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

_MONTHS, _DAYS = 12, 31
_MINUTES = "%Y-%m-%dT%H:%M"
_CLOCKS_APART = timedelta(hours=3)
"""By how much the clock of who wrote may be ahead of the base's where nothing says where it hangs."""


@dataclass(frozen=True)
class When:
    """One date expression of a line: some of day, month, weekday, clock; base and direction give the rest."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift_days: int | None = None
    shift_months: int | None = None
    """-1 "last month" with no day: the value is a month."""
    shift_hours: float | None = None
    clock: time | None = None
    either_half: bool = False
    """A clock in words ("half one"), which may mean before or after noon."""
    closes: str | None = None
    """`week`, `month`, `quarter` or `year`: the end of it."""
    toward: int = 0
    """-1 "last Friday", 1 "next Friday", 0 for a weekday that may be either."""
    zone: tzinfo | None = None
    """Where its clock hangs, stated beside it or known of who wrote it; None: where the base's does."""
    same_clock: bool = False
    """Whether base and clock are told by one clock, so that a time of day after the base cannot be one passed today."""

    @property
    def has_day(self) -> bool:
        """Whether a day is named at all, rather than a clock alone."""
        return any(
            x is not None
            for x in (
                self.month,
                self.day,
                self.weekday,
                self.shift_days,
                self.shift_months,
                self.shift_hours,
                self.closes,
            )
        )

    @property
    def absolute(self) -> bool:
        """Whether the words state day and month."""
        return self.month is not None and self.day is not None

    @property
    def bare_clock(self) -> bool:
        """Whether it is a time of day without a day."""
        return self.clock is not None and not self.has_day

    @property
    def has_clock_room(self) -> bool:
        """Whether it is one day, to which a time of day can be added."""
        if not self.has_day or self.clock is not None or self.shift_hours is not None or self.closes is not None:
            return False
        return self.shift_months is None and (self.month is None or self.day is not None)

    def placed(self, zone: tzinfo | None, *, same_clock: bool) -> "When":
        """The same with the zone its clock hangs in."""
        return replace(self, zone=zone, same_clock=same_clock)

    def at(self, hour: "When", start: int, end: int) -> "When":
        """This day at that hour, as one expression from `start` to `end`."""
        return replace(self, start=start, end=end, clock=hour.clock, zone=hour.zone)

    def resolve(self, base: datetime, *, ahead: bool) -> str | None:
        """The ISO value seen from `base`: the next such day if `ahead`, else the latest one. None for no real date.

        A time of day is told in the zone of `base`, a day alone stays the day of who wrote it.
        """
        zone = self.zone if base.tzinfo is not None else None
        try:
            value = self._seen(base if zone is None else base.astimezone(zone), ahead)
            if zone is None or "T" not in value:
                return value
            moment = datetime.fromisoformat(value).replace(tzinfo=zone)
            return moment.astimezone(base.tzinfo).strftime(_MINUTES)
        except (ValueError, OverflowError):
            return None

    def _seen(self, base: datetime, ahead: bool) -> str:
        if self.shift_hours is not None:
            return (base + timedelta(hours=self.shift_hours)).strftime(_MINUTES)
        if self.shift_months is not None and self.day is None:
            return _month_of(base, self.shift_months)
        if self.month is not None and self.day is None:
            return f"{self.year or _year_of(date(base.year, self.month, 1), base.date(), ahead):04d}-{self.month:02d}"
        day = self._day(base.date(), ahead)
        if self.clock is None:
            return day.isoformat()
        if self.either_half and not self.has_day:
            return _nearest_half(day, self.clock, base, ahead)
        if not self.has_day and not ahead and base.time() != time.min:
            return self._passed(day, base)
        return f"{day.isoformat()}T{self.clock:%H:%M}"

    def _passed(self, day: date, base: datetime) -> str:
        """A time of day that has passed: today's, else yesterday's; the day alone where two clocks may differ."""
        assert self.clock is not None
        moment = datetime.combine(day, self.clock, tzinfo=base.tzinfo)
        if moment > base + (timedelta(0) if self.same_clock else _CLOCKS_APART):
            moment -= timedelta(days=1)
        elif moment > base:
            return day.isoformat()
        return moment.strftime(_MINUTES)

    def _day(self, base: date, ahead: bool) -> date:
        if self.closes is not None:
            return _end_of(self.closes, base)
        if self.month is not None and self.day is not None:
            year = self.year or _year_of(date(base.year, self.month, min(self.day, 28)), base, ahead)
            return date(year, self.month, self.day)
        if self.shift_days is not None:
            return base + timedelta(days=self.shift_days)
        if self.weekday is not None:
            back = (base.weekday() - self.weekday) % 7 or 7
            forth = self.toward > 0 or (ahead and self.toward == 0)
            return base + timedelta(days=(7 - back) or 7) if forth else base - timedelta(days=back)
        if self.day is not None:
            return _same_day_number(self.day, base, ahead)
        return base


def _nearest_half(day: date, clock: time, base: datetime, ahead: bool) -> str:
    """Of the two times a clock in words can mean, the next one if `ahead`, else the latest one passed."""
    first = datetime.combine(day, clock, tzinfo=base.tzinfo)
    around = [first + timedelta(hours=h) for h in (-24, -12, 0, 12, 24)]
    chosen = next(t for t in around if t >= base) if ahead else next(t for t in reversed(around) if t <= base)
    return chosen.strftime(_MINUTES)


def _month_of(base: datetime, shift: int) -> str:
    months = base.year * 12 + base.month - 1 + shift
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _year_of(day: date, base: date, ahead: bool) -> int:
    """The year of a day named without one: not more than a month on the wrong side of the base."""
    if ahead:
        return day.year + 1 if day < base - timedelta(days=31) else day.year
    return day.year - 1 if day > base + timedelta(days=31) else day.year


def _same_day_number(number: int, base: date, ahead: bool) -> date:
    """ "The 14th": of this month, or the one before or after it."""
    if ahead:
        first = base.replace(day=1) if number >= base.day else (base.replace(day=28) + timedelta(days=5)).replace(day=1)
    else:
        first = base.replace(day=1) if number <= base.day else (base.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first.replace(day=number)


def _end_of(what: str, base: date) -> date:
    if what == "week":
        return base + timedelta(days=(4 - base.weekday()) % 7)
    if what == "year":
        return date(base.year, 12, 31)
    last_month = base.month if what == "month" else (base.month - 1) // 3 * 3 + 3
    return (date(base.year, last_month, 28) + timedelta(days=5)).replace(day=1) - timedelta(days=1)


def dated(place: When, day: int, month: int, year: int | None, clock: time | None = None) -> When | None:
    """`place` with a day and month, None where there is no such day."""
    if not (1 <= month <= _MONTHS and 1 <= day <= _DAYS):
        return None
    return replace(place, day=day, month=month, year=year, clock=clock)


def span_of(place: When, amount: int, unit: str) -> When | None:
    """`place` as a shift of so many units."""
    match unit:
        case "minute":
            return replace(place, shift_hours=amount / 60)
        case "hour":
            return replace(place, shift_hours=float(amount))
        case "day":
            return replace(place, shift_days=amount)
        case "week":
            return replace(place, shift_days=amount * 7)
        case "month":
            return replace(place, shift_months=amount)
        case "year":
            return replace(place, shift_months=amount * 12)
        case "nextweek":
            return replace(place, weekday=0)
    return None


_SURE = ("weekday", "shift", "number", "date")
"""Ways to name a day, the surest last."""
_SAME_DAY = ({"weekday", "date"}, {"weekday", "number"}, {"weekday", "shift"}, {"shift", "date"})
"""Ways that name one day twice: "Friday 13.11.", "tomorrow, 21 Nov"."""


def merged(a: When, b: When) -> When | None:
    """One expression of two neighbours that fill different places; the surer name of a day wins."""
    if a.shift_hours is not None or b.shift_hours is not None:
        return None
    if a.clock is not None and b.clock is not None:
        return None
    if a.has_day and b.has_day:
        pair = {_kind(a), _kind(b)}
        if pair in _SAME_DAY and None in (a.shift_months, b.shift_months):
            stated = max(a, b, key=lambda w: _SURE.index(_kind(w)))
            return replace(stated, start=a.start, end=b.end, clock=a.clock or b.clock, zone=a.zone or b.zone)
        return None
    day = a if a.has_day else b
    if not a.has_day and not b.has_day:
        return None
    return replace(day, start=a.start, end=b.end, clock=a.clock or b.clock, zone=a.zone or b.zone)


def _kind(when: When) -> str:
    if when.month is not None:
        return "date"
    if when.day is not None:
        return "number"
    return "weekday" if when.weekday is not None else "shift"


def clock_of(text: str) -> time | None:
    """The time of day of digits with or without am, pm or their like; None for none."""
    numbers = [int(x) for x in re.findall(r"\d+", text)]
    if not numbers:
        return None
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else (30 if "半" in text else 0)
    low = text.replace(".", "")
    if ("pm" in low or "午後" in text) and hour < 12:
        hour += 12
    elif ("am" in low or "午前" in text) and hour == 12:
        hour = 0
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None
