"""The knowledge index with real Chroma and tantivy in a temporary folder."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from assistant.domain import Article, KnowledgeKind, Ticket
from assistant.retrieval import KnowledgeIndex, open_index
from assistant.retrieval.errors import EmbedderChanged, IndexBusy, IndexUnreadable
from assistant.retrieval.locks import writing
from tests.retrieval.conftest import ARTICLE, TICKETS, WordEmbedder


def ids(matches: list) -> list[str]:
    return [match.id for match in matches]


def test_nothing_indexed_is_no_error(index: KnowledgeIndex) -> None:
    assert index.search("anything") == []
    assert index.get("T1") is None
    assert index.remove(["T1"]) == 0
    assert index.repair().pending == 0
    status = index.status()
    assert (status.tickets, status.articles, status.pending, status.complete) == (0, 0, 0, True)
    assert not index.folder.exists(), "looking must not make files"


def test_search_finds_the_right_one_first_and_says_why(filled: KnowledgeIndex) -> None:
    best = filled.search("rows are missing in my export, computed column, code EXP-2107")[0]
    assert best.id == "T1"
    assert best.kind is KnowledgeKind.TICKET
    assert best.why[0] == "same error code EXP-2107"
    assert any("computed column" in reason for reason in best.why)
    assert best.snippet is not None and best.snippet in TICKETS[0].text
    assert 0 < best.score <= 1 and 0 <= best.same_problem <= 1


def test_kind_limit_and_exclude(filled: KnowledgeIndex) -> None:
    query = "SSO-5011 at login"
    assert set(ids(filled.search(query))) == {"T1", "T2", "T3", "KB-1"}
    assert ids(filled.search(query, kind=KnowledgeKind.ARTICLE)) == ["KB-1"]
    assert "KB-1" not in ids(filled.search(query, kind="ticket"))
    assert len(filled.search(query, limit=1)) == 1
    assert filled.search(query, limit=0) == []
    assert not {"T3", "KB-1"} & set(ids(filled.search(query, exclude=frozenset({"T3", "KB-1", "unknown"}))))


def test_a_match_carries_what_policy_reads(filled: KnowledgeIndex) -> None:
    ticket = filled.search("webhook twice failover")[0]
    assert (ticket.status, ticket.article_kind) == ("open", None)
    article = filled.search("SSO-5011 clock skew", kind="article")[0]
    assert (article.status, article.article_kind, article.audience) == ("not_validated", ARTICLE.kind, "public")


def test_add_embeds_only_what_changed(filled: KnowledgeIndex, embedder: WordEmbedder) -> None:
    before = filled.fingerprint
    embedder.embedded.clear()
    report = filled.add([*TICKETS, ARTICLE])
    assert (report.added, report.updated, report.unchanged) == (0, 0, 4)
    assert embedder.embedded == []
    assert filled.fingerprint == before

    report = filled.add([TICKETS[1].model_copy(update={"text": "Now every webhook has a zebra in it."})])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 0)
    assert filled.fingerprint != before
    assert filled.search("zebra")[0].id == "T2"
    assert "failover" not in str(filled.search("failover zebra")[0].why)


def test_remove_and_clear(filled: KnowledgeIndex) -> None:
    assert filled.remove(["T1", "unknown"]) == 1
    assert "T1" not in ids(filled.search("export rows EXP-2107"))
    assert filled.get("T1") is None
    assert filled.add([TICKETS[0]]).added == 1
    assert filled.search("export rows EXP-2107")[0].id == "T1"
    filled.clear()
    assert filled.search("export rows") == []
    assert filled.status().tickets == 0
    assert filled.add([TICKETS[0]]).added == 1


def test_retired_articles_are_kept_but_not_found(filled: KnowledgeIndex) -> None:
    filled.add([ARTICLE.model_copy(update={"superseded_by": "KB-2"})])
    filled.add([Article(id="KB-3", title="Old clock text", text="SSO-5011", confidence="archived")])
    assert filled.search("SSO-5011 clock", kind="article") == []
    assert filled.get("KB-1") is not None
    assert (filled.status().articles, filled.status().retired) == (0, 2)
    filled.add([ARTICLE])
    assert ids(filled.search("SSO-5011 clock", kind="article")) == ["KB-1"]


def test_an_id_that_changes_its_kind_is_found_once(filled: KnowledgeIndex) -> None:
    filled.add([Article(id="T1", title="CSV export loses rows", text="now an article")])
    assert ids(filled.search("CSV export loses rows")).count("T1") == 1
    assert filled.search("CSV export loses rows")[0].kind is KnowledgeKind.ARTICLE


def test_what_cannot_be_indexed_is_refused_with_its_reason(index: KnowledgeIndex) -> None:
    report = index.add(
        [
            Ticket(id=" ", title="no id", text="x"),
            Ticket(id="empty", title="", text=" ... "),
            Ticket(id="twice", title="first", text="one"),
            Ticket(id="twice", title="second", text="two"),
            "not a record",  # type: ignore[list-item]
        ]
    )
    assert report.added == 1
    assert dict(report.refused)["empty"] == "has neither title nor text"
    assert dict(report.refused)["twice"] == "given twice; the later one counts"
    assert len(report.refused) == 4
    assert index.get("twice") == Ticket(id="twice", title="second", text="two")


@pytest.mark.parametrize("text", ["", "  \n", "!!! ???", "\0"])
def test_an_empty_query_finds_nothing(filled: KnowledgeIndex, text: str) -> None:
    assert filled.search(text) == []


@pytest.mark.parametrize("text", ['"AND (', "title:x OR *", "a AND NOT b^9", "[1 TO 2] ~", "\ud800 export", "é" * 500])
def test_query_syntax_means_nothing(filled: KnowledgeIndex, text: str) -> None:
    assert all(filled.get(match.id) is not None for match in filled.search(text))


def test_a_very_long_query(filled: KnowledgeIndex) -> None:
    log = "\n".join(f"2026-11-20 10:00:{i % 60:02} INFO worker-{i} EXP-2107 done {i:x}" for i in range(2_500))
    assert len(log) > 100_000
    assert filled.search(f"Export loses rows\n{log}")[0].id == "T1"


def test_unicode_ids_and_texts(index: KnowledgeIndex) -> None:
    index.add(
        [
            Ticket(id="ü:1/…", title="Übersicht lädt nicht", text="Die Anzeige bleibt weiß 🙂"),
            Ticket(id="日本", title="書き出しが失敗する", text="エラー EXP-2107"),
        ]
    )
    assert index.search("Ubersicht ladt")[0].id == "ü:1/…"
    assert index.search("EXP-2107")[0].id == "日本"


def test_an_interrupted_add_leaves_a_usable_index(index: KnowledgeIndex, embedder: WordEmbedder) -> None:
    tickets = [Ticket(id=f"N{i}", title=f"ticket number{i}", text=f"word{i} and more") for i in range(300)]
    embedder.fail_after = 300  # two vectors a ticket, 128 tickets a batch: the second batch fails
    with pytest.raises(RuntimeError):
        index.add(tickets)
    embedder.fail_after = None

    status = index.status()
    assert (status.tickets, status.pending) == (300, 172)
    assert index.search("word0", limit=1), "what was done is searchable"
    assert index.repair().pending == 0
    assert index.status().complete
    assert all(index.search(f"number{i} word{i}")[0].id == f"N{i}" for i in (0, 150, 299))


def test_the_next_add_completes_an_interrupted_one(index: KnowledgeIndex, embedder: WordEmbedder) -> None:
    embedder.fail_after = 0
    with pytest.raises(RuntimeError):
        index.add(TICKETS)
    embedder.fail_after = None
    report = index.add([ARTICLE])
    assert (report.added, report.pending) == (1, 0)
    assert index.search("webhook twice")[0].id == "T2"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from assistant.domain import Ticket
    from assistant.retrieval import KnowledgeIndex
    from assistant.retrieval.lexical import LexicalStore
    from tests.retrieval.conftest import WordEmbedder

    def die(self, items, remove=()):
        os.kill(os.getpid(), signal.SIGKILL)

    index = KnowledgeIndex(Path({folder!r}), WordEmbedder())
    index.add([Ticket(id="A", title="first one", text="alpha")])
    LexicalStore.write = die
    index.add([Ticket(id="A", title="first one", text="beta"), Ticket(id="B", title="second one", text="gamma")])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_process_leaves_a_usable_index(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    script = textwrap.dedent(KILLED).format(root=root, folder=str(tmp_path / "index"))
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": root}, check=False)
    assert done.returncode == -signal.SIGKILL

    index = KnowledgeIndex(tmp_path / "index", WordEmbedder())
    assert index.status().pending == 2
    assert "A" in ids(index.search("first one"))
    assert index.repair().pending == 0
    assert index.search("gamma second")[0].id == "B"


def test_two_readers_while_one_writes(tmp_path: Path) -> None:
    writer = KnowledgeIndex(tmp_path / "index", WordEmbedder())
    writer.add(TICKETS)
    reader = KnowledgeIndex(tmp_path / "index", WordEmbedder())
    assert reader.search("webhook")[0].id == "T2"
    with writing(tmp_path / "index"):
        assert reader.search("webhook")[0].id == "T2", "reading goes on"
        with pytest.raises(IndexBusy):
            reader.add([ARTICLE])
    writer.add([Ticket(id="new", title="Zebra crossing", text="a zebra")])
    assert reader.search("zebra")[0].id == "new", "a reader sees what was written since it opened"


def test_another_embedder_searches_by_words_and_says_so(filled: KnowledgeIndex) -> None:
    other = WordEmbedder()
    other.name = "other"
    index = KnowledgeIndex(filled.folder, other)
    assert index.search("EXP-2107")[0].id == "T1"
    assert "made with words 32" in index.notes[0]
    with pytest.raises(EmbedderChanged):
        index.add([ARTICLE])
    assert index.rebuild().pending == 0
    assert index.search("EXP-2107")[0].id == "T1"
    assert index.notes == []


NEW = Article(id="KB-2", title="Certificate ran out", text="Renew the certificate of the gateway.")


def _damage(index: KnowledgeIndex, part: str) -> None:
    index.stores.vectors.close()
    for file in index.folder.glob(f"{part}*/**/*"):
        if file.is_file():
            file.write_bytes(b"damaged")


def test_damaged_words_are_said_and_can_be_rebuilt(filled: KnowledgeIndex, embedder: WordEmbedder) -> None:
    _damage(filled, "words")
    index = KnowledgeIndex(filled.folder, embedder)
    with pytest.raises(IndexUnreadable) as raised:
        index.search("export rows")
    assert "escalate index --rebuild" in str(raised.value)
    assert index.rebuild().pending == 0
    assert index.search("export rows EXP-2107")[0].id == "T1"


def test_with_damaged_vectors_words_are_searched_until_they_are_rebuilt(
    filled: KnowledgeIndex, embedder: WordEmbedder
) -> None:
    _damage(filled, "vectors")
    index = KnowledgeIndex(filled.folder, embedder)
    assert index.search("export rows EXP-2107")[0].id == "T1"
    assert "by words only" in index.notes[0]
    assert "escalate index --rebuild" in index.notes[0]
    with pytest.raises(IndexUnreadable, match="rebuild"):
        index.add([NEW])
    assert index.rebuild().pending == 0
    assert index.search("export rows EXP-2107")[0].id == "T1"
    assert index.notes == []


def test_vectors_that_a_killed_write_left_unreadable_are_made_anew_by_the_next_add(
    filled: KnowledgeIndex, embedder: WordEmbedder
) -> None:
    records = filled.stores.records
    records.note_wanted([NEW])
    pending, _ = records.next_open(1)
    records.will_store([(pending[0], 2)])
    _damage(filled, "vectors")
    index = KnowledgeIndex(filled.folder, embedder)
    assert index.add([NEW]).pending == 0
    assert index.search("certificate ran out", kind="article")[0].id == "KB-2"
    assert index.search("export rows EXP-2107", kind="ticket")[0].id == "T1"
    assert index.notes == []


def test_damaged_records_are_said(filled: KnowledgeIndex, embedder: WordEmbedder) -> None:
    for file in filled.folder.glob("records.sqlite*"):
        file.unlink()
    (filled.folder / "records.sqlite").write_bytes(b"no database at all" * 100)
    index = KnowledgeIndex(filled.folder, embedder)
    with pytest.raises(IndexUnreadable):
        index.search("export")
    index.clear()
    assert index.add(TICKETS).added == 3


def test_repair_notices_lost_files(filled: KnowledgeIndex, embedder: WordEmbedder) -> None:
    filled.stores.vectors.drop(filled.folder / "elsewhere")
    filled.stores.lexical.drop()
    index = KnowledgeIndex(filled.folder, embedder)
    assert index.repair().pending == 0
    assert index.search("export rows EXP-2107")[0].id == "T1"


def test_the_fingerprint_depends_on_contents_only(tmp_path: Path, filled: KnowledgeIndex) -> None:
    other = KnowledgeIndex(tmp_path / "other", WordEmbedder())
    other.add([ARTICLE])
    other.add(reversed(TICKETS))
    assert other.fingerprint == filled.fingerprint
    assert len(other.fingerprint) == 12


def test_progress_ends_at_the_total(index: KnowledgeIndex) -> None:
    steps: list[tuple[int, int]] = []
    index.add(TICKETS, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (3, 3)


def test_open_index_with_the_shipped_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path))
    monkeypatch.delenv("CHROMA_URL", raising=False)
    index = open_index()
    assert index.folder == tmp_path / "index"
    index.add([*TICKETS, ARTICLE])
    again = open_index(tmp_path / "index")
    again.warm()
    assert again.search("notifications are delivered more than once")[0].id == "T2", "no word in common, same meaning"
    assert again.fingerprint == index.fingerprint
