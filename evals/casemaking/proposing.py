"""A draft as labels: what a person set counts, what the engine said is proposed; every quote stands in the new text."""

from dataclasses import dataclass
from typing import Any

from assistant.domain import Escalation, SignalState
from evals.casemaking.disguise import Disguised

_OVERRIDES = {"decision": ("decision",), "severity": ("severity",), "targets": ("targets", "primary_target"),
              "issue_type": ("issue_type",)}  # fmt: skip
"""What a person changed → the labels that say it."""


@dataclass(frozen=True)
class Proposal:
    """The labels, and which of them a person set."""

    expect: dict[str, Any]
    by_person: frozenset[str]


def propose(escalation: Escalation, disguised: Disguised) -> Proposal:
    """Labels of a record whose text was disguised."""
    verdict = escalation.assessment
    targets = [t.value for t in verdict.targets]
    signals: dict[str, list[str]] = {"present": [], "denied": []}
    for signal in escalation.signals:
        which = signals["denied" if signal.state is SignalState.DENIED else "present"]
        if signal.name.value not in which:
            which.append(signal.name.value)
    expect = {
        "language": escalation.issue.language,
        "issue_type": [verdict.issue_type.value],
        "decision": [verdict.decision.value],
        "severity": [verdict.severity.value],
        "targets": targets,
        "primary_target": targets[:1],
        "incident": verdict.incident,
        "scope": [verdict.scope.value],
        "escalation_reasons": [r.value for r in verdict.escalation_reasons],
        "signals": signals,
        "facts": _facts(escalation, disguised),
        "checklist": {item.id: [item.state.value] for item in escalation.checklist.items},
        "must_not_reach_customer": [],
    }
    changed = frozenset(label for o in verdict.overrides for label in _OVERRIDES.get(o.what, ()))
    return Proposal(expect, changed)


def _facts(escalation: Escalation, disguised: Disguised) -> list[dict[str, str]]:
    found = []
    for fact in escalation.facts:
        evidence = next((e for e in fact.evidence if e.source == "issue"), None)
        if evidence is None:
            continue  # NOTE: read beside the paste or in a past ticket: no label of this text
        start, end = disguised.range_of(evidence.start, evidence.end)
        quote = disguised.text[start:end]
        value = quote if fact.value == evidence.quote else disguised.value(fact.value)
        if quote.strip():
            found.append({"field": fact.field.value, "value": value, "quote": quote})
    return found
