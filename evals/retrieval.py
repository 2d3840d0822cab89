"""How well the search finds duplicates: a tracker's own tickets, in the order in which they came in.

    python -m evals.retrieval --data ../shared/data                      Apache Hadoop
    python -m evals.retrieval --gitbugs X_bugs.csv X_bugs-combined.csv   any other tracker of GitBugs

A query is a ticket that people later marked as a duplicate; it may only find tickets that were there before it. Data:
GitBugs (av9ash/gitbugs, CC BY 4.0), 2,503 tickets, 66 queries.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.retrieval.index import KnowledgeIndex
from assistant.retrieval.ranking import POOL, Candidate, shipped
from assistant.retrieval.words import STOP_WORDS
from evals.calibration import CLAIMED, DEPTH, REPEATS, Decision, Reliability, ask, decide, reliability
from evals.duplicates import DuplicateQuery, Tracker, gitbugs, hadoop

BASELINE = "plain BM25"


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of queries, of one way to search."""

    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    recall_at_10: float
    reciprocal_rank: float
    interval: tuple[float, float]
    """Wilson's 95 % interval of recall@10."""
    rank_interval: tuple[float, float]
    """95 % interval of the mean reciprocal rank, of 10,000 bootstraps over queries."""


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """What `measure` found."""

    tracker: str
    queries: int
    tickets: int
    ways: dict[str, Figures]
    gain: tuple[float, float, float]
    """Fused minus plain BM25, recall@10: mean, and the 95 % interval of 10,000 paired bootstraps."""
    decision: Decision
    reliability: Reliability

    def render(self) -> str:
        """A table for the terminal."""
        lines = [f"{self.tracker}: {self.queries} queries over {self.tickets} tickets, each finding earlier ones only"]
        lines.append(f"{'':12} {'R@1':>6} {'R@3':>6} {'R@5':>6} {'R@10':>6} {'95 %':>11} {'MRR':>6} {'95 %':>11}")
        for name, f in self.ways.items():
            recall = f"{f.recall_at_1:6.3f} {f.recall_at_3:6.3f} {f.recall_at_5:6.3f} {f.recall_at_10:6.3f}"
            rank = f"{f.reciprocal_rank:6.3f} {f.rank_interval[0]:7.2f}-{f.rank_interval[1]:.2f}"
            lines.append(f"{name:12} {recall} {f.interval[0]:6.2f}-{f.interval[1]:.2f} {rank}")
        mean, low, high = self.gain
        lines.append(f"fused - {BASELINE}: {mean:+.3f} recall@10 (95 % {low:+.3f} to {high:+.3f})")
        d = self.decision
        lines.append(
            f"claimed to be the same problem (>= {CLAIMED}): {d.duplicates:.2f} of {d.duplicates_found} duplicates in"
            f" the first three; of tickets without a known duplicate {d.other_matches:.3f} of the matches,"
            f" {d.first_of_others:.3f} of the first matches, {d.other_queries:.3f} have any"
        )
        curve = "  ".join(f"{said:.2f}/{was:.2f}" for said, was, _ in self.reliability.curve)
        lines.append(f"calibration error {self.reliability.error:.3f} at {REPEATS:.2f} repeats; said/was: {curve}")
        return "\n".join(lines)


def build_index(tracker: Tracker, folder: Path) -> KnowledgeIndex:
    """An index of all tickets; one that is there already is used again."""
    from assistant.retrieval import open_index

    index = open_index(folder)

    def step(done: int, total: int) -> None:
        print(f"\rindexing {done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    index.add(tracker.tickets(), progress=step)
    return index


def measure(tracker: Tracker, *, folder: Path | None = None) -> RetrievalReport:
    """Index the tickets (into `folder`, kept, or a temporary one), search, and count."""
    with tempfile.TemporaryDirectory() as scratch:
        queries = tracker.queries()
        index = build_index(tracker, folder or Path(scratch) / "index")
        plain = plain_bm25(tracker.rows)
        found = [
            [one.candidate for one in index.found(query.text, limit=2 * POOL, exclude=query.later)] for query in queries
        ]
        ways = {
            BASELINE: [place(query, plain(query.text, query.later)) for query in queries],
            "words": [place(q, _by(c, lambda x: x.words)) for q, c in zip(queries, found, strict=True)],
            "meaning": [place(q, _by(c, lambda x: x.cosine or 0.0)) for q, c in zip(queries, found, strict=True)],
            "fused": [
                place(query, [match.id for match in index.search(query.text, limit=DEPTH, exclude=query.later)])
                for query in queries
            ],
        }
        asked = ask(index, tracker)
        return RetrievalReport(
            tracker=tracker.name,
            queries=len(queries),
            tickets=len(tracker.rows),
            ways={name: figures(places) for name, places in ways.items()},
            gain=paired_gain(ways["fused"], ways[BASELINE]),
            decision=decide(asked, shipped().claim),
            reliability=reliability(asked, shipped().calibrated),
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
        recall_at_3=recall(3),
        recall_at_5=recall(5),
        recall_at_10=recall(10),
        reciprocal_rank=sum(1 / place for place in places) / len(places),
        interval=wilson(recall(10), len(places)),
        rank_interval=_bootstrap([1 / place for place in places]),
    )


def _bootstrap(values: Sequence[float]) -> tuple[float, float]:
    draws = np.random.default_rng(0).choice(np.array(values), size=(10_000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.959964
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (centre - spread) / (1 + z * z / count), (centre + spread) / (1 + z * z / count)


def paired_gain(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Difference of recall@10 over the same queries: mean and 95 % interval."""
    gains = np.array([(a <= DEPTH) - (b <= DEPTH) for a, b in zip(ours, theirs, strict=True)], dtype=float)
    low, high = _bootstrap(gains.tolist())
    return float(gains.mean()), low, high


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


def _by(candidates: Sequence[Candidate], figure: Callable[[Candidate], float]) -> list[str]:
    found = sorted((c for c in candidates if figure(c) > 0), key=lambda c: -figure(c))
    return [candidate.id for candidate in found[:DEPTH]]


def main() -> int:
    """Print the report; exit 1 when the figures to reach (recall@10 .90, plain BM25 + .06) are not."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder that holds gitbugs_hadoop/")
    parser.add_argument("--gitbugs", type=Path, nargs=2, metavar=("BUGS", "PAIRS"), help="another tracker of GitBugs")
    parser.add_argument("--index", type=Path, help="keep the index here, and use it again")
    arguments = parser.parse_args()
    if arguments.gitbugs:
        tracker = gitbugs(*arguments.gitbugs)
    elif arguments.data and (arguments.data / "gitbugs_hadoop").is_dir():
        tracker = hadoop(arguments.data)
    else:
        print(
            f"evals: {arguments.data} holds no gitbugs_hadoop; see https://github.com/av9ash/gitbugs", file=sys.stderr
        )
        return 2
    report = measure(tracker, folder=arguments.index)
    print(report.render())
    return 0 if report.ways["fused"].recall_at_10 >= 0.90 and report.gain[0] >= 0.06 else 1


if __name__ == "__main__":
    sys.exit(main())
