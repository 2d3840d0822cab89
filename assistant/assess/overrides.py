"""A person's change of the verdict, kept with its reason (C8)."""

from assistant.domain import Assessment, Decision, EscalationTarget, IssueType, Override, Severity
from assistant.errors import WrongUsage
from assistant.policy import Policy

_CHOICES = {"decision": Decision, "severity": Severity, "targets": EscalationTarget, "issue_type": IssueType}
CHANGEABLE = tuple(_CHOICES)


def override(what: str, now: str, reason: str, assessment: Assessment, by: str | None = None) -> Override:
    """A checked override. Raises WrongUsage for an unknown name or value, or an empty reason."""
    if what not in CHANGEABLE:
        raise WrongUsage(f"{what!r} cannot be overridden.", f"One of: {', '.join(CHANGEABLE)}.")
    if not reason.strip():
        raise WrongUsage(f"overriding {what} needs a reason.", "Say why; it is kept with the draft.")
    value = getattr(assessment, what)
    was = ", ".join(v.value for v in value) if isinstance(value, tuple) else value.value
    return Override(what=what, was=was, now=now, reason=reason.strip(), by=by)


def apply_overrides(assessment: Assessment, overrides: tuple[Override, ...], policy: Policy) -> Assessment:
    """The assessment with the person's word in place of policy's; the fired rules stay listed."""
    changed: dict[str, object] = {}
    for o in overrides:
        try:
            changed |= _change(o, policy)
        except ValueError as error:
            known = ", ".join(choice.value for choice in _CHOICES[o.what])
            raise WrongUsage(f"{o.now!r} does not fit {o.what.replace('_', ' ')}.", f"One of: {known}.") from error
    if changed.get("decision") is Decision.HANDLE_IN_SUPPORT:
        changed["targets"] = ()
        changed["escalation_reasons"] = ()
    elif changed.get("decision") is Decision.ESCALATE and not (changed.get("targets") or assessment.targets):
        changed["targets"] = (policy.next_rung.target,)
    return assessment.model_copy(update=changed | {"overrides": assessment.overrides + overrides})


def _change(o: Override, policy: Policy) -> dict[str, object]:
    if o.what == "decision":
        return {"decision": Decision(o.now)}
    if o.what == "issue_type":
        return {"issue_type": IssueType(o.now)}
    if o.what == "targets":
        targets = tuple(EscalationTarget(t.strip()) for t in o.now.replace("+", ",").split(",") if t.strip())
        return {"targets": targets, "gate": policy.targets[targets[0]].gate} if targets else {}
    severity = Severity(o.now.upper())
    return {
        "severity": severity,
        "severity_label": policy.labels[severity],
        "ticket_priority": policy.ticket_priority[severity],
        "response_model": policy.response_model[severity],
    }
