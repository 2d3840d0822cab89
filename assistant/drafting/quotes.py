"""The paste's words made readable: no quote marks or line wraps, cut at a word, as statements with their proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.domain import (
    ISSUE,
    Document,
    Evidence,
    Extraction,
    Fact,
    FactField,
    Message,
    SignalName,
    Span,
    SpanKind,
    Statement,
)
from assistant.drafting.excerpts import excerpt, telling_lines, tells
from assistant.inert import one_line

NOT_STATED = "Not stated"
SHORT = 160
"""Characters of a quote inside a bullet: about two lines."""
SENTENCE = 400
"""Characters of a sentence in the description; longer ones are cut."""
_LOGS = 3
"""Runs of log lines that a brief shows."""


def cut(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters, cut at a word with an ellipsis."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(" ,;:-") + "…"


def joined(parts: Iterable[Statement]) -> Statement:
    """Several statements as one, in order, without repeats; "Not stated" for none."""
    kept = list({p.text: p for p in parts if p.text}.values())
    if not kept:
        return Statement(text=NOT_STATED)
    return Statement(
        text="; ".join(p.text for p in kept), evidence=tuple(dict.fromkeys(e for p in kept for e in p.evidence))
    )


@dataclass(frozen=True)
class Quotes:
    """Reads evidence of one document."""

    document: Document
    extraction: Extraction

    @cached_property
    def _spans(self) -> tuple[Span, ...]:
        return tuple(sorted(self.document.spans, key=lambda s: s.start))

    def spans_of(self, evidence: Evidence) -> tuple[Span, ...]:
        """The spans a piece of evidence overlaps; none for evidence from a match."""
        if evidence.source != ISSUE:
            return ()
        return tuple(s for s in self._spans if s.start < evidence.end and s.end > evidence.start)

    def message_of(self, evidence: Evidence) -> Message | None:
        """The message the words stand in."""
        spans = self.spans_of(evidence)
        return self.document.message_of(spans[0]) if spans else None

    def words(self, evidence: Evidence, limit: int = SENTENCE) -> str:
        """The quoted words, clean. Where the evidence is a whole span, the span's text, which has no markup."""
        spans = self.spans_of(evidence)
        if spans and all(s.start >= evidence.start and s.end <= evidence.end for s in spans):
            return cut(" ".join(s.text for s in spans), limit)
        lines = (line.strip().lstrip(">|").strip() for line in evidence.quote.splitlines())
        return cut(" ".join(line for line in lines if line), limit)

    def said(
        self, evidence: Iterable[Evidence], label: str = "", limit: int = SHORT, most: int = 2
    ) -> Statement | None:
        """`label: “words”; “words”`, or None for no evidence."""
        proof = tuple(dict.fromkeys(evidence))[:most]
        texts = list(dict.fromkeys(f"“{self.words(e, limit)}”" for e in proof))
        if not texts:
            return None
        return Statement(text=f"{label}: {'; '.join(texts)}" if label else "; ".join(texts), evidence=proof)

    def signal(self, name: SignalName, label: str = "", most: int = 1) -> Statement | None:
        """The words behind a present signal, labelled."""
        return self.said(self.extraction.because(name), label, most=most)

    def facts(self, field: FactField) -> tuple[Fact, ...]:
        """The field's facts, each value once, with all proofs."""
        merged: dict[str, Fact] = {}
        for fact in self.extraction.values(field):
            key = one_line(fact.value).casefold()
            known = merged.get(key)
            merged[key] = (
                fact if known is None else known.model_copy(update={"evidence": known.evidence + fact.evidence})
            )
        return tuple(merged.values())

    def value(self, fact: Fact, limit: int = SENTENCE) -> str:
        """A fact's value on one line, marked where code could not verify it."""
        return cut(fact.value, limit) + ("" if fact.verified else " (unverified)")

    def listed(self, field: FactField, label: str = "", limit: int = SHORT) -> Statement | None:
        """All values of a field: `label: a; b`, or None."""
        facts = self.facts(field)
        if not facts:
            return None
        text = "; ".join(self.value(f, limit) for f in facts)
        return Statement(
            text=f"{label}: {text}" if label else text, evidence=tuple(e for f in facts for e in f.evidence)
        )

    def _indent(self, span: Span) -> str:
        """The white space a line begins with: a stack trace or code is read by it."""
        before = self.document.text[self.document.text.rfind("\n", 0, span.start) + 1 : span.start]
        return before if before.isspace() else ""

    def log_excerpts(self, most_lines: int = 15) -> tuple[Statement, ...]:
        """Runs of log lines as they stand, those that name a failure first where there are many.

        Each is at most `most_lines` long, without the marks of its gaps.
        """
        runs: list[list[Span]] = []
        for span in self._spans:
            if span.kind is not SpanKind.LOG:
                continue
            between = self.document.text[runs[-1][-1].end : span.start].strip(" \t\r\n>|`") if runs else "x"
            if runs and not between and runs[-1][-1].message == span.message:
                runs[-1].append(span)
            else:
                runs.append([span])
        told = sorted(runs, key=lambda run: -tells([s.text for s in run]))[:_LOGS]
        out = []
        for run in (r for r in runs if r in told):
            lines = [self._indent(s) + s.text for s in run]
            shown = telling_lines(lines, most_lines)
            proof = tuple(self.document.evidence(run[n]) for n in shown)
            out.append(Statement(text=excerpt(lines, shown), evidence=proof))
        return tuple(out)
