"""`escalate draft --save` and `escalate register`: kept, listed, shown, taken out and brought back, checked."""

import csv
import io
import json
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run

PASTE = b"Customer Acme Corp: every export fails with EXP-2113 since yesterday. 40 users are blocked.\n"
SECRET = (
    b"=cmd|' /C calc'!A0 \x1b[31mexports fail\x1b[0m since yesterday, 40 users blocked.\n"
    b"password=Sommer24!x\nbob@acme.example\n"
)


@pytest.fixture
def home(escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register of its own for each test."""
    path = tmp_path / "home"
    monkeypatch.setenv("ESCALATE_HOME", str(path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return path


@pytest.fixture
def saved(escalate: Run, home: Path) -> Run:
    """Two drafts kept."""
    for paste, customer in ((PASTE, "Acme Corp"), (SECRET, "Globex, Inc.")):
        done = escalate(
            "draft", "--save", "--now", NOW, "--reported-by", "Priya", "--customer", customer, "--engine", "rules",
            stdin=paste,
        )  # fmt: skip
        assert done.code in (0, 1) and "saved as ESC-" in done.err and "# Verdict" in done.text
    return escalate


def test_a_saved_draft_is_listed_and_shown(saved: Run) -> None:
    listed = saved("register", "list")
    assert listed.code == 0 and [line.split()[0] for line in listed.text.splitlines()[1:3]] == ["ESC-2", "ESC-1"]
    shown = saved("register", "show", "1", "--now", NOW, "--trail")
    assert shown.code == 0 and shown.text.startswith("ESC-1  SEV") and PASTE.decode().strip() in shown.text
    assert "customer owner   Priya since 2026-11-20 10:00" in shown.text and "1  2026-11-20 10:00" in shown.text
    whole = json.loads(saved("register", "show", "ESC-1", "--format", "json", "--now", NOW).text)
    assert whole["record"]["id"] == "ESC-1" and whole["trail"][0]["text"] == PASTE.decode() and whole["drafts"]
    assert saved("register", "show", "1", "--draft", "0").text.startswith("# Verdict")
    assert json.loads(saved("register", "show", "1", "--draft", "1", "-f", "json").text)["issue"]["customer"]


def test_the_list_filters(saved: Run) -> None:
    def ids(*filters: str) -> list[str]:
        return [r["id"] for r in json.loads(saved("register", "list", "-f", "json", *filters).text)["items"]]

    assert ids("--customer", "acme corp") == ["ESC-1"] and ids("--text", "exp-2113") == ["ESC-1"]
    assert ids("--open", "--status", "open", "--owner", "PRIYA") == ["ESC-2", "ESC-1"] and ids("--limit", "1") == [
        "ESC-2"
    ]
    nothing = saved("register", "list", "--team", "Nobody")
    assert nothing.code == 0 and not nothing.out and "nothing found" in nothing.err
    assert "1 of 2 shown" in saved("register", "list", "--limit", "1").err
    for wrong in (("--status", "odd"), ("--severity", "SEV9"), ("--since", "lately"), ("--parent", "X")):
        refused = saved("register", "list", *wrong)
        assert refused.code == 2 and refused.err.count("\n") == 1, refused.err


def test_words_of_strangers_stay_words(saved: Run) -> None:
    for command in (("list",), ("show", "2", "--trail"), ("list", "-f", "csv"), ("list", "-f", "json")):
        done = saved("register", *command)
        assert done.code == 0 and b"\x1b" not in done.out, command
    sheet = list(csv.reader(io.StringIO(saved("register", "list", "-f", "csv").text)))
    assert sheet[1][0] == "ESC-2" and sheet[1][3] == "Globex, Inc." and not sheet[1][-1].startswith("=")


def test_what_is_handed_on_holds_no_secret(saved: Run, tmp_path: Path, home: Path) -> None:
    for command in (("export",), ("show", "2", "--trail"), ("show", "2", "-f", "json"), ("list", "-f", "json")):
        assert "Sommer24" not in saved("register", *command).text
    masked = saved("register", "export", "-o", str(tmp_path / "masked.jsonl"))
    assert masked.code == 0 and "masked for reading" in masked.err
    text = (tmp_path / "masked.jsonl").read_text(encoding="utf-8")
    assert "bob@acme.example" not in text and "<EMAIL_1>" in text
    refused = saved("register", "import", str(tmp_path / "masked.jsonl"))
    assert refused.code == 2 and "masked for reading" in refused.err
    assert stat.S_IMODE((home / "register.sqlite").stat().st_mode) == 0o600


def test_out_and_in_again(saved: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw.jsonl"
    assert saved("register", "export", "--raw", "-o", str(raw)).code == 0
    assert stat.S_IMODE(raw.stat().st_mode) == 0o600
    assert saved("register", "import", str(raw)).err == "0 imported, 2 were here already.\n"
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path / "other"))
    assert saved("register", "import", str(raw)).err == "2 imported.\n"
    assert saved("register", "export", "--raw").text == raw.read_text(encoding="utf-8")
    assert saved("register", "export", "--raw", "ESC-2").text.count('"kind":"escalation"') == 1
    assert saved("register", "verify").code == 0
    for wrong, why in (("nowhere.jsonl", "cannot be read"), (str(tmp_path), "cannot be read")):
        refused = saved("register", "import", wrong)
        assert refused.code == 2 and why in refused.err
    raw.write_bytes(b"\xff\xfe\x00")
    assert saved("register", "import", str(raw)).code == 2
    assert saved("register", "import", "-", stdin=b"").code == 2


def test_tampering_has_an_exit_code(saved: Run, home: Path) -> None:
    whole = saved("register", "verify")
    assert whole.code == 0 and whole.text.startswith("whole: 2 escalations\nanchor 2:")
    anchor = whole.text.split()[-1]
    assert saved("register", "verify", "--anchor", anchor).code == 0
    assert saved("register", "verify", "--anchor", "x").code == 2
    connection = sqlite3.connect(home / "register.sqlite")
    connection.executescript("DROP TRIGGER escalation_trail_no_delete; DELETE FROM escalation_trail WHERE number = 2")
    connection.close()
    broken = saved("register", "verify", "1")
    assert broken.code == 1 and broken.text == "missing: ESC-1 entry 2: the entry is gone\n"
    assert len(json.loads(saved("register", "verify", "-f", "json").text)["broken"]) == 2
    assert saved("register", "verify", "--anchor", "1:beef").code == 1


def test_a_backup(saved: Run, tmp_path: Path) -> None:
    assert saved("register", "backup", "copy.sqlite").code == 0 and (tmp_path / "copy.sqlite").stat().st_size
    again = saved("register", "backup", "copy.sqlite")
    assert again.code == 2 and "there already" in again.err


def test_a_register_that_does_not_answer_loses_no_draft(
    escalate: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:9/x")
    done = escalate("draft", "--save", "--now", NOW, "--engine", "rules", stdin=PASTE)
    assert done.code == 3 and done.text.startswith("# Verdict") and "does not answer" in done.err
    assert "hunter2" not in done.err and "Traceback" not in done.err


def test_an_unknown_one_and_an_empty_register(escalate: Run, home: Path) -> None:
    for command in (("show", "ESC-7"), ("show", "x"), ("export", "ESC-7"), ("verify", "ESC-7")):
        refused = escalate("register", *command)
        assert refused.code == 2 and refused.err.count("\n") == 1 and not refused.out
    assert "nothing kept yet" in escalate("register", "list").err
    assert escalate("register", "verify").text.splitlines()[0] == "whole: 0 escalations"


def test_a_device_is_written_to_and_not_replaced(saved: Run, tmp_path: Path) -> None:
    import os

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert saved("register", "export", "--raw", "ESC-1", "-o", str(pipe)).code == 0
        assert pipe.is_fifo() and os.read(reading, 20).startswith(b'{"format"')
    finally:
        os.close(reading)
