"""The verdict: decision, severity, targets, incident, scope, reasons. Policy's work on what was read."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.domain import Escalation, Severity
from evals.case import EvalCase
from evals.measures import Counts, Measure, recall, share
from evals.suites.drafted import DraftedSuite, Tally


def score(case: EvalCase, escalation: Escalation) -> Tally:
    """Every part against its accepted values."""
    out, want, got = Tally(), case.expect, escalation.assessment
    out.judge("decision", got.decision in want.decision, _or(want.decision), got.decision)
    out.judge("severity", got.severity in want.severity, _or(want.severity), got.severity)
    near = any(abs(got.severity.rank - s.rank) <= 1 for s in want.severity)
    out.add("severity_within_one.n")
    out.add("severity_within_one.right", float(near))
    nearest = min(want.severity, key=lambda s: abs(s.rank - got.severity.rank))
    out.add(f"severity[{nearest.value}>{got.severity.value}]")
    primary = got.targets[0] if got.targets else None
    right = primary in want.primary_target if want.primary_target else primary is None
    out.judge("primary_target", right, _or(want.primary_target) or "none", primary or "none")
    same = set(got.targets) == set(want.targets)
    out.judge("targets", same, ", ".join(want.targets) or "none", ", ".join(got.targets) or "none")
    out.judge("incident", got.incident == want.incident, str(want.incident), str(got.incident))
    out.judge("scope", got.scope in want.scope, _or(want.scope), got.scope)
    for reason in want.escalation_reasons:
        out.add(f"reasons.{'right' if reason in got.escalation_reasons else 'missed'}")
    return out


def _or(values: Iterable[str]) -> str:
    return " or ".join(values)


def confusion(rows: Sequence[Counts]) -> Iterable[tuple[str, dict[str, float]]]:
    """Severity: expected (the accepted one nearest to what was given) by row, given by column."""
    cells = Counter[str]()
    for row in rows:
        cells.update({k: int(v) for k, v in row.items() if k.startswith("severity[")})
    for want in Severity:
        yield want.value, {got.value: cells[f"severity[{want.value}>{got.value}]"] for got in Severity}


SUITE = DraftedSuite(
    "assessment",
    "the verdict",
    (
        Measure("decision", "decision accepted", share("decision"), 0.90),
        Measure("severity", "severity within the accepted set", share("severity"), 0.85),
        Measure("severity_within_one", "severity at most one step off", share("severity_within_one")),
        Measure("primary_target", "primary target accepted", share("primary_target"), 0.90),
        Measure("targets", "exactly the labelled set of targets", share("targets")),
        Measure("incident", "incident flag right", share("incident")),
        Measure("scope", "scope accepted", share("scope")),
        Measure("reasons", "labelled escalation reasons that were given", recall("reasons")),
    ),
    score,
    {"severity: expected by row, given by column": confusion},
)
