"""Practice (S1 §7): a draft brief of one's own, scored against the checklist, with a reason for every point.

The figure is 0 to 100: so many points for the items of the signature checklist, the others lost by findings
(`reports.toml`). An item that the issue does not hold either is not scored: it is a question to ask. What is scored is
the writing, by the very checks that guard every brief; the policy's own verdict is set beside it to learn from.
"""

from collections.abc import Mapping

from assistant.domain.assessment import Assessment, Decision
from assistant.domain.checklist import ChecklistItem, ChecklistReport, FindingLevel, ItemState
from assistant.domain.model import Model
from assistant.inert import one_line
from assistant.reporting.rules import PracticeRules
from assistant.reporting.wording import cut, figure

_GOT = {ItemState.PRESENT: 1.0, ItemState.WEAK: 0.5, ItemState.MISSING: 0.0}


class PracticePoint(Model):
    """What an item of the checklist, or the findings, brought of what they could."""

    id: str
    got: float
    of: float
    why: str
    fix: str | None = None


class PracticeScore(Model):
    """The whole result."""

    figure: int
    """0 to 100."""
    points: tuple[PracticePoint, ...]
    to_ask: tuple[str, ...]
    """Items neither the issue nor the brief holds: to be asked for, not scored."""
    verdict: tuple[str, ...]
    """What policy makes of the issue, to compare; empty where no issue was given."""
    not_checked: tuple[str, ...]


def practice_score(
    report: ChecklistReport,
    *,
    rules: PracticeRules,
    known: tuple[ChecklistItem, ...] = (),
    assessment: Assessment | None = None,
    meanings: Mapping[str, str] | None = None,
) -> PracticeScore:
    """The score of a checked brief. `known` are the items' states in the issue; `meanings` what each item asks for."""
    in_issue = {i.id: i for i in known}
    scored, to_ask = [], []
    for item in report.items:
        source = in_issue.get(item.id)
        written = item.state in (ItemState.PRESENT, ItemState.WEAK)
        if item.state is ItemState.NOT_APPLICABLE or (source and source.state is ItemState.NOT_APPLICABLE):
            continue
        if not written and source is not None and source.state is ItemState.MISSING:
            to_ask.append(item.id)
            continue
        scored.append(item)
    share = rules.items / len(scored) if scored else 0.0
    points = [_point(i, share, in_issue.get(i.id), meanings or {}) for i in scored]
    points += _finding_points(report, rules)
    of = sum(p.of for p in points)
    # NOTE: where no item could be scored, the findings' share alone is the whole
    whole = 100 / of if of else 0.0
    points = [p.model_copy(update={"got": round(whole * p.got, 4), "of": round(whole * p.of, 4)}) for p in points]
    return PracticeScore(
        figure=round(sum(p.got for p in points)),
        points=tuple(points),
        to_ask=tuple(to_ask),
        verdict=_verdict(assessment) if assessment else (),
        not_checked=report.not_checked,
    )


def _point(
    item: ChecklistItem, share: float, source: ChecklistItem | None, meanings: Mapping[str, str]
) -> PracticePoint:
    got = share * _GOT[item.state]
    fix = None
    if got < share:
        fix = f"Write: {meanings[item.id]}." if item.id in meanings else f"Write it: {item.id.replace('_', ' ')}."
        if source is not None and source.evidence:
            fix += f" The issue says it: “{cut(source.evidence[0].quote, 120)}”."
    return PracticePoint(id=item.id, got=got, of=share, why=item.why, fix=fix)


def _finding_points(report: ChecklistReport, rules: PracticeRules) -> list[PracticePoint]:
    """What is left of the findings' share after each took its own off; the worst first."""
    left = rules.findings
    lost = []
    order = list(FindingLevel)
    for finding in sorted(report.findings, key=lambda f: order.index(f.level)):
        off = min(left, rules.off[finding.level.value])
        left -= off
        quote = f" “{cut(finding.quote, 100)}”" if one_line(finding.quote) else ""
        lost.append(
            PracticePoint(
                id=finding.id, got=0.0, of=0.0, fix=finding.fix,
                why=f"takes {figure(off)} off: {finding.level.value} in {finding.where}: {finding.message}{quote}",
            )
        )  # fmt: skip
    count = f"{len(report.findings)} finding{'' if len(report.findings) == 1 else 's'}"
    taken = f"{count}, which took {figure(rules.findings - left)} of {figure(rules.findings)} off"
    kept = PracticePoint(
        id="findings", got=left, of=rules.findings, why=taken if report.findings else "No finding",
    )  # fmt: skip
    return [kept, *lost]


def _verdict(assessment: Assessment) -> tuple[str, ...]:
    if assessment.decision is Decision.HANDLE_IN_SUPPORT:
        first = f"Policy would not escalate it: handle in support, {assessment.severity.value}."
    else:
        targets = ", ".join(t.value.replace("_", " ") for t in assessment.targets)
        first = f"Policy would escalate it to {targets} as {assessment.severity.value} ({assessment.severity_label})."
    rules = [f"{r.text} ({r.source})" for r in assessment.rules if r.decisive]
    return (first, *rules, *assessment.failure_modes)


def render_practice(score: PracticeScore) -> str:
    """The score as lines of text."""
    lines = [f"{score.figure} of 100", ""]
    for point in score.points:
        got = f"{figure(point.got)}/{figure(point.of)}" if point.of else ""
        lines.append(f"{got:>9}  {point.id}: {one_line(point.why)}")
        if point.fix:
            lines.append(f"           → {one_line(point.fix)}")
    lines.append(f"{figure(sum(p.got for p in score.points)):>5}/100  together")
    lines += [f"      ask  {id}: neither the issue nor the brief holds it" for id in score.to_ask]
    if score.verdict:
        lines += ["", *map(one_line, score.verdict)]
    lines += [f"not checked: {one_line(t)}" for t in score.not_checked]
    return "\n".join(lines)
