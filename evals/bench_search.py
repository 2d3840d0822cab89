"""Our index and the set-up of LangChain's Chroma tutorial over the same tickets, measured in turns in one process each.

    python -m evals.bench_search --data ../shared/data --fp32 /tmp/minilm-fp32.onnx [--tickets 10000] [--svg FILE]
    python -m evals.bench_search --ready 100000        ready (random) vectors: stores and search alone, any size

What the tutorial does is done with chromadb itself, as langchain-chroma is no dependency: `Chroma.from_texts` with
1,000-character chunks (200 overlapping), all-MiniLM-L6-v2 unquantised, retriever with k=4. It runs the same weights in
fp32 in batches of 32, as its embedding function does. Absolute figures tell of the machine, ratios of the code: the
load of the machine is printed beside them.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.knowledge import Ticket
from assistant.retrieval.embedder import load_embedder
from assistant.retrieval.index import KnowledgeIndex
from evals.bench import Float32, ReadyVectors, load_texts, seconds, synthetic

CHUNK, OVERLAP, TUTORIAL_K = 1_000, 200, 4
"""Of LangChain's retrieval tutorial (RecursiveCharacterTextSplitter, `as_retriever`'s default k)."""
SLAB = 32
"""Tickets each side indexes before the other has its turn, so that both feel the same load."""
QUERIES = 100


@dataclass(frozen=True, slots=True)
class Side:
    """What one set-up took."""

    name: str
    documents_per_second: float
    p50_ms: float
    p95_ms: float
    disk_mb: float


class Tutorial:
    """What a user would write after the tutorial."""

    def __init__(self, folder: Path, fp32: Path) -> None:
        from assistant.retrieval.vectors import load_chromadb

        chromadb = load_chromadb()

        self._model = Float32(fp32, pad_to_full=False)
        settings = chromadb.config.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(folder), settings=settings)
        self._collection: Any = client.get_or_create_collection("langchain", embedding_function=None)
        self._count = 0

    def add(self, tickets: Sequence[Ticket]) -> None:
        """Cut, embed, store."""
        chunks = [chunk for ticket in tickets for chunk in _chunks(f"{ticket.title}\n{ticket.text}")]
        vectors = self._model.vectors(chunks)
        ids = [str(self._count + number) for number in range(len(chunks))]
        self._count += len(chunks)
        self._collection.add(ids=ids, embeddings=vectors, documents=chunks)

    def search(self, text: str) -> None:
        """The whole paste as one query, as the tutorial has it."""
        self._collection.query(
            query_embeddings=self._model.vectors([text]), n_results=min(TUTORIAL_K, self._count), include=["documents"]
        )


def _chunks(text: str) -> list[str]:
    return [text[at : at + CHUNK] for at in range(0, max(len(text) - OVERLAP, 1), CHUNK - OVERLAP)]


def compare(tickets: Sequence[Ticket], queries: Sequence[str], fp32: Path, scratch: Path) -> list[Side]:
    """Index and search the same on both sides, slab by slab and query by query."""
    ours, theirs = KnowledgeIndex(scratch / "ours", load_embedder()), Tutorial(scratch / "theirs", fp32)
    ours.add([Ticket(id="first", title="opens the stores", text="once")])
    spent = [0.0, 0.0]
    for start in range(0, len(tickets), SLAB):
        slab = tickets[start : start + SLAB]
        spent[0] += seconds(partial(ours.add, slab))
        spent[1] += seconds(partial(theirs.add, slab))
    times: list[list[float]] = [[], []]
    calls: tuple[Callable[[str], object], ...] = (ours.search, theirs.search)
    for query in (queries[0], *queries):
        for which, call in enumerate(calls):
            times[which].append(seconds(partial(call, query)))
    folders = (scratch / "ours", scratch / "theirs")
    return [
        Side(name, len(tickets) / spent[n], *_quantiles(times[n][1:]), _megabytes(folders[n]))
        for n, name in enumerate(("ours", "tutorial"))
    ]


def ready(count: int, texts: Sequence[str], scratch: Path) -> Side:
    """Our stores with ready vectors at any size; search with the real model."""
    index = KnowledgeIndex(scratch / "ready", ReadyVectors())
    spent = seconds(partial(index.add, synthetic(texts, count)))
    queries = _queries(texts)
    index.search(queries[0])
    times = [seconds(partial(index.search, query)) for query in queries]
    return Side(f"ready vectors, {count:,}", count / spent, *_quantiles(times), _megabytes(scratch / "ready"))


def cold_start(folder: Path) -> float:
    """Seconds of a fresh process from nothing to its first match."""
    code = "import sys; from assistant.retrieval import open_index; open_index(sys.argv[1]).search('the export fails')"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, cwd=Path(__file__).parent.parent)
    return time.perf_counter() - start


def _queries(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if 150 < len(text) < 1_500][:QUERIES] or list(texts[:QUERIES])


def _quantiles(times: Sequence[float]) -> tuple[float, float]:
    return float(np.quantile(times, 0.5)) * 1e3, float(np.quantile(times, 0.95)) * 1e3


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def table(sides: Sequence[Side]) -> str:
    """One row a side, and the ratios of the first to the second where there are two."""
    lines = [f"{'':24} {'documents/s':>12} {'p50 ms':>8} {'p95 ms':>8} {'disk MB':>8}"]
    for s in sides:
        lines.append(f"{s.name:24} {s.documents_per_second:12.1f} {s.p50_ms:8.1f} {s.p95_ms:8.1f} {s.disk_mb:8.1f}")
    if len(sides) == 2:
        a, b = sides
        lines.append(
            f"{'ratio':24} {a.documents_per_second / b.documents_per_second:12.2f} {a.p50_ms / b.p50_ms:8.2f}"
            f" {a.p95_ms / b.p95_ms:8.2f} {a.disk_mb / b.disk_mb:8.2f}"
        )
    return "\n".join(lines)


def picture(sides: Sequence[Side]) -> str:
    """The table as bars: documents a second (longer is better) and p50 (shorter is better)."""
    figures: tuple[tuple[str, Callable[[Side], float]], ...] = (
        ("documents a second", lambda side: side.documents_per_second),
        ("search p50, ms", lambda side: side.p50_ms),
    )
    bars = [(title, [(s.name, value(s)) for s in sides]) for title, value in figures]
    parts, y = [], 20
    for title, rows in bars:
        parts.append(f'<text x="10" y="{y}" font-weight="bold">{title}</text>')
        most = max(value for _, value in rows) or 1.0
        for name, value in rows:
            y += 24
            parts.append(f'<text x="10" y="{y}">{name}</text>')
            parts.append(f'<rect x="170" y="{y - 13}" width="{300 * value / most:.0f}" height="16" fill="#3b6ea5"/>')
            parts.append(f'<text x="{176 + 300 * value / most:.0f}" y="{y}">{value:.1f}</text>')
        y += 36
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="{y}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, *parts, "</svg>\n"])


def main() -> int:
    """Measure, print the table, write the picture."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_search", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder that holds gitbugs_hadoop/")
    parser.add_argument("--fp32", type=Path, help="the unquantised model (tools/quantise_minilm.py makes it)")
    parser.add_argument("--tickets", type=int, default=500, help="tickets both sides index")
    parser.add_argument("--ready", type=int, action="append", default=[], help="also this many with ready vectors")
    parser.add_argument("--svg", type=Path, help="write the picture here")
    arguments = parser.parse_args()
    texts = load_texts(arguments.data)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if arguments.fp32 and arguments.fp32.is_file():
            some = [texts[number % len(texts)] for number in range(arguments.tickets)]
            tickets = [
                Ticket(id=str(n), title=f"{n} {text.splitlines()[0]}"[:200], text=text or "-")
                for n, text in enumerate(some)
            ]
            sides = compare(tickets, _queries(texts), arguments.fp32, folder)
            print(table(sides))
            print(f"cold start to the first match: {cold_start(folder / 'ours'):.1f} s")
            if arguments.svg:
                arguments.svg.write_text(picture(sides), encoding="utf-8")
        else:
            print("the tutorial beside it: not run, needs --fp32 FILE")
        for count in arguments.ready:
            print(table([ready(count, texts, folder)]))
    print(f"memory at its most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
