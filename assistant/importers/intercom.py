"""An Intercom conversation or ticket, as the REST API and its exports give them.

Shapes: developers.intercom.com, "Conversations", "Tickets". The first message is `source`, the others are parts: a
`note` is internal, a `comment` public; parts without words (assignments, snoozes) tell nothing. Times are seconds
since 1970.
"""

from dataclasses import replace
from typing import Any

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import epoch, identifier, named, names_of, objects, tracker_key, words
from assistant.importers.headline import headline
from assistant.importers.records import Conversation, Row, Said, Unfit

_SIDES = {"user": Role.CUSTOMER, "lead": Role.CUSTOMER, "contact": Role.CUSTOMER, "visitor": Role.CUSTOMER,
          "admin": Role.SUPPORT, "team": Role.SUPPORT, "teammate": Role.SUPPORT, "bot": Role.SYSTEM}  # fmt: skip
_PUBLIC = frozenset({"comment", "open", "close", "quick_reply", "custom_answer_reply", "fin_answer"})
"""Kinds of parts whose words the customer reads; any other with words counts as internal."""
_AMONG_US = frozenset({"back-office", "tracker"})
"""Categories of tickets that no customer sees ("Ticket types")."""
_CUSTOMERS = (Role.CUSTOMER, Visibility.PUBLIC)
_TITLES = ("_default_title_", "title", "subject")
_TEXTS = ("_default_description_", "description")


def fits(row: Row) -> bool:
    """Whether this may be a conversation or ticket of Intercom."""
    return any(name in row for name in ("conversation_parts", "ticket_parts", "ticket_attributes")) or (
        row.get("type") == "conversation" and "source" in row
    )


def identity(row: Row) -> str:
    """The id of the conversation or ticket. Raises Unfit."""
    return identifier(row, "id", "ticket_id")


def conversation(row: Row) -> Conversation:
    """One conversation or ticket. Raises Unfit."""
    number = identity(row)
    source, given = _object(row, "source"), _object(row, "ticket_attributes")
    body = words(source.get("body")) or next((t for name in _TEXTS if (t := words(given.get(name)))), "")
    created = epoch(row, "created_at")
    first = Said(body, _name(source.get("author")), _role(source.get("author"), Role.CUSTOMER), at=created)
    said = (first, *(_part(part) for part in _parts(row)))
    if hidden := str(row.get("category")).casefold() in _AMONG_US:
        said = tuple(replace(one, visibility=Visibility.INTERNAL) for one in said)
    title = (
        words(row.get("title")) or words(source.get("subject"))
        or next((t for name in _TITLES if (t := words(given.get(name)))), "")
    )  # fmt: skip
    # NOTE: where a bot or campaign opened the conversation, what the customer wrote first tells the problem
    told = next((s.text for s in said if s.text and (s.role, s.visibility) == _CUSTOMERS), "" if hidden else body)
    title = " ".join(title.split()) or headline(told)
    if not title:
        raise Unfit("source.body", "is empty, and no part holds words that a customer may read")
    statistics = _object(row, "statistics")
    fields = {
        "id": number, "title": title, "text": told or title, "status": named(row.get("state")) or _state(row),
        "priority": _priority(row), "created_at": created, "tags": names_of(_listed(row.get("tags"), "tags")),
        "customer": named(row.get("company"), "name"), "resolved_at": epoch(statistics, "last_close_at"),
        "linked_issue": tracker_key(row.get("custom_attributes")) or tracker_key(given),
    }  # fmt: skip
    return Conversation("Conversation", fields, said, epoch(row, "updated_at"))


def _parts(row: Row) -> list[Row]:
    for name in ("conversation_parts", "ticket_parts"):
        held = row.get(name)
        if isinstance(held, dict):
            return objects(held, name)
        if isinstance(held, list):
            return objects(row, name)
    return []


def _part(part: Row) -> Said:
    public = str(part.get("part_type")) in _PUBLIC
    role = _role(part.get("author"), Role.UNKNOWN)
    files = tuple(name for a in objects(part, "attachments") if (name := named(a, "name")))
    return Said(
        words(part.get("body")), _name(part.get("author")), role, Visibility.PUBLIC if public else Visibility.INTERNAL,
        epoch(part, "created_at"), attachments=files,
    )  # fmt: skip


def _role(author: object, unknown: Role) -> Role:
    return _SIDES.get(str(author.get("type")), unknown) if isinstance(author, dict) else unknown


def _name(author: object) -> str | None:
    return named(author, "name", "email") if isinstance(author, dict) else None


def _object(row: Row, name: str) -> Row:
    held = row.get(name)
    return held if isinstance(held, dict) else {}


def _listed(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else value


def _state(row: Row) -> str | None:
    return named(row.get("ticket_state"), "internal_label", "category", "name")


def _priority(row: Row) -> str | None:
    """`priority` or `not_priority`; the latter is Intercom's word for an ordinary one."""
    value = named(row.get("priority"))
    return None if value == "not_priority" else value
