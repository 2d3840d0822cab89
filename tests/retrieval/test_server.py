"""Vectors on a real Chroma server on loopback: it is killed and comes back, and nothing is lost."""

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain import Ticket
from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.errors import VectorStoreUnreachable
from tests.retrieval.conftest import ARTICLE, TICKETS, WordEmbedder

CHROMA = Path(sys.executable).with_name("chroma")
pytestmark = [
    pytest.mark.skipif(not CHROMA.exists(), reason="chromadb's own server command is not installed"),
    # NOTE: chromadb leaves sockets open where its client cannot connect; the fixture below collects them here.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


class Server:
    """`chroma run` over one folder, which can be killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.indexes: list[KnowledgeIndex] = []

    def index(self, folder: Path) -> KnowledgeIndex:
        """An index whose vectors lie here."""
        self.indexes.append(KnowledgeIndex(folder, WordEmbedder(), chroma_url=self.url))
        return self.indexes[-1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(CHROMA), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder.parent
        )
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, "the server ended"
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path / "server")
    one.start()
    yield one
    for index in one.indexes:
        index.close()
    one.kill()
    gc.collect()


def test_a_killed_server_loses_nothing(tmp_path: Path, server: Server) -> None:
    index = server.index(tmp_path / "index")
    index.add([*TICKETS, ARTICLE])
    assert index.search("webhook twice failover")[0].id == "T2"
    assert index.notes == []

    server.kill()
    assert index.search("webhook twice failover")[0].id == "T2", "words go on"
    assert "searched by words only" in index.notes[0] and "CHROMA_URL" in index.notes[0]
    new = Ticket(id="new", title="Zebra crossing", text="a zebra")
    with pytest.raises(VectorStoreUnreachable) as raised:
        index.add([new])
    assert "Start the Chroma server again" in str(raised.value)
    assert index.status().pending == 1, "what was given is kept"

    server.start()
    assert index.repair().pending == 0
    assert index.search("zebra")[0].id == "new"
    assert index.search("webhook twice failover")[0].id == "T2"
    assert index.notes == []


def test_killed_and_restarted_under_load(tmp_path: Path, server: Server) -> None:
    index = server.index(tmp_path / "index")
    index.add(TICKETS)
    stop, wrong = threading.Event(), []

    def keep_searching() -> None:
        while not stop.is_set():
            if index.search("webhook twice failover")[0].id != "T2":
                wrong.append(list(index.notes))

    reader = threading.Thread(target=keep_searching)
    reader.start()
    more = [Ticket(id=f"N{n}", title=f"ticket number{n}", text=f"word{n} and more") for n in range(300)]
    killer = threading.Timer(0.3, server.kill)
    killer.start()
    try:
        index.add(more)
    except VectorStoreUnreachable:
        pass
    finally:
        killer.join()
    server.start()
    report = index.add(more)
    stop.set()
    reader.join()
    assert report.pending == 0 and index.status().complete
    assert all(index.search(f"number{n} word{n}")[0].id == f"N{n}" for n in (0, 150, 299))
    assert index.notes == [] and wrong == []


def test_two_indexes_on_one_server_never_meet(tmp_path: Path, server: Server) -> None:
    ours = server.index(tmp_path / "ours")
    theirs = server.index(tmp_path / "theirs")
    ours.add([TICKETS[0]])
    theirs.add([TICKETS[1]])
    assert [match.id for match in ours.search("webhook twice failover export")] == ["T1"]
    theirs.clear()
    assert ours.search("export rows")[0].id == "T1"
    assert ours.notes == []


def test_vectors_that_lie_elsewhere_are_said(tmp_path: Path, server: Server) -> None:
    index = KnowledgeIndex(tmp_path / "index", WordEmbedder())
    index.add(TICKETS)
    moved = server.index(tmp_path / "index")
    assert moved.search("webhook twice failover")[0].id == "T2"
    assert "lie in the index folder" in moved.notes[0] and "--rebuild" in moved.notes[0]
    assert moved.rebuild().pending == 0
    assert moved.search("webhook twice failover")[0].id == "T2"
    assert moved.notes == []


def test_a_server_that_forgot_is_said(tmp_path: Path, server: Server) -> None:
    index = server.index(tmp_path / "index")
    index.add(TICKETS)
    server.kill()
    server.folder = tmp_path / "another"
    server.start()
    fresh = server.index(tmp_path / "index")
    assert fresh.search("webhook twice failover")[0].id == "T2"
    assert "holds no vectors of this index" in fresh.notes[0]
    assert fresh.rebuild().pending == 0
    assert fresh.search("webhook twice failover")[0].id == "T2"
    assert fresh.notes == []
