"""A fast embedder with a vector per word, so that texts which share words are near each other, and an index of it."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Article, Ticket
from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.embedder import Vectors


class WordEmbedder:
    """Sums a fixed random vector per word. `fail_after` texts it raises, as a crash in the middle of indexing would."""

    name = "words 32"

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.fail_after: int | None = None

    def warm(self) -> None:
        pass

    def embed(self, texts: Sequence[str], *, max_tokens: int = 256) -> Vectors:
        rows = np.zeros((len(texts), 32), dtype=np.float32)
        for row, text in enumerate(texts):
            if self.fail_after is not None and len(self.embedded) >= self.fail_after:
                raise RuntimeError("embedder crashed")
            self.embedded.append(text)
            for word in text.lower().split()[:max_tokens] or ["-"]:
                rows[row] += np.random.default_rng(zlib.crc32(word.encode("utf-8", "replace"))).standard_normal(32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: WordEmbedder) -> KnowledgeIndex:
    return KnowledgeIndex(tmp_path / "index", embedder)


TICKETS = (
    Ticket(
        id="T1", title="CSV export loses rows", text="The export with a computed column has fewer rows. EXP-2107 shown."
    ),
    Ticket(
        id="T2", title="Webhook sent twice", text="After the failover every webhook arrives two times.", status="open"
    ),
    Ticket(
        id="T3", title="Login loop with SSO", text="SSO-5011 assertion not yet valid, users return to the login page."
    ),
)
ARTICLE = Article(
    id="KB-1", title="Clock skew at sign-in", text="SSO-5011 means the clock is off.", error_codes=("SSO-5011",)
)


@pytest.fixture
def filled(index: KnowledgeIndex) -> KnowledgeIndex:
    index.add([*TICKETS, ARTICLE])
    return index
