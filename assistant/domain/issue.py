"""What the agent pasted, and the reading aid made of it: messages and numbered spans.

Every offset, here and everywhere else, counts characters of `Issue.text`, which is kept as it came.
"""

from datetime import datetime
from enum import StrEnum

from assistant.domain.evidence import Evidence
from assistant.domain.model import Model

ISSUE = "issue"
"""The `Evidence.source` of words that stand in the paste itself."""


class Issue(Model):
    """The raw paste and what the agent typed beside it."""

    text: str
    """The paste, unchanged."""
    customer: str | None = None
    """Customer or account as typed by the agent, never guessed from the paste."""
    reported_by: str | None = None
    """Who hands the issue over (name or team)."""
    received_at: datetime | None = None
    """When the issue reached support, with zone; relative dates count from here."""
    language: str = "en"
    """ISO 639-1 code of the language the customer writes in."""


class Role(StrEnum):
    """Who wrote a message, as far as the paste shows it."""

    CUSTOMER = "customer"
    SUPPORT = "support"
    ENGINEERING = "engineering"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Visibility(StrEnum):
    """Whether the customer can read a message."""

    PUBLIC = "public"
    INTERNAL = "internal"


class SpanKind(StrEnum):
    """What sort of text a span is; extractors choose by it what to read."""

    PROSE = "prose"
    """A sentence, or a list item, written by a person."""
    HEADING = "heading"
    """A Markdown, wiki or form heading ("### Steps to reproduce", "Environment:")."""
    FIELD = "field"
    """A "Name: value" line of a form or a ticket export."""
    LOG = "log"
    """A line of a log, trace, HTTP exchange, stack trace or code."""
    META = "meta"
    """Mail headers, chat speaker prefixes, quote attributions."""
    SIGNATURE = "signature"
    """Signature, legal footer, "Sent from my phone"."""


class Span(Model):
    """The smallest unit a statement can point at: a sentence, a list item or one log line."""

    id: str
    """`L1`..`Ln` in the order of the paste."""
    start: int
    end: int
    text: str
    """The words without markup, quote marks and line wraps. `offsets` leads back to the paste."""
    offsets: tuple[int, ...] | None = None
    """Raw offset of each character of `text`; None when `text` is exactly the raw slice."""
    kind: SpanKind = SpanKind.PROSE
    message: int = 0
    """Index into `Document.messages`."""
    section: str | None = None
    """Lower-cased text of the heading it stands under, in the same message ("steps to reproduce")."""

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of `text[start:end]`. Raises ValueError for an empty or outlying range."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no range {start}:{end} in span {self.id!r} of {len(self.text)} characters")
        if self.offsets is None:
            return self.start + start, self.start + end
        return self.offsets[start], self.offsets[end - 1] + 1


class Message(Model):
    """One mail, chat turn, ticket comment, or the whole paste where it has no such parts."""

    index: int
    role: Role = Role.UNKNOWN
    author: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    sent_at: datetime | None = None
    quoted: bool = False
    """True for an older mail quoted under a newer one."""
    start: int = 0
    end: int = 0


class Omission(Model):
    """A part of the paste that was not read, and why. Nothing is cut without one of these."""

    start: int
    end: int
    why: str


class PasteFormat(StrEnum):
    """What the paste was recognised as."""

    PLAIN = "plain"
    MAIL = "mail"
    CHAT = "chat"
    TICKET = "ticket"
    HTML = "html"
    MARKDOWN = "markdown"
    LOG = "log"


class Document(Model):
    """A read paste: messages and spans over the raw text."""

    text: str
    format: PasteFormat = PasteFormat.PLAIN
    language: str = "en"
    messages: tuple[Message, ...]
    """The oldest first where the paste tells their times; a mail with quoted ones below, and all else, as pasted."""
    spans: tuple[Span, ...]
    """Message by message."""
    left_out: tuple[Omission, ...] = ()
    customer: str | None = None
    """The agent's own entry beside the paste, passed on."""
    subject: str | None = None
    """Mail subject, ticket or issue title, where there is one."""

    def evidence(self, span: Span, start: int = 0, end: int | None = None) -> Evidence:
        """The proof for `span.text[start:end]`, quoting the raw paste."""
        low, high = span.raw_range(start, len(span.text) if end is None else end)
        return Evidence(source=ISSUE, start=low, end=high, quote=self.text[low:high])

    def message_of(self, span: Span) -> Message:
        """The message a span stands in."""
        return self.messages[span.message]

    def told_at(self, start: int) -> tuple[int, int]:
        """A raw offset as a place in the telling: its message, then the offset. Messages are in the order of time."""
        return next((m.index for m in self.messages if m.start <= start < m.end), 0), start
