"""A hand-made case: a ticket with public messages, an internal note, a log, and everything a brief can carry."""

from datetime import timedelta

import pytest
from drafting_case import CUSTOMER, LOG, NOTE, NOW, ROOT, SUPPORT, Made, fact, find, make_document, signal

from assistant.domain import (
    Article,
    Assessment,
    Audience,
    ChecklistItem,
    Decision,
    EscalationReason,
    EscalationTarget,
    Extraction,
    FactField,
    FollowUp,
    GateMode,
    Impact,
    Issue,
    IssueType,
    ItemState,
    KnowledgeKind,
    Match,
    Role,
    Scope,
    Severity,
    SignalName,
    SpanKind,
    Visibility,
)
from assistant.drafting import Templates, load_templates


@pytest.fixture(scope="session")
def templates() -> Templates:
    return load_templates(ROOT / "knowledge" / "templates")


@pytest.fixture
def made(templates: Templates) -> Made:
    doc = make_document(
        (Role.CUSTOMER, Visibility.PUBLIC, SpanKind.PROSE, CUSTOMER, "R. Tierney"),
        (Role.SUPPORT, Visibility.PUBLIC, SpanKind.PROSE, SUPPORT, "Delphine Okoro"),
        (Role.SUPPORT, Visibility.INTERNAL, SpanKind.PROSE, NOTE, "Fabrice"),
        (Role.SYSTEM, Visibility.INTERNAL, SpanKind.LOG, LOG, None),
    )
    F, S = FactField, SignalName
    extraction = Extraction(
        facts=(
            fact(doc, F.STARTED_AT, "since 20 November", "2026-11-20T07:30"),
            fact(doc, F.ERROR_CODE, "OC-4091"),
            fact(doc, F.ERROR_MESSAGE, "Order could not be committed (OC-4091)"),
            fact(doc, F.TRIED, "Tried a private window: same result"),
            fact(doc, F.TRIED, "Cleared the cache"),
            fact(doc, F.AFFECTED_USERS_COUNT, "85 people", "85"),
            fact(doc, F.DEADLINE, "2026-11-23"),
            fact(doc, F.CUSTOMER, "Meridia Apotek"),
            fact(doc, F.ARR, "730k"),
            fact(doc, F.OWNER, "Fabrice"),
        ),
        signals=(
            signal(doc, S.USER_BLOCKED, "Our pharmacists cannot put an order through since 20 November."),
            signal(
                doc,
                S.SEVERAL_CUSTOMERS,
                "Meridia Apotek has it too, ENG-20417, contract worth 730k, Kontorello is wooing them.",
            ),
            signal(doc, S.COMPETITOR_MENTIONED, "Kontorello is wooing them."),
        ),
        summary="Our pharmacists cannot put an order through since 20 November.",
        summary_evidence=(find(doc, "Our pharmacists cannot put an order through since 20 November."),),
        description=tuple(find(doc, line) for line in CUSTOMER.split("\n")),
    )
    assessment = Assessment(
        issue_type=IssueType.BUG,
        decision=Decision.ESCALATE,
        severity=Severity.SEV2,
        severity_label="High",
        targets=(EscalationTarget.ENGINEERING, EscalationTarget.LEADERSHIP),
        incident=False,
        scope=Scope.SEVERAL_ACCOUNTS,
        escalation_reasons=(EscalationReason.IMPACT,),
        ticket_priority="P2",
        gate=GateMode.BLOCKING,
        impact=Impact(),
        rules=(),
        customer_owner="Fabrice",
    )
    matches = (
        Match(
            id="TS-10001",
            kind=KnowledgeKind.TICKET,
            title="Orders [hang](http://evil.example)",
            score=0.9,
            same_problem=0.7,
            why=("shared error code OC-4091",),
            status="solved",
            customer="Halvorsen Shipping",
        ),
        Match(
            id="KB-0900",
            kind=KnowledgeKind.ARTICLE,
            title="Internal: order runbook",
            score=0.8,
            same_problem=0.9,
            audience="internal",
        ),
    )
    articles = {
        "KB-0900": Article(
            id="KB-0900", title="Internal: order runbook", text="## Resolution\nRestart plx-ord-2.", audience="internal"
        ),
    }
    follow_ups = (
        FollowUp(
            audience=Audience.CUSTOMER,
            due_at=NOW + timedelta(hours=2),
            overdue_at=NOW + timedelta(hours=3),
            source="S1 §2",
        ),
        FollowUp(
            audience=Audience.INTERNAL,
            due_at=NOW + timedelta(hours=4),
            overdue_at=NOW + timedelta(hours=4),
            source="S4",
        ),
    )
    states = {
        "reproduction_steps": ItemState.WEAK,
        "expected_vs_actual": ItemState.MISSING,
        "screenshots": ItemState.MISSING,
        "severity": ItemState.MISSING,
        "case_owner": ItemState.MISSING,
        "summary": ItemState.PRESENT,
    }
    items = tuple(ChecklistItem(id=k, state=v, why="") for k, v in states.items())
    issue = Issue(text=doc.text, customer="St Brannock Hospitals", reported_by="Delphine Okoro", received_at=NOW)
    return Made(issue, doc, extraction, assessment, matches, articles, follow_ups, items, templates)


@pytest.fixture
def public_article() -> tuple[Match, Article]:
    """A public article that answers, as match and record."""
    steps = "## Resolution\n1. Open **Settings**.\n2. Press `Sync`.\n"
    body = f"## Cause\nSecret cause.\n\n{steps}\n## Workaround\n1. Use the phone.\n"
    article = Article(
        id="KB-0901",
        title="Order commit fails (OC-4091)",
        text=body,
        audience="public",
        confidence="validated",
        url="https://help.vendor.example/kb/KB-0901",
    )
    match = Match(
        id="KB-0901", kind=KnowledgeKind.ARTICLE, title=article.title, score=0.9, same_problem=0.9, audience="public"
    )
    return match, article
