"""The database behind the register: a SQLite file, or a PostgreSQL server.

SQLite runs with a write-ahead log and full synchronisation: what was committed survives a killed process and a power
cut, and readers never wait for a writer. A writer takes its lock at the start of its transaction (BEGIN IMMEDIATE;
in PostgreSQL a row lock, see `writing.lock`), so that nobody finds out at the end that he was too late.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import WrongUsage
from assistant.register.errors import RegisterBusy, RegisterDamaged, RegisterError, RegisterUnreachable

WAIT = 10.0
"""Seconds a writer waits for another one. A change takes milliseconds; an import of a whole register takes longer."""
_TRY = 3
"""Milliseconds between two tries of a waiting writer."""
_ACCEPTED = "Accepted are postgresql://user@host/database and sqlite:///path/to/file."
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
_SQLITE = {"sqlite", "sqlite+pysqlite"}
_FULL = ("database or disk is full", "disk I/O error", "No space left")


class Database:
    """Connections to one register."""

    def __init__(self, url: str | Path, *, wait: float = WAIT) -> None:
        """Raises WrongUsage for a URL that is none, RegisterUnreachable where a file cannot be made."""
        self._url = _url_of(url)
        self.wait = wait
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql()

    @property
    def shown(self) -> str:
        """Where it is, without a password."""
        return str(self._url.database) if self.is_sqlite else self._url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The file, for SQLite."""
        return Path(str(self._url.database)) if self.is_sqlite else None

    def _sqlite(self) -> Engine:
        path = Path(str(self._url.database))
        _make_private(path)
        engine = create_engine(self._url, connect_args={"timeout": self.wait})
        event.listen(engine, "connect", self._prepare_sqlite)
        event.listen(engine, "begin", self._begin_sqlite)
        return engine

    def _prepare_sqlite(self, connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late and never IMMEDIATE
        connection.execute(f"PRAGMA busy_timeout = {int(self.wait * 1000)}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # NOTE: the change to WAL does not wait for others as a write does, so it is tried for as long as one waits
        until = time.monotonic() + self.wait
        while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _begin_sqlite(self, connection: Connection) -> None:
        if not connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("BEGIN")
            return
        # NOTE: SQLite's own waiting sleeps up to 100 ms between tries, and another process that writes all the time
        # has taken the lock again by then: measured, one of two busy writers waited for more than 10 seconds
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute(f"PRAGMA busy_timeout = {_TRY}")
        try:
            until = time.monotonic() + self.wait
            while True:
                try:
                    raw.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise
        finally:
            raw.execute(f"PRAGMA busy_timeout = {int(self.wait * 1000)}")

    def _postgresql(self) -> Engine:
        try:
            engine = create_engine(self._url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except ModuleNotFoundError as error:
            raise RegisterUnreachable(
                "PostgreSQL's driver is not installed.", "pip install 'psycopg[binary]'."
            ) from error
        event.listen(engine, "connect", self._prepare_postgresql)
        return engine

    def _prepare_postgresql(self, connection: Any, _entry: ConnectionPoolEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(self.wait * 1000)}")
            cursor.execute("SET timezone = 'UTC'")
        connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the register. Raises RegisterError."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._told(), self.engine.execution_options(**options).connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: kept whole at the end, or not at all. Raises RegisterError."""
        with self._told(), self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            told = self._in_words(error)
            if told is None:
                raise
            raise told from error
        except sqlite3.Error as error:
            raise self._sqlite_in_words(str(error)) or RegisterUnreachable(str(error)) from error

    def _in_words(self, error: DBAPIError) -> RegisterError | None:
        first = next(iter(str(error.orig).strip().splitlines()), "no answer").rstrip(".")
        if self.is_sqlite:
            return self._sqlite_in_words(first)
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in ("55P03", "40P01", "40001"):  # lock not available, deadlock, serialisation failure
            return self._busy()
        if state.startswith(("08", "53", "57")) or (not state and isinstance(error, OperationalError)):
            tip = "Check DATABASE_URL and the server; look whether your last change is there before you repeat it."
            return RegisterUnreachable(f"the register at {self.shown} does not answer: {first}.", tip)
        if state.startswith(("28", "3D", "42501")):
            return RegisterUnreachable(f"the register at {self.shown} lets nobody in: {first}.", "Check DATABASE_URL.")
        if state.startswith("25006"):
            return RegisterUnreachable(f"the register at {self.shown} is read-only.", "Write to the primary server.")
        return None

    def _busy(self) -> RegisterBusy:
        return RegisterBusy(
            f"the register is busy: somebody else has been writing for {self.wait:g} seconds.",
            "Nothing was changed; try again.",
        )

    def _sqlite_in_words(self, first: str) -> RegisterError | None:
        where = f"the register {self.shown}"
        if "locked" in first or "busy" in first:
            return self._busy()
        if "not a database" in first or "malformed" in first:
            return RegisterDamaged(f"{where} is no readable database: {first}.", "Restore a backup of it.")
        if any(words in first for words in _FULL):
            return RegisterUnreachable(f"{where} cannot be written: {first}.", "Nothing was changed; make room.")
        if "unable to open" in first or "readonly" in first:
            tip = "Nothing was changed; check its permissions, or set ESCALATE_HOME or DATABASE_URL."
            return RegisterUnreachable(f"{where} cannot be opened for writing: {first}.", tip)
        return None

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _url_of(url: str | Path) -> URL:
    if isinstance(url, Path):
        return URL.create("sqlite", database=str(url))
    try:
        read = make_url(url)
    except (ArgumentError, ValueError) as error:  # the text stays unsaid: it may hold a password
        raise WrongUsage("DATABASE_URL is no database URL.", _ACCEPTED) from error
    if read.drivername in _POSTGRESQL:
        return read.set(drivername="postgresql+psycopg")
    if read.drivername not in _SQLITE:
        raise WrongUsage(f"there is no register in a {read.drivername!r} database.", _ACCEPTED)
    if not read.database or read.database == ":memory:" or read.database.startswith("file:"):
        raise WrongUsage("a register in memory would be gone at the end.", _ACCEPTED)
    return read


def _make_private(path: Path) -> None:
    """The raw pastes may hold secrets: a new file is its owner's alone (its log gets the same rights by SQLite)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise RegisterUnreachable(
            f"the register {path} cannot be opened: {error.strerror or error}.",
            "Check its permissions, or set ESCALATE_HOME or DATABASE_URL.",
        ) from error
