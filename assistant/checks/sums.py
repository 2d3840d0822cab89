# ruff: noqa: E501  (patterns read better whole)
"""Sums of money as values, however they are written: 74.000 € is 74 Tsd. Euro and 74k."""

import re

from assistant.grounding.numerals import values

_SCALES = {
    "k": 1e3, "tsd": 1e3, "mil": 1e3, "mille": 1e3, "mila": 1e3, "duizend": 1e3, "thousand": 1e3, "tausend": 1e3,
    "m": 1e6, "mio": 1e6, "mn": 1e6, "mln": 1e6, "mrd": 1e9, "bn": 1e9, "万": 1e4, "億": 1e8,
}  # fmt: skip
"""Multipliers beside a sum; "mil" is Spanish and Portuguese for a thousand. "milli..." and its kin are a million."""
_SUM = re.compile(
    r"(?:(?P<before>€|\$|£|¥|eur|usd|gbp|chf|jpy|brl)\s?)?(?<![\w.,])(?P<number>\d{1,3}(?:[ ’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)\s?(?P<scale>k|tsd|mil|mille|mila|duizend|thousand|tausend|milli\w*|milh\w*|mill[oó]n\w*|milioni?|miljoen|mio|mln|mn|mrd|bn|m|[万億])?\.?(?:(?<=[万億])|(?<![a-z])|(?!\w)|(?=€))\s?(?:de |di |d')?(?P<behind>€|\$|£|¥|eur(?:o|os)?(?!\w)|usd|gbp|chf|jpy|brl|dollars?|pounds?|円)?"
)


def amounts(folded: str) -> frozenset[float]:
    """The values of the sums of a folded text: numbers with a currency or a multiplier beside them, from a thousand up."""
    found: set[float] = set()
    for match in _SUM.finditer(folded):
        scale = match["scale"]
        if not (match["before"] or match["behind"] or scale in ("k", "tsd", "mio", "mrd")):
            continue
        factor = 1.0 if scale is None else _SCALES.get(scale, 1e6)
        read = values(match["number"].replace("’", "'"))
        found |= {round(v * factor, 2) for v in read if v * factor >= _LEAST}
    return frozenset(found)


_LEAST = 1000.0
"""Below this two sums are the same by chance (house default)."""
