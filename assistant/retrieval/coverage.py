"""How much of each title the other side speaks of: what tells two reports of one kind apart.

Meaning puts "Upgrade jackson to 2.13" beside "Upgrade jackson to 2.12", and "TestA fails now and then" beside "TestB
fails now and then". The rare word of a title (the version, the code, the name) that the other text never says tells
them apart, and a title whose every telling word is there is likelier the same problem.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from assistant.retrieval.passages import Record, lexical_text
from assistant.retrieval.query import Query
from assistant.retrieval.words import STOP_WORDS, compounds, foreign_stop_words, stem

TEXT_READ = 4_000
"""Characters of a record in which the words of a paste's headline are looked for. A paste is read whole."""

_WORD = re.compile(r"[^\W_]+")


class Rarities(Protocol):
    """What the index knows of words."""

    def rarities(self, terms: Iterable[str]) -> Mapping[str, float]:
        """How much each tells; 0 for one that no record has."""
        ...

    @property
    def rarest(self) -> float:
        """What a word of one record tells; one of none counts the same."""
        ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """Two shares, each weighed by rarity; 1 where a title has no telling word."""

    asked: float
    """Of the paste's headline (its opening where it has none), said in the record."""
    recorded: float
    """Of the record's title, said in the paste."""


NOTHING_COVERED = Coverage(0.0, 0.0)


class Headline:
    """The telling words of a paste's headline, and all its words, prepared once for all candidates."""

    def __init__(self, query: Query, index: Rarities) -> None:
        """`index` says how much each stem tells."""
        self._index = index
        self._text = _Text(f"{query.opening}\n{query.words}")
        self._small = STOP_WORDS | foreign_stop_words(query.words)
        self._headline = _title_terms(query.opening, self._small)

    def coverage(self, items: Iterable[Record]) -> dict[str, Coverage]:
        """Of each record by its id."""
        every = {item.id: (_title_terms(item.title, self._small), _Text(_told(item))) for item in items}
        known = self._index.rarities(self._headline.union(*(terms for terms, _ in every.values())))
        rarest = self._index.rarest
        weights = {term: weight or rarest for term, weight in known.items()}
        return {
            identity: Coverage(text.share(self._headline, weights), self._text.share(terms, weights))
            for identity, (terms, text) in every.items()
        }


class _Text:
    """What a text says, asked term by term."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stems = {term for word in _WORD.findall(text.lower()) for term in stem(word)}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(compounds(self._text))

    def share(self, terms: Iterable[str], weights: Mapping[str, float]) -> float:
        """Share of the terms' weight that this text says."""
        said = whole = 0.0
        for term in terms:
            whole += weights[term]
            if term in self._stems or (not term.isalnum() and term in self._names):
                said += weights[term]
        return said / whole if whole else 1.0


def _told(item: Record) -> str:
    return f"{item.title}\n{lexical_text(item)[:TEXT_READ]}"


def _title_terms(title: str, small: frozenset[str]) -> frozenset[str]:
    """Stems of a title's words, and names written with inner marks whole: 2.9.10 is not 2.10.9."""
    words = (word for word in _WORD.findall(title.lower()) if word not in small)
    return frozenset(term for word in words for term in stem(word)) | frozenset(compounds(title))
