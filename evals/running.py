"""One eval run: the suites asked for, over the cases asked for, into a `RunLog`."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from assistant.pipeline import Assistant
from assistant.version import app_version
from evals.case import EvalCase
from evals.drafting_cases import SUITES, Scored, score_cases
from evals.log import Row, RunLog, SuiteLog, fingerprint, revision
from evals.suites.drafted import suite_log
from evals.workers import Progress

DRAFTED = tuple(s.name for s in SUITES)
"""Suites that score one draft of every case."""


@dataclass(frozen=True)
class Work:
    """What a suite may use."""

    assistant: Assistant
    cases: tuple[EvalCase, ...]
    data: Path | None = None
    """Folder of measuring data that is not part of the repository."""
    workers: int | None = None
    progress: Progress | None = None
    notes: list[str] = field(default_factory=list)


Run = Callable[[Work], SuiteLog]


def drafted_logs(names: Sequence[str], found: Sequence[Scored], cases: Sequence[EvalCase]) -> list[SuiteLog]:
    """The logs of the suites that score drafts, out of scored cases; a failed draft is an unscored row."""
    tags = {c.id: c.tags for c in cases}
    out = []
    for suite in SUITES:
        if suite.name in names:
            rows = [
                s.rows.get(suite.name)
                or Row(id=s.case, counts={}, tags=tags[s.case], unscored=(f"not drafted: {s.failed}",))
                for s in found
            ]
            out.append(suite_log(suite, rows, sum(s.seconds for s in found)))
    return out


def run(names: Sequence[str], work: Work, others: Mapping[str, Run], engine: str = "rules") -> RunLog:
    """Run suites by name, in the order asked for. A suite that is not named is not in the log."""
    logs: list[SuiteLog] = []
    drafted = [n for n in names if n in DRAFTED]
    if drafted:
        found = score_cases(work.cases, work.assistant, workers=work.workers, progress=work.progress)
        logs += drafted_logs(drafted, found, work.cases)
    for name in names:
        if name not in DRAFTED:
            begun = time.perf_counter()
            log = others[name](work)
            logs.append(log.model_copy(update={"seconds": round(time.perf_counter() - begun, 2)}))
    return gathered(work.assistant, engine, logs, work.cases, work.data)


def gathered(
    assistant: Assistant,
    engine: str,
    suites: Sequence[SuiteLog],
    cases: Sequence[EvalCase],
    data: Path | None = None,
    *,
    model: str | None = None,
    prompts: Mapping[str, str] | None = None,
) -> RunLog:
    """Suites with what they were made by and on."""
    return RunLog(
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        revision=revision(Path(__file__).parent),
        app_version=app_version(),
        engine=engine,
        model=model,
        prompts=dict(prompts or {}),
        policy=assistant.policy.fingerprint,
        datasets=datasets(cases, data),
        suites=tuple(suites),
    )


def datasets(cases: Sequence[EvalCase], data: Path | None) -> dict[str, str]:
    """Name → sha256 of the cases, and of the files of a data folder."""
    found = {"cases": hashlib.sha256("\n".join(c.model_dump_json() for c in cases).encode()).hexdigest()}
    if data is not None and data.is_dir():
        for path in sorted(data.iterdir()):
            if path.is_dir() or path.suffix == ".gz":
                found[path.name] = fingerprint([f for f in path.rglob("*") if f.is_file()] if path.is_dir() else [path])
    return found
