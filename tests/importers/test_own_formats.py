"""Tickets and articles in this product's own fields, and folders of documents."""

import json
from pathlib import Path

import pytest

from assistant.domain import Article, ArticleKind, Ticket
from assistant.errors import UnreadableInput
from assistant.importers import Options, Read, Refused, Watch, read_items, read_records

from .files import refusals, taken, write


def test_jsonl_rows_that_do_not_fit_are_refused_with_their_line(tmp_path: Path) -> None:
    rows = [
        '{"id": "1", "title": "t", "text": "x\u2028y", "tags": ["a"]}',
        "",
        "{nonsense",
        '{"id": "2", "title": "t"}',
        "[]",
        '{"id": "3", "title": "t", "text": "x", "sev": 1}',
        '{"id": 4, "title": "t", "text": "x"}',
        '{"id": " ", "title": "t", "text": "x"}',
    ]
    found = list(read_items([write(tmp_path, "t.jsonl", "\n".join(rows))]))
    assert found[0] == Ticket(id="1", title="t", text="x\u2028y", tags=("a",))
    told = {refused.line: (refused.field, refused.why) for refused in found if isinstance(refused, Refused)}
    assert set(told) == {3, 4, 5, 6, 8}
    assert "is no JSON" in told[3][1]
    assert told[4] == ("text", "field 'text' is missing")
    assert told[6] == ("sev", "unknown field 'sev'")
    assert [item.id for item in found if isinstance(item, Ticket)] == ["1", "4"]


def test_json_list_object_and_wrapper(tmp_path: Path) -> None:
    row = {"id": "1", "title": "t", "text": "x"}
    for content in ([row], row, {"tickets": [row]}):
        assert [item.id for item in taken(write(tmp_path, "t.json", json.dumps(content)))] == ["1"]
    (broken,) = refusals(write(tmp_path, "t.json", "{"))
    assert broken.rest and "no JSON" in broken.why


def test_articles_in_json_are_told_by_their_fields(tmp_path: Path) -> None:
    row = {"id": "KB-1", "title": "t", "text": "x", "audience": "internal"}
    (item,) = taken(write(tmp_path, "a.jsonl", json.dumps(row)))
    assert isinstance(item, Article) and item.audience == "internal"


def test_csv_with_lists_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    content = '\ufeffid;title;text;tags;customer\r\n1;Übersicht;"zwei\nZeilen";a|b;\r\n'
    (ticket,) = taken(write(tmp_path, "t.csv", content))
    assert ticket == Ticket(id="1", title="Übersicht", text="zwei\nZeilen", tags=("a", "b"))


def test_a_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "t.csv", "id,title,text\n1,a,b,c\n2,a,b\n")
    assert [item.id for item in taken(file)] == ["2"]
    assert [(r.line, r.why) for r in refusals(file)] == [(2, "has more than 3 cells")]


def test_articles_with_and_without_front_matter(tmp_path: Path) -> None:
    front = "---\nid: KB-1\ntitle: A\nkind: how_to\nversions: [2026.31]\n---\n\n# A\n\nBody --- here\n"
    write(tmp_path, "kb/a.md", front)
    write(tmp_path, "kb/sub/index.md", "Intro\n\n## The heading ##\ntext")
    write(tmp_path, "kb/index.md", "Other words")
    write(tmp_path, "kb/README.md", "# not an article")
    write(tmp_path, "kb/.hidden/x.md", "# hidden")
    write(tmp_path, "kb/picture.png", b"\x89PNG")
    watch = Watch()
    first, second, third = read_items([tmp_path / "kb"], watch=watch)
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(third, Article)
    assert (first.id, first.kind, first.versions) == ("KB-1", ArticleKind.HOW_TO, ("2026.31",))
    assert first.text == "# A\n\nBody --- here"
    # two pages called index differ, and what was passed over is counted
    assert (second.id, third.id, third.title) == ("index", "sub/index", "The heading")
    assert watch.passed_over == {".png": 1, ".md": 1}


def test_front_matter_that_cannot_be_read_or_would_publish_by_mistake_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nid: [\n---\nbody")
    write(tmp_path, "b.md", "---\njust words\n---\nbody")
    write(tmp_path, "c.md", "---\nid: c\naudence: internal\n---\nbody")
    write(tmp_path, "d.md", "---\nid: d\nproduct_area: exports\nkind: howto\n---\nbody")
    found = list(read_items([tmp_path]))
    assert [r.file for r in found if isinstance(r, Refused)] == ["a.md", "b.md", "c.md", "d.md"]


def test_front_matter_of_a_documentation_site_is_passed_over_and_noted(tmp_path: Path) -> None:
    page = "---\ntitle: Export\nlayout: default\nversions:\n  fpt: '*'\nlastmod: 2026-11-18\ndraft: false\n---\nHow to."
    write(tmp_path, "export.md", page)
    write(tmp_path, "later.md", "---\ntitle: Later\ndraft: true\n---\nNot yet.")
    watch = Watch()
    article, draft = read_items([tmp_path], watch=watch)
    assert isinstance(article, Article) and article.title == "Export" and article.updated_at is not None
    assert article.updated_at.day == 18
    assert {"front matter not read: layout", "front matter not read: versions"} <= set(watch.notes)
    assert isinstance(draft, Refused) and draft.withdrawn and draft.id == "later"


def test_a_path_that_is_not_there_stops_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="does not exist"):
        read_items([tmp_path / "none"]).__next__()


def test_a_prefix_keeps_two_systems_apart(tmp_path: Path) -> None:
    file = write(tmp_path, "t.jsonl", '{"id": "1", "title": "t", "text": "x"}\n{"id": "2"}')
    found = list(read_records([file], options=Options(prefix="gh-")))
    assert isinstance(found[0], Read) and found[0].item.id == "gh-1"
    assert isinstance(found[1], Refused) and found[1].id == "gh-2"
