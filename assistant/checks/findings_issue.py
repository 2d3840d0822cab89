# ruff: noqa: E501  (patterns and tables read better whole)
"""Findings on the paste itself: several problems, instructions to an assistant, secrets, fillers."""

import re

from assistant.checks.drafted import Context
from assistant.checks.items import Items
from assistant.checks.vocabulary import Words
from assistant.domain import Finding, FindingLevel, ItemState, SpanKind
from assistant.redaction import redact
from assistant.understanding.cues import fold
from assistant.understanding.hostile import SURE, find_orders

_FILLER = re.compile(
    r"(?i)^\W*(?:n\s?/?\s?a|none given|tbd|tba|asdf\w*|qwer\w*|xx+|-+|\.{2,}|\?+|see (?:above|below)|as above|idk|dunno|blah\w*|s\.? ?o\.?|siehe (?:oben|unten)|voir ci-dessus|ver arriba|ver acima|vedi sopra|zie boven|同上)\W*$"
)

ORDERS_SHOWN = 3
"""Orders quoted in findings: whoever saw three reads the paste with care."""


def several_problems(items: Items, context: Context, words: Words) -> tuple[Finding, ...]:
    """Unrelated problems in one paste. Example: letterhead and text messages."""
    rule = next((i for i in items.hygiene if i.id == "hygiene_single_problem"), None)
    if rule is None or rule.state is not ItemState.MISSING:
        return ()
    return (
        context.rules.finding("I-TWO-PROBLEMS", "issue", " / ".join(e.quote[:80] for e in rule.evidence), rule.why),
    )


def injection(items: Items, context: Context, words: Words) -> tuple[Finding, ...]:
    """Instructions addressed to an assistant, each quoted; they are only ever read as text. Example: "ignore all previous instructions"."""
    if context.document is None:
        return ()
    document = context.document
    found = [(o.score, document.text[o.start : o.end]) for o in find_orders(document)]
    pattern = words.pattern("injection")
    found += [(SURE, span.text) for span in document.spans if pattern.search(fold(span.text))]
    quotes = dict.fromkeys(" ".join(redact(quote).text.split())[:160] for _, quote in sorted(found, key=_surest))
    return tuple(
        context.rules.finding("I-INJECTION", "issue", quote, level=FindingLevel.WARNING)
        for quote in list(quotes)[:ORDERS_SHOWN]
    )


def _surest(found: tuple[float, str]) -> float:
    return -found[0]


def secrets_in_paste(items: Items, context: Context, words: Words) -> tuple[Finding, ...]:
    """Credentials in the paste; the quote names the kinds only. Example: an API key in a log."""
    if context.document is None:
        return ()
    counts = redact(context.document.text).counts
    return (
        (context.rules.finding("I-SECRET", "issue", ", ".join(f"{n} × {k}" for k, n in counts.items())),)
        if counts
        else ()
    )


def fillers(items: Items, context: Context, words: Words) -> tuple[Finding, ...]:
    """Form fields answered with a filler. Example: "Steps to reproduce: asdf"."""
    if context.document is None:
        return ()
    out = []
    for span in context.document.spans:
        name, colon, value = span.text.partition(":")
        answer = (
            value
            if span.kind is SpanKind.FIELD and colon
            else span.text
            if span.section and span.kind is SpanKind.PROSE
            else ""
        )
        if answer.strip() and _FILLER.match(answer):
            out.append(context.rules.finding("I-FILLER", "issue", span.text))
    return tuple(out[:5])
