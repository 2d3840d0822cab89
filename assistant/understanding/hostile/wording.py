"""How much a sentence sounds like an order to an assistant: letter and word sequences, weighed.

A linear model over hashed runs of two to five letters and one to three words: some hundred thousand numbers, no
encoder, so that a whole paste costs about a millisecond, in every language it was trained on. The sentences it learned
from are `knowledge/lexicon/injection/`, all invented; `tools/train_injection.py` makes the weights.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import PolicyError
from assistant.understanding.cues import fold

WEIGHTS = Path(__file__).parent.parent / "weights" / "orders.npz"
BUCKETS = 1 << 16
"""Weights per kind of sequence. Collisions are rare enough: the training text has some 90,000 different ones."""
LETTERS = (2, 3, 4, 5)
WORDS = (1, 2, 3)
CHARACTERS = 600
"""Of a sentence, what is weighed: an order has been given by then."""
SHORT = (30, 3)
"""Runs of letters and of words added to a text's own before they are averaged, so that two or three words never weigh
as much as a sentence (house default)."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)
_SHIFT = np.uint64(64 - 16)
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")

Numbers = NDArray[np.uint64]
Segments = NDArray[np.int64]


def plain(text: str) -> str:
    """`text` as it is weighed: folded, digits alike, one space between words and around."""
    return f" {_SPACE.sub(' ', _DIGIT.sub('0', fold(text[:CHARACTERS]))).strip()} "


def _runs(codes: Numbers, owner: Segments, orders: tuple[int, ...]) -> tuple[NDArray[np.int64], Segments]:
    """Bucket of each run of neighbouring codes of one owner, and that owner."""
    buckets, owners = [], []
    for order in orders:
        count = len(codes) - order + 1
        if count <= 0:
            continue
        value = np.full(count, order, dtype=np.uint64)
        for at in range(order):
            value = (value * _STEP) ^ (codes[at : at + count] * _MIX)
        inside = owner[:count] == owner[order - 1 :]
        buckets.append(((value * _MIX) >> _SHIFT)[inside].astype(np.int64))
        owners.append(owner[:count][inside])
    if not buckets:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(buckets), np.concatenate(owners)


def letter_runs(texts: Sequence[str]) -> tuple[NDArray[np.int64], Segments]:
    """Buckets of the letter runs of plain texts, and the number of the text each belongs to."""
    lengths = [len(t) for t in texts]
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    return _runs(codes, np.repeat(np.arange(len(texts)), lengths), LETTERS)


def word_runs(texts: Sequence[str]) -> tuple[NDArray[np.int64], Segments]:
    """Buckets of the word runs of plain texts, and the number of the text each belongs to."""
    words = [_WORD.findall(t) for t in texts]
    codes = np.array([zlib.crc32(w.encode("utf-8", "replace")) for ws in words for w in ws], dtype=np.uint64)
    return _runs(codes, np.repeat(np.arange(len(texts)), [len(w) for w in words]), WORDS)


def norm(owner: Segments, texts: int, short: int) -> NDArray[np.float64]:
    """What the runs of each text are divided by: the root of their number, and of `short` more."""
    return np.asarray(np.sqrt(np.bincount(owner, minlength=texts) + short), dtype=np.float64)


class Wording:
    """The weights. Raises PolicyError where the file is missing or broken."""

    def __init__(self, file: Path = WEIGHTS) -> None:
        try:
            with np.load(file, allow_pickle=False) as data:
                self._letters = data["letters"].astype(np.float64)
                self._words = data["words"].astype(np.float64)
                self._bias = float(data["bias"])
        except (OSError, KeyError, ValueError) as error:
            raise PolicyError(f"the weights {file.name} cannot be read: {error}.", "Reinstall the package.") from error

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """One log-odds per text: above 0, more likely an order to an assistant than not."""
        if not texts:
            return np.zeros(0)
        shaped = [plain(t) for t in texts]
        out = np.full(len(texts), self._bias)
        halves = ((self._letters, letter_runs(shaped)), (self._words, word_runs(shaped)))
        for short, (weights, (buckets, owner)) in zip(SHORT, halves, strict=True):
            out += np.bincount(owner, weights[buckets], len(texts)) / norm(owner, len(texts), short)
        return out


@lru_cache(maxsize=1)
def load_wording() -> Wording:
    """The shipped weights, read at first use."""
    return Wording()
