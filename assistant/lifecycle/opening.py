"""The first state of an escalation, and the first entries of its trail: what was pasted comes before all else (S2)."""

import re
from collections.abc import Sequence
from datetime import datetime

from assistant.domain import ISSUE, Decision, Escalation, FactField, SignalState
from assistant.domain.checklist import ItemState
from assistant.domain.register import Contact, Owner, RegisteredEscalation, Step, TrailAction, TrailEntry
from assistant.inert import one_line
from assistant.lifecycle.duties import first_duties
from assistant.lifecycle.incidents import incident_at
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import Later, NotAllowed, entry, on_the_clock, person

_TITLE = 120
"""Characters of a title taken from the paste: what one line of a list holds."""
_WEIGHT = {ItemState.PRESENT: 1.0, ItemState.WEAK: 0.5, ItemState.MISSING: 0.0}
_NUMBERS = re.compile(r"[0-9a-f]{8,}|\d+")


def checklist_score(drafted: Escalation) -> float:
    """Share of the applicable items of the signature checklist present, 0 to 1; weak counts half. None applies: 1."""
    weights = [_WEIGHT[i.state] for i in drafted.checklist.items if i.state in _WEIGHT]
    return round(sum(weights) / len(weights), 4) if weights else 1.0


def signature(drafted: Escalation) -> tuple[str, ...]:
    """What tells this problem from another (X16): its error codes, else its error texts without their numbers."""
    codes = _values(drafted, FactField.ERROR_CODE)
    if codes:
        return tuple(sorted({one_line(c).casefold() for c in codes}))
    texts = _values(drafted, FactField.ERROR_MESSAGE)
    return tuple(sorted({_NUMBERS.sub("#", one_line(t).casefold())[:_TITLE] for t in texts}))


def _values(drafted: Escalation, field: FactField) -> list[str]:
    return [f.value for f in drafted.facts if f.field is field and f.verified]


def _only(drafted: Escalation, field: FactField) -> str | None:
    """The one value of a field; None where there are several, since choosing would be guessing."""
    values = {one_line(v) for v in _values(drafted, field)}
    return values.pop() if len(values) == 1 else None


def _title(drafted: Escalation) -> str:
    """The brief's title; without a brief the first sentence that says anything of the case, else the first line."""
    told = [e for s in drafted.signals if s.state is SignalState.PRESENT for e in s.evidence if e.source == ISSUE]
    first = [min(told, key=lambda e: e.start).quote] if told else []
    lines = (one_line(line) for line in (*first, *drafted.issue.text.splitlines()))
    title = one_line(drafted.brief.title) if drafted.brief else next((line for line in lines if line), "Untitled")
    return title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"


def _deadline(drafted: Escalation, at: datetime) -> datetime | None:
    """The next deadline that names a time of day; a day alone is not a moment. Without a zone it is in the issue's."""
    zone = (drafted.issue.received_at or at).tzinfo or at.tzinfo
    moments = []
    for value in _values(drafted, FactField.DEADLINE):
        if "T" not in value:
            continue
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            continue
        moments.append(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    return min((m for m in moments if m > at), default=None)


def planned_contacts(drafted: Escalation) -> tuple[Contact, ...]:
    """The draft's own follow-ups as the first contact of each audience."""
    first = {f.audience: f for f in reversed(drafted.follow_ups)}
    return tuple(
        Contact(audience=f.audience, number=1, due_at=f.due_at, overdue_at=f.overdue_at, source=f.source)
        for f in sorted(first.values(), key=lambda f: (f.due_at, f.audience.value))
    )


def _entries(drafted: Escalation, score: float, by: str, at: datetime) -> list[TrailEntry]:
    a, provenance, issue = drafted.assessment, drafted.provenance, drafted.issue
    received = {
        "customer": issue.customer,
        "reported_by": issue.reported_by,
        "received_at": issue.received_at.isoformat() if issue.received_at else None,
        "language": issue.language,
    }
    made = f"Drafted by {'rules' if provenance.engine == 'rules' else provenance.model or 'a model'}"
    out = [
        entry(TrailAction.RECEIVED, issue.text, by=by, at=at, data=received),
        entry(
            TrailAction.DRAFTED,
            f"{made}: {a.decision.value}, {a.severity.value}",
            by=by,
            at=at,
            data={
                "engine": provenance.engine,
                "model": provenance.model,
                "policy": provenance.policy,
                "index": provenance.index,
                "app_version": provenance.app_version,
                "rules": [r.id for r in a.rules if r.decisive],
                "fallbacks": list(provenance.fallbacks) or None,
            },
        ),
    ]
    out += [
        entry(
            TrailAction.OVERRIDDEN,
            f"{o.what} {o.was} → {o.now}: {o.reason}",
            by=o.by or by,
            at=at,
            data={"what": o.what, "was": o.was, "now": o.now, "reason": o.reason},
        )
        for o in a.overrides
    ]
    out.append(entry(TrailAction.ESCALATED, _escalated(drafted), by=by, at=at, data={
        "decision": a.decision.value, "severity": a.severity.value, "targets": [t.value for t in a.targets],
        "reasons": [r.value for r in a.escalation_reasons], "level": a.level, "leap_reason": a.leap_reason,
        "checklist_score": score, "ready": drafted.checklist.ready,
        "missing": [i.id for i in drafted.checklist.items if i.state is ItemState.MISSING],
    }))  # fmt: skip
    return out


def _escalated(drafted: Escalation) -> str:
    a = drafted.assessment
    if a.decision is Decision.HANDLE_IN_SUPPORT:
        return f"Handled in support, {a.severity.value}"
    return f"Escalated to {', '.join(t.value for t in a.targets)}, {a.severity.value}"


def opened(
    escalation: Escalation,
    *,
    id: str,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    ticket: str | None = None,
    team: str | None = None,
    region: str | None = None,
    sla_minutes: int | None = None,
    score: float | None = None,
    contacts: Sequence[Contact] | None = None,
    later: Later = on_the_clock,
) -> Step:
    """The first state (version 1) of a drafted escalation, and its first trail entries; entry 1 is the raw paste.

    The customer owner is the case owner the paste names, else who reported it, else `by`. `contacts` are planned by the
    caller; without them the draft's own follow-ups count. A decision to handle in support is kept too.

    Raises NotAllowed for a blank `by`, a time without zone, or an SLA that is no positive number of minutes.
    """
    if at.tzinfo is None:
        raise NotAllowed(f"the time {at.isoformat()} has no zone.", "Write it as 2026-11-20T09:30:00+01:00.")
    if sla_minutes is not None and sla_minutes <= 0:
        raise NotAllowed(f"an SLA of {sla_minutes} minutes is none.", "Give the minutes between customer updates.")
    a, by = escalation.assessment, person(by, "who saves it")
    owner = next((n for n in (a.customer_owner, escalation.issue.reported_by, by) if n and one_line(n)), by)
    score = checklist_score(escalation) if score is None else score
    record = RegisteredEscalation(
        id=id,
        version=1,
        created_at=at,
        updated_at=at,
        title=_title(escalation),
        customer=_blank(escalation.issue.customer) or _only(escalation, FactField.CUSTOMER),
        decision=a.decision,
        ticket=_blank(ticket) or _only(escalation, FactField.TICKET_REF),
        issue_type=a.issue_type,
        severity=a.severity,
        reasons=a.escalation_reasons,
        targets=a.targets,
        scope=a.scope,
        level=a.level,
        leap_reason=a.leap_reason,
        customer_owner=Owner(name=one_line(owner), since=at),
        team=_blank(team),
        bug_confirmed=a.engineering_priority is not None,
        engineering_priority=a.engineering_priority,
        region=_blank(region),
        sla_minutes=sla_minutes,
        deadline=_deadline(escalation, at),
        contacts=planned_contacts(escalation) if contacts is None else tuple(contacts),
        duties=first_duties(a.decision, a.targets, a.issue_type, a.severity, at=at, rules=rules, later=later),
        incident=incident_at(a.severity, at, rules) if a.incident and a.decision is Decision.ESCALATE else None,
        signature=signature(escalation),
        checklist_score=score,
    )
    entries = _entries(escalation, score, by, at)
    if record.incident is not None:
        due = record.incident.rca_due_at
        data = {"rca_due_at": due.isoformat() if due else None}
        entries.append(entry(TrailAction.INCIDENT_DECLARED, "Incident, by policy", by=by, at=at, data=data))
    return Step(record=record, entries=tuple(entries))


def _blank(value: str | None) -> str | None:
    """A typed value on one line; None where it holds nothing."""
    return one_line(value) or None if value else None
