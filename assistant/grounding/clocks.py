"""Times of day, with their zone where one is said: "14:00", "2 pm", "12 noon", "14 Uhr", "午後2時", "13:00 UTC"."""

import re
from collections.abc import Iterator

from assistant.grounding.claims import ClaimKind, Found, Key, Reading
from assistant.grounding.scan import Scan

_COLON = re.compile(
    r"(?<![\d:.,-])(?:(?<=t)|(?<![\w]))([01]?\d|2[0-4])(:|h| h )([0-5]\d)(?:[:m]([0-5]\d)(?:[.,]\d{1,9})?)?(?![\d:])"
    r"(?:\s?([ap])\.?\s?m\b\.?|\s?(?:uhr|h|u|hrs)\b)?"
)
_DOTTED = re.compile(r"(?<![\w:.,/-])([01]?\d|2[0-3])\.([0-5]\d)(?:\s?([ap])\.?\s?m\b\.?|\s?(uhr|h|u)\b)")
_HOUR = re.compile(r"(?<![\w:.,/-])(0?\d|1[0-2])\s?([ap])\.?\s?m\b\.?")
_SAID = re.compile(r"(?<![\w:.,/-])([01]?\d|2[0-4])\s?(uhr|o'clock|oclock|h|uur|u|heures|heure|horas|ore)\b(?!\s?\d)")
_KANJI = re.compile(r"(午前|午後)?\s?([01]?\d|2[0-4])時(?!間)(?:([0-5]?\d)分|(半))?")
_TWELVE_BEFORE = re.compile(
    r"(?<![\w:.,/-])(?:12|24|0|00)(?:[:.h]00)?\s?(?:(?:h|uhr|uur|horas?|ore|heures?)\s)?"
    r"(?:\(?(?:o'clock|(?:de la|de|del|di|da|do|du|le|'s|am|a)\s)\s?)?\(?$"
)
"""Twelve, with its unit and the small words that lead to "noon" or "midnight"."""
_ZONE = re.compile(
    r"\s?\(?\s?(?:(?P<utc>utc|gmt)(?:\s?(?P<offset>[+-]\d{1,2}(?::?\d{2})?))?|(?P<z>z)\b|(?P<plain>[+-]\d{2}:?\d{2})\b"
    r"|(?P<name>[a-z]{3,4})\b)(?![\w])"
)
ZONE_HOURS = {
    "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "bst": 1, "wet": 0, "west": 1, "wez": 0, "wesz": 1, "eet": 2, "eest": 3,
    "oez": 2, "oesz": 3, "msk": 3, "trt": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
    "brt": -3, "brst": -2, "clt": -4, "clst": -3, "jst": 9, "kst": 9,
    "ist": 5.5, "pkt": 5, "sgt": 8, "hkt": 8, "sast": 2,
    "aest": 10, "aedt": 11, "acst": 9.5, "acdt": 10.5, "awst": 8, "nzst": 12, "nzdt": 13,
}  # fmt: skip
"""UTC offsets in hours of the zone names of the tz database that desks write, with those of German and French."""
_DAY = 86400
_CJK = 0x3000


def _find_named(scan: Scan) -> None:
    """Twelve and the word that names it ("12 noon", "12 h (midi)", "12 uur middernacht"): one time, not a number."""
    for word, hour in scan.vocabulary.noon.items():
        for start, end in places(scan.folded, word):
            before = _TWELVE_BEFORE.search(scan.folded, max(0, start - 20), start)
            if before is not None and scan.free(before.start(), end):
                whole = re.compile(re.escape(scan.folded[before.start() : end])).match(scan.folded, before.start())
                if whole is not None:
                    _put(scan, whole, hour, 0, 0, None, False)


def find_clocks(scan: Scan) -> None:
    """All times with digits."""
    _find_named(scan)
    for match in _COLON.finditer(scan.folded):
        hour, minute, second = int(match[1]), int(match[3]), int(match[4] or 0)
        either = match[2] == ":" and match[5] is None and not match[1].startswith("0") and match[4] is None
        length = ((("dur", hour * 3600.0 + minute * 60.0),),) if match[2] != ":" and not _is_hour(scan, match) else ()
        _put(scan, match, hour, minute, second, match[5], either, length)
    for match in _DOTTED.finditer(scan.folded):
        number = ((("n", float(f"{int(match[1])}.{match[2]}")),),) if match[4] in ("h", "u") else ()
        _put(scan, match, int(match[1]), int(match[2]), 0, match[3], False, number)
    for match in _HOUR.finditer(scan.folded):
        _put(scan, match, int(match[1]), 0, 0, match[2], False)
    for match in _SAID.finditer(scan.folded):
        only = match[2] in ("uhr", "o'clock", "oclock") or _is_hour(scan, match)
        length = () if only else ((("dur", int(match[1]) * 3600.0),),)
        _put(
            scan,
            match,
            int(match[1]),
            0,
            0,
            None,
            match[2].startswith("o"),
            length,
            None if only else ClaimKind.DURATION,
        )
    if "時" in scan.folded:
        for match in _KANJI.finditer(scan.folded):
            half = {"午前": "a", "午後": "p"}.get(match[1] or "")
            _put(scan, match, int(match[2]), 30 if match[4] else int(match[3] or 0), 0, half, False)


def _is_hour(scan: Scan, match: re.Match[str]) -> bool:
    """Whether an hour with "h" can be no length of time: in a text, behind a word that only leads to a time of day."""
    lead = _LEAD.search(scan.folded[max(0, match.start() - 16) : match.start()])
    return lead is not None and not scan.source and lead.group(1) in scan.vocabulary.at_hour


def _put(
    scan: Scan,
    match: re.Match[str],
    hour: int,
    minute: int,
    second: int,
    half: str | None,
    either: bool,
    others: tuple[Reading, ...] = (),
    kind: ClaimKind | None = None,
) -> None:
    start, end = match.span()
    end = start + len(match.group().rstrip()) if not match.group().endswith(".") or half is None else end
    if not scan.free(start, end) or minute > 59:
        return
    if half is not None:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = (hour * 3600 + minute * 60 + second) % _DAY
    zone = _ZONE.match(scan.folded, end) if kind is None else None
    if zone is not None and _is_zone(scan, zone) and scan.free(end, zone.end()):
        utc = int(seconds - offset_hours(zone) * 3600) % _DAY
        end = zone.end()
        if scan.folded[end : end + 1] == ")" and "(" in zone.group():
            end += 1
        scan.add(ClaimKind.TIME, start, end, ((("zoned", seconds, utc),),))
        return
    clocks: list[Key] = [("clock", seconds)]
    if either and hour <= 12:
        clocks.append(("clock", (seconds + _DAY // 2) % _DAY))
    scan.add(kind or ClaimKind.TIME, start, end, (*((c,) for c in clocks), *others))


def _is_zone(scan: Scan, zone: re.Match[str]) -> bool:
    """Whether a name is a zone's: in capitals, since "est", "ist" and "cat" are words too."""
    return not zone["name"] or (zone["name"] in ZONE_HOURS and scan.text[zone.start("name")].isupper())


def offset_hours(zone: re.Match[str]) -> float:
    """The hours by which a zone is ahead of UTC."""
    if zone["name"]:
        return float(ZONE_HOURS[zone["name"]])
    text = zone["offset"] or zone["plain"]
    if not text:
        return 0.0
    digits = text[1:].replace(":", "")
    hours = int(digits[:2]) if len(digits) != 3 else int(digits[0])
    minutes = int(digits[-2:]) if len(digits) > 2 else 0
    return (hours + minutes / 60) * (-1 if text[0] == "-" else 1)


def find_spoken_clocks(scan: Scan) -> None:
    """What proves a time without digits: "noon", "half past nine", "halb zehn", "by ten". No claims.

    They are words of other things too, so a text is not held to them.
    """
    for word, hour in scan.vocabulary.noon.items():
        for start, end in places(scan.folded, word):
            scan.found.append(_quiet(start, end, hour * 3600))
    for match in _HOUR_WORD.finditer(scan.folded):
        lead, word, tail = match.group(1), match.group(2), match.group(3)
        said = scan.vocabulary.hours.get(word)
        if said is not None and (lead in scan.vocabulary.clock or tail in _O_CLOCK):
            scan.found.append(_quiet(*match.span(2), said * 3600))
    for phrase, minutes in scan.vocabulary.spoken.items():
        before, _, after = phrase.partition("{n}")
        for start, end in places(scan.folded, (before or after).strip()):
            near = scan.folded[end : end + 16] if before else scan.folded[max(0, start - 16) : start]
            words = _PLAIN.findall(near)
            spoken = scan.vocabulary.hours.get(words[0 if before else -1]) if words else None
            if spoken is not None:
                scan.found.append(_quiet(start, end, spoken * 3600 + minutes * 60))


def _quiet(start: int, end: int, seconds: int) -> Found:
    halves = (("clock", seconds % _DAY), ("clock", (seconds + _DAY // 2) % _DAY))
    return Found(ClaimKind.TIME, start, end, tuple((half,) for half in halves), claimed=False)


def places(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Where a phrase stands by itself; in scripts without spaces, anywhere."""
    at = text.find(phrase)
    while at != -1:
        end = at + len(phrase)
        if ord(phrase[0]) > _CJK or not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at, end
        at = text.find(phrase, end)


def find_hours_after_words(scan: Scan) -> None:
    """ "at 9", "um 9", "alle 9": counts as a time beside the number that it looks like."""
    for match in (_BARE_HOUR_WITHIN if scan.source else _BARE_HOUR).finditer(scan.folded):
        if match[1] in scan.vocabulary.clock and scan.free(*match.span(2)):
            hour = int(match[2])
            readings = ((("n", float(hour)),), (("clock", hour * 3600 % _DAY),), (("clock", (hour + 12) % 24 * 3600),))
            if scan.source:
                # NOTE: left free, since "from 9 users" is a number all the same
                scan.found.append(Found(ClaimKind.TIME, *match.span(2), readings, claimed=False))
            else:
                scan.add(ClaimKind.NUMBER, *match.span(2), readings[: 3 if hour <= 12 else 2])


_LEAD = re.compile(r"(?<![^\W_])([^\W\d_]+)\s$")
_PLAIN = re.compile(r"[^\W_]+")
_O_CLOCK = ("o'clock", "oclock", "uhr", "uur", "heures")
_HOUR_WORD = re.compile(r"(?<![^\W_])([^\W\d_]+)(?=\s([^\W\d_]+)(?:\s([^\W\d_]+(?:'clock)?))?)")
_BARE_HOUR_WITHIN = re.compile(r"(?<![^\W_])([^\W\d_]+)\s(\d|1\d|2[0-3])(?![\w:%./'-]|,\d)")
_BARE_HOUR = re.compile(r"(?<![^\W_])([^\W\d_]+)\s(\d|1\d|2[0-3])(?![\w:%./'-]|\s[^\W_]|,\d)")
