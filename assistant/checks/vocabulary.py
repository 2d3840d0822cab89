# ruff: noqa: E501  (patterns and tables read better whole)
"""The words the checks go by: `knowledge/lexicon/checklist/<language>.toml`, the paste's language beside English."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from assistant.errors import PolicyError
from assistant.understanding.cues import cue_pattern

_BASE = "en"


@lru_cache(maxsize=32)
def _load(path: Path) -> tuple[bool, dict[str, tuple[str, ...]]] | None:
    if not path.exists():
        return None
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return bool(data.get("spaced", True)), {k: tuple(v) for k, v in data["cues"].items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PolicyError(
            f"the checklist words {path.name} cannot be read: {error!r}", "Restore the file from the release."
        ) from error


def _body(path: Path, key: str) -> str | None:
    loaded = _load(path)
    if loaded is None or key not in loaded[1]:
        return None
    spaced, cues = loaded
    try:
        patterns = sorted({cue_pattern(c, spaced=spaced) for c in cues[key]}, key=len, reverse=True)
    except ValueError as error:
        raise PolicyError(f"{path.name}, {key}: {error}", "See assistant/understanding/cues.py.") from error
    body = "|".join(patterns)
    return rf"(?<!\w)(?:{body})(?!\w)" if spaced else f"(?:{body})"


class Words:
    """Compiled cues of one language and English; each key is compiled when first asked for.

    `everywhere` None reads English beside the language in every key, as a paste mixes them. A set reads it only in these
    keys and where the language has none: a text for one reader is in one language, and small words mean other things in
    another ("he" is English for er, Spanish for habe).
    """

    def __init__(self, folder: Path, language: str, everywhere: frozenset[str] | None = None) -> None:
        self._own, self._base = folder / f"{language}.toml", folder / f"{_BASE}.toml"
        self._everywhere = everywhere
        self._patterns: dict[str, re.Pattern[str]] = {}

    def pattern(self, key: str) -> re.Pattern[str]:
        """The pattern, over folded text, of a key. Raises KeyError where no file has it, PolicyError for a malformed cue."""
        if key not in self._patterns:
            own = _body(self._own, key)
            both = self._own != self._base and (self._everywhere is None or own is None or key in self._everywhere)
            base = _body(self._base, key) if both else None
            bodies = [b for b in (own, base) if b is not None]
            if not bodies:
                raise KeyError(key)
            self._patterns[key] = re.compile("|".join(bodies))
        return self._patterns[key]


@lru_cache(maxsize=16)
def load_words(folder: Path, language: str) -> Words:
    """The words of a language (`de`, `pt-BR`), always with English."""
    return Words(folder, language.split("-")[0].lower())


EVERYWHERE = frozenset({"money_words", "roadmap", "other_language"})
"""What colleagues say in English whatever they write in."""


@lru_cache(maxsize=16)
def load_draft_words(folder: Path, language: str) -> Words:
    """The words by which a text in a language is checked; English where the language has no file."""
    return Words(folder, language.split("-")[0].lower(), EVERYWHERE)
