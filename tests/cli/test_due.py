"""`escalate due`: what is owed, from the real register, in every format."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from assistant.cli.due import AudienceChoice, read_period
from assistant.domain import Audience
from assistant.domain.register import RegisteredEscalation, Step, TrailAction, TrailEntry
from assistant.errors import WrongUsage
from assistant.follow_ups import planned, replanned
from assistant.register import open_register
from assistant.settings import load_settings
from tests.cli.conftest import Run
from tests.cli.test_imports import loaded
from tests.conftest import ROOT
from tests.exports.record import record
from tests.follow_ups.examples import NOW, POLICY, hours, kept, terms

LATER = "2026-11-20T14:30:00+00:00"
HOSTILE = '=HYPERLINK("http://evil")\x1b[2J\n| forged | row'

Keep = Callable[..., RegisteredEscalation]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone."""
    path = tmp_path / "state"
    monkeypatch.setenv("ESCALATE_HOME", str(path))
    return path


@pytest.fixture
def keep(escalate: Run, home: Path) -> Keep:
    """Keep an escalation begun at NOW in the register that the command reads."""
    drafted = record("Every export fails with EXP-2113, 40 users are blocked.")

    def add(**changes: object) -> RegisteredEscalation:
        def make(id: str) -> Step:
            return Step(
                record=kept(id, **({"contacts": planned(terms(), POLICY, None, NOW)} | changes)),
                entries=(TrailEntry(number=1, at=NOW, actor="Jo", action=TrailAction.RECEIVED, text="paste"),),
            )

        with open_register(settings=load_settings(home=home)) as register:
            return register.add(make, drafted)

    return add


def test_an_empty_register_owes_nothing(escalate: Run, home: Path) -> None:
    done = escalate("due", "--now", LATER)
    assert (done.code, done.text) == (0, "Nothing is due within 24h.\n")


def test_what_is_late_is_said_first_and_by_how_much(escalate: Run, keep: Keep) -> None:
    keep(contacts=planned(terms("SEV3"), POLICY, None, NOW), severity="SEV3")
    keep()
    done = escalate("due", "--now", LATER)
    first, *_, last, zone = done.text.splitlines()
    assert done.code == 0
    assert first.startswith("overdue by 90 min") and "ESC-2" in first and "Jo Meyer" in first
    assert last.startswith("in ") and "ESC-1" in last
    assert zone == "Times in UTC."
    assert "2 overdue, 0 due, 2 upcoming." in done.err
    assert "\x1b" not in done.text


def test_times_are_told_in_the_zone_set(escalate: Run, keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep()
    monkeypatch.setenv("ESCALATE_TIMEZONE", "Asia/Tokyo")
    text = escalate("due", "--now", LATER).text
    assert "2026-11-20 21:00" in text
    assert "Times in Asia/Tokyo." in text


def test_only_what_is_asked_for(escalate: Run, keep: Keep) -> None:
    keep()
    keep(severity="SEV3", contacts=planned(terms("SEV3"), POLICY, None, NOW))

    def ids(*arguments: str) -> list[tuple[str, str]]:
        shown = json.loads(escalate("due", "--now", LATER, "--format", "json", *arguments).text)
        return [(i["id"], i["audience"]) for i in shown["items"]]

    assert ids("--overdue") == [("ESC-1", "customer"), ("ESC-1", "internal")]
    assert ids("--overdue", "--audience", "internal") == [("ESC-1", "internal")]
    assert ids("--within", "0m") == ids("--overdue")
    assert {id for id, _ in ids("--within", "all")} == {"ESC-1", "ESC-2"}
    assert ids("--within", "all", "--owner", "somebody else") == []
    assert len(ids("--within", "all", "--owner", "JO MEYER")) == 4


def test_json_is_whole_and_says_when(escalate: Run, keep: Keep) -> None:
    keep()
    shown = json.loads(escalate("due", "--now", LATER, "-f", "json").text)
    assert shown["now"] == LATER
    item = shown["items"][0]
    assert (item["state"], item["due_at"], item["overdue_at"]) == (
        "overdue", "2026-11-20T12:00:00+00:00", "2026-11-20T13:00:00+00:00",
    )  # fmt: skip
    assert (item["source"], item["number"], item["customer"]) == ("S1 §2", 1, "Fjordline Energi")


def test_customer_text_commands_neither_terminal_nor_sheet(escalate: Run, keep: Keep) -> None:
    keep(title=HOSTILE, customer=HOSTILE, ticket=HOSTILE)
    text = escalate("due", "--now", LATER).text
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3
    rows = list(csv.DictReader(io.StringIO(escalate("due", "--now", LATER, "-f", "csv").text)))
    assert len(rows) == 2
    assert rows[0]["title"].startswith("'=")
    assert not any("\x1b" in cell for row in rows for cell in row.values())
    assert b"\x1b" not in escalate("due", "--now", LATER, "-f", "json").out


def test_a_calendar_file_moves_and_cancels_on_the_next_import(escalate: Run, keep: Keep, home: Path) -> None:
    kept_one = keep()
    first = escalate("due", "--now", LATER, "-f", "ics").out.decode()
    closed = replanned(kept_one.contacts, terms(over=True), POLICY, None, NOW + hours(1), since=NOW)
    now = kept_one.model_copy(update={"contacts": closed, "updated_at": NOW + hours(1)})
    entry = TrailEntry(number=2, at=NOW, actor="Jo", action=TrailAction.STATUS_CHANGED, text="resolved")
    with open_register(settings=load_settings(home=home)) as register:
        register.keep(Step(record=now, entries=(entry,)))
    second = escalate("due", "--now", LATER, "-f", "ics").out.decode()
    states = [
        {str(e["UID"]): (str(e["STATUS"]), e["SEQUENCE"]) for e in Calendar.from_ical(text).walk("VEVENT")}
        for text in (first, second)
    ]
    assert states[0].keys() == states[1].keys() and states[0]
    assert set(states[0].values()) == {("CONFIRMED", 0)}
    assert set(states[1].values()) == {("CANCELLED", 1)}
    assert "Fjordline" not in first
    assert "\r\n" in first
    named = escalate("due", "--now", LATER, "-f", "ics", "--names").out.decode()
    assert "Fjordline" in named.replace("\r\n ", "")


def test_a_file_is_written_where_asked(escalate: Run, keep: Keep, tmp_path: Path) -> None:
    keep()
    done = escalate("due", "--now", LATER, "-f", "ics", "-o", "due.ics")
    assert (done.code, done.out) == (0, b"")
    assert Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--within", "soon"), "--within"),
        (("--within", "-1h"), "--within"),
        (("--within", "999999w"), "--within all"),
        (("--now", "yesterday"), "--now"),
        (("--now", "9999-12-31T23:00:00+00:00"), "--within"),
    ],
)
def test_what_does_not_fit_is_one_line(escalate: Run, home: Path, arguments: tuple[str, ...], named: str) -> None:
    done = escalate("due", *arguments)
    assert done.code == 2
    assert named in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_the_list_loads_no_more_than_the_register() -> None:
    """It is asked many times a day, so it must be there at once."""
    modules = loaded("due")
    assert "sqlalchemy" in modules
    assert not modules & {"holidays", "chromadb", "tantivy", "streamlit", "onnxruntime", "icalendar", "rich"}


def test_periods() -> None:
    assert [read_period(p) for p in ("90m", "24h", "1d 12h", "all")] == [hours(1.5), hours(24), hours(36), None]
    for wrong in ("", "h", "24", "1x", "24h or so"):
        with pytest.raises(WrongUsage):
            read_period(wrong)


def test_the_choices_are_the_domains() -> None:
    assert {a.value for a in AudienceChoice} == {a.value for a in Audience}


@pytest.mark.parametrize(("no_colour", "red"), [("", True), ("1", False)])
def test_overdue_is_red_on_a_terminal(keep: Keep, home: Path, no_colour: str, red: bool) -> None:
    keep()
    ours, theirs = pty.openpty()
    environment = os.environ | {"ESCALATE_HOME": str(home), "NO_COLOR": no_colour, "TERM": "xterm"}
    with os.fdopen(theirs, "wb") as terminal:
        subprocess.run(
            [sys.executable, "-m", "assistant", "due", "--now", LATER],
            stdout=terminal, stderr=subprocess.PIPE, cwd=ROOT, env=environment, check=True,
        )  # fmt: skip
    shown = os.read(ours, 100_000)
    os.close(ours)
    assert (b"\x1b[31m" in shown) is red
    assert b"ESC-1" in shown
