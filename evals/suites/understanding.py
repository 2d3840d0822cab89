"""What was read of the paste: facts with their quotes, signals, issue type, language."""

from collections.abc import Iterable, Sequence

from assistant.domain import Escalation, FactField, SignalState
from evals.case import EvalCase
from evals.log import Mark, Wrong
from evals.measures import Counts, Measure, f1, precision, recall, share, value_of
from evals.scorers import score_facts
from evals.suites.drafted import DraftedSuite, Tally


def score(case: EvalCase, escalation: Escalation) -> Tally:
    """Counts of one case. Signals are labelled only where a careful reader is sure; others go unpunished."""
    out = Tally()
    for name, tally in score_facts(case, escalation).items():
        for part, amount in (("right", tally.right), ("extra", tally.extra), ("missed", tally.missed)):
            if amount:
                out.add(f"facts.{part}", amount)
                out.add(f"fact[{name}].{part}", amount)
        if tally.extra or tally.missed:
            told = "; ".join(f.value for f in escalation.facts if f.field.value == name)
            want = "; ".join(f.value for f in case.expect.facts if f.field.value == name)
            out.wrong.append(Wrong(what=f"fact {name}", expected=want or "none", got=told or "none"))
    states = {s.name.value: s.state for s in escalation.signals}
    for name in case.expect.signals.present:
        out.judge("signals_present", states.get(name) is SignalState.PRESENT, name, str(states.get(name, "not stated")))
    for name in case.expect.signals.denied:
        out.judge("signals_denied", states.get(name) is not SignalState.PRESENT, f"{name} denied", "present")
    got, accepted = escalation.assessment.issue_type, case.expect.issue_type
    out.judge("issue_type", got in accepted, " or ".join(accepted), got)
    spoken = escalation.issue.language
    out.judge("language", spoken == case.expect.language, case.expect.language, spoken)
    out.marks = list(marks(case, escalation))
    return out


def marks(case: EvalCase, escalation: Escalation) -> Iterable[Mark]:
    """Where the labels point, and where the engine did."""
    found = {(e.start, e.end, f.field.value) for f in escalation.facts for e in f.evidence if e.source == "issue"}
    for want in case.expect.facts:
        at = case.paste.find(want.quote)
        end = at + len(want.quote)
        hits = {f for f in found if f[2] == want.field.value and f[0] < end and at < f[1]}
        found -= hits
        yield Mark(start=at, end=end, what=want.field.value, kind="both" if hits else "expected")
    for start, end, name in sorted(found):
        yield Mark(start=start, end=end, what=name, kind="found")


def by_field(rows: Sequence[Counts]) -> Iterable[tuple[str, dict[str, float]]]:
    """Precision, recall and F1 of every field, the most frequent first."""
    table = []
    for name in FactField:
        key = f"fact[{name.value}]"
        there = sum(r.get(f"{key}.right", 0) + r.get(f"{key}.missed", 0) for r in rows)
        values = {
            title: value_of(Measure(title, "", formula(key)), rows)
            for title, formula in (("precision", precision), ("recall", recall), ("f1", f1))
        }
        if any(v is not None for v in values.values()):
            table.append((name.value, {k: v for k, v in values.items() if v is not None} | {"n": there}))
    return sorted(table, key=lambda row: -row[1]["n"])


SUITE = DraftedSuite(
    "understanding",
    "what was read of the paste",
    (
        Measure("facts_f1", "facts: value and quote right, harmonic mean", f1("facts"), 0.80),
        Measure("facts_precision", "facts told that are right", precision("facts")),
        Measure("facts_recall", "facts of the labels that were told", recall("facts")),
        Measure("signals_present", "labelled signals found", share("signals_present")),
        Measure("signals_denied", "denied signals not taken for present", share("signals_denied")),
        Measure("issue_type", "issue type accepted", share("issue_type"), 0.85),
        Measure("language", "language right", share("language")),
    ),
    score,
    {"facts by field": by_field},
)
