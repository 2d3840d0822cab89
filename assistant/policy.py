"""The policy: severity, verdict, targets, ladder, cadence and gates as data (`knowledge/policy/*.toml`).

This module only reads and checks the files; `assess.py` applies them. Every number there names its source.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.domain import Decision, EscalationReason, EscalationTarget, GateMode, IssueType, Severity
from assistant.errors import PolicyError

FILES = ("verdict", "severity", "targets", "ladder", "cadence", "classification")


@dataclass(frozen=True)
class Condition:
    """When a rule fires: every name of `all`, one of `any` where given, none of `none`."""

    all: frozenset[str] = frozenset()
    any: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()

    def holds(self, names: frozenset[str]) -> bool:
        """Whether it fires, given the names that are true."""
        return self.all <= names and (not self.any or bool(self.any & names)) and not self.none & names

    def positive(self) -> frozenset[str]:
        """The names that can make it fire."""
        return self.all | self.any


@dataclass(frozen=True)
class VerdictRule:
    """One Handle or Escalate criterion."""

    id: str
    text: str
    source: str
    effect: Decision
    precedence: int
    when: Condition
    reason: EscalationReason | None = None


@dataclass(frozen=True)
class SeverityRule:
    """A severity candidate, or a cap on it."""

    id: str
    text: str
    source: str
    severity: Severity
    when: Condition


@dataclass(frozen=True)
class TargetRule:
    """When a target receives it."""

    id: str
    text: str
    source: str
    target: EscalationTarget
    when: Condition


@dataclass(frozen=True)
class Target:
    """One row of the target table."""

    target: EscalationTarget
    name: str
    rank: int
    gate: GateMode
    ask: str
    level: str
    include: tuple[str, ...]
    source: str
    first_question: str | None = None


@dataclass(frozen=True)
class TypeWeights:
    """How much each signal speaks for an issue type."""

    type: IssueType
    weights: dict[str, float]


@dataclass(frozen=True)
class CadenceRow:
    """Minutes to the next contact, for one severity and audience."""

    severity: Severity
    audience: str
    due: int
    overdue: int | None
    """None: one business day after `due`."""
    incident_only: bool
    source: str


@dataclass(frozen=True)
class LeapReason:
    """Why a rung of the ladder may be skipped (X5)."""

    text: str
    when: Condition


@dataclass(frozen=True)
class FailureMode:
    """One of S1 §4's four, with its fix."""

    id: str
    text: str
    fix: str
    when: Condition


@dataclass(frozen=True)
class Policy:
    """Everything the assessment interprets."""

    verdict: tuple[VerdictRule, ...]
    ask_first: tuple[str, str, str]
    """id, text, source of the verdict where no rule fires."""
    severity: tuple[SeverityRule, ...]
    caps: tuple[SeverityRule, ...]
    labels: dict[Severity, str]
    ticket_priority: dict[Severity, str]
    engineering_priority: dict[Severity, str]
    stated_scale: dict[Severity, tuple[str, ...]]
    severity_names: tuple[str, ...]
    """What a severity field is called, in several languages."""
    response_model: dict[Severity, tuple[str, ...]]
    incident_only: frozenset[str]
    targets: dict[EscalationTarget, Target]
    target_rules: tuple[TargetRule, ...]
    next_rung: TargetRule
    types: tuple[TypeWeights, ...]
    type_cap: int
    first_sentence: float
    fault_facts: dict[str, float]
    """How much a kind of fact speaks for a bug: an error's text is one even where nobody complains of it."""
    incident: Condition
    cadence: tuple[CadenceRow, ...]
    leaps: tuple[LeapReason, ...]
    failure_modes: tuple[FailureMode, ...]
    thresholds: dict[str, float]
    fingerprint: str


def _when(row: dict[str, Any]) -> Condition:
    return Condition(*(frozenset(row.get(k, ())) for k in ("all", "any", "none")))


def _severities(table: dict[str, Any]) -> dict[Severity, Any]:
    return {s: table[s.value] for s in Severity}


@lru_cache(maxsize=4)
def load_policy(folder: Path) -> Policy:
    """Read and check all policy files. Raises PolicyError naming the file and what is wrong in it."""
    data: dict[str, dict[str, Any]] = {}
    digest = hashlib.sha256()
    for name in FILES:
        path = folder / f"{name}.toml"
        try:
            raw = path.read_bytes()
            data[name] = tomllib.loads(raw.decode())
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PolicyError(
                f"the policy file {name}.toml cannot be read: {error}", "Restore it from the release."
            ) from error
        digest.update(raw)
    try:
        return _build(data, digest.hexdigest()[:12])
    except (KeyError, ValueError, TypeError) as error:
        raise PolicyError(
            f"the policy does not hold together: {error!r}", "Compare your files with the release's."
        ) from error


def _build(data: dict[str, dict[str, Any]], fingerprint: str) -> Policy:
    verdict, severity, targets = data["verdict"], data["severity"], data["targets"]
    classes, ladder = data["classification"], data["ladder"]

    def severity_rules(key: str) -> tuple[SeverityRule, ...]:
        return tuple(
            SeverityRule(r["id"], r["text"], r["source"], Severity(r["severity"]), _when(r)) for r in severity[key]
        )

    def target_rule(row: dict[str, Any]) -> TargetRule:
        return TargetRule(row["id"], row["text"], row["source"], EscalationTarget(row["target"]), _when(row))

    otherwise = verdict["otherwise"]
    return Policy(
        verdict=tuple(
            VerdictRule(
                r["id"],
                r["text"],
                r["source"],
                Decision(r["effect"]),
                int(r["precedence"]),
                _when(r),
                EscalationReason(r["reason"]) if "reason" in r else None,
            )
            for r in verdict["rule"]
        ),
        ask_first=(otherwise["id"], otherwise["text"], otherwise["source"]),
        severity=severity_rules("rule"),
        caps=severity_rules("cap"),
        labels=_severities(severity["labels"]),
        ticket_priority=_severities(severity["ticket_priority"]),
        engineering_priority=_severities(severity["engineering_priority"]),
        stated_scale={s: tuple(w) for s, w in _severities(severity["stated_scale"]).items()},
        severity_names=tuple(severity["stated_field"]["names"]),
        response_model={s: tuple(w) for s, w in _severities(severity["response_model"]).items()},
        incident_only=frozenset(severity["response_model"]["incident_only"]),
        targets={
            t: Target(
                t,
                row["name"],
                int(row["rank"]),
                GateMode(row["gate"]),
                row["ask"],
                row["level"],
                tuple(row["include"]),
                row["source"],
                row.get("first_question"),
            )
            for t, row in ((t, targets[t.value]) for t in EscalationTarget)
        },
        target_rules=tuple(map(target_rule, targets["rule"])),
        next_rung=target_rule(targets["otherwise"]),
        types=tuple(
            TypeWeights(IssueType(r["id"]), {k: float(v) for k, v in r["weights"].items()}) for r in classes["type"]
        ),
        type_cap=int(classes["type_cap"]["sentences"]),
        first_sentence=float(classes["type_cap"]["first_sentence"]),
        fault_facts={k: float(v) for k, v in classes["fault_facts"].items()},
        incident=_when(classes["incident"]),
        cadence=tuple(
            CadenceRow(
                Severity(s),
                audience,
                int(row["due"]),
                None if row["overdue"] == "business_day" else int(row["overdue"]),
                bool(row.get("incident_only", False)),
                row["source"],
            )
            for s, rows in data["cadence"].items()
            for audience, row in rows.items()
        ),
        leaps=tuple(LeapReason(r["text"], _when(r)) for r in ladder["leap"]),
        failure_modes=tuple(FailureMode(r["id"], r["text"], r["fix"], _when(r)) for r in ladder["failure_mode"]),
        thresholds={k: float(v) for k, v in classes["thresholds"].items()},
        fingerprint=fingerprint,
    )
