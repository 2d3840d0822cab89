"""Dates in languages without tables of their own ("12 listopada", "3 mars"), read by `dateparser`.

Only words that look like a day beside a month's name are handed over, since importing dateparser takes 200 ms and it
reads dates into almost anything.
"""

import re
from datetime import datetime
from functools import lru_cache

_CANDIDATE = re.compile(r"(?<![\w.,:/-])\d{1,2}\.?\s[^\W\d_]{3,14}\.?(?:\s\d{4})?(?![\w])")


def find_foreign_dates(text: str, language: str, base: datetime) -> list[tuple[int, int, datetime]]:
    """Start, end and day of each date with a month's name. An unknown language gives none."""
    found = []
    for match in _CANDIDATE.finditer(text):
        day = _read(match.group(), language, base)
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


@lru_cache(maxsize=512)
def _read(words: str, language: str, base: datetime) -> datetime | None:
    import dateparser

    try:
        found: datetime | None = dateparser.parse(
            words,
            languages=[language],
            settings={"RELATIVE_BASE": base.replace(tzinfo=None), "REQUIRE_PARTS": ["day", "month"]},
        )
    except ValueError:  # dateparser's word for a language it does not know
        return None
    return found
