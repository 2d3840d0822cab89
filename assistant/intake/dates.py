"""When a message was sent, read from its header line.

A time without a zone stays a naive datetime: nothing in a paste says where its clock hung, and guessing one would be
a made-up fact. A time without a date gives nothing. dateparser is left out here: loading it takes 200 ms and a
parse 5 to 20 ms, while headers are written by machines in few shapes.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo

from assistant.intake.words import late

_MONTHS = {
    prefix: number
    for number, prefixes in enumerate(
        (
            "jan ene janv gen sty januar",
            "feb fév fev lut febr",
            "mar mär mrz mrt maart",
            "apr avr abr kwi",
            "may mai maj mag mei",
            "jun juin giu cze",
            "jul juil lug lip",
            "aug août aout ago sie",
            "sep set wrz",
            "oct okt out ott paź",
            "nov lis",
            "dec dez déc dic gru",
        ),
        start=1,
    )
    for prefix in prefixes.split()
}
_ZONES = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "west": 60,
    "bst": 60,
    "cet": 60,
    "mez": 60,
    "cest": 120,
    "mesz": 120,
    "eet": 120,
    "eest": 180,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "jst": 540,
    "brt": -180,
    "sgt": 480,
    "aest": 600,
    "aedt": 660,
}
WEEKDAY = (
    r"(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|sonnabend|mo|di|mi|do|fr|sa|so|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|mer|jeu|ven|sam|dim"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|lun|mar|mi[ée]|jue|vie|s[áa]b|dom"
    r"|(?:segunda|ter[çc]a|quarta|quinta|sexta)(?:-feira)?|seg|ter|qua|qui|sex"
    r"|(?:lune|marte|mercole|giove|vener)d[ìi]|sabato|domenica|gio"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag|ma|wo|vr|za|zo"
    r"|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|pon|wt|śr|czw|pt|niedz"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?|(?:man|tir|ons|tors|fre|lør|søn)(?:dag)?|[月火水木金土日](?:曜日)?)\b"
)
"""The name of a weekday, whole or cut short, as it stands before a date or a clock."""
MONTH = rf"(?i:(?:{'|'.join(_MONTHS)})[^\W\d_]{{0,8}}\b\.?)"
"""The name of a month, whole or cut short."""
_ISO = late(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_WIDE = late(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_NUMERIC = late(r"\b(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?!\d)")
_DAY_MONTH = late(
    r"\b(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|º)?(?:\s+de)?[ /-](?P<n>[^\W\d_]{3,12})\.?,?(?:\s+(?:de"
    r"|del))?[ /-](?P<y>\d{4})\b",
    re.IGNORECASE,
)
_MONTH_DAY = late(r"\b(?P<n>[^\W\d_]{3,10})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})\b", re.IGNORECASE)
_SHORT_WIDE = late(r"(?P<a>\d{1,2})月(?P<b>\d{1,2})日")
_SHORT_NUMERIC = late(r"(?<![\d:.,/-])(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?![\d:/]|[.,]\d)")
_SHORT_DAY_MONTH = late(
    r"\b(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|º)?(?:\s+de)?[ /-](?P<n>[^\W\d_]{3,12})\b", re.IGNORECASE
)
_SHORT_MONTH_DAY = late(r"\b(?P<n>[^\W\d_]{3,10})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?!:)", re.IGNORECASE)
_CLOCK = late(
    r"(?<![\d:.])(?P<h>\d{1,2})(?:[:h]|(?<=\d)\.(?=\d\d\s*(?:Uhr"
    r"|h\b)))(?P<min>\d{2})(?::(?P<s>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_SHIFT = late(r"\s?\(?(?:GMT|UTC)?\s?(?P<sign>[+\-−])(?P<h>\d{2}):?(?P<m>\d{2})\b")
_ZONE_NAME = late(r"\s?\(?(?P<zone>Z|[A-Z]{3,4})\b")


def parse_when(text: str) -> datetime | None:
    """The date and time named in a header line; None where there is no whole date."""
    found = _date(text)
    if found is None:
        return None
    year, month, day, end = found
    hour, minute, second, clock_end = _clock(text, end)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(text[clock_end:]) if clock_end else None)
    except ValueError:
        return None


def parse_day(text: str, *, american: bool = False) -> tuple[int, int] | None:
    """Month and day of a date that may lack its year ("16.11.", "19/11", "20 Nov", "11月20日"); None without one.

    `american` reads 11/2 as November 2.
    """
    wide, numeric = _SHORT_WIDE.search(text), _SHORT_NUMERIC.search(text)
    if (found := wide or numeric) is not None:
        one, two = int(found["a"]), int(found["b"])
        month_first = wide is not None or two > 12 or (american and found["sep"] == "/")
        month, day = (one, two) if month_first else (two, one)
        return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    for pattern in (_SHORT_DAY_MONTH, _SHORT_MONTH_DAY):
        for match in pattern.finditer(text):
            named = _month(match["n"])
            if named:
                return named, int(match["d"])
    return None


def parse_clock(text: str) -> tuple[int, int] | None:
    """Hour and minute of the first time of day in a header line; None without one."""
    hour, minute, _, end = _clock(text, 0)
    return (hour, minute) if end and hour < 24 and minute < 60 else None


def _date(text: str) -> tuple[int, int, int, int] | None:
    for pattern in (_ISO, _WIDE):
        if match := pattern.search(text):
            return int(match["y"]), int(match["m"]), int(match["d"]), match.end()
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            month = _month(match["n"])
            if month:
                return int(match["y"]), month, int(match["d"]), match.end()
    if match := _NUMERIC.search(text):
        first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
        american = second > 12 or (match["sep"] == "/" and first <= 12 and re.search(r"\d\s*[AP]M\b", text) is not None)
        day, month = (second, first) if american else (first, second)
        return year + 2000 if year < 100 else year, month, day, match.end()
    return None


def _month(name: str) -> int | None:
    lowered = name.lower()
    for size in (5, 4, 3):
        if lowered[:size] in _MONTHS:
            return _MONTHS[lowered[:size]]
    return None


def _clock(text: str, after: int) -> tuple[int, int, int, int]:
    match = _CLOCK.search(text, after) or _CLOCK.search(text)
    if match is None:
        return 0, 0, 0, 0
    hour = int(match["h"])
    half = (match["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return hour, int(match["min"]), int(match["s"] or 0), len(text[: match.end()].rstrip())


def _zone(rest: str) -> tzinfo | None:
    if shift := _SHIFT.match(rest):
        minutes = int(shift["h"]) * 60 + int(shift["m"])
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=minutes if shift["sign"] == "+" else -minutes))
    named = _ZONE_NAME.match(rest)
    if named is None or named["zone"].lower() not in _ZONES:
        return None
    return timezone(timedelta(minutes=_ZONES[named["zone"].lower()]))
