"""What vendors' records say beside their words: who may read them, what they are linked to, when they were solved."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import Ticket
from assistant.importers import Refused, Watch, read_items
from assistant.importers.headline import headline
from assistant.importers.markup import html_text

from . import shapes
from .files import write
from .test_vendors import ARTICLE, FRESHDESK, INTERCOM, SERVICENOW

NOTE = shapes.comment(2, False, "2026-11-18T09:40:00Z", "About to churn, do not tell.")
REPLY = shapes.comment(2, True, "2026-11-18T10:40:00Z", "Dear Ana, labels print again.")


def one(folder: Path, content: object, indent: int | None = None) -> Any:
    (found,) = read_items([write(folder, "export.json", json.dumps(content, indent=indent))])
    return found


def public(ticket: Ticket) -> str:
    return "\n".join([ticket.text, *(e.text for e in ticket.timeline if e.visibility.value == "public")])


@pytest.mark.parametrize("comments", [{}, {"comments": [NOTE]}, {"comments": [REPLY, NOTE], "is_public": True}])
@pytest.mark.parametrize("subject", ["Labels print blank", None])
def test_a_zendesk_ticket_that_begins_with_a_note_tells_customers_nothing_of_it(
    tmp_path: Path, comments: dict[str, Any], subject: str | None
) -> None:
    row = shapes.zendesk(description=NOTE["plain_body"], subject=subject, is_public=False)
    row = {name: value for name, value in row.items() if name != "comments"} | comments
    ticket = one(tmp_path, [row])
    if isinstance(ticket, Refused):
        assert subject is None and "no text a customer may read" in ticket.why
        return
    assert "churn" not in ticket.title + public(ticket)
    assert any("churn" in e.text and e.visibility.value == "internal" for e in ticket.timeline)


WORK_NOTES = (
    "2026-11-18 11:30:00 - Sam (Work notes)\nHe wrote:\n2026-11-18 11:00:00 - Jo (Additional comments)\n"
    "Any news?\nHis contract ends soon.\n\n"
)
COMMENTS = (
    "2026-11-18 12:00:00 - Sam (Additional comments)\nWe are on it\n\n"
    "2026-11-18 11:00:00 - Jo (Additional comments)\nAny news?\n\n"
)


@pytest.mark.parametrize(
    "journals", [{"work_notes": WORK_NOTES, "comments": COMMENTS}, {"comments_and_work_notes": WORK_NOTES + COMMENTS}]
)
def test_what_is_pasted_into_a_work_note_stays_internal(tmp_path: Path, journals: dict[str, str]) -> None:
    row = {name: value for name, value in SERVICENOW.items() if name != "comments_and_work_notes"} | journals
    ticket = one(tmp_path, {"result": [row]})
    assert "contract" not in public(ticket) and "Any news?\nWe are on it" in public(ticket)


def test_a_work_note_that_quotes_a_comment_is_one_entry(tmp_path: Path) -> None:
    row = SERVICENOW | {"comments_and_work_notes": "", "work_notes": WORK_NOTES}
    (_, note) = one(tmp_path, {"result": [row]}).timeline
    assert note.author == "Sam" and "He wrote" in note.text and "contract" in note.text


def test_journal_entries_keep_their_time(tmp_path: Path) -> None:
    shown = SERVICENOW | {"opened_at": {"display_value": "18.11.2026 11:40:00", "value": "2026-11-18 09:40:00"}}
    for row, hour in ((SERVICENOW, 10), (shown, 8)):
        at = one(tmp_path, {"result": [row]}).timeline[1].at
        assert (at.day, at.astimezone(at.tzinfo).utctimetuple().tm_hour) == (18, hour)


def test_comments_of_jiras_csv_keep_their_time(tmp_path: Path) -> None:
    (found, *_) = read_items([write(tmp_path, "jira.csv", shapes.CSV)])
    assert isinstance(found, Ticket)
    assert [str(entry.at)[:16] for entry in found.timeline] == [
        "2026-11-18 09:40", "2026-11-18 10:00", "2026-11-18 11:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "identity"),
    [
        (shapes.jira("SUP-3", summary=None), "SUP-3"),
        (shapes.github(7, id=99, title=None), "7"),
        ({k: v for k, v in FRESHDESK.items() if k != "id"} | {"id": 901, "display_id": 20, "deleted": True}, "20"),
        (SERVICENOW | {"id": "x", "short_description": "", "description": ""}, "INC0010045"),
        (ARTICLE | {"body": ""}, str(ARTICLE["id"])),
        ({"id": 5, "title": "t", "text": ["x"]}, "5"),
        (INTERCOM | {"id": None, "ticket_id": "9", "number": 4, "source": {}, "conversation_parts": []}, "9"),
    ],
)
def test_a_refused_record_carries_the_id_it_is_filed_under(tmp_path: Path, row: dict[str, Any], identity: str) -> None:
    refused = one(tmp_path, [row])
    assert isinstance(refused, Refused) and refused.id == identity


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ('<p>See <a href="https://h.example/36?a=1&amp;b=2">this <b>article</b></a>.</p>',
         "See this article (https://h.example/36?a=1&b=2)."),
        ("<p><a href='https://h.example/36'>h.example/36</a> is <a href=https://b.example>our bug</a></p>",
         "h.example/36 is our bug (https://b.example)"),
        ('<p>By <a href="mailto:jo@x.example">Jo</a> in <a href="https://m.example/@jo/x">a post</a></p>',
         "By Jo in a post (https://m.example/@jo/x)"),
        ('<p>A <a href="#top">mark</a>, <a name="x">a name</a>, <a href="https://t.example"><img src="x"></a>end</p>',
         "A mark, a name, end"),
        ('<p>open <a href="https://h.example/1">for ever</p>', "open for ever"),
    ],
)  # fmt: skip
def test_links_keep_their_address(html: str, read: str) -> None:
    assert html_text(html) == read


def test_a_comment_given_plain_and_marked_up_keeps_its_links(tmp_path: Path) -> None:
    html = '<div>See <a href="https://acme.example/hc/en-us/articles/360042-Export">this article</a></div>'
    zendesk = shapes.comment(2, True, "2026-11-18T10:05:00Z", "See this article", html_body=html)
    freshdesk = {"body": html, "body_text": "See this article", "private": False, "incoming": False}
    for row in (shapes.zendesk(comments=[zendesk]), FRESHDESK | {"conversations": [freshdesk]}):
        ticket = one(tmp_path, [row])
        assert ticket.timeline[-1].text.endswith("this article (https://acme.example/hc/en-us/articles/360042-Export)")
        assert ticket.articles == ("360042",)


@pytest.mark.parametrize("indent", [None, 1])
def test_comments_beside_a_single_ticket_are_read(tmp_path: Path, indent: int | None) -> None:
    row = shapes.zendesk()
    content = {"ticket": {k: v for k, v in row.items() if k != "comments"}, "comments": row["comments"],
               "users": shapes.USERS}  # fmt: skip
    ticket = one(tmp_path, content, indent)
    assert [entry.author for entry in ticket.timeline] == ["Ana Ruiz", "Jo Brandt", "Jo Brandt", "Ana Ruiz"]


def test_deleted_notes_of_freshdesk_are_left_out(tmp_path: Path) -> None:
    notes = [{"helpdesk_note": {"body": "wrong customer!", "private": False, "deleted": True}},
             {"helpdesk_note": {"body": "We look into it", "private": False, "deleted": False}}]  # fmt: skip
    held = {k: v for k, v in FRESHDESK.items() if k != "conversations"} | {"notes": notes}
    assert "wrong" not in public(one(tmp_path, [{"helpdesk_ticket": held}]))


def link(name: str, **other: str) -> dict[str, Any]:
    return {"type": {"name": name}} | {f"{side}Issue": {"key": key} for side, key in other.items()}


@pytest.mark.parametrize(
    ("links", "duplicate", "behind"),
    [
        ([link("Duplicate", outward="SUP-2"), link("Problem/Incident", inward="ENG-9")], "SUP-2", "ENG-9"),
        ([link("Duplicate", inward="SUP-2"), link("Problem/Incident", outward="SUP-9")], None, None),
        ([link("Relates", outward="SUP-5"), link("Relates", outward="ENG-7")], None, "ENG-7"),
        ([], None, None),
    ],
)
def test_jiras_links_tell_duplicates_and_engineerings_issue(
    tmp_path: Path, links: list[dict[str, Any]], duplicate: str | None, behind: str | None
) -> None:
    ticket = one(tmp_path, [shapes.jira("SUP-1", issuelinks=links)])
    assert (ticket.duplicate_of, ticket.linked_issue) == (duplicate, behind)
    # the CSV export has a column per kind and side, again for a second issue
    heads, keys = ["Outward issue link (Relates)"], [""]
    for one_link in links:
        side = "outward" if "outwardIssue" in one_link else "inward"
        heads.append(f"{side.capitalize()} issue link ({one_link['type']['name']})")
        keys.append(one_link[f"{side}Issue"]["key"])
    rows = f"Summary,Issue key,Description,{','.join(heads)}\nExport stops,SUP-1,It stops,{','.join(keys)}\n"
    (ticket,) = read_items([write(tmp_path, "jira.csv", rows)])
    assert isinstance(ticket, Ticket)
    assert (ticket.duplicate_of, ticket.linked_issue) == (duplicate, behind)


def test_other_systems_tell_the_issue_behind_a_ticket(tmp_path: Path) -> None:
    problem = {"display_value": "PRB0040001", "value": "c" * 32}
    for row, behind in (
        (shapes.zendesk(problem_id=12), "12"),
        (SERVICENOW | {"problem_id": problem}, "PRB0040001"),
        (SERVICENOW | {"problem_id": {"link": "x", "value": "c" * 32}}, None),
        (FRESHDESK | {"custom_fields": {"cf_jira_key": "see ENG-771", "cf_iso": "ISO-9001"}}, "ENG-771"),
        (INTERCOM | {"custom_attributes": {"Jira issue": "https://x.example/browse/ENG-8"}}, "ENG-8"),
    ):
        assert one(tmp_path, [row]).linked_issue == behind


def test_githubs_words_for_a_duplicate_count_from_those_who_may_mark_one(tmp_path: Path) -> None:
    keeper, reader = shapes.github()["comments"][:2]
    said = {"body": "Duplicate of #3"}
    for changed, original in (
        ({"body": "It crashes.\nDuplicate of #3"}, "3"),
        ({"comments": [keeper | said]}, "3"),
        ({"comments": [reader | said]}, None),
        ({"comments": [reader | said], "state_reason": "duplicate"}, "3"),
        ({"body": "No duplicate of #3"}, None),
    ):
        assert one(tmp_path, [shapes.github(**changed)]).duplicate_of == original


def test_zendesks_metrics_tell_when_it_was_solved(tmp_path: Path) -> None:
    ticket = one(tmp_path, [shapes.zendesk(metric_set={"solved_at": "2026-11-20T09:00:00Z"})])
    assert ticket.resolved_at is not None and ticket.resolved_at.day == 20


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello,\n\nour nightly export fails. Regards, Jo", "our nightly export fails."),
        ("Hi Ms Brandt, the label is blank.\nThanks", "the label is blank."),
        ("Sehr geehrte Frau Brandt,\n\ndie Etiketten sind leer", "die Etiketten sind leer"),
        ("Hello team\nI hope you are well. Login loops since noon.", "Login loops since noon."),
        ("お世話になっております。\nラベルが印刷されません。", "ラベルが印刷されません。"),
        ("Hello,\nThanks!", "Hello,"),
        ("word " * 40, ("word " * 20).strip()),
        ("", ""),
    ],
)
def test_a_ticket_without_a_subject_is_named_by_what_it_says(text: str, title: str) -> None:
    assert headline(text) == title


def test_a_null_subject_gets_no_greeting_for_a_title(tmp_path: Path) -> None:
    ticket = one(tmp_path, [shapes.zendesk(subject=None, description="Hello,\n\nour export fails")])
    assert ticket.title == "our export fails"


@pytest.mark.parametrize(
    "row",
    [
        shapes.jira(comment={"total": 57, "comments": []}),
        INTERCOM | {"conversation_parts": INTERCOM["conversation_parts"] | {"total_count": 900}},
    ],
)
def test_comments_left_out_of_a_record_are_noted(tmp_path: Path, row: dict[str, Any]) -> None:
    watch = Watch()
    list(read_items([write(tmp_path, "export.json", json.dumps([row]))], watch=watch))
    assert any("fewer comments than it says" in note for note in watch.notes)


@pytest.mark.parametrize("category", ["Back-office", "Tracker"])
def test_an_intercom_ticket_among_ourselves_tells_customers_nothing(tmp_path: Path, category: str) -> None:
    row = {
        "type": "ticket",
        "id": "77",
        "category": category,
        "ticket_attributes": {"_default_title_": "Node 7", "_default_description_": "Lost data of two customers."},
        "ticket_parts": {"ticket_parts": [{"part_type": "comment", "body": "Not to be told.", "author": {}}]},
    }
    assert public(one(tmp_path, [row])) == "Node 7"
