"""Draft cases by rules and score each with every suite of drafts. A case that fails to draft is unscored, not wrong."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Escalation
from assistant.errors import EscalateError
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from evals.case import EvalCase
from evals.log import Row
from evals.suites import assessment, checklist, drafting, understanding
from evals.suites.drafted import DraftedSuite
from evals.workers import Progress, in_processes

SUITES: tuple[DraftedSuite, ...] = (understanding.SUITE, assessment.SUITE, checklist.SUITE, drafting.SUITE)


@dataclass(frozen=True)
class Scored:
    """One case, scored by every suite; `failed` says why it could not be drafted."""

    case: str
    rows: dict[str, Row]
    seconds: float
    failed: str | None = None


def draft_case(assistant: Assistant, case: EvalCase) -> Escalation:
    """The rules' record of a case, as an agent would get it at the case's own moment."""
    return assistant.draft(case.paste, engine="rules", **case.asked)


def score_all(case: EvalCase, escalation: Escalation) -> dict[str, Row]:
    """Suite → row."""
    return {suite.name: suite.score(case, escalation).row(case) for suite in SUITES}


def scored(assistant: Assistant, case: EvalCase) -> Scored:
    """Draft and score one case."""
    begun = time.perf_counter()
    try:
        escalation = draft_case(assistant, case)
    except EscalateError as error:
        return Scored(case.id, {}, time.perf_counter() - begun, str(error))
    return Scored(case.id, score_all(case, escalation), time.perf_counter() - begun)


@contextmanager
def fresh_assistant(*, sample_knowledge: bool, lexicon: Path | None = None) -> Iterator[Assistant]:
    """An assistant with a home of its own, so that nothing indexed on this machine counts."""
    with tempfile.TemporaryDirectory() as home:
        overrides = {} if lexicon is None else {"knowledge": lexicon}
        assistant = Assistant(load_settings(home=Path(home), **overrides))
        if sample_knowledge:
            from assistant.retrieval import load_knowledge

            knowledge = assistant.settings.knowledge
            assistant.index.add(load_knowledge([knowledge / "tickets", knowledge / "articles"]).items)
        yield assistant


def score_cases(
    cases: Sequence[EvalCase], assistant: Assistant, *, workers: int | None = None, progress: Progress | None = None
) -> list[Scored]:
    """All cases in their order, drafted by rules."""
    return in_processes(scored, assistant, cases, workers=workers, progress=progress)
