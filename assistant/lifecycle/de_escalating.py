"""De-escalation (S4): four reasons, and four duties all done before it can end: three messages and a record."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.domain.register import (
    DeEscalation,
    DeEscalationReason,
    FollowUpAction,
    RegisteredEscalation,
    Step,
    TrailAction,
    TrailEntry,
)
from assistant.lifecycle.collaboration import may_write_to_customer
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import NotAllowed, changed, entry, person, require_open, said, stamped


def de_escalate(
    record: RegisteredEscalation,
    reason: DeEscalationReason,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    note: str | None = None,
    news: str | None = None,
) -> Step:
    """Begin the return to support (S4): its reason, and four duties open. It closes nothing.

    `news` is what the customer may read of it: kept with the entry, so that the drafts can be made again.
    """
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who de-escalates")
    now = record.de_escalation
    if now is not None and (now.reason is reason or rules.reasons[now.reason].code is not None):
        raise NotAllowed(
            f"{record.id} is being de-escalated already: {rules.reasons[now.reason].text}.",
            f"Its open duties: {', '.join(open_duties(record)) or 'none'}.",
        )
    rule = rules.reasons[reason]
    told = f"De-escalated: {rule.text}" + (f". {note.strip()}" if note and note.strip() else "")
    data = {"reason": reason.value, "note": note, "news": news.strip() or None if news else None}
    return changed(
        record,
        at,
        entry(TrailAction.DE_ESCALATED, told, by=by, at=at, data=data),
        de_escalation=DeEscalation(reason=reason, at=at, by=by),
    )


def de_escalation_news(trail: Sequence[TrailEntry]) -> str | None:
    """What the customer may read of the last de-escalation, as it was given when it began; None where nothing was."""
    begun = next((e for e in reversed(trail) if e.action is TrailAction.DE_ESCALATED), None)
    news = begun.data.get("news") if begun else None
    return news if isinstance(news, str) else None


def open_duties(record: RegisteredEscalation) -> tuple[str, ...]:
    """The duties of the de-escalation that are not done, by name, in S4's order."""
    now = record.de_escalation
    if now is None:
        return ()
    return tuple(
        name for name in ("team_notified", "ticket_updated", "customer_informed", "learning") if not getattr(now, name)
    )


def de_escalation_duty(
    record: RegisteredEscalation, duty: str, text: str, *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """One of the four duties done, with the text that was sent or learned. The customer's is public (S3 applies)."""
    require_open(record)
    at, by, text = stamped(record, at, rules), person(by, "who did it"), said(text, "the text")
    now = record.de_escalation
    if now is None:
        raise NotAllowed(
            f"{record.id} is not de-escalated.", f"First: escalate register de-escalate {record.id} REASON."
        )
    if duty not in rules.de_escalation_duties:
        raise NotAllowed(f"there is no duty {duty!r}.", f"One of: {', '.join(rules.de_escalation_duties)}.")
    if duty not in open_duties(record):
        raise NotAllowed(f"{duty} is done already.", "Nothing to do.")
    public = duty == "customer_informed"
    if public and not may_write_to_customer(record, by):
        raise NotAllowed(
            f"{by} is neither the customer owner ({record.customer_owner.name}) nor has consent. "
            f"{rules.collaboration_rule}",
            "Let the customer owner send it.",
        )
    value: object = text if duty == "learning" else True
    changes: dict[str, object] = {"de_escalation": now.model_copy(update={duty: value})}
    actions = dict(record.actions_done)
    if public:
        changes["customer_informed_at"] = at
        actions[FollowUpAction.UPDATE_CUSTOMER] = at
    if duty == "ticket_updated":
        actions[FollowUpAction.DOCUMENT_IN_TICKET] = at
    told = entry(
        TrailAction.DE_ESCALATION_DUTY,
        text,
        by=by,
        at=at,
        data={"duty": duty, "reason": now.reason.value},
        public=public,
    )
    return changed(record, at, told, actions_done=actions, **changes)


def note_drafts(record: RegisteredEscalation, rules: LifecycleRules) -> Mapping[str, str]:
    """Drafts of the two internal notes it owes, `team_notified` and `ticket_updated`, from what is recorded."""
    now = record.de_escalation
    if now is None:
        raise NotAllowed(
            f"{record.id} is not de-escalated.", f"First: escalate register de-escalate {record.id} REASON."
        )
    slots = {
        "id": record.id, "title": record.title, "by": now.by, "owner": record.customer_owner.name,
        "customer": record.customer or "not stated", "reason": rules.reasons[now.reason].text,
        "cause": record.root_cause or rules.drafts["unknown"],
        "resolution": record.resolution or rules.drafts["unknown"],
    }  # fmt: skip
    return {
        "team_notified": rules.drafts["team_note"].format(**slots),
        "ticket_updated": rules.drafts["ticket_note"].format(**slots),
    }
