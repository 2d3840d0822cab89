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
