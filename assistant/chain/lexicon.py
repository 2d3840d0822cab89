"""The words by which a model's sentences are held to their part, from `knowledge/lexicon/wording/<language>.toml`."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.errors import PolicyError
from assistant.resources import shipped

_FOLDER = ("lexicon", "wording")
_GAP = 40
"""Characters that `..` in a phrase may stand for."""

_PATTERNS = ("unknown", "weight", "outcome", "done", "contrast", "restored", "burden", "deed", "heard")


@dataclass(frozen=True)
class Lexicon:
    """One language's words; all folded. What each key means is said in `en.toml`."""

    function: frozenset[str]
    telling: str
    feeling: str
    asking: str
    rotate: str
    acting: frozenset[str]
    unknown: re.Pattern[str]
    weight: re.Pattern[str]
    outcome: re.Pattern[str]
    done: re.Pattern[str]
    contrast: re.Pattern[str]
    restored: re.Pattern[str]
    burden: re.Pattern[str]
    deed: re.Pattern[str]
    heard: re.Pattern[str]
    steps: dict[str, str]
    """What our side does next, ready to be said, by target; `support` and `resolution` beside."""


def fold(text: str) -> str:
    """`text` in lower case without accents; kana and kanji stay as they are."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFD", text.lower().replace("ß", "ss"))
    out = "".join(c for c in split if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", out).replace("’", "'")


def _phrases(rows: list[str], *, spaced: bool) -> re.Pattern[str]:
    """One pattern of phrases over folded text: `*` any ending, `..` a few words."""
    if not rows:
        return re.compile(r"(?!)")
    parts = []
    for row in rows:
        words = re.escape(fold(row)).replace(r"\ ", " ").replace(r"\*", r"\w*")
        words = re.sub(r" ?\\\.\\\. ?", rf"(?:[^.!?;。]{{0,{_GAP}}}?)", words)
        parts.append(words if not spaced else rf"(?<!\w){words}(?!\w)")
    return re.compile("|".join(parts))


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """The words of a language, English ones where it has none. Raises PolicyError where the file cannot be read."""
    path = shipped("knowledge").joinpath(*_FOLDER, f"{language}.toml")
    if not path.is_file():
        if language == "en":
            raise PolicyError(f"the lexicon {path.name} is missing.", "Restore it from the release.")
        return lexicon("en")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        spaced = language != "ja"
        return Lexicon(
            function=frozenset(fold(table["function"]).split()),
            telling=table["telling"],
            feeling=table["feeling"],
            asking=table["asking"],
            rotate=table["rotate"],
            acting=frozenset(fold(table["acting"]).split()),
            **{k: _phrases(table[k], spaced=spaced) for k in _PATTERNS},
            steps=dict(table["steps"]),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise PolicyError(
            f"the lexicon wording/{path.name} cannot be read: {error}", "Restore it from the release."
        ) from error
