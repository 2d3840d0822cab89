"""The words by which assertions are read: `knowledge/lexicon/assertions/<language>.toml`, compiled when asked for.

The notation is that of the other lexicons (`assistant/understanding/cues.py`), which an adapter may not import, and one
thing more: `{name}` stands for the words of that name in the file's `[words]` table.

    fixed|back to normal     alternatives                 (is|are) [now] fixed   groups, and words that may stand before
    is .. fixed              some words between           fix*                   any ending
    ^ delete                 at the beginning of a clause

A gap holds up to `gap` words (four, where the file does not say) and never jumps over a word of `stop`. In a language
without spaces a space matches nothing and `..` up to twelve characters. Matching is on folded text (`surface.fold`).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.errors import PolicyError
from assistant.grounding.surface import fold
from assistant.resources import shipped

_FOLDER = "assertions"
_BASE = "en"
_EVERYWHERE = frozenset({"internal_term"})
"""What colleagues say in English whatever they write in."""
_GAP_WORDS, _GAP_CHARACTERS = 4, 12
_BETWEEN = r"[^\w\n]{1,3}"
_WORD = r"[\w'’\-./&%@#]+"
_SPELLED_OUT = {"ä": "(?:a|ae)", "ö": "(?:o|oe)", "ü": "(?:u|ue)", "ß": "(?:ß|ss)", "*": r"\w*", "#": r"\d[\d.,]*"}
_TOKEN = re.compile(r"\.\.|[()\[\]|^]|\{\w+\}|(?:(?!\.\.)[^\s()\[\]|{}^])+")


@dataclass(frozen=True)
class KindWords:
    """One way to say one kind of assertion in one language."""

    anchors: tuple[str, ...]
    """Folded beginnings of words, one of which a sentence must hold: what keeps the search cheap."""
    claim: re.Pattern[str]
    beside: re.Pattern[str] | None
    """What must stand in the same sentence, of data in the same clause; None where nothing need."""
    unless: re.Pattern[str] | None
    """What makes the clause no such assertion."""


class AssertionWords:
    """The file of one language; every pattern is compiled when first asked for."""

    def __init__(self, language: str, tables: Mapping[str, Any]) -> None:
        self.spaced = bool(tables.get("spaced", True))
        self._language, self._tables = language, tables
        self._words: dict[str, str] = {}
        self._kinds: dict[str, tuple[KindWords, ...]] = {}
        self._general: dict[str, re.Pattern[str] | None] = {}

    def kind(self, name: str) -> tuple[KindWords, ...]:
        """The ways to say a kind; none where the language tells none. Raises PolicyError for malformed words."""
        if name not in self._kinds:
            own = tuple(self._read(name, row) for row in self._tables["kind"].get(name, []))
            shared = name in _EVERYWHERE and self.spaced and self._language != _BASE
            self._kinds[name] = (*own, *assertion_words(_BASE).kind(name)) if shared else own
        return self._kinds[name]

    def general(self, name: str) -> re.Pattern[str] | None:
        """The pattern of a general list (`negation`, `condition`, …). Raises PolicyError for malformed words."""
        if name not in self._general:
            phrases = self._tables["general"].get(name)
            self._general[name] = self._compile(name, phrases) if phrases else None
        return self._general[name]

    def _read(self, name: str, row: Mapping[str, Any]) -> KindWords:
        claim = self._compile(name, row["claim"])
        if claim is None:
            raise self._wrong(name, "it has no claim")
        return KindWords(
            anchors=tuple(fold(a.rstrip("*")) for a in str(row["anchor"]).split("|")),
            claim=claim,
            beside=self._compile(name, row.get("with", [])),
            unless=self._compile(name, row.get("unless", [])),
        )

    def _compile(self, name: str, phrases: list[str]) -> re.Pattern[str] | None:
        if not phrases:
            return None
        try:
            body = "|".join(self._body(p) for p in phrases)
            return re.compile(rf"(?<!\w)(?:{body})(?!\w)" if self.spaced else f"(?:{body})")
        except (re.error, KeyError) as error:
            raise self._wrong(name, repr(error)) from error

    def _wrong(self, name: str, what: str) -> PolicyError:
        where = f"knowledge/lexicon/{_FOLDER}/{self._language}.toml"
        return PolicyError(f"{where}, {name}: {what}", "See assistant/grounding/assertion_words.py.")

    def _body(self, phrase: str) -> str:
        """One phrase as a regular expression; a space is written only between two words."""
        out: list[str] = []
        glue = ""
        between = _BETWEEN if self.spaced else ""
        for token in _TOKEN.findall(phrase):
            if token == "..":
                out.append(glue + self._gap())
                glue = ""
            elif token == "(":
                out.append(f"{glue}(?:")
                glue = ""
            elif token == "[":
                # NOTE: the space before optional words belongs to them, so that none is asked for twice.
                out.append(f"{glue}(?:(?:")
                glue = ""
            elif token in ("|", "^"):
                out.append("|" if token == "|" else r"\A\W*")
                glue = ""
            elif token == ")":
                out.append(")")
                glue = between
            elif token == "]":
                out.append(f"){between})?")
                glue = ""
            else:
                out.append(glue + (self._named(token[1:-1]) if token[0] == "{" else _word(token)))
                glue = between
        return "(?:" + "".join(out) + ")"

    def _gap(self) -> str:
        if not self.spaced:
            return rf"[^\n。！？]{{0,{_GAP_CHARACTERS}}}?"
        stops = self._tables["general"].get("stop", "")
        barrier = "(?!(?:" + "|".join(_word(w) for w in stops.split("|")) + r")\b)" if stops else ""
        most = int(self._tables["general"].get("gap", _GAP_WORDS))
        return rf"(?:{barrier}{_WORD}{_BETWEEN}){{0,{most}}}?"

    def _named(self, name: str) -> str:
        if name not in self._words:
            self._words[name] = self._body(self._tables["words"][name])
        return self._words[name]


def _word(word: str) -> str:
    return "".join(_SPELLED_OUT.get(c) or re.escape(fold(c)) for c in word.lower())


@lru_cache(maxsize=16)
def assertion_words(language: str) -> AssertionWords:
    """The words of a language (`de`, `pt-BR`); else English. Raises PolicyError for an unreadable file."""
    code = language.split("-")[0].lower()
    folder = shipped("knowledge") / "lexicon" / _FOLDER
    path = folder / f"{code}.toml"
    if not path.is_file():
        code, path = _BASE, folder / f"{_BASE}.toml"
    try:
        return AssertionWords(code, tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"the lexicon {path.name} cannot be read: {error}", "Restore it from the release.") from error
