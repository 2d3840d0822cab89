"""What is kept comes back as it was, is found, and two people cannot overwrite each other."""

import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from assistant.domain import Escalation, Severity
from assistant.domain.register import (
    Contact,
    EscalationStatus,
    IncidentRecord,
    Owner,
    RegisteredEscalation,
    Step,
    TrailAction,
)
from assistant.errors import WrongUsage
from assistant.register import ChangedMeanwhile, NotInRegister, Register, RegisterBusy, open_register
from assistant.register.database import Database
from tests.register.conftest import PASTE
from tests.register.samples import AT, closed, entry, first, noted


def add(register: Register, drafted: Escalation, **fields: object) -> RegisteredEscalation:
    return register.add(partial(first, drafted=drafted, **fields), drafted)


def test_what_is_kept_comes_back_as_it_was(register: Register, drafted: Escalation) -> None:
    kept = add(register, drafted)
    assert kept.id == "ESC-1" and register.get("ESC-1") == kept == register.get("esc-1") == register.get("1")
    assert register.draft("ESC-1") == drafted
    received, escalated = register.trail("ESC-1")
    assert received.number == 1 and received.text == PASTE and received.action is TrailAction.RECEIVED
    assert received.previous == "" and escalated.previous == received.hash and escalated.number == 2
    assert add(register, drafted).id == "ESC-2"


def test_a_change_adds_to_the_trail_and_to_the_drafts(register: Register, drafted: Escalation) -> None:
    record = add(register, drafted)
    record = register.keep(noted(record, "looked at the logs", status=EscalationStatus.IN_PROGRESS))
    assert (record.version, record.status, record.drafts) == (2, EscalationStatus.IN_PROGRESS, 1)
    again = drafted.model_copy(update={"customer_message": "Second version"})
    record = register.keep(noted(record, "drafted anew"), drafted=again)
    assert register.get(record.id) == record and (record.version, record.drafts) == (3, 2)
    assert register.draft(record.id) == again and register.draft(record.id, 1) == drafted
    assert [(d.number, d.made_at) for d in register.drafts(record.id)] == [(1, AT), (2, record.updated_at)]
    assert [e.number for e in register.trail(record.id)] == [1, 2, 3, 4]
    assert [e.text for e in register.trail(record.id, after=2, limit=1)] == ["looked at the logs"]


def test_a_change_on_an_older_version_says_who_was_quicker(register: Register, drafted: Escalation) -> None:
    old = add(register, drafted)
    register.keep(noted(old, "first\x1b[31m", by="Dana"))
    with pytest.raises(
        ChangedMeanwhile, match=r"ESC-1 was changed meanwhile \(by Dana at 2026-11-20 10:01 UTC"
    ) as told:
        register.keep(noted(old, "second", by="Eve"))
    assert [e.text for e in told.value.entries] == ["first\x1b[31m"] and "\x1b" not in str(told.value)
    assert [e.actor for e in register.trail("ESC-1")][2:] == ["Dana"] and not register.verify()


def test_a_failing_change_leaves_nothing_and_gives_its_number_back(register: Register, drafted: Escalation) -> None:
    def fails(id: str) -> Step:
        raise ZeroDivisionError(id)

    with pytest.raises(ZeroDivisionError):
        register.add(fails, drafted)
    assert register.count() == 0 and add(register, drafted).id == "ESC-1"


def test_no_trail_begins_without_the_paste_and_no_change_is_silent(register: Register, drafted: Escalation) -> None:
    def without_paste(id: str) -> Step:
        step = first(id, drafted)
        return step.model_copy(update={"entries": (entry(TrailAction.ESCALATED, "Escalated"),)})

    with pytest.raises(ValueError, match="raw paste"):
        register.add(without_paste, drafted)
    record = add(register, drafted)
    with pytest.raises(ValueError, match="trail entry"):
        register.keep(Step(record=record, entries=()))


@pytest.mark.parametrize("id", ["ESC-99", "99", "ESC-0", "JIRA-1", "", "ESC-1; DROP TABLE", "ESC-9999999999999999999"])
def test_an_unknown_id_is_said_in_words(filled: Register, id: str) -> None:
    for ask in (filled.get, filled.trail, filled.drafts, filled.draft, filled.verify):
        with pytest.raises(NotInRegister, match="ESC-"):
            ask(id)
    with pytest.raises(NotInRegister, match="no draft 9"):
        filled.draft("ESC-1", 9)


def test_find_and_count(register: Register, drafted: Escalation) -> None:
    soon = Contact(audience="customer", number=1, due_at=AT + timedelta(hours=4), overdue_at=AT, source="S4")
    add(register, drafted, customer="Acme  Corp", contacts=(soon,))
    add(register, drafted, customer="Globex", severity=Severity.SEV1, title="100% of_rows lost", team="Backend")
    add(register, drafted, customer="Straße AG", technical_owner=Owner(name="Dana", since=AT), parent="ESC-1")
    done = add(register, drafted, customer="acme corp", customer_owner=Owner(name="DANA", since=AT))
    register.keep(closed(done))
    register.keep(noted(register.get("ESC-2"), "the connection pool is too small", status=EscalationStatus.BLOCKED))

    def ids(**filters: object) -> str:
        found = register.find(**filters)
        assert register.count(**filters) == len(found)
        return " ".join(r.id.removeprefix("ESC-") for r in found)

    assert ids() == "4 3 2 1" and ids(open_only=True) == "3 2 1"
    assert ids(customer="ACME corp") == "4 1" and ids(customer="Acme") == "" and ids(customer="STRASSE ag") == "3"
    assert ids(owner="dana") == "4 3" and ids(team="backend") == "2" and ids(parent="esc-1") == "3"
    assert ids(severity=Severity.SEV1) == "2" and ids(status=EscalationStatus.BLOCKED) == "2"
    assert ids(text="100% OF_rows") == "2" and ids(text="%") == "2" and ids(text="connection  POOL") == "2"
    assert ids(text="größe 10 mb 🔥") == "4 3 2 1" and ids(text="nowhere") == "" and ids(text="straße") == "3"
    assert ids(since=AT + timedelta(seconds=30)) == "4 2"
    assert ids(due_before=AT + timedelta(hours=5)) == "1" and ids(due_before=AT + timedelta(hours=4)) == ""
    assert ids(ids=["ESC-3", "1", "77"]) == "3 1" and ids(open_only=True, customer="acme corp") == "1"
    assert [r.id for r in register.find(limit=2, offset=1)] == ["ESC-3", "ESC-2"]
    assert [r.id for r in register.find(order="due")] == ["ESC-1", "ESC-2", "ESC-3", "ESC-4"]
    with pytest.raises(TypeError, match="no such filter"):
        register.find(colour="red")  # type: ignore[call-arg]


def test_a_root_cause_owed_after_the_end_is_still_found(register: Register, drafted: Escalation) -> None:
    incident = IncidentRecord(declared_at=AT, rca_due_at=AT + timedelta(hours=48))
    contact = Contact(audience="customer", number=1, due_at=AT, overdue_at=AT, source="S4")
    record = register.keep(closed(add(register, drafted, incident=incident, contacts=(contact,))))
    assert [r.id for r in register.find(unsettled=True)] == ["ESC-1"] and not register.find(open_only=True)
    assert not register.find(due_before=AT + timedelta(hours=1)) and register.find(due_before=AT + timedelta(hours=49))
    done = incident.model_copy(update={"rca_done_at": AT})
    register.keep(noted(record, "root cause written", incident=done))
    assert not register.find(unsettled=True)


def test_trails_of_many(filled: Register) -> None:
    notes = filled.trails(action=TrailAction.NOTE_ADDED)
    assert [(id, e.text) for id, e in notes] == [("ESC-1", t) for t in ("note 0", "note 1", "note 2", "the last")]
    assert filled.trails(action={TrailAction.NOTE_ADDED}, since=AT + timedelta(minutes=3)) == notes[2:]
    assert filled.trails(action=TrailAction.NOTE_ADDED, until=AT + timedelta(minutes=3)) == notes[:2]
    assert [id for id, _ in filled.trails(ids=["ESC-2", "ESC-3"])] == ["ESC-2", "ESC-2", "ESC-3", "ESC-3"]
    assert [e for _, e in filled.trails(ids=["ESC-1"])] == filled.trail("ESC-1")


def test_threads_share_a_register(register: Register, drafted: Escalation) -> None:
    record = add(register, drafted)
    lost: list[int] = []

    def write(number: int) -> None:
        for turn in range(10):
            while True:
                try:
                    register.keep(noted(register.get(record.id), f"{number}/{turn}"))
                    break
                except ChangedMeanwhile:
                    lost.append(number)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts = [e.text for e in register.trail(record.id)][2:]
    assert sorted(texts) == sorted(f"{n}/{t}" for n in range(4) for t in range(10))
    assert register.get(record.id).version == 41 and not register.verify()


def test_a_held_lock_is_one_clear_line_and_loses_nothing(url: str, drafted: Escalation) -> None:
    with open_register(url, wait=0.2) as register:
        record = add(register, drafted)
        other = Database(url, wait=5)
        with other.writing() as connection:
            from assistant.register.writing import Writer

            Writer(connection)
            with pytest.raises(RegisterBusy, match=r"busy: somebody else .* Nothing was changed"):
                register.keep(noted(record, "too late"))
            assert register.get("ESC-1") == record  # reading goes on meanwhile
        other.close()
        assert register.keep(noted(record, "now")).version == 2 and not register.verify()


def test_a_register_survives_its_process(url: str, drafted: Escalation) -> None:
    with open_register(url) as register:
        record = add(register, drafted)
    with open_register(url) as register:
        assert register.get("ESC-1") == record and not register.verify()


def test_an_outdated_reader_does_not_block_a_writer(filled: Register, drafted: Escalation) -> None:
    with filled._database.reading() as connection:
        from assistant.register import reading

        before = reading.entries(connection, 2)
        filled.keep(noted(filled.get("ESC-2"), "while somebody reads"))
        assert reading.entries(connection, 2) == before
    assert len(filled.trail("ESC-2")) == len(before) + 1


@pytest.mark.parametrize(
    "url", ["mysql://root:hunter2@db/x", "no url", "sqlite://", "sqlite:///:memory:", "postgresql://u:hunter2@h:port/x"]
)
def test_a_wrong_database_url_is_said_without_its_password(url: str) -> None:
    with pytest.raises(WrongUsage, match="Accepted are postgresql://") as told:
        open_register(url)
    assert "hunter2" not in str(told.value)


def test_the_settings_name_the_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    from assistant.settings import load_settings

    with open_register(settings=load_settings()) as register:
        assert register.where == str(own_home / "register.sqlite")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    settings = load_settings()
    with open_register(settings=settings) as register:
        assert register.where == str(tmp_path / "other.sqlite")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@db/x")
    assert "hunter2" not in repr(load_settings())
    monkeypatch.setenv("DATABASE_URL", "")
    assert load_settings().database_url is None
