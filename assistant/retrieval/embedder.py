"""Texts to vectors: the interface, and the model that ships with the package.

The shipped model is all-MiniLM-L6-v2, quantised to int8 (`tools/quantise_minilm.py` makes it). It is read from the
package folder; nothing here can download.
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.retrieval.errors import EmbedderMissing

Vectors = npt.NDArray[np.float32]
"""One row per text, each of length 1, so that a dot product is the cosine."""


class Embedder(Protocol):
    """Turns texts into vectors. Vectors of two embedders with different `name` must never be compared."""

    @property
    def name(self) -> str:
        """Names the model and its precision; stored with the index."""
        ...

    def embed(self, texts: Sequence[str], *, max_tokens: int = 256) -> Vectors:
        """One vector per text, in order. What is beyond `max_tokens` word pieces may be left out."""
        ...

    def warm(self) -> None:
        """Load what `embed` needs, so that the first call is as fast as the next."""
        ...


TOKENS = 256
"""max_seq_length of sentence-transformers/all-MiniLM-L6-v2; longer input was not seen in its training."""
DIMENSIONS = 384
CHARACTERS_PER_TOKEN = 12
"""Text beyond `max_tokens` times this is cut before tokenising; hardly any text has longer word pieces on average."""

_SLOW_FUSION = "SkipLayerNormFusion"
"""onnxruntime 1.31 runs the fused operator three times slower than the addition and normalisation it stands for:
without it a run of 24, 96 and 256 tokens takes .90, .88 and .88 of the time. Vectors differ by rounding (cosine
.9997)."""


class MiniLM:
    """all-MiniLM-L6-v2, int8, on the processor."""

    name = "all-MiniLM-L6-v2 int8 256"

    def __init__(self, folder: Path | None = None, *, model: str = "model.int8.onnx") -> None:
        """Nothing is read yet. `folder` and `model` are for comparing other precisions."""
        self._folder = folder
        self._model = model
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def warm(self) -> None:
        """Load tokenizer and session. Raises EmbedderMissing."""
        self._load()

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                folder = self._folder or Path(str(files("assistant.retrieval").joinpath("minilm")))
                self._loaded = _load_tokenizer(folder / "tokenizer.json"), _load_session(folder / self._model)
            return self._loaded

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The same as `embed`, for those who take any function from texts to vectors."""
        return self.embed(texts)

    def embed(self, texts: Sequence[str], *, max_tokens: int = TOKENS) -> Vectors:
        """One vector per text.

        Texts run one by one. Dynamic quantisation scales a whole batch alike, so in a batch a text's vector would
        depend on its neighbours (cosine down to .97); and it costs less: 27 texts of up to 256 tokens per processor
        second, against 20 in batches of 16 sorted by length.
        """
        tokenizer, session = self._load()
        limit = min(max_tokens, TOKENS)
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = _fit(tokenizer.encode(text[: limit * CHARACTERS_PER_TOKEN]).ids, limit)
            tokens = np.array([ids], dtype=np.int64)
            vectors[row] = session.run(None, {"input_ids": tokens, "attention_mask": np.ones_like(tokens)})[0][0]
        return vectors


def _fit(ids: list[int], limit: int) -> list[int]:
    """At most `limit` ids, the closing [SEP] kept."""
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _load_tokenizer(file: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # tokenizers raises bare Exception for a missing or damaged file
        raise EmbedderMissing(f"the tokenizer {file} cannot be read.", "Install the package again.") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _load_session(file: Path) -> Any:
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    # NOTE: by default idle threads spin, which takes the other core from whatever else the machine has to do.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOW_FUSION]
        )
    except Exception as error:  # onnxruntime's own errors share no base but Exception
        raise EmbedderMissing(f"the embedding model {file} cannot be read.", "Install the package again.") from error


@lru_cache(maxsize=1)
def load_embedder() -> MiniLM:
    """The shipped model of this process, shared by all who need it; its files are read at first use."""
    return MiniLM()
