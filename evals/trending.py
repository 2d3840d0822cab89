"""Figures over past runs: one series a figure, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from evals.log import LogError, RunLog, read_log


@dataclass(frozen=True)
class Point:
    """One run's value."""

    at: str
    revision: str | None
    engine: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Series:
    """One figure over the runs that scored it."""

    name: str
    """`suite.figure`."""
    reach: float | None
    lower_is_better: bool
    points: tuple[Point, ...]


def trend(folder: Path, names: Sequence[str] | None = None) -> list[Series]:
    """The series of a folder's run logs: those named, else those with a goal. Raises LogError."""
    logs = sorted((read_log(path) for path in folder.glob("*.json")), key=lambda log: log.created_at)
    if not logs:
        raise LogError(f"there is no run log in {folder}.", "Write one: python -m evals --log FOLDER/NAME.json.")
    figures = {f"{s.name}.{f.name}": f for log in logs for s in log.suites for f in s.figures}
    wanted = list(names) if names else [name for name, figure in figures.items() if figure.reach is not None]
    unknown = [name for name in wanted if name not in figures]
    if unknown:
        raise LogError(f"no run holds the figure {unknown[0]}.", f"There are: {', '.join(sorted(figures))}.")
    return [
        Series(name, figures[name].reach, figures[name].lower_is_better, tuple(_points(logs, name))) for name in wanted
    ]


def _points(logs: Sequence[RunLog], name: str) -> list[Point]:
    suite, _, figure = name.partition(".")
    out = []
    for log in logs:
        found = next((f for s in log.suites if s.name == suite for f in s.figures if f.name == figure), None)
        if found is not None:
            out.append(Point(log.created_at, log.revision, log.engine, found.value, found.low, found.high))
    return out


def trend_table(found: Sequence[Series]) -> Table:
    """First, last and a line of blocks between."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("figure", "runs", "first", "last", "asked", "over time"):
        table.add_column(title, no_wrap=True)
    for series in found:
        values = [p.value for p in series.points]
        asked = "" if series.reach is None else f"{'≤' if series.lower_is_better else '≥'} {series.reach:g}"
        table.add_row(
            series.name, str(len(values)), f"{values[0]:.3f}", f"{values[-1]:.3f}", asked, blocks(values)
        )  # fmt: skip
    return table


def blocks(values: Sequence[float]) -> str:
    """Values as blocks of eight heights, between their own least and most."""
    least, most = min(values), max(values)
    span = (most - least) or 1.0
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(8 * (v - least) / span))] for v in values)
