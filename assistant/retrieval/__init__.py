"""Past tickets and knowledge articles: index them, and find those like a pasted issue.

    index = open_index()
    index.add([Ticket(id="1", title="Export stops", text="...")])
    index.search("the export stops half way")

Importing this package is cheap; models and stores are loaded when first used.
"""

import os
from pathlib import Path
from typing import Any

from assistant.retrieval.index import AddReport, IndexStatus, KnowledgeIndex
from assistant.retrieval.sources import Loaded, load_knowledge

__all__ = ["AddReport", "IndexStatus", "KnowledgeIndex", "Loaded", "load_knowledge", "open_index"]


def open_index(
    path: Path | str | None = None,
    *,
    settings: Any = None,
    chroma_url: str | None = None,
    embedding_base_url: str | None = None,
    embedding_model: str | None = None,
    embedding_api_key: str | None = None,
) -> KnowledgeIndex:
    """The index in folder `path`, by default `index` under ESCALATE_HOME. Nothing is read or made until it is used.

    `settings` is any object with the attributes home, chroma_url, embedding_base_url, embedding_model and
    embedding_api_key (`assistant.settings.Settings`); what is given by name goes before it. Without settings CHROMA_URL
    is read from the environment.
    """
    home = getattr(settings, "home", None)
    folder = Path(path) if path is not None else Path(home or _default_home()) / "index"
    server = chroma_url or (
        getattr(settings, "chroma_url", None) if settings is not None else os.environ.get("CHROMA_URL")
    )
    base_url = embedding_base_url or getattr(settings, "embedding_base_url", None)
    model = embedding_model or getattr(settings, "embedding_model", None)
    key: Any = embedding_api_key or getattr(settings, "embedding_api_key", None)
    if base_url:
        from assistant.retrieval.endpoint import EndpointEmbedder

        secret = key.get_secret_value() if hasattr(key, "get_secret_value") else key
        return KnowledgeIndex(folder, EndpointEmbedder(base_url, model or DEFAULT_MODEL, secret), chroma_url=server)
    from assistant.retrieval.embedder import load_embedder

    return KnowledgeIndex(folder, load_embedder(), chroma_url=server)


DEFAULT_MODEL = "text-embedding-3-small"
"""Asked of an embedding endpoint when no model is named; local servers mostly ignore the name."""


def _default_home() -> Path:
    import platformdirs

    return Path(os.environ.get("ESCALATE_HOME") or platformdirs.user_data_dir("escalate", appauthor=False))
