"""Searching: by words and by meaning at once, fused, then read, explained and cited."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from assistant.domain.knowledge import Article, KnowledgeKind, Match
from assistant.retrieval.coverage import Coverage, Headline
from assistant.retrieval.embedder import Vectors
from assistant.retrieval.errors import REBUILD_TIP, EmbeddingFailed, IndexBusy, IndexUnreadable, VectorStoreUnreachable
from assistant.retrieval.explain import Explanation, QueryWords, explain
from assistant.retrieval.passages import Passage, Record, passage_link, passages, text_of
from assistant.retrieval.query import QUERY_TOKENS, Query, read_query
from assistant.retrieval.ranking import AGREEMENT, POOL, Candidate, Features, fuse, probability, shipped
from assistant.retrieval.records import kind_of
from assistant.retrieval.soft_evidence import SoftEvidence
from assistant.retrieval.stores import Stores
from assistant.retrieval.vectors import Nearest, load_chromadb

DEEPEST_POOL = 10_000
"""Most vectors asked for when many records are excluded."""
READ_AT_ONCE = 20
"""Records read at a time, at least; soft evidence can reorder within these."""


class Searcher:
    """Finds records; threads may share one."""

    def __init__(self, stores: Stores) -> None:
        """Nothing is opened yet."""
        self._stores = stores
        self._warming: Future[None] | None = None
        self._local = threading.local()

    def warm(self) -> None:
        """Start loading model and vector store in a thread, and return at once. A failure shows in the next search."""
        with self._stores.lock:
            if self._warming is None and self._stores.records.exists:
                pool = ThreadPoolExecutor(1, thread_name_prefix="warm-index")
                self._warming = pool.submit(self._load)
                pool.shutdown(wait=False)

    def _load(self) -> None:
        load_chromadb()
        self._stores.lexical.open()
        self._stores.embedder.warm()
        with self._stores.asking():
            self._stores.vectors.open()

    def wait(self) -> None:
        """Until a warming-up that is under way is done. Raises what it raised."""
        if self._warming is not None:
            self._warming.result()

    def forget(self) -> None:
        """The stores were replaced; what was warmed up is no longer theirs."""
        self._warming = None

    @property
    def notes(self) -> list[str]:
        """What was wanting in this thread's last search, in words."""
        return list(getattr(self._local, "notes", []))

    def search(self, text: str, limit: int, kind: KnowledgeKind | None, exclude: Collection[str]) -> list[Match]:
        """See `KnowledgeIndex.search`."""
        query = read_query(text)
        found = self._find(query, limit, kind, exclude)
        if query is None or not found:
            return []
        words = QueryWords.read(query.words, self._stores.lexical.rarities)
        return [_match(one, words) for one in found]

    def found(self, text: str, limit: int, kind: KnowledgeKind | None, exclude: Collection[str]) -> list["Found"]:
        """See `KnowledgeIndex.found`."""
        return self._find(read_query(text), limit, kind, exclude)

    def _find(
        self, query: Query | None, limit: int, kind: KnowledgeKind | None, exclude: Collection[str]
    ) -> list["Found"]:
        self._local.notes = []
        if query is None or limit < 1 or not self._stores.records.exists:
            return []
        facts = self._stores.see_changes()
        vectors = self._embed(query, facts)
        excluded = frozenset(exclude)
        lexical = self._stores.lexical.search(query.words, kind=kind, count=POOL + len(excluded))
        headline, soft = Headline(query, self._stores.lexical), SoftEvidence.read(query.words)
        dense = self._dense(vectors, kind, POOL + 2 * len(excluded)) if vectors else {}
        ranked = fuse(dense, lexical.scores, lexical.full, excluded)
        return self._first_found(ranked, limit, kind, headline, soft)

    def _embed(self, query: Query, facts: Mapping[str, str]) -> Future[Vectors] | None:
        """Start embedding the query while its words are looked up; None, with a note, where no vectors can be asked."""
        stores = self._stores
        made_with = facts.get("embedder")
        if made_with != stores.embedder.name:
            if made_with:
                self._local.notes.append(
                    f"searched by words only: the index was made with {made_with}, not {stores.embedder.name}."
                    f" {REBUILD_TIP}"
                )
            return None
        if (misplaced := stores.misplaced(facts)) is not None:
            self._local.notes.append(f"searched by words only: {misplaced} {REBUILD_TIP}")
            return None
        texts = list(dict.fromkeys((query.headline, query.meaning)))
        return _in_thread(partial(stores.embedder.embed, texts, max_tokens=QUERY_TOKENS))

    def _dense(self, vectors: Future[Vectors], kind: KnowledgeKind | None, count: int) -> dict[str, Nearest]:
        """The nearest passage by record id; empty, with a note, where it cannot be had."""
        try:
            self.wait()
            embedded = vectors.result()
            best: dict[str, Nearest] = {}
            with self._stores.asking():
                for one in [kind] if kind else list(KnowledgeKind):
                    best.update(self._stores.vectors.nearest(one, embedded, min(count, DEEPEST_POOL)))
            return best
        except (EmbeddingFailed, IndexUnreadable, VectorStoreUnreachable, IndexBusy) as error:
            self._warming = None
            tip = f" {error.tip}" if error.tip and not isinstance(error, EmbeddingFailed) else ""
            self._local.notes.append(f"searched by words only: {error.message}{tip}")
            return {}

    def _first_found(
        self,
        ranked: Sequence[Candidate],
        limit: int,
        kind: KnowledgeKind | None,
        headline: Headline,
        soft: SoftEvidence,
    ) -> list["Found"]:
        """The first `limit` candidates with their records; what was removed or retired meanwhile is passed over."""
        found: list[Found] = []
        step = max(limit, READ_AT_ONCE)
        for start in range(0, len(ranked), step):
            part = ranked[start : start + step]
            items = self._stores.records.fetch([candidate.id for candidate in part])
            covered = headline.coverage(items.values())
            read = [
                Found(candidate, item, covered[item.id], soft.bonus(item), soft.reasons(item))
                for candidate in part
                if (item := items.get(candidate.id)) is not None and kind in (None, kind_of(item))
            ]
            found += sorted(read, key=lambda one: -one.order)
            if len(found) >= limit:
                break
        return found[:limit]


def _in_thread(work: Callable[[], Vectors]) -> Future[Vectors]:
    """What `work` will give. A daemon thread: an endpoint that hangs must not hold up the end of the process."""
    future: Future[Vectors] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    try:
        threading.Thread(target=run, name="embed-query", daemon=True).start()
    except RuntimeError:  # no thread can be started any more while the process ends
        run()
    return future


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate that was read."""

    candidate: Candidate
    item: Record
    coverage: Coverage
    bonus: float
    """Log odds of soft evidence."""
    soft: tuple[str, ...]
    """That evidence in words."""

    @property
    def features(self) -> Features:
        """What `SameProblem` weighs."""
        return self.candidate.features(self.coverage)

    @property
    def order(self) -> float:
        """The list falls by it."""
        return self.candidate.order(self.coverage) + self.bonus


def _match(one: Found, words: QueryWords) -> Match:
    candidate, item = one.candidate, one.item
    passage = _passage(candidate, item)
    found = explain(words, item, candidate.cosine, passage)
    sure = shipped().claim(one.features, one.bonus)
    common = Match(
        id=item.id,
        kind=kind_of(item),
        title=item.title,
        score=round(probability(one.order - AGREEMENT), 4),
        same_problem=round(sure, 3),
        url=item.url,
        why=(*found.why, *one.soft),
        snippet=found.snippet,
        resolution=item.resolution,
        versions=item.versions,
    )
    return common.model_copy(update=_citation(item, passage, found) | _own_fields(item, found))


def _passage(candidate: Candidate, item: Record) -> Passage | None:
    """The passage nearest in meaning; the opening where the title alone was, or where meaning was not searched."""
    every = passages(item)
    number = candidate.passage if candidate.passage is not None else 1
    chosen = every[number] if number < len(every) else every[-1]
    return every[1] if chosen.field == "title" and len(every) > 1 else chosen


def _citation(item: Record, passage: Passage | None, found: Explanation) -> dict[str, object]:
    if passage is None:
        return {"aligned": found.aligned}
    return {
        "aligned": found.aligned,
        "passage": text_of(item, passage.field)[passage.start : passage.end],
        "passage_field": passage.field,
        "passage_start": passage.start,
        "passage_end": passage.end,
        "passage_url": passage_link(item, passage),
    }


def _own_fields(item: Record, found: Explanation) -> dict[str, object]:
    if isinstance(item, Article):
        codes = tuple(name.shown for name in found.names if name.shown in item.error_codes)
        return {
            "status": item.confidence,
            "article_kind": item.kind,
            "audience": item.audience,
            "shared_codes": codes,
            "created_at": item.updated_at,
        }
    return {
        "status": item.status,
        "customer": item.customer,
        "created_at": item.created_at,
        "linked_issue": item.linked_issue,
        "resolution_level": item.resolution_level,
    }
