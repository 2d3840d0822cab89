"""Signature items that tell the problem: summary, reproduction steps, expected against actual (S1 §6)."""

import re

from assistant.checks.reading import Reading
from assistant.checks.states import missing, not_applicable, present, weak
from assistant.domain import ChecklistItem, FactField, Role, SignalName, SignalState, Span, SpanKind

_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•]|step \d+)\s", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?:^|\n)\s*\(?\d{1,2}[.)]\s*$")
_MENU_PATH = re.compile(r"\w[\w .…]*\s(?:>|→|->|»)\s\w[\w .…]*(?:\s(?:>|→|->|»)\s\w+)*")
_ARROWS = re.compile(r"->|→|=>")
_REQUEST = re.compile(r"(?m)^\s*(?:[$>#]\s*)?(?:GET|POST|PUT|PATCH|DELETE|curl)\b.{4,}")
_ENOUGH_STEPS = 2
_ENOUGH_ACTIONS = 3
"""Different actions in one sentence or two neighbouring ones that make a way anyone can walk."""
_SHORT = 3
"""Words: below this many a summary names a symptom and no object."""

_MATTER = (FactField.ACTUAL, FactField.EXPECTED, FactField.ERROR_MESSAGE, FactField.ERROR_CODE, FactField.REPRO_STEPS)
"""Facts that tell what is broken or wanted."""
_NO_MATTER = frozenset(
    {
        SignalName.CHURN_THREAT,
        SignalName.EXECUTIVE_REQUEST,
        SignalName.LEGAL_OR_PRESS,
        SignalName.HARD_DEADLINE,
        SignalName.KEY_CUSTOMER,
        SignalName.PENDING_DEAL,
        SignalName.COMPETITOR_MENTIONED,
        SignalName.REFERENCE_CUSTOMER,
        SignalName.PUBLIC_VISIBILITY,
        SignalName.LONG_WAIT,
        SignalName.STALLED,
        SignalName.SLA_AT_RISK,
        SignalName.SLA_BREACHED,
        SignalName.ESCALATION_REQUESTED,
        SignalName.SEVERITY_INCREASING,
        SignalName.SINGLE_USER,
        SignalName.SEVERAL_CUSTOMERS,
        SignalName.ALL_CUSTOMERS,
        SignalName.REGION_WIDE,
    }
)
"""Signals that weigh a matter and name none."""


def summary(reading: Reading) -> ChecklistItem:
    """What is broken, for whom.

    Example: "Exports stop at 50,000 rows" is present; "It doesn't work" is weak; a rant without matter is missing.
    """
    id, text = "summary", reading.extraction.summary
    if text is None:
        if reading.has(
            SignalName.DEFECT, SignalName.MAJOR_FUNCTION_BROKEN, SignalName.PRODUCTION_DOWN, SignalName.USER_BLOCKED
        ):
            return weak(id, "A symptom is named, but not what it concerns.")
        if reading.extraction.signals and reading.has(
            SignalName.HOW_TO, SignalName.FEATURE_GAP, SignalName.BILLING_MATTER
        ):
            return present(
                id,
                "The paste says what is wanted.",
                tuple(e for s in reading.extraction.signals for e in s.evidence)[:1],
            )
        return missing(id, "Nobody can tell from the paste what is broken or wanted.")
    proof = reading.extraction.summary_evidence[:2]
    if not _has_a_matter(reading):
        return missing(id, "Nobody can tell from the paste what is broken or wanted.")
    words = re.findall(r"\w+", text)
    spaced = reading.document.language not in ("ja", "zh")
    if (spaced and len(words) < _SHORT) or (not spaced and len(text) < 2 * _SHORT):
        return weak(id, "A symptom without an object.", proof)
    return present(id, "The paste says what is broken or wanted.", proof)


def _has_a_matter(reading: Reading) -> bool:
    """Whether anything is said to be broken, wanted or asked; anger, a threat or a call for a manager says none."""
    return (
        any(s.state is SignalState.PRESENT and s.name not in _NO_MATTER for s in reading.extraction.signals)
        or bool(reading.facts(*_MATTER))
        or bool(reading.logs)
        or bool(reading.hits("cannot") or reading.hits("contrast"))
        or reading.asks_something
    )


def _listed_steps(reading: Reading) -> tuple[Span, ...]:
    """Items standing under a heading such as "Steps to reproduce"."""
    heading = reading.words.pattern("steps_heading")
    numbered = [
        s for s in reading.written if _NUMBER_BEFORE.search(reading.document.text[max(0, s.start - 6) : s.start])
    ]
    acting = {s.id for s in reading.spans_with("action")} - {s.id for s in reading.spans_with("tried")}
    if len(numbered) >= _ENOUGH_STEPS and len([s for s in numbered if s.id in acting]) * 2 >= len(numbered):
        return tuple(numbered)
    under = [s for s in reading.written if s.section and heading.search(s.section) and s.kind is SpanKind.PROSE]
    return tuple(under)


def _walks(reading: Reading) -> tuple[Span, ...]:
    """Neighbouring sentences that name several different actions, or a menu path with an action."""
    written = reading.written
    order = {id(s): n for n, s in enumerate(written)}
    actions: dict[int, set[str]] = {}
    for hit in reading.hits("action"):
        actions.setdefault(order[id(hit.span)], set()).add(hit.span.text[hit.start : hit.end].lower()[:5])
    tried = {order[id(s)] for s in reading.spans_with("tried")}
    for at, mine in actions.items():
        following = (
            actions.get(at + 1, set())
            if at + 1 < len(written) and written[at + 1].message == written[at].message
            else set()
        )
        text = written[at].text
        guided = bool(_MENU_PATH.search(text)) or len(_ARROWS.findall(text)) >= 1
        if at not in tried and (len(mine | following) >= _ENOUGH_ACTIONS or (guided and mine)):
            return tuple(written[at : at + (2 if following else 1)])
    return ()


def reproduction_steps(reading: Reading) -> ChecklistItem:
    """Start, action, exact values; not applicable where nothing is defective.

    Example: "1. Open a view of 60,000 rows 2. Export as CSV" is present; "when I export" is weak.
    """
    id = "reproduction_steps"
    if reading.nothing_defective:
        return not_applicable(id, reading.nothing_defective)
    steps = _listed_steps(reading)
    if len(steps) >= _ENOUGH_STEPS:
        return present(id, "The steps are listed.", reading.quotes(steps, 3))
    facts = reading.facts(FactField.REPRO_STEPS)
    if len(facts) >= _ENOUGH_STEPS:
        return present(id, "The steps are told.", reading.fact_proof(FactField.REPRO_STEPS, limit=3))
    walk = _walks(reading)
    if walk:
        return present(id, "The way to the fault is told, action by action.", reading.quotes(walk))
    requests = [s for s in reading.logs if _REQUEST.match(s.text)]
    if requests:
        return present(id, "The request that fails is given verbatim.", reading.quotes(requests))
    if facts:
        return weak(id, "One action is told, without start and values.", reading.fact_proof(FactField.REPRO_STEPS))
    trigger = reading.hits("trigger") or reading.hits("action")
    if trigger:
        return weak(id, "A trigger is named; start, action and exact values are not.", reading.proof(trigger, 1))
    if reading.logs:
        return weak(id, "Only the log shows what was being done.", reading.quotes(reading.logs, 1))
    return missing(id, "Nothing says how the fault is brought about.")


def expected_vs_actual(reading: Reading) -> ChecklistItem:
    """Both what should happen and what happens; not applicable where nothing is defective.

    Example: "should be 310.00, customer was asked for 453.87" is present; "exports are empty" is weak.
    """
    id = "expected_vs_actual"
    if reading.nothing_defective:
        return not_applicable(id, reading.nothing_defective)
    contrast = reading.hits("contrast")
    expected = reading.fact_proof(FactField.EXPECTED)
    actual = reading.fact_proof(FactField.ACTUAL)
    if expected and (actual or contrast) and not _said_by_support(reading):
        return present(id, "Expected and actual behaviour are both told.", (*expected[:1], *actual[:1]))
    if contrast:
        return present(id, "What happens is set against what should happen.", reading.proof(contrast))
    if expected or actual or _fault(reading):
        return weak(id, "What happens is told; what should happen instead is not.", (*expected, *actual)[:2])
    return missing(id, "Neither what should happen nor what happens is told.")


def _said_by_support(reading: Reading) -> bool:
    """Whether only the support side speaks of what should be ("it should be back within two hours")."""
    starts = [e.start for f in reading.facts(FactField.EXPECTED) for e in f.evidence]
    spans = [s for s in reading.written if any(s.start <= a < s.end for a in starts)]
    return bool(spans) and all(reading.document.message_of(s).role is Role.SUPPORT for s in spans)


def _fault(reading: Reading) -> bool:
    """Whether anything at all is said to go wrong."""
    return (
        reading.extraction.summary is not None
        or bool(reading.logs)
        or reading.has(
            SignalName.DEFECT,
            SignalName.MAJOR_FUNCTION_BROKEN,
            SignalName.PRODUCTION_DOWN,
            SignalName.USER_BLOCKED,
            SignalName.PERFORMANCE,
            SignalName.DATA_LOSS,
        )
    )
