"""Past tickets, knowledge articles, and what a search returns of them."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from assistant.domain.issue import Role, Visibility
from assistant.domain.model import Model


class KnowledgeKind(StrEnum):
    """The two collections of the index."""

    TICKET = "ticket"
    ARTICLE = "article"


class TimelineEntry(Model):
    """One comment of a past ticket."""

    at: AwareDatetime | None = None
    author: str | None = None
    role: str = Role.UNKNOWN.value
    visibility: Visibility = Visibility.PUBLIC
    text: str


class Ticket(Model):
    """A past or open support ticket. Only `id`, `title` and `text` are needed."""

    id: str
    title: str
    text: str
    customer: str | None = None
    product_area: str | None = None
    versions: tuple[str, ...] = ()
    region: str | None = None
    plan: str | None = None
    priority: str | None = None
    severity: str | None = None
    status: str | None = None
    created_at: datetime | None = None
    resolved_at: datetime | None = None
    tags: tuple[str, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    resolution: str | None = None
    resolution_level: str | None = None
    """Who solved it: l1_support, l2_support, engineering, product, security, customer, none."""
    closure_code: str | None = None
    duplicate_of: str | None = None
    linked_issue: str | None = None
    """Engineering's key for it."""
    articles: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None


class ArticleKind(StrEnum):
    """What an article offers; decides which Handle criterion it can fire."""

    KNOWN_ISSUE = "known_issue"
    HOW_TO = "how_to"
    LIMITATION = "limitation"
    CONFIGURATION = "configuration"
    TROUBLESHOOTING = "troubleshooting"


class Article(Model):
    """A knowledge article. Only `id`, `title` and `text` are needed."""

    id: str
    title: str
    text: str
    """The body, Markdown."""
    kind: ArticleKind = ArticleKind.TROUBLESHOOTING
    product_area: str | None = None
    audience: str = "public"
    """`public` or `internal`; only public ones may be cited to a customer."""
    confidence: str = "not_validated"
    """KCS: wip, not_validated, validated, archived."""
    issue: str | None = None
    environment: str | None = None
    cause: str | None = None
    resolution: str | None = None
    workaround: str | None = None
    error_codes: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    updated_at: datetime | None = None
    superseded_by: str | None = None
    related_tickets: tuple[str, ...] = ()
    url: str | None = None


class AlignedSentences(Model):
    """A sentence of the query and one of the record that say the same, both verbatim."""

    asked: str
    recorded: str


class Match(Model):
    """One thing the search found, why it matched, and how sure it is that it is the same problem."""

    id: str
    kind: KnowledgeKind
    title: str
    score: float
    """0 to 1; only its order means something."""
    same_problem: float = 0.0
    """How surely it treats the very same problem, 0 to 1. Policy reads this, not `score`. From .5 on to claim so is
    right more often than it costs; the odds behind it are those of a calibrated probability (docs/search.md)."""
    shared_codes: tuple[str, ...] = ()
    """Error codes an article is about that the query holds too."""
    url: str | None = None
    why: tuple[str, ...] = ()
    """Reasons in words: shared identifiers, shared terms, similar meaning."""
    status: str | None = None
    customer: str | None = None
    snippet: str | None = None
    """The passage that matched best, as it stands in the record."""
    created_at: datetime | None = None
    linked_issue: str | None = None
    resolution: str | None = None
    resolution_level: str | None = None
    article_kind: ArticleKind | None = None
    audience: str | None = None
    versions: tuple[str, ...] = ()
    passage: str | None = None
    """The part of the record nearest in meaning, verbatim: `record.<passage_field>[passage_start:passage_end]`."""
    passage_field: str | None = None
    """`text`, `issue`, `title`, or `timeline.N` for the Nth comment, from 0."""
    passage_start: int | None = None
    passage_end: int | None = None
    passage_url: str | None = None
    """`url` opened at the passage: a heading's anchor and a text fragment, where there is one."""
    aligned: tuple[AlignedSentences, ...] = ()
