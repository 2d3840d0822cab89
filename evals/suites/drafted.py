"""Suites that score one drafted case at a time share this shape, and are run side by side on the same drafts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain import Escalation
from evals.case import EvalCase
from evals.log import Figure, Mark, Row, SuiteLog, Wrong
from evals.measures import Counts, Measure, intervals


@dataclass
class Tally:
    """What one suite found of one case, while it is being scored."""

    counts: dict[str, float] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    unscored: list[str] = field(default_factory=list)

    def add(self, name: str, amount: float = 1.0) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0.0) + amount

    def judge(self, name: str, right: bool, expected: str = "", got: str = "") -> None:
        """Count one right or wrong answer."""
        self.add(f"{name}.n")
        self.add(f"{name}.right", float(right))
        if not right:
            self.wrong.append(Wrong(what=name, expected=expected, got=got))

    def row(self, case: EvalCase) -> Row:
        """As it enters the log."""
        return Row(
            id=case.id, tags=case.tags, counts={k: round(v, 6) for k, v in self.counts.items()},
            wrong=tuple(self.wrong), marks=tuple(self.marks), unscored=tuple(self.unscored),
        )  # fmt: skip


@dataclass(frozen=True)
class DraftedSuite:
    """One suite over drafted cases."""

    name: str
    meaning: str
    measures: tuple[Measure, ...]
    score: Callable[[EvalCase, Escalation], Tally]
    breakdowns: Mapping[str, Callable[[Sequence[Counts]], Iterable[tuple[str, dict[str, float]]]]] = field(
        default_factory=dict
    )
    """Title → table of rows, for `--details`."""


def figures_of(measures: Iterable[Measure], rows: Sequence[Counts]) -> tuple[Figure, ...]:
    """The figures of counted rows, with intervals."""
    measures = tuple(measures)
    found = intervals(measures, rows)
    return tuple(
        Figure(
            name=m.name, value=round(found[m.name].value, 4), low=round(found[m.name].low, 4),
            high=round(found[m.name].high, 4), reach=m.reach, unit=m.unit, lower_is_better=m.lower_is_better,
            meaning=m.meaning,
        )
        for m in measures
        if m.name in found
    )  # fmt: skip


def suite_log(suite: DraftedSuite, rows: Sequence[Row], seconds: float = 0.0) -> SuiteLog:
    """A suite's rows as a log."""
    scored = [r.counts for r in rows if r.counts]
    return SuiteLog(
        name=suite.name, figures=figures_of(suite.measures, scored), rows=tuple(rows), seconds=round(seconds, 2)
    )
