"""Work on cases side by side in several processes, each with an assistant of its own over the same home."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.case import EvalCase

Result = TypeVar("Result")
Progress = Callable[[int, int, str], None]
"""Called with (done, of, case id)."""
_FEW = 4
"""Cases up to which starting processes costs more than it saves."""
_HERE: dict[str, Assistant] = {}


def _begin(settings: Settings) -> None:
    _HERE["assistant"] = Assistant(settings)


def _one(task: Callable[[Assistant, EvalCase], Result], case: EvalCase) -> Result:
    return task(_HERE["assistant"], case)


def in_processes(
    task: Callable[[Assistant, EvalCase], Result],
    assistant: Assistant,
    cases: Sequence[EvalCase],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """`task` of every case, in the order of the cases. One process per processor unless `workers` says otherwise."""
    count = workers or os.cpu_count() or 1
    show = progress or (lambda done, of, case: None)
    if count == 1 or len(cases) <= _FEW:
        out = []
        for number, case in enumerate(cases, 1):
            out.append(task(assistant, case))
            show(number, len(cases), case.id)
        return out
    found: dict[int, Result] = {}
    with ProcessPoolExecutor(count, get_context("spawn"), _begin, (assistant.settings,)) as pool:
        waiting = {pool.submit(_one, task, case): number for number, case in enumerate(cases)}
        for done in as_completed(waiting):
            number = waiting[done]
            found[number] = done.result()
            show(len(found), len(cases), cases[number].id)
    return [found[number] for number in range(len(cases))]
