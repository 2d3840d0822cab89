"""The reader: a small encoder that reads a thread in its order and judges each sentence in its setting.

Cues catch the words people usually choose; the reader catches what they mean when they choose others. It is a
fine-tuned MiniLM (22 M parameters, int8, on this machine, no download) with two linear heads: signals per sentence,
and fact words per token. It only points at sentences and words; what they are worth is policy's business. Training
data, script and scores: `knowledge/lexicon/sentences/`, `tools/train_reader.py`, and for the probabilities from which a
label is believed `tools/reader_thresholds.py`. Without its weights the cues alone
decide.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain import FactField, Role, SignalName, SignalState, Visibility
from assistant.errors import PolicyError
from assistant.understanding.window import MAX_TOKENS, Window, pack, thread_pieces

WEIGHTS = Path(__file__).parent / "weights"
DENIED = "!"
"""Prefix of a label that denies its signal."""
VETO = 0.02
"""Probability under which the reader overrules a cue (chosen on the development half of the cases)."""
OVER = ("already_solved", "self_resolved")
SURELY_OVER = 0.88
"""What it takes to believe, without a cue, that the trouble is over: telling a customer so wrongly is the worst mistake
(house default; nothing was lost by it on the development half of the cases)."""
_WORKERS = 2
"""Windows read at once, one core each: on two cores half as long again as all cores on one window."""


@dataclass(frozen=True)
class Tagged:
    """Words of a sentence that state a fact: the field, their characters, and how sure the reader is."""

    field: FactField
    start: int
    end: int
    probability: float


@dataclass(frozen=True)
class SentenceJudgement:
    """One sentence as the reader sees it."""

    number: int
    probabilities: NDArray[np.float32]
    """One a label, in the order of `ThreadReader.labels`."""
    tagged: tuple[Tagged, ...]


def speaker_of(role: Role, visibility: Visibility) -> str:
    """The reader's word for who speaks."""
    if role is Role.ENGINEERING:
        return "engineering"
    if visibility is Visibility.INTERNAL:
        return "internal"
    return role.value if role in (Role.CUSTOMER, Role.SUPPORT) else "unknown"


class ThreadReader:
    """Weights and tokenizer, loaded at first use. Raises PolicyError where the files are broken."""

    def __init__(self, folder: Path, tokenizer_file: Path) -> None:
        self._folder = folder
        self._tokenizer_file = tokenizer_file
        try:
            with np.load(folder / "heads.npz", allow_pickle=False) as data:
                self.labels = tuple(str(x) for x in data["labels"])
                self._tags = tuple(str(x) for x in data["tags"])
                self._signal = (data["signal_weight"].T.copy(), data["signal_bias"])
                self._tag = (data["tag_weight"].T.copy(), data["tag_bias"])
                self._thresholds = data["thresholds"]
        except (OSError, KeyError, ValueError) as error:
            raise PolicyError(f"the reader's weights cannot be read: {error}.", "Reinstall the package.") from error
        over = np.array([label in OVER for label in self.labels])
        self._needed = np.where(over, np.maximum(self._thresholds, SURELY_OVER), self._thresholds)
        self._columns = {label: i for i, label in enumerate(self.labels)}

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                str(self._folder / "encoder.int8.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises its own, undocumented types
            raise PolicyError(f"the reader's encoder cannot be loaded: {error}.", "Reinstall the package.") from error

    def warm(self) -> None:
        """Load everything now."""
        _ = self._tokenizer, self._session

    def read(self, rows: Sequence[tuple[str, str]]) -> list[SentenceJudgement]:
        """Judge `(speaker, sentence)` rows in the order they stand; one without words gets no judgement."""
        windows = pack(thread_pieces(rows, self._tokenizer), MAX_TOKENS)
        with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
            return [judgement for found in pool.map(self._judge, windows) for judgement in found]

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The mean token vector of each text read by itself, as one row; zeros for a text without words."""
        out = np.zeros((len(texts), self._signal[0].shape[0]), dtype=np.float32)
        pieces = thread_pieces([("", text) for text in texts], self._tokenizer)
        windows = [pack([replace(piece, speaker=())], MAX_TOKENS)[0] for piece in pieces]
        with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
            for window, tokens in zip(windows, pool.map(self._encode, windows), strict=True):
                number, start, end, _ = window.sentences[0]
                out[number] = tokens[start:end].mean(axis=0)
        return out

    def _encode(self, window: Window) -> NDArray[np.float32]:
        """One vector a token."""
        ids = np.array([window.ids], dtype=np.int64)
        found = self._session.run(["tokens"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        return np.asarray(found, dtype=np.float32)

    def _judge(self, window: Window) -> list[SentenceJudgement]:
        vectors = self._encode(window)
        out = []
        for number, start, end, offsets in window.sentences:
            own = vectors[start:end]
            signal = own.mean(axis=0) @ self._signal[0] + self._signal[1]
            probabilities = (1.0 / (1.0 + np.exp(-np.clip(signal, -30, 30)))).astype(np.float32)
            out.append(SentenceJudgement(number, probabilities, self._spans(own, offsets)))
        return out

    def _spans(self, vectors: NDArray[np.float32], offsets: Sequence[tuple[int, int]]) -> tuple[Tagged, ...]:
        scores = vectors @ self._tag[0] + self._tag[1]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        spans: list[Tagged] = []
        current: tuple[str, int, int, list[float]] | None = None

        def close() -> None:
            if current is not None:
                spans.append(Tagged(FactField(current[0]), current[1], current[2], float(np.mean(current[3]))))

        for token, best in enumerate(scores.argmax(axis=1)):
            tag, probability = self._tags[best], float(scores[token, best])
            name = tag[2:]
            if tag == "O":
                close()
                current = None
            elif current is not None and name == current[0] and (tag[0] == "I" or offsets[token][0] == current[2]):
                current = (name, current[1], offsets[token][1], [*current[3], probability])
            else:
                close()
                current = (name, offsets[token][0], offsets[token][1], [probability])
        close()
        return tuple(spans)

    def tolerates(self, judgement: SentenceJudgement, name: SignalName, state: SignalState) -> bool:
        """Whether a cue's signal may stand: the reader does not hold it for all but impossible."""
        column = self._columns.get(name.value if state is SignalState.PRESENT else DENIED + name.value)
        return column is None or bool(judgement.probabilities[column] >= VETO)

    def likelihood(self, judgement: SentenceJudgement, names: Iterable[SignalName]) -> float:
        """How likely the sentence carries any of the signals."""
        columns = [self._columns[n.value] for n in names if n.value in self._columns]
        return float(judgement.probabilities[columns].max()) if columns else 1.0

    def judged(self, judgement: SentenceJudgement) -> list[tuple[SignalName, SignalState]]:
        """What is believed of a sentence by itself, without any cue."""
        sure = np.nonzero(judgement.probabilities >= self._needed)[0]
        return [_label(self.labels[int(i)]) for i in sure]


def _label(label: str) -> tuple[SignalName, SignalState]:
    state = SignalState.DENIED if label.startswith(DENIED) else SignalState.PRESENT
    return SignalName(label.removeprefix(DENIED)), state


@lru_cache(maxsize=2)
def load_reader(tokenizer_file: Path, folder: Path = WEIGHTS) -> ThreadReader | None:
    """The reader, or None where its weights are not there."""
    return ThreadReader(folder, tokenizer_file) if (folder / "heads.npz").exists() else None
