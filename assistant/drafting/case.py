"""What the writers of brief and updates know of one issue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from assistant.domain import Article, Assessment, Audience, ChecklistItem, Document, Extraction, FollowUp, Issue, Match
from assistant.drafting.quotes import Quotes
from assistant.drafting.reproduction import Tongues
from assistant.drafting.templates import FALLBACK, Templates
from assistant.drafting.times import home_zone, in_zone


@dataclass(frozen=True)
class Case:
    """One issue with everything known about it, as the writers need it."""

    issue: Issue
    document: Document
    extraction: Extraction
    assessment: Assessment
    matches: tuple[Match, ...]
    articles: Mapping[str, Article]
    follow_ups: tuple[FollowUp, ...]
    items: dict[str, ChecklistItem]
    now: datetime
    templates: Templates
    team: str | None = None
    """Who reports where nobody is named; None for nobody."""

    @property
    def quotes(self) -> Quotes:
        """The paste's words."""
        return Quotes(self.document, self.extraction)

    @property
    def zone(self) -> tzinfo:
        """The zone in which times are told."""
        return home_zone(self.issue.received_at, self.now)

    @property
    def tongues(self) -> Tongues:
        """The paste's language and English."""
        return (self.templates.pick(self.document.language), self.templates.pick(FALLBACK))

    def due(self, audience: Audience) -> datetime | None:
        """When the next contact with an audience is due, in the zone of this issue."""
        dues = [f.due_at for f in self.follow_ups if f.audience is audience]
        return in_zone(min(dues), self.zone) if dues else None
