"""A run as one HTML page that needs nothing else: figures with intervals, breakdowns, and every failing case with
the words that count marked in its text. Pastes are hostile data: everything is escaped by the template engine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.case import EvalCase
from evals.drafting_cases import SUITES
from evals.log import Figure, Mark, Row, RunLog
from evals.table import by_language, told
from evals.trending import Series

_FOLDER = Path(__file__).parent / "pages"
_WIDTH, _HEIGHT = 640, 120
"""Size of a trend plot in pixels."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and what marks it."""

    text: str
    kind: str
    """`expected`, `found`, `both`, or empty."""
    what: str


@dataclass(frozen=True)
class Failing:
    """One case with all that was wrong in it, over all suites."""

    id: str
    title: str
    why: str
    rows: tuple[tuple[str, Row], ...]
    pieces: tuple[Piece, ...]


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The text cut wherever a mark begins or ends, so that marks may overlap."""
    marks = tuple(marks)
    cuts = sorted({0, len(text), *(max(0, min(len(text), p)) for m in marks for p in (m.start, m.end))})
    out = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = [m for m in marks if m.start <= start and end <= m.end]
        kinds = {m.kind for m in over}
        kind = "both" if "both" in kinds or len(kinds) > 1 else next(iter(kinds), "")
        out.append(Piece(text[start:end], kind, ", ".join(dict.fromkeys(m.what for m in over))))
    return tuple(out)


def failing(log: RunLog, cases: Sequence[EvalCase]) -> list[Failing]:
    """Cases with anything wrong or unscored, those with most first. Rows that are no sample case have no text."""
    known = {c.id: c for c in cases}
    rows: dict[str, list[tuple[str, Row]]] = {}
    for suite in log.suites:
        for row in suite.rows:
            if row.wrong or row.unscored:
                rows.setdefault(row.id, []).append((suite.name, row))
    out = []
    for id, found in sorted(rows.items(), key=lambda item: -sum(len(r.wrong) for _, r in item[1])):
        case = known.get(id)
        marks = [m for _, row in found for m in row.marks]
        cut = pieces(case.paste, marks) if case is not None else ()
        out.append(Failing(id, case.title if case else "", case.why if case else "", tuple(found), cut))
    return out


def _place(figure: Figure) -> dict[str, float] | None:
    """Where bar, whisker and goal stand, in per cent; None for figures that are no share."""
    if figure.unit:
        return None
    out = {"value": 100 * figure.value}
    if figure.low is not None and figure.high is not None:
        out |= {"low": 100 * figure.low, "high": 100 * figure.high}
    if figure.reach is not None:
        out["reach"] = 100 * figure.reach
    return out


def _reached(figure: Figure) -> bool | None:
    if figure.reach is None:
        return None
    return figure.value <= figure.reach if figure.lower_is_better else figure.value >= figure.reach


def _tables(log: RunLog) -> list[tuple[str, list[str], list[tuple[str, dict[str, float]]]]]:
    out = []
    for suite in SUITES:
        found = log.suite(suite.name)
        if found is None or found.status == "not run":
            continue
        counts = [r.counts for r in found.rows if r.counts]
        named = [(title, list(table(counts))) for title, table in suite.breakdowns.items()]
        named.append((f"{suite.name} by language", list(by_language(found))))
        for title, rows in named:
            columns = list(dict.fromkeys(k for _, cells in rows for k in cells))
            if rows:
                out.append((title, columns, rows))
    return out


def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.filters["told"] = told
    found.globals.update(place=_place, reached=_reached)
    return found


def render_page(log: RunLog, cases: Sequence[EvalCase]) -> str:
    """The page of one run."""
    template = _environment().get_template("run.html.j2")
    return template.render(log=log, failing=failing(log, cases), tables=_tables(log))


def render_trend(found: Sequence[Series]) -> str:
    """The page of past runs: one plot a figure."""
    template = _environment().get_template("trend.html.j2")
    return template.render(series=found, plots=[plot(s) for s in found], width=_WIDTH, height=_HEIGHT)


def plot(series: Series) -> list[tuple[float, float]]:
    """Points of a line in pixels: runs from left to right, 0 at the bottom, 1 (or the greatest) at the top."""
    most = max([1.0, *(p.value for p in series.points)])
    step = _WIDTH / max(1, len(series.points) - 1)
    return [(round(n * step, 1), round(_HEIGHT * (1 - p.value / most), 1)) for n, p in enumerate(series.points)]
