"""Digits to values: every way in which "1.200", "1 200" or "1,5" can be read.

A point and a comma are each a separator of thousands in one country and of decimals in another, and pastes mix
countries: where both can be meant, both are kept.
"""

import re

NUMERAL = re.compile(
    r"\d{1,3}(?:'\d{3})+(?:[.,]\d+)?(?!\d)|\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d.,]\d|\d)"
    r"|\d+(?:[.,]\d+)*"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}")
_KANJI_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_KANJI_SCALES = {"十": 10, "百": 100, "千": 1000}
_KANJI_GROUPS = {"万": 10_000, "億": 100_000_000}


def values(numeral: str) -> tuple[float, ...]:
    """All values that a numeral (a match of NUMERAL) can have; none for "1.2.3"."""
    text = numeral.replace("'", "").replace(" ", "")
    points, commas = text.count("."), text.count(",")
    if not points and not commas:
        return (float(text),)
    if points and commas:
        decimal = "." if text.rfind(".") > text.rfind(",") else ","
        other = "," if decimal == "." else "."
        if text.count(decimal) > 1:
            return ()
        return (float(text.replace(other, "").replace(decimal, ".")),)
    separator = "." if points else ","
    if points + commas > 1:
        return (float(text.replace(separator, "")),) if _THOUSANDS.fullmatch(text) else ()
    decimal_value = float(text.replace(separator, "."))
    head, _, tail = text.partition(separator)
    if len(tail) == 3 and len(head) <= 3 and head.strip("0"):
        return float(head + tail), decimal_value
    return (decimal_value,)


def kanji_value(text: str) -> float | None:
    """The value of a number in kanji ("二十三"); None for a row of digits that is no number."""
    total, group, digit = 0, 0, 0
    for character in text:
        if character in _KANJI_DIGITS:
            if digit:
                return None
            digit = _KANJI_DIGITS[character]
        elif character in _KANJI_SCALES:
            group += (digit or 1) * _KANJI_SCALES[character]
            digit = 0
        else:
            total += (group + digit or 1) * _KANJI_GROUPS[character]
            group = digit = 0
    return float(total + group + digit)
