"""Where cases come from: kept drafts (`escalate draft --format json`), or an export the importers read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.domain import Escalation, FactField
from assistant.errors import UnreadableInput, WrongUsage
from assistant.importers import Imported, Refused, read_export
from assistant.intake import read_issue

_HOLDERS = ("escalation", "draft", "record")
"""Keys under which an entry of a register may hold the draft."""
_LARGEST = 256 * 2**20
"""Bytes of a file of drafts."""


@dataclass(frozen=True)
class Source:
    """One record: its paste, names to hide, and the draft where one was kept."""

    paste: str
    title: str | None = None
    people: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    received_at: str | None = None
    kept: Escalation | None = None


def chosen(path: Path, *, row: int | None, id: str | None, kind: str | None) -> Source:
    """The record asked for by its number (from 1) or id; the only one without either.

    Raises WrongUsage where it is not there, or several are and none is named; UnreadableInput for an unreadable file.
    """
    found = _entries(path) if kind is None else None
    if found is not None:
        return _of_entries(path, found, row, id)
    return _of_export(path, row, id, kind)


def _entries(path: Path) -> list[Any] | None:
    """The objects of a file of drafts; None where it holds none."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        return None
    try:
        whole = json.loads(text)
        entries = whole if isinstance(whole, list) else [whole]
    except (ValueError, RecursionError):
        entries = list(_lines(text))
    return entries if any(_held(e) is not None for e in entries) else None


def _lines(text: str) -> Iterator[Any]:
    for line in text.split("\n"):
        try:
            if line.strip():
                yield json.loads(line)
        except (ValueError, RecursionError):
            yield None


def _held(entry: object) -> dict[str, Any] | None:
    """The draft in an entry, or that is the entry."""
    if isinstance(entry, dict):
        for inside in (entry, *(entry.get(key) for key in _HOLDERS)):
            if isinstance(inside, dict) and {"issue", "assessment", "facts"} <= inside.keys():
                return inside
    return None


def _of_entries(path: Path, entries: list[Any], row: int | None, id: str | None) -> Source:
    if id is not None:
        entries = [e for e in entries if isinstance(e, dict) and id in (str(e.get("id")), str(e.get("ticket")))]
        row = 1
    if row is None and len(entries) > 1:
        raise WrongUsage(f"{path.name} holds {len(entries)} drafts.", "Say which: --row N.")
    entry = _held(entries[(row or 1) - 1]) if 0 < (row or 1) <= len(entries) else None
    if entry is None:
        raise WrongUsage(f"{path.name} holds no such draft.", f"It holds {len(entries)} entries.")
    try:
        kept = Escalation.model_validate(entry)
    except ValidationError as error:
        detail = error.errors()[0]
        place = ".".join(str(part) for part in detail["loc"])
        raise WrongUsage(f"{path.name}: no draft of this version: {place}: {detail['msg']}") from error
    issue = kept.issue
    named = [f.value for f in kept.facts if f.field is FactField.CUSTOMER]
    owners = [f.value for f in kept.facts if f.field is FactField.OWNER]
    return Source(
        paste=issue.text, people=(*_authors(issue.text), *filter(None, [issue.reported_by]), *owners),
        firms=(*filter(None, [issue.customer]), *named), kept=kept,
        received_at=issue.received_at.isoformat() if issue.received_at else None,
    )  # fmt: skip


def _of_export(path: Path, row: int | None, id: str | None, kind: str | None) -> Source:
    records = read_export(path, kind=kind)
    if id is None and row is None:
        first = list(islice(records, 2))
        if len(first) > 1:
            raise WrongUsage(f"{path.name} holds several records.", "Say which: --row N or --id ID.")
        record = first[0] if first else None
    else:
        wanted = (r for n, r in enumerate(records, 1) if n == row or isinstance(r, Imported) and r.ticket.id == id)
        record = next(wanted, None)
    if isinstance(record, Refused):
        raise WrongUsage(f"this record was not read: {record}")
    if record is None:
        raise WrongUsage(f"{path.name} holds no such record.", "Count rows from 1, or give the ticket's own id.")
    ticket = record.ticket
    people = [e.author for e in ticket.timeline if e.author]
    return Source(
        paste=record.paste, title=ticket.title, people=(*people, *_authors(record.paste)),
        firms=(ticket.customer,) if ticket.customer else (),
        received_at=ticket.created_at.isoformat() if ticket.created_at and ticket.created_at.tzinfo else None,
    )  # fmt: skip


def _authors(paste: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.author for m in read_issue(paste).messages if m.author))
