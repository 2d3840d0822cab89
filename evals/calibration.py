"""How far `Match.same_problem` can be believed: as a probability, and as the decision policy makes of it at .5.

What is measured depends on how often a desk sees a problem again. A tracker's sample has 66 repeats among thousands;
so queries are weighed until REPEATS of them are repeats, which is said beside every figure.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.retrieval.index import KnowledgeIndex
from assistant.retrieval.ranking import Features, SameProblem
from assistant.retrieval.searching import READ_AT_ONCE
from evals.duplicates import DuplicateQuery, Tracker

DEPTH = 10
"""Matches of a query that count: as many as are shown."""
TOP = 3
"""Duplicates found up to here should be claimed."""
CLAIM_FROM = 0.25
"""Calibrated probability from which a claim is made: .5 on the scale of `Match.same_problem`. A house default. A person
reads each claim before anything follows from it, so one right in four pays; at one in two, two of three repeats that
were found would be called new."""
CLAIMED = 0.5
"""`same_problem` from which policy counts a match as the same problem."""
REPEATS = 2 / 3
"""Share of incoming tickets whose problem is in the index already: a house default. Reports of support desks put the
share of known issues between a half and four fifths; a desk with fewer repeats sees somewhat too many claims."""
OTHERS = 300
"""Tickets without a known duplicate that are asked besides."""
REPEATS_ASKED = 300
"""Repeats asked at most: one tracker's many shall not take all the time."""
BINS = 10

Judge = Callable[[Features], float]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one query found: features and truth of each of its first matches."""

    query: DuplicateQuery
    found: tuple[tuple[Features, bool], ...]
    """In their order, DEPTH at most."""
    reordered: tuple[tuple[Features, float, bool], ...]
    """All that were read, with what their ranks add: what other weights would put in another order."""

    @property
    def is_repeat(self) -> bool:
        """True when something of what it should find exists."""
        return bool(self.query.wanted)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is claimed to be the same problem, at CLAIMED."""

    duplicates: float
    """Share of the duplicates found in the first TOP that are claimed."""
    duplicates_found: int
    other_matches: float
    """Share of the first ten matches of non-repeats that are claimed."""
    other_queries: float
    """Share of non-repeats for which at least one of the ten is claimed. Unknown duplicates of a tracker count here."""
    first_of_others: float
    """Share of non-repeats whose first match is claimed."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Probabilities against frequencies, queries weighed to REPEATS."""

    error: float
    """Expected calibration error: mean distance of probability and frequency over matches."""
    curve: tuple[tuple[float, float, int], ...]
    """(mean probability, frequency, matches) of each bin that has any."""


def ask(index: KnowledgeIndex, tracker: Tracker, *, others: int = OTHERS) -> list[Asked]:
    """Search every repeat (REPEATS_ASKED at most) and `others` non-repeats of a tracker that is in the index."""
    repeats = tracker.queries()
    if len(repeats) > REPEATS_ASKED:
        repeats = sorted(random.Random(0).sample(repeats, REPEATS_ASKED), key=lambda query: len(query.later))
    return [_asked(index, query) for query in [*repeats, *tracker.others(others)]]


def _asked(index: KnowledgeIndex, query: DuplicateQuery) -> Asked:
    found = [
        (one.features, one.candidate.agreement, one.item.id in query.wanted)
        for one in index.found(query.text, limit=READ_AT_ONCE, exclude=query.later)
    ]
    return Asked(query, tuple((features, label) for features, _, label in found[:DEPTH]), tuple(found))


def first_places(asked: Sequence[Asked], weights: SameProblem) -> list[float]:
    """Place of the first wanted match of each repeat in the order these weights give; infinity where there is none."""
    places = []
    for one in asked:
        if one.is_repeat:
            order = sorted(one.reordered, key=lambda row: -weights.logit(row[0]) - row[1])
            places.append(next((n for n, (_, _, label) in enumerate(order, 1) if label), math.inf))
    return places


def weigh(asked: Sequence[Asked], repeats: float = REPEATS) -> list[float]:
    """A weight for each query, so that `repeats` of the weight lies on repeats; they sum to the number of queries."""
    counts = {kind: sum(a.is_repeat is kind for a in asked) for kind in (True, False)}
    share = {True: repeats, False: 1 - repeats}
    return [len(asked) * share[a.is_repeat] / counts[a.is_repeat] for a in asked]


def learn(trackers: Sequence[Sequence[Asked]], *, ridge: float = 0.1) -> SameProblem:
    """Weights that make what was found most likely; every tracker counts the same."""
    rows: list[Features] = []
    labels: list[bool] = []
    weights: list[float] = []
    for asked in trackers:
        for one, weight in zip(asked, weigh(asked), strict=True):
            rows += [features for features, _ in one.found]
            labels += [label for _, label in one.found]
            weights += [weight / len(asked) * 500] * len(one.found)
    fitted = fit_logistic(np.array(rows), np.array(labels, dtype=float), np.array(weights), ridge)
    bias, cosine, stands_out, words, title, recorded = (round(weight, 3) for weight in fitted)
    return SameProblem(bias, cosine, stands_out, words, title, recorded, claim_from=CLAIM_FROM)


def fit_logistic(features: Floats, labels: Floats, weights: Floats, ridge: float) -> list[float]:
    """Weighted maximum likelihood by Newton's method with a small ridge; the bias comes first and is not shrunk."""
    rows = np.column_stack([np.ones(len(features)), features])
    shrink = ridge * np.diag([0.0] + [1.0] * features.shape[1])
    found = np.zeros(rows.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-rows @ found))
        gradient = rows.T @ (weights * (labels - p)) - shrink @ found
        found += np.linalg.solve((rows.T * (weights * p * (1 - p))) @ rows + shrink, gradient)
    return [float(weight) for weight in found]


def decide(asked: Sequence[Asked], judge: Judge) -> Decision:
    """What is claimed of what was found."""
    top = [
        max(judge(features) for features, label in one.found[:TOP] if label)
        for one in asked
        if any(label for _, label in one.found[:TOP])
    ]
    others = [[judge(features) for features, _ in one.found] for one in asked if not one.is_repeat and one.found]
    return Decision(
        duplicates=_claimed(top),
        duplicates_found=len(top),
        other_matches=_claimed([p for ps in others for p in ps]),
        other_queries=_claimed([max(ps) for ps in others]),
        first_of_others=_claimed([ps[0] for ps in others]),
    )


def reliability(asked: Sequence[Asked], judge: Judge) -> Reliability:
    """Expected calibration error and curve over all matches found."""
    ps, labels, weights = [], [], []
    for one, weight in zip(asked, weigh(asked), strict=True):
        for features, label in one.found:
            ps.append(judge(features))
            labels.append(float(label))
            weights.append(weight)
    p, y, w = np.array(ps), np.array(labels), np.array(weights)
    places = np.minimum((p * BINS).astype(int), BINS - 1)
    error, curve = 0.0, []
    for place in range(BINS):
        here = places == place
        if here.any():
            said, was = float(np.average(p[here], weights=w[here])), float(np.average(y[here], weights=w[here]))
            error += abs(said - was) * float(w[here].sum() / w.sum())
            curve.append((said, was, int(here.sum())))
    return Reliability(error, tuple(curve))


def _claimed(probabilities: Sequence[float]) -> float:
    return sum(p >= CLAIMED for p in probabilities) / len(probabilities) if probabilities else math.nan
