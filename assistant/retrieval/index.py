"""The knowledge index: past tickets and articles, found by words and by meaning.

One front for three parts: `searching.py`, `changing.py` and `status.py`, all over the stores of one folder
(`stores.py`).
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from assistant.domain.knowledge import Article, KnowledgeKind, Match, Ticket
from assistant.retrieval.changing import Changer, Progress
from assistant.retrieval.embedder import Embedder
from assistant.retrieval.searching import Found, Searcher
from assistant.retrieval.status import AddReport, IndexStatus, StatusReader
from assistant.retrieval.stores import Stores

__all__ = ["AddReport", "IndexStatus", "KnowledgeIndex", "Progress"]


class KnowledgeIndex:
    """Add, search and remove. Threads may share one; several processes may read while one writes."""

    def __init__(self, folder: Path, embedder: Embedder, *, chroma_url: str | None = None) -> None:
        """Nothing is read, made or imported yet."""
        self.folder = folder
        self.stores = Stores(folder, embedder, chroma_url)
        """For tests and tools that look into the single stores."""
        self._status = StatusReader(self.stores)
        self._searcher = Searcher(self.stores)
        self._changer = Changer(self.stores, self._status)

    def warm(self) -> None:
        """Start loading model and vector store in a thread, and return at once. A failure shows in the next search."""
        self._searcher.warm()

    @property
    def notes(self) -> list[str]:
        """What was wanting in this thread's last search, in words; empty when nothing was."""
        return self._searcher.notes

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
        return self._searcher.search(text, limit, KnowledgeKind(kind) if kind is not None else None, exclude)

    def found(
        self,
        text: str,
        *,
        limit: int = 10,
        kind: KnowledgeKind | None = None,
        exclude: Collection[str] = frozenset(),
    ) -> list[Found]:
        """What `search` makes its matches of: the records with the figures behind each place. Raises as `search`."""
        return self._searcher.found(text, limit, kind, exclude)

    def get(self, identity: str) -> Ticket | Article | None:
        """The record with this id as it was given, retired ones too; None when there is none."""
        return self.stores.records.get(identity)

    def add(self, items: Iterable[Ticket | Article], *, progress: Progress | None = None) -> AddReport:
        """Add and update records; unchanged ones cost a hash. Completes what an interrupted run left open, too.

        `items` may be a stream of any length. Raises IndexBusy, IndexUnreadable, EmbedderChanged, EmbedderMissing,
        EmbeddingFailed, VectorStoreUnreachable. What was done until then stays.
        """
        self._searcher.wait()
        return self._changer.add(items, progress)

    def remove(self, ids: Iterable[str]) -> int:
        """Take records out. Returns how many there were; unknown ids are passed over."""
        self._searcher.wait()
        return self._changer.remove(ids)

    def clear(self) -> None:
        """Delete everything in the index. Works on a damaged one too."""
        self._searcher.forget()
        self._changer.clear()

    def repair(self, *, progress: Progress | None = None) -> AddReport:
        """Complete what an interrupted run left open; make the search files anew where they are damaged or short."""
        self._searcher.forget()
        return self._changer.repair(progress)

    def rebuild(self, *, progress: Progress | None = None) -> AddReport:
        """Make words and vectors anew from the records, for a damaged index or after a change of embedder."""
        self._searcher.forget()
        return self._changer.rebuild(progress)

    def close(self) -> None:
        """Let go of files and connections; the next use opens them again."""
        with self.stores.lock:
            self.stores.vectors.close()

    def status(self) -> IndexStatus:
        """What is in the index and what is missing. Never imports the vector store."""
        return self._status.status()

    @property
    def fingerprint(self) -> str:
        """12 hex digits that change with the contents or the embedder, and with nothing else."""
        return self._status.fingerprint()
