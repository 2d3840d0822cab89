"""The words of a sentence that carry meaning, and whether other texts hold them too.

Stems are Snowball's (PyStemmer); words that carry no meaning are `function` of `knowledge/lexicon/wording/`. Japanese
is not spaced: there a stretch of kanji or katakana is a word, and is known where its pairs of characters are. Numbers
and codes are left to `assistant.grounding`, which judges them exactly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.chain.lexicon import fold, lexicon

_SNOWBALL = ("en", "de", "fr", "es", "it", "pt", "nl")
_WORD = re.compile(r"[^\W\d_]+")
_JAPANESE = re.compile(r"[\u3400-\u9fff々]+|[\u30a0-\u30ff]{2,}|[A-Za-zÀ-ÿ]{2,}")
_SHORTEST = 2
_COMPOUNDING = ("de", "nl")
_PART = 5
"""Letters that a part of a compound has at least."""
_WITH_DIGIT = re.compile(r"[\w.-]*\d[\w.-]*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word that carries meaning."""

    form: str
    """As written, folded."""
    stem: str


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Any:
    # lazy: only a draft with a model needs it
    from Stemmer import Stemmer

    return Stemmer(language if language in _SNOWBALL else "en")


@lru_cache(maxsize=50_000)
def _one(word: str, language: str) -> Word | None:
    form = fold(word)
    if len(form) < _SHORTEST or form in lexicon(language).function:
        return None
    # NOTE: Snowball knows the accents that folding takes away
    return Word(form, fold(_stemmer(language).stemWord(word.lower())))


def content(text: str, language: str, *, codes: bool = False) -> tuple[Word, ...]:
    """The words of `text` that carry meaning, in order; words with digits only where `codes` are asked for."""
    plain = text if codes else _WITH_DIGIT.sub(" ", text)
    if language == "ja":
        skipped = lexicon("ja").function
        found = (m.group().casefold() for m in _JAPANESE.finditer(plain))
        return tuple(Word(w, w) for w in found if w not in skipped)
    return tuple(w for m in _WORD.finditer(plain) if (w := _one(m.group(), language)) is not None)


class Known:
    """Words that may be said: those of some texts, by stem, and some by their very form."""

    def __init__(self, texts: Iterable[str], language: str, forms: Iterable[str] = ()) -> None:
        joined = "\n".join(texts)
        self._language = language
        self._stems = frozenset(w.stem for w in content(joined, language, codes=True))
        self._forms = frozenset(forms)
        self._text = joined.casefold() if language == "ja" else ""

    def has(self, word: Word) -> bool:
        """Whether a word is among them, in whatever inflection; a compound where its parts or a longer one are."""
        if self._language == "ja":
            return self._has_stretch(word.form)
        if word.form in self._forms or word.stem in self._stems:
            return True
        return self._language in _COMPOUNDING and self._has_part(word)

    def _has_stretch(self, stretch: str) -> bool:
        """Whether known words and pairs of characters cover a stretch of kanji or katakana."""
        reached = {0}
        for end in range(1, len(stretch) + 1):
            for start in sorted(reached):
                piece = stretch[start:end]
                if piece in self._forms or (piece in self._text and (len(piece) > 1 or len(stretch) == 1)):
                    reached.add(end)
                    break
        return len(stretch) in reached

    def _has_part(self, word: Word) -> bool:
        if len(word.stem) < _PART:
            return False
        return any(
            (len(s) >= _PART and (word.stem.startswith(s) or word.stem.endswith(s)))
            or (len(s) > len(word.stem) and (s.startswith(word.stem) or s.endswith(word.stem)))
            for s in self._stems
        )

    def strange(self, text: str) -> tuple[Word, ...]:
        """The words of `text` that are not among them."""
        return tuple(w for w in content(text, self._language) if not self.has(w))


def longest_strange(text: str, language: str, known: Known) -> int:
    """The most words in a row that are not known."""
    longest = run = 0
    for word in content(text, language):
        run = 0 if known.has(word) else run + 1
        longest = max(longest, run)
    return longest
