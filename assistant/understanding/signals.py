"""Signals: which of the closed list the paste affirms or denies, and where.

A cue found by the lexicon is weighed by its context (`context.py`) and by who says it; the reading of each
signal is data (`knowledge/lexicon/signals.toml`). The evidence is the whole clause's sentence, so that a
person sees the words in their setting.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from assistant.domain import Document, Evidence, Message, Role, Signal, SignalName, SignalState, Span, SpanKind
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
    for span in document.spans:
        if span.kind in (SpanKind.META, SpanKind.SIGNATURE):
            continue
        sentence = Sentence.read(fold(span.text), lexicons if span.kind in _READ else ())
        readings.append(Reading(span, document.message_of(span), sentence))
    return tuple(readings)


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


def decide_signals(
    document: Document, votes: Sequence[Vote], rules: dict[SignalName, SignalReading]
) -> tuple[Signal, ...]:
    """Signals from votes, in the list's order; both states may occur."""
    found: dict[tuple[SignalName, SignalState], dict[int, Evidence]] = {}
    newest = _newest_message(document)
    trouble = {
        v.reading.span.start
        for v in votes
        if v.name in _TROUBLE and v.state is SignalState.PRESENT and v.reading.message.index == newest
    }
    for vote in votes:
        if not _may_say(rules[vote.name], vote.reading.message):
            continue
        if rules[vote.name].last_word and not _is_last_word(vote.reading, trouble, newest):
            continue
        proofs = found.setdefault((vote.name, vote.state), {})
        proofs.setdefault(vote.reading.span.start, document.evidence(vote.reading.span))
    order = list(SignalName)
    keys = sorted(found, key=lambda k: (order.index(k[0]), k[1] is SignalState.DENIED))
    return tuple(
        Signal(name=n, state=s, evidence=tuple(found[n, s][at] for at in sorted(found[n, s], key=document.told_at)))
        for n, s in keys
    )


def _newest_message(document: Document) -> int:
    """Index of the newest message: the first of a mail thread (older ones are quoted below), the last of a chat."""
    own = [m for m in document.messages if not m.quoted]
    if not own:
        return 0
    dated = [m for m in own if m.sent_at is not None]
    if len(dated) == len(own) and len({m.sent_at.tzinfo is None for m in dated if m.sent_at}) == 1:
        return max(dated, key=lambda m: (m.sent_at, m.index)).index
    return own[-1].index


_LATER_TROUBLE = 400
"""Characters after which a further complaint in the same message shows that the trouble is not over (house default)."""


_TROUBLE = (SignalName.DEFECT, SignalName.USER_BLOCKED, SignalName.MAJOR_FUNCTION_BROKEN, SignalName.PRODUCTION_DOWN)
"""Signals of a fault that is still there; a sentence with one of them does not say that it is over."""


def _is_last_word(reading: Reading, trouble: Set[int], newest: int) -> bool:
    start = reading.span.start
    if reading.message.role is Role.SYSTEM or reading.message.index != newest or start in trouble:
        return False
    return max(trouble, default=-1) - start <= _LATER_TROUBLE
