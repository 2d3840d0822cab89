"""What every check of the ticket reads: the paste, folded once, and what was understood of it.

The words of a key are looked for in the text people wrote (prose, headings, fields), never in logs, headers of mails or
signatures, unless a check says so.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.checks.vocabulary import Words
from assistant.domain import (
    Assessment,
    Document,
    Evidence,
    Extraction,
    Fact,
    FactField,
    Issue,
    IssueType,
    Role,
    SignalName,
    Span,
    SpanKind,
    Visibility,
)
from assistant.understanding.cues import fold

_WRITTEN = (SpanKind.PROSE, SpanKind.HEADING, SpanKind.FIELD)


@dataclass(frozen=True)
class Hit:
    """Words of a key, where they stand."""

    span: Span
    start: int
    end: int


class Reading:
    """One ticket, as the checks see it."""

    def __init__(
        self, document: Document, extraction: Extraction, assessment: Assessment, issue: Issue, words: Words
    ) -> None:
        self.document = document
        self.extraction = extraction
        self.assessment = assessment
        self.issue = issue
        self.words = words
        self._hits: dict[str, tuple[Hit, ...]] = {}

    @cached_property
    def written(self) -> tuple[Span, ...]:
        """Spans that people wrote."""
        return tuple(s for s in self.document.spans if s.kind in _WRITTEN and s.text.strip())

    @cached_property
    def logs(self) -> tuple[Span, ...]:
        """Lines of logs, traces, payloads."""
        return tuple(s for s in self.document.spans if s.kind is SpanKind.LOG and s.text.strip())

    @cached_property
    def _folded(self) -> tuple[str, tuple[int, ...]]:
        starts, parts, at = [], [], 0
        for span in self.written:
            starts.append(at)
            text = fold(span.text).replace("\n", " ")
            parts.append(text)
            at += len(text) + 1
        return "\n".join(parts), tuple(starts)

    def hits(self, key: str) -> tuple[Hit, ...]:
        """Every place where the words of a key stand."""
        if key not in self._hits:
            text, starts = self._folded
            found = []
            for match in self.words.pattern(key).finditer(text):
                if match.end() > match.start():
                    index = bisect_right(starts, match.start()) - 1
                    span = self.written[index]
                    low = match.start() - starts[index]
                    found.append(Hit(span, low, min(match.end() - starts[index], len(span.text))))
            self._hits[key] = tuple(found)
        return self._hits[key]

    def says(self, key: str) -> bool:
        """Whether any words of a key stand anywhere."""
        return bool(self.hits(key))

    def spans_with(self, key: str) -> tuple[Span, ...]:
        """The spans in which words of a key stand, in order."""
        return tuple(dict.fromkeys(h.span for h in self.hits(key)))

    def proof(self, hits: Iterable[Hit], limit: int = 2) -> tuple[Evidence, ...]:
        """Evidence for the first few hits."""
        return self.quotes((h.span for h in hits), limit)

    def quotes(self, spans: Iterable[Span], limit: int = 2) -> tuple[Evidence, ...]:
        """The first few spans as evidence."""
        return tuple(self.document.evidence(s) for s in list(dict.fromkeys(spans))[:limit])

    def facts(self, *fields: FactField) -> tuple[Fact, ...]:
        """All facts of these fields."""
        return tuple(f for f in self.extraction.facts if f.field in fields)

    def fact_proof(self, *fields: FactField, limit: int = 2) -> tuple[Evidence, ...]:
        """Evidence of the first few facts of these fields."""
        return tuple(e for f in self.facts(*fields) for e in f.evidence[:1])[:limit]

    def has(self, *names: SignalName) -> bool:
        """Whether any of the signals is present."""
        return any(self.extraction.has(n) for n in names)

    def because(self, *names: SignalName) -> tuple[Evidence, ...]:
        """Evidence of the signals, two pieces at most."""
        return tuple(e for n in names for e in self.extraction.because(n))[:2]

    @property
    def issue_type(self) -> IssueType:
        """The type policy decided on."""
        return self.assessment.issue_type

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """Names of people of the support or engineering side who wrote in the paste."""
        names = (m.author for m in self.document.messages if m.role in (Role.SUPPORT, Role.ENGINEERING) and m.author)
        return tuple(dict.fromkeys(n.strip() for n in names if n and n.strip()))

    @cached_property
    def internal(self) -> tuple[Span, ...]:
        """Spans that only colleagues may read."""
        return tuple(s for s in self.document.spans if self.document.message_of(s).visibility is Visibility.INTERNAL)

    @cached_property
    def asks_something(self) -> bool:
        """Whether anybody on the customer's side asks a question."""
        return any(
            s.text.rstrip(" \"')*_").endswith(("?", "？"))
            for s in self.written
            if self.document.message_of(s).role is not Role.SUPPORT
        )

    @cached_property
    def nothing_defective(self) -> str | None:
        """Why there is no fault to reproduce, in words; None where there is one (definitions, "reproduction_steps")."""
        kind = self.issue_type
        faulty = self.has(
            SignalName.DEFECT,
            SignalName.MAJOR_FUNCTION_BROKEN,
            SignalName.PRODUCTION_DOWN,
            SignalName.REGRESSION,
            SignalName.BUG_CONFIRMED,
        )
        if kind is IssueType.FEATURE_REQUEST:
            return "it is a wish; nothing is defective"
        shown = self.has(SignalName.REPRODUCED_INTERNALLY, SignalName.BUG_CONFIRMED, SignalName.REGRESSION)
        if kind is IssueType.BILLING and not shown and len(self.facts(FactField.REPRO_STEPS)) < 2:
            return "it is a billing matter; nothing is defective"
        if self.has(SignalName.PHISHING, SignalName.LEAKED_CREDENTIAL) and not shown:
            return "it is about a leaked credential or a forged message; nothing is defective"
        asks = self.has(SignalName.HOW_TO, SignalName.KNOWN_LIMITATION, SignalName.FEATURE_GAP)
        if kind is IssueType.QUESTION and not shown and (asks or (not faulty and self.asks_something)):
            return "it is a question; nothing is defective"
        if kind is IssueType.CONFIGURATION and self.has(SignalName.HOW_TO) and not faulty:
            return "it is a question about a setting; nothing is defective"
        return None
