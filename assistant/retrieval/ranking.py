"""Two rankings into one, and how likely a candidate is about the very same problem.

Fusion is by reciprocal rank, so neither side's scale matters, and a new embedder needs no new weights.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

POOL = 100
"""Candidates taken from each side. On the Hadoop duplicates
30, 50, 100 and 200 give recall@10 .909, .909, .924 and .924."""
RANK_OFFSET = 60
"""The k of reciprocal rank fusion, 60 as in its paper (Cormack, Clarke, Büttcher 2009). On the Hadoop duplicates 5, 10,
20, 60 and 100 give recall@10 .909, .924, .939, .924 and .924: a plateau, so the usual value stays."""
RUNNER_UP = 10
"""Standing out is measured against the record at this place of the dense ranking."""
ORDINARY = 0.5
"""Cosine that the RUNNER_UP reaches anyway in a large index (median of the Hadoop queries: .56). In a small one it is
lower, and without this floor everything would seem to stand out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that one or both sides found."""

    id: str
    score: float
    """Fused, 0 to 1: 1 is first on both sides."""
    cosine: float | None
    """Best cosine of query and passages; None when the dense side did not find it."""
    coverage: float
    """BM25 as a share of what a record holding every query term once would score; 0 when not found by words."""
    stands_out: float
    """Cosine minus that of the record at place RUNNER_UP or ORDINARY, whichever is more; 0 at least."""


def fuse(
    dense: Mapping[str, float], lexical: Mapping[str, float], full: float, exclude: Collection[str]
) -> list[Candidate]:
    """Candidates, best first; equal ones by cosine, then by id, so that the order never depends on chance."""
    dense_order, lexical_order = _ranking(dense, exclude), _ranking(lexical, exclude)
    places: dict[str, float] = {}
    for ranking in (dense_order, lexical_order):
        for place, identity in enumerate(ranking):
            places[identity] = places.get(identity, 0.0) + 1 / (RANK_OFFSET + 1 + place)
    best = 2 / (RANK_OFFSET + 1)
    runner_up = dense[dense_order[RUNNER_UP - 1]] if len(dense_order) >= RUNNER_UP else 0.0
    candidates = [
        Candidate(
            id=identity,
            score=points / best,
            cosine=dense.get(identity),
            coverage=lexical.get(identity, 0.0) / full if full else 0.0,
            stands_out=max(dense.get(identity, 0.0) - max(runner_up, ORDINARY), 0.0),
        )
        for identity, points in places.items()
    ]
    return sorted(candidates, key=lambda c: (-c.score, -(c.cosine or 0.0), c.id))


def _ranking(scores: Mapping[str, float], exclude: Collection[str]) -> list[str]:
    kept = (identity for identity in scores if identity not in exclude)
    return sorted(kept, key=lambda identity: (-scores[identity], identity))[:POOL]


@dataclass(frozen=True, slots=True)
class SameProblem:
    """A logistic function of four features; the probability that a candidate treats the same problem as the query."""

    bias: float
    cosine: float
    coverage: float
    stands_out: float
    identifiers: float

    def features(self, candidate: Candidate, shared_identifiers: int) -> list[float]:
        """The four features in the order of the weights."""
        return [
            candidate.cosine or 0.0,
            min(candidate.coverage, COVERAGE_COUNTED),
            candidate.stands_out,
            float(min(shared_identifiers, IDENTIFIERS_COUNTED)),
        ]

    def probability(self, candidate: Candidate, shared_identifiers: int) -> float:
        """0 to 1."""
        weights = (self.cosine, self.coverage, self.stands_out, self.identifiers)
        features = self.features(candidate, shared_identifiers)
        z = self.bias + sum(weight * value for weight, value in zip(weights, features, strict=True))
        return 1 / (1 + math.exp(-z))


IDENTIFIERS_COUNTED = 2
"""More shared names than this say nothing more: they come from one pasted stack trace."""
COVERAGE_COUNTED = 1.5
"""A short query in a title scores above 1; beyond this it says nothing more."""
CALIBRATED = SameProblem(bias=-5.5, cosine=4.07, coverage=0.61, stands_out=6.34, identifiers=0.88)
"""Fitted by `python -m evals.retrieval --calibrate` to the first ten matches of the 66 Hadoop duplicates and of 300
other tickets, where 1 match of 56 is a duplicate. Such rarity is the sampling's, not the desk's, so the bias (-7.9) is
raised until .5 is where about 2 % of the non-duplicates are claimed."""
