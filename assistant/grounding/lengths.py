"""Lengths of time that follow from two times of a source ("from 9:10 to 10:40"), and such as are said roughly."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistant.grounding.claims import ClaimKind, Found
from assistant.grounding.elapsed import word_pattern
from assistant.grounding.vocabulary import Vocabulary

_DAY = 86400
_NEAR = 160
"""Characters between two times that may be the beginning and the end of one thing."""
_NEIGHBOURS = 2
_BEFORE = 14
"""Characters before an expression, or behind it in Japanese, in which "about" stands."""
_PART = 0.2
"""By how much a rough length may be off: "nearly two hours" for 105 minutes."""
_ROUGH_CLOCK = 600
"""Seconds by which a rough time of day may be off."""


def lengths_between(found: Sequence[Found]) -> Iterator[float]:
    """Seconds between times, and between days, that stand close together, across midnight as well."""
    times = [(f, s) for f in found if f.kind is ClaimKind.TIME and (s := _clock(f)) is not None]
    for at, (first, begun) in enumerate(times):
        for second, ended in times[at + 1 : at + 1 + _NEIGHBOURS]:
            if second.start - first.end <= _NEAR:
                yield float((ended - begun) % _DAY)
    days = [(f, d) for f in found if f.kind is ClaimKind.DATE and (d := _day(f)) is not None]
    for (first, begins), (second, ends) in zip(days, days[1:], strict=False):
        if second.start - first.end <= _NEAR and ends > begins:
            yield from (float(n * _DAY) for n in ((ends - begins).days, (ends - begins).days + 1))


def _clock(found: Found) -> int | None:
    key = found.readings[0][0] if found.readings and found.readings[0] else ("",)
    return key[1] if key[0] in ("clock", "zoned") and isinstance(key[1], int) else None


def _day(found: Found) -> date | None:
    match found.readings[0][0] if found.readings and found.readings[0] else ("",):
        case ("day", int(year), int(month), int(day)):
            return date(year, month, day)
    return None


def said_roughly(folded: str, found: Found, vocabulary: Vocabulary) -> bool:
    """Whether "about", "nearly" or "more than" stands beside an expression."""
    around = folded[max(0, found.start - _BEFORE) : found.start] + "|" + folded[found.end : found.end + 4]
    return bool(vocabulary.roughly) and word_pattern(vocabulary.roughly).search(around) is not None


def stands_roughly(found: Found, lengths: Iterable[float], clocks: Iterable[int]) -> bool:
    """Whether a source tells a length of time, or a time of day, that the one of `found` rounds."""
    keys = [key for reading in found.readings for key in reading]
    # NOTE: "11 h 30" may be a length as well, but rounded as one it would prove an hour and a half before and after
    wanted = [] if found.kind is ClaimKind.TIME else [float(k[1]) for k in keys if k[0] == "dur"]
    if any(abs(length - w) <= _PART * length for length in lengths for w in wanted):
        return True
    hours = [int(k[1]) for k in keys if k[0] in ("clock", "zoned")]
    return any(min((c - h) % _DAY, (h - c) % _DAY) <= _ROUGH_CLOCK for c in clocks for h in hours)
