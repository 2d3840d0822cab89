"""What an import must not take out, mix, or keep: error pages, cut files, drafts, two systems, raw titles."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from assistant.importers import Options, Refused
from assistant.importers.importing import ImportReport, Terms
from assistant.importers.ledger import Ledger
from assistant.importers.masking import masked
from assistant.importers.turns import alone, is_importing
from assistant.redaction import redact
from assistant.retrieval import KnowledgeIndex

from . import shapes
from .files import write
from .test_importing import run, tickets
from .test_vendors import ARTICLE

SYNC = Terms(sync=True, source="desk")
DESK = Terms(source="desk")
ERRORS = (
    {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"},
    {"error": {"title": "Forbidden", "message": "You do not have access to this page."}},
    {"error": {"message": "User Not Authenticated", "detail": "Auth needed"}, "status": "failure"},
    {"code": "invalid_credentials", "message": "You have to be logged in to perform this action."},
    {"errorMessages": ["The value 'X' does not exist."], "warningMessages": [], "errors": {}},
    {"type": "error.list", "request_id": "b", "errors": [{"code": "unauthorized", "message": "Token Invalid"}]},
)


def synced(index: KnowledgeIndex, file: Path, terms: Terms = SYNC) -> tuple[ImportReport, list[Refused]]:
    refused: list[Refused] = []
    return run(index, file, terms=terms, refused=refused), refused


@pytest.mark.parametrize("answer", ERRORS)
def test_an_error_answer_is_no_ticket_and_empties_nothing(
    index: KnowledgeIndex, tmp_path: Path, answer: dict[str, Any]
) -> None:
    run(index, tickets(tmp_path, 1, 2), terms=DESK)
    report, refused = synced(index, write(tmp_path, "t.json", json.dumps(answer)))
    assert (report.taken, report.removed) == (0, 0) and report.not_removed
    assert "error message" in refused[0].why and index.get("T-2") is not None


@pytest.mark.parametrize("name", ["t.json", "t.csv", "t.ndjson"])
def test_a_login_page_is_no_article_and_empties_nothing(index: KnowledgeIndex, tmp_path: Path, name: str) -> None:
    run(index, tickets(tmp_path, 1), terms=DESK)
    page = write(tmp_path, name, "<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>")
    report, refused = synced(index, page)
    assert report.removed == 0 and "login or error page" in refused[0].why


def test_a_ticket_whose_words_stand_under_message_is_a_ticket(index: KnowledgeIndex, tmp_path: Path) -> None:
    row = {"title": "Printer jams", "message": "It jams on every second page since Monday", "customer": "Globex"}
    assert run(index, write(tmp_path, "t.json", json.dumps([row]))).taken == 1


def test_sync_stops_where_most_would_go_until_it_is_confirmed(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, tickets(tmp_path, *range(30)), terms=DESK)
    file = tickets(tmp_path, *range(5))
    report, _ = synced(index, file)
    assert report.removed == 0 and "25 of 30" in report.not_removed and "--confirm-removal" in report.not_removed
    assert synced(index, file, Terms(sync=True, source="desk", confirmed=True))[0].removed == 25


def test_sync_stops_where_the_export_is_of_another_system(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, write(tmp_path, "a.json", json.dumps([shapes.github(1)])), terms=DESK)
    report, _ = synced(index, tickets(tmp_path, 7))
    assert report.removed == 0 and "github" in report.not_removed and index.get("1") is not None


@pytest.mark.parametrize("published_first", [True, False])
def test_a_draft_of_a_published_article_leaves_it_in_the_index(
    index: KnowledgeIndex, tmp_path: Path, published_first: bool
) -> None:
    published = {"number": "KB1", "short_description": "Raise the limit", "text": "<p>Set it to 2,000.</p>",
                 "workflow_state": "published", "kb_knowledge_base": "IT"}  # fmt: skip
    rows = [published, published | {"workflow_state": "draft", "text": "<p>Other</p>"}]
    file = write(tmp_path, "kb.json", json.dumps({"result": rows if published_first else rows[::-1]}))
    for _ in range(2):
        assert run(index, file, terms=Terms(sync=True)).removed == 0 and index.get("KB1") is not None


HEAD = "Case Number,Subject,Description,Status\n"
FIRST = '1,Printer 1 jams,"It jams often\nand stops",Closed\n'


@pytest.mark.parametrize("last", ["2,Printer 2 ja", '2,Printer 2 jams,"It jams oft', '2,Printer,"It jams",Clo"'])
def test_a_csv_that_was_cut_takes_nothing_out(index: KnowledgeIndex, tmp_path: Path, last: str) -> None:
    run(index, write(tmp_path, "t.csv", HEAD + FIRST + '2,Printer 2 jams,"It jams often",Closed\n'), terms=DESK)
    report, _ = synced(index, write(tmp_path, "t.csv", HEAD + FIRST + last))
    if last.endswith('Clo"'):
        assert report.taken == 2  # NOTE: a stray quote in a last row that is whole is no cut
    else:
        assert report.broken == 1 and report.removed == 0 and Ledger(index.folder).sources()[0].cut == 1


def test_rows_that_are_too_short_are_refused_or_noted(index: KnowledgeIndex, tmp_path: Path) -> None:
    report, refused = synced(index, write(tmp_path, "t.csv", HEAD + FIRST + "2,Only two\n3,Jam,It jams\n"), DESK)
    assert (report.taken, [r.why for r in refused]) == (2, ["has 2 cells in place of 4"])
    assert any("fewer cells" in note for note in report.watch.notes)


def test_a_shifted_row_of_jira_is_refused(index: KnowledgeIndex, tmp_path: Path) -> None:
    head = "Summary,Issue key,Issue id,Description,Comment\n"
    rows = "Login loop,SUP-1,1,It loops,\nLogin, unquoted comma,SUP-2,2,It loops\nLogin,SUP-3,3,It loops,\n"
    report, refused = synced(index, write(tmp_path, "j.csv", head + rows), DESK)
    assert report.taken == 2 and "unquoted comma" in refused[0].why and refused[0].id is None
    torn = 'Torn,SUP-4,4,"It never closes\nsecond line\nthird, line\nLogin,SUP-5,5,It loops,\n'
    report, refused = synced(index, write(tmp_path, "j.csv", head + torn), DESK)
    assert (report.taken, report.refused) == (1, 1) and index.get("SUP-5") is not None


def test_two_repositories_with_the_same_numbers_do_not_mix(index: KnowledgeIndex, tmp_path: Path) -> None:
    ours = shapes.github(1, html_url="https://github.com/acme/app/issues/1")
    theirs = shapes.github(1, html_url="https://github.com/acme/lib/issues/1", updated_at="2026-11-25T10:00:00Z")
    run(index, write(tmp_path, "a/x.json", json.dumps([ours])))
    _, refused = synced(index, write(tmp_path, "b/x.json", json.dumps([theirs])), Terms())
    assert "--prefix" in refused[0].why and "--source" in refused[0].why
    _, refused = synced(index, tmp_path / "a", Terms(source="both"))
    assert refused == []
    _, refused = synced(index, write(tmp_path, "c.json", json.dumps([ours, theirs])), Terms(source="both"))
    assert "--prefix" in refused[0].why


def test_two_tables_that_both_count_from_one_do_not_mix(index: KnowledgeIndex, tmp_path: Path) -> None:
    head = "Ticket ID,Subject,Description\n"
    run(index, write(tmp_path, "hubspot.csv", head + "1,Invoice missing,The invoice of May is missing\n"))
    _, refused = synced(index, write(tmp_path, "zoho.csv", head + "1,Printer jams,It jams all day\n"), Terms())
    held = index.get("1")
    assert len(refused) == 1 and held is not None and held.title == "Invoice missing"
    moved = write(tmp_path, "moved/hubspot.csv", head + "1,Invoice missing,The invoice of May is missing since June\n")
    report, refused = synced(index, moved, Terms())
    assert report.taken == 1, refused


def test_another_text_of_the_same_age_is_no_newer_version(index: KnowledgeIndex, tmp_path: Path) -> None:
    rows = [ARTICLE, ARTICLE | {"title": "Something else", "body": "<p>Other words here.</p>"}]
    _, refused = synced(index, write(tmp_path, "kb.json", json.dumps({"articles": rows})), Terms())
    held = index.get(str(ARTICLE["id"]))
    assert "the first one counts" in refused[0].why and held is not None and held.title == ARTICLE["title"]


def test_the_ledger_keeps_no_title_and_tags_are_masked(index: KnowledgeIndex, tmp_path: Path) -> None:
    file = tickets(tmp_path, 1, title="Login password=Sommer2024! fails", tags=["password=Winter2025!"])

    def mask(text: str, names: tuple[str, ...]) -> str:
        return redact(text, names=names).text

    run(index, file, terms=Terms(treat=lambda item: masked(item, mask, people=False)))
    kept = b"".join(f.read_bytes() for f in index.folder.rglob("*") if f.is_file())
    assert b"Sommer2024" not in kept and b"Winter2025" not in kept


def test_titles_of_an_older_ledger_are_taken_out_of_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "sources.sqlite") as old:
        old.execute("CREATE TABLE source (name TEXT PRIMARY KEY, paths TEXT, run INTEGER, begun_at TEXT,"
                    " completed_at TEXT, stamp TEXT, read INTEGER, refused INTEGER) WITHOUT ROWID")  # fmt: skip
        old.execute("CREATE TABLE held (source TEXT, id TEXT, run INTEGER, digest TEXT, system TEXT, title TEXT,"
                    " changed TEXT, file TEXT, line INTEGER, PRIMARY KEY (source, id)) WITHOUT ROWID")  # fmt: skip
        old.execute("INSERT INTO held VALUES ('desk', '1', 1, 'x', 'own', 'Sommer2024 fails', NULL, 'f', 1)")
    old.close()
    (held,) = Ledger(tmp_path).held(["1"])["1"]
    assert (held.title, held.place, held.source) == ("", "", "desk")
    assert b"Sommer2024" not in b"".join(f.read_bytes() for f in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("page", "says"),
    [({"tickets": [shapes.zendesk(7)], "next_page": "https://x.example/2", "count": 1}, "more pages follow"),
     ({"tickets": [shapes.zendesk(7)], "next_page": "https://x.example/2", "end_of_stream": False}, "more pages"),
     ({"tickets": [shapes.zendesk(7)], "next_page": "https://x.example/2", "end_of_stream": True}, ""),
     ({"total": 57, "issues": [shapes.jira(7)]}, "57 records, and 1 were read"),
     ({"issues": [shapes.jira(7)], "isLast": False, "nextPageToken": "x"}, "more pages follow"),
     ({"count": 1, "tickets": [shapes.zendesk(7)], "next_page": None}, "")],
)  # fmt: skip
@pytest.mark.parametrize("indent", [None, 1])
def test_a_page_that_others_follow_is_told_and_takes_nothing_out(
    index: KnowledgeIndex, tmp_path: Path, page: dict[str, Any], says: str, indent: int | None
) -> None:
    report, _ = synced(index, write(tmp_path, "p.json", json.dumps(page, indent=indent)))
    assert says in report.not_removed and bool(report.not_removed) is bool(says)
    assert any(says in note for note in report.watch.notes) or not says


def test_pages_with_their_last_one_among_them_are_whole(index: KnowledgeIndex, tmp_path: Path) -> None:
    for n, following in ((1, "https://x.example/2"), (2, None)):
        page = {"tickets": [shapes.zendesk(n)], "next_page": following, "count": 2}
        write(tmp_path, f"pages/{n}.json", json.dumps(page))
    assert synced(index, tmp_path / "pages")[0].not_removed == ""


def test_a_map_that_names_no_key_of_a_json_file_is_refused(index: KnowledgeIndex, tmp_path: Path) -> None:
    from assistant.importers.colmap import ColumnMap

    columns = ColumnMap("ticket", {"id": ("no",), "title": ("what",), "public_comments": ("anwsers",)})
    file = write(tmp_path, "t.json", json.dumps([{"no": 1, "what": "Printer jams", "answers": None}]))
    _, refused = synced(index, file, Terms(options=Options(columns=columns)))
    assert "'anwsers'" in refused[0].why


@pytest.mark.parametrize(
    ("content", "says"),
    [([[shapes.github(1)], [shapes.github(2)]], "--slurp"),
     ({"comments": [{"id": 1, "author_id": 2, "body": "It fails", "public": True}]}, "comments of Zendesk"),
     ([{"issue_url": "https://api.github.com/x", "id": 5, "body": "Same here", "user": {"login": "jo"}}], "comments"),
     ({"result": [{"element": "comments", "element_id": "a", "value": "We are on it", "sys_id": "d"}]}, "journal")],
)  # fmt: skip
def test_a_file_that_only_belongs_to_tickets_is_called_what_it_is(
    index: KnowledgeIndex, tmp_path: Path, content: Any, says: str
) -> None:
    report, refused = synced(index, write(tmp_path, "t.json", json.dumps(content)), DESK)
    assert report.taken == 0 and says in refused[0].why


def test_tips_can_be_copied(index: KnowledgeIndex, tmp_path: Path) -> None:
    file = write(tmp_path, "my exports/e.csv", "alpha,beta\n1,2\n")
    _, refused = synced(index, file, DESK)
    assert f"escalate index '{file}' --preview" in refused[0].why


def test_a_running_import_is_seen(tmp_path: Path) -> None:
    assert not is_importing(tmp_path)
    with alone(tmp_path):
        assert is_importing(tmp_path)
    assert not is_importing(tmp_path)
