"""The customer texts that follow the first: drafted from the kept draft and from how the record stands now.

They go the same way as the first one: templates, what may be said in public, secrets masked. The news is the agent's
own sentence; nothing of the internal trail enters a text by itself. It is no fact the customer knows either: a text is
checked against the issue and what was really sent before, never against itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from assistant import drafting
from assistant.domain import (
    Article,
    ChecklistReport,
    Drafts,
    Escalation,
    FactField,
    FollowUp,
    KnowledgeKind,
    Match,
    UpdateKind,
)
from assistant.domain.drafts import CustomerUpdate
from assistant.domain.issue import Visibility
from assistant.domain.register import Contact, RegisteredEscalation, TrailAction, TrailEntry
from assistant.errors import WrongUsage
from assistant.inert import one_line
from assistant.redaction import redact

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_KINDS_BY_ACTION = (
    (TrailAction.DE_ESCALATED, UpdateKind.DE_ESCALATION),
    (TrailAction.ENGINEERING_CLOSED, UpdateKind.PROGRESS),
    (TrailAction.WORKAROUND_STARTED, UpdateKind.WORKAROUND),
    (TrailAction.OWNER_ACCEPTED, UpdateKind.PROGRESS),
    (TrailAction.DUTY_DONE, UpdateKind.PROGRESS),
    (TrailAction.HYPOTHESIS_TESTED, UpdateKind.PROGRESS),
    (TrailAction.STEP_TAKEN, UpdateKind.PROGRESS),
)
"""Which event speaks for which kind of update, the weightiest first."""
TAKES_NEWS = (UpdateKind.PROGRESS, UpdateKind.RESOLUTION, UpdateKind.DE_ESCALATION)
"""The kinds with room for the agent's own sentence."""
_WITH_ARTICLES = (UpdateKind.WORKAROUND, UpdateKind.RESOLUTION)
_NEARLY_THE_SAME = 0.95
_NUMBERS = re.compile(r"\d+")
_NOT_IN_NAMES = re.compile(r"[^\w.' -]+")
_NOTES = (TrailAction.NOTE_ADDED, TrailAction.DISCUSSED)
_FOR_THE_CUSTOMER = "public_draft"
"""Kind of a note that is a reply waiting to be relayed: its words are meant for the customer."""


def suggested_kind(since: Sequence[TrailEntry], news: str | None = None) -> UpdateKind:
    """The kind of update that fits what was recorded since the last one; `no_news` where nothing was (S4).

    With news of the agent's own it is at least progress.
    """
    happened = {e.action for e in since}
    if TrailAction.WORKAROUND_STOPPED in happened:
        happened.discard(TrailAction.WORKAROUND_STARTED)
    kind = next((kind for action, kind in _KINDS_BY_ACTION if action in happened), UpdateKind.NO_NEWS)
    return UpdateKind.PROGRESS if news and kind not in TAKES_NEWS else kind


def nearly_repeats(text: str, trail: Sequence[TrailEntry]) -> bool:
    """Whether the text says what the customer was last told, numbers and times aside (X15)."""
    last = next((e.text for e in reversed(trail) if e.action is TrailAction.CUSTOMER_INFORMED), None)
    if last is None:
        return False
    one, other = (_NUMBERS.sub("", " ".join(t.split())) for t in (text, last))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEARLY_THE_SAME


def _voice(drafted: Escalation, record: RegisteredEscalation) -> str | None:
    """Who speaks to the customer: the record's owner where another took over since the draft, else the drafted one."""
    owner, reported = record.customer_owner, drafted.issue.reported_by
    drafted_for = {one_line(n).casefold() for n in (drafted.assessment.customer_owner, reported) if n}
    another = bool(drafted_for) and one_line(owner.name).casefold() not in drafted_for
    return owner.name if another or owner.since > record.created_at else reported


def _require_workaround(
    drafted: Escalation, record: RegisteredEscalation, update: CustomerUpdate, at: datetime
) -> None:
    """Raises WrongUsage where no interim way is running, told of in the issue, or cited from an article."""
    running = any(w.stopped_at is None and at < w.ends_at for w in record.workarounds)
    if running or update.cites or any(f.field is FactField.WORKAROUND for f in drafted.facts):
        return
    raise WrongUsage(
        f"no workaround of {record.id} is running, and none is told of: there is none to write to the customer about.",
        f"Start one: escalate register workaround {record.id} KIND; or say it in your words: "
        f"escalate update {record.id} --kind progress --news TEXT.",
    )


def _articles(assistant: "Assistant", drafted: Escalation) -> dict[str, Article]:
    ids = [m.id for m in drafted.matches if m.kind is KnowledgeKind.ARTICLE]
    records = {id: assistant.index.get(id) for id in ids}
    return {id: record for id, record in records.items() if isinstance(record, Article)}


def draft_later_update(
    assistant: "Assistant",
    drafted: Escalation,
    record: RegisteredEscalation,
    kind: UpdateKind,
    *,
    at: datetime,
    news: str | None = None,
    contact: Contact | None = None,
) -> CustomerUpdate:
    """One later update. `contact` is the customer's next one after it, whose time the text names.

    Raises WrongUsage where news is given for a kind that has no room for it: nothing said is lost silently; and for a
    workaround where there is none.
    """
    issue, said = drafted.issue, news.strip() if news and news.strip() else None
    if said is not None and kind not in TAKES_NEWS:
        takes = ", ".join(k.value for k in TAKES_NEWS)
        raise WrongUsage(f"an update of the kind {kind.value} has no room for news.", f"Use one of: {takes}.")
    read = assistant.understand(
        issue.text, customer=issue.customer or record.customer, reported_by=_voice(drafted, record),
        received_at=issue.received_at, now=at, with_matches=False,
    )  # fmt: skip
    assessment = drafted.assessment.model_copy(
        update={
            "severity": record.severity, "issue_type": record.issue_type, "customer_owner": record.customer_owner.name,
        }
    )  # fmt: skip
    promised = () if contact is None else (FollowUp(**contact.model_dump(include=set(FollowUp.model_fields))),)
    update = drafting.draft_update(
        kind,
        read.issue,
        read.document,
        read.extraction.model_copy(update={"facts": drafted.facts, "signals": drafted.signals}),
        assessment,
        drafted.matches,
        _articles(assistant, drafted) if kind in _WITH_ARTICLES else {},
        promised,
        now=at,
        templates=assistant.templates,
        news=said,
    )
    if kind is UpdateKind.WORKAROUND:
        _require_workaround(drafted, record, update, at)
    masked, _ = drafting.mask_drafts(Drafts(brief=None, updates=(update,), questions=()), redact)
    return masked.updates[0]


def check_customer_text(
    assistant: "Assistant",
    drafted: Escalation,
    record: RegisteredEscalation,
    text: str,
    *,
    at: datetime,
    trail: Sequence[TrailEntry],
    others: Iterable[tuple[str, str | None]],
    kind: UpdateKind | None = None,
) -> ChecklistReport:
    """The validator on a finished text for the customer of `record`, as it stands at `at`.

    The customer knows the issue and what `trail` says was sent; what it noted, and who works on it, is internal.
    `others` are the ids and customers of the register: they count as other customers' tickets.
    """
    known = _with_notes(drafted.issue.text, trail) + _sent(trail) + _internal_owner(record)
    named = drafted.assessment.model_copy(update={"customer_owner": record.customer_owner.name})
    seen = drafted.model_copy(
        update={
            "issue": drafted.issue.model_copy(update={"reported_by": _voice(drafted, record)}),
            "assessment": named,
            "matches": (*drafted.matches, *_as_matches(record, others, text)),
        }
    )
    return assistant.check(
        text, "update", known, seen, customer=record.customer or drafted.issue.customer, now=at, update_kind=kind
    )


def _sent(trail: Sequence[TrailEntry]) -> str:
    """What the customer was told, in the form intake reads as public comments; each on one line, as in `with_notes`."""
    told = (e for e in trail if e.action is TrailAction.CUSTOMER_INFORMED and one_line(e.text))
    return "".join(f"\nPublic comment (Support, {e.at:%Y-%m-%d %H:%M}):\n{one_line(e.text)}\n" for e in told)


def _internal_owner(record: RegisteredEscalation) -> str:
    """The technical owner as the author of an internal note: by that the checks know a name as a colleague's."""
    owner = record.technical_owner
    name = _NOT_IN_NAMES.sub(" ", one_line(owner.name)).strip() if owner is not None else ""
    return f"\nInternal note ({name}, {record.updated_at:%Y-%m-%d %H:%M}):\nTechnical owner.\n" if name else ""


def _as_matches(record: RegisteredEscalation, others: Iterable[tuple[str, str | None]], text: str) -> Iterator[Match]:
    """The other customers' records as the checks know other customers' tickets; nothing of their contents.

    Only those of whose name a word stands in the text. An id that stands in it goes for a customer's name: as a key the
    checks know only longer numbers.
    """
    own, said = one_line(record.customer or "").casefold(), text.casefold()
    named: set[str] = set()
    for id, customer in others:
        theirs = one_line(customer or "")
        if id == record.id or theirs.casefold() == own:
            continue
        if theirs and theirs not in named and any(word in said for word in theirs.casefold().split()):
            named.add(theirs)
            yield Match(id=id, kind=KnowledgeKind.TICKET, title="", score=0.0, customer=theirs)
        if id.casefold() in said and re.search(rf"(?i)(?<![\w-]){re.escape(id)}(?![\w-])", text):
            yield Match(id=id, kind=KnowledgeKind.TICKET, title="", score=0.0, customer=id)


def _with_notes(issue_text: str, trail: Sequence[TrailEntry]) -> str:
    """The issue, and behind it what was noted internally since, in the form intake reads as internal notes.

    Each note on one line: none of its own lines can pass for the head of a public comment.
    """
    parts = [issue_text.rstrip()]
    for entry in trail:
        internal = entry.visibility is Visibility.INTERNAL and entry.data.get("kind") != _FOR_THE_CUSTOMER
        if entry.action in _NOTES and internal and one_line(entry.text):
            name = _NOT_IN_NAMES.sub(" ", one_line(entry.actor)).strip() or "support"
            parts.append(f"Internal note ({name}, {entry.at.strftime('%Y-%m-%d %H:%M')}):\n{one_line(entry.text)}")
    return "\n\n".join(parts) + "\n"
