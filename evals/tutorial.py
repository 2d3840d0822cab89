"""What a user would otherwise write: the set-up of LangChain's retrieval tutorial over Chroma, with the same weights.

https://docs.langchain.com/oss/python/langchain/knowledge-base: RecursiveCharacterTextSplitter (1,000 characters, 200
overlapping), `Chroma.add_documents`, `as_retriever()` with its default of four.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.domain.knowledge import Ticket
from assistant.retrieval.vectors import load_chromadb
from evals.bench import Float32

CHUNK, OVERLAP = 1_000, 200


class Weights(Embeddings):
    """The unquantised model in batches of 32."""

    def __init__(self, fp32: Path, *, pad_to_full: bool) -> None:
        """`pad_to_full` pads every text to 256 tokens, as Chroma's default embedding function does; else a batch is
        padded to its longest text, as sentence-transformers does."""
        self._model = Float32(fp32, pad_to_full=pad_to_full)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [[float(value) for value in row] for row in self._model.vectors(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The whole query as one vector."""
        return self.embed_documents([text])[0]


class Tutorial:
    """An index made as the tutorial makes it."""

    def __init__(self, folder: Path, fp32: Path, *, pad_to_full: bool) -> None:
        """Open or make the store in a folder."""
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        settings = load_chromadb().config.Settings(anonymized_telemetry=False)
        self._store = Chroma(
            collection_name="tutorial",
            embedding_function=Weights(fp32, pad_to_full=pad_to_full),
            persist_directory=str(folder),
            client_settings=settings,
        )
        self._retriever: Any = self._store.as_retriever()

    def add(self, tickets: Sequence[Ticket]) -> None:
        """Cut, embed, store."""
        documents = [Document(f"{ticket.title}\n{ticket.text}", metadata={"id": ticket.id}) for ticket in tickets]
        self._store.add_documents(self._splitter.split_documents(documents))

    def search(self, text: str) -> list[str]:
        """Ids of the tickets found for a paste, best first."""
        return list(dict.fromkeys(str(found.metadata["id"]) for found in self._retriever.invoke(text)))

    def ranking(self, text: str, count: int) -> list[str]:
        """The same, deeper: ids of the tickets of the `count` nearest chunks."""
        found = self._store.similarity_search(text, k=count)
        return list(dict.fromkeys(str(one.metadata["id"]) for one in found))
