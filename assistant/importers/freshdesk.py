"""A Freshdesk ticket: of the REST API (v2, with `conversations`) or of the account's JSON export (`helpdesk_ticket`).

Shapes: developers.freshdesk.com, "Tickets", "Conversations"; numbers of status and priority are in the same place. A
conversation marked `private` is internal, and so is one that does not say.
"""

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import epoch, identifier, named, names_of, objects, said_in, text, tracker_key
from assistant.importers.headline import headline
from assistant.importers.records import Conversation, Row, Said, Unfit

_STATUS = {2: "open", 3: "pending", 4: "resolved", 5: "closed"}
_WRAPPED = ("helpdesk_ticket", "helpdesk_note", "note")
_PRIORITY = {1: "low", 2: "medium", 3: "high", 4: "urgent"}


def fits(row: Row) -> bool:
    """Whether this may be a ticket of Freshdesk."""
    if isinstance(row.get("helpdesk_ticket"), dict):
        return True
    return "subject" in row and ("description_text" in row or "responder_id" in row or "display_id" in row)


def identity(row: Row) -> str:
    """The number of the ticket. Raises Unfit."""
    return identifier(_held(row), "display_id", "id")


def conversation(row: Row) -> Conversation:
    """One ticket. Raises Unfit."""
    number, row = identity(row), _held(row)
    if row.get("deleted") is True or row.get("spam") is True:
        raise Unfit("spam" if row.get("spam") else "deleted", "is spam or deleted", withdrawn=True)
    body = said_in(text(row, "description_text"), row.get("description"), row.get("description_html"))
    title = " ".join(text(row, "subject").split()) or headline(body)
    if not title:
        raise Unfit("subject", "is missing, and no text tells what the ticket is about")
    stats, created = row.get("stats"), epoch(row, "created_at")
    resolved = epoch(stats, "resolved_at", "closed_at") if isinstance(stats, dict) else None
    fields = {
        "id": number, "title": title, "text": body or title, "customer": named(row.get("company"), "name"),
        "status": named(row.get("status_name")) or _coded(row.get("status"), _STATUS),
        "priority": named(row.get("priority_name")) or _coded(row.get("priority"), _PRIORITY),
        "created_at": created, "resolved_at": resolved, "tags": names_of(row.get("tags")),
        "linked_issue": tracker_key(row.get("custom_fields") or row.get("custom_field")),
    }  # fmt: skip
    name = named(row.get("requester"), "name", "email") or named(row.get("requester_name"))
    report = Said(body, name, Role.CUSTOMER, Visibility.PUBLIC, created)
    parts = map(_held, objects(row, "conversations") or objects(row, "notes"))
    said = (_comment(part) for part in parts if part.get("deleted") is not True)
    return Conversation("Ticket", fields, (report, *said), epoch(row, "updated_at"))


def _held(row: Row) -> Row:
    """The record itself, which the account's export wraps."""
    return next((row[name] for name in _WRAPPED if isinstance(row.get(name), dict)), row)


def _comment(part: Row) -> Said:
    incoming = part.get("incoming") is True
    role = Role.CUSTOMER if incoming else Role.SUPPORT if part.get("incoming") is False else Role.UNKNOWN
    visibility = Visibility.PUBLIC if part.get("private") is False else Visibility.INTERNAL
    files = tuple(name for a in objects(part, "attachments") if (name := named(a, "name")))
    said = said_in(text(part, "body_text"), part.get("body"), part.get("body_html"))
    author = named(part.get("from_email")) if incoming else None
    return Said(said, author, role, visibility, epoch(part, "created_at"), attachments=files)


def _coded(value: object, names: dict[int, str]) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    return names.get(value, str(value)) if isinstance(value, int) and not isinstance(value, bool) else None
