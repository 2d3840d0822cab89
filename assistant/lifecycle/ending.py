"""How it ends: closing with exactly one code, what engineering's closing does to the support ticket, reopening.

Nothing is Resolved before the customer has confirmed and the learning is written down (S4, close the loop).
"""

from datetime import datetime

from assistant.domain.register import (
    Closure,
    ClosureCode,
    Duty,
    DutyKind,
    EscalationStatus,
    FollowUpAction,
    IncidentStage,
    RegisteredEscalation,
    Step,
    TicketStatus,
    TrailAction,
    TrailEntry,
)
from assistant.lifecycle.de_escalating import open_duties
from assistant.lifecycle.duties import made_due
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import (
    Later,
    NotAllowed,
    cancelled,
    changed,
    entry,
    on_the_clock,
    person,
    require_open,
    said,
    stamped,
    status_entries,
)


def closing_code(record: RegisteredEscalation, wanted: ClosureCode | None, rules: LifecycleRules) -> ClosureCode:
    """The code to close with: the one wanted, else the one the de-escalation leads to (X12).

    Raises NotAllowed where none follows, or where another is wanted than the de-escalation leads to and engineering has
    not closed its side either.
    """
    now = record.de_escalation
    led_to = rules.reasons[now.reason].code if now else None
    if wanted is None:
        if led_to is None:
            codes = ", ".join(c.value for c in ClosureCode)
            raise NotAllowed("the closure code is missing.", f"One of: {codes}.")
        return led_to
    if led_to is not None and wanted is not led_to and record.engineering_closed_at is None:
        raise NotAllowed(
            f"its de-escalation closes as “{led_to.value}”, not “{wanted.value}” (X12).",
            "Leave --code out, or record engineering's closing first.",
        )
    return wanted


def close(
    record: RegisteredEscalation,
    *,
    code: ClosureCode | None,
    learning: str | None,
    customer_confirmed_at: datetime | None,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    resolution: str | None = None,
) -> Step:
    """Close with exactly one of the four codes (S0), once the customer has confirmed and the learning is there.

    After a de-escalation its four duties must be done, and for `self_resolved` the cause recorded. Open contacts are
    cancelled, workarounds stopped, an incident's stage set to resolved; its root-cause analysis stays due.
    Raises NotAllowed naming what is missing.
    """
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who closes")
    now = record.de_escalation
    chosen = closing_code(record, code, rules)
    if now is not None and open_duties(record):
        open_ = "; ".join(rules.de_escalation_duties[d] for d in open_duties(record))
        raise NotAllowed(
            f"the de-escalation of {record.id} is not complete: {open_}.",
            f"Record each: escalate register de-escalate {record.id} --done DUTY --text TEXT.",
        )
    if now is not None and rules.reasons[now.reason].needs_cause and not record.root_cause:
        raise NotAllowed(
            f"{record.id} resolved itself: it stays open until the cause is recorded (X12).",
            f"Record it: escalate register field {record.id} root_cause TEXT.",
        )
    learned = said(learning or (now.learning if now else None), "what was learned", "Give --learning TEXT.")
    if customer_confirmed_at is None:
        raise NotAllowed(
            f"the customer has not confirmed. {rules.loop_rule}",
            "Ask them; then give --confirmed, or --confirmed-at with the time they did.",
        )
    if customer_confirmed_at.tzinfo is None or customer_confirmed_at > at:
        raise NotAllowed("the customer's confirmation lies ahead, or has no zone.", "Give the time they confirmed.")
    ends = now is not None and rules.reasons[now.reason].code is not None
    closure = Closure(
        code=chosen,
        at=at,
        by=by,
        learning=learned,
        customer_confirmed_at=customer_confirmed_at,
        de_escalation=now.reason if now is not None and ends else None,
    )
    incident = record.incident
    if incident is not None and incident.stage is not IncidentStage.RESOLVED:
        incident = incident.model_copy(update={"stage": IncidentStage.RESOLVED})
    data = closure.model_dump(mode="json", exclude={"at", "by"}) | {"resolution": resolution}
    return changed(
        record,
        at,
        entry(TrailAction.CLOSED, f"{chosen.value}. Learned: {learned}", by=by, at=at, data=data),
        *status_entries(record, EscalationStatus.RESOLVED, by=by, at=at),
        *_stopped_entries(record, by, at, rules),
        status=EscalationStatus.RESOLVED,
        blocked_reason=None,
        resolved_at=at,
        closure=closure,
        resolution=(resolution or "").strip() or record.resolution,
        contacts=cancelled(record.contacts),
        duties=_duties_at_end(record, chosen),
        workarounds=tuple(w if w.stopped_at else w.model_copy(update={"stopped_at": at}) for w in record.workarounds),
        incident=incident,
        actions_done={**record.actions_done, FollowUpAction.CLOSE_THE_LOOP: at},
    )


def _stopped_entries(
    record: RegisteredEscalation, by: str, at: datetime, rules: LifecycleRules
) -> tuple[TrailEntry, ...]:
    return tuple(
        entry(
            TrailAction.WORKAROUND_STOPPED, f"{rules.workarounds[w.kind].text}: stopped with the closing", by=by, at=at,
            data={"kind": w.kind.value, "tries": w.tries or None},
        )
        for w in record.workarounds if w.stopped_at is None
    )  # fmt: skip


def _duties_at_end(record: RegisteredEscalation, code: ClosureCode) -> tuple[Duty, ...]:
    """Nothing is owed after the end but the notes on a fix that was made (S1 §5)."""
    owed = DutyKind.POST_FIX_NOTES if code is ClosureCode.CODE_FIX else None
    return tuple(
        d if d.done_at is not None or d.kind is owed else d.model_copy(update={"due_at": None}) for d in record.duties
    )


def engineering_closed(
    record: RegisteredEscalation,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    fixed: bool = True,
    note: str | None = None,
    later: Later = on_the_clock,
) -> Step:
    """Engineering closed its side: the support ticket is set (S0 Sync Behavior), for review and follow-up.

    `fixed` False: closed without an outcome for the customer; the ticket is Open again. The way on depends on the
    issue type (S0 After Triage). The escalation itself stays open until the loop is closed.
    """
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who records it")
    if record.engineering_closed_at is not None:
        raise NotAllowed(f"engineering has closed {record.id} already.", "Review the outcome, then tell the customer.")
    rule = rules.engineering_closed.get(record.issue_type.value, rules.engineering_closed["default"])
    status: TicketStatus = rule.fixed if fixed else rule.not_fixed
    told = f"Engineering closed its ticket{'' if fixed else ' without a fix'}" + (f": {note.strip()}" if note else "")
    data = {
        "was": record.ticket_status.value if record.ticket_status else None, "now": status.value, "fixed": fixed,
        "flow": rule.flow, "note": note,
    }  # fmt: skip
    duties = made_due(record, "engineering_closed", at=at, rules=rules, later=later) if fixed else record.duties
    unblocked = EscalationStatus.IN_PROGRESS if record.status is EscalationStatus.BLOCKED else record.status
    return changed(
        record,
        at,
        entry(
            TrailAction.ENGINEERING_CLOSED,
            f"{told}. Support ticket: {status.value}. {rule.flow}",
            by=by,
            at=at,
            data=data,
        ),
        *status_entries(record, unblocked, by=by, at=at),
        engineering_closed_at=at,
        ticket_status=status,
        status=unblocked,
        blocked_reason=None,
        duties=tuple(
            d.model_copy(update={"due_at": None}) if d.kind is DutyKind.TIMELINE_UPDATE and d.done_at is None else d
            for d in duties
        ),
    )


def reopen(
    record: RegisteredEscalation,
    reason: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    later: Later = on_the_clock,
) -> Step:
    """Open it again. The technical owner must accept anew; the caller plans the contacts anew."""
    at, by, reason = stamped(record, at, rules), person(by, "who reopens it"), said(reason, "the reason")
    if record.closure is None:
        raise NotAllowed(f"{record.id} is open.", "Nothing to do.")
    owner = record.technical_owner
    reopened = record.model_copy(
        update={"duties": tuple({d.kind: _again(d) for d in record.duties}.values()), "technical_owner": None}
    )
    duties = made_due(reopened, "saved", at=at, rules=rules, later=later)
    data = {"was": record.closure.code.value, "reason": reason}
    return changed(
        record,
        at,
        entry(TrailAction.REOPENED, f"Reopened: {reason}", by=by, at=at, data=data),
        *status_entries(record, EscalationStatus.OPEN, by=by, at=at),
        status=EscalationStatus.OPEN,
        ticket_status=TicketStatus.OPEN,
        closure=None,
        de_escalation=None,
        resolved_at=None,
        engineering_closed_at=None,
        technical_owner=owner.model_copy(update={"accepted_at": None, "since": at}) if owner else None,
        duties=duties,
    )


def _again(duty: Duty) -> Duty:
    """A duty owed anew after reopening; reproduction was validated once and for all."""
    if duty.kind is DutyKind.REPRODUCTION_VALIDATION and duty.done_at is not None:
        return duty
    return Duty(kind=duty.kind)
