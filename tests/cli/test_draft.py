"""`escalate draft`: results, exit codes, and one clear line for everything that can be expected to go wrong."""

import json
import sys
from pathlib import Path

import pytest

from assistant.exports import FORMATS

from .conftest import NOW, Run

ROOT = Path(__file__).parents[2]

SAMPLES = sorted((ROOT / "ui" / "samples").glob("*.txt"))
SHORT = b"Every export of ours fails with EXP-2113 since yesterday, all 40 users are blocked. Acme Corp"


def one_line_with_a_tip(err: str) -> bool:
    """`escalate: what is wrong. What to do.` and nothing else."""
    return err.startswith("escalate: ") and err.count("\n") == 1 and "Traceback" not in err and err.count(". ") >= 1


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem.split(" ", 1)[1])
def test_every_sample_is_drafted(escalate: Run, sample: Path) -> None:
    ran = escalate("draft", str(sample), "--now", NOW, "--allow-incomplete")
    assert ran.code == 0 and ran.text.startswith("# Verdict: ")
    assert "# Customer update: " in ran.text and "# Checklist" in ran.text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_printed(escalate: Run, name: str) -> None:
    ran = escalate(
        "draft", "--format", name, "--now", NOW, "--decision", "escalate", "--reason", "asked", "--allow-incomplete",
        stdin=SHORT,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert ran.text.strip()
    if name in ("json", "jira", "jira-wiki", "zendesk", "slack"):
        json.loads(ran.text)
    if name == "ics":
        assert ran.out.startswith(b"BEGIN:VCALENDAR\r\n") and ran.out.endswith(b"END:VCALENDAR\r\n")


def test_the_same_input_and_time_give_the_same_draft(escalate: Run) -> None:
    first, second = (escalate("draft", "--now", NOW, "-f", "json", stdin=SHORT) for _ in range(2))
    assert first.out == second.out


def test_blocking_gaps_are_exit_code_1_and_named(escalate: Run) -> None:
    vague = b"It does not work."
    ran = escalate(
        "draft", "--now", NOW, "--decision", "escalate", "--target", "engineering", "--reason", "r", stdin=vague
    )
    assert ran.code == 1 and ran.text.startswith("# Verdict")
    assert ran.err.startswith("not ready: ") and "--allow-incomplete" in ran.err


def test_o_writes_the_file_and_prints_nothing(escalate: Run, tmp_path: Path) -> None:
    ran = escalate("draft", "--now", NOW, "-f", "ics", "-o", "out.ics", stdin=SHORT)
    assert ran.out == b"" and (tmp_path / "out.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["out.ics"]


def test_an_override_is_kept_with_its_reason(escalate: Run) -> None:
    ran = escalate("draft", "--now", NOW, "-f", "json", "--severity", "sev1", "--reason", "the CEO asked", stdin=SHORT)
    assessment = json.loads(ran.text)["assessment"]
    assert assessment["severity"] == "SEV1"
    assert [(o["what"], o["reason"]) for o in assessment["overrides"]] == [("severity", "the CEO asked")]


def test_latin_1_is_read(escalate: Run) -> None:
    said = "Guten Tag, die Anmeldung schlägt für alle Nutzer fehl, seit gestern geht nichts mehr. Grüße"
    ran = escalate("draft", "--now", NOW, "-f", "json", stdin=said.encode("latin-1"))
    assert json.loads(ran.text)["issue"]["text"] == said


UNREADABLE = {
    "nothing": b"",
    "blank": b"  \n\t \n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "archive": b"PK\x03\x04" + bytes(200),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_text_is_refused(escalate: Run, name: str) -> None:
    ran = escalate("draft", stdin=UNREADABLE[name])
    assert ran.code == 2 and ran.out == b"" and one_line_with_a_tip(ran.err)


WRONG = {
    "missing file": (("nofile.txt",), 2, "nofile.txt cannot be read"),
    "a folder": ((".",), 2, "Is a directory"),
    "no time": (("--received-at", "yesterday"), 2, "'yesterday' is no ISO time"),
    "no month 13": (("--now", "2026-13-45"), 2, "is no ISO time"),
    "no such severity": (("--severity", "SEV9", "--reason", "r"), 2, "One of: SEV1, SEV2, SEV3, SEV4."),
    "no such target": (("--target", "nobody", "--reason", "r"), 2, "One of: l2_support, engineering"),
    "no such decision": (("--decision", "maybe", "--reason", "r"), 2, "One of: escalate, handle_in_support."),
    "no reason": (("--severity", "SEV1"), 2, "needs a reason"),
    "output is a folder": (("-o", "."), 2, "cannot be written"),
    "output in no folder": (("-o", "none/x.md"), 2, "cannot be written"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_one_line_with_a_tip(escalate: Run, name: str) -> None:
    arguments, code, says = WRONG[name]
    ran = escalate("draft", *arguments, stdin=SHORT)
    assert ran.code == code and says in ran.err, ran.err
    assert ran.out == b"" and one_line_with_a_tip(ran.err), ran.err


def test_a_brief_for_jira_needs_an_escalation(escalate: Run) -> None:
    ran = escalate("draft", "-f", "jira", stdin=b"How do I export a list to Excel?")
    assert ran.code == 2 and "--decision escalate" in ran.err


@pytest.mark.parametrize("arguments", [("--engine", "gpt"), ("--format", "docx"), ("--bogus",)])
def test_wrong_options_are_exit_code_2_with_the_choices(escalate: Run, arguments: tuple[str, ...]) -> None:
    ran = escalate("draft", *arguments, stdin=SHORT)
    assert ran.code == 2 and "Error" in ran.err and "Traceback" not in ran.err


def test_a_wrong_zone_is_named(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_TIMEZONE", "Mars/Base")
    ran = escalate("draft", stdin=SHORT)
    assert ran.code == 2 and "'Mars/Base'" in ran.err and one_line_with_a_tip(ran.err)


def test_a_wrong_setting_is_named(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_PORT", "abc")
    ran = escalate("draft", stdin=SHORT)
    assert ran.code == 2 and "port" in ran.err and one_line_with_a_tip(ran.err)


@pytest.mark.parametrize("text", ["bogus = 1\n", "port = [\n"])
def test_a_wrong_settings_file_is_named(escalate: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "escalate.toml").write_text(text)
    ran = escalate("draft", stdin=SHORT)
    assert ran.code == 2 and "escalate.toml" in ran.err and one_line_with_a_tip(ran.err), ran.err


def test_a_terminal_without_input_gets_a_hint(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    import assistant.cli.streams as streams

    monkeypatch.setattr(
        streams, "sys", type("S", (), {"stdin": Terminal(), "stdout": sys.stdout, "stderr": sys.stderr})
    )
    ran = escalate("draft")
    assert ran.code == 2 and "escalate draft issue.txt" in ran.err


def test_terminal_commands_in_a_paste_are_not_printed(escalate: Run) -> None:
    ran = escalate("draft", "--now", NOW, stdin=SHORT + b" \x1b]0;owned\x07 \x1b[2J\xc2\x9b31m")
    assert b"\x1b" not in ran.out and "\x9b" not in ran.text
