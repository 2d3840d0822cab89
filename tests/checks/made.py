# ruff: noqa: E501  (patterns and tables read better whole)
"""Small hand-made objects for the checks' tests."""

from datetime import UTC, datetime
from pathlib import Path

from assistant.checks.items import Items, check_items
from assistant.domain import (
    Assessment,
    Basis,
    Decision,
    Document,
    EscalationTarget,
    Evidence,
    Extraction,
    Fact,
    FactField,
    GateMode,
    Impact,
    Issue,
    IssueType,
    Message,
    Role,
    Scope,
    Severity,
    Signal,
    SignalName,
    SignalState,
    Span,
    SpanKind,
    Visibility,
)
from assistant.policy import load_policy

POLICY_FOLDER = Path(__file__).parents[2] / "knowledge" / "policy"
POLICY = load_policy(POLICY_FOLDER)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def document(*lines: str, internal: tuple[str, ...] = (), language: str = "en", role: Role = Role.UNKNOWN) -> Document:
    """A paste: public lines, then an internal note. `LOG `, `FIELD ` or `[steps] ` in front set a line's kind or section."""
    text, spans = "", []
    for n, raw in enumerate((*lines, *internal)):
        kind, section, line = SpanKind.PROSE, None, raw
        if raw.startswith("LOG "):
            kind, line = SpanKind.LOG, raw[4:]
        elif raw.startswith("FIELD "):
            kind, line = SpanKind.FIELD, raw[6:]
        elif raw.startswith("[steps] "):
            section, line = "steps to reproduce", raw[8:]
        start = len(text)
        text += line + "\n"
        spans.append(
            Span(
                id=f"L{n + 1}",
                start=start,
                end=start + len(line),
                text=line,
                kind=kind,
                section=section,
                message=int(n >= len(lines)),
            )
        )
    cut = spans[len(lines)].start if internal else len(text)
    messages = [Message(index=0, role=role, start=0, end=cut)]
    if internal:
        messages.append(
            Message(
                index=1, role=Role.SUPPORT, author="Selin", visibility=Visibility.INTERNAL, start=cut, end=len(text)
            )
        )
    return Document(text=text, language=language, messages=tuple(messages), spans=tuple(spans))


def evidence(doc: Document, quote: str) -> Evidence:
    """The first place of a quote."""
    start = doc.text.index(quote)
    return Evidence(source="issue", start=start, end=start + len(quote), quote=quote)


def fact(doc: Document, field: FactField, quote: str, value: str | None = None) -> Fact:
    """A stated fact."""
    return Fact(field=field, value=value or quote, evidence=(evidence(doc, quote),), basis=Basis.STATED)


def extraction(
    doc: Document, *facts: Fact, signals: tuple[SignalName, ...] = (), summary: bool = True, problems: int = 0
) -> Extraction:
    """Facts and present signals; the first span is the summary."""
    first = doc.spans[0]
    proof = (doc.evidence(first),)
    return Extraction(
        facts=facts,
        signals=tuple(Signal(name=n, state=SignalState.PRESENT, evidence=proof) for n in signals),
        summary=first.text if summary else None,
        summary_evidence=proof if summary else (),
        separate_problems=tuple(doc.evidence(s) for s in doc.spans[:problems]),
    )


def assessment(
    kind: IssueType = IssueType.BUG,
    target: EscalationTarget | None = EscalationTarget.ENGINEERING,
    gate: GateMode = GateMode.BLOCKING,
    owner: str | None = None,
) -> Assessment:
    """A verdict; `target` None means handled in support."""
    return Assessment(
        issue_type=kind,
        decision=Decision.ESCALATE if target else Decision.HANDLE_IN_SUPPORT,
        severity=Severity.SEV2,
        severity_label="High",
        targets=(target,) if target else (),
        incident=False,
        scope=Scope.ONE_ACCOUNT,
        escalation_reasons=(),
        ticket_priority="P2",
        gate=gate,
        impact=Impact(),
        rules=(),
        customer_owner=owner,
    )


def issue(doc: Document, customer: str | None = None) -> Issue:
    """The paste as the agent handed it in."""
    return Issue(text=doc.text, customer=customer, language=doc.language)


def items(
    doc: Document, found: Extraction | None = None, verdict: Assessment | None = None, customer: str | None = None
) -> Items:
    """All states of a ticket."""
    found = found or extraction(doc)
    return check_items(doc, found, verdict or assessment(), issue(doc, customer), POLICY, folder=POLICY_FOLDER)
