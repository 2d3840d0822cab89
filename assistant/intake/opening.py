"""What begins a new message: the one type mail, chat and ticket recognisers give back."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.domain.issue import SpanKind, Visibility
from assistant.intake.mapped import Mapped


class Origin(StrEnum):
    """Which recogniser found it."""

    MAIL = "mail"
    CHAT = "chat"
    TICKET = "ticket"


@dataclass(slots=True)
class Opening:
    """The line or lines that begin a message, and what they say about it."""

    origin: Origin
    lines: int
    """How many lines it takes up."""
    pieces: list[tuple[Mapped, SpanKind]] = field(default_factory=list)
    """The opening's own words, as spans."""
    rest: Mapped | None = None
    """Text of the message on the same line."""
    author: str | None = None
    label: str = ""
    """Words beside the name that may tell the role ("agent", "Customer")."""
    address: str | None = None
    recipients: tuple[str, ...] = ()
    recipient: str = ""
    """The "To" line as written."""
    visibility: Visibility | None = None
    sent_at: datetime | None = None
    quoted: bool | None = None
    """None where only the position in the thread can tell."""
    subject: str | None = None
    closes: bool = False
    """True for a mark that only ends the message before it."""
