"""An issue as numbered lines for a prompt, packed into a budget: what matters first, what is left out counted."""

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from assistant.domain import Document, Extraction, Message, Span, SpanKind, Visibility

_TAGS = re.compile(r"<(?=\s*/?\s*(?:issue|draft|similar|article|text|statements|system|user|assistant))", re.IGNORECASE)
"""Our own tags and the usual role marks: inside data they must not close or open anything."""
_TELLING_LOG = re.compile(r"(?i)\b(?:error|fatal|exception|fail\w*|denied|refused|timed? ?out|timeout|[45]\d\d)\b")
_LONGEST_LINE = 600
"""Characters of one line that are sent; what a log repeats beyond that says nothing new."""
_OPENING = 3
"""Lines at the head of each message that set it."""


def tokens(text: str) -> int:
    """A cautious estimate for any tokenizer: four ASCII characters a token, other letters two, ideographs one."""
    plain = sum(c.isascii() for c in text)
    wide = sum(c >= "\u2e80" for c in text)
    return (plain + 3) // 4 + wide + (len(text) - plain - wide + 1) // 2


def harmless(text: str) -> str:
    """Words of the paste that cannot close the tag they stand in."""
    return _TAGS.sub("‹", text)


@dataclass(frozen=True)
class Packed:
    """Lines of a prompt."""

    text: str
    left_out: int
    """Lines that did not fit, or were not asked for."""
    total: int


def _wanted(document: Document, first: Set[str]) -> list[Span]:
    """Spans worth a line: words of people and logs, the subject, and whatever else the reading rests on."""
    skipped = (SpanKind.META, SpanKind.SIGNATURE)
    subject = (document.subject or "").strip()
    return [s for s in document.spans if s.kind not in skipped or s.id in first or (subject and subject in s.text)]


def cited(reading: Extraction, document: Document) -> frozenset[str]:
    """Ids of the spans that any fact, signal, summary or description of a reading rests on."""
    starts = {e.start for group in (reading.facts, reading.signals) for item in group for e in item.evidence} | {
        e.start for e in (*reading.summary_evidence, *reading.description, *reading.separate_problems)
    }
    return frozenset(s.id for s in document.spans if any(s.start <= at < s.end for at in starts))


def ranked(document: Document, first: Set[str]) -> list[Span]:
    """Spans by what they are worth to a reader: cited, heads of messages, prose newest last, telling logs, the rest."""
    spans = _wanted(document, first)
    heads: set[str] = set()
    for message in document.messages:
        heads |= {s.id for s in [s for s in spans if s.message == message.index][:_OPENING]}

    def rank(span: Span) -> int:
        if span.id in first:
            return 0
        if span.id in heads:
            return 1
        if span.kind is not SpanKind.LOG:
            return 2
        return 3 if _TELLING_LOG.search(span.text) else 4

    return sorted(spans, key=lambda s: (rank(s), s.start))


def header_of(message: Message) -> str:
    """Who wrote a message, to whom it may be shown, and when."""
    internal = message.visibility is Visibility.INTERNAL
    side = f"{message.role.value}, internal note" if internal else message.role.value
    parts = [side, message.author, message.sent_at.strftime("%Y-%m-%d %H:%M") if message.sent_at else None]
    return f"[{', '.join(p for p in parts if p)}]"


def pack(
    document: Document,
    spans: Iterable[Span],
    budget: int,
    cover: Callable[[str], str],
    allowed: Callable[[Span], bool] = lambda _: True,
) -> Packed:
    """Lines of the issue within `budget` tokens, `spans` in order of worth. `cover` hides what may not leave."""
    candidates = [s for s in spans if allowed(s)]
    rows: dict[str, str] = {}
    left = budget
    for span in candidates:
        text = " ".join(span.text.split())
        if len(text) > _LONGEST_LINE:
            text = f"{text[:_LONGEST_LINE]} […{len(text) - _LONGEST_LINE} characters left out]"
        row = f"{span.id}: {harmless(cover(text))}"
        cost = tokens(row) + 1
        if cost <= left:
            rows[span.id] = row
            left -= cost
    out: list[str] = []
    current, gap = "", 0
    for span in sorted(candidates, key=lambda s: s.start):
        if span.id not in rows:
            gap += 1
            continue
        if gap:
            out.append(f"[… {gap} lines left out]")
            gap = 0
        header = header_of(document.messages[span.message])
        if header != current and len(document.messages) > 1:
            out.append(harmless(cover(header)))
            current = header
        out.append(rows[span.id])
    if gap:
        out.append(f"[… {gap} lines left out]")
    return Packed("\n".join(out), len(candidates) - len(rows), len(candidates))
