"""A second opinion on doubtful sentences: what an encoder makes of them, beside their wording.

Letter runs know an order by its words; an encoder knows relatives of those words, and questions and tasks that belong
into no ticket. It costs some milliseconds a sentence, so that only the few most doubtful of a paste are asked about,
and only for pointing out: what is set aside unread is decided before anything is encoded. Upon the lower three layers
of the published MiniLM, which the search carries, stand three of their own and one output (`orders.int8.onnx`), trained
by `tools/train_injection_meaning.py` on the same invented text as the wording. Without the weights the wording alone
decides.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import PolicyError
from assistant.resources import MINILM, TOKENIZER

FOLDER = Path(__file__).parent.parent / "weights"
UPPER = "orders.int8.onnx"
BOUND = 6.0
"""Log-odds beyond which the network is not believed (house default): it was never that right on unseen text."""
TOKENS = 64
"""Of a text, what is read: an order has been given by then."""
_START, _STOP = 101, 102
"""Of the BERT vocabulary the encoder was built on."""
_GRAPH, _OUTPUT, _NAME = 7, 12, 1
"""Field numbers of onnx.proto: ModelProto.graph, GraphProto.output, ValueInfoProto.name."""


class Meaning:
    """MiniLM's lower layers and the three above them. Raises PolicyError where a file is missing or broken."""

    def __init__(self, folder: Path = FOLDER, tokenizer_file: Path = TOKENIZER) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        providers = ["CPUExecutionProvider"]
        try:
            self._upper = onnxruntime.InferenceSession(str(folder / UPPER), options, providers=providers)
            self._between = self._upper.get_inputs()[0].name
            # The upper part's input is called as the tensor of the encoder it takes, which the encoder does not give
            # away by itself: what is appended to a serialised message is merged into it.
            graph = MINILM.read_bytes() + _given_away(self._between)
            self._lower = onnxruntime.InferenceSession(graph, options, providers=providers)
        except Exception as error:  # onnxruntime raises its own, undocumented types
            raise PolicyError(f"the weights {UPPER} cannot be loaded: {error}.", "Reinstall the package.") from error
        self._half = onnxruntime.RunOptions()
        self._half.only_execute_path_to_fetches = True
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One log-odds per text: above 0, more likely an order to an assistant than not; -`BOUND` without words."""
        out = np.full(len(texts), -BOUND, dtype=np.float32)
        for number, encoded in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if encoded.ids:
                # NOTE: one by one; padding short texts to a long one's length costs more than it saves.
                out[number] = self._score([_START, *encoded.ids[:TOKENS], _STOP])
        return np.clip(out, -BOUND, BOUND)

    def _score(self, tokens: list[int]) -> float:
        ids = np.array([tokens], dtype=np.int64)
        feed: dict[str, Any] = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        between = self._lower.run([self._between], feed, self._half)[0]
        return float(self._upper.run(None, {self._between: between})[0][0])


def _given_away(tensor: str) -> bytes:
    """A serialised model that holds nothing but one more output, the tensor of this name."""
    message = tensor.encode()
    for field in (_NAME, _OUTPUT, _GRAPH):
        if len(message) > 127:  # one byte of length is all that is written here
            raise ValueError(f"{tensor}: too long a name")
        message = bytes([field << 3 | 2, len(message)]) + message
    return message


@lru_cache(maxsize=1)
def load_meaning(folder: Path = FOLDER) -> Meaning | None:
    """The shipped weights, read at first use; None where they are not there."""
    return Meaning(folder) if (folder / UPPER).exists() else None


def second_opinion(texts: Sequence[str]) -> list[float] | None:
    """Log-odds of each text by its meaning; None where the weights are not there."""
    return None if load_meaning() is None else [_opinion(text) for text in texts]


@lru_cache(maxsize=512)
def _opinion(text: str) -> float:
    """Kept for a while: a draft is checked again with every edit of its texts, and its paste stays the same."""
    meaning = load_meaning()
    return float(meaning.scores([text])[0]) if meaning is not None else 0.0
