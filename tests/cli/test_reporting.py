"""The report commands over a real register: what they print, what they refuse, and that nothing leaks."""

import csv
import io
import json
from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.tracking import Tracker
from tests.cli.conftest import NOW, Run
from tests.cli.test_imports import loaded
from tests.conftest import ROOT
from tests.lifecycle.conftest import BUG, SAVED, hours

LATER = "2026-11-21T10:00:00+00:00"
SECRET = "ghp_k3Jd82Lq9ZtXw5Rv7BnYc4Mh6PsGf1AeUo0T"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone."""
    path = tmp_path / "state"
    monkeypatch.setenv("ESCALATE_HOME", str(path))
    return path


@pytest.fixture
def one(escalate: Run, home: Path) -> str:
    """One escalation in the register that the commands read."""
    from assistant.pipeline import Assistant

    settings = load_settings(home=home)
    drafted = Assistant(settings).draft(BUG, reported_by="Priya", now=SAVED, engine="rules")
    with Tracker.open(settings) as tracker:
        return tracker.save(drafted, by="Priya", at=SAVED, team="Backend").id


def closed(escalate: Run, one: str) -> None:
    at = hours(5).isoformat()
    done = escalate(
        "register", "close", one, "--code", "code fix", "--learning", f"Page exports; token={SECRET}", "--confirmed",
        "--resolution", "Paging is back for Halvorsen Shipping", "--by", "Priya", "--at", at,
    )  # fmt: skip
    assert done.code == 0, done.err


EMPTY = (("agenda",), ("digest",), ("metrics",), ("learnings",))


@pytest.mark.parametrize("command", EMPTY, ids=" ".join)
def test_an_empty_register_is_no_error(escalate: Run, home: Path, command: tuple[str, ...]) -> None:
    done = escalate(*command, "--now", NOW)
    assert done.code == 0 and done.text.startswith("# ")
    json.loads(escalate(*command, "--now", NOW, "-f", "json").text)


@pytest.mark.parametrize("command", ["summary", "status-page", "article", "feedback"])
def test_an_unknown_escalation_is_one_line(escalate: Run, home: Path, command: str) -> None:
    done = escalate(command, "ESC-404")
    assert (done.code, done.text) == (2, "") or (done.code, done.text) == (3, "")
    assert done.err.count("\n") == 1 and "ESC-404" in done.err


def test_the_meeting_and_back(escalate: Run, one: str, tmp_path: Path) -> None:
    first = escalate("agenda", "--now", LATER).text
    assert "#### Backend" in first and "**stalled**" in first and "nobody yet" in first
    outcomes = tmp_path / "outcomes.txt"
    outcomes.write_text(f"{one}: fix in review | next: Tom ships it | owner: Tom Reyes | bug\n", encoding="utf-8")
    done = escalate("agenda", "--outcomes", str(outcomes), "--by", "Ana", "--now", LATER)
    assert done.code == 0, done.err
    again = json.loads(escalate("agenda", "--now", "2026-11-22T10:00:00+00:00", "-f", "json").text)
    item = again["teams"][0]["items"][0]
    assert again["last_meeting"] == LATER
    assert (item["next_step"], item["answers"], item["stalled"]) == ("Tom ships it", "Tom Reyes", True)


def test_outcomes_for_an_unknown_ticket_record_nothing(escalate: Run, one: str) -> None:
    done = escalate("agenda", "--outcomes", "-", "--now", LATER, stdin=f"{one}: fine\nESC-99: fine\n".encode())
    assert done.code == 2 and "nothing was recorded" in done.err
    assert "discussed" not in escalate("register", "show", one).text


def test_an_outcome_that_cannot_be_kept_is_said_and_the_rest_is_kept(escalate: Run, one: str, home: Path) -> None:
    closed(escalate, one)
    done = escalate("agenda", "--outcomes", "-", "--now", LATER, stdin=f"{one}: late".encode())
    assert done.code == 3 and f"not recorded: {one}" in done.err


def test_times_are_told_in_the_zone_set(escalate: Run, one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_TIMEZONE", "Asia/Tokyo")
    assert "2026-11-21 19:00 JST" in escalate("agenda", "--now", LATER).text
    shown = json.loads(escalate("agenda", "--now", LATER, "-f", "json").text)
    assert shown["meeting_at"] == "2026-11-21T19:00:00+09:00"


def test_metrics_in_three_forms_agree(escalate: Run, one: str) -> None:
    closed(escalate, one)
    shown = json.loads(escalate("metrics", "--now", LATER, "-f", "json").text)
    values = {(t["id"], r["label"]): r["value"] for t in shown["tables"] for r in t["rows"]}
    assert values["time_to_resolution", "all"] == 5
    sheet = csv.DictReader(io.StringIO(escalate("metrics", "--now", LATER, "-f", "csv").text))
    cells = {(r["metric"], r["label"]): r["value"] for r in sheet}
    assert {k: (float(v) if v else None) for k, v in cells.items()} == pytest.approx(values)
    assert "| Closed - Code Fix | 1 | 1 |" in escalate("metrics", "--now", LATER).text


@pytest.mark.parametrize("given", [("--since", "soon"), ("--since", "2027-01-01"), ("--until", "never")])
def test_a_period_that_is_none_is_refused(escalate: Run, home: Path, given: tuple[str, str]) -> None:
    assert escalate("metrics", "--now", NOW, *given).code == 2


def test_accounts_of_one_never_show_a_secret(escalate: Run, one: str) -> None:
    closed(escalate, one)
    for command in (("summary", one), ("article", one), ("learnings",), ("digest",)):
        text = escalate(*command, "--now", LATER).text
        assert text.startswith(("# ", "---")) and SECRET not in text
    article = escalate("article", one, "--now", LATER).text
    assert "Halvorsen" not in article and "EXP-2107" in article


def test_an_article_of_an_open_one_is_refused_and_a_published_one_counts(escalate: Run, one: str) -> None:
    assert escalate("article", one, "--now", LATER).code == 2
    closed(escalate, one)
    assert escalate("article", one, "--published", "KB-0200", "--by", "Priya", "--now", LATER).code == 0
    shown = json.loads(escalate("metrics", "--now", "2026-11-22T10:00:00+00:00", "-f", "json").text)
    values = {(t["id"], r["label"]): r["value"] for t in shown["tables"] for r in t["rows"]}
    assert values["kb_created", "all"] == 1


def test_feedback_is_recorded_only_when_asked(escalate: Run, one: str) -> None:
    assert "Stability" in escalate("feedback", one, "--now", LATER).text
    assert "feedback filed" not in escalate("register", "show", one).text
    assert escalate("feedback", one, "--keep", "--pm", "Lee Wong", "--by", "Priya", "--now", LATER).code == 0
    assert "Lee Wong" in escalate("summary", one, "--now", LATER).text


def test_status_page_text_is_inert_and_checked(escalate: Run, one: str) -> None:
    done = escalate("status-page", one, "--affects", "<b>exports</b>", "--stage", "identified", "--now", LATER)
    assert done.code == 0 and "<b>" not in done.text and done.text.startswith("## Identified")
    refused = escalate("status-page", one, "--affects", "exports at Halvorsen", "--now", LATER)
    assert (refused.code, refused.text) == (2, "") and "Halvorsen" in refused.err


def test_practice_tells_why(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "issue.txt").write_text(BUG, encoding="utf-8")
    brief = b"## ESCALATION: exports\n\nPlease look into this soon."
    done = escalate("practice", "-", "--issue", str(tmp_path / "issue.txt"), "--now", NOW, stdin=brief)
    assert done.code == 0 and " of 100" in done.text and "The issue says it" in done.text
    shown = json.loads(
        escalate("practice", "-", "--issue", str(tmp_path / "issue.txt"), "--now", NOW, "-f", "json", stdin=brief).text
    )
    assert 0 <= shown["figure"] < 50 and all(p["why"] for p in shown["points"])


def test_the_playbook_is_written_whole(escalate: Run, tmp_path: Path) -> None:
    assert escalate("playbook", "-o", str(tmp_path / "playbook.md")).code == 0
    text = (tmp_path / "playbook.md").read_text(encoding="utf-8")
    assert "## ESCALATION: one line" in text and "### What's Needed" in text and "## Closure codes" in text


def test_the_commands_load_nothing_heavy_for_help() -> None:
    assert not {"sqlalchemy", "chromadb", "holidays", "streamlit"} & loaded("agenda", "--help")
    assert ROOT.exists()
