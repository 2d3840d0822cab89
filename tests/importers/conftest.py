"""A real index with a small embedder, so that imports are tested without the model's milliseconds."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.embedder import Vectors


class HashedWords:
    """Counts words in 16 places by their checksum."""

    name = "hashed words 16"

    def warm(self) -> None:
        """Nothing to load."""

    def embed(self, texts: Sequence[str], *, max_tokens: int = 256) -> Vectors:
        """One row per text."""
        rows = np.full((len(texts), 16), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split()[:max_tokens]:
                rows[row, zlib.crc32(word.encode("utf-8", "replace")) % 16] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def index(tmp_path: Path) -> KnowledgeIndex:
    return KnowledgeIndex(tmp_path / "index", HashedWords())
