"""Embeddings from any endpoint that speaks the OpenAI protocol, in place of the shipped model.

Texts leave the machine here and nowhere else in this package; it happens only when a base URL is configured.
"""

import json
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from assistant.retrieval.embedder import Vectors
from assistant.retrieval.errors import EmbeddingFailed

BATCH = 64
"""Texts a request; hosted endpoints accept 96 (Cohere) to 2048 (OpenAI)."""
TIMEOUT_SECONDS = 30.0
CHARACTERS_PER_TOKEN = 5
"""Text is cut to `max_tokens` times this; endpoints refuse what is too long instead of cutting it."""
_TIP = "Check ESCALATE_EMBEDDING_BASE_URL, ESCALATE_EMBEDDING_MODEL and ESCALATE_EMBEDDING_API_KEY."


class EndpointEmbedder:
    """POSTs to `{base_url}/embeddings`."""

    def __init__(
        self, base_url: str, model: str, api_key: str | None = None, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`transport` is for tests (`httpx.MockTransport`)."""
        self.name = f"{model} at {base_url.rstrip('/')}"
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._model = model
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=TIMEOUT_SECONDS,
            transport=transport,
        )

    def warm(self) -> None:
        """Nothing to load."""

    def embed(self, texts: Sequence[str], *, max_tokens: int = 256) -> Vectors:
        """One vector of length 1 per text. Raises EmbeddingFailed, never with the key or the texts in it."""
        limit = max_tokens * CHARACTERS_PER_TOKEN
        rows: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            rows += self._request([text[:limit] or " " for text in texts[start : start + BATCH]])
        try:
            vectors = np.asarray(rows, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise EmbeddingFailed(f"{self._url} returned vectors of different lengths.", _TIP) from error
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise EmbeddingFailed(f"{self._url} returned something that is not a vector per text.", _TIP)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths == 0, 1.0, lengths), dtype=np.float32)

    def _request(self, texts: list[str]) -> list[list[float]]:
        try:
            response = self._client.post(self._url, json={"model": self._model, "input": texts})
        except httpx.HTTPError as error:
            raise EmbeddingFailed(f"{self._url} did not answer ({type(error).__name__}).", _TIP) from error
        if response.status_code != httpx.codes.OK:
            raise EmbeddingFailed(f"{self._url} answered {response.status_code} {response.reason_phrase}.", _TIP)
        try:
            rows: list[dict[str, Any]] = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors: list[list[float]] = [row["embedding"] for row in rows]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise EmbeddingFailed(f"{self._url} answered in another form than the OpenAI protocol.", _TIP) from error
        if len(vectors) != len(texts):
            raise EmbeddingFailed(f"{self._url} returned {len(vectors)} vectors for {len(texts)} texts.", _TIP)
        return vectors
