"""How far two readers agree: the share of like answers, and Cohen's kappa, which takes out what chance would give.

Cohen, "A coefficient of agreement for nominal scales" (1960); below .4 is no more than "fair" by Landis and Koch
(1977). Counted per text as `question.yy`, `.yn`, `.ny`, `.nn` (first reader, second), so that intervals come from
drawing texts anew like every figure here.
"""

from collections.abc import Mapping

import numpy as np

from evals.measures import Array, Formula, Measure, Sums

CALIBRATED = 0.4
"""Kappa from which a judge's figure is shown."""


def cell(first: bool, second: bool) -> str:
    """The cell of the table that a pair of answers falls into."""
    return ("y" if first else "n") + ("y" if second else "n")


def counts(first: Mapping[str, bool], second: Mapping[str, bool]) -> dict[str, float]:
    """The pairs of one text, on the questions both answered."""
    return {f"{id}.{cell(yes, second[id])}": 1.0 for id, yes in first.items() if id in second}


def _cells(sums: Sums, name: str) -> tuple[Array, Array, Array, Array]:
    yy, yn, ny, nn = (sums[f"{name}.{c}"] for c in ("yy", "yn", "ny", "nn"))
    return yy, yn, ny, nn


def agreement(name: str) -> Formula:
    """Share of texts on which both say the same; NaN where there is none."""

    def formula(sums: Sums) -> Array:
        yy, yn, ny, nn = _cells(sums, name)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((yy + nn) / (yy + yn + ny + nn), dtype=np.float64)

    return formula


def kappa(name: str) -> Formula:
    """Cohen's kappa; NaN where either is without texts or both say one and the same of all, which proves nothing."""

    def formula(sums: Sums) -> Array:
        yy, yn, ny, nn = _cells(sums, name)
        n = yy + yn + ny + nn
        with np.errstate(divide="ignore", invalid="ignore"):
            alike = (yy + nn) / n
            chance = ((yy + yn) * (yy + ny) + (ny + nn) * (yn + nn)) / n**2
            found = np.where(chance < 1, (alike - chance) / (1 - chance), np.nan)
        return np.asarray(found, dtype=np.float64)

    return formula


def measures(name: str) -> tuple[Measure, Measure]:
    """Both figures of a question."""
    return (
        Measure(f"{name}.kappa", "Cohen's kappa of judge and reader", kappa(name)),
        Measure(f"{name}.agreement", "share of texts on which judge and reader say the same", agreement(name)),
    )
