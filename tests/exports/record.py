"""A whole record made by hand, with one stranger's words in every place where a stranger's words can stand."""

from datetime import UTC, datetime, timedelta

from assistant.domain import (
    Ask,
    AskedOf,
    AskVerb,
    Assessment,
    Audience,
    ChecklistItem,
    ChecklistReport,
    CustomerUpdate,
    Decision,
    Escalation,
    EscalationBrief,
    EscalationReason,
    EscalationTarget,
    Evidence,
    Fact,
    FactField,
    Finding,
    FindingLevel,
    FiredRule,
    FollowUp,
    GateMode,
    Impact,
    Issue,
    IssueType,
    ItemState,
    KnowledgeKind,
    Match,
    Override,
    Provenance,
    Question,
    ReproductionSteps,
    Scope,
    Severity,
    Statement,
    TroubleshootingStep,
    UpdateKind,
)
from assistant.drafting.markdown import render_brief

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
CUSTOMER = "Zyxwell Holdings"


def record(said: str = "Exports fail", *, escalate: bool = True) -> Escalation:
    """`said` is what the customer, the agent and past tickets wrote; it must not be empty."""
    proof = Evidence(source="issue", start=0, end=len(said), quote=said)
    rule = FiredRule(
        id="E-BUG", text="Confirmed defect", because=(proof,), source="S4", effect="escalate", decisive=True
    )
    matched = Match(
        id="T-1", kind=KnowledgeKind.TICKET, title=said, score=1.0, why=(said,), status=said, customer=said
    )  # fmt: skip
    return Escalation(
        issue=Issue(text=said, customer=CUSTOMER),
        facts=(
            Fact(field=FactField.ERROR_MESSAGE, value=said, evidence=(proof,)),
            Fact(field=FactField.ENVIRONMENT, value=said, evidence=(proof,), verified=False),
        ),
        signals=(),
        assessment=_assessment(rule, said, escalate),
        matches=(matched,),
        brief=_brief(said) if escalate else None,
        updates=(CustomerUpdate(kind=UpdateKind.ACKNOWLEDGEMENT, text=f"Hello,\n\n{said}", next_update_at=NOW),),
        questions=(Question(ask=said, of=AskedOf.CUSTOMER, closes=("logs_and_data",)),),
        customer_message=said,
        separate_problems=(proof, proof),
        checklist=ChecklistReport(
            ready=False,
            items=(
                ChecklistItem(id="summary", state=ItemState.PRESENT, why=said, evidence=(proof,)),
                ChecklistItem(id="severity", state=ItemState.MISSING, why="No severity is set.", blocking=True),
            ),
            findings=(
                Finding(id="U-X", level=FindingLevel.BLOCKER, where="update", quote=said, message=said, fix=said),
            ),
            not_checked=(said,),
        ),
        follow_ups=tuple(
            FollowUp(audience=a, due_at=NOW + timedelta(hours=2), overdue_at=NOW + timedelta(hours=3), source="S4")
            for a in Audience
        ),
        provenance=Provenance(engine="rules", app_version="0", redactions={"email": 1}, fallbacks=(said,)),
    )  # fmt: skip


def _assessment(rule: FiredRule, said: str, escalate: bool) -> Assessment:
    decision = Decision.ESCALATE if escalate else Decision.HANDLE_IN_SUPPORT
    return Assessment(
        issue_type=IssueType.BUG,
        decision=decision,
        severity=Severity.SEV1,
        severity_label="Critical",
        targets=(EscalationTarget.ENGINEERING, EscalationTarget.L2_SUPPORT) if escalate else (),
        incident=True,
        scope=Scope.ONE_ACCOUNT,
        escalation_reasons=(EscalationReason.TECHNICAL,) if escalate else (),
        ticket_priority="P1",
        gate=GateMode.NEVER,
        impact=Impact(),
        rules=(rule.model_copy(update={"effect": decision.value}),),
        response_model=("Name a lead",),
        customer_owner=said,
        overrides=(Override(what="severity", was="SEV2", now="SEV1", reason=said),),
        needs_leadership_review=True,
    )


def _brief(said: str) -> EscalationBrief:
    stated = Statement(text=said)
    brief = EscalationBrief(
        title=said,
        severity="Critical (SEV1)",
        targets=(EscalationTarget.ENGINEERING,),
        reported_by=said,
        date="2026-11-20",
        customers_affected=stated,
        workflow_impact=stated,
        revenue_at_risk=stated,
        time_in_queue=stated,
        issue_description=(stated, stated),
        troubleshooting=(TroubleshootingStep(action=said, result=said),),
        reproduction=ReproductionSteps(start_state=stated, steps=(stated,), expected=stated, environment=(stated,)),
        last_update=stated,
        customer_expectation=stated,
        escalation_risk=stated,
        asks=(Ask(target=EscalationTarget.ENGINEERING, verb=AskVerb.FIX, text=said),),
        deadline=stated,
        related=(stated,),
        internal_threads=(stated,),
        documentation=(Statement(text=f"{said}\n{said}"),),
        still_gathering=(said,),
    )
    return brief.model_copy(update={"markdown": render_brief(brief)})
