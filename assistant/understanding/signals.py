"""Signals: which of the closed list the paste affirms or denies, and where.

A cue found by the lexicon is weighed by its context (`context.py`) and by who says it; the reading of each
signal is data (`knowledge/lexicon/signals.toml`). The evidence is the whole clause's sentence, so that a
person sees the words in their setting.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import (
    Document,
    Evidence,
    Message,
    Role,
    Signal,
    SignalName,
    SignalState,
    Span,
    SpanKind,
    Visibility,
)
from assistant.understanding.context import Sentence, Turn
from assistant.understanding.cues import fold
from assistant.understanding.lexicon import Lexicon, SignalReading

_READ = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)
_READ_IN_LOGS = (SignalName.INFRASTRUCTURE, SignalName.DEFECT)
_FORM_HEADINGS_ARE_NOT_WORDS = (SpanKind.HEADING,)


_SAYING = 4
"""Words from which a line says something by itself: "Status: New" and "11.11.2026 13:12" do not."""
_SAYING_UNSPACED = 8
"""The same in characters, for scripts without spaces."""
_LETTERS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def says_something(text: str) -> bool:
    """Whether the reader alone may take a signal from a line; a cue may from any."""
    return len(_LETTERS.findall(text)) >= _SAYING or len(_UNSPACED.findall(text)) >= _SAYING_UNSPACED


@dataclass(frozen=True)
class Reading:
    """One sentence made ready: its span, its message, its folded words with context triggers."""

    span: Span
    message: Message
    sentence: Sentence
    is_subject: bool = False
    """The thread's subject: it says what the thread began with, which may be over."""


@dataclass(frozen=True)
class Hit:
    """One cue found: which signal, what the context makes of it, where."""

    name: SignalName
    turn: Turn
    reading: Reading
    start: int
    end: int


def read_sentences(document: Document, lexicons: tuple[Lexicon, ...]) -> tuple[Reading, ...]:
    """Every span that can carry meaning, folded once and with its context triggers found once."""
    readings = []
    subject = _subject(document)
    for span in document.spans:
        if subject is not None and span.id == subject.id:
            sentence = Sentence.read(fold(subject.text), lexicons)
            readings.append(Reading(subject, document.message_of(span), sentence, is_subject=True))
        if span.kind in (SpanKind.META, SpanKind.SIGNATURE):
            continue
        sentence = Sentence.read(fold(span.text), lexicons if span.kind in _READ else ())
        readings.append(Reading(span, document.message_of(span), sentence))
    return tuple(readings)


_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv|enc|res|sv|vs|rif)\s*:\s*)+", re.IGNORECASE)


def _subject(document: Document) -> Span | None:
    """The words of the subject line in a mail's head, without "Re:"; None where there is none."""
    wanted = (document.subject or "").strip()
    for span in document.spans if wanted else ():
        at = span.text.find(wanted) if span.kind is SpanKind.META else -1
        if at >= 0:
            start = at + (reply.end() if (reply := _REPLY.match(wanted)) else 0)
            if not (text := span.text[start : at + len(wanted)].strip()):
                return None
            low, high = span.raw_range(start, start + len(text))
            offsets = span.offsets[start : start + len(text)] if span.offsets is not None else None
            return span.model_copy(
                update={"start": low, "end": high, "text": text, "offsets": offsets, "kind": SpanKind.HEADING}
            )
    return None


def _may_say(reading: SignalReading, message: Message) -> bool:
    return not reading.said_by or message.role in reading.said_by


def _may_carry(name: SignalName, reading: Reading) -> bool:
    """Logs carry faults only; a form's own headings ("Error messages:") say nothing of the case."""
    if reading.span.kind is SpanKind.LOG:
        return name in _READ_IN_LOGS
    return not (reading.span.kind in _FORM_HEADINGS_ARE_NOT_WORDS and reading.span.text.rstrip().endswith(":"))


def find_hits(
    readings: tuple[Reading, ...], lexicons: tuple[Lexicon, ...], rules: dict[SignalName, SignalReading]
) -> list[Hit]:
    """All cues of all signals, with their turns; nothing is decided yet."""
    hits = []
    joined = "\n".join(r.sentence.text for r in readings)
    starts, at = [], 0
    for r in readings:
        starts.append(at)
        at += len(r.sentence.text) + 1
    for lexicon in lexicons:
        index = 0
        for key, at, stop in lexicon.signals.find(joined):
            name = SignalName(key)
            while index + 1 < len(starts) and starts[index + 1] <= at:
                index += 1
            reading = readings[index]
            if not _may_carry(name, reading) or not _may_say(rules[name], reading.message):
                continue
            start, end = at - starts[index], stop - starts[index]
            turn = Turn.AFFIRMED if reading.span.kind is SpanKind.LOG else reading.sentence.turn_of(start, end)
            hits.append(Hit(name, turn, reading, start, end))
    return hits


def state_of(hit: Hit, rule: SignalReading) -> SignalState | None:
    """What a cue says in its context; None where the context takes its meaning away."""
    if hit.turn is Turn.NEGATED and rule.negatable:
        return SignalState.DENIED if rule.denial else None
    if hit.turn is Turn.OTHER_PARTY:
        return None
    if hit.turn is Turn.HYPOTHETICAL and not rule.hypothetical:
        return None
    if hit.turn is Turn.QUESTION and not rule.question:
        return None
    if hit.turn is Turn.HISTORICAL and hit.name not in (
        SignalName.RECURRING,
        SignalName.REGRESSION,
        SignalName.LONG_WAIT,
    ):
        return None
    return SignalState.PRESENT


@dataclass(frozen=True)
class Vote:
    """One sentence that affirms or denies a signal."""

    name: SignalName
    state: SignalState
    reading: Reading
    cued: bool
    """By a cue; False: by the reader's impression alone."""


def decide_signals(
    document: Document, votes: Sequence[Vote], rules: dict[SignalName, SignalReading]
) -> tuple[Signal, ...]:
    """Signals from votes, in the list's order; both states may occur."""
    affirmed = [v for v in votes if v.state is SignalState.PRESENT]
    carried = {(v.name, v.reading.span.start) for v in affirmed}
    both = carried & {(v.name, v.reading.span.start) for v in votes if v.state is SignalState.DENIED}
    found: dict[tuple[SignalName, SignalState], dict[int, Evidence]] = {}
    trouble = [v.reading for v in affirmed if v.name in _TROUBLE and not v.reading.is_subject]
    for vote in votes:
        rule = rules[vote.name]
        if not _may_say(rule, vote.reading.message):
            continue
        at = vote.reading.span.start
        doubted = (vote.name, at) in both or any((name, at) in carried for name in rule.unless)
        if doubted and not vote.cued:
            continue
        if rule.advised and not _is_advised(document, vote.reading):
            continue
        if any(v.name in rule.taken_back_by and _is_later(v.reading.message, vote.reading.message) for v in affirmed):
            continue
        if rule.last_word and not _is_last_word(document, vote, trouble):
            continue
        proofs = found.setdefault((vote.name, vote.state), {})
        proofs.setdefault(vote.reading.span.start, document.evidence(vote.reading.span))
    order = list(SignalName)
    keys = sorted(found, key=lambda k: (order.index(k[0]), k[1] is SignalState.DENIED))
    return tuple(
        Signal(name=n, state=s, evidence=tuple(found[n, s][at] for at in sorted(found[n, s], key=document.told_at)))
        for n, s in keys
    )


_LATER_TROUBLE = 400
"""Characters after which a further complaint in the same message shows that the trouble is not over (house default)."""


_TROUBLE = (
    SignalName.DEFECT,
    SignalName.USER_BLOCKED,
    SignalName.MAJOR_FUNCTION_BROKEN,
    SignalName.PRODUCTION_DOWN,
    SignalName.FIX_FAILED,
)
"""Signals of a fault that is still there; a sentence with one of them does not say that it is over."""


def _is_last_word(document: Document, vote: Vote, trouble: Sequence[Reading]) -> bool:
    """Whether no later word complains. What support writes after a customer's "it works again" takes it back as little
    as a thank-you does. A mere impression that it is over counts only in the speaker's last message, and only without
    any complaint there: telling a customer so wrongly is the worst mistake.
    """
    said, start = vote.reading.message, vote.reading.span.start
    if said.role is Role.SYSTEM:
        return False
    if not vote.cued and any(m.role is said.role and _is_later(m, said) for m in document.messages):
        return False
    for other in trouble:
        if other.message.index == said.index:
            after = other.span.start - start
            if after == 0 or after > _LATER_TROUBLE or not vote.cued:
                return False
        elif _is_later(other.message, said) and not _only_comments(other.message, said):
            return False
    return True


def _only_comments(later: Message, said: Message) -> bool:
    """Whether a later message speaks of trouble that its writer need not have: support on what a customer confirmed."""
    return said.role is Role.CUSTOMER and _advises(later)


def _is_later(message: Message, other: Message) -> bool:
    """Whether it was written after the other: by the dates; else what is quoted is older, deeper quotes still more."""
    a, b = message.sent_at, other.sent_at
    if a is not None and b is not None and a != b and (a.tzinfo is None) == (b.tzinfo is None):
        return a > b
    if message.quoted != other.quoted:
        return other.quoted
    return message.index < other.index if message.quoted else message.index > other.index


def _advises(message: Message) -> bool:
    return message.role in (Role.SUPPORT, Role.ENGINEERING) or message.visibility is Visibility.INTERNAL


def _is_advised(document: Document, reading: Reading) -> bool:
    """Whether a step was somebody's advice: support had spoken, or the words name a document or an adviser. What a
    customer tried before asking says nothing of what support can do."""
    said = reading.message
    if said.role is not Role.CUSTOMER or reading.sentence.names_advice:
        return True
    return any(_advises(m) and _is_later(said, m) for m in document.messages)
