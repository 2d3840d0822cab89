# ruff: noqa: E501  (patterns and tables read better whole)
"""`knowledge/policy/checklist.toml`: which items hold which target back, and every finding's level, meaning and cure."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.domain import Finding, FindingLevel, Severity
from assistant.errors import PolicyError


@dataclass(frozen=True)
class FindingRule:
    """One finding as the README lists it."""

    id: str
    level: FindingLevel
    meaning: str
    example: str
    closes: str


@dataclass(frozen=True)
class ChecklistRules:
    """The whole file."""

    gates: dict[str, tuple[tuple[str, ...], ...]]
    """Target → groups of item ids; one of each group must not be missing, the first names the group."""
    assigned_severity_counts: bool
    items: dict[str, str]
    """Checklist item id → what it means, in one line."""
    questions: dict[str, str]
    findings: dict[str, FindingRule]
    customer_overdue: dict[Severity, int]
    """Minutes until the customer must hear again, from `cadence.toml`; -1 means one business day after the target."""

    def finding(
        self, id: str, where: str, quote: str, message: str | None = None, level: FindingLevel | None = None
    ) -> Finding:
        """A finding with the level and cure of its rule. Raises KeyError for an id that the file does not list."""
        rule = self.findings[id]
        return Finding(
            id=id,
            level=level or rule.level,
            where=where,
            quote=quote[:200],
            message=message or rule.meaning,
            fix=rule.closes,
        )


def _customer_overdue(folder: Path) -> dict[Severity, int]:
    """The slackest window a customer may wait, by severity; empty where the folder has no cadence."""
    path = folder / "cadence.toml"
    if not path.exists():
        return {}
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {Severity(name): row["customer"]["overdue"] for name, row in rows.items() if "customer" in row}
    return {severity: late if isinstance(late, int) else -1 for severity, late in found.items()}


@lru_cache(maxsize=4)
def load_rules(folder: Path) -> ChecklistRules:
    """Read and check the file. Raises PolicyError naming what is wrong in it."""
    path = folder / "checklist.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return ChecklistRules(
            gates={
                target: tuple(tuple(str(i) for i in group) for group in row["one_of_each"])
                for target, row in data["gate"].items()
            },
            assigned_severity_counts=bool(data["assigned_severity_counts"]),
            items=dict(data["item"]),
            questions=dict(data.get("question", {})),
            findings={
                id: FindingRule(id, FindingLevel(row["level"]), row["meaning"], row["example"], row["closes"])
                for id, row in data["finding"].items()
            },
            customer_overdue=_customer_overdue(folder),
        )
    except (
        OSError,
        UnicodeDecodeError,
        tomllib.TOMLDecodeError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise PolicyError(
            f"the policy file checklist.toml does not hold together: {error!r}", "Compare it with the release's."
        ) from error
