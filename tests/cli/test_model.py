"""The model on the command line, against a real endpoint on loopback: notes on stderr, results on stdout."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.chain import MANNERS
from assistant.cli.reword import MannerChoice
from tests.llm.servers import Behaviour, Server, refuses, serve
from tests.ui.replies import DESCRIBES, ISSUE, READS, REWORDED, SECRET, TELLS, UNSURE, support_model

from .conftest import NOW, Run

ROOT = Path(__file__).parents[2]
PATIENCE = 120
Start = Callable[[Behaviour], Server]
UPDATE = "Hello,\n\nwe look into why your exports end with EXP-2113 and write again by tomorrow.\n\nSupport\n"


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "ESCALATE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "NO_PROXY": "127.0.0.1,localhost",
        "ESCALATE_MODEL_CACHE": "false",
        "ESCALATE_MODEL_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts an endpoint that behaves like this, and makes it the model in force."""
    with ExitStack() as stack:

        def start(behaviour: Behaviour) -> Server:
            server = stack.enter_context(serve(behaviour))
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
            return server

        yield start


@pytest.fixture
def issue(tmp_path: Path) -> str:
    path = tmp_path / "issue.txt"
    path.write_text(ISSUE, encoding="utf-8")
    return str(path)


def test_progress_goes_to_stderr_and_the_result_alone_to_stdout(escalate: Run, endpoint: Start, issue: str) -> None:
    endpoint(support_model())
    ran = escalate("draft", issue, "--now", NOW, "--engine", "model", "--stream", "-f", "json")
    drafted = json.loads(ran.text)
    assert drafted["provenance"]["engine"] == "model" and TELLS in drafted["updates"][0]["text"]
    rules, streamed = ran.err.split("The model is at work", 1)
    assert "## ESCALATION" in rules, "the rules' draft comes before the model's words"
    assert f"reading | {READS}" in streamed and TELLS in streamed and DESCRIBES in streamed


def test_without_stream_nothing_but_notes_is_on_stderr(escalate: Run, endpoint: Start, issue: str) -> None:
    endpoint(support_model())
    ran = escalate("draft", issue, "--now", NOW, "--allow-incomplete")
    assert ran.code == 0 and TELLS in ran.text
    assert READS not in ran.err and all(line.startswith("note: ") for line in ran.err.splitlines())


def test_what_the_model_made_up_is_not_ready_and_named(escalate: Run, endpoint: Start, issue: str) -> None:
    endpoint(support_model())
    ran = escalate("draft", issue, "--now", NOW)
    assert ran.code == 1 and UNSURE in ran.text and "(unverified: " in ran.text
    assert "not ready: B-UNVERIFIED" in ran.err


def test_what_was_sent_is_written_word_for_word(escalate: Run, endpoint: Start, issue: str, tmp_path: Path) -> None:
    server = endpoint(support_model())
    escalate("draft", issue, "--now", NOW, "--engine", "model", "--sent", "sent.md")
    written = (tmp_path / "sent.md").read_text(encoding="utf-8")
    assert server.requests
    for body in server.requests:
        assert str(body["messages"][-1]["content"]) in written
    for private in (SECRET, "Duarte", "ines@"):
        assert private not in written


def test_rules_only_sends_nothing_and_says_so(escalate: Run, endpoint: Start, issue: str, tmp_path: Path) -> None:
    server = endpoint(support_model())
    ran = escalate("draft", issue, "--now", NOW, "--engine", "rules", "--sent", "sent.md")
    assert ran.text.startswith("# Verdict") and not server.requests
    assert "Nothing was sent" in (tmp_path / "sent.md").read_text()


def test_no_model_configured_is_drafted_by_rules_and_says_why(escalate: Run, issue: str) -> None:
    rules = escalate("draft", issue, "--now", NOW, "--engine", "rules")
    ran = escalate("draft", issue, "--now", NOW, "--engine", "model")
    assert ran.code == rules.code and ran.text.startswith("# Verdict")
    assert "no model is configured" in ran.err and "OPENAI_BASE_URL" in ran.err
    assert "no model" not in escalate("draft", issue, "--now", NOW).err, "nobody asked for one"


def test_a_failing_endpoint_leaves_the_rules_draft_and_says_why(escalate: Run, endpoint: Start, issue: str) -> None:
    rules = escalate("draft", issue, "--now", NOW, "--engine", "rules")
    endpoint(lambda _: refuses(401, "bad key"))
    ran = escalate("draft", issue, "--now", NOW, "--stream")
    assert ran.code == rules.code and ran.text.startswith("# Verdict")
    assert "asks for a key. Set OPENAI_API_KEY." in ran.err and "Traceback" not in ran.err


def test_one_ctrl_c_stops_the_model_and_keeps_the_rules_draft(endpoint: Start, issue: str, tmp_path: Path) -> None:
    server = endpoint(support_model(hang_after=2))
    command = [sys.executable, "-m", "assistant", "draft", issue, "--now", NOW, "--engine", "model", "--stream"]
    environment = os.environ | {"ESCALATE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    environment["ESCALATE_MODEL_TIMEOUT"] = str(PATIENCE)
    with subprocess.Popen(
        [*command, "--allow-incomplete"], cwd=tmp_path, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not server.requests and time.monotonic() < until and running.poll() is None:
            time.sleep(0.1)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0 and out.startswith("# Verdict"), err
    assert "Traceback" not in err and "note: " in err


@pytest.mark.parametrize("manner", list(MannerChoice))
def test_every_manner_is_asked_for(escalate: Run, endpoint: Start, tmp_path: Path, manner: MannerChoice) -> None:
    (tmp_path / "update.txt").write_text(UPDATE)
    server = endpoint(support_model())
    ran = escalate("reword", "update.txt", "--kind", "update", "--as", manner.value)
    assert ran.text == f"{REWORDED}{UPDATE.strip()}\n"
    assert MANNERS[manner.value] in str(server.requests[-1]["messages"][0]["content"])


def test_the_manners_are_those_of_the_chain() -> None:
    assert [m.value for m in MannerChoice] == list(MANNERS)


def test_a_reworded_text_is_checked_against_its_issue(
    escalate: Run, endpoint: Start, issue: str, tmp_path: Path
) -> None:
    (tmp_path / "update.txt").write_text("Hello,\n\nthis will be fixed by Friday, guaranteed.\n\nSupport\n")
    endpoint(support_model())
    ran = escalate("reword", "update.txt", "--kind", "update", "--as", "formal", "--issue", issue, "-o", "out.txt")
    assert ran.code == 1 and ran.out == b"" and "blocker" in ran.err
    assert (tmp_path / "out.txt").read_text().startswith(REWORDED)


def test_rewording_without_a_model_is_one_line(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "update.txt").write_text(UPDATE)
    ran = escalate("reword", "update.txt", "--kind", "update", "--as", "shorter")
    assert ran.code == 3 and ran.out == b"" and ran.err.count("\n") == 1 and "OPENAI_BASE_URL" in ran.err


def test_a_rewording_that_fails_is_one_line(escalate: Run, endpoint: Start, tmp_path: Path) -> None:
    (tmp_path / "update.txt").write_text(UPDATE)
    endpoint(lambda _: refuses(500, "boom"))
    ran = escalate("reword", "update.txt", "--kind", "update", "--as", "shorter")
    assert ran.code == 3 and ran.out == b"" and ran.err.count("\n") == 1 and "(500)" in ran.err
