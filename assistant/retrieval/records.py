"""The records themselves, as given, in one SQLite file: what should be searchable, and what of it already is.

This file is the truth of the index. Vectors and words are made from it and can be made again. A record is first written
here as pending, then embedded, then marked done; so whatever interrupts an indexing run, what is missing is known.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.domain.knowledge import Article, KnowledgeKind, Ticket
from assistant.retrieval.errors import REBUILD_TIP, IndexBusy, IndexUnreadable
from assistant.retrieval.passages import Record, is_searchable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  searchable INTEGER NOT NULL,
  state TEXT NOT NULL,
  stored_kind TEXT,
  stored_vectors INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_open ON record (state) WHERE state <> 'done';
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_LOCK_WAIT_SECONDS = 5.0
"""How long a reader or writer waits for SQLite's own short locks."""
_CHUNK = 500
"""Ids a statement; SQLite of some platforms allows 999 parameters."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record and what the search files hold of it."""

    item: Record
    hash: str
    stored_kind: KnowledgeKind | None
    """The collection its vectors lie in now, None when nowhere."""
    stored_vectors: int
    """How many vectors of it are stored."""

    @property
    def searchable(self) -> bool:
        """False for retired articles, which are kept but not searched."""
        return is_searchable(self.item)


def content_hash(item: Record) -> str:
    """Short hash of kind and content; equal content never needs to be embedded again."""
    return sha256(f"{kind_of(item)} {item.model_dump_json()}".encode()).hexdigest()[:16]


def kind_of(item: Record) -> KnowledgeKind:
    """The collection a record belongs to."""
    return KnowledgeKind.TICKET if isinstance(item, Ticket) else KnowledgeKind.ARTICLE


class Records:
    """The SQLite file of an index. A connection is opened per call, so threads and processes can share the folder."""

    def __init__(self, file: Path) -> None:
        """Nothing is opened or made yet."""
        self.file = file

    @property
    def exists(self) -> bool:
        """True once something was written."""
        return self.file.exists()

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction. Raises IndexBusy and IndexUnreadable."""
        try:
            if write:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            # NOTE: a reader must not make the file: between clearing and writing there is none.
            address = f"{self.file.absolute().as_uri()}?mode={'rwc' if write else 'rw'}"
            with closing(sqlite3.connect(address, uri=True, timeout=_LOCK_WAIT_SECONDS)) as connection:
                if write:
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.execute("PRAGMA synchronous=NORMAL")
                    connection.executescript(_SCHEMA)
                with connection:
                    yield connection
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise IndexBusy(f"{self.file} is in use by another process.", "Try again in a moment.") from error
            if not write and ("no such table" in str(error) or not self.exists):
                raise IndexBusy(f"{self.file} is being made or cleared.", "Try again in a moment.") from error
            raise IndexUnreadable(
                f"{self.file} cannot be used ({error}).", "Check the folder's permissions."
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexUnreadable(
                f"{self.file} is damaged ({error}).", "Delete the index folder and index your files again."
            ) from error
        except OSError as error:
            raise IndexUnreadable(f"{self.file.parent} cannot be used ({error.strerror}).") from error

    def note_wanted(self, items: Sequence[Record]) -> tuple[set[str], set[str]]:
        """Write records as pending where they are new or changed. Returns the ids that are new, and that changed."""
        new: set[str] = set()
        changed: set[str] = set()
        with self._open(write=True) as connection:
            known = {
                row[0]: (row[1], row[2])
                for chunk in _chunks([item.id for item in items])
                for row in connection.execute(
                    f"SELECT id, hash, state FROM record WHERE id IN ({_marks(chunk)})", chunk
                )
            }
            for item in items:
                digest = content_hash(item)
                old_hash, old_state = known.get(item.id, (None, "removed"))
                if old_hash == digest and old_state != "removed":
                    continue
                (new if old_state == "removed" else changed).add(item.id)
                connection.execute(
                    "INSERT INTO record (id, kind, body, hash, searchable, state) VALUES (?, ?, ?, ?, ?, 'pending')"
                    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, body = excluded.body, hash = excluded.hash,"
                    " searchable = excluded.searchable, state = 'pending'",
                    (item.id, kind_of(item).value, item.model_dump_json(), digest, int(is_searchable(item))),
                )
            if new or changed:
                self._bump(connection)
        return new, changed

    def note_unwanted(self, ids: Iterable[str]) -> int:
        """Mark records as removed; they are not found from now on. Returns how many there were."""
        if not self.exists:
            return 0
        with self._open(write=True) as connection:
            count = sum(
                connection.execute(
                    f"UPDATE record SET state = 'removed' WHERE state <> 'removed' AND id IN ({_marks(chunk)})", chunk
                ).rowcount
                for chunk in _chunks(list(ids))
            )
            if count:
                self._bump(connection)
        return count

    def next_open(self, count: int) -> tuple[list[Stored], list[Stored]]:
        """The next records to make searchable, and the next to take out; both empty when the index is complete."""
        if not self.exists:
            return [], []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT kind, body, hash, stored_kind, stored_vectors, state FROM record WHERE state <> 'done'"
                " ORDER BY state DESC, id LIMIT ?",
                (count,),
            ).fetchall()
        both: dict[str, list[Stored]] = {"pending": [], "removed": []}
        for kind, body, digest, stored_kind, vectors, state in rows:
            held = KnowledgeKind(stored_kind) if stored_kind else None
            both[state].append(Stored(self._parse(kind, body), digest, held, vectors))
        return both["pending"], both["removed"]

    def will_store(self, counts: Sequence[tuple[Stored, int]]) -> None:
        """Note how many vectors are about to be stored, before they are: an interrupted write is then known in full."""
        with self._open(write=True) as connection:
            connection.executemany(
                "UPDATE record SET stored_kind = ?, stored_vectors = max(stored_vectors, ?) WHERE id = ?",
                [(kind_of(stored.item).value, vectors, stored.item.id) for stored, vectors in counts],
            )

    def mark_done(self, counts: Sequence[tuple[Stored, int]], removed: Sequence[Stored]) -> None:
        """Mark records as searchable with so many vectors, unless changed meanwhile, and forget removed ones."""
        with self._open(write=True) as connection:
            connection.executemany(
                "UPDATE record SET state = 'done', stored_vectors = ? WHERE id = ? AND hash = ? AND state = 'pending'",
                [(vectors, stored.item.id, stored.hash) for stored, vectors in counts],
            )
            connection.executemany(
                "DELETE FROM record WHERE id = ? AND state = 'removed'", [(stored.item.id,) for stored in removed]
            )
            self._bump(connection)

    def reopen_all(self) -> None:
        """Mark everything as pending, with nothing stored: the search files are about to be made anew."""
        with self._open(write=True) as connection:
            connection.execute("DELETE FROM record WHERE state = 'removed'")
            connection.execute("UPDATE record SET state = 'pending', stored_kind = NULL, stored_vectors = 0")
            self._bump(connection)

    def fetch(self, ids: Sequence[str]) -> dict[str, Record]:
        """The records with these ids that are wanted and searchable."""
        return self._fetch(ids, "AND searchable = 1")

    def get(self, identity: str) -> Record | None:
        """The record with this id, searchable or not; None when there is none."""
        return self._fetch([identity], "").get(identity)

    def _fetch(self, ids: Sequence[str], condition: str) -> dict[str, Record]:
        if not self.exists:
            return {}
        with self._open() as connection:
            return {
                identity: self._parse(kind, body)
                for chunk in _chunks(ids)
                for identity, kind, body in connection.execute(
                    "SELECT id, kind, body FROM record"
                    f" WHERE state <> 'removed' AND id IN ({_marks(chunk)}) {condition}",
                    chunk,
                )
            }

    def counts(self) -> dict[tuple[str, str, bool], int]:
        """How many records there are by (kind, state, searchable)."""
        if not self.exists:
            return {}
        with self._open() as connection:
            rows = connection.execute("SELECT kind, state, searchable, count(*) FROM record GROUP BY 1, 2, 3")
            return {(kind, state, bool(searchable)): count for kind, state, searchable, count in rows}

    def open_count(self) -> int:
        """How many records are pending or to be taken out; cheap at any size."""
        if not self.exists:
            return 0
        with self._open() as connection:
            return int(connection.execute("SELECT count(*) FROM record WHERE state <> 'done'").fetchone()[0])

    def was_interrupted(self) -> bool:
        """True when vectors were about to be stored and nobody said that they were."""
        if not self.exists:
            return False
        with self._open() as connection:
            found = "SELECT EXISTS (SELECT 1 FROM record WHERE state = 'pending' AND stored_vectors > 0)"
            return bool(connection.execute(found).fetchone()[0])

    def stored_vectors(self) -> dict[KnowledgeKind, int]:
        """How many vectors the store must hold at least, by kind."""
        if not self.exists:
            return {}
        with self._open() as connection:
            rows = connection.execute(
                "SELECT stored_kind, sum(stored_vectors) FROM record WHERE state = 'done' AND searchable = 1 GROUP BY 1"
            )
            return {KnowledgeKind(kind): count for kind, count in rows if kind}

    def hashes(self) -> list[tuple[str, str]]:
        """Id and content hash of every wanted record, by id."""
        if not self.exists:
            return []
        with self._open() as connection:
            return connection.execute("SELECT id, hash FROM record WHERE state <> 'removed' ORDER BY id").fetchall()

    def facts(self) -> dict[str, str]:
        """All notes about the whole index, read at one moment."""
        if not self.exists:
            return {}
        with self._open() as connection:
            return {name: str(value) for name, value in connection.execute("SELECT name, value FROM fact")}

    def fact(self, name: str) -> str | None:
        """A note about the whole index, such as the embedder's name."""
        return self.facts().get(name)

    def set_fact(self, name: str, value: str) -> None:
        """Keep a note about the whole index."""
        with self._open(write=True) as connection:
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def generation(self) -> int:
        """A number that grows with every change, so that other processes know to look again."""
        return generation_of(self.facts())

    @staticmethod
    def _bump(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO fact VALUES ('generation', '1') ON CONFLICT (name) DO UPDATE SET value = value + 1"
        )

    def _parse(self, kind: str, body: str) -> Record:
        try:
            return (Ticket if kind == KnowledgeKind.TICKET else Article).model_validate_json(body)
        except ValueError as error:
            raise IndexUnreadable(f"a record in {self.file} cannot be read.", REBUILD_TIP) from error


def generation_of(facts: Mapping[str, str]) -> int:
    """The generation among the notes about an index."""
    return int(facts.get("generation", 0))


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield list(ids[start : start + _CHUNK])


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
