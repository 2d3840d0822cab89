"""All that the chain may read of one issue, as one value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain import Article, Document, Extraction, FactField, Issue, Match

_AFTER_NAME = re.compile(r"[,(@|]|\s[–—-]\s")
"""What stands behind a name in a speaker's line: title, company, desk."""
_DESK = re.compile(
    r"(?i)\b(?:support|soporte|suporte|assistenza|service|helpdesk|team|accounts?|billing|customer|kunde|client\w*)\b"
)
"""A desk or a role, which is nobody's name."""


@dataclass(frozen=True)
class Source:
    """One issue as the chain sees it. Matches and articles have been looked at for orders to an assistant."""

    issue: Issue
    document: Document
    reading: Extraction
    now: datetime
    matches: tuple[Match, ...] = ()
    articles: Mapping[str, Article] = field(default_factory=dict)
    hostile: frozenset[int] = frozenset()
    """Messages, by index, that speak to an assistant: their lines prove no assertion."""

    @property
    def reference(self) -> datetime:
        """From when relative dates count."""
        return self.issue.received_at or self.now

    def names(self) -> tuple[str, ...]:
        """People the paste or the agent names: what must not leave the machine as a name."""
        authors = [m.author for m in self.document.messages if m.author]
        owners = [f.value for f in self.reading.values(FactField.OWNER)]
        found = [*authors, *owners, *([self.issue.reported_by] if self.issue.reported_by else [])]
        persons = (_AFTER_NAME.split(name, maxsplit=1)[0].strip() for name in found)
        return tuple(dict.fromkeys(p for p in persons if p and not _DESK.search(p)))

    def texts(self) -> tuple[str, ...]:
        """Everything that may be sent, for the veil to read as a whole."""
        found = [f"{m.title}\n{m.snippet or ''}\n{m.resolution or ''}" for m in self.matches]
        articles = [f"{a.title}\n{a.text}" for a in self.articles.values()]
        own = [self.issue.customer or "", self.issue.reported_by or ""]
        return (self.document.text, "\n".join(s.text for s in self.document.spans), *own, *found, *articles)
