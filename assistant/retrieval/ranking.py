"""Two rankings into one order, and how likely a candidate treats the very same problem.

Each side alone proposes its best POOL records. They are then ordered by one logistic function of figures that mean the
same in an index of any size and subject: how near the meaning is, how far it stands out from the records around it, and
how far the words do; of the first of them, which are read, also how much of each title the other text speaks of
(`coverage.py`). Both sides' ranks decide between near equals.

The weights are read from `same_problem.json`, which `tools/learn_same_problem.py` makes; it says there what they were
learnt on and how well the probability holds on other data (docs/search.md has the figures).
"""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.retrieval.coverage import NOTHING_COVERED, Coverage
from assistant.retrieval.vectors import Nearest

POOL = 100
"""Candidates taken from each side. On the Hadoop duplicates 30, 50, 100 and 200 give recall@10 .909, .909, .924 and
.924 (before titles were compared)."""
RANK_OFFSET = 60
"""The k of reciprocal rank fusion, 60 as in its paper (Cormack, Clarke, Büttcher 2009)."""
AGREEMENT = 3.0
"""Log odds that the first place on both sides adds to the order, not to the probability. Anything from 0 to 4 does as
well: 0, 1, 2, 3, 4 and 6 give a mean recall@10 of .841, .843, .841, .842, .844 and .837 over nine trackers (MRR .655,
.657, .655, .654, .656, .653)."""
BACKGROUND = 50
"""Standing out is measured against the record at this place of each ranking: deep enough that thirty tickets about one
outage still stand out together (against the tenth place they would hide one another)."""
ORDINARY = 0.4
"""Cosine that the record at place BACKGROUND reaches anyway in a large index (median over queries: Hadoop .49,
SeaMonkey .54; a tenth of the queries .33 or less). In a small index it is lower, and without this floor everything
would seem to stand out."""
FAINT = 0.05
"""Share of a full word score that counts as background where fewer than BACKGROUND records share a word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that one or both sides found."""

    id: str
    agreement: float
    """What its ranks add to the order, AGREEMENT at most."""
    cosine: float | None
    """Best cosine of query and passages; None when the dense side did not find it."""
    words: float
    """BM25; 0 when not found by words."""
    stands_out: float
    """Cosine minus that of the background (ORDINARY at least); 0 at least."""
    words_stand_out: float
    """ln(1 + BM25 over that of the background): ln 2 is no more than the background has."""
    passage: int | None
    """Number of the passage nearest to the query."""

    def order(self, coverage: Coverage) -> float:
        """Log odds of the same problem and what the ranks add; the list falls by it."""
        return shipped().logit(self.features(coverage)) + self.agreement

    def features(self, coverage: Coverage) -> "Features":
        """What `SameProblem` weighs, in the order of its weights."""
        return self.cosine or 0.0, self.stands_out, self.words_stand_out, coverage.asked, coverage.recorded


Features = tuple[float, float, float, float, float]
"""cosine, stands_out, words_stand_out, asked, recorded."""


@dataclass(frozen=True, slots=True)
class SameProblem:
    """A logistic function of five features."""

    bias: float
    cosine: float
    stands_out: float
    words_stand_out: float
    asked: float
    recorded: float
    claim_from: float = 0.5
    """Calibrated probability from which a match is to be called the same problem."""

    def logit(self, features: Features) -> float:
        """Log odds."""
        near, out, words, asked, recorded = features
        found = self.bias + self.cosine * near + self.stands_out * out + self.words_stand_out * words
        return found + self.asked * asked + self.recorded * recorded

    def calibrated(self, features: Features) -> float:
        """How often a match with these features is the same problem, 0 to 1."""
        return probability(self.logit(features))

    def claim(self, features: Features, bonus: float = 0.0) -> float:
        """The same on the scale of `Match.same_problem`, where `claim_from` lies at .5; `bonus` is in log odds.

        A scale of odds: with claim_from 1/4, .5 means one in four, .75 one in two, .9 three in four.
        """
        return probability(self.logit(features) + bonus - math.log(self.claim_from / (1 - self.claim_from)))


def probability(logit: float) -> float:
    """Of log odds, without overflow."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


@lru_cache(maxsize=1)
def shipped() -> SameProblem:
    """The shipped weights."""
    content = json.loads(files("assistant.retrieval").joinpath("same_problem.json").read_text(encoding="utf-8"))
    return SameProblem(**content["weights"], claim_from=content["claim_from"])


def fuse(
    dense: Mapping[str, Nearest], lexical: Mapping[str, float], full: float, exclude: Collection[str]
) -> list[Candidate]:
    """Candidates, best first; equal ones by id, so that the order never depends on chance.

    `full` is what a record holding every query term about once would score by words. What a side did not find counts as
    the least it did find: it cannot be nearer than that.
    """
    dense_order = _ranking({identity: near.cosine for identity, near in dense.items()}, exclude)
    lexical_order = _ranking(lexical, exclude)
    cosines = [dense[identity].cosine for identity in dense_order]
    scores = [lexical[identity] for identity in lexical_order]
    usual = max(_at(cosines, BACKGROUND), ORDINARY)
    usual_words = max(_at(scores, BACKGROUND), FAINT * full, 1e-9)
    least = cosines[-1] if len(cosines) >= POOL // 2 else 0.0
    least_words = scores[-1] if len(scores) >= POOL else 0.0
    candidates = []
    for identity, points in _reciprocal_ranks(dense_order, lexical_order).items():
        near = dense.get(identity)
        cosine = near.cosine if near else least
        words = lexical.get(identity, 0.0)
        candidates.append(
            Candidate(
                id=identity,
                agreement=AGREEMENT * points,
                cosine=near.cosine if near else (least or None),
                words=words,
                stands_out=max(cosine - usual, 0.0),
                words_stand_out=math.log1p(max(words, least_words) / usual_words),
                passage=near.passage if near else None,
            )
        )
    return sorted(candidates, key=lambda c: (-c.order(NOTHING_COVERED), c.id))


def _reciprocal_ranks(*rankings: list[str]) -> dict[str, float]:
    """Fused points of every record of the rankings, 1 for the first of all."""
    best = len(rankings) / (RANK_OFFSET + 1)
    points: dict[str, float] = {}
    for ranking in rankings:
        for place, identity in enumerate(ranking):
            points[identity] = points.get(identity, 0.0) + 1 / (RANK_OFFSET + 1 + place) / best
    return points


def _at(falling: list[float], place: int) -> float:
    return falling[place - 1] if len(falling) >= place else 0.0


def _ranking(scores: Mapping[str, float], exclude: Collection[str]) -> list[str]:
    kept = (identity for identity in scores if identity not in exclude)
    return sorted(kept, key=lambda identity: (-scores[identity], identity))[:POOL]
