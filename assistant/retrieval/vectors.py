"""Vectors in Chroma: a collection per kind, embedded on disk, or on a server where CHROMA_URL names one.

A query with a metadata filter takes Chroma 55-224 ms against 2-5 ms without (1.5.9, 20k-100k vectors). So nothing is
filtered there: a collection per kind, and no metadata at all. The only module that imports chromadb, which takes 1 s.
"""

import gc
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.domain.knowledge import KnowledgeKind
from assistant.retrieval.embedder import Vectors
from assistant.retrieval.errors import REBUILD_TIP, EmbeddingFailed, IndexUnreadable, VectorStoreUnreachable

COLLECTIONS = {KnowledgeKind.TICKET: "escalate-tickets", KnowledgeKind.ARTICLE: "escalate-articles"}
"""On disk. On a server the name of the vectors' folder follows, so that two indexes never share a collection."""
_UNREACHABLE_TIP = (
    "Start the Chroma server again or check CHROMA_URL; nothing is lost, and `escalate index --rebuild` or the next"
    " `escalate index` completes what is missing."
)
_BATCH = 1_000
"""Vectors a write; Chroma accepts at most 5461 (`get_max_batch_size`)."""
_HNSW = {"space": "cosine", "ef_search": 100}
"""ef_search as wide as the candidate pool, so that its tail is not found by luck."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage of a record that is nearest to a query."""

    cosine: float
    passage: int
    """Its number in `passages(record)`."""


class VectorStore:
    """Vectors of the passages of records. Passage n of record `id` has the vector id `n:id`."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Nothing is imported or opened yet. `url` is a Chroma server, such as http://localhost:8000."""
        self._folder = folder
        self._url = url
        self._client: Any = None
        self._collections: dict[KnowledgeKind, Any] = {}

    @property
    def is_remote(self) -> bool:
        """True when the vectors lie on a server."""
        return self._url is not None

    def open(self) -> None:
        """Import chromadb and connect. Raises IndexUnreadable and VectorStoreUnreachable."""
        if self._client is None:
            with self._errors():
                self._client = _connect(self._folder, self._url)

    def move(self, folder: Path) -> None:
        """Use another folder from now on, or the same one as it is on disk now."""
        if not self.is_remote:
            self.close()
        self._folder = folder
        self._collections.clear()

    def close(self) -> None:
        """Let go of the files (so that the next use sees what other processes wrote) or of the connections."""
        if self._client is not None:
            client, self._client = self._client, None
            self._collections.clear()
            with self._errors():
                client.close()

    def _collection(self, kind: KnowledgeKind) -> Any:
        self.open()
        if kind not in self._collections:
            # NOTE: on a server `create` makes them. One that is missing later was lost, and an empty one made in its
            # place would hide that.
            self._collections[kind] = (
                self._client.get_collection(self._name(kind), embedding_function=None)
                if self.is_remote
                else self._made(kind)
            )
        return self._collections[kind]

    def _made(self, kind: KnowledgeKind) -> Any:
        return self._client.get_or_create_collection(
            self._name(kind), embedding_function=None, configuration={"hnsw": _HNSW}
        )

    def create(self) -> None:
        """Make the collections of a new index where they lie on a server."""
        if self.is_remote:
            with self._errors():
                self.open()
                self._collections = {kind: self._made(kind) for kind in COLLECTIONS}

    def _name(self, kind: KnowledgeKind) -> str:
        return f"{COLLECTIONS[kind]}-{self._folder.name}" if self.is_remote else COLLECTIONS[kind]

    def write(self, kind: KnowledgeKind, ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors under their ids, replacing older ones."""
        with self._errors():
            collection = self._collection(kind)
            for start in range(0, len(ids), _BATCH):
                part = slice(start, start + _BATCH)
                collection.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, kind: KnowledgeKind, ids: Sequence[str]) -> None:
        """Take vectors out; ids that are not there are passed over."""
        with self._errors():
            for start in range(0, len(ids), _BATCH):
                self._collection(kind).delete(ids=list(ids[start : start + _BATCH]))

    def nearest(self, kind: KnowledgeKind, queries: Vectors, count: int) -> dict[str, Nearest]:
        """The nearest passage of each record over all query vectors, of the `count` nearest passages to each."""
        best: dict[str, Nearest] = {}
        with self._errors():
            found = self._collection(kind).query(query_embeddings=queries, n_results=count, include=["distances"])
        for ids, distances in zip(found["ids"], found["distances"], strict=True):
            for vector_id, distance in zip(ids, distances, strict=True):
                number, _, identity = vector_id.partition(":")
                if identity not in best or best[identity].cosine < 1.0 - distance:
                    best[identity] = Nearest(1.0 - distance, int(number))
        return best

    def probe(self, kind: KnowledgeKind) -> None:
        """Read one vector. Raises IndexUnreadable where none can be read."""
        with self._errors():
            self._collection(kind).get(limit=1, include=["embeddings"])

    def count(self, kind: KnowledgeKind) -> int:
        """How many vectors there are of a kind."""
        with self._errors():
            return int(self._collection(kind).count())

    def drop(self, replacement: Path) -> None:
        """Delete all vectors and go on in folder `replacement`. Works on a damaged folder too.

        A new folder, because Chroma shares one open store per folder in a process: another user of it would go on
        writing to the deleted files.
        """
        if self.is_remote:
            with self._errors():
                self.open()
                for kind in COLLECTIONS:
                    with suppress(load_chromadb().errors.NotFoundError):
                        self._client.delete_collection(self._name(kind))
            self.move(replacement)
            return
        old = self._folder
        self.move(replacement)
        shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Chroma raises errors of many roots; each means that the store cannot be used."""
        try:
            yield
        except (EmbeddingFailed, IndexUnreadable, VectorStoreUnreachable):
            raise
        except BaseException as error:
            # NOTE: the Rust side raises PanicException, a BaseException, for damaged files.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            if "dimension" in str(error).lower():
                raise EmbeddingFailed(
                    f"the embedding model's vectors do not fit the index ({error}).", REBUILD_TIP
                ) from error
            if self.is_remote:
                self._collections.clear()
                if type(error).__name__ == "NotFoundError":
                    raise VectorStoreUnreachable(
                        f"the Chroma server at {self._url} holds no vectors of this index.", REBUILD_TIP
                    ) from error
                raise VectorStoreUnreachable(
                    f"the Chroma server at {self._url} failed ({type(error).__name__}).", _UNREACHABLE_TIP
                ) from error
            raise IndexUnreadable(f"the vectors in {self._folder} cannot be used ({error}).", REBUILD_TIP) from error


def vector_ids(identity: str, count: int) -> list[str]:
    """The vector ids of a record's passages."""
    return [f"{number}:{identity}" for number in range(count)]


def load_chromadb() -> Any:
    """Import chromadb: about 1 s, 360 modules that nothing else here needs, most of them OpenTelemetry's and grpc's."""
    # NOTE: without the garbage collector's passes over what the modules make, it takes about a quarter less time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        import chromadb
    finally:
        if collecting:
            gc.enable()
    return chromadb


def _connect(folder: Path, url: str | None) -> Any:
    chromadb = load_chromadb()
    settings = chromadb.config.Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(folder), settings=settings)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise VectorStoreUnreachable(f"CHROMA_URL {url!r} is no http(s) address.", "Write it as http://host:8000.")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=settings)
