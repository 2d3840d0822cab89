"""From case scores to figures, a table, and a gate against the committed baseline."""

import json
from pathlib import Path

from evals.scorers import CaseScore, Tally, macro_f1

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.02
"""A figure may fall this far below the baseline before the gate closes: the int8 encoder rounds differently on other
processors, which turns a sentence or two of the 84 cases."""


def figures(scores: list[CaseScore]) -> dict[str, float]:
    """All figures of a run, 0 to 1; `leaks` and `cases` are counts."""
    out: dict[str, float] = {"cases": len(scores)}
    for name in scores[0].verdict:
        out[name] = sum(s.verdict[name] for s in scores) / len(scores)
    total = sum((t for s in scores for t in s.facts.values()), Tally())
    out |= {"facts_precision": total.precision, "facts_recall": total.recall, "facts_f1": total.f1}
    pairs = [(g, w) for s in scores for (_, g, _), w in zip(s.checklist, s.expected_states, strict=True)]
    if pairs:
        out["checklist_accuracy"] = sum(g == w for g, w in pairs) / len(pairs)
        out["checklist_macro_f1"] = macro_f1(pairs)
    out["leaks"] = sum(len(s.leaks) for s in scores)
    return {k: round(v, 4) for k, v in out.items()}


def by_field(scores: list[CaseScore]) -> dict[str, Tally]:
    """Fact scores per field."""
    out: dict[str, Tally] = {}
    for score in scores:
        for name, tally in score.facts.items():
            out[name] = out.get(name, Tally()) + tally
    return out


def by_item(scores: list[CaseScore]) -> dict[str, float]:
    """Share of accepted states per checklist item."""
    rows: dict[str, list[bool]] = {}
    for score in scores:
        for item, _, accepted in score.checklist:
            rows.setdefault(item, []).append(accepted)
    return {k: sum(v) / len(v) for k, v in rows.items()}


def render_text(scores: list[CaseScore], details: bool) -> str:
    """A table for the terminal."""
    lines = [
        f"{name:22} {value:8.3f}" if name not in ("cases", "leaks") else f"{name:22} {value:8.0f}"
        for name, value in figures(scores).items()
    ]
    if details:
        lines.append("\nfacts                   precision recall    f1     n")
        for name, t in sorted(by_field(scores).items(), key=lambda x: -(x[1].right + x[1].missed)):
            lines.append(f"{name:26} {t.precision:6.2f} {t.recall:6.2f} {t.f1:6.2f} {t.right + t.missed:5}")
        lines.append("\nchecklist item          accepted")
        lines += [f"{name:26} {value:6.2f}" for name, value in by_item(scores).items()]
        for score in scores:
            bad = [k for k, ok in score.verdict.items() if not ok]
            if bad or score.leaks:
                lines.append(f"{score.case}: {', '.join(bad)}{' LEAK ' + repr(score.leaks) if score.leaks else ''}")
    return "\n".join(lines)


def below(current: dict[str, float], baseline: dict[str, float]) -> list[str]:
    """What fell below the baseline, in words."""
    worse = [
        f"{k}: {current[k]:.3f}, baseline {v:.3f}"
        for k, v in baseline.items()
        if k not in ("cases", "leaks") and current.get(k, 0.0) < v - TOLERANCE
    ]
    if current.get("leaks", 0) > baseline.get("leaks", 0):
        worse.append(f"leaks: {current['leaks']:.0f}, baseline {baseline.get('leaks', 0):.0f}")
    return worse


def load_baseline(path: Path) -> dict[str, float]:
    """A committed run's figures."""
    return {k: float(v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()}
