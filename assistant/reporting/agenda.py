"""The agenda of the triage meeting (S0): five steps in fifteen minutes, team by team, minutes per ticket, what to park.

The minutes given out never exceed the meeting. Who is reviewed: what stalled since the last meeting, after the
severities that go ahead of it (`ahead` of meeting.toml); what no longer fits is parked, to be taken up offline. Within
a team the stalled ones come first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from assistant.domain.assessment import Decision, IssueType, Severity
from assistant.domain.model import Model
from assistant.domain.register import EscalationStatus, RegisteredEscalation, TrailAction, TrailEntry
from assistant.reporting.bundling import BundlingSuggestion, Identify, bundling, no_names, number_order
from assistant.reporting.rules import MeetingRules

_STEP = 0.5
"""Minutes are given out in halves: a clock on the wall shows no less."""


class AgendaItem(Model):
    """One ticket: a line, and its minutes."""

    id: str
    severity: Severity
    customer: str | None
    title: str
    opened_at: AwareDatetime
    status: EscalationStatus
    blocked_reason: str | None = None
    next_step: str | None = None
    presents: str
    """The customer owner (S0: TSEs present)."""
    answers: str | None = None
    """The technical owner (S0: engineers respond)."""
    accepted: bool = False
    team: str
    minutes: float
    """0 where it is parked or was talked about already."""
    stalled: bool = False
    last_event_at: AwareDatetime
    since: tuple[str, ...] = ()
    """What was recorded since the last meeting, by kind: `owner accepted`, `note added (3)`."""
    missing: tuple[str, ...] = ()
    """What the third step has to assign: owner, acceptance, next step, what a blocker waits for, bug or feature."""
    incident: bool = False
    bundled: int = 0
    """How many open escalations are bundled under it; they are not listed by themselves."""


class AgendaTeam(Model):
    """The tickets of one team, stalled ones first."""

    name: str
    minutes: float
    items: tuple[AgendaItem, ...]


class AgendaStep(Model):
    """One of the five steps."""

    id: str
    text: str
    starts_at: AwareDatetime
    minutes: float


class Attendee(Model):
    """A role, what it does, and who of it is named in the tickets."""

    role: str
    does: str
    names: tuple[str, ...] = ()


class Agenda(Model):
    """The whole agenda."""

    meeting_at: AwareDatetime
    ends_at: AwareDatetime
    last_meeting: AwareDatetime | None
    """None: no earlier meeting is on record; stalled is then counted from one meeting's interval before."""
    stalled_since: AwareDatetime
    """A ticket without any event since then has stalled."""
    minutes: float
    steps: tuple[AgendaStep, ...]
    teams: tuple[AgendaTeam, ...]
    parked: tuple[AgendaItem, ...]
    """What does not fit: taken up offline. The first ones; the others are in `parked_more`."""
    parked_more: tuple[str, ...] = ()
    open: int
    """Tickets open, bundled ones not counted."""
    stalled: int
    done: tuple[AgendaItem, ...]
    """What this meeting has talked about already."""
    priorities: tuple[AgendaItem, ...]
    """What matters most, for the fourth step."""
    bundling: tuple[BundlingSuggestion, ...] = ()
    attendees: tuple[Attendee, ...]
    objectives: tuple[str, ...]


def last_meeting(
    talked: Iterable[tuple[str, TrailEntry]], meeting_at: datetime, rules: MeetingRules
) -> datetime | None:
    """When an earlier meeting typed its last outcome, by the DISCUSSED entries; None where there was none."""
    limit = meeting_at - timedelta(minutes=rules.same_meeting_minutes)
    times = (e.at for _, e in talked if e.action is TrailAction.DISCUSSED and e.at <= limit)
    return max(times, default=None)


def agenda(
    records: Sequence[RegisteredEscalation],
    trail_since: Iterable[tuple[str, TrailEntry]],
    *,
    now: datetime,
    meeting_at: datetime,
    last: datetime | None,
    rules: MeetingRules,
    owner: str | None = None,
    identify: Identify = no_names,
) -> Agenda:
    """The agenda over the open, escalated records; `trail_since` holds their entries since `last` (or before it).

    `owner` is the meeting owner, `last` the meeting before (see `last_meeting`), `identify` reads names out of titles
    for the bundling suggestions.
    """
    since = last or meeting_at - timedelta(hours=rules.every_hours)
    events: dict[str, list[TrailEntry]] = {}
    for id, entry in trail_since:
        if entry.at > since and entry.action is not TrailAction.DISCUSSED:
            events.setdefault(id, []).append(entry)
    open_ = [r for r in records if not r.closed and r.decision is Decision.ESCALATE]
    known = {r.id for r in open_}
    under = Counter(r.parent for r in open_ if r.parent in known)
    listed = [r for r in open_ if r.parent not in known]
    this_meeting = meeting_at - timedelta(minutes=rules.same_meeting_minutes)
    items = [_item(r, events.get(r.id, []), under[r.id], since, rules) for r in listed]
    done = [i for i, r in zip(items, listed, strict=True) if r.met_at is not None and r.met_at > this_meeting]
    waiting = sorted((i for i in items if i not in done), key=lambda i: _order(i, rules))
    minutes = _allotted(waiting, rules)
    reviewed = [i.model_copy(update={"minutes": minutes[i.id]}) for i in waiting if i.id in minutes]
    ranked = sorted(zip(listed, items, strict=True), key=lambda pair: _weight(pair[0], now))
    parked = [i for i in waiting if i.id not in minutes]
    return Agenda(
        meeting_at=meeting_at,
        ends_at=meeting_at + timedelta(minutes=rules.minutes),
        last_meeting=last,
        stalled_since=since,
        minutes=rules.minutes,
        steps=_steps(meeting_at, rules),
        teams=_teams(reviewed, rules),
        parked=tuple(parked[: rules.parked_shown]),
        parked_more=tuple(i.id for i in parked[rules.parked_shown :]),
        open=len(items),
        stalled=sum(i.stalled for i in items),
        done=tuple(sorted(done, key=lambda i: number_order(i.id))),
        priorities=tuple(item for _, item in ranked[: rules.priorities]),
        bundling=bundling(open_, identify),
        attendees=_attendees(items, owner, rules),
        objectives=rules.objectives,
    )


def _item(
    record: RegisteredEscalation, events: list[TrailEntry], bundled: int, since: datetime, rules: MeetingRules
) -> AgendaItem:
    owner = record.technical_owner
    # NOTE: with its trail at hand the trail decides; a record changed since without an entry given here has not stalled
    talked_about_last = record.met_at is not None and record.updated_at == record.met_at
    stalled = not events and (record.updated_at <= since or talked_about_last)
    return AgendaItem(
        id=record.id,
        severity=record.severity,
        customer=record.customer,
        title=record.title,
        opened_at=record.created_at,
        status=record.status,
        blocked_reason=record.blocked_reason,
        next_step=record.next_step,
        presents=record.customer_owner.name,
        answers=owner.name if owner else None,
        accepted=bool(owner and owner.accepted_at),
        team=_team(record, rules),
        minutes=0.0,
        stalled=stalled,
        last_event_at=record.updated_at,
        since=_kinds(events),
        missing=_missing(record),
        incident=record.incident is not None,
        bundled=bundled,
    )


def _team(record: RegisteredEscalation, rules: MeetingRules) -> str:
    named = " ".join((record.team or "").split())
    known = {t.casefold(): t for t in rules.teams}
    return known.get(named.casefold(), named) or rules.no_team


def _kinds(events: list[TrailEntry]) -> tuple[str, ...]:
    counts = Counter(e.action.value.replace("_", " ") for e in events)
    return tuple(kind if n == 1 else f"{kind} ({n})" for kind, n in counts.items())


def _missing(record: RegisteredEscalation) -> tuple[str, ...]:
    missing = []
    if record.technical_owner is None:
        missing.append("technical owner")
    elif record.technical_owner.accepted_at is None:
        missing.append(f"acceptance by {record.technical_owner.name}")
    if record.sent_back_for:
        missing.append(f"sent back for want of {', '.join(record.sent_back_for)}")
    if record.status is EscalationStatus.BLOCKED:
        missing.append(f"blocker: {record.blocked_reason or 'not stated'}")
    if record.next_step is None:
        missing.append("next step")
    if record.issue_type is IssueType.BUG and not record.bug_confirmed:
        missing.append("bug or feature request: to be confirmed")
    return tuple(missing)


def _order(item: AgendaItem, rules: MeetingRules) -> tuple[bool, bool, int, datetime, tuple[int, str]]:
    return (
        item.severity not in rules.ahead,
        not item.stalled,
        item.severity.rank,
        item.opened_at,
        number_order(item.id),
    )


def _allotted(items: Sequence[AgendaItem], rules: MeetingRules) -> dict[str, float]:
    """Minutes by id of those that fit; each the least first, then, by severity, up to what its severity is given."""
    chosen = items[: int(rules.review_minutes / rules.least_minutes)]
    minutes = {i.id: rules.least_minutes for i in chosen}
    left = rules.review_minutes - sum(minutes.values())
    for item in sorted(chosen, key=lambda i: i.severity.rank):
        wanted = max(rules.per_ticket[item.severity], rules.least_minutes)
        steps = int(min(left, wanted - minutes[item.id]) / _STEP)
        minutes[item.id] += steps * _STEP
        left -= steps * _STEP
    return minutes


def _steps(meeting_at: datetime, rules: MeetingRules) -> tuple[AgendaStep, ...]:
    steps, at = [], meeting_at
    for step in rules.steps:
        minutes = rules.review_minutes if step.minutes is None else step.minutes
        steps.append(AgendaStep(id=step.id, text=step.text, starts_at=at, minutes=minutes))
        at += timedelta(minutes=minutes)
    return tuple(steps)


def _teams(items: Sequence[AgendaItem], rules: MeetingRules) -> tuple[AgendaTeam, ...]:
    groups: dict[str, list[AgendaItem]] = {}
    for item in items:
        groups.setdefault(item.team, []).append(item)
    place: Mapping[str, int] = {name: n for n, name in enumerate(rules.teams)}

    def order(name: str) -> tuple[int, str]:
        return (len(place) + 1 if name == rules.no_team else place.get(name, len(place)), name.casefold())

    return tuple(
        AgendaTeam(
            name=name,
            minutes=sum(i.minutes for i in groups[name]),
            items=tuple(sorted(groups[name], key=lambda i: (not i.stalled, i.severity.rank, i.opened_at))),
        )
        for name in sorted(groups, key=order)
    )


def _weight(record: RegisteredEscalation, now: datetime) -> tuple[int, bool, bool, datetime, datetime]:
    """What matters most: severity, incidents, a deadline that is ahead (the nearest first), age."""
    ahead = record.deadline is not None and record.deadline >= now
    deadline = record.deadline if ahead and record.deadline is not None else record.created_at
    return (record.severity.rank, record.incident is None, not ahead, deadline, record.created_at)


def _attendees(items: Sequence[AgendaItem], owner: str | None, rules: MeetingRules) -> tuple[Attendee, ...]:
    support = tuple(dict.fromkeys(sorted(i.presents for i in items)))
    engineering = tuple(dict.fromkeys(sorted(i.answers for i in items if i.answers)))
    lead = (owner,) if owner else ()
    named = {0: support, 1: engineering, 2: lead}  # the order of S0's list: TSEs, Engineering, Meeting Owner, Optional
    return tuple(
        Attendee(role=role, does=does, names=named.get(n, ())) for n, (role, does) in enumerate(rules.attendees)
    )
