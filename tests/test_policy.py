"""The policy files hold together and carry the sources' tables over exactly."""

import re
import shutil
from pathlib import Path

import pytest

from assistant.assess import names as names_module
from assistant.domain import EscalationTarget, GateMode, Severity, SignalName
from assistant.errors import PolicyError
from assistant.policy import FILES, Policy, load_policy
from assistant.resources import shipped

FOLDER = shipped("knowledge") / "policy"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(FOLDER)


def test_every_rule_names_only_what_can_hold(policy: Policy) -> None:
    """A typo in a condition would switch a rule off for good, silently."""
    source = Path(names_module.__file__).read_text() + (Path(names_module.__file__).parent / "verdict.py").read_text()
    computed = set(re.findall(r'"([a-z][a-z0-9_]+)"', source))
    known = computed | {s.value for s in SignalName}
    rules = [
        *policy.verdict,
        *policy.severity,
        *policy.caps,
        *policy.target_rules,
        *policy.leaps,
        *policy.failure_modes,
    ]
    for rule in rules:
        unknown = (rule.when.all | rule.when.any | rule.when.none) - known
        assert not unknown, f"{rule} names {unknown}"


def test_all_handle_criteria_and_escalate_families_are_rules(policy: Policy) -> None:
    sources = " ".join(r.source for r in policy.verdict)
    for number in range(1, 6):
        assert f"S4 Handle in Support When, {number}" in sources
    reasons = {r.reason.value for r in policy.verdict if r.reason}
    assert reasons == {"technical", "complexity", "impact", "business", "time", "pattern", "security"}


def test_severity_labels_and_priorities_follow_x1(policy: Policy) -> None:
    assert [policy.labels[s] for s in Severity] == ["Critical", "High", "Medium", "Low"]
    assert [policy.ticket_priority[s] for s in Severity] == ["P1", "P2", "P3", "P4"]
    assert [policy.engineering_priority[s] for s in Severity] == [
        "Critical",
        "Major",
        "Minor/Tech Debt",
        "Minor/Tech Debt",
    ]


def test_cadence_is_monotone_in_severity(policy: Policy) -> None:
    """A more severe case is never followed up later than a less severe one (X3)."""
    for audience in ("internal", "customer"):
        due = [(c.severity.rank, c.due) for c in policy.cadence if c.audience == audience]
        assert due == sorted(due)
        assert [d for _, d in due] == sorted(d for _, d in due)


def test_security_is_never_gated(policy: Policy) -> None:
    assert policy.targets[EscalationTarget.SECURITY].gate is GateMode.NEVER
    assert policy.targets[EscalationTarget.SECURITY].rank == 1


def test_every_rule_names_its_source(policy: Policy) -> None:
    for rule in [*policy.verdict, *policy.severity, *policy.caps, *policy.target_rules, *policy.cadence]:
        assert re.search(r"\bS[0-4]\b|definitions|house default", rule.source), rule


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_one_clear_error(tmp_path: Path, name: str) -> None:
    shutil.copytree(FOLDER, tmp_path / "policy")
    (tmp_path / "policy" / f"{name}.toml").write_text("this is = = not toml")
    with pytest.raises(PolicyError, match=name):
        load_policy(tmp_path / "policy")


def test_a_rule_with_an_unknown_severity_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "policy")
    path = tmp_path / "policy" / "severity.toml"
    path.write_text(path.read_text().replace('severity = "SEV1"', 'severity = "SEV0"', 1))
    with pytest.raises(PolicyError, match="SEV0"):
        load_policy(tmp_path / "policy")
