"""The committed figures of `baseline.json`: a run that falls below one closes the gate, whatever rose beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

from evals.log import Figure, LogError, RunLog
from evals.registry import DEFAULT

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.02
"""A share may fall this far below the baseline before the gate closes: the int8 encoder rounds differently on other
processors, which turns a sentence or two of the cases."""


def figures(log: RunLog) -> dict[str, float]:
    """`suite.figure` → value, of everything that was scored by code; a model's opinion gates nothing."""
    return {f"{s.name}.{f.name}": f.value for s in log.suites if s.name != "judge" for f in s.figures}


def load_baseline(path: Path) -> dict[str, float]:
    """The committed figures. Raises LogError."""
    try:
        return {k: float(v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise LogError(f"the baseline {path} cannot be read: {error}", "Make it anew with --write-baseline.") from error


def write_baseline(log: RunLog, path: Path) -> None:
    """Make a run the baseline; figures of suites that did not run are kept."""
    kept = load_baseline(path) if path.exists() else {}
    ran = {s.name for s in log.suites if s.status == "run"}
    kept = {k: v for k, v in kept.items() if k.partition(".")[0] not in ran}
    found = dict(sorted((kept | figures(log)).items()))
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def held_against(log: RunLog, baseline: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """What fell below the baseline, and what rose above it, in words; the first list closes the gate."""
    fell, rose = [], []
    for suite in log.suites:
        for figure in suite.figures:
            before = baseline.get(f"{suite.name}.{figure.name}")
            if before is None:
                continue
            change = _change(figure, before)
            words = f"{suite.name}.{figure.name}: {figure.value:.3f}, baseline {before:.3f}"
            if change < 0:
                fell.append(words)
            elif change > 0:
                rose.append(words)
        scored = {f.name for f in suite.figures}
        if suite.name in DEFAULT:  # NOTE: what others score depends on the data at hand
            lost = [k for k in baseline if k.startswith(f"{suite.name}.") and k.partition(".")[2] not in scored]
            fell += [f"{name}: no longer scored, baseline {baseline[name]:.3f}" for name in lost]
    return fell, rose


def _change(figure: Figure, before: float) -> int:
    """-1 worse, 0 as it was, 1 better. Words and milliseconds are reported, not held."""
    if figure.unit not in ("", "count"):
        return 0
    slack = TOLERANCE if figure.unit == "" else 0.0
    gain = before - figure.value if figure.lower_is_better else figure.value - before
    return -1 if gain < -slack - 1e-9 else 1 if gain > slack + 1e-9 else 0
