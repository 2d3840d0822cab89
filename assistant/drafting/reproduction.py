"""The reproduction section: S4's seven practices, filled with what the paste says and nothing else."""

import re

from assistant.domain import (
    Assessment,
    ChecklistItem,
    Evidence,
    FactField,
    IssueType,
    ItemState,
    ReproductionSteps,
    SignalName,
    SignalState,
    Statement,
    TroubleshootingStep,
)
from assistant.drafting.quotes import Quotes, joined
from assistant.drafting.templates import LanguageTemplates
from assistant.inert import one_line

Tongues = tuple[LanguageTemplates, ...]
"""The paste's language and English, in whose words outcomes are recognised."""

_DEFECTIVE = (IssueType.BUG, IssueType.INCIDENT, IssueType.CONFIGURATION)
_NUMBERED = re.compile(r"(?:^|\s)(?:step\s+)?\(?(\d{1,2})[.):]\s+")
_ENVIRONMENT = (
    (FactField.VERSION, "version"),
    (FactField.BROWSER, "browser"),
    (FactField.OS, "operating system"),
    (FactField.DEVICE, "device"),
    (FactField.ENVIRONMENT, "environment"),
    (FactField.REGION, "region"),
    (FactField.PLAN, "plan"),
    (FactField.FEATURE_FLAG, "feature flag"),
    (FactField.FILE_SIZE, "file size"),
)
_CAUSES = {
    SignalName.CONFIGURATION_ISSUE: "a setting on the customer's side",
    SignalName.CUSTOM_IMPLEMENTATION: "a customisation",
    SignalName.INFRASTRUCTURE: "the infrastructure",
    SignalName.REGRESSION: "a regression",
    SignalName.SINGLE_USER: "one user only",
    SignalName.ALL_CUSTOMERS: "all customers",
    SignalName.REGION_WIDE: "the whole region",
}
"""Causes and conditions that diagnosis can rule out (S4, practice 7). A denied workaround, threat or block is none."""


def _applies(assessment: Assessment, items: dict[str, ChecklistItem], quotes: Quotes) -> tuple[bool, str | None]:
    item = items.get("reproduction_steps")
    if item is not None and item.state is ItemState.NOT_APPLICABLE:
        return False, "not a bug"
    if item is not None or quotes.facts(FactField.REPRO_STEPS):
        return True, None
    return (True, None) if assessment.issue_type in _DEFECTIVE else (False, "not a bug")


def _steps(quotes: Quotes) -> tuple[Statement, ...]:
    out: list[Statement] = []
    for fact in quotes.facts(FactField.REPRO_STEPS):
        value = quotes.value(fact, 1200)
        marks = list(_NUMBERED.finditer(value))
        if [m[1] for m in marks[:2]] == ["1", "2"]:
            ends = [m.start() for m in marks[1:]] + [len(value)]
            parts = [one_line(value[m.end() : end]) for m, end in zip(marks, ends, strict=True)]
        else:
            parts = [value]
        out += [Statement(text=p, evidence=fact.evidence) for p in parts if p]
    return tuple(out)


def environment(quotes: Quotes) -> tuple[Statement, ...]:
    """`version: 5.0.3`, `browser: Edge 142`, and so on."""
    return tuple(s for field, label in _ENVIRONMENT if (s := quotes.listed(field, label)) is not None)


def _no_difference(step: TroubleshootingStep, tongues: Tongues) -> bool:
    """Whether the step changed nothing, so that what it varied is ruled out (S4, practice 7)."""
    told = f"{step.action} {step.result or ''}"
    return not step.action.startswith("Workaround: ") and any(t.unchanged.search(told) for t in tongues)


def _ruled_out(quotes: Quotes, tried: tuple[TroubleshootingStep, ...], tongues: Tongues) -> tuple[Statement, ...]:
    denied = [
        Statement(
            text=f"said not to be {_CAUSES[s.name]}: “{quotes.words(s.evidence[0], 160)}”",
            evidence=s.evidence[:1],
        )
        for s in quotes.extraction.signals
        if s.name in _CAUSES and s.state is SignalState.DENIED and s.evidence and not quotes.extraction.has(s.name)
    ]
    steps = [
        Statement(text=f"{t.action} — {t.result}", evidence=t.evidence) for t in tried if _no_difference(t, tongues)
    ]
    return tuple(denied + [s for s in steps if s.evidence][:4])


def reproduction(
    quotes: Quotes,
    assessment: Assessment,
    items: dict[str, ChecklistItem],
    tried: tuple[TroubleshootingStep, ...],
    tongues: Tongues,
) -> ReproductionSteps:
    """The section; `applicable` False with the reason for wishes, how-tos, bills and leaked keys (G2)."""
    applies, why_not = _applies(assessment, items, quotes)
    if not applies:
        return ReproductionSteps(applicable=False, why_not=why_not, environment=environment(quotes))
    start = [
        s
        for field, label in ((FactField.PLAN, "plan"), (FactField.FEATURE_FLAG, "feature flag"))
        if (s := quotes.listed(field, label))
    ]
    return ReproductionSteps(
        start_state=Statement(
            text="; ".join(s.text for s in start), evidence=tuple(e for s in start for e in s.evidence)
        )
        if start
        else None,
        steps=_steps(quotes),
        expected=_expected(quotes),
        actual=_actual(quotes),
        environment=environment(quotes),
        frequency=quotes.listed(FactField.FREQUENCY),
        ruled_out=_ruled_out(quotes, tried, tongues),
        reproduced_by=quotes.signal(SignalName.REPRODUCED_INTERNALLY),
    )


def _actual(quotes: Quotes) -> Statement | None:
    """What happens, then the error's words, then codes that neither holds; no full stop before a semicolon."""
    parts: list[Statement] = []
    told = ""
    for field, label in ((FactField.ACTUAL, ""), (FactField.ERROR_MESSAGE, "error"), (FactField.ERROR_CODE, "code")):
        texts: list[str] = []
        proof: list[Evidence] = []
        for fact in quotes.facts(field):
            text = _ended(quotes.value(fact, 300))
            if text and text.casefold() not in told:
                texts.append(text)
                proof += fact.evidence
                told += f"{text.casefold()}\n"
        if texts:
            said = "; ".join(texts)
            parts.append(Statement(text=f"{label}: {said}" if label else said, evidence=tuple(proof)))
    return joined(parts) if parts else None


def _expected(quotes: Quotes) -> Statement | None:
    facts = quotes.facts(FactField.EXPECTED)
    if not facts:
        return None
    texts = [quotes.value(f, 400) for f in facts]
    text = "; ".join([*(_ended(t) for t in texts[:-1]), texts[-1]])
    return Statement(text=text, evidence=tuple(e for f in facts for e in f.evidence))


def _ended(text: str) -> str:
    """A statement that others follow: without the comma or full stop it ended with."""
    return text.rstrip(" ,;:.。、") if not text.endswith("...") else text
