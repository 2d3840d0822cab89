"""The words by which claims are read, from `knowledge/lexicon/grounding.toml`, folded and merged per set of languages.

A text is read with its own language beside English, which codes, logs and internal notes use everywhere; a source is
read with all languages, since a paste mixes them and an additional reading there costs little.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.errors import PolicyError
from assistant.grounding.surface import fold
from assistant.resources import shipped

_TIMES = {"millisecond": 1e-3, "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0,
          "fortnight": 1209600.0}  # fmt: skip
_MONTHS = {"month": 1.0, "quarter": 3.0, "year": 12.0}
_FILE = "grounding.toml"
_MISREAD_ELSEWHERE = {
    "numbers": frozenset("due once sei elf six sept set cent mille mil tres no se tien os ni nove".split()),
    "months": frozenset("out set ago".split()),
}
"""Words that are ordinary ones in another of the languages: read as numbers only in their own."""


@dataclass(frozen=True)
class Vocabulary:
    """The merged words of some languages; all folded."""

    numbers: dict[str, float]
    """Phrases with single spaces ("twenty five") to values."""
    number_starts: dict[str, int]
    """First word of a phrase to the most words that a phrase beginning with it has."""
    vague: frozenset[str]
    """Number words that are a claim only beside what is counted."""
    scales: dict[str, float]
    small: dict[str, float]
    """Words for 0 and 1 that prove a digit, and ordinals in words."""
    months: dict[str, int]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    shifts: dict[str, int]
    claimed_shifts: frozenset[str]
    units: dict[str, tuple[tuple[str, float], ...]]
    """Unit to (dimension, size in its base): `dur` in seconds, `month`, `%`, `bytes`, …; several where ambiguous."""
    qualifiers: frozenset[str]
    spans: dict[str, float]
    halves: frozenset[str]
    elapsed: tuple[str, ...]
    roughly: tuple[str, ...]
    """Words beside a length of time or a time of day that is rounded."""
    clock: frozenset[str]
    at_hour: frozenset[str]
    """Words before a time of day that never stand before a length of time ("vers 11 h")."""
    noon: dict[str, int]
    hours: dict[str, int]
    """Words for the hours of a clock."""
    spoken: dict[str, int]
    """Ways to say a time ("half past {n}"), with the minutes they add to the hour."""
    day_parts: tuple[str, ...]
    """Words behind a bare hour that make it a time ("de la tarde")."""
    weeks: dict[str, int]
    """Words for a week relative to this one."""
    day_lead: frozenset[str]
    """Words before a bare day of the month ("el 4")."""
    version: frozenset[str]
    counted: frozenset[str]
    rhetorical: frozenset[str]
    titles: frozenset[str]
    forms: frozenset[str]
    plain: frozenset[str]
    speaks: frozenset[str]
    """Verbs of telling, in the third person."""
    speakers: frozenset[str]
    """Words that may tell something and are no name."""
    bare_lead: frozenset[str]
    """Words after which a noun of this language without an article is a name."""
    bare_nouns: tuple[str, ...]
    """Nouns, and endings of nouns, that go without an article all the same."""


@dataclass(frozen=True)
class Codes:
    """What is the same in all languages: currencies, file and host endings, terms with digits that prove nothing."""

    symbols: dict[str, str]
    currencies: dict[str, str]
    fused: dict[str, tuple[str, float]]
    ordinary: frozenset[str]
    acronyms: frozenset[str]
    file_endings: frozenset[str]
    host_endings: frozenset[str]
    honorifics: tuple[str, ...]
    not_named: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    path = shipped("knowledge") / "lexicon" / _FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"the lexicon {_FILE} cannot be read: {error}", "Restore it from the release.") from error


def languages() -> tuple[str, ...]:
    """The languages that have a table."""
    return tuple(code for code in _tables() if len(code) == 2)


@lru_cache(maxsize=1)
def codes() -> Codes:
    """The tables that no language owns. Raises PolicyError where the file cannot be read."""
    tables = _tables()
    money, code, ja = tables["money"], tables["codes"], tables["ja"]
    words = {fold(k): v for k, v in money["words"].items()}
    return Codes(
        symbols={k.lower(): v for k, v in money["symbols"].items()},
        currencies={**{c.lower(): c for c in money["codes"].split()}, **words},
        fused={fold(k): (str(v[0]), float(v[1])) for k, v in money["fused"].items()},
        ordinary=frozenset(code["ordinary"].split()),
        acronyms=frozenset(code["acronyms"].split()),
        file_endings=frozenset(code["file_endings"].split()),
        host_endings=frozenset(code["host_endings"].split()),
        honorifics=tuple(ja["honorifics"].split("|")),
        not_named=frozenset(ja["not_named"].split("|")),
    )


@lru_cache(maxsize=32)
def vocabulary(*wanted: str, own: str | None = None) -> Vocabulary:
    """The words of the wanted languages, English added; `own` is the language whose short words win over others'.

    Unknown languages add nothing. Raises PolicyError where the file cannot be read.
    """
    tables = _tables()
    known = [c for c in dict.fromkeys([*wanted, "en"]) if c in tables and len(c) == 2]
    parts = {c: tables[c] for c in known}

    def plain(key: str, split: str | None = None) -> frozenset[str]:
        return frozenset(fold(w) for t in parts.values() for w in str(t.get(key, "")).split(split) if w)

    numbers: dict[str, float] = {}
    months: dict[str, int] = {}
    for code, table in parts.items():
        keep = own is None or code == own
        numbers |= {k: v for k, v in _numbers(table).items() if keep or k not in _MISREAD_ELSEWHERE["numbers"]}
        months |= {k: v for k, v in _ordered(table, "months", 1) if keep or k not in _MISREAD_ELSEWHERE["months"]}
    starts: dict[str, int] = {}
    for phrase in numbers:
        first, length = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        starts[first] = max(starts.get(first, 0), length)
    small = {k: float(v) for t in parts.values() for k, v in _ordered(t, "ordinals", 1)}
    small |= dict.fromkeys(plain("one"), 1.0) | dict.fromkeys(plain("none"), 0.0)
    return Vocabulary(
        numbers=numbers, number_starts=starts,
        vague=plain("vague"),
        scales={fold(k): float(v) for t in parts.values() for k, v in t["scales"].items()},
        small=small, months=months,
        weekdays=dict(p for t in parts.values() for p in _ordered(t, "weekdays", 0)),
        short_weekdays=dict(p for t in parts.values() for p in _ordered(t, "short_weekdays", 0)),
        shifts={fold(k): int(v) for t in parts.values() for k, v in t["shifts"].items()},
        claimed_shifts=frozenset(fold(k) for t in parts.values() for k in t["claimed"]),
        units=_units(parts.values(), tables["sizes"]),
        qualifiers=plain("qualifiers"),
        spans=dict(sorted(_spans(parts.values()), key=lambda p: -len(p[0]))),
        halves=frozenset(fold(x) for t in parts.values() for x in t["halves"]),
        elapsed=tuple(sorted(plain("elapsed", "|"))), roughly=tuple(sorted(plain("roughly", "|"))),
        clock=plain("clock", "|"), at_hour=plain("at_hour", "|"),
        noon={fold(k): int(v) for t in parts.values() for k, v in t["noon"].items()},
        hours={k: int(v) for k, v in {**numbers, **_hours(parts.values())}.items() if 1 <= v <= 24 and " " not in k},
        spoken={fold(k): int(v) for t in parts.values() for k, v in t.get("spoken", {}).items()},
        day_parts=tuple(sorted(plain("day_parts", "|"))),
        weeks={fold(k): int(v) for t in parts.values() for k, v in t.get("weeks", {}).items()},
        day_lead=plain("day_lead", "|"),
        version=plain("version", "|"), counted=plain("counted", "|"), rhetorical=plain("rhetorical", "|"),
        titles=plain("titles"), forms=plain("forms"), plain=plain("plain"),
        speaks=plain("speaks"), speakers=plain("speakers"), bare_lead=plain("bare_lead"),
        bare_nouns=tuple(sorted(plain("bare_nouns"))),
    )  # fmt: skip


def _spans(parts: Iterable[dict[str, Any]]) -> Iterable[tuple[str, float]]:
    """Set phrases with their seconds; the longer ones must be tried first ("drie kwartier", "kwartier")."""
    return ((fold(k), float(v)) for t in parts for k, v in t["spans"].items())


def _hours(parts: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The words for 1 to 12, those left out that are read as numbers only in their own language."""
    return {fold(w): float(n) for t in parts for n, w in enumerate(t["numbers"].split()) if 1 <= n <= 12}


def _ordered(table: dict[str, Any], key: str, first: int) -> Iterable[tuple[str, int]]:
    for place, alternatives in enumerate(str(table.get(key, "")).split(), first):
        for word in alternatives.split("|"):
            yield fold(word), place


def _numbers(table: dict[str, Any]) -> dict[str, float]:
    """Every number phrase of a language: units, tens, tens with units, hundreds and thousands written in one word."""
    units = [fold(w).replace("-", " ") for w in table["numbers"].split()]
    out = {word: float(value) for value, word in enumerate(units) if value > 1}
    tens = [fold(w).replace("-", " ") for w in table["tens"].split()]
    reach = int(table.get("reach", 9))
    for place, ten in enumerate(tens, 2):
        out[ten] = place * 10.0
        for unit, word in enumerate(units[1 : reach + 1], 1):
            for pair in table["pairs"]:
                out[pair.format(tens=ten, unit=word)] = place * 10.0 + unit
    for word, value in table.get("fused", {}).items():
        stem = fold(word)
        out |= {spelled + stem: n * value for spelled, n in list(out.items()) if " " not in spelled and 2 <= n < 100}
    out |= {fold(k).replace("-", " "): float(v) for k, v in table["also"].items()}
    return out


def _units(
    parts: Iterable[dict[str, Any]], sizes: dict[str, dict[str, float]]
) -> dict[str, tuple[tuple[str, float], ...]]:
    out: dict[str, list[tuple[str, float]]] = {}

    def put(word: str, dimension: str, size: float) -> None:
        entry = (dimension, size)
        if entry not in out.setdefault(fold(word), []):
            out[fold(word)].append(entry)

    for table in parts:
        for unit, words in table["units"].items():
            for word in words.split():
                if unit in _TIMES:
                    put(word, "dur", _TIMES[unit])
                else:
                    put(word, "month", _MONTHS[unit])
    for dimension, names in sizes.items():
        for word, size in names.items():
            put(word, {"seconds": "dur", "percent": "%"}.get(dimension, dimension), float(size))
    return {word: tuple(entries) for word, entries in out.items()}
