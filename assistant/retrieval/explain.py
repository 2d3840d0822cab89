"""Why a record matched, in words a support engineer can check at a glance, and the passage that shows it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.domain.knowledge import AlignedSentences, Article
from assistant.retrieval.identifiers import Identifier, IdentifierKind, find_identifiers
from assistant.retrieval.passages import Passage, Record, text_of
from assistant.retrieval.words import foreign_stop_words, stem, surface_words, terms

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
STEMS_ALIKE = 2
"""Telling words two sentences must share to say the same."""
ALIKE = 0.4
"""Share of all telling words of both sentences, by rarity, that must be shared."""
FEWEST_SPACES = 3
"""Between the words of a sentence; a line of code or of a stack trace has fewer."""
PAIRS_SHOWN = 2
PAIR_CHARACTERS = 110
"""Of each sentence where a pair is named as a reason."""
SENTENCES_TRIED = 40
"""Sentences of the query that are compared."""
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
    sentences: tuple[tuple[str, frozenset[str]], ...] = ()
    """Sentences of the query with the telling stems of each, those with fewer than STEMS_ALIKE left out."""

    @classmethod
    def read(cls, text: str, rarities: Callable[[Iterable[str]], dict[str, float]]) -> "QueryWords":
        """Prepare a query; `rarities` says how much each stem tells in this index."""
        written = list(surface_words(text, foreign_stop_words(text)))
        weights = rarities(stem for stem in dict(written) if stem)
        rarest = sorted((stem for stem in weights if weights[stem] > 0), key=lambda s: (-weights[s], s))[:WORDS_TRIED]
        kept = {stem: weights[stem] for stem in rarest}
        return cls(kept, written, find_identifiers(text), tuple(_asked(text[:TEXT_READ], kept)))

    def in_text(self, text: str) -> list[tuple[int, str]]:
        """(offset, stem) of each telling word in the first TEXT_READ characters of a text."""
        return _telling(text, self.rarity)


def _telling(text: str, rarity: Mapping[str, float]) -> list[tuple[int, str]]:
    return [
        (found.start(), term)
        for found in _WORD.finditer(text, 0, TEXT_READ)
        for term in stem(found.group())
        if term in rarity
    ]


def _asked(text: str, rarity: Mapping[str, float]) -> Iterator[tuple[str, frozenset[str]]]:
    for start, end in islice(_pieces(text), SENTENCES_TRIED):
        stems = frozenset(stem for _, stem in _telling(text[start:end], rarity) if rarity[stem] >= COMMON)
        if len(stems) >= STEMS_ALIKE:
            yield text[start:end].strip(), stems


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record matched."""

    why: tuple[str, ...]
    """Reasons, the strongest first; at least one."""
    names: tuple[Identifier, ...]
    """Identifiers that stand in both, codes first."""
    snippet: str | None
    """The sentence of the record with the most telling words of the query, verbatim."""
    aligned: tuple[AlignedSentences, ...] = ()
    """Pairs of sentences that say the same, the clearest first."""


def explain(query: QueryWords, item: Record, cosine: float | None, passage: Passage | None = None) -> Explanation:
    """Compare a query with a record; `passage` is the part of it that is nearest in meaning."""
    names = shared_names(query, item)
    stretches = _stretches(item, passage)
    sentences = [sentence for stretch in stretches for sentence in _sentences(query, item, *stretch)]
    stems = {stem for _, stem in query.in_text(item.title)}.union(*(hits for _, hits in sentences))
    pairs = align(query, sentences)
    why = [*_reasons(query, names, stems, cosine)]
    if pairs:
        why.append(f"says the same: “{_clipped(pairs[0].asked)}” / “{_clipped(pairs[0].recorded)}”")
    return Explanation(tuple(why), tuple(names), _snippet(query, sentences, pairs, item, passage), pairs)


def _stretches(item: Record, passage: Passage | None) -> list[tuple[str, int, int]]:
    """What is looked through: the beginning of the text, and the passage where it lies elsewhere."""
    found = [("text", 0, min(len(item.text), TEXT_READ))]
    if passage is not None and (passage.field not in ("text", "title") or passage.end > TEXT_READ):
        found.append((passage.field, max(passage.start, TEXT_READ if passage.field == "text" else 0), passage.end))
    return found


Sentence = tuple[str, frozenset[str]]
"""A sentence of a record, verbatim, and the telling stems of the query in it."""


def _sentences(query: QueryWords, item: Record, field: str, start: int, end: int) -> Iterator[Sentence]:
    text = text_of(item, field)[start:end]
    hits = query.in_text(text)
    at = 0
    for first, last in _pieces(text):
        shown = text[first:last].strip()
        if shown.strip("# ") == item.title:
            continue
        while at < len(hits) and hits[at][0] < first:
            at += 1
        stems = set()
        while at < len(hits) and hits[at][0] < last:
            stems.add(hits[at][1])
            at += 1
        yield shown, frozenset(stems)


def align(query: QueryWords, sentences: Sequence[Sentence]) -> tuple[AlignedSentences, ...]:
    """Up to PAIRS_SHOWN pairs of a sentence of the query and one of the record that share most of what they tell."""
    by_stem: dict[str, list[int]] = {}
    for number, (_, stems) in enumerate(query.sentences):
        for term in stems:
            by_stem.setdefault(term, []).append(number)
    found: list[tuple[float, str, str]] = []
    for shown, stems in sentences:
        if len(stems) < STEMS_ALIKE or shown.count(" ") < FEWEST_SPACES:
            continue
        shared: dict[int, float] = {}
        counted: dict[int, int] = {}
        for term in stems:
            for number in by_stem.get(term, ()):
                shared[number] = shared.get(number, 0.0) + query.rarity[term]
                counted[number] = counted.get(number, 0) + 1
        for number, weight in shared.items():
            asked, own = query.sentences[number]
            whole = sum(query.rarity[stem] for stem in own | stems)
            if counted[number] >= STEMS_ALIKE and weight >= ALIKE * whole:
                found.append((weight * weight / whole, asked, shown))
    best: list[AlignedSentences] = []
    for _, asked, shown in sorted(found, reverse=True):
        if all(asked != pair.asked and shown != pair.recorded for pair in best):
            best.append(AlignedSentences(asked=asked, recorded=shown))
        if len(best) == PAIRS_SHOWN:
            break
    return tuple(best)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= PAIR_CHARACTERS else f"{line[: PAIR_CHARACTERS - 1].rstrip()}…"


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


def _snippet(
    query: QueryWords,
    sentences: Sequence[Sentence],
    pairs: Sequence[AlignedSentences],
    item: Record,
    passage: Passage | None,
) -> str | None:
    """The clearest aligned sentence, else the most telling one, else the beginning of the nearest passage."""
    if pairs:
        return pairs[0].recorded

    def weight(sentence: Sentence) -> float:
        shown, stems = sentence
        return sum(query.rarity[stem] for stem in stems) + (len(shown) > SHORT) / SNIPPET_CHARACTERS

    best = max(sentences, key=weight, default=None)
    if passage is not None and passage.field != "title" and (best is None or not best[1]):
        text = text_of(item, passage.field)[passage.start : passage.end]
        first = next((text[start:end].strip() for start, end in _pieces(text)), None)
        return first or (best[0] if best else None)
    return best[0] if best else None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of sentences, none over a line end, each of at most SNIPPET_CHARACTERS."""
    for line in _LINE.finditer(text):
        for sentence in _SENTENCE.finditer(line.group()):
            start, end = line.start() + sentence.start(), line.start() + sentence.end()
            if any(map(str.isalnum, sentence.group())):
                yield from ((at, min(at + SNIPPET_CHARACTERS, end)) for at in range(start, end, SNIPPET_CHARACTERS))
