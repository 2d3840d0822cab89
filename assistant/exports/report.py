"""The checklist report as lines of text: inside the Markdown export, and alone on the terminal."""

from collections.abc import Callable

from assistant.domain import ChecklistReport, FindingLevel, ItemState
from assistant.inert import inert, one_line

_MARKS = {
    ItemState.PRESENT: "[x]",
    ItemState.WEAK: "[~]",
    ItemState.MISSING: "[ ]",
    ItemState.NOT_APPLICABLE: "[n/a]",
}
_GROUPS = (
    ("Ticket contents (S1 §5)", "contents"),
    ("Ticket hygiene (S1 §5)", "hygiene"),
    ("Required fields (S0)", "required_fields"),
    ("Reproduction practices (S4)", "repro_practices"),
    ("Asked for by the target (S4)", "target_includes"),
)
_ORDER = {FindingLevel.BLOCKER: 0, FindingLevel.WARNING: 1, FindingLevel.NOTE: 2}
_QUOTE = 100


def report_lines(report: ChecklistReport, *, say: Callable[[str], str] = inert, strong: str = "**") -> list[str]:
    """One line an item and finding, worst findings first; `say` makes words fit for where they are shown."""
    lines = [f"{strong}{'Ready' if report.ready else 'Not ready'}{strong}", ""]
    for item in report.items:
        blocks = f" {strong}(blocks){strong}" if item.blocking else ""
        lines.append(f"- {_MARKS[item.state]} {item.id}: {say(item.why)}{blocks}")
    for title, name in _GROUPS:
        items = getattr(report, name)
        if items:
            states = ", ".join(f"{_MARKS[i.state]} {i.id.split('_', 1)[-1].replace('_', ' ')}" for i in items)
            lines.append(f"- {title}: {states}")
    for finding in sorted(report.findings, key=lambda f: _ORDER[f.level]):
        quote = f" “{say(one_line(finding.quote)[:_QUOTE])}”" if finding.quote.strip() else ""
        where = f"{finding.level.value} {finding.id} in {finding.where}"
        lines.append(f"- {where}: {say(finding.message)}{quote} → {say(finding.fix)}")
    lines += [f"- not checked: {say(text)}" for text in report.not_checked]
    return lines


def render_report(report: ChecklistReport) -> str:
    """The report alone, for `escalate check`."""
    return "\n".join(report_lines(report, say=one_line, strong=""))
