"""A Zendesk ticket: of the Tickets API, the incremental export, or the account's JSON export.

Shapes: developer.zendesk.com, "Tickets", "Ticket Comments", "Incremental Exports", "Side-Loading". The account's export
holds people as objects (`requester`), the API as ids with `users` beside the tickets.
"""

import re
from datetime import datetime

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import identifier, moment, named, names_of, objects, plain_value, said_in, text
from assistant.importers.headline import headline
from assistant.importers.people import People, Person, people_of, person
from assistant.importers.records import Conversation, Row, Said, Unfit

_API = re.compile(r"/api/v2/tickets/(\d+)(?:\.json)?$")


def fits(row: Row) -> bool:
    """Whether this may be a ticket of Zendesk."""
    if "fields" in row and "key" in row or "number" in row:
        return False
    told = {"subject", "raw_subject", "description", "comments"} & row.keys()
    return "id" in row and bool(told) and bool({"requester_id", "via", "ticket_form_id", "comments", "submitter_id",
                                                "raw_subject", "assignee_id", "organization_id"} & row.keys()
                                               or isinstance(row.get("requester"), dict))  # fmt: skip


def identity(row: Row) -> str:
    """The number of the ticket. Raises Unfit."""
    return identifier(row, "id")


def conversation(row: Row, beside: People) -> Conversation:
    """One ticket; `beside` are people and organizations (`organization:<id>`) of its page. Raises Unfit."""
    number = identity(row)
    if row.get("status") == "deleted":
        raise Unfit("status", "is deleted: its text is gone", withdrawn=True)
    people = beside | _embedded(row)
    said = tuple(_comment(c, row, people) for c in objects(row, "comments"))
    first, inside = text(row, "description"), _is_internal(row)
    if not said and first:
        said = (_description(row, first, people, inside),)
    body = "" if inside else first
    body = body or next((s.text for s in said if s.text and s.visibility is Visibility.PUBLIC), "")
    title = text(row, "subject") or text(row, "raw_subject") or headline(body)
    if not title:
        raise Unfit("subject", "is missing, and no text a customer may read tells what the ticket is about")
    fields = {
        "id": number, "title": title, "text": body or title, "customer": _customer(row, people),
        "priority": named(row.get("priority")), "status": named(row.get("status")),
        "created_at": moment(row, "created_at"), "resolved_at": _solved(row), "url": _page(row),
        "tags": names_of(row.get("tags")), "linked_issue": plain_value(row.get("problem_id")),
    }  # fmt: skip
    return Conversation("Ticket", fields, said, moment(row, "updated_at"))


def _is_internal(row: Row) -> bool:
    """Whether the ticket began with a note of the agents: then the description, which repeats it, is one as well.

    `is_public` says whether any comment can be read by the customer.
    """
    comments = objects(row, "comments")
    began = min(comments, key=lambda c: str(c.get("created_at") or ""), default={})
    return row.get("is_public") is False or began.get("public") is False


def _description(row: Row, words: str, people: People, inside: bool) -> Said:
    """What the ticket began with, where the export holds no comments."""
    author = people.get(str(row.get("submitter_id" if inside else "requester_id")), Person())
    role, seen = (Role.SUPPORT, Visibility.INTERNAL) if inside else (Role.CUSTOMER, Visibility.PUBLIC)
    return Said(words, author.name, role, seen, moment(row, "created_at"))


def _solved(row: Row) -> datetime | None:
    """The incremental export of old gives `solved_at`, the API puts it into the metrics that are loaded beside."""
    metrics = row.get("metric_set")
    return moment(row, "solved_at") or (moment(metrics, "solved_at") if isinstance(metrics, dict) else None)


def _page(row: Row) -> str | None:
    """The page an agent opens; the export gives the API's address of the ticket."""
    url = named(row.get("url"))
    return _API.sub(r"/agent/tickets/\1", url) if url else None


def _embedded(row: Row) -> People:
    """People inside the ticket itself: beside its comments, or in place of the ids."""
    users = row.get("users")
    found = people_of(users) if isinstance(users, list) else {}
    for name in ("submitter", "assignee", "requester"):
        if isinstance(row.get(name), dict) and row[name].get("id") is not None:
            found[str(row[name]["id"])] = person(row[name])
    return found


def _id(row: Row, name: str) -> str | None:
    inside = row.get(name)
    value = inside.get("id") if isinstance(inside, dict) else row.get(f"{name}_id")
    return None if value is None else str(value)


def _customer(row: Row, people: People) -> str | None:
    organization = row.get("organization")
    if isinstance(organization, dict):
        return named(organization, "name")
    return people.get(f"organization:{_id(row, 'organization')}", Person()).name


def _comment(comment: Row, row: Row, people: People) -> Said:
    embedded = comment.get("author")
    author = str(comment.get("author_id") or (embedded.get("id") if isinstance(embedded, dict) else ""))
    who = people.get(author) or (person(embedded) if isinstance(embedded, dict) else Person())
    public = comment.get("public")
    visibility = Visibility.PUBLIC if public is True else Visibility.INTERNAL
    role = who.role
    if role is Role.UNKNOWN:
        if visibility is Visibility.INTERNAL or author == _id(row, "assignee"):
            role = Role.SUPPORT
        elif author == _id(row, "requester"):
            role = Role.CUSTOMER
    files = tuple(name for a in objects(comment, "attachments") if (name := named(a, "file_name")))
    return Said(_body(comment), who.name, role, visibility, moment(comment, "created_at"), attachments=files)


def _body(comment: Row) -> str:
    return said_in(text(comment, "plain_body"), comment.get("html_body")) or text(comment, "body")
