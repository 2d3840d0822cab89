"""What the drafting tests are made of: a document by hand, facts and signals with their proof."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.domain import (
    Article,
    Assessment,
    ChecklistItem,
    Document,
    Drafts,
    Evidence,
    Extraction,
    Fact,
    FactField,
    FollowUp,
    Issue,
    Match,
    Message,
    Role,
    Signal,
    SignalName,
    SignalState,
    Span,
    SpanKind,
    Visibility,
)
from assistant.drafting import Templates, draft

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
CUSTOMER = """Our pharmacists cannot put an order through since 20 November.
They press Submit in the basket and after a minute see "Order could not be committed (OC-4091)".
Tried a private window: same result.
Cleared the cache.
We need it by 2026-11-23, 85 people are waiting."""
SUPPORT = "Thank you, I have it. Please send one basket from a private window."
NOTE = """Looks like the midnight pricelist importer on plx-ord-2.core.vendor.example, ask Fabrice.
Meridia Apotek has it too, ENG-20417, contract worth 730k, Kontorello is wooing them."""
LOG = "07:31:40 ERROR commit failed code=OC-4091\n07:31:41 ``` | <b>x</b> @here"


@dataclass(frozen=True)
class Made:
    """What `draft` takes, to be varied by `replace`."""

    issue: Issue
    document: Document
    extraction: Extraction
    assessment: Assessment
    matches: tuple[Match, ...]
    articles: dict[str, Article]
    follow_ups: tuple[FollowUp, ...]
    items: tuple[ChecklistItem, ...]
    templates: Templates
    team: str | None = "Support"

    def draft(self) -> Drafts:
        """The drafts."""
        return draft(
            self.issue,
            self.document,
            self.extraction,
            self.assessment,
            self.matches,
            self.articles,
            self.follow_ups,
            self.items,
            now=NOW,
            templates=self.templates,
            team=self.team,
        )

    def assessed(self, **changes: Any) -> "Made":
        """With another verdict."""
        return replace(self, assessment=self.assessment.model_copy(update=changes))

    def speaking(self, language: str) -> "Made":
        """In another language."""
        return replace(self, document=self.document.model_copy(update={"language": language}))


def make_document(*parts: tuple[Role, Visibility, SpanKind, str, str | None]) -> Document:
    """A document of messages, one span a line."""
    text, messages, spans = "", [], []
    for index, (role, visibility, kind, body, author) in enumerate(parts):
        start = len(text)
        for line in body.split("\n"):
            if line.strip():
                spans.append(
                    Span(
                        id=f"L{len(spans) + 1}",
                        start=len(text),
                        end=len(text) + len(line),
                        text=line,
                        kind=kind,
                        message=index,
                    )
                )
            text += line + "\n"
        messages.append(
            Message(
                index=index,
                role=role,
                author=author,
                visibility=visibility,
                sent_at=NOW - timedelta(minutes=60 - index),
                start=start,
                end=len(text),
            )
        )
        text += "\n"
    return Document(text=text, messages=tuple(messages), spans=tuple(spans))


def find(document: Document, quote: str) -> Evidence:
    """Evidence for a quote that stands in the document."""
    at = document.text.index(quote)
    return Evidence(source="issue", start=at, end=at + len(quote), quote=quote)


def fact(document: Document, field: FactField, quote: str, value: str | None = None) -> Fact:
    """A fact with its proof."""
    return Fact(field=field, value=value or quote, evidence=(find(document, quote),))


def signal(document: Document, name: SignalName, quote: str, state: SignalState = SignalState.PRESENT) -> Signal:
    """A signal with its proof."""
    return Signal(name=name, state=state, evidence=(find(document, quote),))


def with_signal(made: Made, name: SignalName, quote: str) -> Made:
    """The case with one more signal, its words in the document."""
    extraction = made.extraction
    found = signal(made.document, name, quote)
    return replace(made, extraction=extraction.model_copy(update={"signals": (*extraction.signals, found)}))
