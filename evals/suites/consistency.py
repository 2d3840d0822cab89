"""The same issue told otherwise must get the same verdict: twice, with other whitespace, turned round, in other words.

Each variant is held against the engine's own answer to the original, not against the labels: this suite measures
steadiness, and a steady wrong answer is counted by the other suites.
"""

import re
from collections.abc import Callable
from pathlib import Path

from assistant.domain import Document, Escalation, PasteFormat, SignalState
from assistant.errors import EscalateError
from assistant.intake import read_issue
from assistant.pipeline import Assistant
from evals.case import EvalCase
from evals.log import Row, SuiteLog
from evals.measures import Measure, share
from evals.running import Work
from evals.scorers import CLAUSES, same_value
from evals.suites.drafted import DraftedSuite, Tally, suite_log
from evals.workers import in_processes

PARAPHRASES = Path(__file__).parent.parent / "paraphrases"
"""`<case id>.txt`: the same issue in other words, every fact kept, written by hand."""
_TIMED = re.compile(r"\d{1,2}[:h]\d{2}|\d{1,4}[./-]\d{1,2}|\d月|#\d|\bcomment \d", re.IGNORECASE)
"""A day, a time of day or a number of its own in the line that opens a comment."""
_FIELDS = ("decision", "severity", "primary_target", "issue_type")
Variant = Callable[[EvalCase, Document], str | None]


def same(case: EvalCase, document: Document) -> str | None:
    """The paste as it is."""
    return case.paste


def other_whitespace(case: EvalCase, document: Document) -> str | None:
    """As a mail program or a browser hands it over: CRLF, trailing blanks, blank lines doubled."""
    return case.paste.replace("\n\n", "\n\n\n").replace("\n", "  \r\n")


def newest_first(case: EvalCase, document: Document) -> str | None:
    """A ticket's comments, or a chat, the newest first; a ticket's or chat's head stays where it is.

    Only where the first line of every comment tells its time or its number: without, nobody could tell which order
    it is. The engine's own reading of the times is not asked.
    """
    parts = sorted((m.start, m.end) for m in document.messages)
    texts = [case.paste[start:end].rstrip("\n") for start, end in parts]
    headed = document.format is not PasteFormat.CHAT or not _TIMED.search(texts[0].split("\n")[0])
    head, rest = texts[:headed], texts[headed:]
    if len(rest) < 2 or "".join(case.paste[a:b] for a, b in parts) != case.paste:
        return None
    if any(m.quoted for m in document.messages) or not all(_TIMED.search(r.split("\n")[0]) for r in rest):
        return None
    return "\n\n".join([*head, *reversed(rest)]) + "\n"


def other_words(case: EvalCase, document: Document) -> str | None:
    """Somebody else telling the same."""
    path = PARAPHRASES / f"{case.id}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else None


VARIANTS: dict[str, Variant] = {
    "twice": same,
    "whitespace": other_whitespace,
    "newest_first": newest_first,
    "paraphrased": other_words,
}


def _verdict(escalation: Escalation) -> dict[str, str]:
    got = escalation.assessment
    values = (got.decision, got.severity, got.targets[0] if got.targets else "none", got.issue_type)
    return {name: str(value) for name, value in zip(_FIELDS, values, strict=True)}


def _draft(assistant: Assistant, case: EvalCase, paste: str) -> Escalation:
    return assistant.draft(paste, engine="rules", **case.asked)


def score(assistant: Assistant, case: EvalCase) -> Row:
    """Every variant of one case against its original."""
    out = Tally()
    try:
        original = _draft(assistant, case, case.paste)
        document = read_issue(case.paste, customer=case.fields.customer)
        for name, variant in VARIANTS.items():
            text = variant(case, document)
            if text is not None:
                other = _draft(assistant, case, text)
                _compare(name, original, other, out)
                if name == "paraphrased":
                    _compare_reading(case, original, other, out)
    except EscalateError as error:
        out.unscored.append(f"not drafted: {error}")
    return out.row(case)


def _compare(name: str, original: Escalation, other: Escalation, out: Tally) -> None:
    if name == "twice":
        out.judge(name, original.model_dump_json() == other.model_dump_json(), "the same JSON", "another")
        return
    before, after = _verdict(original), _verdict(other)
    changed = {k for k in before if before[k] != after[k]}
    told = ", ".join(f"{k} {before[k]} → {after[k]}" for k in sorted(changed))
    out.judge(name, not changed, "the same verdict", told)
    if name == "paraphrased":
        for field in ("decision", "severity", "primary_target"):
            out.add(f"paraphrased_{field}.n")
            out.add(f"paraphrased_{field}.right", float(field not in changed))


def _compare_reading(case: EvalCase, original: Escalation, other: Escalation, out: Tally) -> None:
    """Labelled values and signals that were read of the original and not of the other telling."""
    for want in case.expect.facts:
        read, again = (
            any(f.field is want.field and same_value(f.field, f.value, want.value) for f in e.facts)
            for e in (original, other)
        )
        if read and want.field not in CLAUSES:
            out.judge("paraphrased_facts", again, f"{want.field.value} {want.value}", "not read")
    before, after = ({s.name.value for s in e.signals if s.state is SignalState.PRESENT} for e in (original, other))
    out.add("paraphrased_signals.n", len(before | after))
    out.add("paraphrased_signals.right", len(before & after))


SUITE = DraftedSuite(
    "consistency",
    "the same issue told otherwise",
    (
        Measure("twice", "the same JSON for the same paste", share("twice"), 1.0),
        Measure("whitespace", "same verdict with other whitespace", share("whitespace"), 0.98),
        Measure("newest_first", "same verdict with the thread turned round", share("newest_first")),
        Measure("paraphrased", "same verdict in other words: all four parts", share("paraphrased")),
        Measure("paraphrased_decision", "same decision in other words", share("paraphrased_decision")),
        Measure("paraphrased_severity", "same severity in other words", share("paraphrased_severity")),
        Measure("paraphrased_primary_target", "same primary target", share("paraphrased_primary_target")),
        Measure("paraphrased_facts", "labelled values read in other words too", share("paraphrased_facts")),
        Measure("paraphrased_signals", "signals of either telling that both have", share("paraphrased_signals")),
    ),
    lambda case, escalation: Tally(),
)


def run(work: Work) -> SuiteLog:
    """All variants of all cases."""
    rows = list(in_processes(score, work.assistant, work.cases, workers=work.workers, progress=work.progress))
    return suite_log(SUITE, rows)
