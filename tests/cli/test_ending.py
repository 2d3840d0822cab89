"""The end of a kept escalation, as a user types it: workarounds stopped, news kept, what is still owed."""

from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run

BUG = b"""Customer Halvorsen Shipping (40 users, Business) reports: the customs export drops rows since Monday, version
2026.46, error EXP-2107. Reproduced on our test tenant: filter November, press Export, 48,750 of 61,204 rows arrive.
Cleared the cache, no change. Case TS-10421, I own it."""
LATER = ("--at", "2026-11-20T11:00:00+00:00")
AFTER = ("--now", "2026-11-22T10:00:00+00:00")


@pytest.fixture
def register(escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`escalate register …` over one kept escalation."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'register.sqlite'}")
    assert "ESC-1" in escalate("draft", "--save", "--reported-by", "Priya", "--now", NOW, stdin=BUG).err
    return lambda *words: escalate("register", *words)


def test_a_workaround_is_stopped_without_its_kind_where_one_runs(register: Run) -> None:
    none = register("workaround", "ESC-1", "--stop", "no use", *LATER)
    assert none.code == 2 and "no workaround" in none.err and not none.text
    assert register("workaround", "ESC-1", "retry", *LATER).code == 0
    stopped = register("workaround", "ESC-1", "--stop", "fixed meanwhile", *LATER)
    assert stopped.code == 0 and "fixed meanwhile" in stopped.text
    assert "ends (" not in register("show", "ESC-1", *AFTER).text


def test_which_of_two_workarounds_is_asked_for(register: Run) -> None:
    for kind in ("retry", "batching"):
        assert register("workaround", "ESC-1", kind, *LATER).code == 0
    asked = register("workaround", "ESC-1", "--stop", "no use", *LATER)
    assert asked.code == 2 and "retry, batching" in asked.err
    assert register("workaround", "ESC-1", "--owner", "Max", *LATER).code == 2


def test_news_of_a_de_escalation_is_kept_and_engineering_owes_nothing_more(register: Run) -> None:
    assert "Engineering:" in register("show", "ESC-1", *AFTER).text
    news = "The export works again once the filter is narrowed."
    assert register("de-escalate", "ESC-1", "workaround", "--news", news, "--by", "Priya", *LATER).code == 0
    again = register("de-escalate", "ESC-1", "--drafts", *LATER)
    assert news in again.text.split("--- To the customer")[1]
    shown = register("show", "ESC-1", *AFTER).text
    assert "Engineering:" not in shown and "register assign" not in shown


def test_closed_is_a_status_to_list_by(register: Run) -> None:
    assert "ESC-1" not in register("list", "--status", "Closed").text
    done = register("close", "ESC-1", "--code", "code fix", "--learning", "Page.", "--confirmed", "--by", "P", *LATER)
    assert done.code == 0, done.err
    assert "ESC-1" in register("list", "--status", "closed").text
    refused = register("list", "--status", "Foo")
    assert refused.code == 2 and "Closed" in refused.err and "Resolved" not in refused.err
