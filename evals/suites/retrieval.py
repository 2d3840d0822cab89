"""The search suite (`evals/retrieval.py`) as a log: duplicates of real tickets found in the order they came in."""

from evals.duplicates import hadoop
from evals.log import Figure, SuiteLog
from evals.retrieval import measure
from evals.running import Work

RECALL_REACH, MRR_REACH, CLAIM_REACH, FOUND_REACH = 0.92, 0.74, 0.05, 0.60
"""Asked by issue E."""


def run(work: Work) -> SuiteLog:
    """Index the tickets and search; not run without the data."""
    folder = work.data / "gitbugs_hadoop" if work.data is not None else None
    if work.data is None or folder is None or not folder.is_dir():
        why = "no --data" if work.data is None else "no gitbugs_hadoop there (GitBugs, av9ash/gitbugs, CC BY 4.0)"
        return SuiteLog(name="retrieval", status="not run", why=why)
    report = measure(hadoop(work.data))
    fused = report.ways["fused"]
    decision = report.decision
    figures = [
        Figure(name="recall_at_10", value=round(fused.recall_at_10, 4), low=round(fused.interval[0], 4),
               high=round(fused.interval[1], 4), reach=RECALL_REACH, meaning="first right answer among ten"),
        Figure(name="mrr", value=round(fused.reciprocal_rank, 4), low=round(fused.rank_interval[0], 4),
               high=round(fused.rank_interval[1], 4), reach=MRR_REACH, meaning="mean reciprocal rank"),
        Figure(name="gain_over_bm25", value=round(report.gain[0], 4), low=round(report.gain[1], 4),
               high=round(report.gain[2], 4), reach=0.06, meaning="recall@10 minus plain BM25's, paired"),
        Figure(name="claimed_duplicates", value=round(decision.duplicates, 4), reach=FOUND_REACH,
               meaning="duplicates among the first three claimed to be the same problem"),
        Figure(name="claimed_others", value=round(decision.other_matches, 4), reach=CLAIM_REACH, lower_is_better=True,
               meaning="matches so claimed of tickets without a known duplicate, first ten"),
        Figure(name="claimed_first_of_others", value=round(decision.first_of_others, 4), lower_is_better=True,
               meaning="first matches so claimed of tickets without a known duplicate"),
        Figure(name="calibration_error", value=round(report.reliability.error, 4), lower_is_better=True,
               meaning="distance of same_problem from how often it is true, two of three tickets being repeats"),
    ]  # fmt: skip
    return SuiteLog(name="retrieval", figures=tuple(figures), notes=(report.render(),))
