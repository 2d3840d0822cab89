"""Which source held which record, and how far each import came: one SQLite file beside the index.

The index itself is the truth about what can be searched. This file only knows what an import must know the next time:
what has not changed, what a newer version replaced, what is gone, and whether the last import of a source came to
its end. Deleting it costs one full pass over the sources.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import EscalateError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS source (
  name TEXT PRIMARY KEY, paths TEXT NOT NULL, run INTEGER NOT NULL, begun_at TEXT NOT NULL, completed_at TEXT,
  stamp TEXT, read INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0, cut INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
  source TEXT NOT NULL, id TEXT NOT NULL, run INTEGER NOT NULL, digest TEXT NOT NULL, system TEXT NOT NULL,
  title TEXT NOT NULL, changed TEXT, file TEXT NOT NULL, line INTEGER NOT NULL,
  place TEXT NOT NULL DEFAULT '', made TEXT NOT NULL DEFAULT '', PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_id ON held (id);
"""
_GROWN = (
    "ALTER TABLE held ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE held ADD COLUMN made TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE source ADD COLUMN cut INTEGER NOT NULL DEFAULT 0",
    "UPDATE held SET title = ''",
)
"""From a ledger of the first version to this one. That held titles in the clear."""
_LOCK_WAIT_SECONDS = 5.0
_CHUNK = 500
"""Ids a statement; SQLite of some platforms allows 999 parameters."""


class LedgerUnreadable(EscalateError):
    """The ledger of sources is damaged, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Held:
    """A record as a source held it when it was last read."""

    source: str
    id: str
    run: int
    digest: str
    """Of the record as read, before masking, and of how it was masked."""
    system: str
    title: str
    """Trait of its title (`sameness`); empty in a ledger of the first version."""
    changed: str | None
    """When the record was last changed, in UTC, ISO 8601."""
    file: str
    line: int
    """Where it stood, as in `Read`."""
    place: str = ""
    """Trait of where its system keeps records; empty where it has no URL."""
    made: str = ""
    """Trait of when it was made; empty where the export does not say."""

    @property
    def place_in_file(self) -> str:
        """File and line, for a message."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Source:
    """A source, and its last import."""

    name: str
    paths: tuple[str, ...]
    begun_at: str
    completed_at: str | None
    """None where the last import was broken off."""
    stamp: str | None
    """Of its files when they were last read to the end."""
    read: int
    refused: int
    records: int
    """Records of it in the index."""
    newest: str | None
    """When the newest of its records was changed."""
    cut: int
    """Files that could not be read, or not to their end, when they were last read."""


def in_utc(at: datetime | None) -> str | None:
    """A time as the ledger compares it; one without a zone counts as UTC."""
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


class Ledger:
    """The file `sources.sqlite` of an index folder. A connection is opened per call."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened or made yet."""
        self.file = folder / "sources.sqlite"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.file, timeout=_LOCK_WAIT_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.executescript(_SCHEMA)
                _grow(connection)
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as error:
            raise LedgerUnreadable(
                f"{self.file} cannot be used ({error}).", "Delete it: the next import reads every source anew."
            ) from error

    def begin(self, name: str, paths: Sequence[str], at: datetime) -> int:
        """Note that an import begins. Returns its number."""
        with self._open() as connection:
            connection.execute(
                "INSERT INTO source (name, paths, run, begun_at) VALUES (?, ?, 1, ?) ON CONFLICT (name) DO UPDATE SET"
                " paths = excluded.paths, run = run + 1, begun_at = excluded.begun_at, completed_at = NULL",
                (name, "\n".join(paths), in_utc(at)),
            )
            return int(connection.execute("SELECT run FROM source WHERE name = ?", (name,)).fetchone()[0])

    def paths(self, name: str) -> list[str]:
        """The paths a source was last read from; none for a new one."""
        with self._open() as connection:
            found = connection.execute("SELECT paths FROM source WHERE name = ?", (name,)).fetchone()
        return found[0].split("\n") if found else []

    def complete(self, name: str, at: datetime, stamp: str, *, read: int, refused: int, cut: int = 0) -> None:
        """Note that an import came to its end; `cut` files did not."""
        with self._open() as connection:
            connection.execute(
                "UPDATE source SET completed_at = ?, stamp = ?, read = ?, refused = ?, cut = ? WHERE name = ?",
                (in_utc(at), stamp, read, refused, cut, name),
            )

    def held(self, ids: Sequence[str]) -> dict[str, list[Held]]:
        """What is known of these ids, by id, of every source."""
        found: dict[str, list[Held]] = {}
        with self._open() as connection:
            for chunk in _chunks(ids):
                rows = connection.execute(
                    "SELECT source, id, run, digest, system, title, changed, file, line, place, made FROM held"
                    f" WHERE id IN ({', '.join('?' * len(chunk))})",
                    chunk,
                )
                for row in rows:
                    found.setdefault(row[1], []).append(Held(*row))
        return found

    def hold(self, records: Iterable[Held]) -> None:
        """Note records as held by their source."""
        with self._open() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO held (source, id, run, digest, system, title, changed, file, line, place,"
                " made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(h.source, h.id, h.run, h.digest, h.system, h.title, h.changed, h.file, h.line, h.place, h.made)
                 for h in records],
            )  # fmt: skip

    def seen(self, source: str, ids: Iterable[str], run: int) -> None:
        """Note that records known already are in the source still, though they could not be read."""
        with self._open() as connection:
            connection.executemany(
                "UPDATE held SET run = ? WHERE source = ? AND id = ?", [(run, source, identity) for identity in ids]
            )

    def forget(self, source: str, ids: Iterable[str]) -> None:
        """Note that a source holds these records no more."""
        with self._open() as connection:
            connection.executemany("DELETE FROM held WHERE source = ? AND id = ?", [(source, i) for i in ids])

    def systems(self, source: str) -> dict[str, int]:
        """System → how many records this source holds of it."""
        with self._open() as connection:
            found = connection.execute("SELECT system, count(*) FROM held WHERE source = ? GROUP BY system", (source,))
            return dict(found.fetchall())

    def gone(self, source: str, run: int) -> list[str]:
        """Ids that this source held before, but not in this import."""
        with self._open() as connection:
            return [row[0] for row in connection.execute(
                "SELECT id FROM held WHERE source = ? AND run <> ? ORDER BY id", (source, run))]  # fmt: skip

    def sources(self) -> list[Source]:
        """Every source, by name."""
        if not self.file.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT name, paths, begun_at, completed_at, stamp, read, refused,"
                " (SELECT count(*) FROM held WHERE source = name), (SELECT max(changed) FROM held WHERE source = name),"
                " cut"
                " FROM source ORDER BY name"
            ).fetchall()
        return [Source(row[0], tuple(row[1].split("\n")), *row[2:]) for row in rows]


def _grow(connection: sqlite3.Connection) -> None:
    """Bring a ledger of the first version up to this one."""
    if any(row[1] == "place" for row in connection.execute("PRAGMA table_info(held)")):
        return
    connection.execute("PRAGMA secure_delete=ON")
    with connection:
        for step in _GROWN:
            connection.execute(step)
    connection.execute("VACUUM")


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield list(ids[start : start + _CHUNK])
