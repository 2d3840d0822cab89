"""The whole register as JSON lines, out and in.

The first line names the format and its version, the last one counts the lines between and carries their SHA-256, so
that a file cut short is refused. Between them, for each escalation: its state with the heads of its chains, then its
drafts, then its trail. The same register always gives the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from assistant.domain.escalation import Escalation
from assistant.domain.model import Model
from assistant.domain.register import RegisteredEscalation, TrailAction, TrailEntry
from assistant.errors import UnreadableInput
from assistant.register.errors import ImportRefused, NotInRegister, RegisterDamaged
from assistant.register.rows import (
    canonical,
    chained,
    columns_of,
    fingerprint,
    id_of,
    number_of,
)
from assistant.register.tables import drafts, escalations, trail
from assistant.register.writing import Held, Writer

FORMAT = "escalate-register"
VERSION = 1
_SHOWN = 5
_LARGEST = 2**31
"""What the version's column holds, as in every database."""


class Imported(Model):
    """What an import did."""

    added: tuple[str, ...]
    """Ids that are new."""
    identical: tuple[str, ...]
    """Ids that were here already, entry for entry."""


def write_export(connection: Connection, stream: IO[str], chosen: set[int] | None) -> int:
    """Write all escalations, or the chosen ones; gives how many."""
    count, digest = 0, hashlib.sha256()

    def put(line: dict[str, Any]) -> None:
        text = canonical(line) + "\n"
        digest.update(text.encode())
        stream.write(text)

    put({"kind": "register", "format": FORMAT, "version": VERSION})
    for line in _lines(connection, chosen):
        count += line["kind"] == "escalation"
        put(line)
    stream.write(canonical({"kind": "end", "escalations": count, "sha256": digest.hexdigest()}) + "\n")
    return count


def _lines(connection: Connection, chosen: set[int] | None) -> Iterator[dict[str, Any]]:
    query = select(escalations.c.number).order_by(escalations.c.number)
    if chosen is not None:
        query = query.where(escalations.c.number.in_(sorted(chosen)))
    for number in connection.execute(query).scalars().all():
        yield from _lines_of(connection, number)


def _lines_of(connection: Connection, number: int) -> Iterator[dict[str, Any]]:
    row = connection.execute(select(escalations).where(escalations.c.number == number)).one()
    heads = {name: getattr(row, name) for name in Held.__slots__}
    yield {"kind": "escalation", "id": id_of(number), "state": _loaded(number, row.state), **heads}
    for draft in connection.execute(select(drafts).where(drafts.c.escalation == number).order_by(drafts.c.number)):
        made_at = draft.made_at.isoformat()
        yield {"kind": "draft", "number": draft.number, "made_at": made_at, "draft": _loaded(number, draft.draft)}
    for entry in connection.execute(select(trail).where(trail.c.escalation == number).order_by(trail.c.number)):
        yield {"kind": "entry", "entry": _loaded(number, entry.body), "hash": entry.hash}


def _loaded(number: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        tip = "`escalate register verify` says what is damaged; the other escalations can be exported by their ids."
        raise RegisterDamaged(f"{id_of(number)} cannot be exported: what is stored is no JSON.", tip) from error


@dataclass(slots=True)
class _Read:
    """One escalation of a file, whole."""

    record: RegisteredEscalation
    held: Held
    state: str
    drafts: list[tuple[datetime, str]] = field(default_factory=list)
    entries: list[tuple[TrailEntry, str]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return number_of(self.record.id)


def read_import(connection: Connection, stream: IO[str]) -> Imported:
    """Take in a file. Raises UnreadableInput where it is no export, ImportRefused where it may not be taken in."""
    writer = Writer(connection)
    added: list[str] = []
    identical: list[str] = []
    conflicts: list[str] = []
    for read in _read(stream):
        here = _stored(connection, writer, read)
        if here is None:
            _add(writer, read)
            added.append(read.record.id)
        else:
            (identical if here else conflicts).append(read.record.id)
    if conflicts:
        more = f" and {len(conflicts) - _SHOWN} more" if len(conflicts) > _SHOWN else ""
        raise ImportRefused(
            f"{', '.join(conflicts[:_SHOWN])}{more} are here with other contents; nothing was imported.",
            "Import into an empty register, or export only the others.",
        )
    return Imported(added=tuple(added), identical=tuple(identical))


def _stored(connection: Connection, writer: Writer, read: _Read) -> bool | None:
    """None where the id is free, else whether what is here is the same, to the last byte."""
    held = writer.held(read.number)
    if held is None:
        return None
    state = connection.execute(select(escalations.c.state).where(escalations.c.number == read.number)).scalar()
    return held == read.held and state == read.state  # the heads stand for every entry and draft


def _add(writer: Writer, read: _Read) -> None:
    writer.create(read.record, read.held, read.state)
    writer.add_entries(read.number, read.entries)
    for version, (made_at, text) in enumerate(read.drafts, 1):
        writer.add_draft(read.number, version, made_at, text)
    writer.note(read.number, read.held, read.state)
    writer.keep_numbers_above(read.number)


def _read(stream: IO[str]) -> Iterator[_Read]:
    digest = hashlib.sha256()
    ids: set[str] = set()
    current: _Read | None = None
    ended = False
    for place, text in enumerate(stream, 1):
        line = _line(place, text)
        kind = line.get("kind")
        if place == 1:
            _require_header(line)
        elif ended:
            raise UnreadableInput(f"line {place}: there is more after the end of the export.", "Export it anew.")
        elif kind == "end":
            ended = True
            if (line.get("escalations"), line.get("sha256")) != (len(ids), digest.hexdigest()):
                raise ImportRefused("the export was changed after it was written.", "Export it anew.")
        elif kind == "escalation":
            if current is not None:
                yield _checked(current)
            current = _parsed(place, _escalation, line)
            if current.record.id in ids:
                raise ImportRefused(f"line {place}: {current.record.id} is there twice.", "Export it anew.")
            ids.add(current.record.id)
        elif current is not None and kind in ("draft", "entry"):
            _parsed(place, _draft if kind == "draft" else _entry, line, current)
        else:
            raise UnreadableInput(f"line {place}: no line of an export.", "Export it anew.")
        digest.update(text.encode())
    if not ended:
        raise UnreadableInput("the export has no end: it was cut short, or is empty.", "Export it anew.")
    if current is not None:
        yield _checked(current)


def _line(place: int, text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"line {place}: no JSON.", "Is it the file `escalate register export` wrote?") from error
    if not isinstance(line, dict):
        raise UnreadableInput(f"line {place}: no line of an export.", "Export it anew.")
    return line


def _require_header(line: dict[str, Any]) -> None:
    if line.get("format") != FORMAT:
        raise UnreadableInput("this is no export of a register.", "Name a file `escalate register export` wrote.")
    if line.get("masked"):
        tip = "Use one written with --raw, or a backup."
        raise ImportRefused("this export is masked for reading: its texts are not what was recorded.", tip)
    if line.get("version") != VERSION:
        raise UnreadableInput(f"this export has the form {line.get('version')!r}.", "Update Escalate.")


def _parsed(place: int, parse: Any, *arguments: Any) -> Any:
    try:
        return parse(*arguments)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableInput(f"line {place}: {where}: {first['msg']}.", "Export it anew.") from error
    except (KeyError, TypeError, ValueError, OverflowError, NotInRegister) as error:
        raise UnreadableInput(f"line {place}: {error!r}.", "Export it anew.") from error


def _escalation(line: dict[str, Any]) -> _Read:
    state = canonical(line["state"])
    record = RegisteredEscalation.model_validate_json(state)
    if record.id != id_of(number_of(record.id)) or line["id"] != record.id:
        raise ValueError("its id is none")
    held = Held(**{name: line[name] for name in Held.__slots__})
    if (record.version, record.drafts) != (held.version, held.drafts):
        raise ValueError("its version is not the state's")
    if not 0 < record.version < _LARGEST:
        raise ValueError("its version is out of all proportion")
    for moment in (value for value in columns_of(record).values() if isinstance(value, datetime)):
        moment.astimezone(UTC)  # what has no place in UTC cannot be kept
    return _Read(record=record, held=held, state=state)


def _draft(line: dict[str, Any], current: _Read) -> None:
    text = canonical(line["draft"])
    Escalation.model_validate_json(text)
    if line["number"] != len(current.drafts) + 1:
        raise ValueError("a draft is missing before it")
    current.drafts.append((datetime.fromisoformat(line["made_at"]).astimezone(UTC), text))


def _entry(line: dict[str, Any], current: _Read) -> None:
    values = dict(line["entry"])
    if values.pop("escalation", None) != current.record.id:
        raise ValueError("an entry of another escalation")
    entry = TrailEntry(**values, hash=line["hash"])
    entry.at.astimezone(UTC)
    current.entries.append((entry, canonical(line["entry"])))


def _checked(read: _Read) -> _Read:
    """Raises ImportRefused where its chains do not hold together."""
    before = drafts_head = ""
    for number, (entry, body) in enumerate(read.entries, 1):
        sound = (entry.number, entry.previous, entry.hash) == (number, before, fingerprint(body))
        if not sound:
            raise _refused(read, f"entry {number} of its trail is not what was recorded")
        before = entry.hash
    for _, text in read.drafts:
        drafts_head = chained(drafts_head, text)
    found = Held(read.held.version, len(read.entries), before, len(read.drafts), drafts_head)
    if found != read.held or not read.drafts:
        raise _refused(read, "its trail or its drafts are not whole")
    if not read.entries or read.entries[0][0].action is not TrailAction.RECEIVED:
        raise _refused(read, "its trail does not begin with the raw paste")
    return read


def _refused(read: _Read, why: str) -> ImportRefused:
    return ImportRefused(f"{read.record.id}: {why}; nothing was imported.", "Use an untouched export or a backup.")
