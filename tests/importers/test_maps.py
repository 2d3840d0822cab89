"""Exports of unknown systems: read where the columns tell, shown and refused where they do not."""

from datetime import datetime
from pathlib import Path

import pytest

from assistant.domain import Article, Ticket
from assistant.errors import WrongUsage
from assistant.importers import Options, Watch, load_map, read_items
from assistant.importers.preview import preview
from assistant.importers.times import read_time

from .files import refusals, taken, write

HEADERS = {
    "salesforce": ("CaseNumber,Subject,Description,Status,Priority,AccountName,CreatedDate,ClosedDate,Owner\n",
                   "00001042,Export stops,It stops at half since Monday,Closed,High,Frakt AB,"
                   "2026-11-18T09:40:00.000+0000,,Jo\n"),
    "freshdesk": ("Ticket ID,Subject,Status,Priority,Company Name,Created time,Resolved time,Tags,Description\n",
                  "20,Export stops,Closed,High,Frakt AB,2026-11-18 09:40:00,,\"export, csv\","
                  "It stops at half since Monday\n"),
    "servicenow": ("Number,Short description,Description,State,Priority,Company,Opened,Close notes,Work notes\n",
                   "INC1,Export stops,It stops at half since Monday,Closed,2 - High,Frakt AB,2026-11-18 09:40:00,"
                   "Raised,\"2026-11-18 10:05:00 - Jo Brandt (Work notes)\nquota, ours\n\"\n"),
    "hubspot": ("Ticket ID;Ticket name;Ticket description;Ticket status;Priority;Create date;Company\n",
                "7;Export stops;It stops at half since Monday;Closed;High;2026-11-18 09:40;Frakt AB\n"),
    "german": ("Ticketnummer;Betreff;Beschreibung;Status;Priorität;Firma;Erstellt am\n",
               "7;Export stops;It stops at half since Monday;Closed;High;Frakt AB;18.11.2026 09:40\n"),
    "japanese": ("チケット番号\t件名\t説明\tステータス\t優先度\t会社名\t作成日時\n",
                 "7\tExport stops\tIt stops at half since Monday\tClosed\tHigh\tFrakt AB\t2026/11/18 09:40\n"),
}  # fmt: skip


@pytest.mark.parametrize("system", HEADERS)
def test_tables_of_help_desks_are_read_by_their_headings(tmp_path: Path, system: str) -> None:
    (ticket,) = taken(write(tmp_path, "export.csv", "".join(HEADERS[system])))
    assert isinstance(ticket, Ticket)
    assert (ticket.title, ticket.text, ticket.customer) == ("Export stops", "It stops at half since Monday", "Frakt AB")
    assert ticket.status == "Closed" and ticket.priority in ("High", "2 - High")
    assert ticket.created_at is not None and ticket.created_at.replace(tzinfo=None) == datetime(2026, 11, 18, 9, 40)
    assert [e.visibility.value for e in ticket.timeline[1:]] == (["internal"] if system == "servicenow" else [])


def test_json_lines_of_an_unknown_system(tmp_path: Path) -> None:
    line = '{"ref": {"id": "A-1"}, "subject": "Export", "body": "<p>It stops</p>", "labels": [{"name": "csv"}], "x": 1}'
    watch = Watch()
    (ticket,) = read_items([write(tmp_path, "e.jsonl", line)], watch=watch)
    assert isinstance(ticket, Ticket)
    assert (ticket.id, ticket.text, ticket.tags) == ("A-1", "It stops", ("csv",))
    (note,) = watch.notes
    assert "subject as title" in note and "not read: x" in note


def test_without_a_number_the_words_make_one_and_the_same_in_every_import(tmp_path: Path) -> None:
    rows = "subject,body,queue\nExport,It stops at half,IT\nLogin,It loops for ever,IT\n"
    first, second = taken(write(tmp_path, "a.csv", rows)), taken(write(tmp_path, "b.csv", rows))
    assert [i.id for i in first] == [i.id for i in second] and len({i.id for i in first}) == 2


@pytest.mark.parametrize(
    "rows",
    [
        "alpha,beta,gamma\n1,2,3\n4,5,6\n",
        "ticket id,author,message\n1,a,Hello there\n1,b,Hello back\n1,a,Thanks a lot\n2,c,Another one\n2,d,Yes sir\n",
        "id,subject,blob\n1,Export," + "It stops every single time we try it. " * 5 + "\n",
        "id,description\n1,17\n2,18\n",
    ],
    ids=["no names", "a row per message", "a text nobody named", "no words"],
)
def test_what_cannot_be_told_is_refused_with_what_to_do(tmp_path: Path, rows: str) -> None:
    file = write(tmp_path, "export.csv", rows)
    (refused,) = refusals(file)
    assert refused.rest and "--preview" in refused.why and "--map" in refused.why
    (told, columns) = next(preview([file], Options()))
    assert "doubt" in told and "[columns]" in columns


def test_a_preview_gives_a_map_that_reads_the_same_once_kept(tmp_path: Path) -> None:
    file = write(tmp_path, "export.csv", "".join(HEADERS["salesforce"]))
    told, columns = next(preview([file], Options()))
    assert "title: Export stops" in told and '# not read: "Owner"' in columns
    kept = write(tmp_path, "map.toml", columns)
    assert taken(file, options=Options(columns=load_map(kept))) == taken(file)


def test_an_edited_map_reads_what_no_guess_can(tmp_path: Path) -> None:
    file = write(tmp_path, "e.csv", "alpha,beta,gamma,when\n1,Export stops,at half,03/04/2026\n2,,,\n")
    kept = write(tmp_path, "map.toml", 'kind = "article"\ndays = "day first"\n[columns]\nid = "alpha"\n'
                                       'title = "beta"\ntext = ["gamma", "beta"]\nupdated_at = "when"\n')  # fmt: skip
    found = taken(file, options=Options(columns=load_map(kept)))
    (article,) = found
    assert isinstance(article, Article) and article.text == "at half\n\nExport stops"
    assert article.updated_at is not None and (article.updated_at.month, article.updated_at.day) == (4, 3)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("nonsense", "no TOML"), ('kind = "x"\n[columns]\ntext = "a"', "kind"), ("[columns]\nsize = 'a'", "size"),
        ("[columns]\nid = 'a'", "title or text"), ("[columns]\ntext = 3", "columns.text"), ("", "no [columns]"),
        ("days = 'x'\n[columns]\ntext = 'a'", "days"),
    ],
)  # fmt: skip
def test_a_map_that_does_not_fit_is_told_by_its_line(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(WrongUsage) as raised:
        load_map(write(tmp_path, "map.toml", content))
    assert says in str(raised.value)


def test_a_map_that_names_a_column_the_file_has_not(tmp_path: Path) -> None:
    columns = load_map(write(tmp_path, "map.toml", "[columns]\ntext = 'Details'"))
    (refused,) = refusals(write(tmp_path, "e.csv", "a,b\n1,2\n"), options=Options(columns=columns))
    assert "'Details'" in refused.why and "a, b" in refused.why


def test_days_and_months_are_not_guessed(tmp_path: Path) -> None:
    rows = "id,subject,description,created\n1,Export,It stops here,03/04/2026\n2,Export,It stops again,05/04/2026\n"
    watch = Watch()
    items = list(read_items([write(tmp_path, "e.csv", rows)], watch=watch))
    assert [item.created_at for item in items if isinstance(item, Ticket)] == [None, None]
    assert any("one way only" in note for note in watch.notes)
    told = write(tmp_path, "t.csv", rows + "3,Export,It stops thrice,25/04/2026\n")
    assert [item.created_at.day for item in taken(told) if isinstance(item, Ticket) and item.created_at] == [3, 5, 25]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-18T09:40:00Z", "2026-11-18T09:40:00+00:00"),
        ("2026-11-18 09:40:00 +0100", "2026-11-18T09:40:00+01:00"),
        ("1763458800", "2025-11-18T09:40:00+00:00"), ("1763458800000", "2025-11-18T09:40:00+00:00"),
        ("18.11.2026 09:40", "2026-11-18T09:40:00"), ("11/18/2026 9:40 PM", "2026-11-18T21:40:00"),
        ("18 Nov 2026 09:40", "2026-11-18T09:40:00"), ("03/04/2026", None), ("yesterday", None), ("", None),
        ("31/02/2026", None), ("Wed, 18 Nov 2026 09:40:00 +0000", "2026-11-18T09:40:00+00:00"),
    ],
)  # fmt: skip
def test_times_are_read_in_one_way_only(written: str, read: str | None) -> None:
    found = read_time(written)
    assert (found.isoformat() if found else None) == read
