"""The kinds of records that are known by their own shape, and one record read by its kind."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from assistant.domain.knowledge import Article, Ticket, TimelineEntry
from assistant.importers import forums, freshdesk, github, helpcenter, intercom, jira, own, servicenow, zendesk
from assistant.importers.cited import cited_in
from assistant.importers.fields import identifier
from assistant.importers.records import Conversation, Row, Said, Unfit
from assistant.importers.rows import Placed
from assistant.importers.times import read_time

ALL_KINDS = {
    "own": "tickets and articles in this product's own fields (id, title, text, …), JSON or CSV",
    "zendesk": "tickets of Zendesk's API or export, JSON",
    "jira": "issues of Jira's REST search, JSON",
    "jira-csv": "Jira's CSV export",
    "github": "issues of GitHub's REST list or of `gh issue list --json`, JSON",
    "intercom": "conversations or tickets of Intercom's API, JSON",
    "freshdesk": "tickets of Freshdesk's API or export, JSON",
    "servicenow": "incidents or cases of ServiceNow's Table API, JSON",
    "helpcenter": "articles of Zendesk, Intercom, Freshdesk or ServiceNow, JSON",
    "forum": "topics of Discourse, questions of Stack Exchange, JSON",
}
"""Kind → what it is."""
LOOKED_AT = 50
"""Records looked at to tell the kind: the first ones may be broken."""
_FITS: dict[str, Callable[[Row], bool]] = {
    "own": own.fits, "helpcenter": helpcenter.fits, "intercom": intercom.fits, "freshdesk": freshdesk.fits,
    "servicenow": servicenow.fits, "jira": jira.fits, "github": github.fits, "zendesk": zendesk.fits,
    "forum": forums.fits,
}  # fmt: skip
_CONVERSATIONS: dict[str, Callable[[Row], Conversation]] = {
    "jira": jira.conversation, "github": github.conversation, "intercom": intercom.conversation,
    "freshdesk": freshdesk.conversation, "servicenow": servicenow.conversation,
    "forum": forums.conversation,
}  # fmt: skip
_IDENTITIES: dict[str, Callable[[Row], str]] = {
    "zendesk": zendesk.identity, "jira": jira.identity, "github": github.identity, "intercom": intercom.identity,
    "freshdesk": freshdesk.identity, "servicenow": servicenow.identity,
    "helpcenter": helpcenter.identity, "forum": forums.identity, "own": lambda row: identifier(row, "id"),
}  # fmt: skip
"""Kind → the id a record of it is filed under; the reader itself takes it from there."""


def told_kind(rows: Sequence[Placed]) -> str | None:
    """The kind of the first record that has a known shape; None where none has."""
    return next((kind for placed in rows[:LOOKED_AT] if placed.row is not None and (kind := kind_of(placed.row))), None)


def kind_of(row: Row, expected: str | None = None) -> str | None:
    """The kind of one record: the expected one where it fits, else the first that does."""
    if expected is not None and _FITS[expected](row):
        return expected
    return next((kind for kind, fits in _FITS.items() if fits(row)), expected)


def conversation_of(kind: str, placed: Placed) -> Conversation:
    """One record as a conversation. Raises Unfit; ValueError for a kind whose records are none."""
    row = placed.row or {}
    if kind == "zendesk":
        return zendesk.conversation(row, placed.beside)
    if kind not in _CONVERSATIONS:
        raise Unfit("", f"is no conversation but a record of the kind {kind}")
    return _CONVERSATIONS[kind](row)


def item_of(kind: str, placed: Placed) -> tuple[Ticket | Article, datetime | None]:
    """One record as a ticket or article, and when it was last changed. Raises Unfit."""
    try:
        if kind == "own":
            return own.record(placed.row or {})
        if kind == "helpcenter":
            fields, changed = helpcenter.article(placed.row or {})
            return own.validated(Article, fields), changed
        conversation = conversation_of(kind, placed)
        return ticket_of(conversation), conversation.updated_at
    except Unfit as unfit:
        unfit.id = unfit.id or identity_of(placed.row, kind)
        raise


def ticket_of(conversation: Conversation) -> Ticket:
    """The ticket of a conversation. Raises Unfit."""
    timeline = tuple(
        TimelineEntry(at=_at(said), author=said.author, role=said.role.value, visibility=said.visibility,
                      text=said.text)
        for said in conversation.said
        if said.text
    )  # fmt: skip
    given = {"articles": cited_in(conversation.said), **conversation.fields}
    item = own.validated(Ticket, {**given, "timeline": timeline})
    assert isinstance(item, Ticket)
    return item


def _at(said: Said) -> datetime | None:
    """When it was said. A time whose zone the export does not name is taken as UTC: some hours off at most."""
    at = said.at or read_time(said.at_written)
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def identity_of(row: Row | None, expected: str | None = None) -> str | None:
    """The id a record that may be broken otherwise is filed under; None where it has none or its kind is not known."""
    kind = kind_of(row, expected) if row is not None else None
    if row is None or kind is None:
        return None
    try:
        return _IDENTITIES[kind](row)
    except Unfit:
        return None
