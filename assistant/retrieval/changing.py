"""Adding, removing and repairing. Every change is noted in the records first and carried out after, so an interrupted
one leaves an index that works and knows its gaps.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress

from assistant.domain.knowledge import Article, KnowledgeKind, Ticket
from assistant.retrieval.embedder import Vectors
from assistant.retrieval.errors import REBUILD_TIP, EmbedderChanged, IndexUnreadable, VectorStoreUnreachable
from assistant.retrieval.locks import writing
from assistant.retrieval.passages import Record, passages
from assistant.retrieval.records import Stored, content_hash, kind_of
from assistant.retrieval.status import AddReport, Refusal, StatusReader
from assistant.retrieval.stores import NO_VECTORS, Stores
from assistant.retrieval.vectors import vector_ids

BATCH = 128
"""Records that are embedded and stored together; also what an interruption can lose."""

SLAB = 4_096
"""Records held in memory at a time while a stream is read; a short one is written in one piece."""

Progress = Callable[[int, int], None]
"""Called with (records done, records in all)."""


class Changer:
    """Carries out changes of an index, one process at a time."""

    def __init__(self, stores: Stores, status: StatusReader) -> None:
        """Nothing is opened yet."""
        self._stores = stores
        self._status = status

    def add(self, items: Iterable[Ticket | Article], progress: Progress | None) -> AddReport:
        """See `KnowledgeIndex.add`."""
        sieve = _Sieve()
        added = updated = 0
        source = iter(items)
        with ExitStack() as held:
            first = True
            while some := sieve.take(source):
                if first:
                    held.enter_context(writing(self._stores.folder))
                    self._claim()
                    first = False
                new, changed = self._stores.records.note_wanted(some)
                added, updated = added + len(new), updated + len(changed - sieve.again)
                self._complete(progress)
        return AddReport(
            added=added,
            updated=updated,
            unchanged=len(sieve.seen) - added - updated,
            refused=tuple(sieve.refused),
            pending=self._status.pending(),
        )

    def remove(self, ids: Iterable[str]) -> int:
        """See `KnowledgeIndex.remove`."""
        if not self._stores.records.exists:
            return 0
        with writing(self._stores.folder):
            self._renew_outdated()
            count = self._stores.records.note_unwanted(ids)
            self._complete(None)
        return count

    def clear(self) -> None:
        """See `KnowledgeIndex.clear`."""
        folder = self._stores.folder
        with writing(folder), self._stores.storing():
            with suppress(IndexUnreadable):
                self._stores.vectors.move(folder / (self._stores.records.fact("vectors") or NO_VECTORS))
            self._stores.vectors.drop(folder / NO_VECTORS)
            self._stores.lexical.drop()
            for old in folder.glob("vectors-*"):
                shutil.rmtree(old, ignore_errors=True)
            for pattern in ("records.sqlite*", "sources.sqlite*"):
                for file in folder.glob(pattern):
                    file.unlink()
            self._stores.forget()
            self._status.forget()

    def repair(self, progress: Progress | None) -> AddReport:
        """See `KnowledgeIndex.repair`."""
        if not self._stores.records.exists:
            return AddReport()
        if not self._stores.is_whole():
            return self.rebuild(progress)
        with writing(self._stores.folder):
            self._claim()
            done = self._complete(progress)
        return AddReport(updated=done, pending=self._status.pending())

    def rebuild(self, progress: Progress | None) -> AddReport:
        """See `KnowledgeIndex.rebuild`."""
        if not self._stores.records.exists:
            return AddReport()
        with writing(self._stores.folder):
            self._stores.start_over()
            done = self._complete(progress)
        return AddReport(updated=done, pending=self._status.pending())

    def _claim(self) -> None:
        """Note which embedder the index is made with. Raises EmbedderChanged when it is another one."""
        facts = self._stores.records.facts()
        made_with = facts.get("embedder")
        if made_with is None:
            self._stores.start()
        elif made_with != self._stores.embedder.name:
            raise EmbedderChanged(
                f"the index was made with {made_with}, not {self._stores.embedder.name}.", REBUILD_TIP
            )
        elif (misplaced := self._stores.misplaced(facts)) is not None:
            raise VectorStoreUnreachable(misplaced, REBUILD_TIP)
        self._renew_outdated()

    def _renew_outdated(self) -> None:
        """An index of an older version is made anew from its records on the first change: nothing is lost by it."""
        if self._stores.outdated:
            self._stores.start_over()

    def _complete(self, progress: Progress | None) -> int:
        """Carry out everything noted, batch by batch. Returns how many records became searchable."""
        self._stores.see_changes()
        self._stores.mend_interrupted()
        total = self._status.pending()
        done = 0
        while True:
            pending, removed = self._stores.records.next_open(BATCH)
            if not pending and not removed:
                return done
            self._carry_out(pending, removed)
            done += len(pending)
            if progress is not None:
                progress(min(done, total), total)

    def _carry_out(self, pending: Sequence[Stored], removed: Sequence[Stored]) -> None:
        visible = [stored for stored in pending if stored.searchable]
        texts = [[passage.searched for passage in passages(stored.item)] for stored in visible]
        flat = [text for some in texts for text in some]
        vectors = self._stores.embedder.embed(flat) if flat else None
        counts = {stored.item.id: len(some) for stored, some in zip(visible, texts, strict=True)}
        planned = [(stored, counts.get(stored.item.id, 0)) for stored in pending]
        self._stores.records.will_store([(stored, count) for stored, count in planned if count])
        with self._stores.storing():
            self._delete_stale(pending, removed, counts)
            if vectors is not None:
                self._write_vectors(visible, counts, vectors)
            hidden = [stored.item.id for stored in pending if not stored.searchable]
            gone = [stored.item.id for stored in removed]
            self._stores.lexical.write([stored.item for stored in visible], remove=[*gone, *hidden])
            self._stores.records.mark_done(planned, removed)
            self._stores.saw_own_change()

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
                self._stores.vectors.delete(kind, stale)

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
                self._stores.vectors.write(kind, ids[kind], vectors[rows[kind]])


class _Sieve:
    """Takes from a stream the records that can be indexed, the last one of each id, and says why the others cannot."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}
        """Content hash of every id that was taken."""
        self.again: set[str] = set()
        """Ids that came in an earlier slab already, so that they are counted once."""
        self.refused: list[Refusal] = []

    def take(self, items: Iterator[Ticket | Article]) -> list[Record]:
        """The next records, SLAB at most; none when the stream is at its end."""
        wanted: dict[str, Record] = {}
        for item in items:
            if (reason := _unfit(item)) is not None:
                self.refused.append(reason)
                continue
            digest = content_hash(item)
            if item.id in self.seen:
                if self.seen[item.id] != digest:
                    self.refused.append((item.id, "given twice; the later one counts"))
                if item.id not in wanted:
                    self.again.add(item.id)
            self.seen[item.id] = digest
            wanted[item.id] = item
            if len(wanted) >= SLAB:
                break
        return list(wanted.values())


def _unfit(item: object) -> Refusal | None:
    if not isinstance(item, Ticket | Article):
        return repr(item)[:60], "neither a Ticket nor an Article"
    if not item.id.strip():
        return item.title[:60], "has no id"
    if not any(map(str.isalnum, item.title + item.text)):
        return item.id, "has neither title nor text"
    return None
