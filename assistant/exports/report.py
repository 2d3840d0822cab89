"""The checklist report as lines of text, for the terminal and inside the Markdown export."""

from assistant.domain import ChecklistReport, FindingLevel, ItemState
from assistant.exports.inert import inline

_MARKS = {ItemState.PRESENT: "[x]", ItemState.WEAK: "[~]", ItemState.MISSING: "[ ]", ItemState.NOT_APPLICABLE: "[n/a]"}
_GROUPS = (
    ("Ticket contents (S1 §5)", "contents"), ("Ticket hygiene (S1 §5)", "hygiene"), ("Required fields (S0)", "required_fields"),
    ("Reproduction practices (S4)", "repro_practices"), ("Asked for by the target (S4)", "target_includes"),
)  # fmt: skip
_ORDER = {FindingLevel.BLOCKER: 0, FindingLevel.WARNING: 1, FindingLevel.NOTE: 2}


def report_lines(report: ChecklistReport) -> list[str]:
    """One line an item and finding, worst findings first."""
    lines = [f"**{'Ready' if report.ready else 'Not ready'}**", ""]
    for item in report.items:
        lines.append(f"- {_MARKS[item.state]} {item.id}: {inline(item.why)}{' **(blocks)**' if item.blocking else ''}")
    for title, name in _GROUPS:
        items = getattr(report, name)
        if items:
            states = ", ".join(f"{_MARKS[i.state]} {i.id.split('_', 1)[-1].replace('_', ' ')}" for i in items)
            lines.append(f"- {title}: {states}")
    for finding in sorted(report.findings, key=lambda f: _ORDER[f.level]):
        quote = f" “{inline(' '.join(finding.quote.split())[:100])}”" if finding.quote else ""
        lines.append(f"- {finding.level.value} {finding.id} in {finding.where}: {inline(finding.message)}{quote} → {inline(finding.fix)}")
    lines += [f"- not checked: {inline(text)}" for text in report.not_checked]
    return lines


def render_report(report: ChecklistReport) -> str:
    """The report alone, for `escalate check`."""
    return "\n".join(line.replace("**", "") for line in report_lines(report))
