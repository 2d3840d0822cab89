"""Times as people and spreadsheets write them. Day and month are never guessed: a column says which comes first."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

_FORMS = ("%d/%b/%y %H:%M", "%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%d/%b/%Y %I:%M %p", "%d %b %Y %H:%M",
          "%d %b %Y, %H:%M", "%d %b %Y %I:%M %p", "%d %b, %Y %I:%M %p", "%d %b %Y", "%d-%b-%Y", "%d-%b-%Y %H:%M",
          "%b %d, %Y", "%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M", "%B %d, %Y", "%d %B %Y", "%Y/%m/%d %H:%M:%S",
          "%Y/%m/%d %H:%M", "%Y/%m/%d", "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y, %I:%M %p",
          "%a, %d %b, %Y at %I:%M %p")  # fmt: skip
"""Written forms that can be read in one way only."""
_NUMBERS = re.compile(
    r"(?P<a>\d{1,2})(?P<sign>[./-])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})"
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$|\s+([+-]\d{2}):?(\d{2})$")


def read_time(written: object, *, day_first: bool | None = None) -> datetime | None:
    """The time, with its zone where one is written; None where it cannot be read in one way only.

    Numbers are seconds or milliseconds since 1970. `day_first` says how `03/04/2026` is read; without it only a day
    above 12 or dots between the numbers tell.
    """
    if isinstance(written, datetime):
        return written
    if isinstance(written, date):
        return datetime(written.year, written.month, written.day)
    if isinstance(written, bool) or written is None:
        return None
    text = " ".join(str(written).split())
    if re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d+)?", text):
        number = float(text)
        return datetime.fromtimestamp(number / (1000 if number > 10**11 else 1), UTC)
    return _iso(text) or _form(text) or _numbers(text, day_first)


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    zone = _ZONE.search(text)
    plain = text[: zone.start()] if zone else text
    offset = f"{zone[1]}:{zone[2]}" if zone and zone[1] else "+00:00" if zone else ""
    try:
        return datetime.fromisoformat(plain + offset)
    except ValueError:
        return None


def _form(text: str) -> datetime | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _numbers(text: str, day_first: bool | None) -> datetime | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    order = told_order(text) if day_first is None else day_first
    if order is None:
        return None
    a, b = int(found["a"]), int(found["b"])
    day, month = (a, b) if order else (b, a)
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "Pp" else 0)
    try:
        return datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None


def told_order(text: str) -> bool | None:
    """Whether the day comes first in a date of numbers; None where both can be."""
    found = _NUMBERS.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    a, b = int(found["a"]), int(found["b"])
    if a > 12 or b > 12:
        return a > 12
    return True if found["sign"] == "." else None


def order_of(values: Iterable[str]) -> bool | None:
    """The order a whole column tells; None where no value tells, or they contradict each other."""
    told = {order for value in values if (order := told_order(value)) is not None}
    return told.pop() if len(told) == 1 else None
