"""Two runs on the same cases: better or worse, where, and is it certain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Table

from evals.drafting_cases import SUITES
from evals.log import LogError, Row, RunLog, SuiteLog
from evals.measures import Measure, differences
from evals.table import told


@dataclass(frozen=True)
class Change:
    """One figure in both runs."""

    suite: str
    measure: str
    unit: str
    a: float
    b: float
    low: float
    high: float
    """Ends of the 95 % interval of b - a over the same cases."""
    lower_is_better: bool

    @property
    def certain(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    @property
    def verdict(self) -> str:
        """`better`, `worse`, or `no certain difference`."""
        if not self.certain:
            return "same" if self.a == self.b else "no certain difference"
        return "better" if (self.b > self.a) != self.lower_is_better else "worse"


@dataclass(frozen=True)
class Flip:
    """One case that came out otherwise."""

    suite: str
    case: str
    fixed: tuple[str, ...]
    """What was wrong in a and is right in b."""
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs."""

    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    left_out: tuple[str, ...]
    """What could not be compared, and why."""

    @property
    def better(self) -> tuple[Change, ...]:
        """Figures that certainly rose."""
        return tuple(c for c in self.changes if c.verdict == "better")

    @property
    def worse(self) -> tuple[Change, ...]:
        """Figures that certainly fell."""
        return tuple(c for c in self.changes if c.verdict == "worse")

    @property
    def trade(self) -> bool:
        """Whether something was bought with something else."""
        return bool(self.better and self.worse)


def compare(a: RunLog, b: RunLog) -> Comparison:
    """b against a, on the cases both scored. Raises LogError where they share none."""
    changes: list[Change] = []
    flips: list[Flip] = []
    left_out = list(_strange(a, b))
    for suite in SUITES:
        one, two = a.suite(suite.name), b.suite(suite.name)
        if one is None or two is None or "not run" in (one.status, two.status):
            left_out.append(f"{suite.name}: not in both runs")
            continue
        pairs = _pairs(one, two)
        alone = len({r.id for r in one.rows} ^ {r.id for r in two.rows})
        if alone:
            left_out.append(f"{suite.name}: {alone} cases are in one run only")
        changes += _changes(suite.name, suite.measures, pairs)
        flips += [flip for x, y in pairs if (flip := _flip(suite.name, x, y)) is not None]
    if not changes:
        raise LogError("the two runs share no scored case.", "Compare runs of the same suites and cases.")
    return Comparison(tuple(changes), tuple(flips), tuple(left_out))


def _strange(a: RunLog, b: RunLog) -> Iterable[str]:
    if a.datasets.get("cases") != b.datasets.get("cases"):
        yield "the sample cases changed between the runs: labels may differ, not only answers"
    if a.policy != b.policy:
        yield f"policy: {a.policy} against {b.policy}"


def _pairs(one: SuiteLog, two: SuiteLog) -> list[tuple[Row, Row]]:
    theirs = {r.id: r for r in two.rows if r.counts}
    return [(row, theirs[row.id]) for row in one.rows if row.counts and row.id in theirs]


def _changes(suite: str, measures: Sequence[Measure], pairs: Sequence[tuple[Row, Row]]) -> Iterable[Change]:
    from evals.suites.drafted import figures_of

    left, right = [x.counts for x, _ in pairs], [y.counts for _, y in pairs]
    a = {f.name: f.value for f in figures_of(measures, left)}
    b = {f.name: f.value for f in figures_of(measures, right)}
    gains = differences(measures, right, left)
    for m in measures:
        if m.name in gains and m.name in a and m.name in b:
            gain = gains[m.name]
            yield Change(suite, m.name, m.unit, a[m.name], b[m.name], gain.low, gain.high, m.lower_is_better)


def _flip(suite: str, x: Row, y: Row) -> Flip | None:
    before, after = {w.what for w in x.wrong}, {w.what for w in y.wrong}
    if before == after:
        return None
    return Flip(suite, x.id, tuple(sorted(before - after)), tuple(sorted(after - before)))


def render(found: Comparison, names: tuple[str, str]) -> list[Table | str]:
    """The comparison for the terminal."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("suite", "figure", names[0], names[1], "difference, 95 % interval", ""):
        table.add_column(title, no_wrap=True)
    for suite, changes in groupby(found.changes, key=lambda c: c.suite):
        for number, c in enumerate(changes):
            table.add_row(
                suite if not number else "", c.measure, told(c.a, c.unit), told(c.b, c.unit),
                f"{c.b - c.a:+.3f} ({c.low:+.3f} to {c.high:+.3f})", c.verdict,
            )  # fmt: skip
    parts: list[Table | str] = [table, ""]
    if found.trade:
        parts.append(
            f"a trade: {', '.join(c.measure for c in found.better)} better, "
            f"{', '.join(c.measure for c in found.worse)} worse"
        )
    parts += [f"not compared: {why}" for why in found.left_out]
    for flip in found.flips:
        words = [f"now right: {', '.join(flip.fixed)}"] if flip.fixed else []
        words += [f"now wrong: {', '.join(flip.broken)}"] if flip.broken else []
        parts.append(f"{flip.suite}: {flip.case}: {'; '.join(words)}")
    return parts
