"""Records, entries and rules for the tests of the reports."""

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.domain import IssueType, Severity
from assistant.domain.register import (
    Closure,
    ClosureCode,
    Owner,
    RegisteredEscalation,
    TrailAction,
    TrailEntry,
)
from assistant.reporting import load_report_rules
from assistant.resources import shipped

KNOWLEDGE = shipped("knowledge")
RULES = load_report_rules(KNOWLEDGE)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://evil")\x1b[2J\n| forged | row\n# Heading <script>alert(1)</script> @everyone'


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def kept(number: int = 1, **changes: Any) -> RegisteredEscalation:
    """An escalation kept three days ago, and unchanged since."""
    values: dict[str, Any] = {
        "id": f"ESC-{number}", "version": 1, "created_at": ago(72), "updated_at": ago(72),
        "title": "Exports drop rows", "customer": "Halvorsen Shipping", "issue_type": IssueType.BUG,
        "severity": Severity.SEV2, "reasons": (), "targets": ("engineering",),
        "customer_owner": Owner(name="Priya Nair", since=ago(72)), "checklist_score": 0.8,
    }  # fmt: skip
    return RegisteredEscalation(**(values | changes))


def closure(code: ClosureCode = ClosureCode.CODE_FIX, hours_ago: float = 1, learning: str = "Page exports.") -> Closure:
    at = ago(hours_ago)
    return Closure(code=code, at=at, by="Priya Nair", learning=learning, customer_confirmed_at=at)


def entry(action: TrailAction, hours_ago: float = 1, text: str = "said", **data: Any) -> TrailEntry:
    return TrailEntry(number=1, at=ago(hours_ago), actor="Priya Nair", action=action, text=text, data=data)
