"""The rules as data: the sources' tables carried over exactly, and files that do not hold together."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain import Severity
from assistant.domain.register import ClosureCode, DutyKind, RegisteredEscalation
from assistant.errors import PolicyError
from assistant.lifecycle import LifecycleRules, findings, load_rules
from assistant.lifecycle import findings as findings_module
from assistant.lifecycle.rules import FILES
from assistant.policy import load_policy
from assistant.resources import shipped
from tests.lifecycle.conftest import SAVED

FOLDER = shipped("knowledge") / "policy"


def test_the_closure_codes_are_s0s(rules: LifecycleRules) -> None:
    assert [c.value for c in rules.codes] == [
        "Closed - Code Fix", "Closed - Docs Updated", "Closed - Knowledge Transfer", "Closed - Product Feedback",
    ]  # fmt: skip
    assert len(ClosureCode) == 4


def test_five_actions_four_duties_four_reasons(rules: LifecycleRules) -> None:
    assert (len(rules.actions), len(rules.duties), len(rules.reasons), len(rules.workarounds)) == (5, 4, 4, 4)
    assert list(rules.de_escalation_duties) == ["team_notified", "ticket_updated", "customer_informed", "learning"]


def test_acceptance_is_due_by_the_internal_cadence(rules: LifecycleRules) -> None:
    cadence = {r.severity: r.due for r in load_policy(FOLDER).cadence if r.audience == "internal"}
    minutes = rules.duties[DutyKind.ACCEPTANCE].minutes
    assert {s: minutes[s] for s in cadence} == cadence


def test_every_clock_is_monotone_in_severity(rules: LifecycleRules) -> None:
    for table in (rules.stale_minutes, *(d.minutes for d in rules.duties.values())):
        assert [table[s] for s in Severity] == sorted(table[s] for s in Severity)


def test_every_finding_of_the_policy_can_be_found_and_every_found_one_is_explained(rules: LifecycleRules) -> None:
    source = Path(findings_module.__globals__["__file__"]).read_text(encoding="utf-8")
    assert set(re.findall(r'"(R-[A-Z-]+)"', source)) == set(rules.findings)


def test_a_fresh_escalation_lacks_only_what_nobody_said(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    assert {f.id for f in findings(record, SAVED, rules)} == {"R-NO-TEAM", "R-NO-NEXT-STEP"}


def test_left_alone_everything_overdue_is_found(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    found = {f.id: f for f in findings(record, SAVED + timedelta(days=5), rules)}
    assert {"R-NO-TECHNICAL-OWNER", "R-CONTACT-OVERDUE", "R-STALE", "R-DEADLINE-PASSED"} <= set(found)
    assert "escalate register assign ESC-1" in found["R-NO-TECHNICAL-OWNER"].fix
    levels = [f.level.value for f in findings(record, SAVED + timedelta(days=5), rules)]
    assert levels == sorted(levels, key=["blocker", "warning", "note"].index)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_does_not_hold_together_is_named_in_words(tmp_path: Path, name: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "policy")
    (tmp_path / "policy" / f"{name}.toml").write_text("x = [", encoding="utf-8")
    with pytest.raises(PolicyError, match=f"{name}.toml cannot be read"):
        load_rules(tmp_path / "policy")
    (tmp_path / "policy" / f"{name}.toml").write_text("x = 1", encoding="utf-8")
    with pytest.raises(PolicyError, match="do not hold together"):
        load_rules(tmp_path / "policy")
