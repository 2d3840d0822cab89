"""How well the search finds duplicates: Apache Hadoop's own tickets, in the order in which they came in.

    python -m evals.retrieval --data ../shared/data

A query is a ticket that people later marked as a duplicate; it may only find tickets that were there before it. Data:
GitBugs (av9ash/gitbugs, CC BY 4.0), 2,503 tickets, 66 queries.
"""

import argparse
import gzip
import json
import math
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.domain.knowledge import Ticket
from assistant.retrieval.explain import QueryWords, shared_names
from assistant.retrieval.index import KnowledgeIndex
from assistant.retrieval.query import read_query
from assistant.retrieval.ranking import CALIBRATED, Candidate
from assistant.retrieval.words import STOP_WORDS

DEPTH = 10
CLAIMED = 0.5
"""`same_problem` from which a match counts as claimed to be the same problem."""
OTHERS = 300
"""Tickets without a known duplicate whose matches serve as further non-duplicates."""
BASELINE = "plain BM25"


@dataclass(frozen=True, slots=True)
class DuplicateQuery:
    """One query and what it should and may find."""

    text: str
    wanted: frozenset[str]
    later: frozenset[str]
    """Ids it must not find: itself and all that came after it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of queries, of one way to search."""

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    reciprocal_rank: float
    halves: tuple[float, float]
    """Recall@10 on every second query and on the others: how far the figure depends on the choice of queries."""
    interval: tuple[float, float]
    """Wilson's 95 % interval of recall@10."""


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """What `measure` found."""

    queries: int
    tickets: int
    ways: dict[str, Figures]
    gain: tuple[float, float, float]
    """Fused minus plain BM25, recall@10: mean, and the 95 % interval of 10,000 paired bootstraps."""
    claimed_duplicates: float
    """Share of duplicates among the first ten that are claimed to be the same problem."""
    claimed_others: float
    """Share of non-duplicates among the first ten so claimed."""

    def render(self) -> str:
        """A table for the terminal."""
        lines = [f"{self.queries} queries over {self.tickets} tickets, each finding earlier ones only"]
        lines.append(f"{'':12} {'R@1':>6} {'R@5':>6} {'R@10':>6} {'95 %':>11} {'MRR':>6}  halves")
        for name, f in self.ways.items():
            interval = f"{f.interval[0]:.2f}-{f.interval[1]:.2f}"
            halves = f"{f.halves[0]:.3f} / {f.halves[1]:.3f}"
            row = f"{f.recall_at_1:6.3f} {f.recall_at_5:6.3f} {f.recall_at_10:6.3f} {interval:>11}"
            lines.append(f"{name:12} {row} {f.reciprocal_rank:6.3f}  {halves}")
        mean, low, high = self.gain
        lines.append(f"fused - {BASELINE}: {mean:+.3f} recall@10 (95 % {low:+.3f} to {high:+.3f})")
        shares = f"{self.claimed_duplicates:.2f} of duplicates, {self.claimed_others:.3f} of other matches"
        lines.append(f"claimed to be the same problem (>= {CLAIMED}): {shares}")
        return "\n".join(lines)


def load_tickets(data_dir: Path) -> list[dict[str, object]]:
    """The rows of `gitbugs_hadoop/tickets.jsonl.gz`, oldest first."""
    with gzip.open(data_dir / "gitbugs_hadoop" / "tickets.jsonl.gz", "rt", encoding="utf-8") as file:
        return sorted((json.loads(line) for line in file), key=lambda row: row["order"])


def load_queries(data_dir: Path, rows: Sequence[dict[str, object]]) -> list[DuplicateQuery]:
    """The queries of `duplicates.json`, oldest first."""
    wanted = json.loads((data_dir / "gitbugs_hadoop" / "duplicates.json").read_text(encoding="utf-8"))
    return [_query(rows, row, frozenset(wanted[str(row["id"])])) for row in rows if row["id"] in wanted]


def _query(rows: Sequence[dict[str, object]], row: dict[str, object], wanted: frozenset[str]) -> DuplicateQuery:
    later = frozenset(str(other["id"]) for other in rows if not other["order"] < row["order"])  # type: ignore[operator]
    return DuplicateQuery(f"{row['title']}\n\n{row['text']}", wanted, later)


def build_index(rows: Sequence[dict[str, object]], folder: Path) -> KnowledgeIndex:
    """An index of all tickets; one that is there already is used again."""
    from assistant.retrieval import open_index

    index = open_index(folder)

    def step(done: int, total: int) -> None:
        print(f"\rindexing {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    index.add([Ticket(id=str(r["id"]), title=str(r["title"]), text=str(r["text"])) for r in rows], progress=step)
    return index


def measure(data_dir: Path, *, folder: Path | None = None) -> RetrievalReport:
    """Index the tickets (into `folder`, kept, or a temporary one), search, and count."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = load_tickets(data_dir)
        queries = load_queries(data_dir, rows)
        index = build_index(rows, folder or Path(scratch) / "index")
        plain = plain_bm25(rows)
        found = [index.candidates(query.text, exclude=query.later) for query in queries]
        ways = {
            BASELINE: [place(query, plain(query.text, query.later)) for query in queries],
            "words": [place(q, _by(c, lambda x: x.coverage)) for q, c in zip(queries, found, strict=True)],
            "meaning": [place(q, _by(c, lambda x: x.cosine or 0.0)) for q, c in zip(queries, found, strict=True)],
            "fused": [
                place(query, [match.id for match in index.search(query.text, limit=DEPTH, exclude=query.later)])
                for query in queries
            ],
        }
        duplicates, others = claims(index, rows, queries)
        return RetrievalReport(
            queries=len(queries),
            tickets=len(rows),
            ways={name: figures(places) for name, places in ways.items()},
            gain=paired_gain(ways["fused"], ways[BASELINE]),
            claimed_duplicates=_share(duplicates),
            claimed_others=_share(others),
        )


def place(query: DuplicateQuery, ids: Sequence[str]) -> float:
    """Place of the first wanted id, from 1; infinity when it is not there."""
    return next((float(place) for place, identity in enumerate(ids, start=1) if identity in query.wanted), math.inf)


def figures(places: Sequence[float]) -> Figures:
    """Recall and mean reciprocal rank of the places of the first right answers."""

    def recall(depth: int, of: Sequence[float] = places) -> float:
        return sum(place <= depth for place in of) / len(of)

    return Figures(
        recall_at_1=recall(1),
        recall_at_5=recall(5),
        recall_at_10=recall(10),
        reciprocal_rank=sum(1 / place for place in places) / len(places),
        halves=(recall(10, places[::2]), recall(10, places[1::2])),
        interval=wilson(recall(10), len(places)),
    )


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.959964
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (centre - spread) / (1 + z * z / count), (centre + spread) / (1 + z * z / count)


def paired_gain(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Difference of recall@10 over the same queries: mean and 95 % interval."""
    gains = np.array([(a <= DEPTH) - (b <= DEPTH) for a, b in zip(ours, theirs, strict=True)], dtype=float)
    draws = np.random.default_rng(0).choice(gains, size=(10_000, len(gains))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(gains.mean()), float(low), float(high)


def plain_bm25(rows: Sequence[dict[str, object]]) -> Callable[[str, frozenset[str]], list[str]]:
    """The baseline: tantivy with its English analyser, title and text in one field, stop words out."""
    import tantivy  # noqa: TID251 - the baseline, not the product

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("all", tokenizer_name="en_stem")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(50_000_000, 1)
    for row in rows:
        writer.add_document(tantivy.Document(id=str(row["id"]), all=f"{row['title']} {row['text']}"))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str, later: frozenset[str]) -> list[str]:
        plain = "".join(c if c.isalnum() else " " for c in text).lower().split()
        words = " ".join(word for word in plain if word not in STOP_WORDS)
        query = index.parse_query(words, ["all"])
        hits = searcher.search(query, limit=DEPTH + len(later)).hits
        ids = (searcher.doc(address)["id"][0] for _, address in hits)
        return [identity for identity in ids if identity not in later][:DEPTH]

    return search


def claims(
    index: KnowledgeIndex, rows: Sequence[dict[str, object]], queries: Sequence[DuplicateQuery]
) -> tuple[list[float], list[float]]:
    """`same_problem` of the duplicates among the first ten of the queries, and of all others found there."""
    known = frozenset(identity for query in queries for identity in query.wanted)
    duplicates: list[float] = []
    others: list[float] = []
    for query in [*queries, *_without_duplicates(rows, known)]:
        for match in index.search(query.text, limit=DEPTH, exclude=query.later):
            (duplicates if match.id in query.wanted else others).append(match.same_problem)
    return duplicates, others


def _without_duplicates(rows: Sequence[dict[str, object]], known: frozenset[str]) -> list[DuplicateQuery]:
    later_half = [row for row in rows[len(rows) // 2 :] if row["id"] not in known]
    return [_query(rows, row, frozenset()) for row in random.Random(0).sample(later_half, min(OTHERS, len(later_half)))]


def calibrate(data_dir: Path, folder: Path) -> str:
    """Fit `ranking.CALIBRATED` anew; returns the line to put there. Weighted so that a claim stays conservative."""
    rows = load_tickets(data_dir)
    queries = load_queries(data_dir, rows)
    index = build_index(rows, folder)
    features: list[list[float]] = []
    labels: list[bool] = []
    known = frozenset(identity for query in queries for identity in query.wanted)
    for query in [*queries, *_without_duplicates(rows, known)]:
        read = read_query(query.text)
        assert read is not None
        words = QueryWords.read(read.words, lambda stem: 1.0)
        for candidate in index.candidates(query.text, exclude=query.later)[:DEPTH]:
            item = index.get(candidate.id)
            assert item is not None
            features.append(CALIBRATED.features(candidate, len(shared_names(words, item))))
            labels.append(candidate.id in query.wanted)
    weights = fit_logistic(np.array(features), np.array(labels, dtype=float))
    return "SameProblem(" + ", ".join(f"{weight:.2f}" for weight in weights) + ")"


def fit_logistic(features: np.ndarray, labels: np.ndarray, ridge: float = 0.1) -> list[float]:
    """Maximum likelihood by Newton's method with a small ridge; the bias comes first and is not shrunk."""
    rows = np.column_stack([np.ones(len(features)), features])
    shrink = ridge * np.diag([0.0] + [1.0] * features.shape[1])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (labels - p) - shrink @ weights
        weights += np.linalg.solve((rows.T * (p * (1 - p))) @ rows + shrink, gradient)
    return [float(weight) for weight in weights]


def _by(candidates: Sequence[Candidate], figure: Callable[[Candidate], float]) -> list[str]:
    found = sorted((c for c in candidates if figure(c) > 0), key=lambda c: -figure(c))
    return [candidate.id for candidate in found[:DEPTH]]


def _share(probabilities: Sequence[float]) -> float:
    return sum(p >= CLAIMED for p in probabilities) / max(len(probabilities), 1)


def main() -> int:
    """Print the report; exit 1 when the figures to reach (recall@10 .90, plain BM25 + .06) are not."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds gitbugs_hadoop/")
    parser.add_argument("--index", type=Path, help="keep the index here, and use it again")
    parser.add_argument("--calibrate", action="store_true", help="print new weights for same_problem (needs --index)")
    arguments = parser.parse_args()
    if not (arguments.data / "gitbugs_hadoop").is_dir():
        print(
            f"evals: {arguments.data} holds no gitbugs_hadoop; see https://github.com/av9ash/gitbugs", file=sys.stderr
        )
        return 2
    if arguments.calibrate:
        print(calibrate(arguments.data, arguments.index or Path(tempfile.mkdtemp())))
        return 0
    report = measure(arguments.data, folder=arguments.index)
    print(report.render())
    return 0 if report.ways["fused"].recall_at_10 >= 0.90 and report.gain[0] >= 0.06 else 1


if __name__ == "__main__":
    sys.exit(main())
