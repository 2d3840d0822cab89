"""The metrics (S0 Metrics to Track, and the house's own), each with its definition and with how many it rests on.

One row is one figure: a metric, what it is of (`label`), a value or None for "not measured", a unit, and `n`. Rows of
one metric and unit make a chart as they are. Definitions are policy's (`metrics.toml`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean, median

from pydantic import AwareDatetime

from assistant.domain.assessment import Decision, EscalationTarget, IssueType, Severity
from assistant.domain.model import Model
from assistant.domain.register import ClosureCode, RegisteredEscalation, TrailAction, TrailEntry
from assistant.reporting.rules import ReportRules
from assistant.reporting.sections import SectionEdit

KNOWLEDGE_BASE = "knowledge base"
"""`where` of a SENT entry that records a published article."""
NEEDED = frozenset(
    {
        TrailAction.RECEIVED, TrailAction.OWNER_ACCEPTED, TrailAction.DUTY_DONE, TrailAction.BOUNCED_BACK,
        TrailAction.SENT,
    }
)  # fmt: skip
"""The trail entries of the period that `metrics` reads; others need not be fetched."""


class MetricRow(Model):
    """One figure."""

    metric: str
    label: str
    """What the value is of: `all`, a severity, a closure code, a team, a section, a week (`2026-W47`)."""
    value: float | None
    """None: not measured."""
    unit: str
    """`count`, `hours`, `minutes`, `share` (0 to 1), `score` (0 to 1), `ratio`."""
    n: int
    """How many the value rests on."""
    note: str | None = None


class MetricTable(Model):
    """A metric with its definition."""

    id: str
    name: str
    definition: str
    source: str
    rows: tuple[MetricRow, ...]


class Metrics(Model):
    """All metrics of a period: from `since`, up to but not including `until`."""

    since: AwareDatetime
    until: AwareDatetime
    tables: tuple[MetricTable, ...]


class _Period:
    """What of the register falls in the period."""

    def __init__(
        self, records: Sequence[RegisteredEscalation], trail: Iterable[tuple[str, TrailEntry]],
        since: datetime, until: datetime,
    ) -> None:  # fmt: skip
        self.since, self.until = since, until
        self.records = records
        self.saved = [r for r in records if since <= r.created_at < until]
        self.escalated = [r for r in self.saved if r.decision is Decision.ESCALATE]
        self.closed = [r for r in records if r.closure is not None and since <= r.closure.at < until]
        self.trail = [(id, e) for id, e in trail if since <= e.at < until]

    def of(self, action: TrailAction) -> list[tuple[str, TrailEntry]]:
        """The period's entries of one kind."""
        return [(id, e) for id, e in self.trail if e.action is action]


def metrics(
    records: Sequence[RegisteredEscalation],
    trail: Iterable[tuple[str, TrailEntry]],
    *,
    since: datetime,
    until: datetime,
    rules: ReportRules,
    edits: Mapping[str, Sequence[SectionEdit]] = {},
) -> Metrics:
    """The metrics of a period. `trail` holds at least the period's entries of the kinds in `NEEDED`.

    `edits` are, by id, the sections of the records saved in the period that have a later draft (`sections.edited`);
    a record of one draft counts as unchanged.
    """
    period = _Period(records, trail, since, until)
    made = {
        "escalated": _escalated(period),
        "time_to_resolution": _resolution(period),
        "closure_codes": _codes(period),
        "bug_feature_ratio": _types(period),
        "engineering_responsiveness": _responsiveness(period),
        "kb_created": _articles(period),
        "bounce_backs": _bounces(period),
        "checklist_score": _scores(period),
        "section_acceptance": _acceptance(period, edits),
        "section_edits": _edits(period, edits),
        "time_to_draft": _time_to_draft(period),
    }
    return Metrics(
        since=since,
        until=until,
        tables=tuple(
            MetricTable(
                id=id, name=rules.metrics[id].name, definition=rules.metrics[id].definition,
                source=rules.metrics[id].source, rows=tuple(rows),
            )
            for id, rows in made.items()
        ),
    )  # fmt: skip


def _count(metric: str, label: str, value: int, n: int | None = None, note: str | None = None) -> MetricRow:
    return MetricRow(metric=metric, label=label, value=value, unit="count", n=value if n is None else n, note=note)


def _mean(metric: str, label: str, values: Sequence[float], unit: str, note: str | None = None) -> MetricRow:
    value = round(fmean(values), 4) if values else None
    return MetricRow(metric=metric, label=label, value=value, unit=unit, n=len(values), note=note)


def _spread(values: Sequence[float]) -> str | None:
    return f"median {median(values):.1f}" if len(values) > 1 else None


def _hours(start: datetime, end: datetime) -> float:
    return (end - start) / timedelta(hours=1)


def _week(at: datetime) -> str:
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02d}"


def _escalated(period: _Period) -> Iterator[MetricRow]:
    yield _count("escalated", "all", len(period.escalated))
    yield _count("escalated", "handled in support", len(period.saved) - len(period.escalated))
    severities = Counter(r.severity for r in period.escalated)
    for severity in Severity:
        yield _count("escalated", severity.value, severities[severity])
    for team, n in sorted(Counter(r.team or "no team named" for r in period.escalated).items()):
        yield _count("escalated", f"team: {team}", n)
    weeks = Counter(_week(r.created_at) for r in period.escalated)
    at = period.since
    while at < period.until and len(weeks) < 600:
        weeks.setdefault(_week(at), 0)
        at += timedelta(days=1)
    for week, n in sorted(weeks.items()):
        yield _count("escalated", week, n)


def _resolution(period: _Period) -> Iterator[MetricRow]:
    took = {r.id: _hours(r.created_at, r.closure.at) for r in period.closed if r.closure is not None}
    yield _mean("time_to_resolution", "all", list(took.values()), "hours", _spread(list(took.values())))
    for severity in Severity:
        values = [took[r.id] for r in period.closed if r.severity is severity]
        yield _mean("time_to_resolution", severity.value, values, "hours", _spread(values))


def _codes(period: _Period) -> Iterator[MetricRow]:
    codes = Counter(r.closure.code for r in period.closed if r.closure is not None)
    for code in ClosureCode:
        yield _count("closure_codes", code.value, codes[code], len(period.closed))


def _types(period: _Period) -> Iterator[MetricRow]:
    types = Counter(r.issue_type for r in period.escalated)
    bugs, features = types[IssueType.BUG], types[IssueType.FEATURE_REQUEST]
    ratio = round(bugs / features, 4) if features else None
    confirmed = sum(r.bug_confirmed for r in period.escalated)
    yield MetricRow(
        metric="bug_feature_ratio", label="bug : feature request", value=ratio, unit="ratio", n=bugs + features,
        note=f"{bugs} : {features}; bugs confirmed: {confirmed}",
    )  # fmt: skip
    for kind, n in sorted(types.items()):
        yield _count("bug_feature_ratio", kind.value.replace("_", " "), n, len(period.escalated))


def _responsiveness(period: _Period) -> Iterator[MetricRow]:
    name = "engineering_responsiveness"
    teams = {r.id: r.team or "no team named" for r in period.records}
    waited: dict[str, list[float]] = {}
    owed: dict[str, list[float]] = {}
    for id, entry in period.of(TrailAction.OWNER_ACCEPTED):
        assigned = _moment(entry.data.get("assigned_at"))
        if assigned is not None:
            waited.setdefault(teams.get(id, "no team named"), []).append(max(0.0, _hours(assigned, entry.at)))
        _note_late(owed, "acceptance", entry)
    for _, entry in period.of(TrailAction.DUTY_DONE):
        _note_late(owed, str(entry.data.get("duty", "not stated")), entry)
    every = [h for hours in waited.values() for h in hours]
    yield _mean(name, "hours to acceptance", every, "hours", _spread(every))
    for team in sorted(waited):
        yield _mean(name, f"hours to acceptance, team: {team}", waited[team], "hours", _spread(waited[team]))
    yield _mean(name, "in time", [v for values in owed.values() for v in values], "share")
    for duty in sorted(owed):
        yield _mean(name, f"in time: {duty.replace('_', ' ')}", owed[duty], "share")


def _note_late(owed: dict[str, list[float]], duty: str, entry: TrailEntry) -> None:
    late = entry.data.get("late")
    if isinstance(late, bool):
        owed.setdefault(duty, []).append(0.0 if late else 1.0)


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _articles(period: _Period) -> Iterator[MetricRow]:
    published = {
        (id, str(e.data.get("reference")))
        for id, e in period.of(TrailAction.SENT)
        if e.data.get("where") == KNOWLEDGE_BASE
    }
    recorded = {id for id, _ in published}
    docs = [r for r in period.closed if r.closure is not None and r.closure.code is ClosureCode.DOCS_UPDATED]
    without = sum(r.id not in recorded for r in docs)
    yield _count("kb_created", "all", len(published) + without)
    yield _count("kb_created", "articles recorded as published", len(published))
    yield _count("kb_created", "closed as Docs Updated without one", without)


def _bounces(period: _Period) -> Iterator[MetricRow]:
    sent_back = period.of(TrailAction.BOUNCED_BACK)
    yield _count("bounce_backs", "all", len(sent_back))
    handed = [r for r in period.escalated if EscalationTarget.ENGINEERING in r.targets]
    yield _mean(
        "bounce_backs", "share of escalations to engineering", [float(r.bounce_backs > 0) for r in handed], "share"
    )
    missing: Counter[str] = Counter()
    for _, entry in sent_back:
        given = entry.data.get("missing", [])
        missing.update(str(m) for m in given if isinstance(given, list))
    for what, n in sorted(missing.items(), key=lambda kv: (-kv[1], kv[0])):
        yield _count("bounce_backs", f"missing: {what}", n, len(sent_back))


def _scores(period: _Period) -> Iterator[MetricRow]:
    yield _mean("checklist_score", "all", [r.checklist_score for r in period.escalated], "score")
    for label, back in (("sent back", True), ("never sent back", False)):
        values = [r.checklist_score for r in period.escalated if bool(r.bounce_backs) is back]
        yield _mean("checklist_score", label, values, "score")


def _acceptance(period: _Period, edits: Mapping[str, Sequence[SectionEdit]]) -> Iterator[MetricRow]:
    names = dict.fromkeys(s.section for sections in edits.values() for s in sections)
    drafted, revised = len(period.escalated), sum(r.id in edits for r in period.escalated)
    note = f"{revised} of {drafted} have a later version"
    for name in names:
        changed = sum(1 for r in period.escalated for s in edits.get(r.id, ()) if s.section == name and s.share > 0)
        yield MetricRow(
            metric="section_acceptance", label=name, value=round(1 - changed / drafted, 4) if drafted else None,
            unit="share", n=drafted, note=note,
        )  # fmt: skip
    if not names:
        yield MetricRow(metric="section_acceptance", label="all", value=None, unit="share", n=0, note=note)


def _edits(period: _Period, edits: Mapping[str, Sequence[SectionEdit]]) -> Iterator[MetricRow]:
    saved = {r.id for r in period.escalated}
    shares: dict[str, list[float]] = {}
    for id, sections in edits.items():
        for one in sections if id in saved else ():
            shares.setdefault(one.section, []).append(one.share)
    for name, values in shares.items():
        yield _mean("section_edits", name, values, "share")
    if not shares:
        yield _mean("section_edits", "all", [], "share", "no draft of the period has a later version")


def _time_to_draft(period: _Period) -> Iterator[MetricRow]:
    minutes = []
    for _, entry in period.of(TrailAction.RECEIVED):
        received = _moment(entry.data.get("received_at"))
        if received is not None and received <= entry.at:
            minutes.append((entry.at - received) / timedelta(minutes=1))
    saved = len(period.saved)
    note = f"time of arrival given for {len(minutes)} of {saved}"
    spread = _spread(minutes)
    yield _mean("time_to_draft", "all", minutes, "minutes", f"{spread}; {note}" if spread else note)
