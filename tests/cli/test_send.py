"""`escalate send`: shows everything and sends nothing without --yes; says what stands in the way; exit codes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run
from tests.sending.conftest import OWNER, PASTE, leading_to
from tests.sending.vendors import HOOK, JIRA, Vendors, serving

LATER = "2026-11-20T10:05:00+00:00"


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    with serving() as found:
        yield found


@pytest.fixture
def kept(escalate: Run, vendors: Vendors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a kept escalation, with all three systems configured."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/register.sqlite")
    for name, value in leading_to(vendors).items():
        monkeypatch.setenv(f"ESCALATE_{name.upper()}", str(value))
    ran = escalate("draft", "-", "--save", "--reported-by", OWNER, "--now", NOW, stdin=PASTE.encode())
    return ran.err.rsplit("saved as ", 1)[1].split()[0]


def _send(escalate: Run, system: str, id: str, *more: str) -> tuple[int, str, str]:
    ran = escalate("send", system, id, "--by", OWNER, "--now", LATER, *more)
    return ran.code, ran.text, ran.err


def test_a_dry_run_calls_nobody_and_shows_every_request(escalate: Run, kept: str, vendors: Vendors) -> None:
    code, out, _ = _send(escalate, "jira", kept)
    assert code == 0 and vendors.seen == []
    assert f"POST {vendors.url}/rest/api/3/issue" in out and "remotelink" in out and "dry run" in out
    assert JIRA[1] not in out and "hunter2" not in out


def test_what_the_dry_run_shows_is_what_is_sent(escalate: Run, kept: str, vendors: Vendors) -> None:
    shown = json.loads(_send(escalate, "jira", kept, "--format", "json")[1])
    assert shown["ready"] and not shown["sent"]
    told = json.loads(_send(escalate, "jira", kept, "--yes", "--format", "json")[1])
    assert told["sent"] and told["reference"] == "OPS-1"
    sent = [s for s in vendors.seen if s.path == "/rest/api/3/issue"]
    assert sent[0].body == shown["requests"][0]["body"]


def test_a_webhooks_address_is_a_key_and_is_hidden(
    escalate: Run, kept: str, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ESCALATE_SLACK_TOKEN")
    monkeypatch.setenv("ESCALATE_SLACK_WEBHOOK_URL", vendors.url + HOOK)
    code, out, _ = _send(escalate, "slack", kept)
    assert code == 0 and "hooksecret4242" not in out and "•••" in out
    code, out, err = _send(escalate, "slack", kept, "--yes")
    assert code == 0 and len(vendors.posted) == 1 and "hooksecret4242" not in out + err


def test_without_settings_it_shows_all_the_same(escalate: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "EMAIL", "TOKEN", "PROJECT"):
        monkeypatch.delenv(f"ESCALATE_JIRA_{name}")
    code, out, _ = _send(escalate, "jira", kept, "--yes")
    assert code == 2 and "ESCALATE_JIRA_URL is not set" in out and '"summary"' in out and "not sent" in out


def test_a_second_sending_is_held_back(escalate: Run, kept: str, vendors: Vendors) -> None:
    assert _send(escalate, "jira", kept, "--yes")[0] == 0
    code, out, _ = _send(escalate, "jira", kept, "--yes")
    assert code == 1 and "--again" in out and len(vendors.issues) == 1


def test_an_edited_reply_is_read_from_a_file(escalate: Run, kept: str, vendors: Vendors, tmp_path: Path) -> None:
    drafted = json.loads(escalate("update", kept, "--kind", "progress", "--now", LATER, "--format", "json").text)
    (tmp_path / "reply.txt").write_text(drafted["text"])
    code, out, err = _send(escalate, "zendesk", kept, "--public", "--ticket", "4711", "--text", "reply.txt", "--yes")
    assert code == 0, out + err
    assert vendors.comments["4711"][0]["public"] is True


def test_a_terminal_obeys_nothing_of_an_answer(escalate: Run, kept: str, vendors: Vendors) -> None:
    from tests.sending.vendors import Fault

    vendors.misbehave("POST /rest/api/3/issue$", Fault(400, body=json.dumps({"errorMessages": ["\x1b[2Jgone\u202e"]})))
    code, out, err = _send(escalate, "jira", kept, "--yes")
    assert code == 3 and "\x1b" not in out + err and "gone" in err and "Traceback" not in err


def test_options_of_another_system_are_told(escalate: Run, kept: str, vendors: Vendors) -> None:
    assert _send(escalate, "slack", kept, "--public")[0] == 2
    assert _send(escalate, "jira", kept, "--ticket", "12")[0] == 2
    assert escalate("send", "jira", "ESC-999").code != 0
    assert vendors.seen == []
