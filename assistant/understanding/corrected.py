"""A model's corrections of a reading, taken only as far as code can follow them.

The model points at words; what they are worth is read here by the rules that read everything else (dates from the
message's day, counts from number words). Words that do not stand where it points are kept as *unverified* facts. An
entry of the rules' reading goes only for a named reason; where the paste speaks to an assistant, none goes at all,
since the model may be the one that was spoken to.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from assistant.domain import (
    Corrections,
    Document,
    Evidence,
    Extraction,
    Fact,
    FactField,
    Pointed,
    Signal,
    SignalName,
    SignalState,
    Span,
    SpanKind,
)
from assistant.understanding.facts import find_pointed

REASONS = frozenset({"denied", "past", "other_customer", "hypothetical", "not_said", "better_words"})
"""Why an entry of the rules' reading may be taken out."""
_QUOTE = 80
_QUOTE_MARKS = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
_TELLING = 5
"""Lines that tell the problem, at most: a brief describes in five sentences (S4)."""
_NEEDS_A_VALUE = frozenset(
    {
        FactField.STARTED_AT,
        FactField.WAITING_SINCE,
        FactField.DEADLINE,
        FactField.AFFECTED_CUSTOMERS_COUNT,
        FactField.AFFECTED_USERS_COUNT,
    }
)
"""Fields whose words say nothing unless a date or a number can be read from them ("for ages", "the clerks")."""
_FIELDS = {f.value: f for f in FactField}
_SIGNALS = {s.value: s for s in SignalName}
_READABLE = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.LOG)


def corrected(
    document: Document,
    reading: Extraction,
    corrections: Corrections,
    *,
    reference: datetime,
    folder: Path,
    may_remove: bool = True,
) -> tuple[Extraction, tuple[str, ...]]:
    """The reading after the model's corrections, and what was taken out or could not be used, in words.

    `reference` and `folder` as in `Understander.read`. `may_remove` False: the model may add, not take away.
    """
    spans = {s.id: s for s in document.spans}
    out, notes = _removed(reading, corrections.wrong) if may_remove else (frozenset(), [])
    if corrections.wrong and not may_remove:
        notes.append("the paste speaks to an assistant, so nothing that the rules read was taken out on a model's word")
    kept = [f for n, f in enumerate(reading.facts, 1) if f"F{n}" not in out]
    signals = [s for n, s in enumerate(reading.signals, 1) if f"S{n}" not in out]
    facts = _with_facts(document, kept, _facts(document, spans, corrections.facts, reference, folder))
    line, proof = _summary(document, spans, corrections, reading)
    return reading.model_copy(
        update={
            "facts": facts,
            "signals": _with_signals(signals, _signals(document, spans, corrections.signals), may_remove),
            "summary": line,
            "summary_evidence": proof,
            "description": _quoted(document, spans, corrections.tells, _TELLING) or reading.description,
            "separate_problems": _problems(document, spans, corrections.problems) or reading.separate_problems,
        }
    ), tuple(notes)


def _removed(reading: Extraction, wrong: Iterable[Pointed]) -> tuple[frozenset[str], list[str]]:
    """Ids to take out, and a line on each signal among them; facts go quietly, since better words replace most."""
    known = {f"F{n}" for n in range(1, len(reading.facts) + 1)}
    signals = {f"S{n}": s for n, s in enumerate(reading.signals, 1)}
    out = {w.name for w in wrong if w.words in REASONS and (w.name in known or w.name in signals)}
    notes = [
        f"the model reads “{_short(signals[w.name].evidence[0].quote)}” differently ({w.words.replace('_', ' ')}): "
        f"{signals[w.name].name.value.replace('_', ' ')} was taken out"
        for w in wrong
        if w.name in out and w.name in signals and signals[w.name].evidence
    ]
    return frozenset(out), notes


def _short(quote: str) -> str:
    words = " ".join(_QUOTE_MARKS.sub(" ", quote).split())
    return words if len(words) <= _QUOTE else words[: _QUOTE - 1] + "…"


def _facts(
    document: Document, spans: dict[str, Span], pointed: Iterable[Pointed], reference: datetime, folder: Path
) -> Iterator[Fact]:
    for item in pointed:
        field = _FIELDS.get(item.name)
        lines = [spans[i] for i in item.lines if i in spans and spans[i].kind in _READABLE]
        if field is None or not lines:
            continue
        words = " ".join(item.words.split())
        if not words:
            text = " ".join(s.text for s in lines)
            yield Fact(field=field, value=text, evidence=tuple(document.evidence(s) for s in lines))
            continue
        found = _place(words, lines) or _place(words, document.spans)
        if found is None:
            proof = tuple(document.evidence(s) for s in lines)
            yield Fact(field=field, value=words, evidence=proof, verified=False)
            continue
        span, start, end = found
        read = find_pointed(document, field, span, start, end, reference=reference, folder=folder)
        if read is not None:
            yield read
        elif field not in _NEEDS_A_VALUE:
            value = " ".join(span.text[start:end].split())
            yield Fact(field=field, value=value, evidence=(document.evidence(span, start, end),))


def _place(words: str, spans: Iterable[Span]) -> tuple[Span, int, int] | None:
    """Where the words stand: letter by letter but for case, white space and quote marks."""
    body = words.strip(" .,;\"'“”„«»")
    if not body:
        return None
    pattern = re.compile(r"\s+".join(re.escape(w) for w in body.split()), re.IGNORECASE)
    bounded = re.compile(rf"(?<!\w)(?:{pattern.pattern})(?!\w)", re.IGNORECASE)
    for regex in (bounded, pattern):
        for span in spans:
            if (match := regex.search(span.text)) is not None:
                return span, match.start(), match.end()
    return None


def as_told(document: Document, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """By field, and within a field in the order they were told."""
    order = {name: place for place, name in enumerate(FactField)}
    return tuple(
        sorted(facts, key=lambda f: (order[f.field], document.told_at(f.evidence[0].start if f.evidence else 0)))
    )


def _with_facts(document: Document, facts: list[Fact], added: Iterable[Fact]) -> tuple[Fact, ...]:
    """Both, without repeats: the same value of a field once, and of two nested quotes the model's own choice."""
    out = list(facts)
    for new in added:
        key = " ".join(new.value.casefold().split())
        if any(f.field is new.field and " ".join(f.value.casefold().split()) == key for f in out):
            continue
        out = [f for f in out if not (f.field is new.field and f.verified and new.verified and _overlap(f, new))]
        out.append(new)
    return as_told(document, out)


def _overlap(a: Fact, b: Fact) -> bool:
    """Whether one of two facts is proven by words within the other's: the same thing, cut differently."""
    return any(
        (x.start <= y.start and y.end <= x.end) or (y.start <= x.start and x.end <= y.end)
        for x in a.evidence
        for y in b.evidence
    )


def _signals(document: Document, spans: dict[str, Span], pointed: Iterable[Pointed]) -> Iterator[Signal]:
    for item in pointed:
        name = _SIGNALS.get(item.name)
        proof = _quoted(document, spans, item.lines, 3)
        if name is not None and proof and item.words in ("present", "denied"):
            yield Signal(name=name, state=SignalState(item.words), evidence=proof)


def _with_signals(signals: list[Signal], added: Iterable[Signal], may_remove: bool) -> tuple[Signal, ...]:
    """A denial by the model stands beside the rules' affirmation, which policy follows; only `wrong` takes that out."""
    found = {(s.name, s.state): s for s in signals}
    for new in added:
        if new.state is SignalState.DENIED and not may_remove and (new.name, SignalState.PRESENT) in found:
            continue
        known = found.get((new.name, new.state))
        proof = tuple(dict.fromkeys((*known.evidence, *new.evidence))) if known else new.evidence
        found[new.name, new.state] = new.model_copy(update={"evidence": proof})
    order = list(SignalName)
    return tuple(found[k] for k in sorted(found, key=lambda k: (order.index(k[0]), k[1] is SignalState.DENIED)))


def _summary(
    document: Document, spans: dict[str, Span], corrections: Corrections, reading: Extraction
) -> tuple[str | None, tuple[Evidence, ...]]:
    said = corrections.summary
    proof = _quoted(document, spans, said.lines, 3) if said else ()
    if said is None or not said.words.strip() or not proof:
        return reading.summary, reading.summary_evidence
    return " ".join(said.words.split()), proof


def _quoted(document: Document, spans: dict[str, Span], ids: Iterable[str], most: int) -> tuple[Evidence, ...]:
    chosen = [spans[i] for i in dict.fromkeys(ids) if i in spans and spans[i].kind in _READABLE][:most]
    return tuple(document.evidence(s) for s in sorted(chosen, key=lambda s: s.start))


def _problems(document: Document, spans: dict[str, Span], ids: Iterable[str]) -> tuple[Evidence, ...]:
    found = _quoted(document, spans, ids, 4)
    return found if len(found) > 1 else ()
