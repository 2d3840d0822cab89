"""The suites by name, and the engines that may draft for them."""

import importlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from evals.case import EvalCase
from evals.drafting_cases import fresh_assistant
from evals.log import RunLog, SuiteLog
from evals.running import DRAFTED, Work, run
from evals.workers import Progress

_OTHERS = {
    "consistency": "same input twice, in other words, in another order",
    "checks": "planted faults, good texts, secrets, injection",
    "retrieval": "similar tickets found, no match said (needs --data)",
    "reports": "real bug reports and feature requests (needs --data)",
    "speed": "latency and cost",
    "judge": "a model's answers to a support lead's questions, beside its agreement with a reader (needs a model)",
}
SUITES: tuple[str, ...] = (*DRAFTED, *_OTHERS)
DEFAULT: tuple[str, ...] = (*DRAFTED, "consistency")
"""Run where none is named: the rules engine on the sample cases, in under a minute on two cores."""


def _late(name: str, work: Work) -> SuiteLog:
    """Suites load what they need only when they run."""
    found: SuiteLog = importlib.import_module(f"evals.suites.{name}").run(work)
    return found


def run_engine(
    engine: str,
    suites: Sequence[str],
    cases: tuple[EvalCase, ...],
    *,
    data: Path | None = None,
    workers: int | None = None,
    sample_knowledge: bool = False,
    progress: Progress | None = None,
) -> RunLog:
    """Run suites with an engine. `recording` and `model` score drafts only. Raises WrongUsage and EscalateError."""
    if engine != "rules":
        from evals.modelled import run_model

        return run_model(engine, [s for s in suites if s in DRAFTED], cases, progress)
    with fresh_assistant(sample_knowledge=sample_knowledge) as assistant:
        work = Work(assistant, cases, data, workers, progress)
        return run(suites, work, {name: partial(_late, name) for name in _OTHERS})
