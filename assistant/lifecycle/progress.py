"""What happens between saving and ending: status, severity, contacts, follow-up actions, what was tried, fields."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assistant.domain.assessment import Audience, IssueType, Severity
from assistant.domain.register import (
    Contact,
    EscalationStatus,
    FollowUpAction,
    RegisteredEscalation,
    Step,
    TrailAction,
)
from assistant.inert import one_line
from assistant.lifecycle.collaboration import may_write_to_customer
from assistant.lifecycle.duties import rescheduled
from assistant.lifecycle.incidents import with_rca
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
    stamped,
    status_entries,
)

FIELDS: Mapping[str, str] = {
    "title": "what it is about, in one line",
    "customer": "the customer's name or id",
    "ticket": "link to, or id of, the original ticket",
    "team": "the engineering team of the triage meeting",
    "engineering_ref": "engineering's key",
    "region": "the customer's preferred region",
    "sla_minutes": "minutes between customer updates by contract",
    "deadline": "when it is too late for the customer (ISO 8601, with zone)",
    "next_step": "what happens next, and who does it",
    "root_cause": "the cause, once known",
    "resolution": "what was done about it",
}
"""Fields that may be changed by themselves; everything else has an action of its own."""
_NEVER_BLANK = ("title", "customer")


def set_status(
    record: RegisteredEscalation,
    status: EscalationStatus,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    reason: str | None = None,
) -> Step:
    """Open, In Progress or Blocked (which needs its reason). Resolved comes only by closing."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who changes the status")
    reason = reason.strip() if reason and reason.strip() else None
    if status is EscalationStatus.RESOLVED:
        raise NotAllowed(
            f"Resolved is reached by closing. {rules.loop_rule}",
            f"Use: escalate register close {record.id} --code CODE --learning TEXT --confirmed.",
        )
    if status is EscalationStatus.BLOCKED and reason is None:
        raise NotAllowed("Blocked needs a reason: what does it wait for?", "Give --reason TEXT.")
    if status is record.status and (status is not EscalationStatus.BLOCKED or reason == record.blocked_reason):
        raise NotAllowed(f"{record.id} is {status.value} already.", "Nothing to do.")
    return changed(
        record,
        at,
        *status_entries(record, status, by=by, at=at, reason=reason),
        status=status,
        blocked_reason=reason if status is EscalationStatus.BLOCKED else None,
    )


def set_severity(
    record: RegisteredEscalation,
    severity: Severity,
    reason: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    engineering_priority: str | None = None,
    later: Later = on_the_clock,
) -> Step:
    """Better or worse (S4). The caller plans the contacts anew (`with_contacts`).

    A confirmed bug takes `engineering_priority`, what policy proposes for the new severity; an incident that becomes a
    SEV1 owes its root-cause analysis.
    """
    require_open(record)
    at, by, reason = stamped(record, at, rules), person(by, "who changes it"), said(reason, "the reason")
    if severity is record.severity:
        raise NotAllowed(f"{record.id} is {severity.value} already.", "Nothing to do.")
    data = {"was": record.severity.value, "now": severity.value, "reason": reason}
    priority = record.engineering_priority
    if record.bug_confirmed and engineering_priority is not None and engineering_priority != priority:
        data |= {"engineering_priority_was": priority or "", "engineering_priority": engineering_priority}
        priority = engineering_priority
    return changed(
        record,
        at,
        entry(
            TrailAction.SEVERITY_CHANGED,
            f"{record.severity.value} → {severity.value}: {reason}",
            by=by,
            at=at,
            data=data,
        ),
        severity=severity,
        engineering_priority=priority,
        duties=rescheduled(record, severity, at=at, rules=rules, later=later),
        incident=with_rca(record.incident, severity, at, rules),
        actions_done={**record.actions_done, FollowUpAction.ADJUST_SEVERITY: at},
    )


def confirm_type(
    record: RegisteredEscalation,
    issue_type: IssueType,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    engineering_priority: str | None = None,
) -> Step:
    """Bug or feature request, as the triage meeting found it (S0 Objectives). A bug gets its priority by severity."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who confirms it")
    bug = issue_type is IssueType.BUG
    if issue_type is record.issue_type and bug is record.bug_confirmed:
        raise NotAllowed(f"{record.id} is known as {issue_type.value} already.", "Nothing to do.")
    priority = engineering_priority if bug else None
    told = f"Confirmed: {issue_type.value}" + (f", {priority}" if priority else "")
    data = {
        "field": "issue_type", "was": record.issue_type.value, "now": issue_type.value,
        "bug_confirmed": bug, "engineering_priority": priority,
    }  # fmt: skip
    return changed(
        record,
        at,
        entry(TrailAction.FIELD_CHANGED, told, by=by, at=at, data=data),
        issue_type=issue_type,
        bug_confirmed=bug,
        engineering_priority=priority,
    )


def set_field(
    record: RegisteredEscalation, name: str, value: object, *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """Change one of `FIELDS`; an empty value clears it where it may be empty. Cause and resolution also once closed."""
    if name not in FIELDS:
        raise NotAllowed(f"{name!r} cannot be changed by itself.", f"One of: {', '.join(FIELDS)}.")
    if name not in ("root_cause", "resolution", "engineering_ref", "ticket"):
        require_open(record)
    at, by = stamped(record, at, rules), person(by, "who changes it")
    now: Any = value.strip() or None if isinstance(value, str) else value
    if isinstance(now, str) and name not in ("root_cause", "resolution"):
        now = one_line(now) or None
    if now is None and name in _NEVER_BLANK:
        raise NotAllowed(f"{name} cannot be emptied.", f"Give {FIELDS[name]}.")
    was = getattr(record, name)
    step = changed(record, at, **{name: now})
    kept = getattr(step.record, name)
    if kept == was:
        raise NotAllowed(f"{name} of {record.id} is {_shown(was)!r} already.", "Nothing to do.")
    if name == "sla_minutes" and kept is not None and kept <= 0:
        raise NotAllowed(f"an SLA of {kept} minutes is none.", "Give the minutes between customer updates.")
    told = f"{name}: {_shown(was)} → {_shown(kept)}"
    data = {"field": name, "was": _json(was), "now": _json(kept)}
    return step.model_copy(update={"entries": (entry(TrailAction.FIELD_CHANGED, told, by=by, at=at, data=data),)})


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _shown(value: object) -> str:
    return "not stated" if value is None else str(_json(value))


def action_done(
    record: RegisteredEscalation,
    action: FollowUpAction,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    note: str | None = None,
    contacts: tuple[Contact, ...] | None = None,
) -> Step:
    """Tick one of the five follow-up actions (S4). Telling the customer and closing the loop have their own ways.

    Checking with the receiving team is the internal contact: `contacts` then hold it done and the next one planned.
    """
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who did it")
    if action is FollowUpAction.UPDATE_CUSTOMER:
        raise NotAllowed(
            "telling the customer is recorded with its text.", f"Use: escalate register informed {record.id}."
        )
    if action is FollowUpAction.CLOSE_THE_LOOP:
        raise NotAllowed(rules.loop_rule, f"Use: escalate register close {record.id}.")
    told = rules.actions[action] + (f": {note.strip()}" if note and note.strip() else "")
    return changed(
        record,
        at,
        entry(TrailAction.ACTION_DONE, told, by=by, at=at, data={"action": action.value, "note": note}),
        actions_done={**record.actions_done, action: at},
        contacts=record.contacts if contacts is None else contacts,
    )


def contact_done(
    record: RegisteredEscalation,
    audience: Audience,
    contacts: tuple[Contact, ...],
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    note: str | None = None,
) -> Step:
    """An internal or cross-functional contact took place; `contacts` hold it done and the next one planned."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who made the contact")
    if audience is Audience.CUSTOMER:
        raise NotAllowed(
            "telling the customer is recorded with its text.", f"Use: escalate register informed {record.id}."
        )
    due = next((c for c in record.contacts if c.audience is audience and c.open), None)
    if due is None:
        raise NotAllowed(f"no {audience.value} contact of {record.id} is due.", "See: escalate due.")
    told = f"{audience.value} contact {due.number}" + (f": {note.strip()}" if note and note.strip() else "")
    data = {"audience": audience.value, "number": due.number, "late": at > due.overdue_at}
    actions = dict(record.actions_done)
    if audience is Audience.INTERNAL:
        actions[FollowUpAction.CHECK_RECEIVING_TEAM] = at
    return changed(
        record,
        at,
        entry(TrailAction.CONTACT_DONE, told, by=by, at=at, data=data),
        contacts=contacts,
        actions_done=actions,
    )


def customer_informed(
    record: RegisteredEscalation,
    text: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    kind: str | None = None,
    next_update_at: datetime | None = None,
    contacts: tuple[Contact, ...] | None = None,
    anyway: str | None = None,
    blockers: Sequence[str] = (),
) -> Step:
    """The customer was told: the text as sent, public. `contacts` hold it done and the next one planned.

    What was told in spite of `blockers` (ids of findings) has its reason, `anyway`, as an internal note before it.

    Raises NotAllowed where `by` is neither customer owner nor consented: one voice speaks to the customer (S3); and
    where blockers have no reason.
    """
    require_open(record)
    at, by, text = stamped(record, at, rules), person(by, "who told the customer"), said(text, "the text that was sent")
    if not may_write_to_customer(record, by):
        raise NotAllowed(
            f"{by} is neither the customer owner ({record.customer_owner.name}) nor has consent. "
            f"{rules.collaboration_rule}",
            f"Keep it with: escalate register note {record.id} --public-draft, or ask for consent.",
        )
    notes = []
    if blockers:
        ids = list(dict.fromkeys(blockers))
        reason = one_line(said(anyway, "the reason to record it in spite of the blockers", "Give --anyway REASON."))
        notes.append(
            entry(
                TrailAction.NOTE_ADDED,
                f"Told in spite of {', '.join(ids)}: {reason}",
                by=by,
                at=at,
                data={"kind": "in_spite", "findings": ids, "reason": reason},
            )
        )
    due = next((c for c in record.contacts if c.audience is Audience.CUSTOMER and c.open), None)
    data = {
        "kind": kind,
        "number": due.number if due else None,
        "late": at > due.overdue_at if due else None,
        "next_update_at": next_update_at.isoformat() if next_update_at else None,
    }
    return changed(
        record,
        at,
        *notes,
        entry(TrailAction.CUSTOMER_INFORMED, text, by=by, at=at, data=data, public=True),
        customer_informed_at=at,
        contacts=record.contacts if contacts is None else contacts,
        actions_done={**record.actions_done, FollowUpAction.UPDATE_CUSTOMER: at},
    )
