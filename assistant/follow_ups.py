"""Follow-ups: when whom to contact next, from the merged cadence (X3, X4; policy/cadence.toml)."""

from datetime import datetime, timedelta

from assistant.domain import Assessment, Audience, Decision, FollowUp
from assistant.policy import CadenceRow, Policy

_SATURDAY = 5


def one_business_day_after(moment: datetime) -> datetime:
    """The same time on the next Monday-to-Friday day. Holidays are the register's business."""
    later = moment + timedelta(days=1)
    while later.weekday() >= _SATURDAY:
        later += timedelta(days=1)
    return later


def _applies(row: CadenceRow, assessment: Assessment) -> bool:
    if row.severity is not assessment.severity or (row.incident_only and not assessment.incident):
        return False
    return row.audience == Audience.CUSTOMER.value or assessment.decision is Decision.ESCALATE


def plan_follow_ups(
    assessment: Assessment, policy: Policy, now: datetime, deadline: datetime | None = None
) -> tuple[FollowUp, ...]:
    """The next contact per audience, soonest first. `now` is aware; the times keep its zone.

    An update due after the customer's own deadline would come too late: it is promised half-way to the deadline
    (house default for S2's scenario of a critical date).
    """
    planned = []
    for row in policy.cadence:
        if not _applies(row, assessment):
            continue
        due = now + timedelta(minutes=row.due)
        overdue = one_business_day_after(due) if row.overdue is None else now + timedelta(minutes=row.overdue)
        if row.audience == Audience.CUSTOMER.value and deadline is not None and now < deadline <= due:
            due = now + (deadline - now) / 2
            due -= timedelta(seconds=due.second, microseconds=due.microsecond)
            overdue = min(overdue, deadline)
        planned.append(FollowUp(audience=Audience(row.audience), due_at=due, overdue_at=overdue, source=row.source))
    return tuple(sorted(planned, key=lambda f: (f.due_at, f.audience)))
