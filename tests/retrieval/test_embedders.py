"""The shipped model and the endpoint."""

import json
from pathlib import Path

import httpx
import numpy as np
import pytest

from assistant.retrieval.embedder import MiniLM, load_embedder
from assistant.retrieval.endpoint import BATCH, EndpointEmbedder
from assistant.retrieval.errors import EmbedderMissing, EmbeddingFailed


def test_similar_texts_are_near_and_vectors_have_length_one() -> None:
    vectors = load_embedder().embed(
        ["the export loses rows", "rows are missing from the export file", "my cat is grey"]
    )
    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert vectors[0] @ vectors[1] > 0.6 > 0.3 > vectors[0] @ vectors[2]


def test_a_text_has_the_same_vector_in_any_company() -> None:
    texts = ["short", "a somewhat longer text about exports " * 8, "", "word " * 2_000]
    embed = load_embedder()
    together = embed(texts)
    alone = np.vstack([embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_missing_files_are_said(tmp_path: Path) -> None:
    with pytest.raises(EmbedderMissing):
        MiniLM(tmp_path).warm()


def endpoint(handler: "httpx.MockTransport") -> EndpointEmbedder:
    return EndpointEmbedder("http://models.example/v1/", "m", "secret-key", transport=handler)


def test_the_endpoint_is_asked_in_batches_and_answers_are_put_in_order() -> None:
    asked: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        assert str(request.url) == "http://models.example/v1/embeddings"
        assert request.headers["authorization"] == "Bearer secret-key"
        asked.append(len(body["input"]))
        rows = [{"index": i, "embedding": [float(len(text)), 0.0]} for i, text in enumerate(body["input"])]
        return httpx.Response(200, json={"data": rows[::-1]})

    vectors = endpoint(httpx.MockTransport(handler)).embed(["x"] * (BATCH + 1))
    assert asked == [BATCH, 1]
    assert np.allclose(vectors, [1.0, 0.0])


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(401, text="secret-key is wrong"),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"data": []}),
        httpx.Response(200, json={"data": [{"index": 0, "embedding": ["a"]}]}),
        httpx.Response(200, json=[1]),
    ],
)
def test_a_bad_answer_is_one_error_without_the_key(response: httpx.Response) -> None:
    with pytest.raises(EmbeddingFailed) as raised:
        endpoint(httpx.MockTransport(lambda request: response)).embed(["private words"])
    assert "secret-key" not in str(raised.value) and "private" not in str(raised.value)


def test_no_answer_is_the_same_error() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("x")

    with pytest.raises(EmbeddingFailed, match="ConnectTimeout"):
        endpoint(httpx.MockTransport(handler)).embed(["x"])
