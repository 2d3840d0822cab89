"""A run on the terminal: one table of figures, what did not run, and with `details` the breakdowns and wrong cases."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from evals.drafting_cases import SUITES
from evals.log import Figure, RunLog, SuiteLog

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja")


def told(value: float | None, unit: str = "") -> str:
    """A figure as people read it."""
    if value is None:
        return "–"
    if unit == "":
        return f"{value:.3f}"
    return f"{value:.0f}" if unit == "count" else f"{value:.3g} {unit}"


def _reach(figure: Figure) -> str:
    if figure.reach is None:
        return ""
    there = figure.value <= figure.reach if figure.lower_is_better else figure.value >= figure.reach
    sign = "≤" if figure.lower_is_better else "≥"
    return f"{sign} {told(figure.reach, figure.unit)}{'' if there else '  not reached'}"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None or figure.unit == "count":
        return ""
    return f"{told(figure.low, figure.unit)} to {told(figure.high, figure.unit)}"


def figures_table(log: RunLog) -> Table:
    """Every figure of every suite."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("suite", "figure", "value", "95 % interval", "asked"):
        table.add_column(title, justify="right" if title == "value" else "left", no_wrap=True)
    for suite in log.suites:
        if suite.status == "not run":
            table.add_row(suite.name, "not run", "", suite.why, "")
        for number, figure in enumerate(suite.figures):
            table.add_row(
                suite.name if not number else "", figure.name, told(figure.value, figure.unit), _interval(figure),
                _reach(figure),
            )  # fmt: skip
    return table


def notes(log: RunLog) -> Iterable[str]:
    """What a reader must know beside the figures."""
    for suite in log.suites:
        left = [f"{row.id}: {why}" for row in suite.rows for why in row.unscored]
        if left:
            yield f"{suite.name}: {len(left)} not scored, apart from what is wrong ({'; '.join(left[:3])}…)"
        yield from (f"{suite.name}: {note}" for note in suite.notes)


def _cell(value: float | None, column: str) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if column == "n" or (value > 1 and value == int(value)) else f"{value:.2f}"


def _breakdown(title: str, rows: Iterable[tuple[str, dict[str, float]]]) -> Table | None:
    rows = list(rows)
    if not rows:
        return None
    columns = list(dict.fromkeys(k for _, cells in rows for k in cells))
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for name, cells in rows:
        table.add_row(name, *(_cell(cells.get(column), column) for column in columns))
    return table


def by_language(suite: SuiteLog) -> Iterable[tuple[str, dict[str, float]]]:
    """Every figure of a suite per language of the paste."""
    from evals.suites.drafted import figures_of

    measures = next(s.measures for s in SUITES if s.name == suite.name)
    for language in _LANGUAGES:
        rows = [r.counts for r in suite.rows if language in r.tags and r.counts]
        if rows:
            found = {f.name: f.value for f in figures_of([m for m in measures if not m.unit], rows)}
            yield language, found | {"n": float(len(rows))}


def details(log: RunLog) -> Iterable[Table | str]:
    """Breakdowns, figures by language, and what is wrong in which case."""
    for suite in SUITES:
        found = log.suite(suite.name)
        if found is None or found.status == "not run":
            continue
        counts = [r.counts for r in found.rows if r.counts]
        for title, table in suite.breakdowns.items():
            if (made := _breakdown(title, table(counts))) is not None:
                yield made
        if (made := _breakdown(f"{suite.name} by language", by_language(found))) is not None:
            yield made
    for log_suite in log.suites:
        for row in log_suite.rows:
            if row.wrong:
                rows = "\n".join(f"    {w.what}: expected {w.expected}, got {w.got}" for w in row.wrong)
                yield f"{log_suite.name}: {row.id}\n{rows}"


def show(parts: Sequence[Table | str]) -> None:
    """Print tables and lines."""
    console = Console(width=140, highlight=False, markup=False, soft_wrap=True)
    for part in parts:
        console.print(part)


def show_run(log: RunLog, with_details: bool = False) -> None:
    """The whole run."""
    model = f", model {log.model}" if log.model else ""
    head = f"{log.engine} engine{model}, version {log.app_version}, revision {log.revision or 'unknown'}"
    show([head, "", figures_table(log), *notes(log), *(details(log) if with_details else ())])
