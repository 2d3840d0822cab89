"""Lengths of time that say a date: "3 days ago", "since two weeks", "(43 hours ago)"."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from assistant.grounding.claims import Found
from assistant.grounding.vocabulary import Vocabulary

_AROUND = 16
"""Characters on each side in which a word like "ago" or "since" makes a length of time a date."""
_DAY, _HOUR = 86400, 3600
_MONTH_DAYS = 30.44
_LONGEST_IN_HOURS = 200
_CJK = 0x3000


@lru_cache(maxsize=32)
def word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some folded words, whole; in scripts without spaces anywhere."""
    parts = [re.escape(w) if ord(w[0]) > _CJK else rf"(?<![^\W_]){re.escape(w)}(?![^\W_])" for w in words]
    return re.compile("|".join(parts))


def beside_elapsed(folded: str, found: Found, vocabulary: Vocabulary) -> bool:
    """Whether a word for time gone by stands beside a length of time."""
    around = folded[max(0, found.start - _AROUND) : found.start] + "|" + folded[found.end : found.end + _AROUND]
    return word_pattern(vocabulary.elapsed).search(around) is not None


def elapsed_days(found: Found) -> tuple[int, ...]:
    """The whole days of a length of time, where it is one of days or weeks."""
    seconds = [key[1] for reading in found.readings for key in reading if key[0] == "dur"]
    return tuple(int(s) // _DAY for s in seconds if isinstance(s, float) and s >= _DAY and s % _DAY == 0)


def elapsed_seconds(found: Found) -> tuple[int, ...]:
    """The seconds of a length of time, where it is shorter than a day ("40 minutes ago")."""
    seconds = [key[1] for reading in found.readings for key in reading if key[0] == "dur"]
    return tuple(int(s) for s in seconds if isinstance(s, float) and 60 <= s < _DAY)


def has_elapsed(found: Found, now: datetime, days: Iterable[date], clocks: Iterable[int]) -> bool:
    """Whether as much time lies between a day (or moment) of the sources and `now`, rounded as people round."""
    keys = [key for reading in found.readings for key in reading if key[0] in ("dur", "month")]
    gone = [(now.date() - d).days for d in days]
    for name, amount in ((k[0], float(k[1])) for k in keys):
        if name == "month" and any(amount in (g // _MONTH_DAYS, round(g / _MONTH_DAYS)) for g in gone):
            return True
        whole = amount / _DAY
        if name == "dur" and amount >= _DAY and any(whole in (g, g - 1) or _weeks(whole, g) for g in gone):
            return True
        if name == "dur" and amount < _LONGEST_IN_HOURS * _HOUR and _hours(amount, now, days, clocks):
            return True
    return False


def _weeks(whole_days: float, gone: int) -> bool:
    return whole_days % 7 == 0 and -2 <= gone - whole_days < 3 + whole_days / 7


def _hours(amount: float, now: datetime, days: Iterable[date], clocks: Iterable[int]) -> bool:
    unit = _HOUR if amount % _HOUR == 0 else 60
    naive = now.replace(tzinfo=None)
    for day in days:
        if not 0 <= (now.date() - day).days <= _LONGEST_IN_HOURS // 24 + 1:
            continue
        for clock in clocks:
            gone = (naive - datetime.combine(day, time()) - timedelta(seconds=clock)).total_seconds()
            if gone >= 0 and amount / unit in (gone // unit, round(gone / unit)):
                return True
    return False
