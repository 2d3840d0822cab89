"""Speed as ratios: ours and a named baseline, measured in turns in the same run.

    python -m evals.bench --data ../shared/data

Absolute figures say more about the machine than about the code; a ratio of two things measured in turns says something
even on a busy one. To add a line, write a function from `Setting` to rows and put it into LINES.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.knowledge import Ticket
from assistant.retrieval.embedder import TOKENS, MiniLM, Vectors, load_embedder
from assistant.retrieval.index import KnowledgeIndex
from evals.unquantised import write_fp32

ROUNDS = 3
"""Turns each side gets; the median counts."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines work with."""

    scratch: Path
    texts: tuple[str, ...]
    """Ticket texts of ordinary, mixed length."""
    fp32: Path
    """The embedding model with 32-bit weights."""
    tickets: int
    """Size of the synthetic index."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ratio` above 1 is in our favour for speeds, below 1 for times."""

    what: str
    ours: str
    baseline: str
    ratio: float | None


Line = Callable[[Setting], Iterator[Row]]


class ReadyVectors:
    """Random vectors for records, the real model for queries: an index of any size in little time."""

    def __init__(self) -> None:
        self.name = load_embedder().name

    def warm(self) -> None:
        """Load the model."""
        load_embedder().warm()

    def embed(self, texts: Sequence[str], *, max_tokens: int = TOKENS) -> Vectors:
        """Queries are those with fewer tokens allowed."""
        if max_tokens < TOKENS:
            return load_embedder().embed(texts, max_tokens=max_tokens)
        rows = [np.random.default_rng(zlib.crc32(text.encode())).standard_normal(384) for text in texts]
        vectors = np.array(rows, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class Float32:
    """The unquantised model, in batches of 32, as Chroma's default embedding function runs it."""

    def __init__(self, model: Path, *, pad_to_full: bool) -> None:
        """`pad_to_full` pads every text to 256 tokens, which Chroma's default does."""
        import onnxruntime
        from tokenizers import Tokenizer

        import assistant.retrieval

        self._session: Any = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(Path(assistant.retrieval.__file__).parent / "minilm/tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding(length=TOKENS if pad_to_full else None)

    def embed(self, texts: Sequence[str]) -> None:
        """Embed and throw away."""
        for start in range(0, len(texts), 32):
            self._run(texts[start : start + 32])

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One vector a text."""
        return np.concatenate([self._run(texts[start : start + 32]) for start in range(0, len(texts), 32)])

    def _run(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        found: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return found


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Median seconds of both, and the median ratio theirs / ours of the turns."""
    ours()
    theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(b / a for a, b in pairs),
    )


def embedding(setting: Setting) -> Iterator[Row]:
    """Documents a second: at 256 tokens each, and at ordinary lengths padded to 256 as Chroma's default does."""
    model = MiniLM()
    full = [" ".join((text.split() * TOKENS)[: TOKENS * 2]) for text in setting.texts[:16] if text.split()]
    mixed = list(setting.texts[:32])
    for what, texts, pad in (("at 256 tokens", full, False), ("ordinary tickets", mixed, True)):
        baseline = Float32(setting.fp32, pad_to_full=pad)
        ours, theirs, ratio = in_turns(partial(model.embed, texts), partial(baseline.embed, texts))
        name = "fp32 padded to 256" if pad else "fp32"
        yield Row(
            f"embedding, {what}",
            f"{len(texts) / ours:.1f} documents/s",
            f"{name}: {len(texts) / theirs:.1f} documents/s",
            ratio,
        )


def search(setting: Setting) -> Iterator[Row]:
    """Time of a search in the synthetic index, against embedding the query alone."""
    index = KnowledgeIndex(setting.scratch / "synthetic", ReadyVectors())
    add = seconds(lambda: index.add(islice(synthetic(setting.texts), setting.tickets)))
    yield Row("storing words and ready vectors", f"{setting.tickets / add:.0f} tickets/s", "", None)
    queries = [text for text in setting.texts if 150 < len(text) < 1_500][:100]
    index.search(queries[0])
    model = load_embedder()
    times, alone = [], []
    for query in queries:
        times.append(seconds(partial(index.search, query)))
        alone.append(seconds(partial(model.embed, [query[:700]], max_tokens=96)))
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        ours, theirs = float(np.quantile(times, share)), float(np.quantile(alone, share))
        size = f"{setting.tickets // 1000}k tickets"
        yield Row(
            f"search, {size}, {name}",
            f"{ours * 1e3:.1f} ms",
            f"query vector alone: {theirs * 1e3:.1f} ms",
            ours / theirs,
        )


def ingestion(setting: Setting) -> Iterator[Row]:
    """Tickets a second all in, against embedding their heads alone."""
    texts = setting.texts[:64]
    tickets = [Ticket(id=str(i), title=text[:60] or "-", text=text or "-") for i, text in enumerate(texts)]
    model = load_embedder()
    index = KnowledgeIndex(setting.scratch / "ingested", model)
    index.add([Ticket(id="first", title="opens the stores", text="once")])
    ours = seconds(lambda: index.add(tickets))
    theirs = seconds(lambda: model.embed([text[:2_000] for text in texts]))
    baseline = f"embedding alone: {len(texts) / theirs:.1f}/s"
    yield Row("indexing, all in", f"{len(texts) / ours:.1f} tickets/s", baseline, theirs / ours)


def drafts(setting: Setting) -> Iterator[Row]:
    """A warm draft with the sample knowledge indexed, against reading the paste with the encoder alone."""
    from assistant.pipeline import Assistant
    from assistant.resources import shipped
    from assistant.retrieval import load_knowledge
    from assistant.settings import load_settings

    assistant = Assistant(load_settings(home=setting.scratch / "home"))
    knowledge = assistant.settings.knowledge
    assistant.index.add(load_knowledge([knowledge / "tickets", knowledge / "articles"]).items)
    pastes = [path.read_text(encoding="utf-8") for path in sorted((shipped("ui") / "samples").glob("*.txt"))]
    model = load_embedder()
    for paste in pastes:
        assistant.draft(paste)
    times, alone = [], []
    for _ in range(ROUNDS):
        for paste in pastes:
            times.append(seconds(partial(assistant.draft, paste)))
            alone.append(seconds(partial(model.embed, [paste])))
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        ours, theirs = float(np.quantile(times, share)), float(np.quantile(alone, share))
        yield Row(
            f"draft, warm, {name}", f"{ours * 1e3:.0f} ms", f"one embedding of it: {theirs * 1e3:.0f} ms", ours / theirs
        )


def processes(setting: Setting) -> Iterator[Row]:
    """Whole processes: `escalate --help` against a bare interpreter, a cold draft against importing chromadb."""
    environment = os.environ | {
        "ESCALATE_HOME": str(setting.scratch / "home"),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }

    def run(*arguments: str) -> float:
        command = [sys.executable, *arguments]
        work = partial(
            subprocess.run, command, input=b"The export fails.", env=environment, capture_output=True, check=False
        )
        return statistics.median(seconds(work) for _ in range(ROUNDS))

    for name, ours, theirs, baseline in (
        ("escalate --help", ("-m", "assistant", "--help"), ("-c", "pass"), "python -c pass"),
        ("escalate draft, cold", ("-m", "assistant", "draft"), ("-c", "import chromadb"), "import chromadb"),
    ):
        a, b = run(*ours), run(*theirs)
        yield Row(name, f"{a:.2f} s", f"{baseline}: {b:.2f} s", a / b)


LINES: tuple[Line, ...] = (embedding, search, ingestion, drafts, processes)
"""The table's lines in order."""


def synthetic(texts: Sequence[str]) -> Iterator[Ticket]:
    """Tickets without end, of words drawn from real ones, so that frequencies are those of language."""
    draw = random.Random(0)
    words = [word for text in texts for word in text.split() if len(word) < 30]
    for number in count():
        yield Ticket(
            id=f"S{number}",
            title=" ".join(draw.choices(words, k=8)),
            text=" ".join(draw.choices(words, k=draw.randint(40, 160))),
        )


def load_texts(data: Path | None) -> tuple[str, ...]:
    """Real ticket texts: of the Hadoop data where given, else of the sample knowledge."""
    if data is not None and (data / "gitbugs_hadoop").is_dir():
        with gzip.open(data / "gitbugs_hadoop" / "tickets.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        return tuple(f"{row['title']}\n{row['text']}" for row in random.Random(0).sample(rows, 1_000))
    from assistant.resources import shipped
    from assistant.retrieval import load_knowledge

    return tuple(f"{item.title}\n{item.text}" for item in load_knowledge([shipped("knowledge") / "tickets"]))


def render(rows: Sequence[Row]) -> str:
    """The table."""
    lines = [f"{'what':34} {'ours':>22} {'ratio':>7}  baseline"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(f"{row.what:34} {row.ours:>22} {ratio:>7}  {row.baseline}")
    return "\n".join(lines)


def main() -> int:
    """Run the lines and print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder that holds gitbugs_hadoop/")
    parser.add_argument("--tickets", type=int, default=10_000, help="size of the synthetic index")
    parser.add_argument("--only", choices=[line.__name__ for line in LINES], action="append", help="only these lines")
    arguments = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        setting = Setting(
            Path(scratch), load_texts(arguments.data), write_fp32(Path(scratch) / "fp32.onnx"), arguments.tickets
        )
        for line in LINES:
            if not arguments.only or line.__name__ in arguments.only:
                print(f"{line.__name__} ...", file=sys.stderr, flush=True)
                rows += line(setting)
    print(render(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
