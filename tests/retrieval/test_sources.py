"""Reading tickets and articles from files."""

import json
from pathlib import Path

import pytest

from assistant.domain import Article, ArticleKind, Ticket
from assistant.retrieval import load_knowledge
from assistant.retrieval.errors import UnreadableKnowledge


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_jsonl_rows_that_do_not_fit_are_refused_with_their_line(tmp_path: Path) -> None:
    rows = [
        '{"id": "1", "title": "t", "text": "x\u2028y", "tags": ["a"]}',
        "",
        "{nonsense",
        '{"id": "2", "title": "t"}',
        "[]",
    ]
    rows += ['{"id": "3", "title": "t", "text": "x", "sev": 1}', '{"id": 4, "title": "t", "text": "x"}']
    file = write(tmp_path, "t.jsonl", "\n".join(rows))
    loaded = load_knowledge([file])
    assert loaded.items == (Ticket(id="1", title="t", text="x\u2028y", tags=("a",)),)
    reasons = {place.rsplit(":", 1)[1]: why for place, why in loaded.refused}
    assert set(reasons) == {"3", "4", "5", "6", "7"}
    assert "is no JSON" in reasons["3"]
    assert reasons["4"] == "field 'text' is missing"
    assert reasons["6"] == "unknown field 'sev'"


def test_json_list_object_and_wrapper(tmp_path: Path) -> None:
    row = {"id": "1", "title": "t", "text": "x"}
    for content in ([row], row, {"tickets": [row]}):
        assert len(load_knowledge([write(tmp_path, "t.json", json.dumps(content))]).items) == 1
    with pytest.raises(UnreadableKnowledge, match="t.json:1 is no JSON"):
        load_knowledge([write(tmp_path, "t.json", "{")])


def test_csv_with_lists_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    content = '\ufeffid;title;text;tags;customer\r\n1;Übersicht;"zwei\nZeilen";a|b;\r\n'
    (ticket,) = load_knowledge([write(tmp_path, "t.csv", content)]).items
    assert ticket == Ticket(id="1", title="Übersicht", text="zwei\nZeilen", tags=("a", "b"))


def test_csv_with_wrong_columns_names_file_and_columns(tmp_path: Path) -> None:
    file = write(tmp_path, "t.csv", "id,subject,text\n1,a,b\n")
    with pytest.raises(UnreadableKnowledge) as raised:
        load_knowledge([file])
    assert "t.csv: columns missing title and unknown 'subject'" in str(raised.value)


def test_csv_row_with_too_many_cells(tmp_path: Path) -> None:
    loaded = load_knowledge([write(tmp_path, "t.csv", "id,title,text\n1,a,b,c\n2,a,b\n")])
    assert [item.id for item in loaded] == ["2"]
    assert loaded.refused[0][1] == "has more than 3 cells"


def test_articles_with_and_without_front_matter(tmp_path: Path) -> None:
    write(
        tmp_path, "kb/a.md", "---\nid: KB-1\ntitle: A\nkind: how_to\nversions: [2026.31]\n---\n\n# A\n\nBody --- here\n"
    )
    write(tmp_path, "kb/sub/plain-file.md", "Intro\n\n## The heading ##\ntext")
    write(tmp_path, "kb/README.md", "# not an article")
    write(tmp_path, "kb/.hidden/x.md", "# hidden")
    first, second = load_knowledge([tmp_path / "kb"]).items
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.id, first.kind, first.versions) == ("KB-1", ArticleKind.HOW_TO, ("2026.31",))
    assert first.text == "# A\n\nBody --- here"
    assert (second.id, second.title) == ("plain-file", "The heading")


def test_bad_front_matter_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nid: [\n---\nbody")
    write(tmp_path, "b.md", "---\njust words\n---\nbody")
    write(tmp_path, "c.md", "---\nid: c\ntitle: t\ncolour: red\n---\nbody")
    loaded = load_knowledge([tmp_path])
    assert loaded.items == ()
    assert [Path(place.rsplit(":", 1)[0]).name for place, _ in loaded.refused] == ["a.md", "b.md", "c.md"]
    assert loaded.refused[2][1] == "unknown field 'colour'"


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableKnowledge, match="does not exist"):
        load_knowledge([tmp_path / "none"])
    with pytest.raises(UnreadableKnowledge, match="no known type"):
        load_knowledge([write(tmp_path, "x.pdf", "x")])
    with pytest.raises(UnreadableKnowledge, match="not UTF-8"):
        load_knowledge([write(tmp_path, "x.jsonl", b"\xe4\xf6 latin")])
    assert UnreadableKnowledge("x").exit_code == 2
