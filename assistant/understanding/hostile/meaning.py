"""A second opinion on doubtful sentences: what the reader's encoder makes of them, beside their wording.

Letter runs know an order by its words; the encoder knows relatives of those words. It costs some milliseconds a
sentence, so that only the few most doubtful of a paste are asked about, and only for pointing out: what is set aside
unread is decided before anything is encoded. A small network with one hidden layer judges the mean vector of a
sentence; `tools/train_injection.py` makes its weights from the same invented text. Without the reader's weights the
wording alone decides.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import PolicyError
from assistant.resources import TOKENIZER
from assistant.understanding.reader import load_reader

WEIGHTS = Path(__file__).parent.parent / "weights" / "orders_meaning.npz"
BOUND = 8.0
"""Log-odds beyond which the network is not believed (house default): it was never that right on unseen text."""


class Meaning:
    """The network's weights. Raises PolicyError where the file is missing or broken."""

    def __init__(self, file: Path = WEIGHTS) -> None:
        try:
            with np.load(file, allow_pickle=False) as data:
                names = ("hidden_weight", "hidden_bias", "out_weight", "out_bias")
                self._hidden, self._hidden_bias, self._out, self._out_bias = (
                    data[name].astype(np.float32) for name in names
                )
        except (OSError, KeyError, ValueError) as error:
            raise PolicyError(f"the weights {file.name} cannot be read: {error}.", "Reinstall the package.") from error

    def scores(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """One log-odds per row: above 0, more likely an order to an assistant than not."""
        hidden = np.maximum(vectors @ self._hidden + self._hidden_bias, 0.0)
        return np.asarray(np.clip(hidden @ self._out + self._out_bias, -BOUND, BOUND), dtype=np.float32)


@lru_cache(maxsize=1)
def load_meaning() -> Meaning:
    """The shipped weights, read at first use."""
    return Meaning()


def second_opinion(texts: Sequence[str]) -> list[float] | None:
    """Log-odds of each text by its meaning; None where the reader's weights are not there."""
    reader = load_reader(TOKENIZER)
    if reader is None:
        return None
    return load_meaning().scores(reader.vectors(texts)).tolist() if texts else []
