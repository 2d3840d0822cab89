"""A copy of the whole register as of one moment, made while others go on writing."""

import os
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import WrongUsage
from assistant.register.database import Database

if TYPE_CHECKING:
    from assistant.register.store import Register


def write_backup(register: "Register", database: Database, path: Path) -> None:
    """Write it beside `path` first, so that `path` is either whole or not there. Raises WrongUsage."""
    if path.exists():
        raise WrongUsage(f"{path} is there already.", "Name a new file; a backup never overwrites.")
    try:
        # mkstemp: its owner's alone, as it holds raw pastes
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        os.close(handle)
        part = Path(name)
        try:
            if database.is_sqlite:
                _copy(database, part)
            else:
                with part.open("w", encoding="utf-8", newline="\n") as stream:
                    register.export(stream)
                    stream.flush()
                    os.fsync(stream.fileno())
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        tip = "Name a file in a folder of yours."
        raise WrongUsage(f"{path} cannot be written: {error.strerror or error}.", tip) from error


def _copy(database: Database, part: Path) -> None:
    """SQLite's online backup: one consistent moment, log included; the copy is one file without a log of its own."""
    with database.reading() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        target = sqlite3.connect(part, isolation_level=None)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        finally:
            target.close()
