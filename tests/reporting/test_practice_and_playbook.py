"""Practice scores one's own brief with reasons; the playbook is the policy in force."""

import shutil
from pathlib import Path

import pytest

from assistant.domain import ChecklistItem, ChecklistReport, Evidence, Finding, FindingLevel, ItemState
from assistant.errors import PolicyError
from assistant.pipeline import Assistant
from assistant.policy import load_policy
from assistant.reporting import load_report_rules, playbook, practice_score, render_practice
from tests.conftest import NOW
from tests.reporting.examples import KNOWLEDGE, RULES

ISSUE = """Customer Halvorsen Shipping (40 users, Business) reports: the customs export drops rows since Monday, version
2026.46, error EXP-2107. Reproduced: filter November, press Export, 48,750 of 61,204 rows arrive. Case TS-10421."""


def item(id: str, state: ItemState, quote: str = "") -> ChecklistItem:
    proof = (Evidence(source="issue", start=0, end=len(quote), quote=quote),) if quote else ()
    return ChecklistItem(id=id, state=state, why=f"{id} is {state.value}", evidence=proof)


def finding(level: FindingLevel) -> Finding:
    return Finding(id="B-X", level=level, where="brief", quote="soon", message="vague", fix="be exact")


def score(*items: ChecklistItem, known: tuple[ChecklistItem, ...] = (), findings: tuple[Finding, ...] = ()) -> int:
    report = ChecklistReport(ready=True, items=items, findings=findings)
    return practice_score(report, rules=RULES.practice, known=known).figure


def test_all_there_and_nothing_found_is_a_hundred() -> None:
    assert score(item("summary", ItemState.PRESENT), item("screenshots", ItemState.NOT_APPLICABLE)) == 100


def test_weak_counts_half_and_findings_take_off() -> None:
    assert score(item("summary", ItemState.WEAK)) == 65
    assert score(item("summary", ItemState.PRESENT), findings=(finding(FindingLevel.BLOCKER),)) == 90
    assert score(item("summary", ItemState.MISSING), findings=(finding(FindingLevel.BLOCKER),) * 9) == 0


@pytest.mark.parametrize("blockers", [0, 1, 3, 9])
@pytest.mark.parametrize("items", [(), (ItemState.PRESENT, ItemState.WEAK, ItemState.MISSING)])
def test_the_points_add_up_to_the_figure(blockers: int, items: tuple[ItemState, ...]) -> None:
    held = tuple(item(f"i{n}", s) for n, s in enumerate(items))
    report = ChecklistReport(ready=True, items=held, findings=(finding(FindingLevel.BLOCKER),) * blockers)
    made = practice_score(report, rules=RULES.practice)
    assert round(sum(p.got for p in made.points)) == made.figure and round(sum(p.of for p in made.points), 2) == 100
    assert all(0 <= p.got <= p.of for p in made.points)
    text = render_practice(made)
    assert f"{made.figure} of 100" in text and (blockers < 3 or "30/30" not in text)


def test_what_the_issue_does_not_hold_is_to_be_asked_not_scored() -> None:
    report = ChecklistReport(
        ready=True, items=(item("summary", ItemState.PRESENT), item("severity", ItemState.MISSING))
    )
    made = practice_score(report, rules=RULES.practice, known=(item("severity", ItemState.MISSING),))
    assert (made.figure, made.to_ask) == (100, ("severity",))
    told = practice_score(report, rules=RULES.practice, known=(item("severity", ItemState.PRESENT, "Sev 2, we say"),))
    assert told.figure == 65 and "Sev 2, we say" in render_practice(told)


def test_a_whole_brief_scores_above_an_empty_one_and_every_point_has_its_reason(bare: Assistant) -> None:
    def figure(text: str) -> int:
        understood = bare.understand(ISSUE, now=NOW)
        assessment = bare.assess(understood)
        made = practice_score(
            bare.check(text, "brief", ISSUE, now=NOW), rules=RULES.practice, assessment=assessment,
            known=bare.prepare(understood, assessment).items.signature,
        )  # fmt: skip
        assert all(p.why for p in made.points) and made.verdict[0].startswith("Policy would escalate")
        return made.figure

    whole = bare.draft(ISSUE, now=NOW, engine="rules").brief
    assert whole is not None
    assert figure(whole.markdown) >= figure("## ESCALATION: broken\nPlease look into this.") + 50


def test_the_playbook_holds_every_table_it_promises() -> None:
    text = playbook(KNOWLEDGE, brief_template="## ESCALATION: one line\n### Impact", fingerprint="abc")
    assert "## ESCALATION: one line" in text and "Policy abc." in text
    policy = load_policy(KNOWLEDGE / "policy")
    for rule in (*policy.verdict, *policy.severity, *policy.caps, *policy.target_rules):
        assert rule.text.replace("|", "\\|") in text, rule.id
    for words in (
        "Closed - Product Feedback",
        "End on time",
        "Stability",
        "Retry cycle",
        "RCA within 48",
    ):
        assert words in text


def test_a_changed_policy_is_a_changed_playbook(tmp_path: Path) -> None:
    shutil.copytree(KNOWLEDGE / "policy", tmp_path / "policy")
    shutil.copytree(KNOWLEDGE / "templates", tmp_path / "templates")
    meeting = tmp_path / "policy" / "meeting.toml"
    meeting.write_text(meeting.read_text().replace("End on time", "Stop when the bell rings"))
    assert "Stop when the bell rings" in playbook(tmp_path, brief_template="", fingerprint="")
    (tmp_path / "policy" / "closure.toml").write_text("")
    with pytest.raises(PolicyError, match=r"closure\.toml"):
        playbook(tmp_path, brief_template="", fingerprint="")


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("policy/meeting.toml", "minutes = 15", "minutes = 2"),
        ("policy/metrics.toml", "[metric.escalated]", "[metric.other]"),
        ("policy/feedback.toml", '"stability"', '"speed"'),
        ("policy/reports.toml", "lines = 56", 'lines = "a page"'),
        ("templates/reports/status_page.toml", "[stage.resolved]", "[stage.over]"),
    ],
)
def test_rules_that_do_not_hold_together_name_their_file(tmp_path: Path, name: str, was: str, now: str) -> None:
    shutil.copytree(KNOWLEDGE / "policy", tmp_path / "policy")
    shutil.copytree(KNOWLEDGE / "templates", tmp_path / "templates")
    path = tmp_path / name
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    with pytest.raises(PolicyError, match=path.name.replace(".", r"\.")):
        load_report_rules(tmp_path)
