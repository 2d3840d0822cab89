"""The record of one eval run: what was measured, on what, by which version of everything; written as JSON."""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import EscalateError

FORMAT_VERSION = 2
"""1 was a flat object of figures."""


class LogError(EscalateError):
    """A run log cannot be read, or two do not fit each other."""


class Frozen(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(Frozen):
    """Words of a case's text that matter to its score."""

    start: int
    end: int
    what: str
    kind: Literal["expected", "found", "both"]


class Wrong(Frozen):
    """One thing that was scored wrong."""

    what: str
    expected: str
    got: str


class Row(Frozen):
    """One case in one suite."""

    id: str
    counts: dict[str, float]
    tags: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    marks: tuple[Mark, ...] = ()
    unscored: tuple[str, ...] = ()
    """What could not be scored and why: kept apart from what is wrong."""


class Figure(Frozen):
    """One figure of a suite, with its 95 % interval where cases could be drawn anew."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    reach: float | None = None
    unit: str = ""
    lower_is_better: bool = False
    meaning: str = ""


class SuiteLog(Frozen):
    """One suite's results; `status` says whether it ran at all."""

    name: str
    status: Literal["run", "not run"] = "run"
    why: str = ""
    """Why it did not run."""
    figures: tuple[Figure, ...] = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def value(self, name: str) -> float | None:
        """A figure by name; None where it was not scored."""
        return next((f.value for f in self.figures if f.name == name), None)


class RunLog(Frozen):
    """A whole run."""

    format_version: int = FORMAT_VERSION
    created_at: str
    revision: str | None
    """The commit, with `+` where files were changed since; None outside a checkout."""
    app_version: str
    engine: str
    model: str | None = None
    prompts: dict[str, str] = {}
    """Prompt id → version and fingerprint."""
    policy: str
    datasets: dict[str, str] = {}
    """Name → sha256 of what was measured on."""
    suites: tuple[SuiteLog, ...] = ()

    def suite(self, name: str) -> SuiteLog | None:
        """A suite by name."""
        return next((s for s in self.suites if s.name == name), None)


def read_log(path: Path) -> RunLog:
    """Read a run. Raises LogError naming the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.get("format_version") != FORMAT_VERSION:
            raise LogError(
                f"{path.name} is a run log of format {data.get('format_version')}, not {FORMAT_VERSION}.",
                "Make it anew: python -m evals --log FILE.",
            )
        return RunLog.model_validate(data)
    except (OSError, ValueError, AttributeError, ValidationError) as error:
        raise LogError(
            f"{path}: {str(error).splitlines()[0]}", "A run log is written by `python -m evals --log`."
        ) from error


def write_log(log: RunLog, path: Path) -> None:
    """Write a run, one line a row, so that a diff of two logs can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_log(log), encoding="utf-8")


def render_log(log: RunLog) -> str:
    """The JSON of a run. What is at its default (no wrong, no marks) is left out of rows."""
    whole = log.model_dump(mode="json", exclude={"suites"})
    whole["suites"] = []
    for suite in log.suites:
        told = suite.model_dump(mode="json", exclude={"rows"})
        told["rows"] = "@rows"
        whole["suites"].append(told)
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    for suite in log.suites:
        rows = [json.dumps(r.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) for r in suite.rows]
        text = text.replace('"@rows"', "[" + ",".join(f"\n    {row}" for row in rows) + "]", 1)
    return text + "\n"


def fingerprint(paths: Iterable[Path]) -> str:
    """sha256 over names and contents of files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def revision(folder: Path) -> str | None:
    """The commit a folder is at, `+` behind it where files were changed; None where there is no git."""
    try:
        head = _git(folder, "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git(folder, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()
