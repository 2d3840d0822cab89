"""Signature items that give the case its weight: customer impact, severity (S1 §6)."""

import re

from assistant.checks.reading import Hit, Reading
from assistant.checks.states import missing, present, weak
from assistant.domain import ChecklistItem, FactField, Role, SignalName, Span, SpanKind, Visibility
from assistant.understanding.cues import fold

_SEV = re.compile(r"(?i)(?<!\w)(?:SEV|severity|S)[-\s]?[1-4](?!\w)|(?<!\w)SEV\b")
_PRIORITY = re.compile(r"(?i)(?<!\w)(?:P[1-5]|prio\w*|priorit\w*|dringlichkeit|urgency|cvss\w*|blocker)(?!\w)")
_KNOWN = re.compile(
    r"(?i)(?<!\w)(?:SEV[-\s]?[1-4]|S[1-4]|P[1-4]|critical|high|medium|low|major|minor|kritisch|hoch|mittel|niedrig|gering|critique|majeure?|mineure?|haute|moyenne|basse|crítica|alta|media|média|baja|baixa|critica|bassa|grave|hoog|laag|高|中|低)(?!\w)"
)
_CONTRACT = re.compile(
    r"(?i)\b(?P<p>P[1-4])\b[^)\n]{0,20}?\b(?:reaktion|response|resolution|lösung|réponse|respuesta|resposta|risposta|reactie|restore)"
)
_FILLER = re.compile(
    r"(?i)^\W*(?:n/?a|none|tbd|asdf\w*|see above|unknown|x+|-+|\?+|test|keine?|s\.? ?o\.?|siehe oben)\W*$"
)
_EXCLAIM = re.compile(r"!{2,}|(?<![\w])(?:[A-ZÄÖÜÉÈÁÍÓÚÇ]{4,}[\s,!]+){2,}")


def customer_impact(reading: Reading) -> ChecklistItem:
    """What cannot be done, plus a number or a hard consequence; one of the two is weak.

    Example: "31 people will not be paid on Friday" is present; "this is a lot of work" is missing.
    """
    id = "customer_impact"
    blocked = reading.because(
        SignalName.PRODUCTION_DOWN, SignalName.USER_BLOCKED, SignalName.MAJOR_FUNCTION_BROKEN, SignalName.DATA_LOSS
    ) or reading.proof(reading.hits("cannot"))
    number = reading.fact_proof(FactField.AFFECTED_USERS_COUNT, FactField.AFFECTED_CUSTOMERS_COUNT) or reading.proof(
        reading.hits("impact_noun")
    )
    hard = reading.proof(reading.hits("consequence"))
    if blocked and (hard or (number and not reading.nothing_defective)):
        return present(
            id,
            "It is told what cannot be done, with a number or a hard consequence.",
            (*blocked[:1], *(number or hard)[:1]),
        )
    if blocked or hard:
        return weak(
            id, "It is told what cannot be done, without a number or a hard consequence.", (blocked or hard)[:2]
        )
    if number and not reading.nothing_defective:
        return weak(id, "A number is given, but not what cannot be done.", number[:2])
    return missing(id, "It is not told what the customer cannot do, nor for how many.")


def _set_by_support(reading: Reading) -> tuple[Span, ...]:
    """Fields and notes in which support or the contract sets a severity in a known scale."""
    label = reading.words.pattern("severity_label")
    out = []
    for span in reading.written:
        message = reading.document.message_of(span)
        folded = span.text.lower()
        if span.kind is SpanKind.FIELD or ":" in span.text[:60]:
            name, _, value = span.text.partition(":")
            if label.search(name.lower()) and _KNOWN.search(value) and not _FILLER.match(value):
                out.append(span)
                continue
        speaks = message.role in (Role.SUPPORT, Role.ENGINEERING) or message.visibility is Visibility.INTERNAL
        if speaks and re.search(r"(?i)(?<!\w)sev[-\s]?[1-4](?!\w)", folded):
            out.append(span)
    return tuple(out)


def severity(reading: Reading) -> ChecklistItem:
    """Set by support or contract in a known scale; urgency words, queue priority and CVSS are weak.

    Example: "Severity: SEV2" set by an agent is present; "URGENT!!" is weak; "severity: asdf" is missing.
    """
    id = "severity"
    stated = _set_by_support(reading)
    if stated:
        return present(id, "Support or the contract set it in a known scale.", reading.quotes(stated, 1))
    if any(o.what == "severity" for o in reading.assessment.overrides):
        return present(id, "A person set it, with a reason.")
    if reading.assessment.severity_set_by_support:
        return present(id, "Support set it in the text.")
    contract = [s for s in reading.written if _CONTRACT.search(s.text)]
    levels = {m.group("p").upper() for s in contract if (m := _CONTRACT.search(s.text))}
    fields = [
        s
        for s in reading.written
        if s.kind is SpanKind.FIELD
        and any(re.search(rf"(?<!\w){p}(?!\w)", s.text) for p in levels)
        and s not in contract
    ]
    if contract and fields:
        return present(
            id, "The contract defines the priority that the ticket carries.", reading.quotes([*contract, *fields])
        )
    queue = [
        s
        for s in reading.written
        if s.kind is SpanKind.FIELD
        and _PRIORITY.search(s.text)
        and not _FILLER.match(s.text.partition(":")[2] or "x: 1")
    ]
    if queue:
        return weak(id, f"Only a queue priority or a score is given. {_proposed(reading)}", reading.quotes(queue, 1))
    calm = {h.span.id for h in reading.hits("not_urgent")}
    urgent: list[Hit] = [h for h in reading.hits("urgent") if h.span.id not in calm]
    if urgent:
        return weak(id, f"Only urgency words are used. {_proposed(reading)}", reading.proof(urgent, 1))
    subject = _subject(reading)
    if subject is not None and not calm and reading.words.pattern("urgent").search(subject):
        return weak(id, f"Only urgency words are used. {_proposed(reading)}")
    return missing(id, _proposed(reading))


def _proposed(reading: Reading) -> str:
    """That a severity is there all the same, whose it is, and what makes it the ticket's own."""
    level = reading.assessment.severity.value
    return (
        f"Proposed by policy ({level}), not confirmed by support. To confirm, write “Severity: {level}” into the "
        "ticket, or set it with a reason."
    )


def _subject(reading: Reading) -> str | None:
    """The subject line, folded; None where there is none."""
    return None if reading.document.subject is None else fold(reading.document.subject)
