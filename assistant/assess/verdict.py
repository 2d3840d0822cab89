"""The assessment: policy applied to what was understood. Pure; a model never gets here."""

from collections.abc import Iterable

from assistant.assess.classify import Classified, classify, find_scope, settled_signals, stated_severity, told_after
from assistant.assess.impact import assess_impact
from assistant.assess.names import Case, Names, derive, name_signals, without_doubtful
from assistant.domain import (
    Assessment,
    Decision,
    EscalationReason,
    EscalationTarget,
    Evidence,
    FactField,
    FiredRule,
    GateMode,
    IssueType,
    Severity,
)
from assistant.policy import Condition, Policy, SeverityRule, VerdictRule

_ANSWERED = ("H-DOCUMENTED", "H-CONFIG", "H-PRECEDENT")
"""Handle criteria of a real fault that support removes; the others are the standard queue."""
_HANDLE = 3
"""Precedence of the Handle criteria in X9's order."""


def assess(case: Case, policy: Policy) -> Assessment:
    """Verdict, severity, targets, scope, incident, impact, and the rules with their words."""
    settled = without_doubtful(case, settled_signals(case.document, case.extraction))
    kind = classify(case.document, case.extraction, settled, policy)
    names = derive(case, name_signals(case, settled), kind, policy)
    fired = [r for r in policy.verdict if r.when.holds(names.true())]
    decision, decisive = _decide(fired)
    rules = [_listed(r.id, r.text, r.source, r.effect.value, r.when, names, r in decisive) for r in fired]
    if not fired:
        rules.append(
            FiredRule(
                id=policy.ask_first[0],
                text=policy.ask_first[1],
                source=policy.ask_first[2],
                effect=decision.value,
                decisive=True,
            )
        )
    escalates = decision is Decision.ESCALATE
    if not escalates:
        names.add("handled")
        if any(r.id in _ANSWERED for r in decisive):
            names.add("handled_answered", *names.because("documented_solution", "configuration_issue"))
    severity, severity_rules, by_support = _severity(case, names, policy)
    rules += severity_rules
    targets = _targets(names, policy, rules) if escalates else ()
    incident = policy.incident.holds(names.true()) and "trouble_over" not in names
    scope = find_scope(case.document, case.extraction, names.true())
    kind = _promote(kind, incident, names)
    rules.append(
        FiredRule(
            id=f"TYPE-{kind.type.value.upper()}",
            text=f"The words speak most for {kind.type.value.replace('_', ' ')}",
            because=kind.because[:4],
            source="S0 Objectives; S4 tiers",
            effect=f"type:{kind.type.value}",
            decisive=True,
        )
    )
    _after(names, severity, incident, targets, fired, case)
    owners = case.extraction.values(FactField.OWNER)
    return Assessment(
        issue_type=kind.type,
        decision=decision,
        severity=severity,
        severity_label=policy.labels[severity],
        severity_set_by_support=by_support,
        targets=targets,
        level="L2"
        if names.has("beyond_support", "needs_access")
        or any(t in targets for t in (EscalationTarget.ENGINEERING, EscalationTarget.PRODUCT))
        else "L1",
        leap_reason=_leap(names, targets, policy),
        incident=incident,
        scope=scope,
        escalation_reasons=_reasons(fired) if escalates else (),
        engineering_priority=policy.engineering_priority[severity]
        if "bug_confirmed_open" in names and escalates
        else None,
        ticket_priority=policy.ticket_priority[severity],
        gate=_gate(names, severity, targets, policy),
        impact=assess_impact(case.extraction, names, case.reference),
        rules=tuple(rules),
        would_change=tuple(_would_change(decision, severity, fired, names, policy)),
        response_model=tuple(
            line for line in policy.response_model[severity] if incident or line not in policy.incident_only
        ),
        failure_modes=tuple(f"{m.text}. Fix: {m.fix}." for m in policy.failure_modes if m.when.holds(names.true()))
        if escalates
        else (),
        customer_owner=owners[-1].value if owners else None,
        cited_matches=_cited(fired, names),
        needs_leadership_review=names.has("legal_or_press", "sla_breached_critical"),
    )


def _decide(fired: list[VerdictRule]) -> tuple[Decision, list[VerdictRule]]:
    if not fired:
        return Decision.HANDLE_IN_SUPPORT, []
    first = min(r.precedence for r in fired)
    decisive = [r for r in fired if r.precedence == first]
    if first == _HANDLE:
        return Decision.HANDLE_IN_SUPPORT, decisive
    return Decision.ESCALATE, decisive


def _listed(id: str, text: str, source: str, effect: str, when: Condition, names: Names, decisive: bool) -> FiredRule:
    return FiredRule(
        id=id,
        text=text,
        source=source,
        effect=effect,
        because=names.because(*sorted(when.positive()))[:6],
        decisive=decisive,
    )


def _severity(case: Case, names: Names, policy: Policy) -> tuple[Severity, list[FiredRule], bool]:
    true = names.true()
    raised = [r for r in policy.severity if r.when.holds(true)]
    severity = min((r.severity for r in raised), key=lambda s: s.rank, default=Severity.SEV4)
    caps: list[SeverityRule] = []
    for cap in policy.caps:
        if cap.when.holds(true) and cap.severity.rank > severity.rank:
            severity = cap.severity
            caps.append(cap)
    rules = [
        _listed(r.id, r.text, r.source, r.severity.value, r.when, names, not caps and r.severity is severity)
        for r in raised
    ]
    rules += [
        _listed(c.id, c.text, c.source, f"at most {c.severity.value}", c.when, names, c.severity is severity)
        for c in caps
    ]
    stated = stated_severity(case.document, policy)
    if stated is not None and not _moved_on(case, names, raised, stated[0], stated[1]):
        set_to, proof, _ = stated
        rules = [r.model_copy(update={"decisive": False}) for r in rules]
        rules.append(
            FiredRule(
                id="SEV-STATED",
                text="Support or the contract set the severity, and the text has not moved on since",
                because=(proof,),
                source="definitions, Severity",
                effect=set_to.value,
                decisive=True,
            )
        )
        return set_to, rules, True
    return severity, rules, False


def _moved_on(case: Case, names: Names, raised: list[SeverityRule], stated: Severity, proof: Evidence) -> bool:
    """Whether something said after the severity was set speaks for another one."""
    if names.has("trouble_over", "severity_increasing"):
        return True
    if names.has("workaround_in_use") and all(
        told_after(case.document, e, proof) for e in names.because("workaround_in_use")
    ):
        return True
    later = [
        r
        for r in raised
        if r.severity.rank < stated.rank
        and all(told_after(case.document, e, proof) for e in names.because(*r.when.positive()))
    ]
    return any(names.because(*r.when.positive()) for r in later) and len(case.document.messages) > 1


def _targets(names: Names, policy: Policy, rules: list[FiredRule]) -> tuple[EscalationTarget, ...]:
    chosen: dict[EscalationTarget, None] = {}
    ordered = sorted(policy.target_rules, key=lambda r: r.target is EscalationTarget.L2_SUPPORT)
    for rule in ordered:
        if rule.when.holds(names.true()):
            chosen[rule.target] = None
            rules.append(
                _listed(rule.id, rule.text, rule.source, f"target:{rule.target.value}", rule.when, names, True)
            )
            if rule.target is EscalationTarget.ENGINEERING:
                names.add("fires_engineering", *names.because(*rule.when.positive()))
    if not chosen:
        chosen[policy.next_rung.target] = None
        rules.append(
            FiredRule(
                id=policy.next_rung.id,
                text=policy.next_rung.text,
                source=policy.next_rung.source,
                effect=f"target:{policy.next_rung.target.value}",
                decisive=True,
            )
        )
    return tuple(sorted(chosen, key=lambda t: policy.targets[t].rank))


def _reasons(fired: Iterable[VerdictRule]) -> tuple[EscalationReason, ...]:
    seen = {r.reason for r in fired if r.effect is Decision.ESCALATE and r.reason}
    return tuple(r for r in EscalationReason if r in seen)


def _promote(kind: Classified, incident: bool, names: Names) -> Classified:
    wide = ("production_down", "region_wide_fault", "all_customers_fault")
    if incident and kind.type is IssueType.BUG and names.has(*wide):
        return Classified(IssueType.INCIDENT, names.because(*wide), kind.type)
    return kind


def _after(
    names: Names,
    severity: Severity,
    incident: bool,
    targets: tuple[EscalationTarget, ...],
    fired: list[VerdictRule],
    case: Case,
) -> None:
    value = case.extraction.values
    if severity is Severity.SEV1:
        names.add("severity_sev1")
    if severity is Severity.SEV2 and incident:
        names.add("sev2_incident")
    steps, logs = value(FactField.REPRO_STEPS), value(FactField.ERROR_MESSAGE) + value(FactField.ENVIRONMENT)
    if steps and logs and value(FactField.EXPECTED) and names.has("reproduced_internally", "bug_confirmed"):
        names.add("engineering_ready", *steps[0].evidence)
    if EscalationTarget.ENGINEERING in targets and not (
        steps and logs and names.has("user_blocked", "data_loss", "production_down")
    ):
        names.add("readiness_not_met")
    if not value(FactField.OWNER):
        names.add("owner_missing")
    escalating = [r for r in fired if r.effect is Decision.ESCALATE]
    if escalating and all(r.id == "E-ASKED" for r in escalating):
        names.add("escalated_on_request_alone", *names.because("escalation_requested"))


def _leap(names: Names, targets: tuple[EscalationTarget, ...], policy: Policy) -> str | None:
    beyond = [
        t
        for t in targets
        if t in (EscalationTarget.ENGINEERING, EscalationTarget.SECURITY, EscalationTarget.LEADERSHIP)
    ]
    if not beyond:
        return None
    return next((leap.text for leap in policy.leaps if leap.when.holds(names.true())), None)


def _gate(names: Names, severity: Severity, targets: tuple[EscalationTarget, ...], policy: Policy) -> GateMode:
    if (
        severity is Severity.SEV1
        or names.has("data_loss", "security_exposure", "leaked_credential")
        or EscalationTarget.SECURITY in targets
    ):
        return GateMode.NEVER
    return policy.targets[targets[0]].gate if targets else GateMode.ADVISORY


def _cited(fired: list[VerdictRule], names: Names) -> tuple[str, ...]:
    rested = {n for r in fired for n in r.when.positive() if n in names}
    return tuple(dict.fromkeys(m for n in sorted(rested) for m in names.matches.get(n, ())))


_LOWER = {
    "blocked_hard": "people are not blocked, or a workaround is in use",
    "production_down": "production is not down",
    "data_loss": "no data is lost or at risk",
    "security_exposure": "nothing was exposed",
    "leaked_credential": "the credential was already invalid",
    "major_function_broken": "the function works another way (a workaround in use)",
    "infrastructure_fault": "the fault is not on our side",
    "sla_at_risk": "the SLA is met",
    "sla_breached": "the SLA is met",
    "churn_threat": "the customer stays",
    "deadline_soon": "the deadline moves",
}
_RAISE = (
    ("production_down", "production is down"),
    ("data_loss", "data is lost or at risk"),
    ("user_blocked", "people are blocked and there is no workaround"),
)


def _would_change(
    decision: Decision, severity: Severity, fired: list[VerdictRule], names: Names, policy: Policy
) -> Iterable[str]:
    raising = [r for r in policy.severity if r.severity is severity and r.when.holds(names.true())]
    lowering = next((_LOWER[n] for r in raising for n in sorted(r.when.positive()) if n in names and n in _LOWER), None)
    if lowering and severity is not Severity.SEV4:
        yield f"Severity would be lower than {severity.value} if {lowering}."
    elif severity is not Severity.SEV1:
        higher = next((text for name, text in _RAISE if name not in names), None)
        if higher:
            yield f"Severity would be higher than {severity.value} if {higher}."
    if (
        decision is Decision.ESCALATE
        and max((r.precedence for r in fired if r.effect is Decision.ESCALATE), default=0) > _HANDLE
    ):
        if (
            not any(r.effect is Decision.HANDLE_IN_SUPPORT for r in fired)
            and min(r.precedence for r in fired) > _HANDLE
        ):
            yield "It would be handled in support if a documented solution applied."
    elif decision is Decision.HANDLE_IN_SUPPORT and not fired:
        yield "It would be escalated once a confirmed defect, a blocked customer or a third customer is stated."
    elif decision is Decision.HANDLE_IN_SUPPORT:
        yield "It would be escalated if the documented answer was tried and failed, or three customers report the same."
