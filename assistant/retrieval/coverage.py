"""How much of each title the other side speaks of: what tells two reports of one kind apart.

Meaning puts "Upgrade jackson to 2.13" beside "Upgrade jackson to 2.12", and "TestA fails now and then" beside "TestB
fails now and then". The rare word of a title (the version, the code, the name) that the other text never says tells
them apart, and a title whose every telling word is there is likelier the same problem.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assistant.retrieval.passages import Record
from assistant.retrieval.query import Query
from assistant.retrieval.words import STOP_WORDS, compounds, stem

TEXT_READ = 4_000
"""Characters of a record, and of a paste, in which the other's title words are looked for."""
UNKNOWN_RARITY = 12.0
"""Weight of a word that no record has where the index holds none rarer: ln of 160,000 records."""

_WORD = re.compile(r"[^\W_]+")

Rarities = Callable[[Iterable[str]], Mapping[str, float]]
"""How much each term tells in this index; 0 for one that no record has."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Two shares, each weighed by rarity; 1 where a title has no telling word."""

    asked: float
    """Of the paste's headline, said in the record."""
    recorded: float
    """Of the record's title, said in the paste."""


NOTHING_COVERED = Coverage(0.0, 0.0)


class Headline:
    """The telling words of a paste's headline, and all its words, prepared once for all candidates."""

    def __init__(self, query: Query, rarities: Rarities) -> None:
        """`rarities` says how much each stem tells in this index."""
        self._rarities = rarities
        self._text = _Text(query.words)
        self._headline = _title_terms(query.headline)

    def coverage(self, items: Iterable[Record]) -> dict[str, Coverage]:
        """Of each record by its id."""
        titles = {item.id: (_title_terms(item.title), _Text(f"{item.title}\n{item.text}")) for item in items}
        weights = dict(self._rarities(self._headline.union(*(terms for terms, _ in titles.values()))))
        most = max(weights.values(), default=0.0) or UNKNOWN_RARITY
        weights = {term: weight or most for term, weight in weights.items()}
        return {
            identity: Coverage(text.share(self._headline, weights), self._text.share(terms, weights))
            for identity, (terms, text) in titles.items()
        }


class _Text:
    """What a text says, asked term by term."""

    def __init__(self, text: str) -> None:
        self._lowered = text[:TEXT_READ].lower()
        self._stems = {term for word in _WORD.findall(self._lowered) for term in stem(word)}

    def share(self, terms: Iterable[str], weights: Mapping[str, float]) -> float:
        """Share of the terms' weight that this text says."""
        said = whole = 0.0
        for term in terms:
            whole += weights[term]
            if term in self._stems or (not term.isalnum() and term in self._lowered):
                said += weights[term]
        return said / whole if whole else 1.0


def _title_terms(title: str) -> frozenset[str]:
    """Stems of a title's words, and names written with inner marks whole: 2.9.10 is not 2.10.9."""
    words = (word for word in _WORD.findall(title.lower()) if word not in STOP_WORDS)
    return frozenset(term for word in words for term in stem(word)) | frozenset(compounds(title))
