"""One index used by two processes at once: a reader never crashes and never misses what was there before."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.domain import Ticket
from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.errors import IndexBusy
from assistant.retrieval.locks import vectors_alone, vectors_shared
from tests.retrieval.conftest import TICKETS, WordEmbedder

WRITER = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from assistant.domain import Ticket
from assistant.retrieval import KnowledgeIndex
from tests.retrieval.conftest import WordEmbedder
index = KnowledgeIndex(Path(sys.argv[1]), WordEmbedder())
index.add(Ticket(id=f"N{{n}}", title=f"ticket number{{n}}", text=f"word{{n}} and more") for n in range(300))
"""


def test_searching_goes_on_while_another_process_imports(tmp_path: Path) -> None:
    index = KnowledgeIndex(tmp_path / "index", WordEmbedder())
    index.add([Ticket(id="first", title="Zebra crossing", text="a zebra")])
    script = WRITER.format(root=str(Path(__file__).parents[2]))
    writer = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "index")])
    searches = 0
    while writer.poll() is None or searches < 3:
        assert index.search("zebra crossing")[0].id == "first"
        searches += 1
    assert writer.returncode == 0
    assert index.search("number299 word299")[0].id == "N299", "and it sees all that was imported"
    assert index.status().complete


def test_a_search_during_a_long_write_goes_on_by_words(filled: KnowledgeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.retrieval.locks.READ_WAIT_SECONDS", 0.05)
    with vectors_alone(filled.folder):
        assert filled.search("webhook twice failover")[0].id == "T2"
        assert "another process is writing" in filled.notes[0]
    assert filled.search("webhook twice failover")[0].id == "T2"
    assert filled.notes == []


def test_many_readers_and_one_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.retrieval.locks.WRITE_WAIT_SECONDS", 0.05)
    with vectors_shared(tmp_path), vectors_shared(tmp_path):
        with pytest.raises(IndexBusy), vectors_alone(tmp_path):
            pass
    with vectors_alone(tmp_path):
        pass


def test_an_index_of_an_older_version_is_said_and_made_anew_by_the_next_add(filled: KnowledgeIndex) -> None:
    filled.stores.records.set_fact("layout", "1")
    old = KnowledgeIndex(filled.folder, WordEmbedder())
    with pytest.raises(Exception, match="older version.*--rebuild"):
        old.search("webhook")
    assert old.add([TICKETS[0]]).pending == 0
    assert old.search("webhook twice failover")[0].id == "T2", "records given before are searchable again"
