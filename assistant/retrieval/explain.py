"""Why a record matched, in words a support engineer can check at a glance, and the passage that shows it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.domain.knowledge import Article
from assistant.retrieval.identifiers import Identifier, IdentifierKind, find_identifiers
from assistant.retrieval.passages import Record
from assistant.retrieval.words import stem, surface_words, terms

WORDS_TRIED = 40
"""Words of the query looked for in a record, rarest first."""
WORDS_SHOWN = 4
NAMES_SHOWN = 3
COMMON = 0.7
"""Rarity below which a shared word says nothing: ln 2, the rarity of a word that every second record has."""
SIMILAR = 0.4
"""Cosine from which meaning is named as a reason; two random Hadoop tickets have .2 on average."""
TEXT_READ = 4_000
"""Characters of a record that are looked through for shared words and the passage to show."""
SNIPPET_CHARACTERS = 300
SHORT = 40
"""Characters up to which a passage is likely a greeting or a heading; where both say as much, a longer one is shown."""

_WORD = re.compile(r"[^\W_]+")
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s)|$)")


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The telling words and names of a query, prepared once for all its matches."""

    rarity: dict[str, float]
    """Rarity by stem, the WORDS_TRIED rarest."""
    written: list[tuple[str, str]]
    """(stem, word as written) in the order of the query."""
    names: dict[str, Identifier]

    @classmethod
    def read(cls, text: str, rarity: Callable[[str], float]) -> "QueryWords":
        """Prepare a query; `rarity` says how much a stem tells in this index."""
        written = list(surface_words(text))
        weights = {stem: rarity(stem) for stem in dict(written) if stem}
        rarest = sorted((stem for stem in weights if weights[stem] > 0), key=lambda s: (-weights[s], s))[:WORDS_TRIED]
        return cls({stem: weights[stem] for stem in rarest}, written, find_identifiers(text))

    def in_text(self, text: str) -> list[tuple[int, str]]:
        """(offset, stem) of each telling word in the first TEXT_READ characters of a text."""
        return [
            (found.start(), term)
            for found in _WORD.finditer(text, 0, TEXT_READ)
            for term in stem(found.group())
            if term in self.rarity
        ]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record matched."""

    why: tuple[str, ...]
    """Reasons, the strongest first; at least one."""
    names: int
    """How many identifiers stand in both."""
    snippet: str | None
    """The passage of the record's text with the most telling words of the query, verbatim."""


def explain(query: QueryWords, item: Record, cosine: float | None) -> Explanation:
    """Compare a query with a record."""
    names = shared_names(query, item)
    hits = query.in_text(item.text)
    stems = {stem for _, stem in (*query.in_text(item.title), *hits)}
    why = _reasons(query, names, stems, cosine)
    return Explanation(why, len(names), _snippet(query, item, hits))


def shared_names(query: QueryWords, item: Record) -> list[Identifier]:
    """Names that stand in both, codes first."""
    if not query.names:
        return []
    codes = item.error_codes if isinstance(item, Article) else ()
    own = find_identifiers("\n".join((item.title, item.text, *codes)))
    order = list(IdentifierKind)
    return sorted((name for key, name in query.names.items() if key in own), key=lambda name: order.index(name.kind))


def _reasons(query: QueryWords, names: list[Identifier], stems: set[str], cosine: float | None) -> tuple[str, ...]:
    found = [f"same {name.kind} {name.shown}" for name in names[:NAMES_SHOWN]]
    stems = stems - {stem for name in names for stem in terms(name.shown)}
    telling = {stem for stem in stems if query.rarity[stem] >= COMMON}
    if words := _joined(query, telling or stems):
        found.append(f"shares: {', '.join(words)}")
    if cosine is not None and cosine >= SIMILAR:
        found.append(f"similar in meaning ({cosine:.2f})")
    return tuple(found) or ("little in common; the closest there is",)


def _joined(query: QueryWords, stems: set[str]) -> list[str]:
    """The rarest shared words as the query wrote them; neighbours are shown together ("computed column")."""
    chosen = set(sorted(stems, key=lambda s: (-query.rarity[s], s))[:WORDS_SHOWN])
    groups: dict[str, float] = {}
    seen: set[str] = set()
    run: list[str] = []
    weight = 0.0
    for stem_of_word, word in [*query.written, ("", "")]:
        if stem_of_word in chosen and stem_of_word not in seen:
            seen.add(stem_of_word)
            run.append(word.lower() if word.istitle() else word)
            weight = max(weight, query.rarity[stem_of_word])
        elif run:
            groups[" ".join(run)] = weight
            run, weight = [], 0.0
    return sorted(groups, key=lambda group: -groups[group])


def _snippet(query: QueryWords, item: Record, hits: list[tuple[int, str]]) -> str | None:
    best: tuple[float, int, int] | None = None
    for start, end in _pieces(item.text[:TEXT_READ]):
        if item.text[start:end].strip("# ") == item.title:
            continue
        stems = {stem for offset, stem in hits if start <= offset < end}
        weight = sum(query.rarity[stem] for stem in stems) + (end - start > SHORT) / SNIPPET_CHARACTERS
        if best is None or weight > best[0]:
            best = weight, start, end
    return item.text[best[1] : best[2]].strip() if best else None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of sentences, none over a line end, each of at most SNIPPET_CHARACTERS."""
    for line in _LINE.finditer(text):
        for sentence in _SENTENCE.finditer(line.group()):
            start, end = line.start() + sentence.start(), line.start() + sentence.end()
            if any(map(str.isalnum, sentence.group())):
                yield from ((at, min(at + SNIPPET_CHARACTERS, end)) for at in range(start, end, SNIPPET_CHARACTERS))
