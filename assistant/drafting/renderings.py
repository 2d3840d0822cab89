"""One record told to each reader: what that reader must be given, in the order of S4's "What to include" (H9, H10)."""

from collections.abc import Callable

from assistant.domain import (
    AskVerb,
    EscalationBrief,
    EscalationTarget,
    FactField,
    KnowledgeKind,
    SignalName,
    Statement,
)
from assistant.drafting.asks import NAMES
from assistant.drafting.case import Case
from assistant.drafting.markdown import bullet, description, listed, numbered, reproduction_lines, step
from assistant.drafting.quotes import NOT_STATED, joined
from assistant.drafting.times import told
from assistant.inert import inert

_SAME = 0.6
"""From here on a match counts as the same problem (policy: thresholds.same_problem)."""
_VERBS = {AskVerb.INVESTIGATE: "Investigate", AskVerb.FIX: "Fix", AskVerb.DECIDE: "Decide", AskVerb.APPROVE: "Approve"}


def _head(brief: EscalationBrief, target: EscalationTarget) -> list[str]:
    return [
        f"## ESCALATION: {inert(brief.title)}",
        "",
        f"**Severity:** {inert(brief.severity)}  ",
        f"**Target team:** {NAMES[target]}  ",
        f"**Reported by:** {inert(brief.reported_by or '') or NOT_STATED}  ",
        f"**Date:** {inert(brief.date)}",
    ]


def _section(heading: str, *lines: str) -> list[str]:
    return ["", f"### {heading}", "", *lines]


def _tried(brief: EscalationBrief) -> list[str]:
    return numbered(step(t) for t in brief.troubleshooting)


def _impact(brief: EscalationBrief) -> list[str]:
    return [
        bullet("Customers affected", brief.customers_affected.text),
        bullet("Workflow impact", brief.workflow_impact.text),
        bullet("Revenue at risk", brief.revenue_at_risk.text),
    ]


def _ask(brief: EscalationBrief, target: EscalationTarget) -> list[str]:
    return _section(
        "What's Needed",
        *[f"- {inert(a.text)} (kind of ask: {_VERBS[a.verb].lower()})" for a in brief.asks if a.target is target],
        bullet("Deadline", brief.deadline.text),
    )


def _gaps(brief: EscalationBrief) -> list[str]:
    return (
        _section("Still Gathering", *[f"- {inert(g)}" for g in brief.still_gathering]) if brief.still_gathering else []
    )


def _timeline(case: Case) -> list[str]:
    rows = []
    for field, label in (
        (FactField.STARTED_AT, "problem began"),
        (FactField.WAITING_SINCE, "customer first asked"),
        (FactField.DEADLINE, "customer's date"),
    ):
        for fact in case.quotes.facts(field):
            rows.append((fact.value, f"{told(fact.value, case.zone)}: {label}"))
    if case.issue.received_at is not None:
        value = case.issue.received_at.isoformat()
        rows.append((value, f"{told(value, case.zone)}: reached support"))
    return [f"- {inert(text)}" for _, text in sorted(rows)] or [NOT_STATED]


def _l2(case: Case, brief: EscalationBrief) -> list[str]:
    return [
        *_section("Ticket Summary", description(brief)),
        *_section("Steps Already Tried", *_tried(brief)),
        *_section(
            "Customer Context",
            bullet("Customers affected", brief.customers_affected.text),
            bullet("Workflow impact", brief.workflow_impact.text),
            bullet("Time in queue", brief.time_in_queue.text),
            bullet("Customer expectation", brief.customer_expectation.text),
            bullet("Escalation risk", brief.escalation_risk.text),
        ),
    ]


def _engineering(case: Case, brief: EscalationBrief) -> list[str]:
    quotes = case.quotes
    errors = [
        s
        for f, label in ((FactField.ERROR_CODE, "code"), (FactField.ERROR_MESSAGE, "message"))
        if (s := quotes.listed(f, label, limit=300))
    ]
    users = quotes.listed(FactField.AFFECTED_USERS_COUNT)
    return [
        *_section("Issue Description", description(brief)),
        *_section("Reproduction Steps", *reproduction_lines(brief.reproduction)),
        *_section("Environment", *([f"- {inert(s.text)}" for s in brief.reproduction.environment] or [NOT_STATED])),
        *_section("Logs or Error Messages", *listed("Errors", tuple(errors)), *listed("Logs", quotes.log_excerpts())),
        *_section("Business Impact", *_impact(brief), bullet("Affected users", users.text if users else NOT_STATED)),
        *_section("Customer Timeline", *_timeline(case)),
        *_section("What's Been Tried", *_tried(brief)),
        *_section(
            "Severity",
            bullet("Severity", brief.severity),
            bullet(
                "Engineering priority (proposed)",
                case.assessment.engineering_priority or f"{NOT_STATED}: no bug confirmed yet",
            ),
        ),
        *_section("Similar Cases", *listed("Not this case", _similar(brief))),
    ]


def _similar(brief: EscalationBrief) -> tuple[Statement, ...]:
    return tuple(s for s in brief.related if not s.evidence)


def _requests(case: Case) -> Statement:
    """How often it is asked for: counts in the paste, and distinct customers among records of the same thing."""
    quotes = case.quotes
    same = {
        m.customer for m in case.matches if m.kind is KnowledgeKind.TICKET and m.same_problem >= _SAME and m.customer
    }
    own = {f.value.casefold() for f in quotes.facts(FactField.CUSTOMER)} | {(case.issue.customer or "").casefold()}
    others = sorted(c for c in same if c.casefold() not in own)
    parts = [
        quotes.listed(FactField.AFFECTED_CUSTOMERS_COUNT, "customers in this report"),
        quotes.signal(SignalName.SEVERAL_CUSTOMERS, "in the paste"),
        quotes.signal(SignalName.RECURRING, "in the paste"),
        Statement(text=f"{len(others)} other customers in similar tickets: {'; '.join(others)}") if others else None,
    ]
    return joined([p for p in parts if p is not None])


def _product(case: Case, brief: EscalationBrief) -> list[str]:
    quotes = case.quotes
    gap = quotes.signal(SignalName.FEATURE_GAP, "missing", most=2)
    rivals = quotes.signal(SignalName.COMPETITOR_MENTIONED, most=2)
    return [
        *_section("Customer Use Case", description(brief), *(["", bullet("Wish", gap.text)] if gap else [])),
        *_section("Business Impact", *_impact(brief), bullet("Escalation risk", brief.escalation_risk.text)),
        *_section("Frequency of Request", inert(_requests(case).text)),
        *_section("Competitive Pressure", inert(rivals.text) if rivals else NOT_STATED),
        *_section("Today's Way Around", *_tried(brief)),
    ]


def _security(case: Case, brief: EscalationBrief) -> list[str]:
    quotes = case.quotes
    observed = [
        s
        for name in (
            SignalName.SECURITY_EXPOSURE,
            SignalName.LEAKED_CREDENTIAL,
            SignalName.PHISHING,
            SignalName.COMPLIANCE,
            SignalName.DATA_LOSS,
        )
        if (s := quotes.signal(name, name.value.replace("_", " "), most=3))
    ]
    return [
        *_section(
            "What Was Observed",
            description(brief),
            *([""] + [f"- {inert(s.text)}" for s in observed] if observed else []),
        ),
        *_section(
            "Who or What Is Potentially Affected",
            bullet("Customers affected", brief.customers_affected.text),
            bullet("Workflow impact", brief.workflow_impact.text),
        ),
        *_section(
            "Containment Steps Taken",
            *(
                ["Steps named in the paste; whether they contain it is to be confirmed:", "", *_tried(brief)]
                if brief.troubleshooting
                else [NOT_STATED]
            ),
        ),
        *_section(
            "Urgency",
            bullet("Severity", brief.severity),
            bullet("Why now", "security escalations bypass the normal tiers; they go out at once"),
            bullet("Time in queue", brief.time_in_queue.text),
        ),
        *_section("Logs or Error Messages", *listed("Logs", quotes.log_excerpts())),
    ]


def _leadership(case: Case, brief: EscalationBrief) -> list[str]:
    decision = next((a.text for a in brief.asks if a.target is EscalationTarget.LEADERSHIP), NOT_STATED)
    impact = case.assessment.impact
    rows = [
        ("Contract", impact.contractual),
        ("Reputation", impact.reputation),
        ("Time pressure", impact.time_pressure),
    ]
    return [
        *_section(
            "Business Context",
            description(brief),
            "",
            bullet("Customers affected", brief.customers_affected.text),
            bullet("Workflow impact", brief.workflow_impact.text),
            bullet("Time in queue", brief.time_in_queue.text),
            bullet("Escalation risk", brief.escalation_risk.text),
            *[bullet(label, dimension.value or NOT_STATED) for label, dimension in rows],
        ),
        *_section("Revenue at Risk", inert(brief.revenue_at_risk.text)),
        *_section("What's Been Tried", *_tried(brief), "", bullet("Last update to customer", brief.last_update.text)),
        *_section("Decision Needed", inert(decision)),
        *_section("Deadline", inert(brief.deadline.text)),
    ]


_READERS: dict[EscalationTarget, Callable[[Case, EscalationBrief], list[str]]] = {
    EscalationTarget.L2_SUPPORT: _l2,
    EscalationTarget.ENGINEERING: _engineering,
    EscalationTarget.PRODUCT: _product,
    EscalationTarget.SECURITY: _security,
    EscalationTarget.LEADERSHIP: _leadership,
}


def _one(case: Case, brief: EscalationBrief, target: EscalationTarget) -> str:
    ask = [] if target is EscalationTarget.LEADERSHIP else _ask(brief, target)
    lines = [*_head(brief, target), *_READERS[target](case, brief), *ask, *_gaps(brief)]
    return "\n".join(lines).rstrip() + "\n"


def render_readers(case: Case, brief: EscalationBrief) -> dict[str, str]:
    """Markdown per target of this assessment."""
    return {target.value: _one(case, brief, target) for target in case.assessment.targets}
