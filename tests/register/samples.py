"""Records and changes for the tests of the register, as simple as the types allow."""

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.domain import Escalation, EscalationReason, EscalationTarget, IssueType, Severity
from assistant.domain.register import (
    Closure,
    ClosureCode,
    Owner,
    RegisteredEscalation,
    Step,
    TrailAction,
    TrailEntry,
)

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def entry(action: TrailAction, text: str, *, by: str = "Priya", at: datetime = AT, **data: Any) -> TrailEntry:
    """An entry that has no number yet."""
    return TrailEntry(number=0, at=at, actor=by, action=action, text=text, data=data)


def first(id: str, drafted: Escalation, *, at: datetime = AT, **fields: Any) -> Step:
    """The first state of a draft."""
    record = RegisteredEscalation(
        id=id, version=1, created_at=at, updated_at=at, issue_type=IssueType.BUG, reasons=(EscalationReason.TECHNICAL,),
        targets=(EscalationTarget.ENGINEERING,), checklist_score=0.5,
        **{
            "title": "Exports drop rows", "customer": "Acme Corp", "severity": Severity.SEV2,
            "customer_owner": Owner(name="Priya", since=at), **fields,
        },
    )  # fmt: skip
    received = entry(TrailAction.RECEIVED, drafted.issue.text, at=at)
    return Step(record=record, entries=(received, entry(TrailAction.ESCALATED, "Escalated to engineering", at=at)))


def noted(record: RegisteredEscalation, text: str, *, by: str = "Priya", minutes: int = 1, **fields: Any) -> Step:
    """A note, and with it any change of the state."""
    at = record.updated_at + timedelta(minutes=minutes)
    changed = record.model_copy(update={"updated_at": at, **fields})
    return Step(record=changed, entries=(entry(TrailAction.NOTE_ADDED, text, by=by, at=at),))


def closed(record: RegisteredEscalation) -> Step:
    """The end."""
    closure = Closure(
        code=ClosureCode.CODE_FIX, at=record.updated_at, by="Priya", learning="A missing index.",
        customer_confirmed_at=record.updated_at,
    )  # fmt: skip
    return noted(record, "closed", closure=closure)
