"""Our index and the set-up of LangChain's Chroma tutorial over the same tickets, measured in turns in one process.

    python -m evals.bench_search --data ../shared/data [--tickets 10000] [--svg FILE]
    python -m evals.bench_search --ready 10000 100000 1000000     ready (random) vectors: stores and search alone

The tutorial (`evals/tutorial.py`) runs twice, as its two usual embedding functions pad. Absolute figures tell of the
machine, ratios of the code: the load of the machine is printed beside them.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.domain.knowledge import Ticket
from assistant.retrieval.embedder import load_embedder
from assistant.retrieval.index import KnowledgeIndex
from evals.bench import ReadyVectors, load_texts, seconds, synthetic
from evals.unquantised import write_fp32

SLAB = 128
"""Tickets each side indexes before the other has its turn, so that both feel the same load."""
QUERIES = 100
OURS, PADDED, BATCHED = "ours", "tutorial, Chroma", "tutorial, HuggingFace"
"""The second embeds as Chroma's default does, the third as sentence-transformers does."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one set-up took."""

    name: str
    documents_per_second: float
    p50_ms: float
    p95_ms: float
    disk_mb: float
    memory_mb: float | None = None
    """Of the whole process at its most, until then; None where two sides share a process."""
    cold_s: float | None = None
    """Of a fresh process, to its first match."""


def compare(tickets: Sequence[Ticket], queries: Sequence[str], fp32: Path, scratch: Path) -> list[Side]:
    """Index and search the same on all sides, slab by slab and query by query; ours comes first."""
    from evals.tutorial import Tutorial

    ours = KnowledgeIndex(scratch / OURS, load_embedder())
    padded, batched = (Tutorial(scratch / name, fp32, pad_to_full=name == PADDED) for name in (PADDED, BATCHED))
    adds: tuple[Callable[[Sequence[Ticket]], object], ...] = (ours.add, padded.add, batched.add)
    calls: tuple[Callable[[str], object], ...] = (ours.search, padded.search, batched.search)
    for add in adds:
        add([Ticket(id="first", title="opens the stores", text="once")])
    spent = [0.0 for _ in adds]
    for start in range(0, len(tickets), SLAB):
        for which, add in enumerate(adds):
            spent[which] += seconds(partial(add, tickets[start : start + SLAB]))
    times: list[list[float]] = [[] for _ in calls]
    for query in (queries[0], *queries):
        for which, call in enumerate(calls):
            times[which].append(seconds(partial(call, query)))
    return [
        Side(name, len(tickets) / spent[n], *_quantiles(times[n][1:]), _megabytes(scratch / name))
        for n, name in enumerate((OURS, PADDED, BATCHED))
    ]


def ready(counts: Sequence[int], texts: Sequence[str], scratch: Path) -> Iterator[Side]:
    """Our stores with ready vectors, one index measured each time it has grown to one of `counts`, smallest first.

    Search embeds its queries with the real model.
    """
    folder = scratch / "ready"
    index = KnowledgeIndex(folder, ReadyVectors())
    tickets, queries, before = synthetic(texts), _queries(texts), 0
    for count in sorted(counts):
        spent = seconds(partial(index.add, islice(tickets, count - before)))
        index.search(queries[0])
        times = [seconds(partial(index.search, query)) for query in queries]
        speed, before = (count - before) / spent, count
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Side(f"{count:,}", speed, *_quantiles(times), _megabytes(folder), memory, cold_start(folder))


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


def table(sides: Sequence[Side], *, compared: bool = False) -> str:
    """One row a side; `compared` adds the ratios of the first to each other one."""
    lines = [f"{'':30} {'documents/s':>12} {'p50 ms':>8} {'p95 ms':>8} {'disk MB':>8} {'memory MB':>10} {'cold s':>7}"]
    for s in sides:
        memory, cold = ("" if value is None else f"{value:.1f}" for value in (s.memory_mb, s.cold_s))
        lines.append(
            f"{s.name:30} {s.documents_per_second:12.1f} {s.p50_ms:8.1f} {s.p95_ms:8.1f} {s.disk_mb:8.1f}"
            f" {memory:>10} {cold:>7}"
        )
    for other in sides[1:] if compared else ():
        ours = sides[0]
        lines.append(
            f"{'ours / ' + other.name:30} {ours.documents_per_second / other.documents_per_second:12.2f}"
            f" {ours.p50_ms / other.p50_ms:8.2f} {ours.p95_ms / other.p95_ms:8.2f} {ours.disk_mb / other.disk_mb:8.2f}"
        )
    return "\n".join(lines)


def picture(sides: Sequence[Side], grown: Sequence[Side] = ()) -> str:
    """The tables as bars: ours against the tutorial, then our index as it grows."""
    panels: list[tuple[str, str, list[tuple[str, float]]]] = [
        ("Documents indexed a second", "longer is better", [(s.name, s.documents_per_second) for s in sides]),
        ("Search, median, ms", "shorter is better", [(s.name, s.p50_ms) for s in sides]),
        ("Search, median, ms", "ours, by tickets indexed", [(s.name, s.p50_ms) for s in grown]),
        ("Memory, GB", "ours, by tickets indexed", [(s.name, (s.memory_mb or 0.0) / 1e3) for s in grown]),
    ]
    parts: list[str] = []
    y = 0
    for title, note, rows in panels:
        if not rows:
            continue
        y += 34
        parts.append(f'<text x="16" y="{y}" font-weight="600">{title}</text>')
        parts.append(f'<text x="544" y="{y}" text-anchor="end" fill="#68707c">{note}</text>')
        most = max(value for _, value in rows) or 1.0
        for number, (name, value) in enumerate(rows):
            y += 24
            colour = "#1f5fa8" if name == OURS or rows[0][0] != OURS else "#9aa5b4"
            parts.append(f'<text x="164" y="{y}" text-anchor="end">{name}</text>')
            parts.append(
                f'<rect x="172" y="{y - 13}" width="{300 * value / most:.0f}" height="16" rx="2" fill="{colour}"/>'
            )
            parts.append(f'<text x="{180 + 300 * value / most:.0f}" y="{y}">{value:.1f}</text>')
            y += 10 if number == len(rows) - 1 else 0
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="560" height="{y + 14}" font-family="system-ui, sans-serif"'
        f' font-size="13" fill="#1c2430"><rect width="560" height="{y + 14}" fill="#ffffff"/>'
    )
    return "\n".join([head, *parts, "</svg>\n"])


def main() -> int:
    """Measure, print the table, write the picture."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_search", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder that holds gitbugs_hadoop/")
    parser.add_argument("--tickets", type=int, default=500, help="tickets all sides index, 0 for none")
    parser.add_argument("--ready", type=int, nargs="*", default=[], help="also these sizes with ready vectors")
    parser.add_argument("--svg", type=Path, help="write the picture here")
    arguments = parser.parse_args()
    texts = load_texts(arguments.data)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sides: list[Side] = []
        grown: list[Side] = []
        if arguments.tickets:
            some = [texts[number % len(texts)] for number in range(arguments.tickets)]
            tickets = [
                Ticket(id=str(n), title=f"{n} {text.splitlines()[0]}"[:200], text=text or "-")
                for n, text in enumerate(some)
            ]
            sides = compare(tickets, _queries(texts), write_fp32(folder / "fp32.onnx"), folder)
            print(table(sides, compared=True))
            print(f"cold start to the first match: {cold_start(folder / OURS):.1f} s")
        if arguments.ready:
            print("our stores with ready vectors, growing; documents/s since the row above:")
            for side in ready(arguments.ready, texts, folder):
                grown.append(side)
                print(*table([side]).splitlines()[0 if len(grown) == 1 else 1 :], sep="\n", flush=True)
        if arguments.svg:
            arguments.svg.write_text(picture(sides, grown), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
