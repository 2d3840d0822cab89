"""What a draft costs: milliseconds of this machine by rules, and the tokens of the recorded model drafts.

Milliseconds tell of the machine as much as of the code: they are reported, never gated (`make bench` has the ratios).
"""

import time

from assistant.errors import EscalateError
from evals.log import Row, SuiteLog
from evals.measures import Measure, mean
from evals.recordings import RECORDINGS
from evals.running import Work
from evals.suites.drafted import DraftedSuite, Tally, suite_log

TOKENS_REACH = 6000
"""Prompt tokens of both rounds for an issue of 500 words (issue B)."""
SUITE = DraftedSuite(
    "speed",
    "latency and cost",
    (
        Measure("draft_ms", "milliseconds of a warm draft by rules, mean", mean("draft_ms"), None, True, "ms"),
        Measure("words", "words of a paste, mean", mean("words"), None, True, "words"),
        Measure("prompt_tokens", "prompt tokens of a recorded model draft, mean", mean("prompt_tokens"), TOKENS_REACH,
                True, "tokens"),
        Measure("reply_tokens", "reply tokens of a recorded model draft, mean", mean("reply_tokens"), None, True,
                "tokens"),
    ),
    lambda case, escalation: Tally(),
)  # fmt: skip


def run(work: Work) -> SuiteLog:
    """One draft after the other in this process, each case once warm; then the recordings."""
    rows = []
    for number, case in enumerate(work.cases, 1):
        out = Tally()
        try:
            work.assistant.draft(case.paste, engine="rules", **case.asked)
            begun = time.perf_counter()
            work.assistant.draft(case.paste, engine="rules", **case.asked)
            out.add("draft_ms.sum", 1000 * (time.perf_counter() - begun))
            out.add("draft_ms.n")
        except EscalateError as error:
            out.unscored.append(f"not drafted: {error}")
        out.add("words.sum", len(case.paste.split()))
        out.add("words.n")
        rows.append(out.row(case))
        if work.progress is not None:
            work.progress(number, len(work.cases), case.id)
    return suite_log(SUITE, [*rows, *_recorded(work)])


def _recorded(work: Work) -> list[Row]:
    from evals.modelled import recorded_drafts

    rows = []
    for case, escalation in recorded_drafts(tuple(c for c in work.cases if (RECORDINGS / f"{c.id}.json").exists())):
        out, spent = Tally(), escalation.provenance.tokens
        for name, amount in (("prompt_tokens", spent.prompt), ("reply_tokens", spent.completion)):
            out.add(f"{name}.sum", amount)
            out.add(f"{name}.n")
        rows.append(out.row(case).model_copy(update={"id": f"{case.id} (recorded)"}))
    return rows
