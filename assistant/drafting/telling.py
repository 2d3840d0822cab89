"""What was said in public and may be quoted back: the customer's sentence that tells most, ours on the cause.

Only whole sentences of a known kind are quoted, between quotation marks: the customer's own, that tell the matter and
neither order, threaten nor insult. The reader has set orders to an assistant aside before; here is the second lock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.courtesies import beyond_courtesy
from assistant.domain import (
    Evidence,
    FactField,
    Message,
    PasteFormat,
    Role,
    SignalName,
    SignalState,
    Span,
    SpanKind,
    Visibility,
)
from assistant.drafting.case import Case
from assistant.drafting.quotes import cut
from assistant.inert import one_line

_BRIEFLY = 170
"""Characters of a quoted sentence: about two lines (house default)."""
_SHORTEST = 16
_LONGEST = 320
"""Characters of a sentence that is quoted, cut; a longer one is a paragraph of something else."""
_TELLING = (
    SignalName.PRODUCTION_DOWN,
    SignalName.DATA_LOSS,
    SignalName.SECURITY_EXPOSURE,
    SignalName.MAJOR_FUNCTION_BROKEN,
    SignalName.USER_BLOCKED,
    SignalName.FEATURE_GAP,
    SignalName.HOW_TO,
    SignalName.BILLING_MATTER,
    SignalName.DEFECT,
    SignalName.PERFORMANCE,
    SignalName.COSMETIC,
)
_NOT_THE_MATTER = (
    SignalName.SEVERAL_CUSTOMERS,
    SignalName.ALL_CUSTOMERS,
    SignalName.REGION_WIDE,
    SignalName.LEGAL_OR_PRESS,
    SignalName.CHURN_THREAT,
    SignalName.COMPETITOR_MENTIONED,
    SignalName.PENDING_DEAL,
    SignalName.EXECUTIVE_REQUEST,
    SignalName.ESCALATION_REQUESTED,
    SignalName.POLICY_EXCEPTION,
    SignalName.WORKAROUND_EXISTS,
    SignalName.WORKAROUND_UNWORKABLE,
    SignalName.STALLED,
    SignalName.LONG_WAIT,
)
"""Sentences that tell of others, threaten, ask or complain: never quoted, whatever else they tell."""
_ENOUGH = 6.0
"""Weight from which a sentence tells the matter (house default): a fault the reader is sure of and its description."""
_MOST_WORDS = 34
_CAUSES = (SignalName.CONFIGURATION_ISSUE, SignalName.BUG_CONFIRMED, SignalName.KNOWN_LIMITATION)
"""Signals whose words, said by us, tell what it was."""
_UNQUOTABLE = re.compile(
    r"[<>{}\[\]`|\\@]|https?:|www\.|!\s*!|\?\s*!|!\s*\?|\w{25,}|\d[\d \-]{11,}"
    r"|^\W*\d{1,2}[:.]\d{2}|^[A-Z]\w+(?: [A-Z]\w+)?(?: \([^)]*\))?: "
)
"""Markup, addresses, shouting, strings as long as keys and card numbers, a chat line's time or speaker."""
_OPENED = re.compile(r"^(?:(?:hi|hello|hey|hola|hallo|moin|bonjour|salut|ciao|ol[aá])\b[^,.:!]{0,30}[,.:!]\s*)", re.I)
_TICKET_MARK = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|tr|rv|sv)\s*:\s*|\[[^\]]{1,40}\]\s*|#\d+\s*)+", re.I)
_MARKS = str.maketrans(dict.fromkeys("“”„«»", '"') | {"「": "『", "」": "』"})
"""Quotation marks inside a quote: never the pair that a letter puts around it."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.!?]) |(?<=[。！？])")
_A_LINE = 120


@dataclass(frozen=True)
class Telling:
    """Reads the public words of one case."""

    case: Case

    def cue(self, key: str, text: str) -> bool:
        """Whether words of a kind stand in a text, in the case's language or in English."""
        return any(t.cues[key].search(text) for t in self.case.tongues)

    def _writes_for_the_customer(self, message: Message) -> bool:
        """A message of the customer; one of an unknown writer where nothing is internal and the writer is no agent."""
        if message.visibility is not Visibility.PUBLIC:
            return False
        if message.role is Role.CUSTOMER:
            return True
        messages = self.case.document.messages
        if message.role is not Role.UNKNOWN or any(m.visibility is not Visibility.PUBLIC for m in messages):
            return False
        ours = {m.author for m in messages if m.role in (Role.SUPPORT, Role.ENGINEERING)}
        return len(messages) == 1 or (message.author is not None and message.author not in ours)

    def _own_letter(self, message: Message) -> bool:
        """Whether these are surely the customer's words: signed, or a letter; no agent's account of a call."""
        if not self._writes_for_the_customer(message):
            return False
        if message.author is not None:
            return True
        prose = (s.text for s in self.case.document.spans if s.kind is SpanKind.PROSE and s.message == message.index)
        first = next(prose, "")
        return beyond_courtesy(first) != first.strip()

    def customer_messages(self) -> tuple[Message, ...]:
        """The customer's public messages, as the document orders them."""
        return tuple(m for m in self.case.document.messages if self._writes_for_the_customer(m))

    def prose(self) -> Iterator[Span]:
        """Sentences of the customer in public."""
        document = self.case.document
        for span in document.spans:
            if span.kind in (SpanKind.PROSE, SpanKind.FIELD) and self._writes_for_the_customer(
                document.message_of(span)
            ):
                yield span

    def _spans(self, evidence: Evidence) -> tuple[Span, ...]:
        return self.case.quotes.spans_of(evidence)

    def _quotable(self, text: str) -> bool:
        loud = text == text.upper() != text.lower()
        return (
            _SHORTEST <= len(text) <= _LONGEST
            and not loud
            and len(text.split()) <= _MOST_WORDS
            and not _UNQUOTABLE.search(text)
            and not self.cue("unquoted", text)
        )

    def _clean(self, text: str) -> str:
        words = _OPENED.sub("", one_line(text)).strip()
        return words[:1].upper() + words[1:] if words[:1].islower() and words[1:2].islower() else words

    def _shown(self, text: str) -> str:
        """At most two lines, whole sentences where there are several, without the last full stop."""
        words = text.translate(_MARKS).strip()
        if len(words) > _A_LINE:
            kept = ""
            for part in _SENTENCE_END.split(words):
                if kept and len(kept) + len(part) >= _A_LINE:
                    break
                kept = f"{kept} {part}" if kept else part
            words = kept
        return cut(words, _BRIEFLY).rstrip(" .!;:,。！")

    def sentence(self) -> str | None:
        """The customer's own sentence that tells most of the matter, ready to be quoted; None where none may be."""
        extraction = self.case.extraction
        if extraction.has(SignalName.LEAKED_CREDENTIAL):
            return None
        weights: dict[str, int] = {}
        for rank, name in enumerate(_TELLING):
            for evidence in extraction.because(name):
                for span in self._spans(evidence):
                    weights[span.id] = weights.get(span.id, 0) + len(_TELLING) - rank
        for fact in self.case.quotes.facts(FactField.ACTUAL):
            for evidence in fact.evidence:
                for span in self._spans(evidence):
                    weights[span.id] = weights.get(span.id, 0) + 2
        aside = {s.id for n in _NOT_THE_MATTER for e in extraction.because(n) for s in self._spans(e)}
        steps = (*extraction.values(FactField.TRIED), *extraction.values(FactField.WORKAROUND))
        aside |= {s.id for f in steps for e in f.evidence for s in self._spans(e)}
        denied = (g for g in extraction.signals if g.state is SignalState.DENIED)
        aside |= {s.id for g in denied for e in g.evidence for s in self._spans(e)}
        told = {s.id for e in (*extraction.description, *extraction.summary_evidence) for s in self._spans(e)}
        best: tuple[float, str] | None = None
        for order, span in enumerate(self.prose()):
            words = self._clean(span.text)
            if span.kind is not SpanKind.PROSE or span.id in aside or not self._quotable(words):
                continue
            if not self._own_letter(self.case.document.message_of(span)):
                continue
            weight = weights.get(span.id, 0) + 3 * (span.id in told)
            value = weight - 0.1 * order - 4 * (len(words) > _BRIEFLY) - 6 * words.endswith(("?", "？"))
            if weight >= _ENOUGH and (best is None or value > best[0]):
                best = (value, words)
        return self._shown(best[1]) if best else None

    def subject(self) -> str | None:
        """The subject the customer wrote, without marks of tickets and replies; None where it may not be quoted."""
        subject = self.case.document.subject
        if not subject or self.case.extraction.has(SignalName.LEAKED_CREDENTIAL):
            return None
        messages = self.customer_messages()
        if not messages or self.case.document.format is not PasteFormat.MAIL:
            return None
        newest = newest_of(messages)  # NOTE: an agent who hands a mail on writes a subject of their own
        if newest.role is not Role.CUSTOMER or not self._own_letter(newest):
            return None
        words = _TICKET_MARK.sub("", one_line(subject)).strip()
        return self._shown(words) if self._quotable(words) and len(words) <= _BRIEFLY else None

    def cause_told(self) -> str | None:
        """What our side told the customer of the cause: the sentence read as one, else one that names one."""
        document, extraction = self.case.document, self.case.extraction
        read = {s.id for name in _CAUSES for e in extraction.because(name) for s in self._spans(e)}
        found: list[tuple[bool, str]] = []
        for span in document.spans:
            message = document.message_of(span)
            ours = message.role is Role.SUPPORT and message.visibility is Visibility.PUBLIC
            words = self._clean(span.text)
            if not ours or span.kind is not SpanKind.PROSE or words.endswith(("?", "？")) or _UNQUOTABLE.search(words):
                continue
            if _SHORTEST <= len(words) <= _LONGEST and (span.id in read or self.cue("cause", words)):
                found.append((span.id in read, words))
        return self._shown(max(found, key=lambda f: f[0])[1]) if found else None

    def asks_to_close(self) -> bool:
        """Whether the customer's newest message says that the case can be closed."""
        messages = self.customer_messages()
        if not messages:
            return False
        newest = newest_of(messages)
        return any(
            self.cue("close", s.text) and not self.cue("none", s.text)
            for s in self.prose()
            if self.case.document.message_of(s).index == newest.index
        )


def newest_of(messages: tuple[Message, ...]) -> Message:
    """The newest message: by its time where all tell one, else the last that is not quoted under another."""
    if all(m.sent_at is not None for m in messages):
        try:
            return max(messages, key=lambda m: m.sent_at.timestamp() if m.sent_at else 0.0)
        except (OSError, OverflowError):
            pass
    own = tuple(m for m in messages if not m.quoted)
    return (own or messages)[-1]
