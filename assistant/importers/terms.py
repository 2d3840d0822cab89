"""How an import is done, what it needs of the index, and what became of everything that was read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from assistant.domain.knowledge import Article, Ticket
from assistant.importers.bytestream import Watch
from assistant.importers.exports import Options

Item = Ticket | Article


class Index(Protocol):
    """What an import needs of the knowledge index."""

    folder: Path

    def add(self, items: Iterable[Item], *, progress: Callable[[int, int], None] | None = None) -> Any:
        """Add and update records; the report tells `added`, `updated`, `unchanged` and `refused`."""

    def remove(self, ids: Iterable[str]) -> int:
        """Take records out."""

    def get(self, identity: str) -> Item | None:
        """The record with this id."""

    def repair(self) -> Any:
        """Complete what an interrupted run left open."""

    def status(self) -> Any:
        """What is in the index; `pending` counts what is not searchable yet."""


@dataclass(slots=True)
class ImportReport:
    """What became of everything that was read: `read == taken + refused`."""

    read: int = 0
    taken: int = 0
    refused: int = 0
    settled: int = 0
    """Refused as they should be: withdrawn, or older than what is known."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    replaced: int = 0
    """Taken, and replaced by a newer version of the same record later in the same source."""
    removed: int = 0
    """Records taken out of the index: withdrawn by the source, or gone from it."""
    not_removed: str = ""
    """Why nothing that is gone was taken out, where it was asked for."""
    broken: int = 0
    """Files that could not be read, or not to their end."""
    watch: Watch = field(default_factory=Watch)


Treat = Callable[[Item], Item]
"""Masks a record before it is kept."""
Step = Callable[[ImportReport], None]
"""Called as the import goes on."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an import is done."""

    options: Options = field(default_factory=Options)
    treat: Treat = lambda item: item
    treated: str = ""
    """Name of the treatment: records are treated anew when it changes."""
    sync: bool = False
    """Take out what is gone from the source."""
    confirmed: bool = False
    """Take it out even where the source has become another, or lost more than half."""
    source: str | None = None
    """Name of the source; without it each path is a source of its own."""
