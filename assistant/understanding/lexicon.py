"""The lexicon: per language, the words that carry signals and the words that turn them round.

Files: `knowledge/lexicon/signals.toml` (how each signal's cues are read) and one `<language>.toml` each.
Customers mix languages and paste English product words, so English is always read beside the paste's own.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.domain import Role, SignalName
from assistant.errors import PolicyError
from assistant.understanding.cues import compile_cues


@dataclass(frozen=True)
class SignalReading:
    """How cues of one signal are read; see the head of `signals.toml`."""

    meaning: str
    hypothetical: bool = False
    question: bool = False
    negatable: bool = True
    denial: bool = False
    last_word: bool = False
    said_by: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """One language's compiled cues and context words."""

    language: str
    spaced: bool
    signals: dict[SignalName, re.Pattern[str]]
    context: dict[str, re.Pattern[str]]
    """negation, negation_after, not_negation, hypothetical, historical, other_party, clause_break, question."""
    facts: dict[str, re.Pattern[str]]
    """Cues of the fact finders, by the finder's own key."""
    words: dict[str, dict[str, str]]
    """Plain tables: number words to digits, weekday names, and so on."""


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"the lexicon {path.name} cannot be read: {error}", "Restore it from the release.") from error


@lru_cache(maxsize=4)
def load_readings(folder: Path) -> dict[SignalName, SignalReading]:
    """How each signal is read. Raises PolicyError for an unknown signal or key."""
    readings = {}
    for name, row in _load(folder / "signals.toml").items():
        try:
            said_by = frozenset(Role(r) for r in row.pop("said_by", ()))
            readings[SignalName(name)] = SignalReading(said_by=said_by, **row)
        except (ValueError, TypeError) as error:
            raise PolicyError(f"signals.toml, [{name}]: {error}", "See the head of the file.") from error
    return readings


@lru_cache(maxsize=32)
def load_lexicon(folder: Path, language: str) -> Lexicon | None:
    """The lexicon of a language, or None where there is none. Raises PolicyError for a broken file."""
    path = folder / f"{language}.toml"
    if not path.exists():
        return None
    data = _load(path)
    spaced = bool(data.get("spaced", True))

    negations = data.get("context", {}).get("negation", [])
    single_words = tuple(
        w.strip()
        for cue in negations
        for w in cue.split("|")
        if w.strip().isalpha() or "'" in w and " " not in w.strip()
    )

    def compiled(table: str, stops: tuple[str, ...] = ()) -> dict[str, re.Pattern[str]]:
        out = {}
        for key, cues in data.get(table, {}).items():
            try:
                out[key] = compile_cues(tuple(cues), spaced=spaced, stops=stops)
            except (ValueError, re.error, TypeError) as error:
                raise PolicyError(
                    f"{path.name}, [{table}] {key}: {error}", "See assistant/understanding/cues.py."
                ) from error
        return out

    signals = compiled("signals", single_words)
    unknown = sorted(set(signals) - {s.value for s in SignalName})
    if unknown:
        raise PolicyError(f"{path.name} names unknown signals: {', '.join(unknown)}", "See signals.toml.")
    return Lexicon(
        language=language,
        spaced=spaced,
        signals={SignalName(k): v for k, v in signals.items()},
        context=compiled("context"),
        facts=compiled("facts"),
        words={k: {a.lower(): str(b) for a, b in v.items()} for k, v in data.get("words", {}).items()},
    )


def lexicons_for(folder: Path, language: str) -> tuple[Lexicon, ...]:
    """The paste's own language first, then English."""
    codes = dict.fromkeys((language, "en"))
    return tuple(x for x in (load_lexicon(folder, c) for c in codes) if x is not None)
