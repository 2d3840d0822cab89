"""What an index says about itself: what became of records given to it, what is in it, what is missing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain.knowledge import KnowledgeKind
from assistant.retrieval.stores import Stores

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


class StatusReader:
    """Counts and the fingerprint of an index, read from its records alone."""

    def __init__(self, stores: Stores) -> None:
        """Nothing is read yet."""
        self._stores = stores
        self._fingerprint: tuple[int, str] | None = None

    def pending(self) -> int:
        """Records noted and not carried out."""
        return self._stores.records.open_count()

    def status(self) -> IndexStatus:
        """What is in the index. Never imports the vector store."""
        records = self._stores.records
        every = records.counts()
        counts = {key: count for key, count in every.items() if key[1] != "removed"}
        by_kind = {
            kind: sum(count for (name, _, searchable), count in counts.items() if name == kind and searchable)
            for kind in KnowledgeKind
        }
        return IndexStatus(
            folder=self._stores.folder,
            tickets=by_kind[KnowledgeKind.TICKET],
            articles=by_kind[KnowledgeKind.ARTICLE],
            pending=sum(count for (_, state, _), count in every.items() if state != "done"),
            retired=sum(count for (_, _, searchable), count in counts.items() if not searchable),
            embedder=records.fact("embedder"),
            fingerprint=self.fingerprint(),
        )

    def fingerprint(self) -> str:
        """12 hex digits that change with the contents or the embedder, and with nothing else."""
        generation = self._stores.records.generation()
        if self._fingerprint is None or self._fingerprint[0] != generation:
            digest = hashlib.sha256(self._stores.embedder.name.encode())
            for identity, content in self._stores.records.hashes():
                digest.update(f"\n{identity}\t{content}".encode())
            self._fingerprint = generation, digest.hexdigest()[:12]
        return self._fingerprint[1]

    def forget(self) -> None:
        """Read again at the next use."""
        self._fingerprint = None
