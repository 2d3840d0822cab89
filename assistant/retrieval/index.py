"""The knowledge index: past tickets and articles, found by words and by meaning.

Records are the truth (`records.py`); words (`lexical.py`) and vectors (`vectors.py`) are made from them. Every change
is noted in the records first and carried out after, so an interrupted one leaves an index that works and knows its
gaps.
"""

import hashlib
import secrets
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain.knowledge import Article, KnowledgeKind, Match, Ticket
from assistant.retrieval.embedder import Embedder, Vectors
from assistant.retrieval.errors import (
    REBUILD_TIP,
    EmbedderChanged,
    EmbeddingFailed,
    IndexUnreadable,
    VectorStoreUnreachable,
)
from assistant.retrieval.explain import QueryWords, explain, shared_names
from assistant.retrieval.lexical import LexicalStore
from assistant.retrieval.passages import Record, passages
from assistant.retrieval.query import QUERY_TOKENS, Query, read_query
from assistant.retrieval.ranking import CALIBRATED, POOL, Candidate, fuse
from assistant.retrieval.records import Records, Stored, kind_of, writing
from assistant.retrieval.vectors import VectorStore, load_chromadb, vector_ids

BATCH = 128
"""Records that are embedded and stored together; also what an interruption can lose."""
DEEPEST_POOL = 10_000
"""Most vectors asked for when many records are excluded."""

NO_VECTORS = "vectors"
"""Folder of the vectors before any are stored; afterwards it is the one the records name."""

Progress = Callable[[int, int], None]
"""Called with (records done, records in all)."""
Refusal = tuple[str, str]
"""(what was refused, why)."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the records given to `add`."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    """(id, why) of each record that was not taken."""
    pending: int = 0
    """Records of the whole index still to be made searchable."""

    def with_refused(self, refused: Iterable[Refusal]) -> "AddReport":
        """The same report with what was refused while reading the files put first."""
        return replace(self, refused=(*refused, *self.refused))


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What is in the index and what is missing."""

    folder: Path
    tickets: int
    articles: int
    pending: int
    """Records noted but not searchable yet (or not taken out yet); `repair()` completes them."""
    retired: int
    """Archived or replaced articles: kept, never returned."""
    embedder: str | None
    """Name of the embedder the vectors come from; None for an empty index."""
    fingerprint: str

    @property
    def complete(self) -> bool:
        """True when nothing is missing."""
        return self.pending == 0


class KnowledgeIndex:
    """Add, search and remove. Threads may share one; several processes may read while one writes."""

    def __init__(self, folder: Path, embedder: Embedder, *, chroma_url: str | None = None) -> None:
        """Nothing is read, made or imported yet."""
        self.folder = folder
        self._embedder = embedder
        self._records = Records(folder / "records.sqlite")
        self._lexical = LexicalStore(folder / "words")
        self._vectors = VectorStore(folder / NO_VECTORS, chroma_url)
        self._lock = threading.RLock()
        self._seen_generation = -1
        self._fingerprint: tuple[int, str] | None = None
        self._warming: Future[None] | None = None
        self._local = threading.local()

    # ------------------------------------------------------------------ searching

    def warm(self) -> None:
        """Start loading model and vector store in a thread, and return at once. A failure shows in the next search."""
        with self._lock:
            if self._warming is None and self._records.exists:
                pool = ThreadPoolExecutor(1, thread_name_prefix="warm-index")
                self._warming = pool.submit(self._load)
                pool.shutdown(wait=False)

    def _load(self) -> None:
        load_chromadb()
        self._embedder.warm()
        self._see_changes()
        with self._lock:
            self._vectors.open()

    @property
    def notes(self) -> list[str]:
        """What was wanting in this thread's last search, in words; empty when nothing was."""
        return list(getattr(self._local, "notes", []))

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        kind: KnowledgeKind | str | None = None,
        exclude: Collection[str] = frozenset(),
    ) -> list[Match]:
        """The records most like a text, best first; [] for an empty text or index.

        Where meaning cannot be searched (endpoint or server down, index of another embedder), words alone are, and
        `notes` says so. Raises IndexUnreadable and EmbedderMissing.
        """
        wanted = KnowledgeKind(kind) if kind is not None else None
        ranked = self.candidates(text, kind=wanted, exclude=exclude) if limit > 0 else []
        found = self._first_found(ranked, limit, wanted)
        query = read_query(text)
        if not found or query is None:
            return []
        words = QueryWords.read(query.words, self._lexical.rarity)
        return [_match(candidate, item, words) for candidate, item in found]

    def candidates(
        self, text: str, *, kind: KnowledgeKind | None = None, exclude: Collection[str] = frozenset()
    ) -> list[Candidate]:
        """What `search` ranks before it reads any record, with the figures behind each place. Raises as `search`."""
        self._local.notes = []
        query = read_query(text)
        if query is None or not self._records.exists:
            return []
        self._see_changes()
        excluded = frozenset(exclude)
        lexical = self._lexical.search(query.words, kind=kind, count=POOL + len(excluded))
        dense = self._dense(query, kind, POOL + 2 * len(excluded))
        return fuse(dense, lexical.scores, lexical.full, excluded)

    def _dense(self, query: Query, kind: KnowledgeKind | None, count: int) -> dict[str, float]:
        """Best cosine by record id; empty, with a note, where it cannot be had."""
        made_with = self._records.fact("embedder")
        if made_with != self._embedder.name:
            if made_with:
                self._local.notes.append(
                    f"searched by words only: the index was made with {made_with}, not {self._embedder.name}."
                    f" {REBUILD_TIP}"
                )
            return {}
        try:
            if self._warming is not None:
                self._warming.result()
            texts = list(dict.fromkeys((query.headline, query.meaning)))
            vectors = self._embedder.embed(texts, max_tokens=QUERY_TOKENS)
            best: dict[str, float] = {}
            with self._lock:
                for one in [kind] if kind else list(KnowledgeKind):
                    best.update(self._vectors.nearest(one, vectors, min(count, DEEPEST_POOL)))
            return best
        except (EmbeddingFailed, VectorStoreUnreachable) as error:
            self._warming = None
            self._local.notes.append(f"searched by words only: {error.message}")
            return {}

    def _first_found(
        self, ranked: Sequence[Candidate], limit: int, kind: KnowledgeKind | None
    ) -> list[tuple[Candidate, Record]]:
        """The first `limit` candidates with their records; what was removed or retired meanwhile is passed over."""
        found: list[tuple[Candidate, Record]] = []
        step = max(limit, 10)
        for start in range(0, len(ranked), step):
            part = ranked[start : start + step]
            items = self._records.fetch([candidate.id for candidate in part])
            found += [
                (candidate, items[candidate.id])
                for candidate in part
                if candidate.id in items and kind in (None, kind_of(items[candidate.id]))
            ]
            if len(found) >= limit:
                break
        return found[:limit]

    def _see_changes(self) -> None:
        """Open the search files anew when another process (or thread) has changed them."""
        generation = self._records.generation()
        with self._lock:
            if generation != self._seen_generation:
                self._lexical.refresh()
                self._vectors.move(self.folder / (self._records.fact("vectors") or NO_VECTORS))
                self._seen_generation = generation

    def get(self, identity: str) -> Ticket | Article | None:
        """The record with this id as it was given, retired ones too; None when there is none."""
        return self._records.get(identity)

    # ------------------------------------------------------------------ changing

    def add(self, items: Iterable[Ticket | Article], *, progress: Progress | None = None) -> AddReport:
        """Add and update records; unchanged ones cost a hash. Completes what an interrupted run left open, too.

        Raises IndexBusy, IndexUnreadable, EmbedderChanged, EmbedderMissing, EmbeddingFailed, VectorStoreUnreachable.
        What was done until then stays.
        """
        wanted, refused = _sift(items)
        if not wanted:
            return AddReport(refused=tuple(refused), pending=self.status().pending)
        with writing(self.folder):
            self._claim()
            new, changed = self._records.note_wanted(wanted)
            self._complete(progress)
        return AddReport(
            added=len(new),
            updated=len(changed),
            unchanged=len(wanted) - len(new) - len(changed),
            refused=tuple(refused),
            pending=self.status().pending,
        )

    def remove(self, ids: Iterable[str]) -> int:
        """Take records out. Returns how many there were; unknown ids are passed over."""
        if not self._records.exists:
            return 0
        with writing(self.folder):
            count = self._records.note_unwanted(ids)
            self._complete(None)
        return count

    def clear(self) -> None:
        """Delete everything in the index. Works on a damaged one too."""
        with writing(self.folder), self._lock:
            self._vectors.drop(self.folder / NO_VECTORS)
            self._lexical.drop()
            for folder in self.folder.glob("vectors-*"):
                shutil.rmtree(folder, ignore_errors=True)
            for file in self.folder.glob("records.sqlite*"):
                file.unlink()
            self._forget()

    def repair(self, *, progress: Progress | None = None) -> AddReport:
        """Complete what an interrupted run left open; make the search files anew where they are damaged or short."""
        if not self._records.exists:
            return AddReport()
        if not self._is_whole():
            return self.rebuild(progress=progress)
        with writing(self.folder):
            self._claim()
            done = self._complete(progress)
        return AddReport(updated=done, pending=self.status().pending)

    def rebuild(self, *, progress: Progress | None = None) -> AddReport:
        """Make words and vectors anew from the records, for a damaged index or after a change of embedder."""
        if not self._records.exists:
            return AddReport()
        with writing(self.folder):
            with self._lock:
                self._see_changes()
                name = _new_folder_name()
                self._vectors.drop(self.folder / name)
                self._lexical.drop()
                self._records.set_fact("vectors", name)
                self._records.set_fact("embedder", self._embedder.name)
                self._records.reopen_all()
                self._forget()
            done = self._complete(progress)
        return AddReport(updated=done, pending=self.status().pending)

    def _is_whole(self) -> bool:
        """False when the search files cannot be read or hold fewer vectors than noted."""
        try:
            self._see_changes()
            self._lexical.search("a b", kind=None, count=1)
            return all(
                self._vectors.count(kind) >= count for kind, count in self._records.stored_vectors().items()
            ) and (self._lexical.exists or not self._records.stored_vectors())
        except IndexUnreadable:
            return False

    def _forget(self) -> None:
        self._warming, self._fingerprint, self._seen_generation = None, None, -1

    def _claim(self) -> None:
        """Note which embedder the index is made with. Raises EmbedderChanged when it is another one."""
        made_with = self._records.fact("embedder")
        if made_with is None:
            self._records.set_fact("vectors", _new_folder_name())
            self._records.set_fact("embedder", self._embedder.name)
        elif made_with != self._embedder.name:
            raise EmbedderChanged(f"the index was made with {made_with}, not {self._embedder.name}.", REBUILD_TIP)

    def _complete(self, progress: Progress | None) -> int:
        """Carry out everything noted, batch by batch. Returns how many records became searchable."""
        if self._warming is not None:
            self._warming.result()
        self._see_changes()
        total = self._pending()
        done = 0
        while True:
            pending, removed = self._records.next_open(BATCH)
            if not pending and not removed:
                return done
            self._carry_out(pending, removed)
            done += len(pending)
            if progress is not None:
                progress(min(done, total), total)

    def _carry_out(self, pending: Sequence[Stored], removed: Sequence[Stored]) -> None:
        visible = [stored for stored in pending if stored.searchable]
        texts = [passages(stored.item) for stored in visible]
        flat = [text for some in texts for text in some]
        vectors = self._embedder.embed(flat) if flat else None
        counts = {stored.item.id: len(some) for stored, some in zip(visible, texts, strict=True)}
        planned = [(stored, counts.get(stored.item.id, 0)) for stored in pending]
        self._records.will_store([(stored, count) for stored, count in planned if count])
        with self._lock:
            self._delete_stale(pending, removed, counts)
            if vectors is not None:
                self._write_vectors(visible, counts, vectors)
            hidden = [stored.item.id for stored in pending if not stored.searchable]
            gone = [stored.item.id for stored in removed]
            self._lexical.write([stored.item for stored in visible], remove=[*gone, *hidden])
            self._records.mark_done(planned, removed)
            self._seen_generation = self._records.generation()

    def _delete_stale(self, pending: Sequence[Stored], removed: Sequence[Stored], counts: dict[str, int]) -> None:
        """Delete vectors of removed records, of former longer versions, and of records that changed their kind."""
        for kind in KnowledgeKind:
            stale = [
                identity
                for stored in (*pending, *removed)
                if stored.stored_kind is kind
                for identity in vector_ids(stored.item.id, stored.stored_vectors)[
                    counts.get(stored.item.id, 0) if kind_of(stored.item) is kind else 0 :
                ]
            ]
            if stale:
                self._vectors.delete(kind, stale)

    def _write_vectors(self, visible: Sequence[Stored], counts: dict[str, int], vectors: Vectors) -> None:
        ids: dict[KnowledgeKind, list[str]] = {kind: [] for kind in KnowledgeKind}
        rows: dict[KnowledgeKind, list[int]] = {kind: [] for kind in KnowledgeKind}
        row = 0
        for stored in visible:
            count = counts[stored.item.id]
            ids[kind_of(stored.item)] += vector_ids(stored.item.id, count)
            rows[kind_of(stored.item)] += range(row, row + count)
            row += count
        for kind in KnowledgeKind:
            if ids[kind]:
                self._vectors.write(kind, ids[kind], vectors[rows[kind]])

    # ------------------------------------------------------------------ saying what there is

    def _pending(self) -> int:
        return sum(count for (_, state, _), count in self._records.counts().items() if state != "done")

    def status(self) -> IndexStatus:
        """What is in the index. Never imports the vector store."""
        counts = {key: count for key, count in self._records.counts().items() if key[1] != "removed"}
        by_kind = {
            kind: sum(count for (name, _, searchable), count in counts.items() if name == kind and searchable)
            for kind in KnowledgeKind
        }
        return IndexStatus(
            folder=self.folder,
            tickets=by_kind[KnowledgeKind.TICKET],
            articles=by_kind[KnowledgeKind.ARTICLE],
            pending=self._pending(),
            retired=sum(count for (_, _, searchable), count in counts.items() if not searchable),
            embedder=self._records.fact("embedder"),
            fingerprint=self.fingerprint,
        )

    @property
    def fingerprint(self) -> str:
        """12 hex digits that change with the contents or the embedder, and with nothing else."""
        generation = self._records.generation()
        if self._fingerprint is None or self._fingerprint[0] != generation:
            digest = hashlib.sha256(self._embedder.name.encode())
            for identity, content in self._records.hashes():
                digest.update(f"\n{identity}\t{content}".encode())
            self._fingerprint = generation, digest.hexdigest()[:12]
        return self._fingerprint[1]


def _new_folder_name() -> str:
    return f"vectors-{secrets.token_hex(4)}"


def _sift(items: Iterable[Ticket | Article]) -> tuple[list[Record], list[Refusal]]:
    """Records that can be indexed, the last one of each id, and why the others cannot."""
    wanted: dict[str, Record] = {}
    refused: list[Refusal] = []
    for item in items:
        if not isinstance(item, Ticket | Article):
            refused.append((repr(item)[:60], "neither a Ticket nor an Article"))
        elif not item.id.strip():
            refused.append((item.title[:60], "has no id"))
        elif not any(map(str.isalnum, item.title + item.text)):
            refused.append((item.id, "has neither title nor text"))
        else:
            if item.id in wanted and wanted[item.id] != item:
                refused.append((item.id, "given twice; the later one counts"))
            wanted[item.id] = item
    return list(wanted.values()), refused


def _match(candidate: Candidate, item: Record, words: QueryWords) -> Match:
    found = explain(words, item, candidate.cosine)
    common = Match(
        id=item.id,
        kind=kind_of(item),
        title=item.title,
        score=round(candidate.score, 4),
        same_problem=round(CALIBRATED.probability(candidate, found.names), 3),
        url=item.url,
        why=found.why,
        snippet=found.snippet,
        resolution=item.resolution,
        versions=item.versions,
    )
    if isinstance(item, Article):
        return common.model_copy(
            update={
                "status": item.confidence,
                "article_kind": item.kind,
                "audience": item.audience,
                "shared_codes": tuple(n.shown for n in shared_names(words, item) if n.shown in item.error_codes),
                "created_at": item.updated_at,
            }
        )
    return common.model_copy(
        update={
            "status": item.status,
            "customer": item.customer,
            "created_at": item.created_at,
            "linked_issue": item.linked_issue,
            "resolution_level": item.resolution_level,
        }
    )
