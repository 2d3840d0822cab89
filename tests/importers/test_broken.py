"""Broken exports: what can be read is read, the rest is refused with its place, and every record is counted."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Article, Ticket
from assistant.importers import Refused, Watch, read_items

from .files import refusals, taken, write

ROWS = [{"id": str(n), "title": f"Ticket {n}", "text": f"Label {n} prints blank since Monday"} for n in range(1, 6)]
LINES = "\n".join(map(json.dumps, ROWS)) + "\n"


def table(rows: list[list[str]], **how: str) -> str:
    out = io.StringIO()
    csv.writer(out, **how).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("name", ["t.jsonl.gz", "t.jsonl", "export.bak"])
def test_gzip_is_unpacked_whatever_the_name(tmp_path: Path, name: str) -> None:
    assert len(taken(write(tmp_path, name, gzip.compress(LINES.encode())))) == 5


def test_gzip_that_was_cut_gives_its_beginning_and_says_so(tmp_path: Path) -> None:
    import random

    noise = random.Random(7)
    rows = [row | {"text": "".join(noise.choices("abcdefgh ", k=60_000))} for row in ROWS * 8]
    rows = [row | {"id": str(n)} for n, row in enumerate(rows)]
    packed = gzip.compress("\n".join(map(json.dumps, rows)).encode())
    found = list(read_items([write(tmp_path, "t.jsonl.gz", packed[: int(len(packed) * 0.8)])]))
    assert isinstance(found[0], Ticket)
    assert isinstance(found[-1], Refused) and found[-1].rest and "breaks off" in found[-1].why


@pytest.mark.parametrize("packed", [b"PK\x03\x04nonsense", None])
def test_a_zip_that_is_called_json(tmp_path: Path, packed: bytes | None) -> None:
    if packed is None:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("tickets.json", "[]")
        packed = held.getvalue()
    (refused,) = refusals(write(tmp_path, "t.json", packed))
    assert "zip" in refused.why and refused.line == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    content = "id,title,text\n1,Übersicht,Größe fällt für Zürich völlig aus – schön\n"
    watch = Watch()
    (item,) = read_items([write(tmp_path, "t.csv", content.encode(encoding))], watch=watch)
    assert isinstance(item, Ticket) and item.title == "Übersicht"
    assert bool(watch.notes) is (encoding == "cp1252")


def test_single_bytes_of_another_encoding_do_not_cost_the_file(tmp_path: Path) -> None:
    content = "id,title,text\n1,Übersicht für Zürich,gut\n".encode() + b"2,caf\xe9,x\n"
    watch = Watch()
    items = list(read_items([write(tmp_path, "t.csv", content)], watch=watch))
    assert [item.title for item in items if isinstance(item, Ticket)] == ["Übersicht für Zürich", "caf\ufffd"]
    assert any("no UTF-8" in note for note in watch.notes)


def test_nul_bytes_and_escape_sequences_become_blanks(tmp_path: Path) -> None:
    array = json.dumps(ROWS).replace("Ticket 2", "Tick\x00et\x1b[2J 2")
    items = taken(write(tmp_path, "t.json", array))
    assert len(items) == 5 and "\x1b" not in items[1].title and "\x00" not in items[1].title


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    for content in ("", " \n\n", "\ufeff"):
        (refused,) = refusals(write(tmp_path, "t.json", content))
        assert "empty" in refused.why
    assert taken(write(tmp_path, "t.json", "[]")) == []


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = ["id,title,text", '1,"a",x', '2,"opened and not closed,x', "3,c,x", '4,"d",x', "5,e,x"]
    file = write(tmp_path, "t.csv", "\n".join(rows) + "\n")
    assert {item.id for item in taken(file)} >= {"1", "3", "5"}
    assert [r.line for r in refusals(file)][0] == 3
    last = write(tmp_path, "l.csv", 'id,title,text\n1,a,x\n2,"b,x\n3,c,x\n')
    assert [item.id for item in taken(last)] == ["1", "3"]


def test_mixed_line_ends_and_a_separator_told_by_excel(tmp_path: Path) -> None:
    file = write(tmp_path, "t.csv", 'sep=;\r\nid;title;text\r\n1;a;"x\ny"\n2;b;z\r3;c;z\r\n')
    assert [item.id for item in taken(file)] == ["1", "2", "3"]


def test_cells_of_ten_megabytes_are_read(tmp_path: Path) -> None:
    long = "x " * 5_000_000
    rows = table([["id", "title", "text"], ["1", "a", long], ["2", "b", "short"]])
    items = taken(write(tmp_path, "t.csv", rows))
    assert [len(item.text) for item in items] == [len(long.strip()), 5]


@pytest.mark.parametrize("cut", range(3, len(json.dumps(ROWS)), 37))
def test_an_array_that_was_cut_loses_nothing_before_the_cut(tmp_path: Path, cut: int) -> None:
    content = json.dumps(ROWS)[:cut]
    found = list(read_items([write(tmp_path, "t.json", content)]))
    whole = content.count("}")
    assert sum(isinstance(item, Ticket) for item in found) == whole
    assert isinstance(found[-1], Refused) and found[-1].rest


def test_xml_pictures_and_sheets_are_told_by_name(tmp_path: Path) -> None:
    files = {"a.json": b"<?xml version='1.0'?><tickets/>", "b.json": b"\x89PNG\r\n", "c.csv": b"\xd0\xcf\x11\xe0abc",
             "d.json": bytes(range(256)) * 9}  # fmt: skip
    told = [refusals(write(tmp_path, name, content))[0].why for name, content in files.items()]
    for why, word in zip(told, ("XML", "image", "Outlook", "no text"), strict=True):
        assert word in why


KEYS = ["id", "subject", "body", "comments", "fields", "key", "number", "title", "user", "conversation_parts", "source",
        "author", "description_text", "created_at", "short_description", "html_url", "locale", "tags", "requester_id",
        "type"]  # fmt: skip
CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf")), max_size=30)
WORD = st.text(alphabet="abcdefghijkläöü日本 ,;\"'\n", min_size=1, max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORD, WORD), min_size=1, max_size=12), st.sampled_from([",", ";", "\t"]))
def test_every_row_of_a_table_comes_out_once(tmp_path: Path, rows: list[tuple[str, str]], separator: str) -> None:
    cells = [["id", "title", "text"], *([str(n), a, b] for n, (a, b) in enumerate(rows))]
    found = list(read_items([write(tmp_path, "t.csv", table(cells, delimiter=separator))]))
    assert len(found) == len(rows)
    for item, (title, text) in zip(found, rows, strict=True):
        if isinstance(item, Ticket):
            assert (item.title, item.text) == (title.strip(), text.strip())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.just("{"), CELL, st.sampled_from([json.dumps(row) for row in ROWS])), max_size=12))
def test_every_line_is_read_or_refused(tmp_path: Path, lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    content = "\n".join([json.dumps(ROWS[0]), *lines])
    found = list(read_items([write(tmp_path, "t.jsonl", content)]))
    assert len(found) == 1 + sum(bool(line.strip()) and line.strip() not in ("[", "]") for line in lines)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400), st.sampled_from(["x.json", "x.csv", "x.eml", "x.mbox", "x.html", "x.md", "x.pdf", "x.txt"])
)
def test_no_bytes_make_it_crash(tmp_path: Path, content: bytes, name: str) -> None:
    starts = {
        "x.json": b"[{",
        "x.mbox": b"From a\nFrom: a\nSubject: b\n\n",
        "x.pdf": b"%PDF-1.4\n",
        "x.html": b"<html>",
    }
    found = list(read_items([write(tmp_path, name, starts.get(name, b"") + content)]))
    assert all(isinstance(item, (Ticket, Article, Refused)) for item in found)
    assert all(item.why for item in found if isinstance(item, Refused)), "a refusal says why"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | CELL,
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(KEYS),
                        inner, max_size=6), max_leaves=25))  # fmt: skip
def test_no_json_makes_it_crash_or_lose_count(tmp_path: Path, value: object) -> None:
    rows = [value if isinstance(value, dict) else {"id": value}, ROWS[0]]
    found = list(read_items([write(tmp_path, "t.json", json.dumps(rows))]))
    assert len(found) == 2 or len(found) == 1 and isinstance(found[0], Refused) and found[0].rest
