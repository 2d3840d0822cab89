"""Small invented exports in the shapes the vendors publish."""

from typing import Any

USERS = [
    {"id": 1, "name": "Ana Ruiz", "email": "ana@frakt.example", "role": "end-user"},
    {"id": 2, "name": "Jo Brandt", "email": "jo@vendor.example", "role": "agent"},
]
ORGANIZATIONS = [{"id": 9, "name": "Norrland Frakt AB"}]


def comment(author: int, public: bool, at: str, body: str, **more: Any) -> dict[str, Any]:
    """A Zendesk comment."""
    return {"author_id": author, "public": public, "created_at": at, "plain_body": body, **more}


def zendesk(number: int = 35436, **changed: Any) -> dict[str, Any]:
    """A ticket of Zendesk's API with its comments."""
    return {
        "id": number, "url": f"https://vendor.example/api/v2/tickets/{number}.json", "subject": "Labels print blank",
        "description": "Since Monday every label is blank.", "status": "open", "priority": "high",
        "created_at": "2026-11-18T09:40:00Z", "updated_at": "2026-11-19T10:15:00Z", "requester_id": 1,
        "submitter_id": 1, "assignee_id": 2, "organization_id": 9, "tags": ["printing"], "via": {"channel": "email"},
        "comments": [
            comment(1, True, "2026-11-18T09:40:00Z", "Since Monday every label is blank. We cannot ship."),
            comment(2, False, "2026-11-18T10:05:00Z", "Reproduced on our test tenant, do not tell them yet."),
            comment(2, True, "2026-11-18T10:15:00Z", "We are looking into it."),
            comment(1, True, "2026-11-19T10:15:00Z", "Any news?"),
        ],
    } | changed  # fmt: skip


def page(*tickets: dict[str, Any]) -> dict[str, Any]:
    """A page of the API with people beside the tickets."""
    return {"tickets": list(tickets), "users": USERS, "organizations": ORGANIZATIONS, "count": len(tickets)}


def words(text: str, *marks: dict[str, Any]) -> dict[str, Any]:
    """A text node of ADF."""
    return {"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})


def node(kind: str, *content: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    """Any node of ADF."""
    return {"type": kind, "content": list(content)} | ({"attrs": attributes} if attributes else {})


def line(text: str) -> dict[str, Any]:
    """A paragraph of ADF."""
    return node("paragraph", words(text))


DOCUMENT = node(
    "doc",
    node("heading", words("Steps to reproduce"), level=3),
    node("orderedList", node("listItem", line("Open the export")), node("listItem", line("Press run"))),
    node("codeBlock", words("IOException: disk full\n  at Export.run"), language="java"),
    node(
        "table",
        node("tableRow", node("tableHeader", line("Browser")), node("tableHeader", line("Result"))),
        node("tableRow", node("tableCell", line("Firefox 144")), node("tableCell", line("fails"))),
    ),
    node("paragraph", words("See "), words("the log", {"type": "link", "attrs": {"href": "https://log.example/1"}}),
         {"type": "hardBreak"}, {"type": "mention", "attrs": {"id": "x", "text": "@Jo"}},
         {"type": "date", "attrs": {"timestamp": "1763424000000"}}),
    node("somethingNew", line("still read")),
)  # fmt: skip
REPORTER = {"accountId": "a1", "accountType": "customer", "displayName": "Ana Ruiz"}
AGENT = {"accountId": "b2", "accountType": "atlassian", "displayName": "Jo Brandt"}


def jira(key: str = "SUP-1", **fields: Any) -> dict[str, Any]:
    """An issue of Jira's search, of a service project."""
    return {"id": "10001", "key": key, "self": "https://jira.example/rest/api/3/issue/10001", "fields": {
        "summary": "Export stops at half", "description": DOCUMENT, "status": {"name": "Waiting for support"},
        "priority": {"name": "High"}, "resolution": None, "created": "2026-11-18T10:40:00.000+0100",
        "reporter": REPORTER, "labels": ["export"], "versions": [{"name": "4.2"}],
        "customfield_10002": [{"id": "1", "name": "Norrland Frakt AB", "uuid": "5a"}],
        "comment": {"total": 3, "comments": [
            {"author": AGENT, "body": node("doc", line("Their disk quota is wrong, our fault.")), "jsdPublic": False,
             "created": "2026-11-18T11:40:00.000+0100"},
            {"author": AGENT, "body": node("doc", line("We are looking into it.")), "jsdPublic": True,
             "created": "2026-11-18T12:40:00.000+0100"},
            {"author": REPORTER, "body": node("doc", line("Thank you!")), "jsdPublic": True,
             "created": "2026-11-18T13:40:00.000+0100"},
        ]}} | fields}  # fmt: skip


def github(number: int = 7, **changed: Any) -> dict[str, Any]:
    """An issue of GitHub's REST list, its comments put in."""
    return {
        "number": number, "title": "Crash on start", "body": "It crashes at once.", "state": "open",
        "user": {"login": "ana-r", "type": "User"}, "author_association": "NONE", "labels": [{"name": "bug"}],
        "created_at": "2026-11-18T09:40:00Z", "html_url": "https://git.example/o/r/issues/7",
        "comments": [
            {"user": {"login": "keeper", "type": "User"}, "author_association": "MEMBER", "body": "Which version?",
             "created_at": "2026-11-18T10:40:00Z"},
            {"user": {"login": "ana-r", "type": "User"}, "author_association": "NONE", "body": "4.2",
             "created_at": "2026-11-18T11:40:00Z"},
            {"user": {"login": "stale[bot]", "type": "Bot"}, "author_association": "NONE", "body": "Marked as stale.",
             "created_at": "2026-11-28T11:40:00Z"},
        ],
    } | changed  # fmt: skip


CSV = (
    "Summary,Issue key,Issue id,Status,Priority,Created,Affects Version/s,Affects Version/s,"
    "Description,Comment,Comment\n"
    'Export stops,SUP-2,12,Open,Major,18/Nov/26 9:40 AM,4.1,4.2,"It stops\nat half",'
    '"18/Nov/26 10:00 AM;jo;quota, ours","18/Nov/26 11:00 AM;ana;more; to say"\n'
    ",SUP-3,13,Open,Major,,,,no title,,\n"
    "Second,SUP-4,14,Open,Minor,30/Sep/26 17:20,,,,,\n"
)
