"""Real bug reports and requests, written by people who knew nothing of this project (`evals/datasets`).

- NLBSE: the kind of matter, against the label a project gave. The engine names more kinds than the three; a security
  matter, an incident or a configuration problem filed as a bug counts as wrong here, and the confusion is told.
- DeMIBuD: whether steps to reproduce, or what was expected, are missing. `missing` is the class scored. Expected
  behaviour is missing where the checklist says so, or calls the item weak and no fact tells what was expected.
- Hadoop tickets: every draft must come through, and every fact's quote stand in the text.

Large sets are sampled evenly over the file, always the same records.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from assistant.domain import Escalation, FactField, ItemState
from assistant.pipeline import Assistant
from evals.case import PRESENT, EvalCase
from evals.datasets import WHERE, Labelled, NotThisSet, demibud, gitbugs, nlbse
from evals.log import Row, SuiteLog, Wrong
from evals.measures import Measure, f1, macro_f1, mean, share
from evals.running import Work
from evals.suites.drafted import figures_of
from evals.workers import in_processes

SAMPLE = 600
"""Reports of one set that are drafted: an interval of about ± 4 points on a share."""
STEPS_REACH, EXPECTED_REACH = 0.80, 0.92
"""Asked of missing steps and missing expected behaviour; humans among themselves reach .83 and .93."""
_TYPES = {"bug": "bug", "feature": "feature_request", "question": "question"}
"""NLBSE's label → ours; documentation has no counterpart and is not drafted."""
_SETS: dict[str, tuple[str, Callable[[Path], Iterator[Labelled]]]] = {
    "nlbse": ("nlbse*", nlbse.load),
    "demibud": ("demibud*", demibud.load),
    "hadoop": ("gitbugs*", gitbugs.load),
}
_MEASURES = (
    Measure("type_accuracy", "bug, feature request or question, as the project labelled it (NLBSE)", share("type")),
    Measure("type_macro_f1", "mean F1 over what is labelled or named (NLBSE)", macro_f1("kind")),
    Measure("missing_steps_f1", "reports without steps to reproduce (DeMIBuD)", f1("missing_steps"), STEPS_REACH),
    Measure("missing_expected_f1", "reports without expected behaviour (DeMIBuD)", f1("missing_expected"),
            EXPECTED_REACH),
    Measure("drafted", "drafted without failing, all sets", share("drafted"), 1.0),
    Measure("quotes_stand", "facts whose every quote stands in the text at its place, all sets", share("quotes"), 1.0),
    Measure("severity_said", "drafts with a severity of the scale", share("severity"), 1.0),
    Measure("draft_ms", "milliseconds of a draft, mean", mean("draft_ms"), None, True, "ms"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """One labelled record of one set."""

    id: str
    of: str
    record: Labelled


def run(work: Work) -> SuiteLog:
    """Draft and score what lies in the data folder; a set that is not there is told in a note."""
    if work.data is None:
        return SuiteLog(name="reports", status="not run", why=f"no --data with any of: {'; '.join(WHERE.values())}")
    reports: list[Report] = []
    notes: list[str] = []
    for name, (pattern, load) in _SETS.items():
        found = sorted(work.data.glob(pattern))
        try:
            taken = _sampled(r for path in found for r in load(path) if name != "nlbse" or r.labels["type"] in _TYPES)
        except NotThisSet as error:
            notes.append(f"{name}: not run: {error}")
            continue
        if not taken:
            notes.append(f"{name}: not run: not in {work.data.name}. {WHERE['gitbugs' if name == 'hadoop' else name]}")
        reports += [Report(f"{name}:{r.id}", name, r) for r in taken]
    if not reports:
        return SuiteLog(name="reports", status="not run", why=" · ".join(notes))
    # NOTE: the workers ask nothing of a case but its id
    rows = in_processes(
        cast("Callable[[Assistant, EvalCase], Row]", score), work.assistant, cast("Sequence[EvalCase]", reports),
        workers=work.workers, progress=work.progress,
    )  # fmt: skip
    notes += _told(rows)
    figures = figures_of(_MEASURES, [r.counts for r in rows if r.counts])
    return SuiteLog(name="reports", figures=figures, rows=tuple(rows), notes=tuple(notes))


def _sampled(records: Iterable[Labelled]) -> list[Labelled]:
    """At most `SAMPLE` records, evenly spaced, reading the set once and keeping no more than twice as many."""
    kept: list[Labelled] = []
    every = 1
    for number, record in enumerate(islice(records, 2_000_000)):
        if number % every == 0:
            kept.append(record)
        if len(kept) > 2 * SAMPLE:
            kept, every = kept[::2], every * 2
    return [kept[i * len(kept) // SAMPLE] for i in range(SAMPLE)] if len(kept) > SAMPLE else kept


def score(assistant: Assistant, report: Report) -> Row:
    """Draft one report and count. Any failure at all is counted: a crash on a stranger's text is what is looked for."""
    counts: dict[str, float] = {"drafted.n": 1.0, "drafted.right": 0.0}
    text = report.record.text
    begun = time.perf_counter()
    try:
        escalation = assistant.draft(text, engine="rules", now=PRESENT)
    except Exception as error:
        wrong = Wrong(what="drafted", expected="a draft", got=f"{type(error).__name__}: {error}"[:200])
        return Row(id=report.id, tags=(report.of,), counts=counts, wrong=(wrong,))
    counts |= {"drafted.right": 1.0, "draft_ms.n": 1.0, "draft_ms.sum": 1000 * (time.perf_counter() - begun)}
    wrongs = _quotes(escalation, text, counts)
    counts |= {"severity.n": 1.0, "severity.right": float(escalation.assessment.severity.rank in range(1, 5))}
    if report.of == "nlbse":
        wrongs += _type(escalation, report.record, counts)
    elif report.of == "demibud":
        wrongs += _missing(escalation, report.record, counts)
    return Row(id=report.id, tags=(report.of,), counts=counts, wrong=tuple(wrongs))


def _quotes(escalation: Escalation, text: str, counts: dict[str, float]) -> list[Wrong]:
    """A fact is no invention where each of its quotes stands in the text at the place it names."""
    strange = [
        fact
        for fact in escalation.facts
        if not fact.evidence
        or any(e.source == "issue" and not _stands(e.quote, text[e.start : e.end]) for e in fact.evidence)
    ]
    counts["quotes.n"] = float(len(escalation.facts))
    counts["quotes.right"] = float(len(escalation.facts) - len(strange))
    return [Wrong(what="quotes", expected="stands in the text", got=f"{f.field.value}: {f.value}") for f in strange]


def _stands(quote: str, words: str) -> bool:
    """The words themselves; a record shows a secret as dots, one a letter (`assistant.redaction.shroud`)."""
    return len(quote) == len(words) and all(q in (w, "•") for q, w in zip(quote, words, strict=True))


def _type(escalation: Escalation, record: Labelled, counts: dict[str, float]) -> list[Wrong]:
    wanted, got = _TYPES[record.labels["type"]], escalation.assessment.issue_type.value
    counts |= {"type.n": 1.0, "type.right": float(wanted == got), f"kind[{wanted}>{got}]": 1.0}
    return [] if wanted == got else [Wrong(what="type", expected=wanted, got=got)]


def _missing(escalation: Escalation, record: Labelled, counts: dict[str, float]) -> list[Wrong]:
    states = {item.id: item.state for item in escalation.checklist.items}
    both = states.get("expected_vs_actual", ItemState.MISSING)
    told = any(fact.field is FactField.EXPECTED for fact in escalation.facts)
    given = {
        "steps": states.get("reproduction_steps", ItemState.MISSING) is ItemState.MISSING,
        "expected": both is ItemState.MISSING or both is ItemState.WEAK and not told,
    }
    out = []
    for name, said in given.items():
        there = not record.labels[name]
        counts[
            f"missing_{name}.{'right' if said and there else 'extra' if said else 'missed' if there else 'none'}"
        ] = 1.0
        if said is not there:
            out.append(Wrong(what=f"missing_{name}", expected=_word(there), got=_word(said)))
    return out


def _word(missing: bool) -> str:
    return "missing" if missing else "there"


def _told(rows: Sequence[Row]) -> list[str]:
    """How many of each set, and NLBSE's confusion."""
    out = [f"{name}: {n} reports" for name in _SETS if (n := sum(name in r.tags for r in rows))]
    cells: dict[str, float] = {}
    for row in rows:
        for name in row.counts:
            if name.startswith("kind["):
                cells[name[5:-1]] = cells.get(name[5:-1], 0) + 1
    if cells:
        told = (f"{c} {n:.0f}" for c, n in sorted(cells.items(), key=lambda cell: -cell[1]))
        out.append("labelled > named: " + ", ".join(told))
    return out
