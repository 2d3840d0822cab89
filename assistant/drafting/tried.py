"""What has been tried: each step with its result, where the paste says one (H4)."""

import re

from assistant.domain import Fact, FactField, SignalName, TroubleshootingStep
from assistant.drafting.quotes import Quotes, cut
from assistant.drafting.templates import FALLBACK, Templates
from assistant.inert import one_line

_CUTS = re.compile(r"\s*(?:->|→|=>|—|–|\s-\s|[:;,.](?=\s)|[。、：])\s*")
_LISTED = re.compile(r"[;,]?\s*\(\d\)\s*")
"""Several steps told as one: "swapped the cable; (2) moved the port"."""
_WEAK_MARKS = frozenset({",", ";", ".", "。", "、"})
"""Marks that also part one step from the next; tried last."""
_UNLESS_CUE = re.compile(r"\s*(?:->|→|=>)\s*|:\s+")
"""Marks that part step from result by themselves."""


def split_step(value: str, templates: Templates, language: str) -> tuple[str, str | None]:
    """Action and result of one step as told; result None where none is told."""
    value = one_line(value).rstrip(" .")
    tongues = [templates.pick(language), templates.pick(FALLBACK)]

    def tells(text: str) -> bool:
        return any(t.outcomes.search(text) for t in tongues)

    marks = list(_CUTS.finditer(value))
    for mark in sorted(marks, key=lambda m: m[0].strip() in _WEAK_MARKS):
        head, tail = value[: mark.start()].strip(), value[mark.end() :].strip()
        if head and tail and not tells(head) and tells(tail):
            return head, tail
    strong = _UNLESS_CUE.search(value)
    if strong and value[: strong.start()].strip() and value[strong.end() :].strip():
        return value[: strong.start()].strip(), value[strong.end() :].strip()
    return value, "as told in the step" if tells(value) else None


def tried_steps(quotes: Quotes, templates: Templates, language: str) -> tuple[TroubleshootingStep, ...]:
    """All steps in the order they were told, workarounds in use last."""
    steps = []
    for fact in sorted(quotes.facts(FactField.TRIED), key=lambda f: _where(quotes, f)):
        parts = [p for p in _LISTED.split(quotes.value(fact)) if p]
        if len(parts) > 1:
            told = [split_step(p, templates, language) for p in parts]
            steps += [TroubleshootingStep(action=a, result=r, evidence=fact.evidence) for a, r in told]
            continue
        action, result = split_step(quotes.value(fact), templates, language)
        steps.append(
            TroubleshootingStep(
                action=action, result=result or _beside(quotes, fact, templates, language), evidence=fact.evidence
            )
        )
    failed = quotes.extraction.because(SignalName.WORKAROUND_UNWORKABLE)
    for fact in quotes.facts(FactField.WORKAROUND):
        result = f"does not hold: “{quotes.words(failed[0], 120)}”" if failed else None
        if result is None and quotes.extraction.has(SignalName.WORKAROUND_EXISTS):
            result = "available, does not remove the problem"
        steps.append(
            TroubleshootingStep(
                action=f"Workaround: {quotes.value(fact)}", result=result, evidence=fact.evidence + failed[:1]
            )
        )
    return tuple(steps)


def _where(quotes: Quotes, fact: Fact) -> tuple[int, int]:
    return quotes.document.told_at(fact.evidence[0].start if fact.evidence else 0)


def _beside(quotes: Quotes, fact: Fact, templates: Templates, language: str) -> str | None:
    """The result told in the rest of the same sentence, after the step's own words."""
    for evidence in fact.evidence[:1]:
        spans = quotes.spans_of(evidence)
        if not spans:
            continue
        rest = one_line(quotes.document.text[evidence.end : spans[-1].end]).strip(" ,.;:-–—")
        if rest and any(t.outcomes.search(rest) for t in (templates.pick(language), templates.pick(FALLBACK))):
            return cut(rest, 160)
    return None
