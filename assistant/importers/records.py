"""What an import gives back, and what a reader of one kind hands over to be made into it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.domain.issue import Role, Visibility
from assistant.domain.knowledge import Article, Ticket

Row = dict[str, Any]
"""One record as it stands in the export."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One record of an export."""

    ticket: Ticket
    paste: str
    """The conversation as an agent would paste it."""


@dataclass(frozen=True, slots=True)
class Read:
    """One record that was read, and where it stood."""

    item: Ticket | Article
    file: str
    line: int
    """Line of the file, counted from 1; in a JSON array the number of the record."""
    system: str
    """The kind of export it came from, as in `KINDS`."""
    updated_at: datetime | None = None
    """When the record was last changed, where the export says so."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that was not read, and why."""

    file: str
    line: int
    """Line of the file, counted from 1; in a JSON array or object the number of the record; 0 for the whole file."""
    field: str
    """The field at fault; empty where the record as a whole is."""
    why: str
    id: str | None = None
    """The record's id, where it could be read."""
    withdrawn: bool = False
    """The export says that this record counts no more (deleted, a draft): it must not stay in the index."""
    rest: bool = False
    """Nothing of the file was read from this place on."""

    def __str__(self) -> str:
        at = f"{self.field}: " if self.field else ""
        return f"{self.place}: {at}{self.why}"

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Unfit(ValueError):
    """A record does not fit; becomes a `Refused` with the place."""

    def __init__(self, field: str, why: str, *, withdrawn: bool = False, id: str | None = None) -> None:
        super().__init__(why)
        self.field = field
        self.why = why
        self.withdrawn = withdrawn
        self.id = id


@dataclass(frozen=True, slots=True)
class Said:
    """One comment, or the first report."""

    text: str
    author: str | None = None
    role: Role = Role.UNKNOWN
    visibility: Visibility = Visibility.PUBLIC
    at: datetime | None = None
    """With zone; None where the export gives none."""
    at_written: str | None = None
    """The time as written, where it has no zone."""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A record in no system's own terms: fields of `Ticket` by name, and who said what, the first report first."""

    source: str
    """Name of the system, as a heading of the paste."""
    fields: dict[str, Any]
    said: tuple[Said, ...] = field(default_factory=tuple)
    updated_at: datetime | None = None
    """When it was last changed, where the export says so."""
