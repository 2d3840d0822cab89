"""Hours of the day that are told by the words around them: "7 bis 19 Uhr", "3 de la tarde", "halb acht"."""

import re

from assistant.grounding.claims import ClaimKind, Found
from assistant.grounding.clocks import find_spoken_clocks
from assistant.grounding.scan import Scan

_FIRST_OF_TWO = re.compile(
    r"(?<![\w:.,/-])([01]?\d|2[0-4])\s?(?:-|to|till|until|and|bis|und|à|a|et|y|e|al|alle|a las|as|ate|ate as|tot|en)\s?"
)
_HOUR = re.compile(r"(?<![\w:.,/-])([01]?\d|2[0-4])\s")
_GLUED = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_NEXT_WORD = re.compile(r"\s?([^\W\d_]+)")
_DAY = 86400
_HALF = _DAY // 2


def find_glued_clocks(scan: Scan) -> None:
    """ "9:40" right behind kana or kanji, which leave no space before it."""
    for match in _GLUED.finditer(scan.folded):
        if scan.free(*match.span()):
            seconds = int(match[1]) * 3600 + int(match[2]) * 60
            scan.add(ClaimKind.TIME, *match.span(), ((("clock", seconds % _DAY),),))


def find_hours_in_context(scan: Scan) -> None:
    """In a text: the first hour of two, an hour with its part of the day, and "half past nine", each as a time."""
    starts = {f.start for f in scan.found if f.kind is ClaimKind.TIME or _said_hour(f)}
    for match in _FIRST_OF_TWO.finditer(scan.folded):
        if match.end() in starts and scan.free(*match.span(1)):
            _put(scan, *match.span(1), int(match[1]))
    for match in _HOUR.finditer(scan.folded):
        rest = scan.folded[match.end() : match.end() + 24]
        part = next((p for p in scan.vocabulary.day_parts if rest.startswith(p)), None)
        if part is not None and scan.free(*match.span(1)):
            _put(scan, *match.span(1), int(match[1]))
    _spoken(scan)


def _said_hour(found: Found) -> bool:
    return any(key[0] == "clock" for reading in found.readings for key in reading)


def _put(scan: Scan, start: int, end: int, hour: int) -> None:
    halves = (hour * 3600 % _DAY, (hour * 3600 + _HALF) % _DAY)
    scan.add(ClaimKind.TIME, start, end, tuple((("clock", s),) for s in (halves if hour <= 12 else halves[:1])))


def _spoken(scan: Scan) -> None:
    """Spoken times whose hour stands behind them ("halb acht"): without this the hour would be a number."""
    before = len(scan.found)
    find_spoken_clocks(scan)
    said = scan.found[before:]
    del scan.found[before:]
    hours = scan.vocabulary.hours
    for one in said:
        follower = _NEXT_WORD.match(scan.folded, one.end)
        own = scan.folded[one.start : one.end]
        leads = any(p.startswith(own + " {") for p in scan.vocabulary.spoken)
        if leads and follower is not None and follower[1] in hours and scan.free(one.start, follower.end()):
            scan.add(ClaimKind.TIME, one.start, follower.end(), one.readings)
