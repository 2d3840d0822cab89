"""A GitHub issue: of the REST list, with comments where a script put them in, or of `gh issue list --json`.

Shapes: docs.github.com, "List repository issues" (`comments` is their number there), and the manual of `gh` (camelCase,
`comments` is the list). All that is written there can be read by everybody. Pull requests are in the same list.
"""

import re
from collections.abc import Sequence

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import identifier, moment, named, names_of, objects, text
from assistant.importers.records import Conversation, Row, Said, Unfit

_OURS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""`author_association` of who may write to the repository."""
_DUPLICATE = re.compile(r"^[ \t]*duplicate of (?P<of>(?:[\w.-]+/[\w.-]+)?#\d+)\b", re.IGNORECASE | re.MULTILINE)
_LISTS = ("comments", "comments_list", "comments_data", "comment_list")


def fits(row: Row) -> bool:
    """Whether this may be an issue of GitHub."""
    return {"number", "title"} <= row.keys() and bool({"body", "html_url", "user", "author"} & row.keys())


def identity(row: Row) -> str:
    """The number of the issue. Raises Unfit."""
    return identifier(row, "number")


def conversation(row: Row) -> Conversation:
    """One issue. Raises Unfit."""
    number = identity(row)
    if row.get("pull_request") is not None:
        raise Unfit("pull_request", "is a pull request, no issue")
    title, body = text(row, "title"), text(row, "body")
    if not title:
        raise Unfit("title", "is missing")
    created = moment(row, "created_at", "createdAt")
    closed_so = named(row.get("state_reason")) or named(row.get("stateReason"))
    fields = {
        "id": number, "title": title, "text": body or title, "status": named(row.get("state")),
        "created_at": created, "resolved_at": moment(row, "closed_at", "closedAt"),
        "closure_code": closed_so,
        "tags": names_of(row.get("labels")), "url": named(row.get("html_url")) or named(row.get("url")),
    }  # fmt: skip
    report = Said(body, _name(row), Role.CUSTOMER, Visibility.PUBLIC, created)
    name = next((n for n in _LISTS if isinstance(row.get(n), list)), None)
    comments = objects(row, name) if name else []
    said = (report, *(_comment(c, _name(row)) for c in comments))
    fields["duplicate_of"] = _duplicate_of(said, closed_so=closed_so)
    return Conversation("Issue", fields, said, moment(row, "updated_at", "updatedAt"))


def _duplicate_of(said: Sequence[Said], *, closed_so: str | None) -> str | None:
    """The issue that a report or a keeper's comment calls its original, in the words by which GitHub marks one.

    Anybody can write these words, so a reader's comment counts only where the issue was closed for it.
    """
    as_such = (closed_so or "").casefold() == "duplicate"
    trusted = (one for at, one in enumerate(said) if at == 0 or as_such or one.role is not Role.CUSTOMER)
    found = [match for one in trusted for match in _DUPLICATE.finditer(one.text)]
    return found[-1]["of"].removeprefix("#") if found else None


def _author(row: Row) -> object:
    return row.get("user") or row.get("author")


def _name(row: Row) -> str | None:
    return named(_author(row), "login", "name")


def _comment(comment: Row, reporter: str | None) -> Said:
    author, name = _author(comment), _name(comment)
    machine = isinstance(author, dict) and author.get("type") == "Bot" or (name or "").endswith("[bot]")
    ours = str(comment.get("author_association") or comment.get("authorAssociation")) in _OURS
    role = Role.SYSTEM if machine else Role.ENGINEERING if ours and name != reporter else Role.CUSTOMER
    return Said(
        text(comment, "body"), name, role, Visibility.PUBLIC, moment(comment, "created_at", "createdAt", "published_at")
    )
