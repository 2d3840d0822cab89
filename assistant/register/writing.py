"""Writing rows, inside one transaction: state, entries with their chain, drafts, and the ledger's line over all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from assistant.domain.escalation import Escalation
from assistant.domain.register import RegisteredEscalation, TrailEntry
from assistant.register.rows import (
    canonical,
    chained,
    columns_of,
    entry_body,
    fingerprint,
    folded,
    id_of,
    json_text,
    number_of,
    words_of,
)
from assistant.register.tables import drafts, escalations, ledger, numbers, trail, words


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored of one escalation, beside its state: how far it is, and the heads of its two chains."""

    version: int = 0
    entries: int = 0
    head: str = ""
    drafts: int = 0
    drafts_head: str = ""


def ledger_hash(before: str, seq: int, id: str, held: Held, state: str) -> str:
    """The hash of a line of the ledger; `state` is the fingerprint of the state's text."""
    line = [before, seq, id, held.version, held.entries, held.head, state, held.drafts, held.drafts_head]
    return fingerprint(canonical(line))


class Writer:
    """Holds the register's lock from its making to the end of the transaction: writers come one after another."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # SQLite has taken its lock already (BEGIN IMMEDIATE); PostgreSQL queues writers up at this row
        last = connection.execute(select(numbers.c.value).where(numbers.c.name == "ledger").with_for_update())
        self._seq: int = last.scalar_one()
        before = connection.execute(select(ledger.c.hash).where(ledger.c.seq == self._seq)).scalar()
        self._before: str = before or ""

    def next_number(self) -> int:
        """A number no escalation had before; it is given back if the transaction fails."""
        last: int = self._connection.execute(select(numbers.c.value).where(numbers.c.name == "escalation")).scalar_one()
        self._set("escalation", last + 1)
        return last + 1

    def keep_numbers_above(self, number: int) -> None:
        """Let the next number be greater than this one."""
        last: int = self._connection.execute(select(numbers.c.value).where(numbers.c.name == "escalation")).scalar_one()
        if number > last:
            self._set("escalation", number)

    def _set(self, name: str, value: int) -> None:
        self._connection.execute(update(numbers).where(numbers.c.name == name).values(value=value))

    def held(self, number: int) -> Held | None:
        """How far an escalation is; None where there is none."""
        row = self._connection.execute(
            select(*(escalations.c[name] for name in Held.__slots__)).where(escalations.c.number == number)
        ).first()
        return None if row is None else Held(*row)

    def create(self, record: RegisteredEscalation, held: Held, state: str) -> None:
        """A new row; `held` is how far it will be at the end of this change. Entries and drafts come after it."""
        number = number_of(record.id)
        self._connection.execute(insert(escalations).values(number=number, **_row(record, held, state)))
        self._words(number, [(0, words_of(record))])

    def change(self, record: RegisteredEscalation, held: Held, state: str) -> None:
        """The row of an escalation that is there."""
        number = number_of(record.id)
        self._connection.execute(
            update(escalations).where(escalations.c.number == number).values(**_row(record, held, state))
        )
        self._connection.execute(delete(words).where(words.c.escalation == number, words.c.entry == 0))
        self._words(number, [(0, words_of(record))])

    def add_entries(self, number: int, entries: Iterable[tuple[TrailEntry, str]]) -> None:
        """Entries that have numbers and hashes, each with its hashed text."""
        given = list(entries)
        rows = [
            {"escalation": number, "number": e.number, "at": e.at, "action": e.action.value, "body": b, "hash": e.hash}
            for e, b in given
        ]
        self._connection.execute(insert(trail), rows)
        self._words(number, [(entry.number, folded(entry.text)) for entry, _ in given])

    def _words(self, number: int, given: list[tuple[int, str]]) -> None:
        rows = [{"escalation": number, "entry": entry, "words": text} for entry, text in given]
        self._connection.execute(insert(words), rows)

    def add_draft(self, number: int, version: int, made_at: datetime, text: str) -> None:
        """One version of a draft, as its JSON."""
        self._connection.execute(insert(drafts).values(escalation=number, number=version, made_at=made_at, draft=text))

    def note(self, number: int, held: Held, state: str) -> None:
        """The ledger's line for what was just written."""
        self._seq += 1
        print_of_state = fingerprint(state)
        self._before = ledger_hash(self._before, self._seq, id_of(number), held, print_of_state)
        self._connection.execute(
            insert(ledger).values(
                seq=self._seq, escalation=number, version=held.version, entries=held.entries, head=held.head,
                state=print_of_state, drafts=held.drafts, drafts_head=held.drafts_head, hash=self._before,
            )
        )  # fmt: skip
        self._set("ledger", self._seq)


def _row(record: RegisteredEscalation, held: Held, state: str) -> dict[str, object]:
    chains = {name: getattr(held, name) for name in Held.__slots__}
    return {**columns_of(record), **chains, "state": state}


def linked(id: str, entries: Iterable[TrailEntry], *, after: int, head: str) -> list[tuple[TrailEntry, str]]:
    """The entries as the next ones of a trail: numbered, chained and hashed, each with the text that was hashed."""
    out = []
    for number, given in enumerate(entries, after + 1):
        entry = given.model_copy(update={"number": number, "previous": head})
        body = entry_body(id, entry)
        head = fingerprint(body)
        out.append((entry.model_copy(update={"hash": head}), body))
    return out


def drafted_as(drafted: Escalation, held: Held) -> tuple[str, int, str]:
    """A draft's text, its number, and the head of the drafts' chain with it."""
    text = json_text(drafted)
    return text, held.drafts + 1, chained(held.drafts_head, text)
