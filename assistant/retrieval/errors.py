"""What can go wrong with the knowledge index, as one tree:

EscalateError
└── KnowledgeIndexError      anything below; catch this to go on without past knowledge
    ├── IndexBusy            another process is writing to the index
    ├── IndexUnreadable      a file of the index is damaged or cannot be opened
    ├── EmbedderChanged      the index was made with another embedding model
    ├── EmbedderMissing      the model files are not where the package should have them
    ├── EmbeddingFailed      the embedding endpoint did not answer usably
    ├── VectorStoreUnreachable  the Chroma server did not answer
    └── UnreadableKnowledge  a file or folder given to be indexed cannot be read   (exit 2)
"""

from assistant.errors import EscalateError

REBUILD_TIP = "Run `escalate index --rebuild`."


class KnowledgeIndexError(EscalateError):
    """The knowledge index could not do what was asked."""


class IndexBusy(KnowledgeIndexError):
    """Another process holds the write lock. Reading is never refused for this."""


class IndexUnreadable(KnowledgeIndexError):
    """A file of the index is damaged, or the system refuses to open it."""


class EmbedderChanged(KnowledgeIndexError):
    """The vectors in the index come from another model, so distances to them mean nothing."""


class EmbedderMissing(KnowledgeIndexError):
    """The packaged model files are missing or damaged."""


class EmbeddingFailed(KnowledgeIndexError):
    """The embedding endpoint refused, failed, or returned something that is not one vector per text."""


class VectorStoreUnreachable(KnowledgeIndexError):
    """The Chroma server named by CHROMA_URL did not answer."""


class UnreadableKnowledge(KnowledgeIndexError):
    """A path given to be indexed is missing, of an unknown type, or not readable at all."""

    exit_code = 2
