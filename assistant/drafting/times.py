"""Times as people read them: absolute, with their zone (landscape 4.5; S2 "clear expectations")."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


def zone_name(moment: datetime) -> str:
    """`UTC`, or the offset as `UTC+01:00`. Naive times count as UTC."""
    offset = moment.utcoffset() or timedelta(0)
    if not offset:
        return "UTC"
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes > 0 else "-"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def home_zone(received_at: datetime | None, now: datetime) -> tzinfo:
    """The zone in which times of this issue are told: that of its arrival, nearest to the customer, else of now."""
    for moment in (received_at, now):
        if moment is not None and moment.tzinfo is not None:
            return timezone(moment.utcoffset() or timedelta(0))
    return UTC


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """`moment` told in `zone`; a naive one is taken to be in it already."""
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def stamp(moment: datetime) -> str:
    """`2026-11-20 09:40 UTC+01:00`."""
    return f"{moment:%Y-%m-%d %H:%M} {zone_name(moment)}"


def read_iso(value: str, zone: tzinfo) -> datetime | date | None:
    """The date or moment of an ISO 8601 value; None where it is none."""
    try:
        return (
            date.fromisoformat(value)
            if _DATE_ONLY.fullmatch(value.strip())
            else in_zone(datetime.fromisoformat(value.strip()), zone)
        )
    except ValueError:
        return None


def told(value: str, zone: tzinfo) -> str:
    """An ISO value for a brief; anything else as it is."""
    moment = read_iso(value, zone)
    if moment is None:
        return value
    return stamp(moment) if isinstance(moment, datetime) else moment.isoformat()


def elapsed(since: datetime | date, now: datetime) -> str | None:
    """`3 days`, `5 hours`, `40 minutes` from `since` to `now`; None for now and the future."""
    if not isinstance(since, datetime):
        days = (now.date() - since).days
        return None if days < 0 else _count(days, "day") if days else "less than a day"
    if (since.tzinfo is None) != (now.tzinfo is None):
        since = since.replace(tzinfo=now.tzinfo)
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return None
    if minutes < 90:
        return _count(minutes, "minute")
    return _count(round(minutes / 60), "hour") if minutes < 48 * 60 else _count(minutes // (24 * 60), "day")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
