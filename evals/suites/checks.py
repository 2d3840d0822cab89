"""The checks suite (`evals/checking.py`) as a log: planted faults, good texts, secrets, injection, cost."""

from collections.abc import Iterable, Mapping
from typing import Any

from evals.checking import SPEED_REACH, checks, render_checks
from evals.log import Figure, SuiteLog
from evals.mutations import REACH_FALSE, REACH_FOUND
from evals.running import Work

_REACH: dict[str, tuple[float, bool]] = {
    "mutations.recall": (REACH_FOUND, False),
    "mutations.written_blocker_alarms": (REACH_FALSE, True),
    "mutations.drafted_blocker_alarms": (REACH_FALSE, True),
    "speed of the checks.draft_p50_ms": (SPEED_REACH, True),
    "secrets and personal data.secrets.recall": (0.97, False),
    "secrets and personal data.secrets.false_alarms": (0.05, True),
    "injection.noticed_all": (0.85, False),
    "injection.false_alarms_alone": (0.03, True),
    "injection.false_alarms_tickets": (0.03, True),
    **{
        f"secrets and personal data.spans.{kind}.{what}": (0.95, False)
        for kind in ("email", "phone", "card", "ip", "iban", "url")
        for what in ("recall", "precision")
    },
}
"""What issue C asks of each figure, and whether less is better."""


_COUNTED = frozenset({"rows", "labelled", "found", "lines", "hits", "of", "planted"})
"""Numbers that only say of how many a share is."""


def flat(found: Mapping[str, Any], prefix: str = "") -> Iterable[Figure]:
    """Every figure of a nested report, by dotted name; a counted share brings its interval along."""
    for key, value in found.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and "share" in value:
            low, high = value.get("interval", (None, None))
            yield _figure(name, value["share"], low, high)
        elif isinstance(value, Mapping):
            yield from flat(value, f"{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool) and key not in _COUNTED:
            yield _figure(name, float(value))


def _figure(name: str, value: float, low: float | None = None, high: float | None = None) -> Figure:
    reach, less = _REACH.get(name, (None, False))
    unit = "ms" if name.endswith("_ms") or "ms_per" in name else "count" if value > 1 else ""
    return Figure(
        name=name, value=round(value, 4), low=low, high=high, reach=reach, unit=unit, lower_is_better=less
    )  # fmt: skip


def run(work: Work) -> SuiteLog:
    """Run it; parts that need `--data` are noted as not run."""
    found, mutated = checks(work.cases, work.data)
    figures = list(flat(found))
    notes = [f"{name}: {value}" for name, value in found.items() if isinstance(value, str)]
    notes.append(render_checks(found, mutated, details=True))
    return SuiteLog(name="checks", figures=tuple(figures), notes=tuple(notes))
