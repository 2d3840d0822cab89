"""The two owners (X10): the customer's never leaves the customer's side; the technical one must accept.

Assigning, accepting, declining and sending back are all in the trail: who, which side, when, accepted or not (S1 §4).
"""

from collections.abc import Sequence
from datetime import datetime

from assistant.domain.assessment import Decision
from assistant.domain.register import (
    Duty,
    DutyKind,
    EscalationStatus,
    Owner,
    OwnerRole,
    RegisteredEscalation,
    Step,
    TrailAction,
    TrailEntry,
)
from assistant.inert import one_line
from assistant.lifecycle.duties import made_due, open_duty, settled
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import (
    Later,
    NotAllowed,
    changed,
    entry,
    on_the_clock,
    person,
    require_open,
    said,
    same_person,
    stamped,
    status_entries,
)


def _acceptance_owed(record: RegisteredEscalation, due_at: datetime | None, rules: LifecycleRules) -> tuple[Duty, ...]:
    """The duties with acceptance open anew; what starts with one is owed by nobody while nobody has accepted."""
    held = tuple(
        d.model_copy(update={"due_at": None}) if d.done_at is None and rules.duties[d.kind].starts == "accepted" else d
        for d in record.duties
        if d.kind is not DutyKind.ACCEPTANCE
    )
    return (Duty(kind=DutyKind.ACCEPTANCE, due_at=due_at), *held)


def assign(
    record: RegisteredEscalation,
    name: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    team: str | None = None,
    later: Later = on_the_clock,
) -> Step:
    """Name the technical owner, who must still accept. Assigning anew takes an earlier acceptance back."""
    require_open(record)
    at, by, name = stamped(record, at, rules), person(by, "who assigns"), person(name, "the technical owner's name")
    if record.decision is Decision.HANDLE_IN_SUPPORT:
        raise NotAllowed(
            f"{record.id} is handled in support: there is no technical owner to assign.",
            "Draft it again with --decision escalate and a reason, and save that.",
        )
    was = record.technical_owner
    if was is not None and same_person(was.name, name) and not record.sent_back_for:
        state = "has accepted it" if was.accepted_at else "has not accepted it yet"
        raise NotAllowed(f"{record.id} is already assigned to {was.name}, who {state}.", "Nothing to do.")
    due = later(at, rules.duties[DutyKind.ACCEPTANCE].minutes[record.severity])
    waiting = open_duty(record, DutyKind.ACCEPTANCE)
    if was is None and waiting is not None and waiting.due_at is not None:
        due = waiting.due_at  # the clock of the first assignment runs since it was escalated
    return changed(
        record,
        at,
        entry(
            TrailAction.OWNER_ASSIGNED,
            f"Technical owner: {name}" + (f", instead of {was.name}" if was else "") + "; not accepted yet",
            by=by,
            at=at,
            data={"role": OwnerRole.TECHNICAL.value, "was": was.name if was else None, "now": name, "team": team},
        ),
        technical_owner=Owner(name=name, since=at),
        team=one_line(team) if team and one_line(team) else record.team,
        duties=_acceptance_owed(record, due, rules),
        sent_back_for=(),
    )


def accept(
    record: RegisteredEscalation,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    on_behalf_of: str | None = None,
    later: Later = on_the_clock,
) -> Step:
    """The technical owner takes it. Somebody else may record it only by naming the owner in `on_behalf_of`."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who accepts")
    owner = record.technical_owner
    if owner is None:
        raise NotAllowed(f"{record.id} is assigned to nobody.", f"First: escalate register assign {record.id} NAME.")
    if owner.accepted_at is not None:
        raise NotAllowed(f"{owner.name} accepted {record.id} at {owner.accepted_at.isoformat()}.", "Nothing to do.")
    speaks_for = by if on_behalf_of is None else person(on_behalf_of, "on whose behalf")
    if not same_person(speaks_for, owner.name):
        raise NotAllowed(
            f"{record.id} is assigned to {owner.name}: {speaks_for} cannot accept it.",
            f"Accept as {owner.name}, record it with --on-behalf-of, or assign it to {speaks_for} first.",
        )
    accepted = settled(record.duties, DutyKind.ACCEPTANCE, at)
    due = open_duty(record, DutyKind.ACCEPTANCE)
    told = f"{owner.name} accepted" + ("" if on_behalf_of is None else f"; recorded by {by}")
    data = {
        "role": OwnerRole.TECHNICAL.value,
        "on_behalf_of": on_behalf_of,
        "assigned_at": owner.since.isoformat(),
        "late": bool(due and due.due_at and at > due.due_at),
    }
    started = EscalationStatus.IN_PROGRESS if record.status is EscalationStatus.OPEN else record.status
    interim = record.model_copy(update={"duties": accepted})
    return changed(
        record,
        at,
        entry(TrailAction.OWNER_ACCEPTED, told, by=by, at=at, data=data),
        *status_entries(record, started, by=by, at=at),
        technical_owner=owner.model_copy(update={"accepted_at": at}),
        duties=made_due(interim, "accepted", at=at, rules=rules, later=later),
        status=started,
    )


def decline(
    record: RegisteredEscalation,
    reason: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    missing: Sequence[str] = (),
    later: Later = on_the_clock,
) -> Step:
    """The technical owner says no, before or after accepting. With `missing` it is a bounce-back, and counted.

    Nobody is technical owner then, and acceptance is owed anew.
    """
    require_open(record)
    at, by, reason = stamped(record, at, rules), person(by, "who declines"), said(reason, "the reason")
    owner = record.technical_owner
    if owner is None:
        raise NotAllowed(f"{record.id} is assigned to nobody: there is nothing to decline.", "Nothing to do.")
    wanted = tuple(dict.fromkeys(one_line(m) for m in missing if one_line(m)))
    entries = [
        entry(
            TrailAction.OWNER_DECLINED,
            f"{owner.name} declined: {reason}",
            by=by,
            at=at,
            data={"role": OwnerRole.TECHNICAL.value, "was": owner.name, "reason": reason},
        )
    ]
    if wanted:
        entries.append(_bounced(wanted, reason, by, at))
    due = None if wanted else later(at, rules.duties[DutyKind.ACCEPTANCE].minutes[record.severity])
    back = EscalationStatus.OPEN if record.status is EscalationStatus.IN_PROGRESS else record.status
    return changed(
        record,
        at,
        *entries,
        *status_entries(record, back, by=by, at=at),
        technical_owner=None,
        duties=_acceptance_owed(record, due, rules),
        status=back,
        bounce_backs=record.bounce_backs + bool(wanted),
        sent_back_for=wanted or record.sent_back_for,
    )


def bounce_back(
    record: RegisteredEscalation,
    missing: Sequence[str],
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    reason: str | None = None,
) -> Step:
    """The receiving team sends it back for want of something, whether or not anybody had it. Always counted."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who sends it back")
    if record.decision is Decision.HANDLE_IN_SUPPORT:
        raise NotAllowed(f"{record.id} was never handed over: nobody can send it back.", "Nothing to do.")
    wanted = tuple(dict.fromkeys(one_line(m) for m in missing if one_line(m)))
    if not wanted:
        raise NotAllowed("what is missing is not named.", "Name it, for example: --missing reproduction_steps.")
    back = EscalationStatus.OPEN if record.status is EscalationStatus.IN_PROGRESS else record.status
    return changed(
        record,
        at,
        _bounced(wanted, reason, by, at),
        *status_entries(record, back, by=by, at=at),
        technical_owner=None,
        duties=_acceptance_owed(record, None, rules),
        status=back,
        bounce_backs=record.bounce_backs + 1,
        sent_back_for=wanted,
    )


def _bounced(wanted: tuple[str, ...], reason: str | None, by: str, at: datetime) -> TrailEntry:
    told = f"Sent back for want of: {', '.join(wanted)}" + (f". {reason.strip()}" if reason and reason.strip() else "")
    return entry(TrailAction.BOUNCED_BACK, told, by=by, at=at, data={"missing": list(wanted), "reason": reason})


def hand_over(
    record: RegisteredEscalation, name: str, *, by: str, at: datetime, rules: LifecycleRules, reason: str | None = None
) -> Step:
    """The customer owner changes, to a named person only; the consents the former one gave end with it."""
    require_open(record)
    at, by, name = stamped(record, at, rules), person(by, "who hands over"), person(name, "the customer owner's name")
    was = record.customer_owner
    if same_person(was.name, name):
        raise NotAllowed(f"{was.name} is the customer owner of {record.id} already.", "Nothing to do.")
    return changed(
        record,
        at,
        entry(
            TrailAction.OWNER_ASSIGNED,
            f"Customer owner: {name}, taking over from {was.name}" + (f": {reason.strip()}" if reason else ""),
            by=by,
            at=at,
            data={"role": OwnerRole.CUSTOMER.value, "was": was.name, "now": name, "reason": reason},
        ),
        customer_owner=Owner(name=name, since=at),
        public_reply_consent=(),
    )
