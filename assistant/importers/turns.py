"""One import at a time into an index: a second one waits for its turn, and says for whom.

The lock is SQLite's, on a file of its own, and dies with its process. The index has a lock of its own for each batch;
this one keeps two imports from undoing what the other noted. Beside it lies who holds it, in words.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import EscalateError
from assistant.importers.ledger import LedgerUnreadable

_EVERY_SECONDS = 1.0
_LONGEST_NAME = 500


class ImportBusy(EscalateError):
    """Another import into the same index is running."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How an import waits until another one is done; as it stands, it does not wait."""

    me: str = ""
    """Who this is, in words for another one that waits."""
    seconds: float = 0.0
    """The longest wait."""
    tell: Callable[[str], None] = lambda words: None
    """Is told who is waited for, again when that changes."""
    sleep: Callable[[float], None] = lambda seconds: None


AT_ONCE = Turn()
"""No wait."""


@contextmanager
def alone(folder: Path, turn: Turn = AT_ONCE) -> Iterator[None]:
    """Hold the lock of imports into an index folder.

    Raises ImportBusy when another process holds it and goes on to after the wait, LedgerUnreadable for a folder that
    cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(folder / "import.lock", timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise LedgerUnreadable(f"{folder} cannot be written to ({error}).", "Check its permissions.") from error
    with closing(connection):
        _wait(connection, folder, turn)
        name = folder / "import.who"
        if turn.me:
            with suppress(OSError):
                name.write_text(turn.me, encoding="utf-8")
        try:
            yield
        finally:
            if turn.me:
                with suppress(OSError):
                    name.unlink(missing_ok=True)


def is_importing(folder: Path) -> bool:
    """Whether an import into an index folder is running."""
    if not (folder / "import.lock").exists():
        return False
    try:
        with alone(folder):
            return False
    except ImportBusy:
        return True
    except LedgerUnreadable:
        return False


def _wait(connection: sqlite3.Connection, folder: Path, turn: Turn) -> None:
    """Take the lock. Raises ImportBusy."""
    waited, told = 0.0, ""
    while True:
        try:
            connection.execute("BEGIN EXCLUSIVE")
            return
        except sqlite3.Error as error:
            busy = f"another import into {folder} is running{_who(folder)}."
            if waited >= turn.seconds:
                after = f" It was waited for {waited:,.0f} seconds." if waited else ""
                raise ImportBusy(busy + after, "Wait until it is done, or give more time with --wait.") from error
        if busy != told:
            turn.tell(f"{busy} Waiting for it, at most {turn.seconds - waited:,.0f} seconds.")
            told = busy
        turn.sleep(_EVERY_SECONDS)
        waited += _EVERY_SECONDS


def _who(folder: Path) -> str:
    """Who holds the lock, in brackets; empty where it does not say."""
    try:
        said = (folder / "import.who").read_text(encoding="utf-8")[:_LONGEST_NAME].strip()
    except (OSError, ValueError):
        return ""
    return f" ({said})" if said else ""
