"""The calendars by name: `knowledge/policy/calendars.toml`, any country, and the default of the settings."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, tzinfo
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.domain import Severity
from assistant.errors import PolicyError, WrongUsage
from assistant.follow_ups.business_calendar import ALL_DAY, BusinessCalendar, Hours, weekdays
from assistant.follow_ups.countries import country_code, country_of_zone, country_zone
from assistant.follow_ups.public_holidays import PublicHolidays, known
from assistant.settings import Settings

FILE = "calendars.toml"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
_KEYS = frozenset(
    ("regions", "zone", "hours", "days", "country", "subdivision", "categories", "closures", "always_open")
)


@dataclass(frozen=True)
class Deadlines:
    """What is due beside the cadence, as calendars.toml says, with its source there."""

    rca_hours: int
    retry_minutes: int
    de_escalation_hours: int
    least_minutes: int


@dataclass(frozen=True)
class Calendars:
    """All calendars of one policy folder."""

    rows: dict[str, dict[str, Any]]
    aliases: dict[str, str]
    zones: dict[str, str]
    hours: str
    business_time: frozenset[Severity]
    deadlines: Deadlines

    def find(self, region: str) -> BusinessCalendar | None:
        """The calendar of a region: by name, by one of its regions, else a country's; None for an unknown one.

        Raises PolicyError where its entry does not hold together.
        """
        wanted = _plain(region)
        for name, row in self.rows.items():
            if wanted == _plain(name) or wanted in map(_plain, row.get("regions", ())):
                return self._built(name, row)
        land = country_of_zone(region.strip())
        place = (land, None) if land else country_code(self.aliases.get(wanted, region))
        if place is not None and known(*place):
            zone = region.strip() if land else country_zone(*place, self.zones)
            if zone is not None:
                code = "-".join(part for part in place if part)
                return self._built(code, {"zone": zone, "country": place[0], "subdivision": place[1]})
        for name, row in self.rows.items():
            if any(fnmatchcase(wanted, _plain(pattern)) for pattern in row.get("regions", ()) if "*" in pattern):
                return self._built(name, row)
        return None

    def own(self, zone: tzinfo, country: str | None, hours: str | None) -> BusinessCalendar:
        """The calendar of one's own settings. Raises WrongUsage for hours or a country that do not fit."""
        if not country and not hours:
            return weekdays(zone)
        row: dict[str, Any] = {"hours": hours} if hours else {}
        if country:
            place = country_code(self.aliases.get(_plain(country), country))
            if place is None or not known(*place):
                raise WrongUsage(f"the setting 'country' does not fit: {country!r}.", "Write it as DE, or DE-BY.")
            row |= {"country": place[0], "subdivision": place[1]}
        try:
            return self._built("your own", row, zone)
        except PolicyError as error:
            raise WrongUsage(f"the setting 'working_hours' does not fit: {error.message}", error.tip) from error

    def _built(self, name: str, row: dict[str, Any], zone: tzinfo | None = None) -> BusinessCalendar:
        holidays = None
        if row.get("country"):
            holidays = PublicHolidays(row["country"], row.get("subdivision"), tuple(row.get("categories", ())))
        closures = row.get("closures", ())
        try:
            return BusinessCalendar(
                name=name,
                zone=zone or ZoneInfo(row["zone"]),
                week=(ALL_DAY,) * 7 if row.get("always_open") else self._week(row, holidays),
                holidays=holidays,
                closures=frozenset(day for day in closures if isinstance(day, date)),
                yearly_closures=frozenset(_month_day(day) for day in closures if isinstance(day, str)),
                business_time=frozenset() if row.get("always_open") else self.business_time,
            )
        except (KeyError, ValueError, TypeError, AttributeError, ZoneInfoNotFoundError) as error:
            raise PolicyError(
                f"the calendar {name!r} does not hold together: {error}.", f"Compare it with the notes in {FILE}."
            ) from error

    def _week(self, row: dict[str, Any], holidays: PublicHolidays | None) -> tuple[Hours, ...]:
        hours = row.get("hours", self.hours)
        if isinstance(hours, dict):
            if set(hours) - set(_DAYS):
                raise ValueError(f"days are written {', '.join(_DAYS)}")
            week = tuple(read_hours(hours[day]) if day in hours else () for day in _DAYS)
        else:
            worked = self._days(row, holidays)
            week = tuple(read_hours(hours) if day in worked else () for day in range(7))
        if not any(week):
            raise ValueError("nobody ever works")
        return week

    def _days(self, row: dict[str, Any], holidays: PublicHolidays | None) -> frozenset[int]:
        if "days" in row:
            return frozenset(_DAYS.index(day) for day in row["days"])
        weekend = holidays.weekend() if holidays is not None else frozenset((5, 6))
        return frozenset(range(7)) - weekend


def read_hours(text: str) -> Hours:
    """`09:00-12:30, 13:30-18:00` as hours of a day. Raises ValueError where they do not fit."""
    stretches: list[tuple[int, int]] = []
    for piece in text.split(","):
        match = _STRETCH.fullmatch(piece)
        if match is None:
            raise ValueError(f"{piece.strip()!r} is no stretch of hours such as 09:00-17:00")
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        begun = stretches[-1][1] if stretches else 0
        if not begun <= opens < closes <= 24 * 60 or max(int(match[2]), int(match[4])) > 59:
            raise ValueError(f"{text!r} are no hours of one day, one after the other")
        stretches.append((opens, closes))
    return tuple(stretches)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip()).casefold()


def _month_day(text: str) -> tuple[int, int]:
    month, day = (int(part) for part in text.split("-"))
    date(2024, month, day)  # a leap year: 29 February may be closed
    return month, day


@lru_cache(maxsize=4)
def load_calendars(folder: Path) -> Calendars:
    """Read and check calendars.toml of a policy folder. Raises PolicyError saying what is wrong in it.

    Countries are looked up only when a calendar is used, since the library of holidays is slow to load.
    """
    try:
        data = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"the policy file {FILE} cannot be read: {error}", "Restore it from the release.") from error
    try:
        rows = data["calendar"]
        unknown = [f"{name}.{key}" for name, row in rows.items() for key in row if key not in _KEYS]
        if unknown:
            raise ValueError(f"it does not know {', '.join(unknown)}")
        return Calendars(
            rows=rows,
            aliases={_plain(name): code for name, code in data.get("aliases", {}).items()},
            zones=data.get("zones", {}),
            hours=data["hours"],
            business_time=frozenset(Severity(s) for s in data["business_time"]),
            deadlines=Deadlines(**data["deadlines"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise PolicyError(
            f"the policy file {FILE} does not hold together: {error}.", "Compare it with the release's."
        ) from error


def calendar_for(region: str | None, settings: Settings) -> BusinessCalendar:
    """The calendar of a customer's region; where none is named, or an unknown one, the default of the settings.

    Raises WrongUsage for settings that name no zone, calendar, country or hours.
    """
    calendars = load_calendars(settings.knowledge / "policy")
    found = calendars.find(region) if region and region.strip() else None
    if found is not None:
        return found
    if settings.calendar:
        default = calendars.find(settings.calendar)
        if default is None:
            raise WrongUsage(
                f"the setting 'calendar' names none: {settings.calendar!r}.",
                f"One of {', '.join(calendars.rows)}, or a country such as DE.",
            )
        return default
    try:
        zone = ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongUsage(f"{settings.timezone!r} is no time zone.", "Use a name such as Europe/Berlin.") from error
    return calendars.own(zone, settings.country, settings.working_hours)
