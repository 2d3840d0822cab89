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
from assistant.understanding.cue_book import CueBook


@dataclass(frozen=True)
class SignalReading:
    """How one signal is read; see the head of `signals.toml`."""

    meaning: str
    hypothetical: bool = False
    question: bool = False
    negatable: bool = True
    denial: bool = False
    last_word: bool = False
    needs_cue: bool = False
    cue_suffices: bool = False
    advised: bool = False
    unless: frozenset[SignalName] = frozenset()
    taken_back_by: frozenset[SignalName] = frozenset()
    said_by: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """One language's cues and context words."""

    language: str
    spaced: bool
    signals: CueBook
    """Cues by signal name."""
    context: CueBook
    """negation, negation_after, not_negation, hypothetical, historical, other_party, clause_break, question, advice."""

    def check(self) -> None:
        """Compile every cue. Raises PolicyError for a malformed one."""
        try:
            self.signals.check()
            self.context.check()
        except (ValueError, re.error) as error:
            raise PolicyError(f"{self.language}.toml: {error}.", "See assistant/understanding/cues.py.") from error


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
            readings[SignalName(name)] = SignalReading(
                said_by=frozenset(Role(r) for r in row.pop("said_by", ())),
                unless=frozenset(SignalName(n) for n in row.pop("unless", ())),
                taken_back_by=frozenset(SignalName(n) for n in row.pop("taken_back_by", ())),
                **row,
            )
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
    tables = {name: {k: tuple(v) for k, v in data.get(name, {}).items()} for name in ("signals", "context")}
    unknown = sorted(set(tables["signals"]) - {s.value for s in SignalName})
    if unknown:
        raise PolicyError(f"{path.name} names unknown signals: {', '.join(unknown)}.", "See signals.toml.")
    negations = (word.strip() for cue in tables["context"].get("negation", ()) for word in cue.split("|"))
    stops = tuple(word for word in negations if word and " " not in word and word.replace("'", "").isalpha())
    return Lexicon(
        language,
        spaced,
        CueBook(tables["signals"], spaced=spaced, stops=stops),
        CueBook(tables["context"], spaced=spaced),
    )


def lexicons_for(folder: Path, language: str) -> tuple[Lexicon, ...]:
    """The paste's own language first, then English."""
    codes = dict.fromkeys((language, "en"))
    return tuple(x for x in (load_lexicon(folder, c) for c in codes) if x is not None)
