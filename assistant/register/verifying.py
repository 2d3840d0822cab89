"""Whether the register still holds together: trails, drafts and states against their hashes and the ledger."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from assistant.domain.model import Model
from assistant.errors import EscalateError, WrongUsage
from assistant.register.errors import NotInRegister
from assistant.register.rows import chained, columns_of, fingerprint, id_of, record_from
from assistant.register.tables import drafts, escalations, ledger, numbers, trail
from assistant.register.writing import Held, ledger_hash


class BrokenKind(StrEnum):
    """How something does not hold together."""

    CHANGED = "changed"
    """An entry, draft or line is not what was recorded."""
    MISSING = "missing"
    """An entry in the middle, a draft, a line of the ledger or a whole escalation is gone."""
    TRUNCATED = "truncated"
    """The end is gone."""
    REORDERED = "reordered"
    """An entry stands in another place than it was recorded in."""
    FOREIGN = "foreign"
    """An entry of another escalation, or one that was never recorded."""
    STATE = "state"
    """The present state is not the one that was recorded."""
    ANCHOR = "anchor"
    """The register does not contain a line that was noted earlier."""


class Broken(Model):
    """One thing that does not hold together."""

    kind: BrokenKind
    escalation: str | None
    """Its id; None for the ledger."""
    entry: int | None = None
    """Number of the trail entry, where it is one."""
    text: str
    """What is wrong, in words."""


@dataclass(slots=True)
class _Recorded:
    """What the ledger says of one escalation."""

    held: Held = field(default_factory=Held)
    state: str = ""
    heads: dict[int, str] = field(default_factory=dict)
    """Number of entries → hash of the last one, after each change."""


def verify(connection: Connection, one: int | None, anchor: str | None) -> list[Broken]:
    """What is wrong with one escalation, or (None) with everything. Raises NotInRegister, WrongUsage."""
    at, wanted = _anchor(anchor)
    recorded: dict[int, _Recorded] = {}
    if one is None or anchor is not None:
        broken = list(_ledger(connection, recorded, at, wanted))
        recorded = recorded if one is None else {one: recorded[one]} if one in recorded else {}
    else:
        broken = list(_ledger_of(connection, recorded, one))
    states = select(escalations)
    entries = select(trail).order_by(trail.c.escalation, trail.c.number)
    versions = select(drafts).order_by(drafts.c.escalation, drafts.c.number)
    if one is not None:
        states = states.where(escalations.c.number == one)
        entries, versions = entries.where(trail.c.escalation == one), versions.where(drafts.c.escalation == one)
    rows = {row.number: row for row in connection.execute(states)}
    if one is not None and one not in rows and one not in recorded:
        raise NotInRegister(
            f"there is no {id_of(one)} in the register.", "`escalate register list` shows what is kept."
        )
    for lost in sorted(recorded.keys() - rows.keys()):
        broken.append(_broken(BrokenKind.MISSING, lost, None, "the whole escalation is gone"))
    for row in rows.values():
        broken += _state(row, recorded.get(row.number))
    broken += _each(connection.execute(entries), recorded, _trail)
    broken += _each(connection.execute(versions), recorded, _drafts)
    return broken


def _broken(kind: BrokenKind, number: int | None, entry: int | None, text: str) -> Broken:
    return Broken(kind=kind, escalation=None if number is None else id_of(number), entry=entry, text=text)


def _anchor(anchor: str | None) -> tuple[int, str]:
    if anchor is None:
        return 0, ""
    at, _, wanted = anchor.strip().partition(":")
    if not (at.isascii() and at.isdigit()):
        raise WrongUsage(f"{anchor!r} is no anchor.", "It is the line `escalate register verify` printed: number:hash.")
    return int(at), wanted


def _ledger(connection: Connection, recorded: dict[int, _Recorded], at: int, wanted: str) -> Iterator[Broken]:
    """The ledger's own chain; fills `recorded` with what it says of each escalation."""
    seq, before, found = 0, "", ""
    for row in connection.execute(select(ledger).order_by(ledger.c.seq)):
        if row.seq != seq + 1:
            yield _broken(BrokenKind.MISSING, None, None, f"lines {seq + 1} to {row.seq - 1} of the ledger are gone")
        yield from _line(row, before if row.seq == seq + 1 else None, recorded)
        seq, before = row.seq, row.hash
        found = row.hash if row.seq == at else found
    last: int = connection.execute(select(numbers.c.value).where(numbers.c.name == "ledger")).scalar() or 0
    if seq != last:
        yield _broken(BrokenKind.TRUNCATED, None, None, f"the ledger ends with line {seq}; it had {last}")
    if at and found != wanted:
        yield _broken(BrokenKind.ANCHOR, None, None, f"line {at} of the ledger is not the one that was noted")


def _ledger_of(connection: Connection, recorded: dict[int, _Recorded], one: int) -> Iterator[Broken]:
    """The lines of one escalation, each with the one before it: quick, where the whole chain is long."""
    earlier = ledger.alias()
    query = (
        select(ledger, earlier.c.hash.label("before"))
        .outerjoin(earlier, earlier.c.seq == ledger.c.seq - 1)
        .where(ledger.c.escalation == one)
    )
    for row in connection.execute(query.order_by(ledger.c.seq)):
        yield from _line(row, "" if row.seq == 1 else row.before, recorded)


def _line(row: Any, before: str | None, recorded: dict[int, _Recorded]) -> Iterator[Broken]:
    """One line of the ledger, noted in `recorded`; `before` is the hash of the one before, None where that is gone."""
    held = Held(row.version, row.entries, row.head, row.drafts, row.drafts_head)
    if before is not None and row.hash != ledger_hash(before, row.seq, id_of(row.escalation), held, row.state):
        yield _broken(BrokenKind.CHANGED, None, None, f"line {row.seq} of the ledger is not what was recorded")
    known = recorded.setdefault(row.escalation, _Recorded())
    known.held, known.state = held, row.state
    known.heads[row.entries] = row.head


def _state(row: Any, recorded: _Recorded | None) -> Iterator[Broken]:
    if recorded is None:
        yield _broken(BrokenKind.FOREIGN, row.number, None, "the ledger knows nothing of this escalation")
        return
    if fingerprint(row.state) != recorded.state:
        yield _broken(BrokenKind.STATE, row.number, None, "its state is not the one that was recorded")
        return
    held = Held(row.version, row.entries, row.head, row.drafts, row.drafts_head)
    try:
        copies = columns_of(record_from(row.number, row.state))
    except EscalateError as error:
        yield _broken(BrokenKind.STATE, row.number, None, error.message)
        return
    differing = [name for name, value in copies.items() if getattr(row, name) != value]
    differing += [name for name in Held.__slots__ if getattr(held, name) != getattr(recorded.held, name)]
    if differing:
        named = ", ".join(sorted(set(differing)))
        yield _broken(BrokenKind.STATE, row.number, None, f"columns differ from what was recorded: {named}")


def _each(rows: Iterable[Any], recorded: dict[int, _Recorded], check: Any) -> Iterator[Broken]:
    """`check` for each escalation, also for those of which nothing is left."""
    seen = set()
    for number, group in groupby(rows, key=lambda row: row.escalation):
        seen.add(number)
        yield from check(number, list(group), recorded.get(number, _Recorded()))
    for number in sorted(recorded.keys() - seen):
        yield from check(number, [], recorded[number])


def _trail(number: int, rows: list[Any], recorded: _Recorded) -> Iterator[Broken]:
    expected, whole = 1, True
    before: str | None = ""
    for row in rows:
        for gone in range(expected, min(row.number, recorded.held.entries + 1)):
            yield _broken(BrokenKind.MISSING, number, gone, "the entry is gone")
        wrong = _entry(number, row, before if row.number == expected else None, recorded)
        if wrong is not None:
            yield wrong
        whole = whole and wrong is None and row.number == expected
        moved = wrong is not None and wrong.kind in (BrokenKind.REORDERED, BrokenKind.FOREIGN)
        expected, before = row.number + 1, None if moved else row.hash
    if expected <= recorded.held.entries:
        lost = f"the trail ends with entry {expected - 1}; it had {recorded.held.entries}"
        yield _broken(BrokenKind.TRUNCATED, number, expected, lost)
    elif whole:
        yield from _heads(number, rows, recorded)


def _entry(number: int, row: Any, before: str | None, recorded: _Recorded) -> Broken | None:
    """What is wrong with one entry, if anything; `before` is the hash of the one before, None where it is not there."""
    if fingerprint(row.body) != row.hash:
        return _broken(BrokenKind.CHANGED, number, row.number, "the entry is not what was recorded")
    try:
        body = json.loads(row.body)
        whose, place, previous = body["escalation"], body["number"], body["previous"]
        copies = body["action"], datetime.fromisoformat(body["at"])
    except (ValueError, KeyError, TypeError):
        return _broken(BrokenKind.CHANGED, number, row.number, "the entry is no entry")
    if whose != id_of(number):
        return _broken(BrokenKind.FOREIGN, number, row.number, f"the entry was recorded for {whose}")
    if place != row.number:
        return _broken(BrokenKind.REORDERED, number, row.number, f"the entry was recorded as number {place}")
    if row.number > recorded.held.entries:
        return _broken(BrokenKind.FOREIGN, number, row.number, "the entry was never recorded")
    if before is not None and previous != before:
        return _broken(BrokenKind.CHANGED, number, row.number, "the entry does not follow from the one before it")
    if copies != (row.action, row.at):
        return _broken(BrokenKind.CHANGED, number, row.number, "its time or action beside it was changed")
    return None


def _heads(number: int, rows: list[Any], recorded: _Recorded) -> Iterator[Broken]:
    """A chain that is sound in itself, but not the recorded one: all hashes were made anew from some entry on."""
    known = 0
    for count, head in sorted(recorded.heads.items()):
        if rows[count - 1].hash != head:
            text = f"entries {known + 1} to {count} are not what was recorded"
            yield _broken(BrokenKind.CHANGED, number, known + 1, text)
            return
        known = count


def _drafts(number: int, rows: list[Any], recorded: _Recorded) -> Iterator[Broken]:
    head, there = "", [row.number for row in rows]
    for row in rows:
        head = chained(head, row.draft)
    expected = list(range(1, recorded.held.drafts + 1))
    if there != expected:
        gone = sorted(set(expected) - set(there))
        if gone:
            named = ", ".join(map(str, gone))
            yield _broken(BrokenKind.MISSING, number, None, f"of its drafts {named} is gone")
        else:
            yield _broken(BrokenKind.FOREIGN, number, None, "it has a draft that was never recorded")
    elif head != recorded.held.drafts_head:
        yield _broken(BrokenKind.CHANGED, number, None, "a draft is not what was recorded")
