"""The brief as Markdown, with S4's headings byte for byte and in its order (H1-H8). All stated words are made inert."""

from collections.abc import Iterable

from assistant.domain import EscalationBrief, ReproductionSteps, Statement, TroubleshootingStep
from assistant.drafting.asks import NAMES
from assistant.drafting.quotes import NOT_STATED
from assistant.inert import fenced, inert


def bullet(label: str, text: str) -> str:
    """`- **Label:** text`."""
    return f"- **{label}:** {inert(text) or NOT_STATED}"


def numbered(texts: Iterable[str]) -> list[str]:
    """`1. …` lines; "Not stated" where there are none."""
    return [f"{n}. {inert(t)}" for n, t in enumerate(texts, 1)] or [NOT_STATED]


def step(taken: TroubleshootingStep) -> str:
    """`action — result`, a missing result flagged (H4)."""
    return f"{taken.action} — {taken.result or '⚠ result not stated'}"


def listed(label: str, statements: tuple[Statement, ...]) -> list[str]:
    """A bullet with its statements under it; several lines of text become a fenced block."""
    if not statements:
        return [f"- **{label}:** {NOT_STATED}"]
    lines = [f"- **{label}:**"]
    for statement in statements:
        if "\n" in statement.text:
            lines += ["  - from the paste:", "", fenced(statement.text, "    "), ""]
        else:
            lines.append(f"  - {inert(statement.text)}")
    return lines


def reproduction_lines(repro: ReproductionSteps) -> list[str]:
    """Steps, expected, actual, environment, then S4's further practices."""
    if not repro.applicable:
        lines = [f"Not applicable: {inert(repro.why_not or 'not a bug')}"]
        return [*lines, "", _joined("Environment", repro.environment)] if repro.environment else lines

    def one(label: str, statement: Statement | None) -> str:
        return f"{label}: {inert(statement.text) if statement else NOT_STATED}"

    way = (
        [
            one("Start state", repro.start_state),
            "",
            *(numbered(s.text for s in repro.steps) if repro.steps else [one("Steps", None)]),
        ]
        if repro.start_state or repro.steps
        else [one("Start state and steps", None)]
    )
    lines = [*way, "", one("Expected", repro.expected), ""]
    lines += [
        one("Actual", repro.actual),
        "",
        _joined("Environment", repro.environment),
        "",
        one("Frequency", repro.frequency),
        "",
    ]
    lines.append(_joined("Ruled out", repro.ruled_out))
    return [*lines, "", one("Reproduced by support", repro.reproduced_by)]


def _joined(label: str, statements: tuple[Statement, ...]) -> str:
    return f"{label}: {'; '.join(inert(s.text) for s in statements) or NOT_STATED}"


def description(brief: EscalationBrief) -> str:
    """The sentences that tell the problem as one paragraph; a line of chat gets the full stop its writer left out."""
    texts = [inert(s.text) for s in brief.issue_description]
    return " ".join(t if not t or not t[-1].isalnum() else f"{t}." for t in texts) or NOT_STATED


def render_brief(brief: EscalationBrief) -> str:
    """The whole brief."""
    lines = [f"## ESCALATION: {inert(brief.title)}", ""]
    lines += [
        f"**Severity:** {inert(brief.severity)}  ",
        f"**Target team:** {' + '.join(NAMES[t] for t in brief.targets) or NOT_STATED}  ",
        f"**Reported by:** {inert(brief.reported_by or '') or NOT_STATED}  ",
        f"**Date:** {inert(brief.date)}",
        "",
        "### Impact",
        "",
        bullet("Customers affected", brief.customers_affected.text),
        bullet("Workflow impact", brief.workflow_impact.text),
        bullet("Revenue at risk", brief.revenue_at_risk.text),
        bullet("Time in queue", brief.time_in_queue.text),
        "",
        "### Issue Description",
        "",
        description(brief),
        "",
        "### What's Been Tried",
        "",
        *numbered(step(t) for t in brief.troubleshooting),
        "",
        "### Reproduction Steps",
        "",
        *reproduction_lines(brief.reproduction),
        "",
        "### Customer Communication",
        "",
        bullet("Last update to customer", brief.last_update.text),
        bullet("Customer expectation", brief.customer_expectation.text),
        bullet("Escalation risk", brief.escalation_risk.text),
        "",
        "### What's Needed",
        "",
        *[f"- {NAMES[a.target]}: {inert(a.text)}" for a in brief.asks],
        bullet("Deadline", brief.deadline.text),
        "",
        "### Supporting Context",
        "",
        *listed("Related tickets or links", brief.related),
        *listed("Internal discussion threads", brief.internal_threads),
        *listed("Documentation or logs", brief.documentation),
    ]
    if brief.still_gathering:
        lines += ["", "### Still Gathering", "", *[f"- {inert(t)}" for t in brief.still_gathering]]
    return "\n".join(lines).rstrip() + "\n"
