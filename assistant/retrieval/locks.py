"""Locks between processes that share an index folder, made of SQLite's own: they work on every platform and die with
their process.

`writing` lets one process change the index at a time, and is held for a whole import. `vectors_shared` and
`vectors_alone` are short: embedded Chroma is not made for two processes, and one that loads its files while another
replaces them crashes (seen with 1.5.9: a segmentation fault). So a reader holds the first while it asks, and a writer
the second while it stores a batch.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.retrieval.errors import IndexBusy, IndexUnreadable

READ_WAIT_SECONDS = 3.0
"""How long a search waits for a batch to be stored; after that it goes on by words alone."""
WRITE_WAIT_SECONDS = 60.0
"""How long a batch waits for searches under way; each takes milliseconds, and a new one waits behind the batch."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the write lock of an index folder. Raises IndexBusy at once when another process has it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnreadable(f"{folder} cannot be written to ({error}).", "Check the folder's permissions.") from error
    with _held(folder / "write.lock", "BEGIN EXCLUSIVE", 0.0, "Wait until it is done."):
        yield


@contextmanager
def vectors_shared(folder: Path) -> Iterator[None]:
    """Hold off writers of the vectors while asking. Raises IndexBusy when one takes longer than READ_WAIT_SECONDS."""
    with _held(folder / "vectors.lock", "BEGIN", READ_WAIT_SECONDS, "Search again in a moment."):
        yield


@contextmanager
def vectors_alone(folder: Path) -> Iterator[None]:
    """Hold off readers of the vectors while storing. Raises IndexBusy when one takes longer than WRITE_WAIT_SECONDS."""
    with _held(folder / "vectors.lock", "BEGIN EXCLUSIVE", WRITE_WAIT_SECONDS, "Run the same command again."):
        yield


@contextmanager
def _held(file: Path, begin: str, wait: float, tip: str) -> Iterator[None]:
    try:
        connection = sqlite3.connect(file, timeout=wait, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise IndexUnreadable(f"{file} cannot be opened ({error}).", "Check the folder's permissions.") from error
    with closing(connection):
        try:
            connection.execute(begin)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            raise IndexBusy(f"another process is writing to {file.parent}.", tip) from error
        except sqlite3.DatabaseError as error:
            raise IndexUnreadable(f"{file} is damaged.", "Delete that file.") from error
        yield
