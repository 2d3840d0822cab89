"""The one-page summary of an escalation (S2): what happened, timeline, root cause, resolution, follow-up items.

Logged facts only: what nobody recorded is "Unknown" or "Not stated", a hypothesis is no cause. A page is a page: what
does not fit is left out of the timeline, the least telling entries first, and counted.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from math import ceil

from pydantic import AwareDatetime

from assistant.domain.assessment import Audience, Severity
from assistant.domain.drafts import EscalationBrief, Statement
from assistant.domain.escalation import Escalation
from assistant.domain.model import Model
from assistant.domain.register import EscalationStatus, RegisteredEscalation, TrailAction, TrailEntry
from assistant.inert import inert
from assistant.reporting.rules import SummaryRules
from assistant.reporting.wording import NOT_STATED, UNKNOWN, cut, length, moment, shown

_WIDTH = 100
"""Characters of a printed line: a longer one takes two."""
_LONGEST = 420
"""Characters of a part such as the cause: what five parts leave of a page beside the timeline."""


class TimelineLine(Model):
    """One event."""

    at: AwareDatetime
    who: str
    what: str
    weight: int
    """How much it tells; the least goes first where the page is full."""


class IncidentSummary(Model):
    """The five parts. None: nobody recorded it."""

    id: str
    title: str
    customer: str | None
    severity: Severity
    status: EscalationStatus
    incident: bool
    opened_at: AwareDatetime
    ended_at: AwareDatetime | None
    what_happened: tuple[str, ...]
    timeline: tuple[TimelineLine, ...]
    """All events that tell the story, oldest first."""
    root_cause: str | None
    resolution: str | None
    learned: str | None
    follow_ups: tuple[str, ...]
    bundled: tuple[str, ...] = ()
    """Ids of the escalations bundled under it."""


def incident_summary(
    record: RegisteredEscalation,
    trail: Sequence[TrailEntry],
    drafted: Escalation | None,
    *,
    rules: SummaryRules,
    zone: tzinfo,
    bundled: Iterable[RegisteredEscalation] = (),
) -> IncidentSummary:
    """The summary of one escalation; `bundled` are those under it. Due times in the follow-ups are in `zone`."""
    closure = record.closure
    return IncidentSummary(
        id=record.id,
        title=record.title,
        customer=record.customer,
        severity=record.severity,
        status=record.status,
        incident=record.incident is not None,
        opened_at=record.created_at,
        ended_at=closure.at if closure else None,
        what_happened=_happened(drafted.brief if drafted else None),
        timeline=tuple(_line(e, rules) for e in trail if e.action in rules.weight),
        root_cause=record.root_cause,
        resolution=_resolution(record),
        learned=closure.learning if closure else None,
        follow_ups=_follow_ups(record, zone),
        bundled=tuple(r.id for r in bundled),
    )


def _happened(brief: EscalationBrief | None) -> tuple[str, ...]:
    if brief is None:
        return ()
    told = [_stated(s) for s in brief.issue_description]
    for label, statement in (
        ("Customers affected", brief.customers_affected),
        ("Workflow impact", brief.workflow_impact),
    ):
        # the impact often quotes the very sentence that opens the description
        quoted = any(s.text and s.text in statement.text for s in brief.issue_description)
        if statement.text != NOT_STATED and not quoted:
            told.append(f"{label}: {_stated(statement)}")
    return tuple(t for t in told if t and t != NOT_STATED)


def _stated(statement: Statement) -> str:
    return statement.text if statement.verified else f"{statement.text} (unverified)"


def _line(entry: TrailEntry, rules: SummaryRules) -> TimelineLine:
    what = entry.text
    if entry.action is TrailAction.CUSTOMER_INFORMED:
        kind = str(entry.data.get("kind") or "update").replace("_", " ")
        what = f"Customer informed ({kind})"
    elif entry.action is TrailAction.DISCUSSED:
        what = f"Triage meeting: {entry.data.get('outcome') or entry.text}"
    return TimelineLine(at=entry.at, who=entry.actor, what=cut(what, rules.entry), weight=rules.weight[entry.action])


def _resolution(record: RegisteredEscalation) -> str | None:
    parts = [record.resolution] if record.resolution else []
    if record.closure is not None:
        parts.append(f"{record.closure.code.value}.")
    return " ".join(parts) or None


def _follow_ups(record: RegisteredEscalation, zone: tzinfo) -> tuple[str, ...]:
    items = []
    if record.next_step and not record.closed:
        items.append(f"Next step: {record.next_step}")
    incident = record.incident
    if incident is not None and incident.rca_due_at is not None:
        done = incident.rca_done_at
        when = f"written {moment(done, zone)}" if done else f"due {moment(incident.rca_due_at, zone)}"
        items.append(f"Root-cause analysis: {when}")
    for duty in record.duties:
        if duty.done_at is None and duty.due_at is not None:
            items.append(f"{duty.kind.value.replace('_', ' ').capitalize()} owed: {moment(duty.due_at, zone)}")
    begun = record.de_escalation
    if begun is not None and not begun.complete:
        items.append("The duties of the de-escalation are not all done")
    if record.feedback is not None:
        manager = record.feedback.product_manager or "no product manager named yet"
        items.append(f"Product feedback filed ({record.feedback.track.value}): {manager}")
    due = min((c.due_at for c in record.contacts if c.open and c.audience is Audience.CUSTOMER), default=None)
    if due is not None:
        items.append(f"Customer update due: {moment(due, zone)}")
    return tuple(items)


def render_summary(summary: IncidentSummary, rules: SummaryRules, zone: tzinfo, *, now: datetime) -> str:
    """The summary as Markdown, one page at most (`lines` and `characters` of reports.toml)."""
    for entries in range(min(rules.timeline, len(summary.timeline)), -1, -1):
        for longest in (_LONGEST, _LONGEST // 2, _LONGEST // 4):
            text = _rendered(summary, entries, longest, zone, now)
            if fits(text, rules):
                return text
    return _rendered(summary, 0, _LONGEST // 4, zone, now)


def fits(text: str, rules: SummaryRules) -> bool:
    """Whether it is one page."""
    printed = sum(max(1, ceil(len(line) / _WIDTH)) for line in text.splitlines())
    return printed <= rules.lines and len(text) <= rules.characters


def _rendered(summary: IncidentSummary, entries: int, longest: int, zone: tzinfo, now: datetime) -> str:
    end = summary.ended_at
    lasted = f"{moment(summary.opened_at, zone)} to {moment(end, zone) if end else 'now'}"
    took = length((end or now) - summary.opened_at)
    kind = "Incident" if summary.incident else "Escalation"
    chosen = _chosen(summary.timeline, entries)
    left = len(summary.timeline) - len(chosen)
    timeline = [f"- {moment(t.at, zone)} · {shown(t.who, 40)}: {shown(t.what, max(60, longest // 3))}" for t in chosen]
    if left:
        timeline.append(f"- {left} further {'entry' if left == 1 else 'entries'}: escalate register show {summary.id}")
    happened = [shown(t, longest // 2) for t in summary.what_happened[:5]]
    bundled = f" Bundled with it: {shown(', '.join(summary.bundled), 80)}." if summary.bundled else ""
    follow_ups = [f"- {shown(t, longest // 2)}" for t in summary.follow_ups[:8]]
    lines = [
        f"# {kind} summary: {summary.id}, {shown(summary.title, 90)}",
        "",
        f"{summary.severity.value} · {summary.status.value} · {inert(cut(summary.customer or NOT_STATED, 60))} · "
        f"{lasted} ({took})",
        "",
        "## What happened",
        "",
        (" ".join(t if t.endswith((".", "!", "?", "…")) else f"{t}." for t in happened) or NOT_STATED) + bundled,
        "",
        "## Timeline",
        "",
        *(timeline or [NOT_STATED]),
        "",
        "## Root cause",
        "",
        shown(summary.root_cause, longest) if summary.root_cause else UNKNOWN,
        "",
        "## Resolution",
        "",
        shown(summary.resolution, longest) if summary.resolution else f"{NOT_STATED}: it is not recorded yet.",
        "",
        "## Follow-up items",
        "",
        *(follow_ups or ["None recorded."]),
    ]
    if summary.learned:
        lines += ["", f"Learned: {shown(summary.learned, longest)}"]
    return "\n".join(lines)


def _chosen(timeline: Sequence[TimelineLine], entries: int) -> list[TimelineLine]:
    """The most telling `entries`, in the order they happened; of two alike the earlier stays."""
    ranked = sorted(range(len(timeline)), key=lambda n: (-timeline[n].weight, n))[:entries]
    return [timeline[n] for n in sorted(ranked)]
