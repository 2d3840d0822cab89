"""Reading the normal forms of fact values back: counts, amounts, dates."""

import re
from datetime import datetime, time

_NUMBER = re.compile(r"\d[\d.,\u00a0' ]*\d|\d")
_SCALE = re.compile(r"^\s*(k|m|mn|mio|million|thousand|tsd|mil)\b", re.IGNORECASE)
_FACTORS = {"k": 1e3, "thousand": 1e3, "tsd": 1e3, "mil": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6}


def as_int(value: str) -> int | None:
    """The first whole number in `value`, or None."""
    match = _NUMBER.search(value)
    digits = re.sub(r"\D", "", match.group()) if match else ""
    return int(digits) if digits else None


def amounts(value: str) -> list[float]:
    """All amounts in `value`, scale words applied ("48k" is 48000). Decimal parts of two digits are kept."""
    out = []
    for match in _NUMBER.finditer(value):
        text = re.sub(r"[\s\u00a0']", "", match.group())
        text = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", text).replace(",", ".")
        scale = _SCALE.match(value[match.end() :])
        try:
            out.append(float(text) * (_FACTORS[scale.group(1).lower()] if scale else 1.0))
        except ValueError:
            continue
    return out


def as_datetime(value: str, reference: datetime, *, end_of_day: bool = False) -> datetime | None:
    """An ISO date or time as an aware time in the reference's zone; None where it is not one."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if end_of_day and len(value) <= len("2026-11-20"):
        moment = datetime.combine(moment.date(), time(23, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=reference.tzinfo)
