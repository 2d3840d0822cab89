"""Words in tantivy: BM25 over title, text, answer and identifiers, on disk, changed record by record.

Analysis happens here in Python (`words.py`) and tantivy only sees terms, so that query and index cannot disagree and no
query syntax exists that a paste could break.
"""

import math
import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain.knowledge import KnowledgeKind
from assistant.retrieval.errors import REBUILD_TIP, IndexBusy, IndexUnreadable
from assistant.retrieval.identifiers import IdentifierKind, find_identifiers
from assistant.retrieval.passages import Record, lexical_answer, lexical_text
from assistant.retrieval.records import kind_of
from assistant.retrieval.words import compounds, foreign_stop_words, terms

BOOSTS = {"title": 2.0, "text": 1.0, "answer": 0.5, "identifiers": 0.5}
"""A title says in few words what the record is about. On the Hadoop duplicates a title weight of 1, 2 and 3 gives the
words alone recall@10 .833, .864 and .879, fused .924 each. A name kept whole counts once more through its parts, so its
own weight is small (.01, .5 and 1 differ in nothing but recall@5: .879, .879, .894). How a record was solved is found
by its words too, but a new report tells a problem and not its answer: a house default, no tracker at hand has any."""
QUERY_TERMS = 32
"""Terms of a query that are searched, the weightiest first. A paste of 200 words has about 100; the rest are common
ones. On the Hadoop duplicates 16, 32, 64 and 300 give recall@10 .909, .924, .924 and .909 fused."""
_TOLD_IN = ("text", "title", "identifiers")
"""Where a term's rarity is looked up, first hit first; whole names stand in the last only."""
_HEAP_BYTES = 50_000_000
"""Of the writer; tantivy wants at least 15 MB for each of its threads, of which there is one here."""


@dataclass(frozen=True, slots=True)
class LexicalHits:
    """BM25 scores by record id, and what a record holding every query term about once would score."""

    scores: dict[str, float]
    full: float


class LexicalStore:
    """The tantivy index of all records."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened or made yet."""
        self._folder = folder
        self._index: Any = None
        self._opening = threading.Lock()

    @property
    def exists(self) -> bool:
        """True once something was written."""
        return (self._folder / "meta.json").exists()

    def _open(self) -> Any:
        if self._index is None:
            import tantivy

            with self._opening:
                if self._index is None:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    index = tantivy.Index(_schema(), path=str(self._folder))
                    # NOTE: another thread must not see it before this: tantivy refuses a reader meanwhile.
                    index.config_reader("Manual", 1)
                    self._index = index
        return self._index

    def open(self) -> None:
        """Open the files, where there are any, before the first search needs them."""
        if self.exists:
            with self._errors():
                self._open()

    def refresh(self) -> None:
        """See what other processes wrote."""
        if self._index is not None:
            with self._errors():
                self._index.reload()

    def write(self, items: Sequence[Record], remove: Sequence[str] = ()) -> None:
        """Add or replace records and take others out, in one commit."""
        import tantivy

        with self._errors():
            writer = self._open().writer(_HEAP_BYTES, 1)
            for identity in (*remove, *(item.id for item in items)):
                writer.delete_documents_by_term("id", identity)
            for item in items:
                text = lexical_text(item)
                document = tantivy.Document()
                document.add_text("id", item.id)
                document.add_text("kind", kind_of(item).value)
                document.add_text("title", " ".join(terms(item.title)))
                document.add_text("text", " ".join(terms(text)))
                document.add_text("answer", " ".join(terms(lexical_answer(item))))
                document.add_text("identifiers", " ".join(_names(f"{item.title}\n{text}")))
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            self._open().reload()

    def search(self, text: str, *, kind: KnowledgeKind | None, count: int) -> LexicalHits:
        """The `count` best records by BM25."""
        if not self.exists:
            return LexicalHits({}, 0.0)
        with self._errors():
            searcher = self._open().searcher()
            return self._search(searcher, _query_terms(searcher, text), kind, count)

    def _search(
        self, searcher: Any, weights: list[tuple[str, str, float]], kind: KnowledgeKind | None, count: int
    ) -> LexicalHits:
        from tantivy import Occur, Query

        schema, total = self._open().schema, max(searcher.num_docs, 1)
        clauses, full = [], 0.0
        for field, term, weight in weights:
            documents = searcher.doc_freq(field, term)
            if not documents:
                continue
            boost = BOOSTS[field] * weight
            clauses.append((Occur.Should, Query.boost_query(Query.term_query(schema, field, term, "freq"), boost)))
            if field == "text":
                full += boost * _rarity(documents, total)
        if not clauses:
            return LexicalHits({}, 0.0)
        query = Query.boolean_query(clauses)
        if kind is not None:
            only = Query.const_score_query(Query.term_query(schema, "kind", kind.value), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        hits = searcher.search(query, limit=min(count, total), count=False).hits
        return LexicalHits({searcher.doc(address)["id"][0]: score for score, address in hits}, full)

    def rarities(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each term or whole name says: BM25's idf; 0 for one that no record has."""
        with self._errors():
            searcher = self._open().searcher()
            total = max(searcher.num_docs, 1)
            found = {
                term: next((n for field in _TOLD_IN if (n := searcher.doc_freq(field, term))), 0) for term in terms
            }
            return {term: _rarity(documents, total) if documents else 0.0 for term, documents in found.items()}

    @property
    def rarest(self) -> float:
        """The rarity of a word that one record has."""
        with self._errors():
            return _rarity(1, max(self._open().searcher().num_docs, 1))

    def drop(self) -> None:
        """Delete everything. Works on a damaged folder too."""
        self._index = None
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError, RuntimeError) as error:
            if "lock" in str(error).lower():
                raise IndexBusy(f"another process is writing to {self._folder}.", "Wait until it is done.") from error
            raise IndexUnreadable(f"the words in {self._folder} cannot be read ({error}).", REBUILD_TIP) from error


def _rarity(documents: int, total: int) -> float:
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))


def _query_terms(searcher: Any, text: str) -> list[tuple[str, str, float]]:
    """(field, term, weight) of a query, the weightiest QUERY_TERMS terms.

    A term counts 1 + ln of its frequency: a word that a log repeats a hundred times is not a hundred times the point.
    """
    total = max(searcher.num_docs, 1)
    counts = Counter(terms(text, foreign_stop_words(text)))
    weighed = []
    for term, times in counts.items():
        documents = max(searcher.doc_freq("text", term), searcher.doc_freq("title", term))
        if documents:
            weight = 1 + math.log(times)
            weighed.append((weight * _rarity(documents, total), term, weight))
    weighed.sort(reverse=True)
    chosen = [
        (field, term, weight) for _, term, weight in weighed[:QUERY_TERMS] for field in ("title", "text", "answer")
    ]
    named = Counter(_names(text)).most_common(QUERY_TERMS)
    return chosen + [("identifiers", name, 1.0) for name, _ in named]


def _names(text: str) -> Iterator[str]:
    """Compounds as written, and names whose written form varies: frames of a trace, endpoints with other numbers."""
    yield from compounds(text)
    for name in find_identifiers(text).values():
        if name.kind in (IdentifierKind.FRAME, IdentifierKind.ENDPOINT):
            yield name.key.replace(" ", "_")


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for field in BOOSTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
