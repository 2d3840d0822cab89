"""Comments in a file of their own, joined to the tickets named in the same command."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import Ticket
from assistant.importers import Refused, Watch, read_items
from assistant.importers.staleness import source_states
from assistant.importers.terms import Terms
from assistant.retrieval import KnowledgeIndex

from . import shapes
from .files import refusals, taken, write
from .test_importing import NOW, run

NOTE = "Reproduced on our test tenant, do not tell them yet."


def bare(number: int, **changed: Any) -> dict[str, Any]:
    """A ticket of Zendesk without its comments."""
    return {key: value for key, value in shapes.zendesk(number, **changed).items() if key != "comments"}


def apart(*numbers: int) -> list[dict[str, Any]]:
    """The comments of these tickets, each naming its own."""
    return [said | {"ticket_id": n, "id": n * 10 + at} for n in numbers
            for at, said in enumerate(shapes.zendesk()["comments"])]  # fmt: skip


def lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, rows)) + "\n"


def told(item: object) -> list[tuple[str | None, str, str]]:
    assert isinstance(item, Ticket)
    return [(entry.role, entry.visibility.value, entry.text) for entry in item.timeline]


FORMS = {
    "lines": lambda rows: lines(rows),
    "list": lambda rows: json.dumps(rows),
    "page": lambda rows: json.dumps({"comments": rows, "count": len(rows), "next_page": None}),
    "pages": lambda rows: lines([{"comments": rows[:3]}, {"comments": rows[3:]}]),
    "by ticket": lambda rows: lines(
        [{"ticket_id": n, "comments": [{k: v for k, v in r.items() if k != "ticket_id"} for r in rows
                                       if r["ticket_id"] == n]} for n in (7, 8)]),
    "numbers with a fraction": lambda rows: lines([r | {"ticket_id": float(r["ticket_id"])} for r in rows]),
    "ids as text": lambda rows: lines([r | {"ticket_id": str(r["ticket_id"])} for r in rows]),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_tickets_get_their_comments_as_if_they_held_them(tmp_path: Path, form: str) -> None:
    whole = taken(write(tmp_path, "whole.json", json.dumps(shapes.page(shapes.zendesk(7), shapes.zendesk(8)))))
    files = (
        write(tmp_path, "tickets.json", json.dumps(shapes.page(bare(7), bare(8)))),
        write(tmp_path, "said.json", FORMS[form](apart(7, 8))),
    )
    for order in permutations(files):
        assert taken(*order) == whole and refusals(*order) == []
    assert ("support", "internal", NOTE) in told(whole[0])


def test_comments_need_not_be_in_order_and_newer_versions_count(tmp_path: Path) -> None:
    rows = apart(7)
    rows.append(rows[2] | {"plain_body": "We looked into it.", "updated_at": "2026-11-19T00:00:00Z"})
    older, newer = write(tmp_path, "b.json", lines(rows[::-1])), write(tmp_path, "a.json", lines(rows))
    for said in (older, newer):
        (item,) = taken(said, write(tmp_path, "tickets.json", lines([bare(7)])))
        assert [text for _, _, text in told(item)] == [
            "Since Monday every label is blank. We cannot ship.", NOTE, "We looked into it.", "Any news?",
        ]  # fmt: skip


def test_a_ticket_that_holds_comments_does_not_get_them_twice(tmp_path: Path) -> None:
    whole = shapes.zendesk(7)
    later = shapes.comment(2, True, "2026-11-20T10:15:00Z", "Fixed in 4.2.1.", ticket_id=7, id=99)
    said = [{k: v for k, v in row.items() if k != "id"} for row in apart(7)]
    (item,) = taken(write(tmp_path, "t.json", json.dumps([whole])), write(tmp_path, "c.json", lines([*said, later])))
    assert [text for _, _, text in told(item)][2:] == ["We are looking into it.", "Any news?", "Fixed in 4.2.1."]


def test_names_of_the_people_beside_the_comments_are_kept(tmp_path: Path) -> None:
    comments = write(tmp_path, "c.json", json.dumps({"comments": apart(7), "users": shapes.USERS}))
    (item,) = taken(comments, write(tmp_path, "t.json", lines([bare(7)])))
    assert isinstance(item, Ticket) and {entry.author for entry in item.timeline} == {"Ana Ruiz", "Jo Brandt"}


def test_a_comment_that_cannot_be_placed_is_refused_with_file_line_and_field(tmp_path: Path) -> None:
    rows = [*apart(7), apart(404)[0], {"body": "x", "public": True}, apart(7)[0] | {"plain_body": 7, "id": 5}]
    files = write(tmp_path, "t.json", lines([bare(7)])), write(tmp_path, "c.jsonl", lines(rows) + "{broken\n")
    found = {(r.line, r.field): r.why for r in refusals(*files)}
    assert found.keys() == {(5, "ticket_id"), (6, "ticket_id"), (7, "plain_body"), (8, "")}
    assert all(r.file == "c.jsonl" for r in refusals(*files))
    assert "404" in found[5, "ticket_id"] and "missing" in found[6, "ticket_id"]
    assert len(told(taken(*files)[0])) == 4, "a broken comment does not cost its ticket"


def test_comments_alone_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (refused,) = refusals(write(tmp_path, "c.jsonl", lines(apart(7))))
    assert refused.rest and "one command" in refused.why


def issue(number: int, repository: str = "o/r", **changed: Any) -> dict[str, Any]:
    held = shapes.github(number, comments=3, html_url=f"https://github.com/{repository}/issues/{number}")
    return held | {"url": f"https://api.github.com/repos/{repository}/issues/{number}"} | changed


def said(number: int, repository: str = "o/r", path: str = "issues") -> list[dict[str, Any]]:
    return [one | {"issue_url": f"https://api.github.com/repos/{repository}/issues/{number}", "id": number * 10 + at,
                   "html_url": f"https://github.com/{repository}/{path}/{number}#issuecomment-{at}"}
            for at, one in enumerate(shapes.github()["comments"])]  # fmt: skip


def test_issues_of_github_get_theirs_and_repositories_do_not_mix(tmp_path: Path) -> None:
    issues = [issue(7), issue(7, "o/other", title="Another"), issue(9, pull_request={"url": "x"})]
    watch = Watch()
    files = [write(tmp_path, "comments.json", json.dumps([*said(7), *said(9, path="pull")])),
             write(tmp_path, "issues.json", json.dumps(issues))]  # fmt: skip
    first, other, pull = read_items(files, watch=watch)
    assert len(told(first)) == 4 and len(told(other)) == 1
    assert isinstance(pull, Refused) and pull.field == "pull_request", "comments of it are no orphans"
    assert any("fewer comments" in note for note in watch.notes), "of the other repository"


def test_conversations_of_freshdesk_too(tmp_path: Path) -> None:
    ticket = {"id": 3, "subject": "Labels", "description_text": "They are blank.", "responder_id": 4, "status": 2}
    parts = [{"id": 1, "ticket_id": 3, "body_text": "Our fault.", "private": True, "incoming": False},
             {"id": 2, "ticket_id": 3, "body_text": "We look.", "private": False, "incoming": False}]  # fmt: skip
    (item,) = taken(write(tmp_path, "c.json", json.dumps(parts)), write(tmp_path, "t.json", json.dumps([ticket])))
    assert told(item)[1:] == [("support", "internal", "Our fault."), ("support", "public", "We look.")]


def test_tickets_too_bare_to_be_known_are_told_by_their_comments(tmp_path: Path) -> None:
    row = {"id": 7, "subject": "Labels print blank", "description": "Every label is blank.", "status": "open"}
    files = write(tmp_path, "t.json", lines([row])), write(tmp_path, "c.json", lines(apart(7)))
    assert len(told(taken(*files)[0])) == 4 and refusals(*files) == []


def test_two_folders_of_two_accounts_do_not_mix(tmp_path: Path) -> None:
    for account in ("a", "b"):
        write(tmp_path, f"{account}/tickets.jsonl", lines([bare(7, subject=account)]))
    write(tmp_path, "a/said.jsonl", lines(apart(7)[:1]))
    write(tmp_path, "b/said.jsonl", lines(apart(7)))
    assert [len(told(item)) for item in taken(tmp_path / "a", tmp_path / "b")] == [1, 4]


def test_a_file_beside_one_folder_belongs_to_it(tmp_path: Path) -> None:
    write(tmp_path, "a/tickets.jsonl", lines([bare(7)]))
    older = write(tmp_path, "a/said.jsonl", lines(apart(7)[:1]))
    newer = write(tmp_path, "newer.jsonl", lines(apart(7)))
    for order in permutations((tmp_path / "a", newer, older)):
        assert refusals(*order) == [] and len(told(taken(*order)[0])) == 4


def test_one_ticket_whose_comments_come_first_is_no_page_of_comments(tmp_path: Path) -> None:
    row = {"comments": [{"body": "It stops at half"}], "ticket_number": "5", "headline": "Export stops at half of it",
           "message": "Since Monday the export stops at half"}  # fmt: skip
    (item,) = taken(write(tmp_path, "t.json", json.dumps(row)))
    assert isinstance(item, Ticket) and item.title == row["headline"] and len(item.timeline) >= 1


def test_an_import_again_changes_nothing_and_new_comments_renew_their_ticket(
    index: KnowledgeIndex, tmp_path: Path
) -> None:
    tickets = write(tmp_path, "tickets.jsonl", lines([bare(7), bare(8)]))
    comments = write(tmp_path, "comments.jsonl", lines([*apart(7, 8)[:-1], apart(404)[0]]))
    refused: list[Refused] = []
    report = run(index, comments, tickets, refused=refused)
    assert (report.added, report.refused, report.broken) == (2, 1, 0)
    assert [(r.file, r.line, r.field) for r in refused] == [("comments.jsonl", 8, "ticket_id")]
    assert [state.source.name for state in source_states(index.folder, NOW)] == [str(tickets)]
    assert run(index, tickets, comments, terms=Terms(sync=True)).unchanged == 2
    write(tmp_path, "comments.jsonl", lines(apart(7, 8)))
    assert "changed since" in source_states(index.folder, NOW)[0].stale[0]
    report = run(index, tickets, comments)
    assert (report.updated, report.unchanged) == (1, 1)
    held = index.get("8")
    assert len(told(held)) == 4


def test_a_ticket_that_is_gone_goes_though_its_comments_are_still_there(index: KnowledgeIndex, tmp_path: Path) -> None:
    write(tmp_path, "desk/tickets.jsonl", lines([bare(7), bare(8)]))
    write(tmp_path, "desk/comments.jsonl", lines(apart(7, 8)))
    run(index, tmp_path / "desk")
    write(tmp_path, "desk/tickets.jsonl", lines([bare(7)]))
    report = run(index, tmp_path / "desk", terms=Terms(sync=True))
    assert (report.removed, report.refused, report.not_removed) == (1, 4, "")
    assert index.get("8") is None


def test_leaving_the_comments_out_is_noted(index: KnowledgeIndex, tmp_path: Path) -> None:
    files = write(tmp_path, "t.jsonl", lines([bare(7)])), write(tmp_path, "c.jsonl", lines(apart(7)))
    run(index, *files)
    assert any("c.jsonl" in note and "leave the index" in note for note in run(index, files[0]).watch.notes)
