"""The customer texts that follow the first: drafted from the kept draft and from how the record stands now.

They go the same way as the first one: templates, what may be said in public, secrets masked. The news is the agent's
own sentence; nothing of the internal trail enters a text by itself.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from assistant import drafting
from assistant.domain import Article, ChecklistReport, Drafts, Escalation, FollowUp, KnowledgeKind, UpdateKind
from assistant.domain.drafts import CustomerUpdate
from assistant.domain.register import Contact, RegisteredEscalation, TrailAction, TrailEntry
from assistant.errors import WrongUsage
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


def suggested_kind(since: Sequence[TrailEntry], news: str | None = None) -> UpdateKind:
    """The kind of update that fits what was recorded since the last one; `no_news` where nothing was (S4).

    With news of the agent's own it is at least progress.
    """
    happened = {e.action for e in since}
    kind = next((kind for action, kind in _KINDS_BY_ACTION if action in happened), UpdateKind.NO_NEWS)
    return UpdateKind.PROGRESS if news and kind not in TAKES_NEWS else kind


def nearly_repeats(text: str, trail: Sequence[TrailEntry]) -> bool:
    """Whether the text says what the customer was last told, numbers and times aside (X15)."""
    last = next((e.text for e in reversed(trail) if e.action is TrailAction.CUSTOMER_INFORMED), None)
    if last is None:
        return False
    one, other = (_NUMBERS.sub("", " ".join(t.split())) for t in (text, last))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEARLY_THE_SAME


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

    Raises WrongUsage where news is given for a kind that has no room for it: nothing said is lost silently.
    """
    issue, said = drafted.issue, news.strip() if news and news.strip() else None
    if said is not None and kind not in TAKES_NEWS:
        takes = ", ".join(k.value for k in TAKES_NEWS)
        raise WrongUsage(f"an update of the kind {kind.value} has no room for news.", f"Use one of: {takes}.")
    read = assistant.understand(
        issue.text, customer=issue.customer or record.customer, reported_by=issue.reported_by,
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
    masked, _ = drafting.mask_drafts(Drafts(brief=None, updates=(update,), questions=()), redact)
    return masked.updates[0]


def check_later_update(
    assistant: "Assistant", drafted: Escalation, update: CustomerUpdate, *, at: datetime, news: str | None = None
) -> ChecklistReport:
    """The validator on a later update: tone, leaks, the five questions. The agent's news counts as said."""
    text = drafted.issue.text if not news else f"{drafted.issue.text}\n\n{news}"
    return assistant.check(update.text, "update", text, drafted, now=at, update_kind=update.kind)
