"""Exports of help desks in the shapes their vendors publish: who said what, who may read it, what counts no more."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import Article, Ticket
from assistant.importers import Refused, read_items

from .files import taken, write

INTERCOM: dict[str, Any] = {
    "type": "conversation", "id": "215469", "created_at": 1763458800, "updated_at": 1763462400, "title": None,
    "state": "closed", "priority": "priority", "tags": {"type": "tag.list", "tags": [{"id": "1", "name": "export"}]},
    "source": {"type": "conversation", "id": "403", "subject": "", "body": "<p>Export <b>stops</b> at half</p>",
               "author": {"type": "user", "id": "5", "name": "Ana Ruiz", "email": "ana@frakt.example"}},
    "statistics": {"last_close_at": 1763462400},
    "conversation_parts": {"type": "conversation_part.list", "total_count": 3, "conversation_parts": [
        {"type": "conversation_part", "part_type": "note", "body": "<p>Their quota, ours to raise</p>",
         "created_at": 1763460000, "author": {"type": "admin", "name": "Jo Brandt"}},
        {"type": "conversation_part", "part_type": "assignment", "body": None, "created_at": 1763460100,
         "author": {"type": "bot", "name": "Operator"}},
        {"type": "conversation_part", "part_type": "comment", "body": "<p>We are looking into it.</p>",
         "created_at": 1763460200, "author": {"type": "admin", "name": "Jo Brandt"}, "attachments": []},
    ]},
}  # fmt: skip
FRESHDESK: dict[str, Any] = {
    "id": 20, "subject": "Export stops", "description": "<div>It stops at half</div>",
    "description_text": "It stops at half",
    "status": 4, "priority": 3, "source": 1, "requester_id": 7, "responder_id": 9, "company_id": 3, "tags": ["export"],
    "requester": {"id": 7, "name": "Ana Ruiz", "email": "ana@frakt.example"}, "company": {"id": 3, "name": "Frakt AB"},
    "created_at": "2026-11-18T09:40:00Z", "updated_at": "2026-11-19T09:40:00Z",
    "stats": {"resolved_at": "2026-11-19T09:00:00Z"},
    "conversations": [
        {"id": 1, "body": "<div>quota, ours</div>", "body_text": "quota, ours", "incoming": False, "private": True,
         "user_id": 9, "created_at": "2026-11-18T10:00:00Z"},
        {"id": 2, "body_text": "Any news?", "incoming": True, "private": False, "user_id": 7,
         "from_email": "Ana <ana@frakt.example>", "created_at": "2026-11-18T11:00:00Z"},
    ],
}  # fmt: skip
SERVICENOW: dict[str, Any] = {
    "sys_id": "9d385017c611228701d22104cc95c371", "number": "INC0010045", "short_description": "Export stops",
    "description": "It stops at half since Monday", "state": "6", "priority": "2", "opened_at": "2026-11-18 09:40:00",
    "company": {"link": "https://x.example/api/now/table/core_company/31bea3d53790200044e0bfc8bcbe5dec",
                "value": "31bea3d53790200044e0bfc8bcbe5dec"},
    "close_notes": "Raised the quota", "close_code": "Solved (Permanently)", "sys_updated_on": "2026-11-19 09:40:00",
    "comments_and_work_notes": "2026-11-18 11:05:00 - Jo Brandt (Work notes)\nquota, ours\n\n"
                               "2026-11-18 10:05:00 - Ana Ruiz (Additional comments)\nAny news?\n\n",
}  # fmt: skip
ARTICLE: dict[str, Any] = {
    "id": 360026053753, "url": "https://v.example/api/v2/help_center/en-us/articles/1.json", "title": "Export limits",
    "html_url": "https://v.example/hc/en-us/articles/1-Export-limits", "locale": "en-us", "draft": False,
    "section_id": 5, "outdated": False, "user_segment_id": None, "updated_at": "2026-11-18T09:40:00Z",
    "edited_at": "2026-11-17T09:40:00Z",
    "label_names": ["export"], "body": "<h2 id=\"fix\">Fix</h2><p>Raise <code>max_rows</code> to <b>1,000</b>.</p>",
}  # fmt: skip


def one(folder: Path, content: object) -> Any:
    (found,) = read_items([write(folder, "export.json", json.dumps(content))])
    return found


def told(ticket: Ticket) -> list[tuple[str, str, str]]:
    return [(entry.role, entry.visibility.value, entry.text) for entry in ticket.timeline]


@pytest.mark.parametrize("wrapped", [False, True])
def test_intercom_notes_stay_internal(tmp_path: Path, wrapped: bool) -> None:
    ticket = one(tmp_path, {"type": "conversation.list", "conversations": [INTERCOM]} if wrapped else INTERCOM)
    assert isinstance(ticket, Ticket)
    assert (ticket.id, ticket.title, ticket.tags) == ("215469", "Export stops at half", ("export",))
    assert told(ticket) == [
        ("customer", "public", "Export stops at half"),
        ("support", "internal", "Their quota, ours to raise"),
        ("support", "public", "We are looking into it."),
    ]
    assert ticket.created_at is not None and ticket.created_at.isoformat() == "2025-11-18T09:40:00+00:00"


def test_an_intercom_ticket(tmp_path: Path) -> None:
    row = {"type": "ticket", "id": "494",
           "ticket_attributes": {"_default_title_": "Export", "_default_description_": "Stops"},
           "ticket_state": {"category": "resolved", "internal_label": "Done"}, "created_at": 1763458800,
           "ticket_parts": {"ticket_parts": [
               {"part_type": "note", "body": "ours", "author": {"type": "admin"}}]}}  # fmt: skip
    ticket = one(tmp_path, {"tickets": [row]})
    assert (ticket.title, ticket.text, ticket.status) == ("Export", "Stops", "Done")
    assert told(ticket)[1] == ("support", "internal", "ours")


@pytest.mark.parametrize("form", ["rest", "export"])
def test_freshdesk_private_notes_stay_internal(tmp_path: Path, form: str) -> None:
    row = FRESHDESK
    if form == "export":
        notes = [{"helpdesk_note": {"body": c["body_text"], "private": c["private"], "incoming": c["incoming"],
                                    "created_at": c["created_at"]}} for c in FRESHDESK["conversations"]]  # fmt: skip
        held = {k: v for k, v in FRESHDESK.items() if k not in ("conversations", "id")}
        row = {"helpdesk_ticket": held | {"display_id": 20, "notes": notes, "status_name": "Resolved"}}
    ticket = one(tmp_path, [row])
    assert (ticket.id, ticket.customer, ticket.status.casefold(), ticket.priority) == (
        "20",
        "Frakt AB",
        "resolved",
        "high",
    )
    assert [(role, seen) for role, seen, _ in told(ticket)] == [
        ("customer", "public"), ("support", "internal"), ("customer", "public"),
    ]  # fmt: skip


def test_servicenow_work_notes_stay_internal_and_ids_name_nobody(tmp_path: Path) -> None:
    ticket = one(tmp_path, {"result": [SERVICENOW]})
    assert (ticket.id, ticket.status, ticket.customer, ticket.resolution) == (
        "INC0010045", "Resolved", None, "Raised the quota",
    )  # fmt: skip
    assert [(seen, text) for _, seen, text in told(ticket)][1:] == [
        ("public", "Any news?"),
        ("internal", "quota, ours"),
    ]


def test_servicenow_display_values(tmp_path: Path) -> None:
    row = {name: {"display_value": value, "value": value} if isinstance(value, str) else value
           for name, value in SERVICENOW.items()}  # fmt: skip
    row["company"] = {"display_value": "Frakt AB", "value": "31bea3d53790200044e0bfc8bcbe5dec"}
    ticket = one(tmp_path, {"result": [row]})
    assert ticket.customer == "Frakt AB" and ticket.created_at.tzinfo is not None


def test_a_help_centre_article_keeps_headings_codes_and_its_link(tmp_path: Path) -> None:
    article = one(tmp_path, {"articles": [ARTICLE], "count": 1})
    assert isinstance(article, Article)
    assert article.text == "## Fix\n\nRaise `max_rows` to 1,000."
    assert (article.id, article.url, article.audience) == ("360026053753", ARTICLE["html_url"], "public")
    assert article.updated_at is not None and article.updated_at.day == 18


def test_an_article_for_some_readers_only_is_internal(tmp_path: Path) -> None:
    assert one(tmp_path, {"articles": [ARTICLE | {"user_segment_id": 12}]}).audience == "internal"


@pytest.mark.parametrize(
    "row",
    [
        ARTICLE | {"draft": True},
        ARTICLE | {"outdated": True},
        {"type": "article", "id": "1", "title": "t", "body": "<p>x</p>", "state": "draft"},
        {"id": 3, "title": "t", "description": "<p>x</p>", "status": 1, "folder_id": 8},
        {"number": "KB0010", "short_description": "t", "text": "<p>x</p>", "workflow_state": "retired"},
        FRESHDESK | {"spam": True},
        {"id": 9, "subject": "t", "status": "deleted", "requester_id": 1, "description": "x"},
    ],
)
def test_drafts_and_what_was_deleted_are_withdrawn(tmp_path: Path, row: dict[str, Any]) -> None:
    refused = one(tmp_path, [row])
    assert isinstance(refused, Refused) and refused.withdrawn and refused.id


def test_tickets_and_articles_may_be_mixed_in_one_file(tmp_path: Path) -> None:
    rows = [FRESHDESK, ARTICLE, INTERCOM, SERVICENOW]
    found = taken(write(tmp_path, "all.ndjson", "\n".join(map(json.dumps, rows))))
    assert [type(item).__name__ for item in found] == ["Ticket", "Article", "Ticket", "Ticket"]


def test_links_open_the_page_not_the_api(tmp_path: Path) -> None:
    from tests.importers import shapes

    assert one(tmp_path, [shapes.zendesk(7)]).url == "https://vendor.example/agent/tickets/7"
    assert one(tmp_path, [shapes.jira("SUP-9")]).url == "https://jira.example/browse/SUP-9"
