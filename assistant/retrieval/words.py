"""How text becomes search terms. Index and query go through the same function, so they always agree.

A compound such as `fs.s3a.timeout`, `EXP-2107` or `NullPointerException` is kept whole and also split into its parts:
whole finds exact repeats, parts find the same thing written differently.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[._\-/:#$@][^\W_]+)*")
_JOINT = re.compile(r"[._\-/:#$@]")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_LONGEST = 80
"""Characters. Longer words are encoded data, not language; they would only fill the dictionary."""

STOP_WORDS = frozenset(
    "a an and are as at be but by for from has have if in into is it its no not of on or such that the their then "
    "there these they this to was were will with we you i can could should would may when which who what where how "
    "do does did been being than so also only".split()
)
"""Lucene's 33 English stop words, plus pronouns and auxiliaries. On the Hadoop duplicates plain BM25 has recall@10 .803
with them left out and .758 with them in."""


OTHER_LANGUAGES = (
    "danish", "dutch", "finnish", "french", "german", "hungarian", "italian", "norwegian", "portuguese", "russian",
    "spanish", "swedish",
)  # fmt: skip
"""Languages besides English whose stop words tantivy carries (Snowball's lists)."""
WRITTEN_IN = 0.2
"""Share of a text's words that are stop words of a language from which it is taken to be written in it."""
_LETTERS = re.compile(r"[^\W\d_]+")
_READ_FOR_LANGUAGE = 4_000
_FEWEST_WORDS = 8


@lru_cache(maxsize=32)
def _without_stop_words(language: str) -> "object":
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    return builder.filter(tantivy.Filter.stopword(language)).build()


@lru_cache(maxsize=4)
def foreign_stop_words(text: str) -> frozenset[str]:
    """Words of a text, lower-cased, that say nothing in the language it is written in; none for English.

    In an index that is mostly English "nicht" and "kann" are rare, and would count as telling words of a German query.
    """
    words = [word.lower() for word in _LETTERS.findall(text[:_READ_FOR_LANGUAGE])]
    if len(words) < _FEWEST_WORDS:
        return frozenset()
    joined = " ".join(words)
    said = {
        language: frozenset(_without_stop_words(language).analyze(joined))  # type: ignore[attr-defined]
        for language in ("english", *OTHER_LANGUAGES)
    }
    counts = {language: sum(word not in kept for word in words) for language, kept in said.items()}
    best = max(counts, key=lambda language: counts[language])
    if best == "english" or counts[best] < WRITTEN_IN * len(words):
        return frozenset()
    return frozenset(words) - said[best]


@lru_cache(maxsize=1)
def _analyser() -> "object":
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("English")):
        builder = builder.filter(step)
    return builder.build()


@lru_cache(maxsize=100_000)
def stem(word: str) -> tuple[str, ...]:
    """Lower-cased, accents folded, English stem. Usually one term; none for a word without letters or digits."""
    return tuple(_analyser().analyze(word))  # type: ignore[attr-defined]


def compounds(text: str) -> Iterator[str]:
    """Every word written with inner dots, dashes, slashes or colons, lower-cased and whole."""
    for found in _WORD.finditer(text):
        word = found.group()
        if len(word) <= _LONGEST and _JOINT.search(word):
            yield word.lower()


def terms(text: str, leave_out: frozenset[str] = frozenset()) -> Iterator[str]:
    """Stemmed terms of a text in order, stop words left out; parts of camelCase words follow the whole."""
    for found in _WORD.finditer(text):
        for part in _JOINT.split(found.group()):
            if not part or len(part) > _LONGEST or part.lower() in STOP_WORDS or part.lower() in leave_out:
                continue
            yield from stem(part)
            pieces = _CAMEL.findall(part)
            if len(pieces) > 1:
                for piece in pieces:
                    if len(piece) > 1:
                        yield from stem(piece)


def surface_words(text: str, leave_out: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Pairs of (stemmed term, the word as written) for showing shared words; ("", "") where a stop word stood."""
    for found in _WORD.finditer(text):
        for part in _JOINT.split(found.group()):
            if 2 < len(part) <= _LONGEST and part.lower() not in STOP_WORDS and part.lower() not in leave_out:
                yield from ((term, part) for term in stem(part))
            else:
                yield "", ""
