"""A foreign record read by a column map."""

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from assistant.domain.issue import Role, Visibility
from assistant.domain.knowledge import Article
from assistant.importers import own
from assistant.importers.colmap import CONTENT_ID, ColumnMap
from assistant.importers.fields import words
from assistant.importers.flat import Cells
from assistant.importers.headline import headline
from assistant.importers.markup import html_markdown
from assistant.importers.records import Conversation, Said, Unfit
from assistant.importers.servicenow import journal
from assistant.importers.times import read_time

_TIMES = ("created_at", "resolved_at", "updated_at")
_BESIDE = ("reporter", "public_comments", "comments")
"""Fields of a map that are none of the record: they make its timeline."""
_TAG = re.compile(r"</[a-z][a-z0-9]*>|<br\s*/?>", re.IGNORECASE)
_LISTED = re.compile(r"[;|,]")

Note = Callable[[str], None]
"""Takes what could not be read of a record that was taken."""


def conversation(cells: Cells, columns: ColumnMap, note: Note) -> Conversation:
    """One row as a ticket. Raises Unfit."""
    fields, changed = _fields(cells, columns, note)
    body = str(fields.get("text", ""))
    title = " ".join(str(fields.get("title", "")).split()) or headline(body)
    if not title:
        raise Unfit(_called(columns, "title") or _called(columns, "text"), "is empty")
    fields |= {"title": title, "text": body or title}
    if "id" not in fields:
        fields["id"] = _made_id(columns, title, body)
    created = fields.get("created_at")
    report = Said(body, _joined(cells, columns, "reporter") or None, Role.CUSTOMER, Visibility.PUBLIC,
                  created if isinstance(created, datetime) and created.tzinfo else None)  # fmt: skip
    said = [report]
    for name in ("public_comments", "comments"):
        for text in _texts(cells, columns, name):
            said += journal(words(text), public=name == "public_comments")
    return Conversation("Ticket", fields, tuple(said), changed)


def article(cells: Cells, columns: ColumnMap, note: Note) -> tuple[Article, datetime | None]:
    """One row as an article. Raises Unfit."""
    fields, changed = _fields(cells, columns, note)
    title = " ".join(str(fields.get("title", "")).split())
    raw = _joined(cells, columns, "text")
    body = html_markdown(raw) if _TAG.search(raw) else raw
    if not title or not body:
        raise Unfit(_called(columns, "text" if title else "title"), "is empty")
    fields |= {"title": title, "text": body}
    if "id" not in fields:
        fields["id"] = _made_id(columns, title, body)
    item = own.validated(Article, fields | ({"updated_at": changed} if changed else {}))
    assert isinstance(item, Article)
    return item, changed


def _fields(cells: Cells, columns: ColumnMap, note: Note) -> tuple[dict[str, Any], datetime | None]:
    """Fields of the record that have a value, and when it was last changed."""
    fields: dict[str, Any] = {}
    for name in columns.columns:
        if name in _BESIDE or columns.columns[name] == (CONTENT_ID,):
            continue
        if name in own.LISTS:
            parts = [part.strip() for text in _texts(cells, columns, name) for part in _LISTED.split(text)]
            fields[name] = tuple(part for part in parts if part)
        elif name in _TIMES:
            fields[name] = _time(cells, columns, name, note)
        else:
            fields[name] = _joined(cells, columns, name)
    if "id" in columns.columns and "id" in fields and not fields["id"]:
        raise Unfit(_called(columns, "id"), "is empty")
    changed = fields.pop("updated_at", None)
    return {name: value for name, value in fields.items() if value}, changed


def _time(cells: Cells, columns: ColumnMap, name: str, note: Note) -> datetime | None:
    for text in _texts(cells, columns, name):
        read = read_time(text, day_first=columns.day_first)
        if read is None:
            note(f"“{_called(columns, name)}” holds times that cannot be read in one way only (such as {text[:30]!r})")
        return read
    return None


def _texts(cells: Cells, columns: ColumnMap, name: str) -> list[str]:
    found = []
    for column in columns.columns.get(name, ()):
        value = cells.get(column)
        found += value if isinstance(value, list) else [value] if value else []
    return found


def _joined(cells: Cells, columns: ColumnMap, name: str) -> str:
    """The text of a field; of several columns all that differ for the text, and the first one for the rest."""
    texts = list(dict.fromkeys(words(text) if name != "id" else text.strip() for text in _texts(cells, columns, name)))
    return "\n\n".join(filter(None, texts)) if name == "text" else next(filter(None, texts), "")


def _called(columns: ColumnMap, name: str) -> str:
    return " or ".join(columns.columns.get(name, (name,)))


def _made_id(columns: ColumnMap, title: str, body: str) -> str:
    """An id from the words themselves: the same words get the same one in every import."""
    return f"{columns.kind}-{sha256((title + chr(10) + body).encode('utf-8', 'replace')).hexdigest()[:12]}"
