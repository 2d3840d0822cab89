"""When whom to contact next, from the merged cadence (X3, X4; policy/cadence.toml).

Per audience: the strictest window of policy and contract, then made monotone, so that a more severe escalation is
never contacted later than a milder one would be.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain import Assessment, Audience, Decision, FollowUp, Severity
from assistant.domain.register import EscalationStatus, IncidentStage, RegisteredEscalation
from assistant.follow_ups.business_calendar import BusinessCalendar, instant, plus
from assistant.policy import CadenceRow, Policy

_SATURDAY = 5


def one_business_day_after(moment: datetime, calendar: BusinessCalendar | None = None) -> datetime:
    """The same time on the next working day of the calendar; without one, the next Monday-to-Friday day."""
    if calendar is not None:
        return calendar.one_business_day_after(moment)
    later = moment + timedelta(days=1)
    while later.weekday() >= _SATURDAY:
        later += timedelta(days=1)
    return later


@dataclass(frozen=True)
class Terms:
    """What decides how often whom to contact: an assessment's verdict, or the present state of a record."""

    severity: Severity
    escalated: bool
    """Whether somebody beside support has it: without, only the customer is waiting."""
    incident: bool
    over: bool = False
    """Resolved or closed: nobody is contacted any more."""
    sla_minutes: int | None = None
    """The contract's interval between customer updates; counts where stricter (S4 "or per SLA")."""
    deadline: datetime | None = None
    """When it is too late for the customer."""

    @classmethod
    def of(cls, record: RegisteredEscalation) -> "Terms":
        """The terms of a record as it stands: de-escalated it is support's again, an incident ends with its stage."""
        return cls(
            severity=record.severity,
            escalated=bool(record.targets) and record.de_escalation is None,
            incident=record.incident is not None and record.incident.stage is not IncidentStage.RESOLVED,
            over=record.closed or record.status is EscalationStatus.RESOLVED,
            sla_minutes=record.sla_minutes,
            deadline=record.deadline,
        )


@dataclass(frozen=True)
class Times:
    """When a contact is due, from when on it is late, and the rule."""

    due: datetime
    overdue: datetime
    source: str


@dataclass(frozen=True)
class Cadence:
    """The policy's cadence on a calendar. `calendar` None: due times run on the clock, days are Monday to Friday."""

    policy: Policy
    calendar: BusinessCalendar | None = None

    def times(self, audience: Audience, terms: Terms, at: datetime, *, least: int = 0) -> Times | None:
        """The next contact counted from `at`; None where nobody is due one. `at` is aware, and its zone is kept.

        `least`: minutes that an update moved before the customer's deadline stays away from `at`, where there is time.
        """
        if terms.over or (audience is not Audience.CUSTOMER and not terms.escalated):
            return None
        rows = self._rows(audience, terms.incident)
        if terms.severity not in rows:
            return None
        times: Times | None = None
        for severity in sorted(rows, key=lambda s: s.rank):
            if severity.rank > terms.severity.rank:
                break
            own = self._own(rows[severity], audience, terms, at, least)
            due = own.due if times is None else _later(own.due, times.due)
            late = own.overdue if times is None else _later(own.overdue, times.overdue)
            times = Times(due, _later(late, due), own.source)
        return times

    def _rows(self, audience: Audience, incident: bool) -> dict[Severity, CadenceRow]:
        """The rows that apply, each at least as strict as those of milder severities (X3)."""
        rows = [r for r in self.policy.cadence if r.audience == audience.value and (incident or not r.incident_only)]
        return {
            row.severity: CadenceRow(
                row.severity,
                row.audience,
                min(r.due for r in rows if r.severity.rank >= row.severity.rank),
                min(
                    (r.overdue for r in rows if r.severity.rank >= row.severity.rank and r.overdue is not None),
                    default=None,
                )
                if row.overdue is not None
                else None,
                row.incident_only,
                row.source,
            )
            for row in rows
        }

    def _own(self, row: CadenceRow, audience: Audience, terms: Terms, at: datetime, least: int) -> Times:
        waits = self.calendar is not None and row.severity in self.calendar.business_time
        due, source = plus(at, row.due), row.source
        overdue = None if row.overdue is None else plus(at, row.overdue)
        if waits and self.calendar is not None:
            opening = self.calendar.next_open(due)
            source += "" if opening == due else f"; working hours of {self.calendar.name} (X4)"
            due, overdue = opening, None if overdue is None else self.calendar.next_open(overdue)
        overdue = overdue or one_business_day_after(due, self.calendar)
        if audience is not Audience.CUSTOMER:
            return Times(due, overdue, source)
        if terms.sla_minutes is not None:
            agreed = plus(at, terms.sla_minutes)
            if waits and self.calendar is not None:
                agreed = self.calendar.add_working(at, terms.sla_minutes)
            if _before(agreed, overdue):
                overdue = agreed
                source = f"SLA, {terms.sla_minutes} minutes between updates (S4 “or per SLA”)"
            due = min(due, agreed, key=instant)
        return _before_deadline(Times(due, overdue, source), terms.deadline, at, least)


def _before_deadline(times: Times, deadline: datetime | None, at: datetime, least: int) -> Times:
    """An update due after the customer's own deadline would come too late: it is promised half-way to the deadline.

    House default for S2's scenario of a critical date.
    """
    if deadline is None or not _before(at, deadline) or _before(times.due, deadline):
        return times
    half = plus(at, (instant(deadline) - instant(at)) / timedelta(minutes=2))
    half -= timedelta(seconds=half.second, microseconds=half.microsecond)
    due = _later(half, plus(at, least))
    due = min(due, deadline, key=instant).astimezone(at.tzinfo)
    return Times(due, min(times.overdue, deadline, key=instant), f"{times.source}; half-way to the customer's deadline")


def plan_follow_ups(
    assessment: Assessment,
    policy: Policy,
    now: datetime,
    deadline: datetime | None = None,
    *,
    calendar: BusinessCalendar | None = None,
    sla_minutes: int | None = None,
) -> tuple[FollowUp, ...]:
    """The next contact per audience, soonest first. `now` is aware; the times keep its zone.

    An update due after the customer's own deadline would come too late: it is promised half-way to the deadline.
    """
    terms = Terms(
        assessment.severity,
        assessment.decision is Decision.ESCALATE,
        assessment.incident,
        sla_minutes=sla_minutes,
        deadline=deadline,
    )
    cadence = Cadence(policy, calendar)
    planned = []
    for audience in Audience:
        times = cadence.times(audience, terms, now)
        if times is not None:
            planned.append(FollowUp(audience=audience, due_at=times.due, overdue_at=times.overdue, source=times.source))
    return tuple(sorted(planned, key=lambda f: (instant(f.due_at), f.audience)))


def _before(moment: datetime, other: datetime) -> bool:
    return instant(moment) < instant(other)


def _later(moment: datetime, other: datetime) -> datetime:
    return max(moment, other, key=instant)
