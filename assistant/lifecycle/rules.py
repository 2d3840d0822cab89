"""The rules of the lifecycle as data: `ownership.toml`, `closure.toml` and `continuity.toml` of the policy, the rungs
of `ladder.toml`, and the two deadlines of `calendars.toml` that a record carries.

This module only reads and checks them; every number there names its source.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.domain import FactField, FindingLevel, IssueType, Severity, SignalName
from assistant.domain.assessment import EscalationTarget
from assistant.domain.register import (
    ClosureCode,
    DeEscalationReason,
    DutyKind,
    FollowUpAction,
    TicketStatus,
    WorkaroundKind,
)
from assistant.errors import PolicyError

FILES = ("ownership", "closure", "continuity", "ladder", "calendars")
STARTS = ("saved", "accepted", "engineering_closed")


@dataclass(frozen=True)
class DutyRule:
    """One thing the receiving team owes: from when, how soon, and for what."""

    kind: DutyKind
    text: str
    starts: str
    """`saved`, `accepted` or `engineering_closed`."""
    minutes: Mapping[Severity, int]
    targets: frozenset[EscalationTarget]
    types: frozenset[IssueType]
    repeats: bool
    source: str


@dataclass(frozen=True)
class ReasonRule:
    """One reason to de-escalate: in words, the code it leads to (None: it is no closure), whether a cause is needed."""

    text: str
    code: ClosureCode | None
    needs_cause: bool


@dataclass(frozen=True)
class EngineeringClosedRule:
    """What the support ticket is set to once engineering has closed, and what follows for this issue type."""

    fixed: TicketStatus
    not_fixed: TicketStatus
    flow: str


@dataclass(frozen=True)
class WorkaroundRule:
    """One time-boxed workaround: its name, what the client does, how many hours it runs."""

    text: str
    client: str
    hours: float
    source: str


@dataclass(frozen=True)
class SuggestRule:
    """What speaks for a workaround: words in facts, facts by being there, signals."""

    kind: WorkaroundKind
    why: str
    facts: frozenset[FactField]
    words: tuple[str, ...]
    fields: frozenset[FactField]
    signals: frozenset[SignalName]


@dataclass(frozen=True)
class FindingRule:
    """A finding's level, meaning and what closes it (`{id}` is the escalation's)."""

    level: FindingLevel
    meaning: str
    closes: str


@dataclass(frozen=True)
class Rung:
    """A level of support and what it owes before handing over (S1 §1)."""

    id: str
    owner: str
    owes: tuple[str, ...]


@dataclass(frozen=True)
class LifecycleRules:
    """Everything the lifecycle interprets."""

    owner_rule: str
    duties: Mapping[DutyKind, DutyRule]
    collaboration_rule: str
    note_parts: tuple[tuple[str, str], ...]
    """Key and heading of a contributor note's three parts, in order."""
    actions: Mapping[FollowUpAction, str]
    skew_minutes: int
    stale_minutes: Mapping[Severity, int]
    findings: Mapping[str, FindingRule]
    codes: Mapping[ClosureCode, str]
    loop_rule: str
    reasons: Mapping[DeEscalationReason, ReasonRule]
    de_escalation_duties: Mapping[str, str]
    drafts: Mapping[str, str]
    engineering_closed: Mapping[str, EngineeringClosedRule]
    """By issue type, and `default`."""
    workarounds: Mapping[WorkaroundKind, WorkaroundRule]
    suggest: tuple[SuggestRule, ...]
    unsafe_to_repeat: SuggestRule
    rca_hours: float
    """From declaring an incident to its root-cause analysis."""
    retry_minutes: float
    """Between two attempts of a retry cycle."""
    rca_severities: frozenset[Severity]
    lead_rule: str
    bundle_rule: str
    rungs: tuple[Rung, ...]

    def rung(self, level: str) -> Rung | None:
        """The rung of that name, if there is one."""
        return next((r for r in self.rungs if r.id == level), None)


@lru_cache(maxsize=4)
def load_rules(folder: Path) -> LifecycleRules:
    """Read and check the files. Raises PolicyError naming what is wrong."""
    data: dict[str, dict[str, Any]] = {}
    for name in FILES:
        try:
            data[name] = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PolicyError(
                f"the policy file {name}.toml cannot be read: {error}", "Restore it from the release."
            ) from error
    try:
        return _build(data["ownership"], data["closure"], data["continuity"], data["ladder"], data["calendars"])
    except (KeyError, ValueError, TypeError) as error:
        raise PolicyError(
            f"the rules of ownership, closure or continuity do not hold together: {error!r}",
            "Compare your files with the release's.",
        ) from error


def _minutes(row: Mapping[str, Any]) -> dict[Severity, int]:
    return {s: int(row[s.value]) for s in Severity}


def _duty(kind: DutyKind, row: Mapping[str, Any]) -> DutyRule:
    if row["starts"] not in STARTS:
        raise ValueError(f"{kind.value} starts at {row['starts']!r}")
    return DutyRule(
        kind,
        row["text"],
        row["starts"],
        _minutes(row["minutes"]),
        frozenset(map(EscalationTarget, row["targets"])),
        frozenset(map(IssueType, row["types"])),
        bool(row["repeats"]),
        row["source"],
    )


def _reason(row: Mapping[str, Any]) -> ReasonRule:
    code = row.get("code")
    return ReasonRule(row["text"], None if code is None else ClosureCode(code), bool(row.get("needs_cause", False)))


def _suggest(row: Mapping[str, Any], kind: WorkaroundKind, why: str) -> SuggestRule:
    return SuggestRule(
        kind,
        why,
        frozenset(map(FactField, row["facts"])),
        tuple(w.casefold() for w in row["words"]),
        frozenset(map(FactField, row.get("fields", ()))),
        frozenset(map(SignalName, row["signals"])),
    )


def _workaround(row: Mapping[str, Any]) -> WorkaroundRule:
    return WorkaroundRule(row["text"], row["client"], float(row["hours"]), row["source"])


def _build(
    owning: dict[str, Any],
    closing: dict[str, Any],
    continuity: dict[str, Any],
    ladder: dict[str, Any],
    calendars: dict[str, Any],
) -> LifecycleRules:
    incident, unsafe = continuity["incident"], continuity["unsafe_to_repeat"]
    return LifecycleRules(
        owner_rule=owning["owners"]["rule"],
        duties={k: _duty(k, owning["duty"][k.value]) for k in DutyKind},
        collaboration_rule=owning["collaboration"]["rule"],
        note_parts=tuple(owning["collaboration"]["parts"].items()),
        actions={a: owning["action"][a.value] for a in FollowUpAction},
        skew_minutes=int(owning["clock"]["skew_minutes"]),
        stale_minutes=_minutes(owning["clock"]["stale_minutes"]),
        findings={
            id: FindingRule(FindingLevel(row["level"]), row["meaning"], row["closes"])
            for id, row in owning["finding"].items()
        },
        codes={c: closing["code"][c.value] for c in ClosureCode},
        loop_rule=closing["loop"]["rule"],
        reasons={r: _reason(closing["reason"][r.value]) for r in DeEscalationReason},
        de_escalation_duties={
            k: closing["duty"][k] for k in ("team_notified", "ticket_updated", "customer_informed", "learning")
        },
        drafts={k: closing["draft"][k] for k in ("team_note", "ticket_note", "unknown")},
        engineering_closed={
            type_: EngineeringClosedRule(TicketStatus(row["fixed"]), TicketStatus(row["not_fixed"]), row["flow"])
            for type_, row in (
                (name, closing["engineering_closed"][name])
                for name in ("default", *(t for t in closing["engineering_closed"] if t != "default"))
            )
        },
        workarounds={k: _workaround(continuity["workaround"][k.value]) for k in WorkaroundKind},
        suggest=tuple(_suggest(row, WorkaroundKind(row["kind"]), row["why"]) for row in continuity["suggest"]),
        unsafe_to_repeat=_suggest(unsafe, WorkaroundKind.MANUAL_OVERRIDE, unsafe["source"]),
        rca_hours=float(calendars["deadlines"]["rca_hours"]),
        retry_minutes=float(calendars["deadlines"]["retry_minutes"]),
        rca_severities=frozenset(map(Severity, incident["rca_severities"])),
        lead_rule=incident["lead_rule"],
        bundle_rule=continuity["bundle"]["rule"],
        rungs=tuple(Rung(r["id"], r["owner"], tuple(r["owes"])) for r in ladder["level"]),
    )
