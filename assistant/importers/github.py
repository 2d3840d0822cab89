"""A GitHub issue: of the REST list, with comments where a script put them in, or of `gh issue list --json`.

Shapes: docs.github.com, "List repository issues" (`comments` is their number there), and the manual of `gh` (camelCase,
`comments` is the list). All that is written there can be read by everybody. Pull requests are in the same list.
"""

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import identifier, moment, named, names_of, objects, text
from assistant.importers.records import Conversation, Row, Said, Unfit

_OURS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""`author_association` of who may write to the repository."""
_LISTS = ("comments", "comments_list", "comments_data", "comment_list")


def fits(row: Row) -> bool:
    """Whether this may be an issue of GitHub."""
    return {"number", "title"} <= row.keys() and bool({"body", "html_url", "user", "author"} & row.keys())


def conversation(row: Row) -> Conversation:
    """One issue. Raises Unfit."""
    number = identifier(row, "number", "id")
    if row.get("pull_request") is not None:
        raise Unfit("pull_request", "is a pull request, no issue")
    title, body = text(row, "title"), text(row, "body")
    if not title:
        raise Unfit("title", "is missing")
    created = moment(row, "created_at", "createdAt")
    fields = {
        "id": number, "title": title, "text": body or title, "status": named(row.get("state")),
        "created_at": created, "resolved_at": moment(row, "closed_at", "closedAt"),
        "closure_code": named(row.get("state_reason")) or named(row.get("stateReason")),
        "tags": names_of(row.get("labels")), "url": named(row.get("html_url")) or named(row.get("url")),
    }  # fmt: skip
    report = Said(body, _name(row), Role.CUSTOMER, Visibility.PUBLIC, created)
    name = next((n for n in _LISTS if isinstance(row.get(n), list)), None)
    comments = objects(row, name) if name else []
    said = (report, *(_comment(c, _name(row)) for c in comments))
    return Conversation("Issue", fields, said, moment(row, "updated_at", "updatedAt"))


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
