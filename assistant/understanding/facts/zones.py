"""Zones stated beside a time of day: "14:00 CET", "3 pm Pacific", "9h heure de Paris", "18:00 (UTC+2)", "our time".

Names stand in the word tables (`zones`): an offset or a place of the time zone database. An abbreviation two parts of
the world share has several, and is read only where the writer's own offset tells which.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.understanding.cues import fold
from assistant.understanding.facts.vocabulary import Vocabulary

_OFFSET = re.compile(
    r"\s?\(?\s?(?:(?:utc|gmt)\s?(?P<named>[+\-−])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?|"
    r"(?P<sign>\+)(?P<hh>\d{2}):?(?P<mm>\d{2})|\s(?P<minus>[-−])(?P<mh>\d{2})(?P<mmm>00|30|45))(?!\d)\s?\)?"
)
_AFTER_ISO = re.compile(r"(?::\d{2}(?:\.\d+)?)?(?:(?P<z>z)(?!\w)|(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))")
_ISO_END = re.compile(r"\d{4}-\d{2}-\d{2}t\d{2}:\d{2}$")
_LONGEST_ABBREVIATION = 5
_MOST_HOURS = 14
_NEIGHBOUR = timedelta(hours=1)
"""How far an abbreviation's zone may lie from the writer's: summer time, or the country beside."""
_WRITERS, _READERS = "local", "yours"
"""Values of the table for "our time" and "your time"."""
_CITY = r"[^\W\d_][\w'.-]*(?:\s[^\W\d_][\w'.-]*){0,2}"
_BEFORE = 24
"""Characters before a time in which its zone may stand ("日本時間14時")."""


@dataclass(frozen=True)
class Stated:
    """A zone found beside a time: where it ends, and which it is; None for "our time", which says nothing new."""

    end: int
    zone: tzinfo | None


class ZoneReader:
    """Finds the zone stated at a time; compiled once a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._table = {key: value.split("|") for key, value in vocabulary.words("zones").items()}
        names = vocabulary.alternatives("zones")
        self._after = re.compile(rf"\s?[(\[]?\s?(?:(?P<name>{names})(?!\w))\s?[)\]]?")
        self._any = re.compile(
            rf"(?<!\w)(?:{names})(?!\w)|(?:utc|gmt)\s?[+-]\d|\d\s?\+\d\d:?\d\d"
            + "".join("|" + re.escape(fold(f)).replace(r"\{city\}", "") for f in vocabulary.words("zone_frames"))
        )
        unspaced = sorted((n for n in self._table if not n.isascii() and " " not in n), key=len, reverse=True)
        self._before = re.compile(rf"(?P<name>{'|'.join(map(re.escape, unspaced)) or '(?!)'})[のは、\s]*$")
        frames = [
            re.escape(fold(f)).replace(r"\{city\}", rf"(?P<city>{_CITY})") for f in vocabulary.words("zone_frames")
        ]
        self._frames = [re.compile(rf"\s?\(?{f}(?!\w)\)?") for f in frames]

    def at(
        self, words: str, folded: str, start: int, end: int, *, near: timedelta | None, home: tzinfo | None
    ) -> Stated | None:
        """The zone stated at the time `folded[start:end]` of `words`, in or right after it.

        `near`: the writer's offset, which tells like names apart. `home`: the zone meant by "your time".
        """
        if _ISO_END.search(folded, max(0, end - 16), end) and (iso := _AFTER_ISO.match(folded, end)) is not None:
            zone = UTC if iso["z"] else _fixed(iso["sign"], iso["h"], iso["m"])
            return Stated(iso.end(), zone)
        if (offset := _OFFSET.match(folded, end)) is not None:
            sign = offset["named"] or offset["sign"] or offset["minus"]
            zone = _fixed(
                sign, offset["h"] or offset["hh"] or offset["mh"], offset["m"] or offset["mm"] or offset["mmm"]
            )
            return Stated(offset.end(), zone) if zone is not None else None
        if (named := self._after.match(folded, end)) is not None and self._is_written(words, named):
            return self._named(named["name"], named.end(), near, home)
        for frame in self._frames:
            framed = frame.match(folded, end)
            if framed is not None and (place := _place(framed["city"])) is not None:
                zone, length = place
                ends = framed.end() if length == len(framed["city"]) else framed.start("city") + length
                return Stated(ends, zone)
        before = self._before.search(folded, max(0, start - _BEFORE), start)
        return self._named(before["name"], end, near, home) if before is not None else None

    def named_in(self, folded: str) -> bool:
        """Whether a text may name a zone at all; a quick look."""
        return self._any.search(folded) is not None

    def _is_written(self, words: str, named: re.Match[str]) -> bool:
        """Abbreviations are words of everyday ("est", "met") unless in capitals."""
        name = words[slice(*named.span("name"))]
        return not (name.isalpha() and name.isascii() and len(name) <= _LONGEST_ABBREVIATION) or name.isupper()

    def _named(self, name: str, end: int, near: timedelta | None, home: tzinfo | None) -> Stated | None:
        values = self._table[" ".join(name.split())]
        if values == [_WRITERS]:
            return Stated(end, None)
        zones = [z for v in values if (z := home if v == _READERS else _zone(v)) is not None]
        if len(zones) > 1:
            far = {z: abs(_offset(z) - near) for z in zones} if near is not None else {}
            exact = [z for z in far if not far[z]]
            zones = exact or [z for z in far if far[z] <= _NEIGHBOUR]
        return Stated(end, zones[0]) if len(zones) == 1 else None


def _fixed(sign: str | None, hours: str, minutes: str | None) -> tzinfo | None:
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(shift if sign == "+" else -shift) if shift <= timedelta(hours=_MOST_HOURS) else None


def _offset(zone: tzinfo) -> timedelta:
    """The offset in winter, which is enough to tell the continents apart."""
    return datetime(2000, 1, 1, tzinfo=zone).utcoffset() or timedelta(0)


@lru_cache(maxsize=64)
def _zone(value: str) -> tzinfo | None:
    if value[:1] in "+-":
        return _fixed(value[0], value[1:3], value[4:6])
    try:
        return ZoneInfo(value) if "/" in value else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _place(words: str) -> tuple[tzinfo, int] | None:
    """The zone of the city that begins `words`, and the length of its name, the longest name first."""
    for end in sorted({m.start() for m in re.finditer(r"[\s.]|$", words)}, reverse=True):
        name = _cities().get(re.sub(r"\s+", " ", words[:end]))
        if name is not None and (zone := _zone(name)) is not None:
            return zone, end
    return None


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """City to zone, as the time zone database itself names them ("america/new_york" by "new york")."""
    names = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return {fold(n.rpartition("/")[2].replace("_", " ")): n for n in names if "/" in n and not n.startswith("Etc/")}
