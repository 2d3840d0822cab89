"""`python -m evals checks --data DIR`: what the checks catch and spare, and what they cost, in one table.

Secrets and personal data and hostile pastes are measured on data that is not part of the repository; without `--data`
they are said not to have run. The mutation suite and the speed need none.
"""

import importlib
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.checks import check_text, report
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from evals.case import PRESENT, EvalCase
from evals.mutations import REACH_FALSE, REACH_FOUND, MutationResult, render, run

SPEED_REACH = 30.0
"""Milliseconds for all checks of one draft together, median."""


def external(module: str, data: Path | None, *more: Any) -> Mapping[str, Any] | str:
    """A suite on given data, or why it was not run."""
    if data is None:
        return "not run: no --data"
    try:
        suite = importlib.import_module(f"evals.{module}")
    except ModuleNotFoundError as error:
        return f"not run: {error}"
    found: Mapping[str, Any] = suite.run(data, *more)
    return found


def speed(assistant: Assistant, cases: tuple[EvalCase, ...]) -> dict[str, float]:
    """Milliseconds of the whole report on a draft, and of one check of an update, each issue met for the first time.

    Time of this thread alone, so that a busy machine does not count.
    """
    drafts, texts = [], []
    for case in cases:
        understood = assistant.understand(
            case.paste, customer=case.fields.customer, received_at=case.fields.received_at,
            now=case.fields.received_at or PRESENT, with_matches=False,
        )  # fmt: skip
        assessment = assistant.assess(understood)
        prepared = assistant.prepare(understood, assessment)
        written = assistant.compose(understood, assessment, prepared)
        start = time.thread_time()
        report(
            prepared.items, written, assessment, understood.document, understood.issue, (), understood.now,
            policy=assistant.policy, facts=understood.extraction.facts,
        )  # fmt: skip
        drafts.append(time.thread_time() - start)
        start = time.thread_time()
        check_text(
            written.updates[0].text, "update", understood.issue, understood.document, now=understood.now,
            language=written.updates[0].language,
        )  # fmt: skip
        texts.append(time.thread_time() - start)
    return {
        "draft_p50_ms": 1000 * statistics.median(drafts),
        "draft_p95_ms": 1000 * sorted(drafts)[int(0.95 * len(drafts))],
        "update_p50_ms": 1000 * statistics.median(texts),
    }


def checks(cases: tuple[EvalCase, ...], data: Path | None) -> tuple[dict[str, Any], MutationResult]:
    """All figures of the suite."""
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(load_settings(home=Path(home)))
        mutated = run(assistant, cases)
        figures: dict[str, Any] = {
            "secrets and personal data": external("redaction", data),
            "injection": external("injection", data, assistant),
            "mutations": mutated.figures(),
            "speed of the checks": speed(assistant, cases),
        }
    return figures, mutated


def reached(figures: Mapping[str, Any]) -> bool:
    """Whether enough planted faults are found and few enough good texts are called faulty."""
    found: Mapping[str, float] = figures["mutations"]
    alarms = [found[f"{source}_blocker_alarms"] for source in ("written", "drafted")]
    return found["recall"] >= REACH_FOUND and max(alarms) <= REACH_FALSE


def render_checks(figures: Mapping[str, Any], mutated: MutationResult, details: bool = False) -> str:
    """The table for the terminal."""
    lines = []
    for name, value in figures.items():
        lines.append(f"\n{name}")
        if name == "mutations":
            lines.append(render(mutated, details))
        elif isinstance(value, str):
            lines.append(f"  {value}")
        else:
            lines += [f"  {k:42} {v:.4g}" if isinstance(v, float) else f"  {k:42} {v}" for k, v in value.items()]
    lines.append(f"  (reach: draft_p50_ms <= {SPEED_REACH:.0f})")
    return "\n".join(lines).lstrip("\n")
