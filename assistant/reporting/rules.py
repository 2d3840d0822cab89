"""The rules of the reports: `meeting.toml`, `metrics.toml`, `feedback.toml`, `reports.toml` and the report templates.

Read and checked once, as the policy is; every number there names its source.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from assistant.domain.assessment import Scope, Severity
from assistant.domain.facts import SignalName
from assistant.domain.register import FeedbackTrack, IncidentStage, TrailAction
from assistant.errors import PolicyError
from assistant.reporting.deals import Deals, load_deals

_T = TypeVar("_T")


@dataclass(frozen=True)
class StepRule:
    """One step of the agenda; `minutes` None: it takes what the others leave."""

    id: str
    text: str
    minutes: float | None


@dataclass(frozen=True)
class MeetingRules:
    """How long the triage meeting is, and how its minutes are shared (S0)."""

    minutes: float
    every_hours: float
    same_meeting_minutes: float
    least_minutes: float
    priorities: int
    parked_shown: int
    ahead: frozenset[Severity]
    per_ticket: Mapping[Severity, float]
    steps: tuple[StepRule, ...]
    teams: tuple[str, ...]
    no_team: str
    attendees: tuple[tuple[str, str], ...]
    objectives: tuple[str, ...]

    @property
    def review_minutes(self) -> float:
        """What the review of the tickets may take: the whole without the other steps."""
        return self.minutes - sum(s.minutes for s in self.steps if s.minutes is not None)


@dataclass(frozen=True)
class DigestRules:
    """The digest's plain words."""

    severity: Mapping[Severity, str]
    state: Mapping[str, str]
    words: Mapping[str, str]
    deals: Deals = field(default_factory=Deals)


@dataclass(frozen=True)
class MetricRule:
    """What a figure means, as it is printed beside it."""

    id: str
    name: str
    definition: str
    source: str


@dataclass(frozen=True)
class TrackRule:
    """What speaks for a track of product feedback (S2)."""

    track: FeedbackTrack
    name: str
    text: str
    source: str
    words: tuple[str, ...]
    signals: frozenset[SignalName]


@dataclass(frozen=True)
class SummaryRules:
    """What one page holds (S2 Incident Summaries)."""

    lines: int
    characters: int
    timeline: int
    entry: int
    weight: Mapping[TrailAction, int]
    """How much an entry of this kind tells; the higher the longer it stays. Absent: not shown."""


@dataclass(frozen=True)
class PracticeRules:
    """How a draft of one's own is scored."""

    items: float
    findings: float
    off: Mapping[str, float]


@dataclass(frozen=True)
class StatusPageRules:
    """Texts of the four stages of a status page."""

    titles: Mapping[IncidentStage, str]
    texts: Mapping[IncidentStage, str]
    scope: Mapping[Scope, str]
    unnamed: str
    parts: Mapping[str, str]


@dataclass(frozen=True)
class ReportRules:
    """Everything the reports interpret."""

    meeting: MeetingRules
    digest: DigestRules
    metrics: Mapping[str, MetricRule]
    period_days: int
    tracks: tuple[TrackRule, ...]
    summary: SummaryRules
    pattern_customers: int
    least_recurring: int
    practice: PracticeRules
    status_page: StatusPageRules


METRICS = (
    "escalated", "time_to_resolution", "closure_codes", "bug_feature_ratio", "engineering_responsiveness", "kb_created",
    "bounce_backs", "checklist_score", "section_acceptance", "section_edits", "time_to_draft",
)  # fmt: skip
"""The metrics there are: the six of S0 first."""


@lru_cache(maxsize=4)
def load_report_rules(knowledge: Path) -> ReportRules:
    """Read and check the rules in a knowledge folder. Raises PolicyError naming the file and what is wrong in it."""
    policy, templates = knowledge / "policy", knowledge / "templates" / "reports"
    meeting = _checked(policy / "meeting.toml", lambda d: (_meeting(d), _digest(d["digest"])))
    metrics = _checked(policy / "metrics.toml", lambda d: (_metrics(d["metric"]), int(d["period_days"])))
    tracks = _checked(policy / "feedback.toml", lambda d: tuple(map(_track, d["track"])))
    rest = _checked(
        policy / "reports.toml", lambda d: (_summary(d["incident_summary"]), d["learnings"], _practice(d["practice"]))
    )
    return ReportRules(
        meeting=meeting[0],
        digest=replace(meeting[1], deals=load_deals(knowledge / "lexicon" / "drafts")),
        metrics=metrics[0],
        period_days=metrics[1],
        tracks=tracks,
        summary=rest[0],
        pattern_customers=int(rest[1]["pattern_customers"]),
        least_recurring=int(rest[1]["least"]),
        practice=rest[2],
        status_page=_checked(templates / "status_page.toml", _status_page),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises PolicyError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path.name} cannot be read: {error}", "Restore it from the release.") from error


def _checked(path: Path, build: Callable[[dict[str, Any]], _T]) -> _T:
    data = read_toml(path)
    try:
        return build(data)
    except (KeyError, ValueError, TypeError) as error:
        raise PolicyError(
            f"{path.name} does not hold together: {error!r}", "Compare your file with the release's."
        ) from error


def _by_severity(row: Mapping[str, Any], make: Callable[[Any], _T]) -> dict[Severity, _T]:
    return {s: make(row[s.value]) for s in Severity}


def _meeting(data: Mapping[str, Any]) -> MeetingRules:
    steps = tuple(StepRule(s["id"], s["text"], float(s["minutes"]) if "minutes" in s else None) for s in data["step"])
    if sum(s.minutes is None for s in steps) != 1:
        raise ValueError("exactly one step takes the minutes that the others leave")
    rules = MeetingRules(
        minutes=float(data["minutes"]),
        every_hours=float(data["every_hours"]),
        same_meeting_minutes=float(data["same_meeting_minutes"]),
        least_minutes=float(data["least_minutes"]),
        priorities=int(data["priorities"]),
        parked_shown=int(data["parked_shown"]),
        ahead=frozenset(map(Severity, data["ahead"])),
        per_ticket=_by_severity(data["minutes_per_ticket"], float),
        steps=steps,
        teams=tuple(data["teams"]["order"]),
        no_team=data["teams"]["none"],
        attendees=tuple((a["role"], a["does"]) for a in data["attendee"]),
        objectives=tuple(data["objectives"]["list"]),
    )
    if rules.review_minutes <= 0 or rules.least_minutes <= 0:
        raise ValueError("no minutes are left for the review")
    return rules


def _digest(data: Mapping[str, Any]) -> DigestRules:
    states = ("waiting", "taken", "blocked", "review", "support", "returned", "solved")
    return DigestRules(
        severity=_by_severity(data["severity"], str),
        state={s: data["state"][s] for s in states},
        words={w: str(plain) for w, plain in sorted(data["words"].items(), key=lambda kv: -len(kv[0]))},
    )


def _metrics(data: Mapping[str, Any]) -> dict[str, MetricRule]:
    return {id: MetricRule(id, data[id]["name"], data[id]["definition"], data[id]["source"]) for id in METRICS}


def _track(row: Mapping[str, Any]) -> TrackRule:
    return TrackRule(
        FeedbackTrack(row["id"]), row["name"], row["text"], row["source"],
        tuple(w.casefold() for w in row["words"]), frozenset(map(SignalName, row["signals"])),
    )  # fmt: skip


def _summary(data: Mapping[str, Any]) -> SummaryRules:
    weights = {TrailAction(a): n for name, n in (("most", 3), ("more", 2), ("some", 1)) for a in data["weight"][name]}
    return SummaryRules(int(data["lines"]), int(data["characters"]), int(data["timeline"]), int(data["entry"]), weights)


def _practice(data: Mapping[str, Any]) -> PracticeRules:
    off = {level: float(data[level]) for level in ("blocker", "warning", "note")}
    return PracticeRules(float(data["items"]), float(data["findings"]), off)


def _status_page(data: Mapping[str, Any]) -> StatusPageRules:
    return StatusPageRules(
        titles={s: data["stage"][s.value]["title"] for s in IncidentStage},
        texts={s: data["stage"][s.value]["text"] for s in IncidentStage},
        scope={s: data["scope"][s.value] for s in Scope},
        unnamed=data["affects"]["unnamed"],
        parts={k: data["parts"][k] for k in ("cause", "next", "last", "next_unknown")},
    )
