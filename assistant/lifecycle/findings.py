"""What is amiss with a kept escalation at a moment: missing acceptance, overdue contacts, open duties, unclosed loops.

One finding, one id (`R-…`), one small function; level, meaning and fix are policy's (ownership.toml).
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from assistant.domain.assessment import Decision
from assistant.domain.register import (
    ClosureCode,
    DutyKind,
    EscalationStatus,
    RegisteredEscalation,
    RegisterFinding,
    WorkaroundKind,
)
from assistant.lifecycle.de_escalating import open_duties
from assistant.lifecycle.duties import open_duty
from assistant.lifecycle.rules import LifecycleRules

_Found = Iterator[tuple[str, str, datetime | None]]
"""Finding id, what exactly (empty: the meaning says it all), since when."""
_Check = Callable[[RegisteredEscalation, datetime, LifecycleRules], _Found]


def _returned(record: RegisteredEscalation) -> bool:
    """Back with support: nobody of Engineering is to take it or owes anything on it."""
    return record.de_escalation is not None


def _ownership(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    duty, owner = open_duty(record, DutyKind.ACCEPTANCE), record.technical_owner
    if _returned(record):
        return
    if record.sent_back_for:
        yield "R-SENT-BACK", f"Wanted: {', '.join(record.sent_back_for)}.", None
    elif duty is not None and duty.due_at is not None and duty.due_at < now:
        if owner is None:
            yield "R-NO-TECHNICAL-OWNER", "", duty.due_at
        else:
            yield "R-NOT-ACCEPTED", f"It is {owner.name}, since {owner.since.isoformat()}.", duty.due_at


def _fields(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    if record.customer is None:
        yield "R-NO-CUSTOMER", "", None
    if record.ticket is None:
        yield "R-NO-TICKET", "", None
    if record.decision is Decision.ESCALATE and not _returned(record):
        if record.team is None:
            yield "R-NO-TEAM", "", None
        if record.next_step is None:
            yield "R-NO-NEXT-STEP", "", None
    if record.status is EscalationStatus.BLOCKED and not record.blocked_reason:
        yield "R-BLOCKED-NO-REASON", "", None
    if record.deadline is not None and record.deadline < now:
        yield "R-DEADLINE-PASSED", "", record.deadline


def _contacts(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    for contact in record.contacts:
        if contact.open and contact.overdue_at < now:
            yield "R-CONTACT-OVERDUE", f"Audience: {contact.audience.value.replace('_', ' ')}.", contact.overdue_at


def _duties(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    for duty in () if _returned(record) else record.duties:
        late = duty.done_at is None and duty.due_at is not None and duty.due_at < now
        if late and duty.kind is not DutyKind.ACCEPTANCE:
            yield "R-DUTY-LATE", f"{rules.duties[duty.kind].text}.", duty.due_at


def _de_escalation(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    begun = record.de_escalation
    if begun is None:
        return
    if open_duties(record):
        words = "; ".join(rules.de_escalation_duties[d] for d in open_duties(record))
        yield "R-DE-ESCALATION-DUTIES", f"Open: {words}.", begun.at
    if rules.reasons[begun.reason].needs_cause and not record.root_cause:
        yield "R-CAUSE-MISSING", "", begun.at


def _continuity(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    for w in record.workarounds:
        if w.stopped_at is not None:
            continue
        if w.ends_at < now:
            yield "R-WORKAROUND-OVER", f"{rules.workarounds[w.kind].text}, seen to by {w.owner}.", w.ends_at
        elif w.kind is WorkaroundKind.RETRY:
            expected = (w.last_try_at or w.starts_at) + timedelta(minutes=rules.retry_minutes)
            if expected < now:
                yield "R-RETRY-MISSED", f"Attempts logged: {w.tries}.", expected


def _loop(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    closed, told = record.engineering_closed_at, record.customer_informed_at
    if closed is not None and (told is None or told < closed):
        yield "R-LOOP-OPEN", "", closed
    limit = record.updated_at + timedelta(minutes=rules.stale_minutes[record.severity])
    if limit < now:
        yield "R-STALE", f"The last entry is of {record.updated_at.isoformat()}.", limit


def _incident(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    incident = record.incident
    if incident is None:
        return
    if incident.lead is None and not record.closed:
        yield "R-NO-INCIDENT-LEAD", "", incident.declared_at
    if incident.rca_due_at is not None and incident.rca_done_at is None and incident.rca_due_at < now:
        yield "R-RCA-DUE", "", incident.rca_due_at


def _after_the_end(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> _Found:
    if record.closure is None or record.closure.code is not ClosureCode.CODE_FIX:
        return
    notes = open_duty(record, DutyKind.POST_FIX_NOTES)
    if notes is not None:
        yield "R-POST-FIX-NOTES", "", notes.due_at or record.closure.at


_WHILE_OPEN: tuple[_Check, ...] = (_ownership, _contacts, _duties, _loop, _de_escalation, _continuity, _fields)
_ALWAYS: tuple[_Check, ...] = (_incident, _after_the_end)


def findings(record: RegisteredEscalation, now: datetime, rules: LifecycleRules) -> tuple[RegisterFinding, ...]:
    """All that is amiss at `now`, in the order it matters: blockers, warnings, notes."""
    checks = _ALWAYS if record.closed else (*_ALWAYS, *_WHILE_OPEN)
    found = []
    for check in checks:
        for id, detail, since in check(record, now, rules):
            rule = rules.findings[id]
            message = f"{rule.meaning} {detail}".strip()
            found.append(
                RegisterFinding(
                    id=id, level=rule.level, message=message, fix=rule.closes.replace("{id}", record.id), since=since
                )
            )
    order = ("blocker", "warning", "note")
    return tuple(sorted(found, key=lambda f: order.index(f.level.value)))
