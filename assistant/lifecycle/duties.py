"""What Engineering owes support (S1 §5): acceptance, reproduction validation, timeline updates, post-fix notes.

At most one duty of a kind is open. One that repeats (timeline updates) is owed again as soon as it came.
"""

from datetime import datetime

from assistant.domain.assessment import Decision, EscalationTarget, IssueType, Severity
from assistant.domain.register import Duty, DutyKind, RegisteredEscalation, Step, TrailAction
from assistant.lifecycle.rules import DutyRule, LifecycleRules
from assistant.lifecycle.stepping import Later, NotAllowed, changed, entry, on_the_clock, person, stamped


def _owed(rule: DutyRule, targets: tuple[EscalationTarget, ...], issue_type: IssueType) -> bool:
    return (not rule.targets or bool(rule.targets & set(targets))) and (not rule.types or issue_type in rule.types)


def first_duties(
    decision: Decision,
    targets: tuple[EscalationTarget, ...],
    issue_type: IssueType,
    severity: Severity,
    *,
    at: datetime,
    rules: LifecycleRules,
    later: Later = on_the_clock,
) -> tuple[Duty, ...]:
    """What is owed from the start; due times only for what being saved makes due. None where support handles it."""
    if decision is Decision.HANDLE_IN_SUPPORT:
        return ()
    return tuple(
        Duty(kind=rule.kind, due_at=later(at, rule.minutes[severity]) if rule.starts == "saved" else None)
        for rule in rules.duties.values()
        if _owed(rule, targets, issue_type)
    )


def made_due(
    record: RegisteredEscalation, starts: str, *, at: datetime, rules: LifecycleRules, later: Later = on_the_clock
) -> tuple[Duty, ...]:
    """The record's duties once `starts` (`saved`, `accepted`, `engineering_closed`) has happened at `at`."""
    return tuple(
        d.model_copy(update={"due_at": later(at, rules.duties[d.kind].minutes[record.severity])})
        if d.done_at is None and rules.duties[d.kind].starts == starts
        else d
        for d in record.duties
    )


def settled(duties: tuple[Duty, ...], kind: DutyKind, at: datetime, note: str | None = None) -> tuple[Duty, ...]:
    """The duties with the open one of `kind` done."""
    return tuple(
        d.model_copy(update={"done_at": at, "note": note}) if d.kind is kind and d.done_at is None else d
        for d in duties
    )


def open_duty(record: RegisteredEscalation, kind: DutyKind) -> Duty | None:
    """The open duty of a kind, if it is owed."""
    return next((d for d in record.duties if d.kind is kind and d.done_at is None), None)


def done(
    record: RegisteredEscalation,
    kind: DutyKind,
    note: str | None = None,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    later: Later = on_the_clock,
) -> Step:
    """A duty came. Acceptance comes through `accept`. Allowed after closing: post-fix notes often arrive then."""
    at, by, text = stamped(record, at, rules), person(by, "who records it"), rules.duties[kind].text
    if kind is DutyKind.ACCEPTANCE:
        raise NotAllowed(
            "acceptance is recorded with its person.", f"Use: escalate register accept {record.id} --by NAME."
        )
    duty = open_duty(record, kind)
    if duty is None:
        raise NotAllowed(f"{text} is not owed, or is done already, on {record.id}.", "See: escalate register show.")
    duties = settled(record.duties, kind, at, note)
    rule = rules.duties[kind]
    if rule.repeats and record.engineering_closed_at is None and not record.closed:
        earlier = [d for d in duties if d.kind is kind and d.done_at is not None and d.done_at != at]
        duties = tuple(d for d in duties if d not in earlier)
        duties = (*duties, Duty(kind=kind, due_at=later(at, rule.minutes[record.severity])))
    told = f"{text}: {note.strip()}" if note and note.strip() else f"{text} received"
    late = duty.due_at is not None and at > duty.due_at
    data = {"duty": kind.value, "due_at": duty.due_at.isoformat() if duty.due_at else None, "late": late}
    return changed(record, at, entry(TrailAction.DUTY_DONE, told, by=by, at=at, data=data), duties=duties)


def rescheduled(
    record: RegisteredEscalation, severity: Severity, *, at: datetime, rules: LifecycleRules, later: Later
) -> tuple[Duty, ...]:
    """The open duties for another severity: due from now at its pace, and never later than promised before."""
    return tuple(
        d.model_copy(update={"due_at": min(d.due_at, later(at, rules.duties[d.kind].minutes[severity]))})
        if d.done_at is None and d.due_at is not None and severity.rank < record.severity.rank
        else d
        for d in record.duties
    )
