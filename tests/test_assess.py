"""The verdict, from hand-made facts and signals: what policy makes of them, whoever read the paste."""

from datetime import UTC, datetime

import pytest

from assistant.assess import Case, assess
from assistant.assess.overrides import apply_overrides, override
from assistant.domain import (
    Assessment,
    Decision,
    Document,
    EscalationReason,
    EscalationTarget,
    Evidence,
    Extraction,
    Fact,
    FactField,
    GateMode,
    IssueType,
    KnowledgeKind,
    Match,
    Scope,
    Severity,
    Signal,
    SignalName,
    SignalState,
)
from assistant.errors import WrongUsage
from assistant.intake import read_issue
from assistant.policy import load_policy
from assistant.resources import shipped

POLICY = load_policy(shipped("knowledge") / "policy")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MAIL = """From: Ann <ann@acme.example>
To: support@vendor.example
Subject: export

Severity: CRITICAL!!! The export fails."""
TEXT = "We cannot send invoices since Monday, all forty people in accounting wait."


def proof(document: Document) -> tuple[Evidence, ...]:
    return (document.evidence(document.spans[0]),)


def judge(
    *signals: str,
    facts: tuple[tuple[FactField, str], ...] = (),
    denied: tuple[str, ...] = (),
    text: str = TEXT,
    matches: tuple[Match, ...] = (),
) -> Assessment:
    document = read_issue(text)
    words = proof(document)
    extraction = Extraction(
        facts=tuple(Fact(field=f, value=v, evidence=words) for f, v in facts),
        signals=tuple(Signal(name=SignalName(s), state=SignalState.PRESENT, evidence=words) for s in signals)
        + tuple(Signal(name=SignalName(s), state=SignalState.DENIED, evidence=words) for s in denied),
    )
    return assess(Case(document, extraction, matches, NOW), POLICY)


def ticket(number: int, customer: str, **more: object) -> Match:
    values: dict[str, object] = {
        "kind": KnowledgeKind.TICKET,
        "title": "x",
        "score": 0.9,
        "same_problem": 0.9,
        "customer": customer,
    }
    return Match.model_validate({"id": f"TS-{number}", **values, **more})


def test_a_known_workaround_for_four_customers_still_escalates() -> None:
    """X9: pattern goes before handle; both lists are shown."""
    a = judge("defect", "documented_solution", "workaround_exists", facts=((FactField.AFFECTED_CUSTOMERS_COUNT, "4"),))
    assert a.decision is Decision.ESCALATE
    assert EscalationReason.PATTERN in a.escalation_reasons
    assert any(r.id == "H-DOCUMENTED" and not r.decisive for r in a.rules)


def test_a_documented_fix_that_was_tried_and_failed_no_longer_means_handle() -> None:
    assert judge("defect", "documented_solution").decision is Decision.HANDLE_IN_SUPPORT
    assert judge("defect", "documented_solution", "fix_failed").decision is Decision.ESCALATE


@pytest.mark.parametrize(("count", "reason"), [("2", EscalationReason.IMPACT), ("3", EscalationReason.PATTERN)])
def test_two_customers_are_impact_and_three_are_pattern(count: str, reason: EscalationReason) -> None:
    a = judge("defect", facts=((FactField.AFFECTED_CUSTOMERS_COUNT, count),))
    assert reason in a.escalation_reasons
    assert (EscalationReason.PATTERN in a.escalation_reasons) == (count == "3")


def test_past_tickets_count_customers_not_tickets() -> None:
    same = tuple(ticket(n, "Acme") for n in range(5))
    assert EscalationReason.PATTERN not in judge("defect", matches=same).escalation_reasons
    three = tuple(ticket(n, f"Customer {n}") for n in range(3))
    assert EscalationReason.PATTERN in judge("defect", matches=three).escalation_reasons


def test_a_weak_match_decides_nothing() -> None:
    weak = tuple(ticket(n, f"Customer {n}", same_problem=0.3) for n in range(5))
    a = judge("defect", matches=weak)
    assert EscalationReason.PATTERN not in a.escalation_reasons
    assert a.cited_matches == ()


def test_security_goes_first_ungated_and_skips_the_ladder() -> None:
    a = judge("security_exposure", "defect", "bug_confirmed")
    assert a.targets[0] is EscalationTarget.SECURITY
    assert a.gate is GateMode.NEVER
    assert a.incident
    assert a.leap_reason is not None and "Security" in a.leap_reason
    assert a.severity is Severity.SEV1


def test_data_loss_is_sev1_and_no_incident_at_one_account() -> None:
    a = judge("data_loss", "defect")
    assert (a.severity, a.incident, a.gate) == (Severity.SEV1, False, GateMode.NEVER)


def test_data_loss_denied_is_none() -> None:
    a = judge("defect", "user_blocked", denied=("data_loss",))
    assert a.severity is Severity.SEV2


def test_a_workaround_really_in_use_makes_it_medium() -> None:
    assert judge("major_function_broken", "defect", "user_blocked").severity is Severity.SEV2
    assert judge("major_function_broken", "defect", "user_blocked", "workaround_exists").severity is Severity.SEV3
    unworkable = judge("major_function_broken", "defect", "user_blocked", "workaround_exists", "workaround_unworkable")
    assert unworkable.severity is Severity.SEV2


def test_one_customers_wish_is_logged_in_support_and_three_go_to_product() -> None:
    assert judge("feature_gap").decision is Decision.HANDLE_IN_SUPPORT
    three = judge("feature_gap", facts=((FactField.AFFECTED_CUSTOMERS_COUNT, "3"),))
    assert (three.decision, three.targets[0], three.severity) == (
        Decision.ESCALATE,
        EscalationTarget.PRODUCT,
        Severity.SEV3,
    )


def test_churn_goes_to_leadership_and_a_missing_feature_to_product_too() -> None:
    a = judge("feature_gap", "churn_threat")
    assert set(a.targets) == {EscalationTarget.PRODUCT, EscalationTarget.LEADERSHIP}


def test_nothing_stated_is_asked_first() -> None:
    """Over-escalation without context is a failure mode too."""
    a = judge("defect", text="It does not work.")
    assert a.decision is Decision.HANDLE_IN_SUPPORT
    assert any(r.id == "H-ASK-FIRST" for r in a.rules)
    assert a.would_change


def test_what_is_over_is_handled() -> None:
    a = judge("defect", "major_function_broken", "already_solved")
    assert (a.decision, a.severity) == (Decision.HANDLE_IN_SUPPORT, Severity.SEV4)


def test_support_stuck_without_access_goes_to_l2() -> None:
    a = judge("defect", "needs_access")
    assert a.targets == (EscalationTarget.L2_SUPPORT,)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Customer reports that the export fails.\nSeverity: SEV2\nNothing else is known.", Severity.SEV2),
        ("Customer reports that the export fails.\nPriority: P1 URGENT\nNothing else is known.", Severity.SEV3),
    ],
)
def test_a_severity_set_by_support_is_followed_and_a_queue_priority_is_none(text: str, severity: Severity) -> None:
    a = judge("defect", text=text)
    assert a.severity is severity
    assert a.severity_set_by_support == (severity is Severity.SEV2)


def test_the_customers_own_critical_is_no_severity() -> None:
    a = judge(
        "defect",
        text=MAIL,
    )
    assert not a.severity_set_by_support


def test_engineering_priority_is_empty_until_a_bug_is_confirmed() -> None:
    assert judge("defect", "user_blocked", "infrastructure").engineering_priority is None
    assert judge("defect", "user_blocked", "bug_confirmed").engineering_priority == "Major"


def test_incident_only_lines_of_the_response_model_need_the_flag() -> None:
    quiet = judge("data_loss", "defect")
    loud = judge("production_down", "defect")
    assert not any("bridge" in line for line in quiet.response_model)
    assert any("bridge" in line for line in loud.response_model)


def test_scope_is_what_is_confirmed() -> None:
    assert judge("defect", "all_customers").scope is Scope.SYSTEMIC
    assert judge("defect", "region_wide").scope is Scope.REGION
    assert judge("defect", "single_user").scope is Scope.ONE_USER


def test_every_dimension_is_stated_or_asked() -> None:
    impact = judge("defect").impact
    for name in type(impact).model_fields:
        dimension = getattr(impact, name)
        assert (dimension.value is None) == (dimension.ask is not None)


def test_every_fired_rule_names_source_and_words() -> None:
    a = judge("defect", "bug_confirmed", "user_blocked", "churn_threat")
    for rule in a.rules:
        assert rule.source
        assert rule.because or rule.id.startswith(("H-ASK", "T-NEXT"))


def test_an_override_needs_a_reason_and_is_kept() -> None:
    a = judge("defect")
    with pytest.raises(WrongUsage, match="reason"):
        override("severity", "SEV1", " ", a)
    with pytest.raises(WrongUsage, match="cannot be overridden"):
        override("scope", "region", "because", a)
    changed = apply_overrides(a, (override("decision", "escalate", "known VIP", a, "Ines"),), POLICY)
    assert changed.decision is Decision.ESCALATE
    assert changed.targets
    assert changed.overrides[0].reason == "known VIP"
    with pytest.raises(WrongUsage, match="SEV9"):
        apply_overrides(a, (override("severity", "SEV9", "x", a),), POLICY)


def test_type_is_what_the_words_weigh() -> None:
    assert judge("feature_gap", "feature_gap").issue_type is IssueType.FEATURE_REQUEST
    assert judge("defect", "production_down").issue_type is IssueType.INCIDENT
    assert judge("billing_matter").issue_type is IssueType.BILLING
