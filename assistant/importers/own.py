"""Records in this product's own fields: tickets and articles by the names of `Ticket` and `Article`."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from assistant.domain.knowledge import Article, Ticket
from assistant.importers.records import Row, Unfit
from assistant.importers.times import read_time

NEEDED = frozenset({"id", "title", "text"})
LISTS = frozenset({"versions", "tags", "articles", "error_codes", "related_tickets"})
"""Fields that hold several values; in a table they are parted by `;` or `|`."""
_ARTICLE_ONLY = frozenset(Article.model_fields) - frozenset(Ticket.model_fields)
_TICKET_ONLY = frozenset(Ticket.model_fields) - frozenset(Article.model_fields)
_KNOWN = frozenset(Ticket.model_fields) | frozenset(Article.model_fields) | {"updated_at"}
_PARTED = re.compile(r"[;|]")


def fits(row: Row) -> bool:
    """Whether this is a record in our own fields, and in no others."""
    return row.keys() >= NEEDED and row.keys() <= _KNOWN


def fits_columns(columns: list[str]) -> bool:
    """Whether these are the columns of a table in our own fields."""
    return set(columns) >= NEEDED and set(columns) <= _KNOWN


def record(row: Row) -> tuple[Ticket | Article, datetime | None]:
    """One record, and when it was last changed. Raises Unfit for what does not fit, naming the field."""
    given = {name: value for name, value in row.items() if value is not None}
    if isinstance(given.get("id"), int) and not isinstance(given["id"], bool):
        given["id"] = str(given["id"])
    kind = Article if _ARTICLE_ONLY & given.keys() - {"updated_at"} and not _TICKET_ONLY & given.keys() else Ticket
    changed = read_time(given.get("updated_at"))
    if kind is Ticket:
        given.pop("updated_at", None)
    return validated(kind, given), changed


def validated(kind: type[Ticket] | type[Article], fields: Mapping[str, Any]) -> Ticket | Article:
    """The record. Raises Unfit with the first field that does not fit."""
    try:
        item = kind.model_validate(fields)
    except ValidationError as error:
        detail = error.errors()[0]
        name = ".".join(str(part) for part in detail["loc"])
        why = {"extra_forbidden": f"unknown field {name!r}", "missing": f"field {name!r} is missing"}
        raise Unfit(name, why.get(detail["type"], f"does not fit: {detail['msg']}")) from error
    if not item.id.strip():
        raise Unfit("id", "is empty")
    if not any(map(str.isalnum, item.title + item.text)):
        raise Unfit("text", "is empty, and so is the title")
    return item


def cell(column: str, value: str) -> str | list[str]:
    """A cell of a table: several values where the field holds several."""
    return [part.strip() for part in _PARTED.split(value) if part.strip()] if column in LISTS else value
