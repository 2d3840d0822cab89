"""`check`, `index`, `search` and `doctor` on the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import NOW, Run

ISSUE = "Every export of ours fails with EXP-2113 since yesterday, all 40 users are blocked. Acme Corp"
TICKET = {"id": "T-1", "title": "Export fails with EXP-2113", "text": "The export stops with EXP-2113. \u001b[2J"}


def test_check_finds_a_promised_fix_date(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "issue.txt").write_text(ISSUE)
    (tmp_path / "update.txt").write_text("Hello,\n\nthis will be fixed by Friday, guaranteed.\n\nSupport")
    ran = escalate("check", "update", "update.txt", "--issue", "issue.txt")
    assert ran.code == 1 and "blocker " in ran.text and ran.text.startswith("Not ready")


def test_check_as_json(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "update.txt").write_text("Hello,\n\nthis will be fixed by Friday, guaranteed.\n\nSupport")
    report = json.loads(escalate("check", "update", "update.txt", "-f", "json").text)
    assert report["ready"] is False and {"id", "level", "quote", "fix"} <= set(report["findings"][0])


def test_check_an_edited_brief(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "issue.txt").write_text(ISSUE)
    drafted = escalate(
        "draft", "issue.txt", "--now", NOW, "-f", "json", "--decision", "escalate", "--reason", "r"
    )  # fmt: skip
    edited = json.loads(drafted.text)["brief"]["markdown"].split("### What's Needed")[0]
    (tmp_path / "brief.md").write_text(edited)
    ran = escalate("check", "brief", "brief.md", "--issue", "issue.txt")
    assert "B-SECTION-MISSING" in ran.text and "What's Needed" in ran.text


def test_check_of_a_missing_file(escalate: Run) -> None:
    ran = escalate("check", "brief", "none.md")
    assert ran.code == 2 and ran.err.startswith("escalate: none.md cannot be read")


def test_index_search_and_status(escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path / "own"))
    (tmp_path / "tickets.jsonl").write_text(json.dumps(TICKET) + "\nnot json\n")
    ran = escalate("index", "tickets.jsonl")
    assert ran.code == 0 and "1 added" in ran.err and "1 refused" in ran.err and ran.out == b""
    assert escalate("index", "--status").text.startswith("1 tickets, 0 articles")
    found = escalate("search", "EXP-2113")
    assert found.code == 0 and found.text.startswith("T-1  ") and "\x1b" not in found.text
    nothing = escalate("search", "EXP-2113", "--kind", "article")
    assert nothing.code == 0 and "nothing found" in nothing.err
    # a second writer is told to wait; a reader is served
    with closing(sqlite3.connect(tmp_path / "own" / "index" / "write.lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        (tmp_path / "tickets.jsonl").write_text(json.dumps(TICKET | {"title": "Export stops with EXP-2113"}))
        busy = escalate("index", "tickets.jsonl")
        assert busy.code == 3 and "another process is writing" in busy.err and "Wait" in busy.err
        assert escalate("search", "EXP-2113").text.startswith("T-1  ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("index",), "nothing to do"), (("index", "/nonexistent"), "/nonexistent"), (("search", "x", "-k", "0"), "-k")],
)
def test_wrong_use_is_exit_code_2(escalate: Run, arguments: tuple[str, ...], says: str) -> None:
    ran = escalate(*arguments)
    assert ran.code == 2 and says in ran.err and "Traceback" not in ran.err, ran.err


def test_an_index_of_nothing_usable_is_exit_code_2(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("not json\n")
    ran = escalate("index", "bad.jsonl")
    assert ran.code == 2 and "1 refused" in ran.err and "bad.jsonl:1" in ran.err


def test_doctor_says_what_works(escalate: Run) -> None:
    ran = escalate("doctor")
    assert ran.code == 0 and "FAIL" not in ran.text
    assert "ok    policy: " in ran.text and "warn  index: empty" in ran.text


def test_doctor_says_what_does_not(escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setenv("ESCALATE_KNOWLEDGE_DIR", str(tmp_path / "none"))
    ran = escalate("doctor")
    assert ran.code == 3 and "FAIL  state folder" in ran.text and "ESCALATE_HOME" in ran.text
    assert "FAIL  policy" in ran.text and "Traceback" not in ran.text


def test_help_names_every_command(escalate: Run) -> None:
    ran = escalate("--help")
    assert ran.code == 0
    for name in ("draft", "check", "index", "search", "ui", "doctor"):
        assert f"  {name} " in ran.text
