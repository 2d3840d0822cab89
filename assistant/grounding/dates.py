"""Days, months and weekdays in any form. Relative days stay relative here; `index.py` resolves them.

A numeric date whose order is open ("03/04/2026") keeps both readings, a short one ("3/4") that of a ratio as well.
"""

import re
from datetime import date

from assistant.grounding.claims import ClaimKind, Found, Key, Reading
from assistant.grounding.clocks import places
from assistant.grounding.scan import Scan

_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=t\d|\D|$)")
_COMPACT = re.compile(r"(?<![\w.-])(20\d{2})([01]\d)([0-3]\d)(?=t\d{4}|[\W_]|$)")
_KANJI = re.compile(r"(?:(\d{4})年\s?)?(\d{1,2})月(?:\s?(\d{1,2})日)?")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d]|[./-]\d)")
_MONTH_OF_YEAR = re.compile(
    r"(?<![\d.,/-])(\d{1,2})[/.](20\d{2})(?![\d/]|[.,-]\d)|(?<![\d.,/-])(20\d{2})[-/](\d{2})(?![\d/-]|[.,]\d)"
)
_SHORT = re.compile(
    r"(?<![\d.,/:-])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)|(?<![\d.,/:-])(\d{1,2})/(\d{1,2})(?![\d/%]|[.,-]\d)"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|ste|de|[.ºª°])?"
_DAY_FIRST = re.compile(
    rf"(?<![\d.,/:])(?:(\d{{1,2}})\.?\s?(?:-|/|\+|,|and|und|et|y|e|en|to|bis|au|al|tot)\s?)?{_DAY}(?:\s|-)?\s?"
    r"(?:of |de |d'|di )?"
    r"([^\W\d_]{3,10})(?![^\W\d_])\.?(?:[,\s-]{1,2}(?:de |del |of |do )?(\d{4})(?![\d]|[.,]\d))?"
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W_])([^\W\d_]{3,10})\.?\s(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:\s?-\s?(\d{1,2})(?:st|nd|rd|th)?)?"
    r"(?![\w:%]|[.,]\d)(?:,?\s(\d{4})(?![\d]|[.,]\d))?"
)
_MONTH_YEAR = re.compile(r"(?<![^\W_])([^\W\d_]{3,10})\.?,?\s(?:de |del |of |do )?(\d{4})(?![\w]|[.,]\d)")
_CENTURY = 2000
_ALWAYS = ("24/7", "7/24")


def _real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def day_keys(year: int | None, month: int, day: int) -> Reading:
    """The key of a day, with or without year; none for a day that no calendar has."""
    if not _real(year if year is not None else 2024, month, day):
        return ()
    return (("md", month, day),) if year is None else (("day", year, month, day),)


def find_dates(scan: Scan) -> None:
    """Dates with digits, the longest form first."""
    for match in _ISO.finditer(scan.folded):
        _put(scan, match.start(), match.end(), [(int(match[1]), int(match[3]), int(match[4]))])
    for match in _COMPACT.finditer(scan.folded):
        # NOTE: an id may begin with a date; digits stay readable as a number
        number = (("n", float(match.group())),)
        _put(scan, *match.span(), [(int(match[1]), int(match[2]), int(match[3]))], (number,))
    if "月" in scan.folded:
        _kanji(scan)
    for match in _NUMERIC.finditer(scan.folded):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        year += _CENTURY if year < 100 else 0
        days = [(year, second, first), (year, first, second)]
        if match[2] == "." and not _real(*days[0]):
            continue
        other = (("v", match[1], match[3], match[4]),) if match[2] == "." else None
        _put(scan, *match.span(), days, (other,) if other else ())
    for match in _DAY_FIRST.finditer(scan.folded):
        _named(scan, match, match[3], match[2], match[1], match[4])
    for match in _MONTH_FIRST.finditer(scan.folded):
        _named(scan, match, match[1], match[2], match[3], match[4])
    _months_of_years(scan)
    for match in _SHORT.finditer(scan.folded):
        _short(scan, match)


def _put(
    scan: Scan,
    start: int,
    end: int,
    days: list[tuple[int | None, int, int]] | list[tuple[int, int, int]],
    others: tuple[Reading, ...] = (),
) -> None:
    if not scan.free(start, end):
        return
    readings = [r for r in (day_keys(*d) for d in days) if r]
    if readings:
        scan.add(ClaimKind.DATE, start, end, (*dict.fromkeys(readings), *others))


def _kanji(scan: Scan) -> None:
    for match in _KANJI.finditer(scan.folded):
        year, month = int(match[1]) if match[1] else None, int(match[2])
        if not scan.free(*match.span()):
            continue
        if match[3]:
            _put(scan, *match.span(), [(year, month, int(match[3]))])
        elif 1 <= month <= 12:
            key: Key = ("ym", year, month) if year else ("mo", month)
            scan.add(ClaimKind.DATE, *match.span(), ((key,),))


def _named(scan: Scan, match: re.Match[str], name: str, day: str, other_day: str | None, year: str | None) -> None:
    month = scan.vocabulary.months.get(name)
    if month is None or not scan.free(*match.span()):
        return
    number = int(year) if year else None
    keys = day_keys(number, month, int(day))
    if not keys:
        return
    start, end = match.span()
    if match.re is _DAY_FIRST and other_day is not None and not day_keys(number, month, int(other_day)):
        start, other_day = match.start(2), None
    if other_day is not None:
        keys = (*keys, *day_keys(number, month, int(other_day)))
    # "may 10" and "out 20" can be words beside a number
    spare = ((("n", float(day)),),) if name in ("may", "mar", "out", "set", "ago", "mai", "dez") else ()
    end -= scan.folded[end - 1] == "."
    scan.add(ClaimKind.DATE, start, end, (keys, *spare))


def _months_of_years(scan: Scan) -> None:
    for match in _MONTH_YEAR.finditer(scan.folded):
        month = scan.vocabulary.months.get(match[1])
        if month is not None and scan.free(*match.span()):
            scan.add(ClaimKind.DATE, *match.span(), ((("ym", int(match[2]), month),),))
    for match in _MONTH_OF_YEAR.finditer(scan.folded):
        month, year = int(match[1] or match[4]), int(match[2] or match[3])
        if 1 <= month <= 12 and scan.free(*match.span()):
            scan.add(ClaimKind.DATE, *match.span(), ((("ym", year, month),), (("n", float(month)), ("n", float(year)))))


def _short(scan: Scan, match: re.Match[str]) -> None:
    if not scan.free(*match.span()):
        return
    if match[1] is not None:
        _dotted(scan, match)
        return
    first, second = int(match[3]), int(match[4])
    if match.group() in _ALWAYS:
        scan.take(*match.span())
        return
    days = [r for r in (day_keys(None, second, first), day_keys(None, first, second)) if r]
    ratio = (("n", float(first)), ("n", float(second)))
    if days and "-" not in match.group():
        scan.add(
            ClaimKind.DATE,
            *match.span(),
            (*dict.fromkeys(days), ratio),
            adds=(("bare", float(first)), ("bare", float(second))),
        )


def _dotted(scan: Scan, match: re.Match[str]) -> None:
    """ "20.11.", which at the end of a sentence may be a version or a number as well ("back to 8.1.")."""
    keys = day_keys(None, int(match[2]), int(match[1]))
    if not keys:
        return
    start, end = match.span()
    if " " in match.group():
        scan.add(ClaimKind.DATE, start, end, (keys,))
        return
    value = float(f"{match[1]}.{match[2]}")
    others: tuple[Reading, ...] = ((("n", value),), (("v", match[1], match[2]),))
    english = scan.language == "en"
    kind = ClaimKind.NUMBER if english else ClaimKind.DATE
    scan.add(kind, start, end - english, (keys, *others), adds=(("bare", value),))


def find_days_in_words(scan: Scan, words: list[re.Match[str]]) -> None:
    """Weekdays and "yesterday"; `words` are the words of the folded text."""
    vocabulary = scan.vocabulary
    for match in words:
        word = match.group()
        weekday = vocabulary.weekdays.get(word)
        if weekday is not None and scan.free(*match.span()):
            scan.add(ClaimKind.DATE, *match.span(), ((("wd", weekday),),))
        elif (short := vocabulary.short_weekdays.get(word)) is not None and scan.free(*match.span()):
            scan.found.append(_quiet(match.span(), ("wd", short)))
    for phrase, shift in vocabulary.shifts.items():
        for at, end in places(scan.folded, phrase):
            if scan.free(at, end):
                scan.add(ClaimKind.DATE, at, end, ((("shift", shift),),), claimed=phrase in vocabulary.claimed_shifts)
    if "曜" in scan.folded or scan.language == "ja":
        for name, weekday in vocabulary.weekdays.items():
            for match in re.finditer(re.escape(name), scan.folded) if "曜" in name else ():
                if scan.free(*match.span()):
                    scan.add(ClaimKind.DATE, *match.span(), ((("wd", weekday),),))


def _quiet(span: tuple[int, int], key: Key) -> Found:
    return Found(ClaimKind.DATE, *span, ((key,),), claimed=False)
