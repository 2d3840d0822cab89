"""A Jira issue as REST gives it: v3 with documents (ADF), v2 with wiki text, one issue or a search.

Shapes: developer.atlassian.com, "Issue search" and "Issue comments". Only service projects say who may read a comment
(`jsdPublic`); one restricted to a group or role (`visibility`) is internal, and so is one of a project without
customers, as nobody but Jira's own users reads it.
"""

import re
from collections.abc import Iterable
from typing import Any

from assistant.domain.issue import Role, Visibility
from assistant.importers.adf import adf_text, is_adf
from assistant.importers.fields import cleaned, identifier, moment, named, names_of, objects, text
from assistant.importers.records import Conversation, Row, Said, Unfit

_SIDES = {"customer": Role.CUSTOMER, "app": Role.SYSTEM}
"""`accountType` of an author; the third, atlassian, is anyone with a licence."""


_CAUSES = frozenset({"problem/incident", "causes", "blocks", "defect"})
"""Kinds of links, by the names Jira ships, that lead from what is reported to what is behind it."""
_API = re.compile(r"/rest/api/(?:\d+|latest)/issue/[^/]+$")


def fits(row: Row) -> bool:
    """Whether this may be an issue of Jira."""
    return "key" in row and isinstance(row.get("fields"), dict)


def identity(row: Row) -> str:
    """The key of the issue. Raises Unfit."""
    return identifier(row, "key", "id")


def conversation(row: Row) -> Conversation:
    """One issue. Raises Unfit."""
    key, fields = identity(row), row.get("fields")
    if not isinstance(fields, dict):
        raise Unfit("fields", "is missing: ask for the issue with its fields")
    title = text(fields, "summary")
    if not title:
        raise Unfit("summary", "is missing")
    body, created = _rich(fields, "description"), moment(fields, "created")
    given = {
        "id": key, "title": title, "text": body or title, "priority": named(fields.get("priority"), "name"),
        "status": named(fields.get("status"), "name"), "closure_code": named(fields.get("resolution"), "name"),
        "versions": names_of(fields.get("versions")), "tags": names_of(fields.get("labels")),
        "customer": _organization(fields), "created_at": created,
        "resolved_at": moment(fields, "resolutiondate"), "url": _page(row, key),
        "product_area": next(iter(names_of(fields.get("components"))), None), **_links(fields, key),
    }  # fmt: skip
    reporter = fields.get("reporter") or fields.get("creator")
    files = tuple(name for a in objects(fields, "attachment") if (name := named(a, "filename")))
    report = Said(body, _name(reporter), Role.CUSTOMER, Visibility.PUBLIC, created, attachments=files)
    holder = fields.get("comment")
    comments = objects(holder, "comments") if isinstance(holder, dict) else []
    said = (report, *(_comment(c, reporter) for c in comments))
    return Conversation("Issue", given, said, moment(fields, "updated"))


def _links(fields: Row, key: str) -> dict[str, str]:
    """What it is a duplicate of, and the issue behind it: one that is said to cause it, else one of another project.

    A link stands in both issues; under `outwardIssue` this one is the subject of `type.outward` ("duplicates"), under
    `inwardIssue` of `type.inward` ("is caused by").
    """
    links = []
    for link in objects(fields, "issuelinks"):
        kind = named(link.get("type"), "name") or ""
        outward, inward = (named(link.get(side), "key") for side in ("outwardIssue", "inwardIssue"))
        links.append((kind, outward, inward))
    return linked(links, key)


def linked(links: Iterable[tuple[str, str | None, str | None]], key: str) -> dict[str, str]:
    """What the links of an issue say of it, each as kind, issue outward and issue inward."""
    found: dict[str, str] = {}
    elsewhere = None
    for name, outward, inward in links:
        kind, other = name.casefold(), outward or inward
        if "dupli" in kind:
            if outward:
                found.setdefault("duplicate_of", outward)
        elif inward and kind in _CAUSES:
            found.setdefault("linked_issue", inward)
        elif other and other.rsplit("-", 1)[0] != key.rsplit("-", 1)[0]:
            elsewhere = elsewhere or other
    return {"linked_issue": elsewhere, **found} if elsewhere else found


def _page(row: Row, key: str) -> str | None:
    """The page a person opens; `self` is the API's address of the issue."""
    url = named(row.get("self"))
    return _API.sub(lambda _: f"/browse/{key}", url) if url else None


def _rich(row: Row, name: str) -> str:
    value = row.get(name)
    return cleaned(adf_text(value)) if isinstance(value, dict) and is_adf(value) else text(row, name)


def _name(person: object) -> str | None:
    return named(person, "displayName", "name", "emailAddress")


def _same(a: Any, b: Any) -> bool:
    """Whether two are one person: by the id of Cloud, or the name of Server."""
    if not (isinstance(a, dict) and isinstance(b, dict)):
        return False
    return any(a.get(key) and a.get(key) == b.get(key) for key in ("accountId", "key", "name"))


def _comment(comment: Row, reporter: object) -> Said:
    author = comment.get("author")
    public = comment.get("jsdPublic") is True and not comment.get("visibility")
    role = _SIDES.get(str(author.get("accountType")), Role.UNKNOWN) if isinstance(author, dict) else Role.UNKNOWN
    if role is Role.UNKNOWN and "jsdPublic" in comment:
        role = Role.CUSTOMER if public and _same(author, reporter) else Role.SUPPORT
    visibility = Visibility.PUBLIC if public else Visibility.INTERNAL
    return Said(_rich(comment, "body"), _name(author), role, visibility, moment(comment, "created"))


def _organization(fields: Row) -> str | None:
    """The customer's organization of a service project: the one list whose objects hold an `uuid` beside their name.

    It lies under a custom field whose number differs from site to site.
    """
    for name, value in fields.items():
        if name.startswith("customfield_") and isinstance(value, list) and value:
            if all(isinstance(v, dict) and {"id", "name", "uuid"} <= v.keys() for v in value):
                return named(value[0], "name") if len(value) == 1 else None
    return None
