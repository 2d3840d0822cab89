"""A Freshdesk ticket: of the REST API (v2, with `conversations`) or of the account's JSON export (`helpdesk_ticket`).

Shapes: developers.freshdesk.com, "Tickets", "Conversations"; numbers of status and priority are in the same place. A
conversation marked `private` is internal, and so is one that does not say.
"""

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import epoch, identifier, named, names_of, objects, text, words
from assistant.importers.records import Conversation, Row, Said, Unfit

_STATUS = {2: "open", 3: "pending", 4: "resolved", 5: "closed"}
_PRIORITY = {1: "low", 2: "medium", 3: "high", 4: "urgent"}


def fits(row: Row) -> bool:
    """Whether this may be a ticket of Freshdesk."""
    if isinstance(row.get("helpdesk_ticket"), dict):
        return True
    return "subject" in row and ("description_text" in row or "responder_id" in row or "display_id" in row)


def conversation(row: Row) -> Conversation:
    """One ticket. Raises Unfit."""
    held = row.get("helpdesk_ticket")
    row = held if isinstance(held, dict) else row
    number = identifier(row, "display_id", "id")
    if row.get("deleted") is True or row.get("spam") is True:
        raise Unfit("spam" if row.get("spam") else "deleted", "is spam or deleted", withdrawn=True)
    body = text(row, "description_text") or words(row.get("description")) or words(row.get("description_html"))
    title = " ".join(text(row, "subject").split()) or body.strip().split("\n", 1)[0][:100]
    if not title:
        raise Unfit("subject", "is missing, and no text tells what the ticket is about")
    stats, created = row.get("stats"), epoch(row, "created_at")
    resolved = epoch(stats, "resolved_at", "closed_at") if isinstance(stats, dict) else None
    fields = {
        "id": number, "title": title, "text": body or title, "customer": named(row.get("company"), "name"),
        "status": named(row.get("status_name")) or _coded(row.get("status"), _STATUS),
        "priority": named(row.get("priority_name")) or _coded(row.get("priority"), _PRIORITY),
        "created_at": created, "resolved_at": resolved, "tags": names_of(row.get("tags")),
    }  # fmt: skip
    name = named(row.get("requester"), "name", "email") or named(row.get("requester_name"))
    report = Said(body, name, Role.CUSTOMER, Visibility.PUBLIC, created)
    parts = objects(row, "conversations") or objects(row, "notes")
    return Conversation("Ticket", fields, (report, *map(_comment, parts)), epoch(row, "updated_at"))


def _comment(part: Row) -> Said:
    held = part.get("helpdesk_note") or part.get("note")
    part = held if isinstance(held, dict) else part
    incoming = part.get("incoming") is True
    role = Role.CUSTOMER if incoming else Role.SUPPORT if part.get("incoming") is False else Role.UNKNOWN
    visibility = Visibility.PUBLIC if part.get("private") is False else Visibility.INTERNAL
    files = tuple(name for a in objects(part, "attachments") if (name := named(a, "name")))
    said = text(part, "body_text") or words(part.get("body")) or words(part.get("body_html"))
    author = named(part.get("from_email")) if incoming else None
    return Said(said, author, role, visibility, epoch(part, "created_at"), attachments=files)


def _coded(value: object, names: dict[int, str]) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    return names.get(value, str(value)) if isinstance(value, int) and not isinstance(value, bool) else None
