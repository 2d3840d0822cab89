"""What the sources prove: their expressions as keys, their words, and their text for what must stand verbatim."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from assistant.grounding.claims import ClaimKind, Found, Key
from assistant.grounding.elapsed import beside_elapsed, elapsed_days, elapsed_seconds
from assistant.grounding.lengths import lengths_between
from assistant.grounding.names import SHORTEST, same_name
from assistant.grounding.quotes import verbatim
from assistant.grounding.reading import read
from assistant.grounding.sentence import about_stems
from assistant.grounding.surface import Surface, surface
from assistant.grounding.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")
_FALLBACKS = ("bare", "label", "loose")
_DAY = 86400
_LONGEST_MONTH = 31
_DAY_OF_MONTH = re.compile(
    r"(?<![^\W_])(?:([^\W\d_]+)\s)?(\d{1,2})(st|nd|rd|th|er|ste|e|日|º)?(?![\w:%/月]|[.,-]\d|\s?(?:uhr|h|u)\b)"
)
_BESIDE = re.compile(r"[\s,.()]{0,3}(?:(?:the|den|dem|der|le|el|il|dia|op|de|of|am)\s)?")
"""What stands between a weekday and its date."""
_LARGEST_MAJOR = 1_000_000
_PRODUCT_VERSION = re.compile(r"(?<=[a-z])/v?(\d+(?:\.\d+)+)(?![\w/])")
"""A version as agents and packages carry it: "cron/2.3"."""
_NEAR_YEARS = 1
"""A day without year may be of the reference's year or one beside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source, read."""

    id: str
    surface: Surface
    found: tuple[Found, ...]
    verbatim: str


class Index:
    """All sources together."""

    def __init__(
        self,
        sources: Mapping[str, str],
        known: Iterable[str],
        reference: datetime | None,
        vocabulary: Vocabulary,
        language: str,
    ) -> None:
        self.reference = reference
        self.keys: set[Key] = set()
        self.words: set[str] = set()
        self.days: set[date] = set()
        self.clocks: set[int] = set()
        self.years: set[int] = set()
        self._yearless: set[tuple[int, int]] = set()
        self.known = tuple(self._read(f"known:{n}", text, vocabulary, language) for n, text in enumerate(known))
        self.sources = tuple(self._read(name, text, vocabulary, language) for name, text in sources.items())
        self._resolve_yearless()
        if reference is not None:
            self.add_moment(reference)
        self.text = "\n".join(s.surface.folded for s in (*self.sources, *self.known))

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        starts: dict[str, list[str]] = {}
        for word in self.words:
            starts.setdefault(word[:SHORTEST], []).append(word)
        return starts

    def has_name(self, folded: str) -> bool:
        """Whether a folded name stands in a source, in any inflection."""
        return any(same_name(folded, word) for word in self._by_start.get(folded[:SHORTEST], ()))

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        """The lengths of time of the sources, in seconds."""
        return tuple(float(k[1]) for k in self.keys if k[0] == "dur")

    @cached_property
    def candidates(self) -> tuple[tuple[Source, Found, str, frozenset[str]], ...]:
        """Every claim of the sources with its words and what stands around it; made when the first is missed."""
        return tuple(
            (s, f, s.surface.folded[f.start : f.end], about_stems(s.surface.folded, f.start, f.end))
            for s in self.sources
            for f in s.found
            if f.claimed
        )

    def _read(self, name: str, text: str, vocabulary: Vocabulary, language: str) -> Source:
        cleaned = surface(text)
        scan = read(cleaned, vocabulary, language, source=True)
        found = tuple(scan.in_order())
        anchor = self.reference.date() if self.reference is not None else None
        dated = _beside_dates(found, cleaned.folded)
        for one in found:
            keys = {k for r in one.readings for k in r if k[0] not in _FALLBACKS}
            for key in (*keys, *one.adds):
                self.keys.add(key)
                if key[0] != "wd" or one.start not in dated:
                    anchor = self._derived(key, anchor) or anchor
            if (
                one.kind is ClaimKind.DURATION
                and anchor is not None
                and beside_elapsed(cleaned.folded, one, vocabulary)
            ):
                self._add_elapsed(one, anchor)
        self.keys |= {("dur", length) for length in lengths_between(found)}
        for match in _PRODUCT_VERSION.finditer(cleaned.folded):
            parts = match[1].split(".")
            self.keys |= {("v", *parts[:n]) for n in range(1, len(parts) + 1)}
        self._add_weeks(cleaned.folded, anchor, vocabulary)
        self.words.update(_WORD.findall(cleaned.folded))
        if not cleaned.folded.isascii():
            # NOTE: Japanese runs on without spaces, so that a name in Latin letters ends where kana or kanji begin
            self.words.update(_LATIN.findall(cleaned.folded))
        return Source(name, cleaned, found, verbatim(cleaned.folded))

    def _add_elapsed(self, one: Found, anchor: date) -> None:
        """ "3 days ago" proves that day; "40 minutes ago" the time of day, counted from when the issue came in."""
        for days in elapsed_days(one):
            self._add_shifted(anchor, -days)
        if self.reference is not None:
            for seconds in elapsed_seconds(one):
                self.add_moment((self.reference - timedelta(seconds=seconds)).replace(second=0))

    def _derived(self, key: Key, anchor: date | None) -> date | None:
        """Add what follows from a key; the day, where it states one, is what later relative days count from."""
        match key:
            case ("day", int(year), int(month), int(day)):
                stated = date(year, month, day)
                self._add_day(stated)
                return stated
            case ("md", int(month), int(day)):
                self._yearless.add((month, day))
                near = self._nearest_year(month, day)
                if near is not None:
                    self._add_day(near)
                return near
            case ("shift", int(shift)):
                for base in self._bases(anchor):
                    self._add_shifted(base, shift)
            case ("wd", int(weekday)):
                self._around(weekday, anchor)
            case _:
                self._derived_timeless(key)
        return None

    def _derived_timeless(self, key: Key) -> None:
        match key:
            case ("ym", int(year), int(month)):
                self._add_year(year)
                self.keys.add(("mo", month))
            case ("zoned", int(local), int(utc)):
                self._add_clock("clock", local)
                self._add_clock("utc", utc)
                self._local(utc)
            case ("clock", int(seconds)):
                self._add_clock("clock", seconds)
                self._add_clock("unzoned", seconds)
                self._in_utc(seconds)
            case ("v", *_):
                self.keys |= {("v", *key[1:n]) for n in range(2, len(key))}
            case ("n", float(value)) if value.is_integer() and 0 <= value < _LARGEST_MAJOR:
                self.keys.add(("v", str(int(value))))

    def _add_day(self, day: date) -> None:
        self.days.add(day)
        self._add_year(day.year)
        self.keys |= {
            ("day", day.year, day.month, day.day), ("md", day.month, day.day), ("ym", day.year, day.month),
            ("mo", day.month), ("wd", day.weekday()),
        }  # fmt: skip

    def _add_year(self, year: int) -> None:
        self.years.add(year)
        self.keys.add(("n", float(year)))

    def _nearest_year(self, month: int, day: int) -> date | None:
        if self.reference is None:
            return None
        base = self.reference.date()
        days = [d for n in (-1, 0, 1) if (d := _date(base.year + n, month, day)) is not None]
        return min(days, key=lambda d: abs((d - base).days), default=None)

    def _resolve_yearless(self) -> None:
        """A day without year can be of any year that the sources name, or of one beside the reference's."""
        years = set(self.years)
        if self.reference is not None:
            years |= {self.reference.year + n for n in range(-_NEAR_YEARS, _NEAR_YEARS + 1)}
            self._add_year(self.reference.year)
        for month, day in self._yearless:
            self.keys |= {("day", d.year, d.month, d.day) for y in years if (d := _date(y, month, day)) is not None}
            self.keys |= {("anyyear", month, day)} if not years else set()

    def _bases(self, anchor: date | None) -> set[date]:
        """What relative days count from: the last date before them, and the reference."""
        reference = self.reference.date() if self.reference is not None else None
        return {base for base in (anchor, reference) if base is not None}

    def _add_weeks(self, folded: str, anchor: date | None, vocabulary: Vocabulary) -> None:
        """ "Next week" proves its Monday, which is how a date is made of it; "the 4th" the nearest such days."""
        bases = self._bases(anchor)
        for phrase, weeks in vocabulary.weeks.items():
            for base in bases if phrase in folded else ():
                self._add_shifted(base, 7 * weeks - base.weekday())
        for match in _DAY_OF_MONTH.finditer(folded):
            if match[3] or match[1] in vocabulary.day_lead:
                for base in bases:
                    self._add_day_of_month(int(match[2]), base)

    def _add_day_of_month(self, day: int, base: date) -> None:
        for months in (-1, 0, 1):
            year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
            found = _date(year, month + 1, day)
            if found is not None and abs((found - base).days) <= _LONGEST_MONTH:
                self._add_day(found)

    def _add_shifted(self, base: date, days: int) -> None:
        try:
            self._add_day(base + timedelta(days=days))
        except OverflowError:  # no calendar reaches that far
            return

    def _around(self, weekday: int, anchor: date | None) -> None:
        if anchor is None:
            return
        back = (anchor.weekday() - weekday) % 7
        for days in {-back, 7 - back, *([-7] if back == 0 else [])}:
            self._add_shifted(anchor, days)

    def _local(self, utc: int) -> None:
        offset = self.reference.utcoffset() if self.reference is not None else None
        if offset is not None:
            self._add_clock("clock", int(utc + offset.total_seconds()) % _DAY)

    def _in_utc(self, local: int) -> None:
        """A time without zone is read in that of the reference, where it has one."""
        offset = self.reference.utcoffset() if self.reference is not None else None
        if offset is not None:
            self._add_clock("utc", int(local - offset.total_seconds()) % _DAY)

    def _add_clock(self, name: str, seconds: int) -> None:
        """A time proves itself and, seconds left out, its minute."""
        self.keys |= {(name, seconds), (name, seconds - seconds % 60)}
        if name == "clock":
            self.clocks.add(seconds)

    def add_moment(self, moment: datetime) -> None:
        """A moment that is known without standing in a text, such as when the issue was received."""
        local = moment.hour * 3600 + moment.minute * 60 + moment.second
        day = moment.date()
        self._add_year(day.year)
        self.days.add(day)
        self.keys |= {("day", day.year, day.month, day.day), ("md", day.month, day.day)}
        self._add_clock("clock", local)
        offset = moment.utcoffset()
        if offset is None:
            self._add_clock("unzoned", local)
        else:
            self._add_clock("utc", int(local - offset.total_seconds()) % _DAY)


def _beside_dates(found: tuple[Found, ...], folded: str) -> frozenset[int]:
    """Where weekdays start that name the weekday of a date beside them: they prove no other day.

    Example: "Monday 23 November 2026" does not prove the 16th.
    """
    days = [f for f in found if f.kind is ClaimKind.DATE and f.readings and f.readings[0]]
    named = set()
    for first, second in zip(days, days[1:], strict=False):
        kinds = first.readings[0][0][0], second.readings[0][0][0]
        if (kinds[0] == "wd") is not (kinds[1] == "wd") and {"day", "md"} & set(kinds):
            if _BESIDE.fullmatch(folded[first.end : second.start]):
                named.add((first if kinds[0] == "wd" else second).start)
    return frozenset(named)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
