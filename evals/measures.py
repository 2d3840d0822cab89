"""Figures out of counts, and how certain they are.

A scored case gives counts ("3 facts right, 1 too many"), never a figure. A figure is a formula over the counts of all
cases, so that an interval needs only to draw cases anew and sum again (bootstrap, Efron & Tibshirani 1993), and two
runs on the same cases can be compared in pairs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = Mapping[str, float]
"""What was counted on one case. Names are `what.right`, `what.n`, and alike; a name that is absent counts 0."""
Array = NDArray[np.float64]
DRAWS = 2000
"""Bootstrap draws: the ends of a 95 % interval then move by less than half a point between seeds (tried)."""


class Sums:
    """Counts summed over cases, one sum per draw."""

    def __init__(self, columns: Mapping[str, Array], draws: int) -> None:
        self._columns = columns
        self._none = np.zeros(draws)

    def __getitem__(self, name: str) -> Array:
        return self._columns.get(name, self._none)

    def names(self) -> tuple[str, ...]:
        """What was counted at all."""
        return tuple(self._columns)


Formula = Callable[[Sums], Array]


@dataclass(frozen=True)
class Measure:
    """One figure: its name, what it says, how it is made, and what is asked of it."""

    name: str
    meaning: str
    formula: Formula
    reach: float | None = None
    """What the project asks for; None where it only reports."""
    lower_is_better: bool = False
    unit: str = ""
    """Empty for a share of 0 to 1; else "ms", "words", "tokens", "" …; `count` for plain numbers."""

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is better than `b`."""
        return a < b if self.lower_is_better else a > b

    def reached(self, value: float | None) -> bool | None:
        """Whether what is asked for is there; None where nothing is asked or nothing was scored."""
        if self.reach is None or value is None:
            return None
        return value <= self.reach if self.lower_is_better else value >= self.reach


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def _share(top: Array, bottom: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bottom > 0, top / bottom, np.nan), dtype=np.float64)


def share(name: str) -> Formula:
    """`name.right` of `name.n`."""
    return lambda s: _share(s[f"{name}.right"], s[f"{name}.n"])


def mean(name: str) -> Formula:
    """`name.sum` over `name.n`."""
    return lambda s: _share(s[f"{name}.sum"], s[f"{name}.n"])


def total(name: str) -> Formula:
    """`name.sum` alone."""
    return lambda s: s[f"{name}.sum"]


def precision(name: str) -> Formula:
    """Share of what was said that is right."""
    return lambda s: _share(s[f"{name}.right"], s[f"{name}.right"] + s[f"{name}.extra"])


def recall(name: str) -> Formula:
    """Share of what is there that was said."""
    return lambda s: _share(s[f"{name}.right"], s[f"{name}.right"] + s[f"{name}.missed"])


def f1(name: str) -> Formula:
    """Harmonic mean of precision and recall."""
    return lambda s: _share(2 * s[f"{name}.right"], 2 * s[f"{name}.right"] + s[f"{name}.extra"] + s[f"{name}.missed"])


def macro_f1(name: str) -> Formula:
    """Mean F1 over the classes of a confusion counted as `name[expected>given]`; one that nobody names is left out."""

    def formula(sums: Sums) -> Array:
        cells = [n for n in sums.names() if n.startswith(f"{name}[")]
        pairs = [n[len(name) + 1 : -1].split(">") for n in cells]
        rows = []
        for state in sorted({x for pair in pairs for x in pair}):
            right = sums[f"{name}[{state}>{state}]"]
            said = sum((sums[c] for c, (_, g) in zip(cells, pairs, strict=True) if g == state), sums["-"])
            there = sum((sums[c] for c, (e, _) in zip(cells, pairs, strict=True) if e == state), sums["-"])
            rows.append(_share(2 * right, said + there))
        if not rows:
            return np.full_like(sums["-"], np.nan)
        present = np.array(rows)
        counted = ~np.isnan(present)
        return _share(np.where(counted, present, 0.0).sum(axis=0), counted.sum(axis=0).astype(np.float64))

    return formula


def _matrix(rows: Sequence[Counts]) -> tuple[list[str], Array]:
    names = sorted({name for row in rows for name in row})
    return names, np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64).reshape(
        len(rows), len(names)
    )


def _weights(cases: int, seed: int) -> Array:
    """How often each case is drawn: first the cases as they are, then `DRAWS` draws with replacement."""
    drawn = np.random.default_rng(seed).multinomial(cases, np.full(cases, 1 / cases), size=DRAWS)
    return np.vstack([np.ones((1, cases)), drawn]).astype(np.float64)


def _evaluate(measure: Measure, names: list[str], sums: Array) -> Array:
    return measure.formula(Sums({n: sums[:, i] for i, n in enumerate(names)}, len(sums)))


def value_of(measure: Measure, rows: Sequence[Counts]) -> float | None:
    """The figure alone; None where nothing was scored."""
    names, matrix = _matrix(rows)
    found = float(_evaluate(measure, names, matrix.sum(axis=0, keepdims=True))[0]) if rows else np.nan
    return None if np.isnan(found) else found


def intervals(measures: Iterable[Measure], rows: Sequence[Counts], seed: int = 0) -> dict[str, Interval]:
    """Every figure that was scored, with its interval, by name."""
    if not rows:
        return {}
    names, matrix = _matrix(rows)
    sums = _weights(len(rows), seed) @ matrix
    out = {}
    for measure in measures:
        values = _evaluate(measure, names, sums)
        if not np.isnan(values[0]):
            low, high = np.nanquantile(values, [0.025, 0.975])
            out[measure.name] = Interval(float(values[0]), float(low), float(high))
    return out


def differences(
    measures: Iterable[Measure], ours: Sequence[Counts], theirs: Sequence[Counts], seed: int = 0
) -> dict[str, Interval]:
    """`ours` minus `theirs` on the same cases in the same order, each draw taking the same cases of both.

    Raises ValueError where the two have not as many rows.
    """
    if len(ours) != len(theirs):
        raise ValueError("paired runs need the same cases")
    if not ours:
        return {}
    weights = _weights(len(ours), seed)
    left, right = _matrix(ours), _matrix(theirs)
    out = {}
    for measure in measures:
        gain = _evaluate(measure, left[0], weights @ left[1]) - _evaluate(measure, right[0], weights @ right[1])
        if not np.isnan(gain[0]):
            low, high = np.nanquantile(gain, [0.025, 0.975])
            out[measure.name] = Interval(float(gain[0]), float(low), float(high))
    return out
