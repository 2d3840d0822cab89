"""The verbs on a kept escalation, as a user types them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run

BUG = b"""Customer Halvorsen Shipping (40 users, Business) reports: the customs export drops rows since Monday, version
2026.46, error EXP-2107. Reproduced on our test tenant: filter November, press Export, 48,750 of 61,204 rows arrive.
Cleared the cache, no change. Case TS-10421, I own it. password=hunter2secret"""


@pytest.fixture
def esc(escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kept escalation in a register of its own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'register.sqlite'}")
    ran = escalate("draft", "--save", "--reported-by", "Priya", "--now", NOW, "--engine", "rules", stdin=BUG)
    assert "ESC-1" in ran.err
    return "ESC-1"


def at(hour: int, minute: int = 0) -> tuple[str, str]:
    return "--at", f"2026-11-20T{hour}:{minute:02}:00+00:00"


def shown(escalate: Run, esc: str) -> dict[str, object]:
    ran = escalate("register", "show", esc, "--format", "json", "--now", "2026-11-20T23:00:00+00:00")
    told: dict[str, object] = json.loads(ran.text)
    return told


def test_from_assigning_to_closing(escalate: Run, esc: str) -> None:
    def did(*verb: str) -> str:
        ran = escalate("register", *verb)
        assert ran.code == 0, ran.err
        return ran.text

    assert "not accepted yet" in did("assign", esc, "Max", "--team", "Backend", "--by", "Priya", *at(10))
    assert "Max accepted" in did("accept", esc, "--by", "Max", *at(11))
    assert "SEV2 → SEV1" in did("severity", esc, "sev1", "--reason", "all users", *at(11))
    assert "Blocked: waits" in did("status", esc, "blocked", "--reason", "waits for the log", *at(12))
    assert "How to progress: trace it" in did(
        "note", esc, "--investigated", "the mapper", "--progress", "trace it", "--resolve", "raise the limit", *at(12)
    )
    assert "Attempt 1: 504" in did("workaround", esc, "retry", *at(12)) + did("retry", esc, "504", *at(12, 10))
    assert "Pending Support Follow-up" in did("engineering-closed", esc, "--by", "Max", *at(13))
    told = did(
        "close",
        esc,
        "--code",
        "code fix",
        "--learning",
        "A limit in the mapper",
        "--confirmed",
        "--by",
        "Priya",
        *at(14),
    )
    assert "Closed - Code Fix" in told
    assert escalate("register", "verify").code == 0


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        (("accept", "ESC-1", "--by", "Max"), "assigned to nobody"),
        (("status", "ESC-1", "Blocked"), "Blocked needs a reason"),
        (("status", "ESC-1", "Done"), "One of: Open, In Progress, Blocked, Resolved"),
        (("status", "ESC-1", "Resolved"), "Resolved is reached by closing"),
        (("severity", "ESC-1", "SEV9", "--reason", "x"), "One of: SEV1, SEV2"),
        (("close", "ESC-1", "--code", "Closed - Won't Fix"), "One of: Closed - Code Fix"),
        (("close", "ESC-1", "--code", "code fix", "--learning", "x"), "the customer has not confirmed"),
        (("level", "ESC-1", "L3"), "L2 first owes"),
        (("field", "ESC-1", "severity", "SEV1"), "cannot be changed by itself"),
        (("field", "ESC-1", "deadline", "soon"), "is no ISO time"),
        (("hand-over", "ESC-1", " "), "customer owner's name"),
        (("de-escalate", "ESC-1"), "One of: support_resolvable"),
        (("bundle", "ESC-1", "ESC-1"), "under itself"),
        (("note", "ESC-9", "x"), "no ESC-9"),
        (("note", "ESC-1", " "), "the note is missing"),
        (("assign", "ESC-1", "Max", "--at", "yesterday"), "is no ISO time"),
    ],
)
def test_what_is_refused_says_what_to_do_in_one_line(escalate: Run, esc: str, verb: tuple[str, ...], says: str) -> None:
    ran = escalate("register", *verb)
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert shown(escalate, esc)["record"]["version"] == 1  # type: ignore[index]


def test_de_escalating_prints_the_three_drafts_and_asks_for_each(escalate: Run, esc: str) -> None:
    ran = escalate("register", "de-escalate", esc, "workaround", "--by", "Priya", *at(11))
    for heading in ("To the team", "In the ticket", "To the customer"):
        assert heading in ran.text
    ran = escalate("register", "close", esc, "--confirmed", "--by", "Priya", *at(11))
    assert ran.code == 2 and "Notify the team it was escalated to; Update the ticket" in ran.err
    for duty in ("team-notified", "ticket-updated", "customer-informed", "learning"):
        done = ("--done", duty, "--text", "Told.", "--by", "Priya")
        assert escalate("register", "de-escalate", esc, *done, *at(12)).code == 0
    ran = escalate("register", "close", esc, "--confirmed", "--by", "Priya", *at(13))
    assert "Closed - Docs Updated" in ran.text


def test_the_next_update_is_drafted_checked_and_recorded(escalate: Run, esc: str) -> None:
    news = ("--kind", "progress", "--news", "We ruled out the network.")
    ran = escalate("update", esc, *news, "--sent", "--by", "Priya", *at(11))
    assert "We ruled out the network." in ran.text
    assert "13:00 (UTC)" in ran.text
    assert "recorded in ESC-1" in ran.err
    again = escalate("update", esc, *news, *at(12))
    assert "nearly repeats the last update" in again.err
    promised = escalate("update", esc, "--kind", "progress", "--news", "It will be fixed by Friday.", *at(12))
    assert promised.code == 1 and "T-FIX-PROMISE" in promised.err
    assert "no room for news" in escalate("update", esc, "--kind", "no_news", "--news", "x", *at(12)).err


LEAK = "Kestrel Logistics has the same, ENG-991 on node disp-db-02.int.example, Petra Novak says SEV2, see #eng-disp."


def informed_at(escalate: Run, esc: str) -> object:
    return shown(escalate, esc)["record"]["customer_informed_at"]  # type: ignore[index]


def test_a_text_with_blockers_is_recorded_only_with_a_reason(escalate: Run, esc: str) -> None:
    leaking = ("update", esc, "--kind", "progress", "--news", LEAK, "--sent", "--by", "Priya")
    ran = escalate(*leaking, *at(11))
    assert ran.code == 1
    assert "L-ENGINEERING-KEY (blocker)" in ran.err and "“ENG-991”" in ran.err
    assert "nothing is recorded in ESC-1" in ran.err
    assert informed_at(escalate, esc) is None
    assert escalate(*leaking, "--anyway", " ", *at(11)).code == 2
    assert escalate("update", esc, "--anyway", "x", *at(11)).code == 2
    ran = escalate(*leaking, "--anyway", "it went out by mistake", *at(11))
    assert ran.code == 0 and "recorded in ESC-1" in ran.err
    assert informed_at(escalate, esc) is not None
    assert "it went out by mistake" in json.dumps(shown(escalate, esc))


def test_a_text_sent_elsewhere_is_checked_before_it_is_kept(escalate: Run, esc: str) -> None:
    drafted = escalate("update", esc, "--kind", "progress", *at(11))
    assert drafted.code == 0
    fine, leaking = drafted.text.encode(), f"{drafted.text}\n\n{LEAK}".encode()
    kept = ("register", "informed", esc, "-", "--kind", "progress", "--by", "Priya")
    ran = escalate(*kept, *at(11), stdin=leaking)
    assert ran.code == 1 and "L-CHANNEL" in ran.err and "nothing is recorded" in ran.err
    assert informed_at(escalate, esc) is None
    ran = escalate(*kept, "--anyway", "no blockers here", *at(11), stdin=fine)
    assert ran.code == 0 and "not needed" in ran.err
    assert escalate(*kept, "--anyway", "their own host", *at(12), stdin=leaking).code == 0
    assert "Told in spite of" in json.dumps(shown(escalate, esc))


def test_a_workaround_nobody_started_is_not_written_about(escalate: Run, esc: str) -> None:
    ran = escalate("update", esc, "--kind", "workaround", *at(11))
    assert ran.code == 2 and "register workaround ESC-1 KIND" in ran.err


def test_a_drive_by_reply_is_kept_and_the_rule_is_said(escalate: Run, esc: str) -> None:
    ran = escalate("register", "note", esc, "Clear your cache.", "--public-draft", "--by", "Sam", *at(11))
    assert ran.code == 0
    assert "Kept as an internal note for Priya to relay" in ran.err


def test_what_a_customer_wrote_commands_no_terminal_and_shows_no_secret(escalate: Run, esc: str) -> None:
    ran = escalate("register", "note", esc, "\x1b[2J\x1b]0;x\x07gone", *at(11))
    assert "\x1b" not in ran.text
    ran = escalate("register", "field", esc, "root_cause", "password=hunter2secret", *at(11))
    assert "hunter2secret" not in ran.text
    ran = escalate("register", "field", esc, "next_step", "call", "--format", "json", *at(11))
    assert json.loads(ran.text)["next_step"] == "call"
    assert "hunter2secret" not in ran.text
