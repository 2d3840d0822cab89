"""What every check of a drafted text reads: the text, and what may and may not stand in it."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from assistant.checks.rules import ChecklistRules
from assistant.checks.vocabulary import Words
from assistant.domain import Assessment, Document, Issue, Match, Role, SpanKind, Visibility
from assistant.understanding.cues import fold

_SENTENCE = re.compile(r"[^\n.!?。！？]+(?:[.!?。！？]+(?=[\s\"'»”)\]」]|$)|[.](?=\S)|\n|$)+", re.UNICODE)
_TOKEN = re.compile(r"[^\W_][\w.:/@#+-]*[^\W_]|[^\W_]")


@dataclass(frozen=True)
class Context:
    """The issue a text was written for; all optional, since a hand-written text may come alone."""

    rules: ChecklistRules
    document: Document | None = None
    issue: Issue | None = None
    assessment: Assessment | None = None
    matches: tuple[Match, ...] = ()
    now: datetime | None = None
    customers: tuple[str, ...] = ()
    """Names by which this customer goes in the public part."""
    internal_customers: tuple[str, ...] = ()
    """Customers named only in internal messages."""
    owner: str | None = None

    @cached_property
    def public_text(self) -> str:
        """What the customer has seen or written, folded; empty without a document."""
        return fold("\n".join(self._parts(Visibility.PUBLIC)))

    @cached_property
    def internal_text(self) -> str:
        """What only colleagues have seen, as it stands."""
        return "\n".join(self._parts(Visibility.INTERNAL))

    def _parts(self, visibility: Visibility) -> list[str]:
        if self.document is None:
            return []
        return [s.text for s in self.document.spans if self.document.message_of(s).visibility is visibility]

    @cached_property
    def internal_people(self) -> tuple[str, ...]:
        """Authors who wrote internally and nowhere publicly, without the owner."""
        if self.document is None:
            return ()
        public = {m.author for m in self.document.messages if m.visibility is Visibility.PUBLIC and m.author}
        internal = {m.author for m in self.document.messages if m.visibility is Visibility.INTERNAL and m.author}
        engineers = {m.author for m in self.document.messages if m.role is Role.ENGINEERING and m.author}
        known = fold(" ".join((self.owner or "", *(n for n in public if n))))
        return tuple(
            sorted(
                n
                for n in (internal - public) | (engineers - public)
                if fold(n) not in known and fold(n) not in self.public_text
            )
        )

    @cached_property
    def internal_tokens(self) -> frozenset[str]:
        """Identifiers and numbers that stand in internal messages and nowhere the customer can read."""
        public = set(_TOKEN.findall(self.public_text))
        if self.document is not None:
            internal = [
                s
                for s in self.document.spans
                if self.document.message_of(s).visibility is Visibility.INTERNAL and s.kind is not SpanKind.META
            ]
        else:
            internal = []
        tokens = {t for s in internal for t in _TOKEN.findall(fold(s.text))}
        return frozenset(t for t in tokens - public if _telling(t) and t not in self.public_text)


def _telling(token: str) -> bool:
    """Whether a token identifies something: an id, a host, a long number; not a date or a time."""
    if re.fullmatch(r"\d{1,2}[:.]\d{2}(?::\d{2})?|\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?|(?:19|20)\d\d|\d{1,3}", token):
        return False
    digits = sum(c.isdigit() for c in token)
    return (
        (digits >= 1 and len(token) >= 4)
        or ("_" in token and len(token) >= 6)
        or (token.count(".") >= 2 and len(token) >= 8)
    )


@dataclass(frozen=True)
class Text:
    """One text to be checked."""

    where: str
    body: str
    words: Words
    context: Context
    public_ids: frozenset[str] = frozenset()
    """Ids the text may cite: public articles."""
    next_update_at: datetime | None = None
    kind: str = "update"

    @cached_property
    def folded(self) -> str:
        """The body, folded; offsets stay valid."""
        return fold(self.body)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, as they stand."""
        return tuple(s.strip() for s in _SENTENCE.findall(self.body) if s.strip())

    def quote_of(self, key: str) -> str | None:
        """The first words of a key, as they stand in the body; None where there are none."""
        match = self.words.pattern(key).search(self.folded)
        return None if match is None else self.body[match.start() : match.end()]

    def sentence_of(self, key: str) -> str | None:
        """The first sentence holding words of a key."""
        pattern = self.words.pattern(key)
        return next((s for s in self.sentences if pattern.search(fold(s))), None)
