"""A drafted escalation and its first state; times are hours after it was saved."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain import Escalation
from assistant.domain.register import RegisteredEscalation
from assistant.lifecycle import LifecycleRules, load_rules, opened
from assistant.pipeline import Assistant
from assistant.resources import shipped

SAVED = datetime(2026, 11, 20, 10, tzinfo=UTC)
BUG = """Customer Halvorsen Shipping (40 users, Business) reports: the customs export drops rows since Monday, version
2026.46, error EXP-2107. Reproduced on our test tenant: filter November, press Export, 48,750 of 61,204 rows arrive.
They must file by Monday 23 November 12:00. Cleared the cache, no change. Case TS-10421, I own it."""
QUESTION = "Hi, how do I add a second logo to our invoice template? Thanks, Ida (Fjordline Energi)"


def hours(after: float) -> datetime:
    return SAVED + timedelta(hours=after)


@pytest.fixture(scope="session")
def rules() -> LifecycleRules:
    return load_rules(shipped("knowledge") / "policy")


@pytest.fixture(scope="session")
def bug(bare: Assistant) -> Escalation:
    return bare.draft(BUG, reported_by="Priya", now=SAVED, engine="rules")


@pytest.fixture(scope="session")
def question(bare: Assistant) -> Escalation:
    return bare.draft(QUESTION, now=SAVED, engine="rules")


@pytest.fixture
def record(bug: Escalation, rules: LifecycleRules) -> RegisteredEscalation:
    return opened(bug, id="ESC-1", by="Priya", at=SAVED, rules=rules).record
