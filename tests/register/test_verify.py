"""Whoever changes, removes, moves or adds anything behind the register's back is found out."""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from assistant.domain import Escalation
from assistant.errors import WrongUsage
from assistant.register import BrokenKind, Register, open_register
from assistant.register.rows import canonical
from tests.register.samples import first, noted

Tamper = Callable[[Connection], None]


def tampered(register: Register, change: Tamper) -> list[tuple[BrokenKind, str | None, int | None]]:
    """What is found after a change made with all rights: triggers off."""
    database = register._database
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF") if not connection.in_transaction() else None
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        change(connection)
        connection.commit()
        if not database.is_sqlite:
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()
    return [(b.kind, b.escalation, b.entry) for b in register.verify()]


def run(*statements: str) -> Tamper:
    def change(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return change


OF_ONE = "escalation = 1 AND number ="
K = BrokenKind


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (run(f"UPDATE escalation_trail SET body = replace(body, 'note 0', 'note X') WHERE {OF_ONE} 3"),
         [(K.CHANGED, "ESC-1", 3)]),
        (run(f"UPDATE escalation_trail SET action = 'closed' WHERE {OF_ONE} 3"), [(K.CHANGED, "ESC-1", 3)]),
        (run(f"UPDATE escalation_trail SET at = '2020-01-01 00:00:00.000000' WHERE {OF_ONE} 3"),
         [(K.CHANGED, "ESC-1", 3)]),
        (run(f"DELETE FROM escalation_trail WHERE {OF_ONE} 3"), [(K.MISSING, "ESC-1", 3)]),
        (run(f"DELETE FROM escalation_trail WHERE {OF_ONE} 1"), [(K.MISSING, "ESC-1", 1)]),
        (run("DELETE FROM escalation_trail WHERE escalation = 1 AND number > 4"), [(K.TRUNCATED, "ESC-1", 5)]),
        (run("DELETE FROM escalation_trail WHERE escalation = 1"), [(K.TRUNCATED, "ESC-1", 1)]),
        (run(f"UPDATE escalation_trail SET number = 99 WHERE {OF_ONE} 3",
             f"UPDATE escalation_trail SET number = 3 WHERE {OF_ONE} 4",
             f"UPDATE escalation_trail SET number = 4 WHERE {OF_ONE} 99"),
         [(K.REORDERED, "ESC-1", 3), (K.REORDERED, "ESC-1", 4)]),
        (run("INSERT INTO escalation_trail SELECT 2, 3, at, action, body, hash FROM escalation_trail "
             f"WHERE {OF_ONE} 3"), [(K.FOREIGN, "ESC-2", 3)]),
        (run("UPDATE escalations SET status = 'Resolved' WHERE number = 2"), [(K.STATE, "ESC-2", None)]),
        (run("UPDATE escalations SET state = replace(state, 'SEV2', 'SEV4') WHERE number = 2"),
         [(K.STATE, "ESC-2", None)]),
        (run("UPDATE escalation_drafts SET draft = replace(draft, 'blocked', 'happy') WHERE escalation = 2"),
         [(K.CHANGED, "ESC-2", None)]),
        (run("DELETE FROM escalation_drafts WHERE escalation = 1 AND number = 2"), [(K.MISSING, "ESC-1", None)]),
        (run("INSERT INTO escalation_drafts SELECT 2, 2, made_at, draft FROM escalation_drafts "
             "WHERE escalation = 1 AND number = 1"), [(K.FOREIGN, "ESC-2", None)]),
        (run("UPDATE register_ledger SET entries = 1 WHERE seq = 2"),
         [(K.CHANGED, None, None), (K.STATE, "ESC-2", None), (K.FOREIGN, "ESC-2", 2)]),
        (run("DELETE FROM register_ledger WHERE seq = 4"), [(K.MISSING, None, None)]),
    ],
)  # fmt: skip
def test_tampering_is_found(
    filled: Register, change: Tamper, expected: list[tuple[BrokenKind, str | None, int | None]]
) -> None:
    assert not filled.verify()
    found = tampered(filled, change)
    assert found == expected
    for _, id, _ in expected:  # and by looking at that escalation alone
        if id is not None:
            assert [(b.kind, b.escalation, b.entry) for b in filled.verify(id)] == expected
    assert not filled.verify("ESC-3") or expected[0][1] is None


def remove_escalation(connection: Connection) -> None:
    for table, column in (
        ("escalation_words", "escalation"), ("escalation_trail", "escalation"), ("escalation_drafts", "escalation"),
        ("escalations", "number"),
    ):  # fmt: skip
        connection.execute(text(f"DELETE FROM {table} WHERE {column} = 2"))


def test_a_removed_escalation_is_missed(filled: Register) -> None:
    assert (K.MISSING, "ESC-2", None) in tampered(filled, remove_escalation)
    assert [b.text for b in filled.verify("ESC-2")][0] == "the whole escalation is gone"


def rehashed(connection: Connection) -> None:
    """Entry 3 of ESC-1 changed, and all hashes after it made anew, also in the escalation's row."""
    rows = connection.execute(
        text("SELECT number, body FROM escalation_trail WHERE escalation = 1 ORDER BY number")
    ).all()
    before = ""
    for number, body in rows:
        values = json.loads(body)
        values["previous"] = before
        if number == 3:
            values["text"] = "nothing was tried"
        body = canonical(values)
        before = hashlib.sha256(body.encode()).hexdigest()
        connection.execute(
            text("UPDATE escalation_trail SET body = :body, hash = :hash WHERE escalation = 1 AND number = :number"),
            {"body": body, "hash": before, "number": number},
        )
    connection.execute(text("UPDATE escalations SET head = :head WHERE number = 1"), {"head": before})


def test_hashes_made_anew_do_not_agree_with_the_ledger(filled: Register) -> None:
    found = tampered(filled, rehashed)
    assert (K.CHANGED, "ESC-1", 3) in found and (K.STATE, "ESC-1", None) in found


def test_an_anchor_shows_a_register_that_was_set_back(tmp_path: Path, drafted: Escalation) -> None:
    with open_register(tmp_path / "a.sqlite") as register:
        record = register.add(partial(first, drafted=drafted), drafted)
        register.backup(tmp_path / "earlier.sqlite")
        register.keep(noted(record, "what somebody wants forgotten"))
        anchor = register.anchor()
        assert not register.verify(anchor=anchor)
        register.keep(noted(register.get("ESC-1"), "later"))
        assert not register.verify(anchor=anchor)
        with pytest.raises(WrongUsage, match="no anchor"):
            register.verify(anchor="nonsense")
    with open_register(tmp_path / "earlier.sqlite") as earlier:
        assert not earlier.verify()
        assert [b.kind for b in earlier.verify(anchor=anchor)] == [K.ANCHOR]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE escalation_trail SET body = 'x'", "DELETE FROM escalation_trail", "DELETE FROM register_ledger",
        "UPDATE register_ledger SET entries = 1", "UPDATE escalation_drafts SET draft = 'x'",
        "DELETE FROM escalation_drafts", "DELETE FROM escalations",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_forget(filled: Register, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|never deleted"), filled._database.engine.begin() as connection:
        connection.execute(text(statement))
    assert not filled.verify()


def test_what_cannot_be_read_is_named(filled: Register) -> None:
    from assistant.register import RegisterDamaged, RegisterNewer

    tampered(filled, run("UPDATE escalations SET state = '{}' WHERE number = 2"))
    with pytest.raises(RegisterDamaged, match="ESC-2 cannot be read"):
        filled.get("ESC-2")
    tampered(filled, run("UPDATE escalations SET state = replace(state, '\"title\"', '\"colour\"') WHERE number = 3"))
    with pytest.raises((RegisterDamaged, RegisterNewer), match="ESC-3"):
        filled.get("ESC-3")
