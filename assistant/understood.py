"""One issue, read and matched, and what is asked of it: what search is given, what of the matches may be told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.assess.numbers import as_datetime
from assistant.domain import Article, Document, Extraction, FactField, Issue, Match, SpanKind
from assistant.intake import read_issue
from assistant.understanding.hostile import blanked, hostile_ranges, hostile_text

QUERY_CHARACTERS = 6000
"""Of a paste, what search is given: beyond that the encoder and BM25 gain nothing."""


@dataclass(frozen=True)
class Understood:
    """One issue, read and matched, before any verdict; kept so that an override need not read again."""

    issue: Issue
    document: Document
    extraction: Extraction
    matches: tuple[Match, ...]
    articles: Mapping[str, Article]
    now: datetime
    fallbacks: tuple[str, ...]
    speaks_to_assistant: bool = False
    """Whether the paste holds orders to an assistant: a model may then add to the reading, not take away."""

    @property
    def reference(self) -> datetime:
        """From when ages and relative dates count."""
        return self.issue.received_at or self.now


def plain_matches(understood: Understood) -> tuple[Match, ...]:
    """The matches whose words may enter a draft: none that speaks to an assistant."""
    return tuple(
        m
        for m in understood.matches
        if not hostile_text("\n".join((m.title, m.snippet or "", m.passage or "", *m.why, m.resolution or "")))
    )


def read_without_orders(raw: str, customer: str | None) -> tuple[Document, list[str]]:
    """The paste read as if orders to an assistant were blank, and those orders. Offsets and raw text stay."""
    document = read_issue(raw, customer=customer)
    ranges = hostile_ranges(document)
    rest = blanked(raw, ranges)
    if not ranges or not rest.strip():
        return document, []
    shown = [" ".join(raw[start:end].split())[:120] for start, end in ranges]
    return read_issue(rest, customer=customer).model_copy(update={"text": raw}), list(dict.fromkeys(shown))


def next_deadline(understood: Understood) -> datetime | None:
    """The customer's next deadline that names a time of day, if there is one."""
    stated = (f.value for f in understood.extraction.values(FactField.DEADLINE) if "T" in f.value)
    moments = [m for v in stated if (m := as_datetime(v, understood.reference)) is not None and m > understood.now]
    return min(moments, default=None)


def problem_text(document: Document) -> str:
    """What search is given: the title and the words of people and logs, without headers and signatures."""
    return "\n".join(_problem_lines(document))[:QUERY_CHARACTERS]


def _problem_lines(document: Document) -> Iterator[str]:
    if document.subject:
        yield document.subject
    for span in document.spans:
        if span.kind not in (SpanKind.META, SpanKind.SIGNATURE):
            yield span.text
