"""Sentences that speak to an assistant instead of telling the problem: they are set aside, unread.

Text of a paste is data. What it orders ("ignore your rules", "mark this as SEV1") is no fact, no signal and no
severity of the case, whoever wrote it; the person is shown what was set aside. Ordinary words (ignore, override) alone
do nothing.
"""

import re

from assistant.domain import Document, Role, Span, SpanKind, Visibility

_ORDER = (
    r"(?:ignore|disregard|forget|mark|set|classify|rate|treat|tell|respond|reply|answer|output|print|escalate|close|say|write"
    r"|send|include|reveal|act|pretend|do not|don't|must|should)"
)
_TO_AN_ASSISTANT = re.compile(
    r"\b(?:assistant|ai (?:model|agent|system|assistant)|llm|language model|chat ?bot|gpt|copilot)\b[,:]?\s+"
    rf"(?:please\s+)?{_ORDER}\b"
    r"|^\W*(?:system|assistant|developer)\s*(?:prompt|message|override|note)?\s*:\s+"
    rf"(?:assistant\b|you (?:are|must)\b|{_ORDER}\b)"
    r"|\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|your|my|the|these|those|of|previous|prior|above|earlier)\s+)+"
    r"(?:instructions?|rules|prompts?|guidelines|polic(?:y|ies)|directions)\b",
    re.IGNORECASE,
)
_SETS_THE_RESULT = re.compile(
    r"\b(?:mark|set|classify|treat|rate|label)\s+(?:this|it|the)(?:\s+(?:ticket|case|issue|one|severity))?\s+(?:as|to)\s+"
    r"(?:sev|severity|p\d|critical|already solved|solved|resolved|handle)",
    re.IGNORECASE,
)


def hostile_ranges(document: Document) -> tuple[tuple[int, int], ...]:
    """Raw ranges to set aside: from the sentence that gives such an order to the end of its line."""
    found: list[tuple[int, int]] = []
    for span in document.spans:
        order = _order(document, span)
        if order is None:
            continue
        at, _ = span.raw_range(order, order + 1)
        newline = document.text.find("\n", at)
        start = max(document.text.rfind("\n", 0, at) + 1, span.start)
        found.append((start, newline if newline >= 0 else len(document.text)))
    return tuple(found)


def _order(document: Document, span: Span) -> int | None:
    """Where in a span's text an order begins, if it gives one."""
    if span.kind is SpanKind.META:
        return None
    if hit := _TO_AN_ASSISTANT.search(span.text):
        return hit.start()
    message = document.message_of(span)
    ours = message.role in (Role.SUPPORT, Role.ENGINEERING) or message.visibility is Visibility.INTERNAL
    hit = None if ours else _SETS_THE_RESULT.search(span.text)
    return hit.start() if hit else None


def blanked(text: str, ranges: tuple[tuple[int, int], ...]) -> str:
    """`text` with the ranges as blanks: as long as before, so that every offset stays."""
    for start, end in ranges:
        text = text[:start] + "".join(c if c in "\r\n" else " " for c in text[start:end]) + text[end:]
    return text
