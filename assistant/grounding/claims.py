"""What a claim is: words of a text that can be looked up in a source, and what they mean.

A meaning is a set of *readings*, since "1.200" may be 1200 or 1.2 and "3/4" a day or a ratio: a claim stands if any
of its readings has all its keys in the sources. A key is a tuple, its first item the dimension:

    ("n", 14.0)              a number, wherever it stands           ("bare", 14.0)  one without a known unit
    ("label", 14.0)          one after ":" or "="                   ("id", "4821")  the digits of a code
    ("loose", 14.0)          one that counts nothing ("timeout 14"), which a length of time may be
    ("%", 20.0) ("bytes", …) a size in the dimension's base         ("month", 3.0)  months, which have no fixed length
    ("dur", 5400.0)          a length of time in seconds            ("money", "EUR", 1200.0), ("money", "", 1200.0)
    ("day", 2026, 11, 20)    a day; ("md", 11, 20) without year     ("ym", 2026, 11) ("mo", 11) ("wd", 4) Monday is 0
    ("clock", 50400)         seconds after midnight                 ("utc", 46800)  the same in UTC
    ("v", "4", "18", "2")    a version                              ("code", "e412") a code without its punctuation
"""

from dataclasses import dataclass
from enum import StrEnum

Key = tuple[str | int | float, ...]
Reading = tuple[Key, ...]


class ClaimKind(StrEnum):
    """What sort of thing is claimed."""

    NUMBER = "number"
    """A count, a percentage, a size; in digits, or in words where they count something."""
    VERSION = "version"
    DATE = "date"
    """A day, a month of a year, a weekday, or "yesterday"."""
    TIME = "time"
    """A time of day."""
    DURATION = "duration"
    MONEY = "money"
    CODE = "code"
    """Error codes, ticket keys, ids, identifiers, file names, paths, hosts, mail addresses, placeholders."""
    NAME = "name"
    """Persons, companies, products, places: words that are capitalised where ordinary words are not."""
    QUOTE = "quote"
    """Words within quotation marks, or lines of a code block: they must stand as they are."""
    URL = "url"


@dataclass(frozen=True)
class Claim:
    """Words of the checked text that must stand in its sources: `text[start:end]` of that text."""

    kind: ClaimKind
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Miss:
    """A claim that stands in no source."""

    claim: Claim
    sentence: str
    """The sentence of the checked text that makes the claim."""
    nearest: str | None
    """The words of a source that come closest; None where nothing is like it."""
    nearest_source: str | None
    """The id of that source."""
    nearest_at: tuple[int, int] | None
    """Offsets of `nearest` in that source's words as they were given."""


@dataclass(frozen=True, slots=True)
class Found:
    """An expression and its readings. Offsets count characters of the cleaned text (`surface.py`)."""

    kind: ClaimKind
    start: int
    end: int
    readings: tuple[Reading, ...]
    claimed: bool = True
    """False for what can prove a claim but is none itself ("a", "first", "today")."""
    adds: Reading = ()
    """Further keys that it proves as a source."""
