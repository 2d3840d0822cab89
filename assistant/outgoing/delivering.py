"""The sending itself: asked whether it is there, sent, asked again where the answer is lost, written into the trail.

What was sent is recorded whatever happens to the record meanwhile. What may have been sent leaves a note, so that
nobody sends it twice without knowing.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from assistant import lifecycle
from assistant.changes import Change
from assistant.domain import Audience
from assistant.domain.register import RegisteredEscalation, Step
from assistant.errors import EscalateError
from assistant.lifecycle import NotAllowed
from assistant.outgoing.obstacles import UNCONFIRMED
from assistant.outgoing.preparing import Prepared
from assistant.outgoing.wish import Purpose
from assistant.register.errors import ChangedMeanwhile
from assistant.sending import Receipt, SendingFailed, Unconfirmed, zendesk
from assistant.sending.destination import Destination, open_destination
from assistant.sending.errors import AnswerLost
from assistant.tracking import Tracker

_LOOKS = (2.0, 4.0, 8.0)
"""Seconds before each look for something whose answer was lost: a new Jira issue is not found at once."""
_TRIES = 5


@dataclass(frozen=True)
class Delivered:
    """What came of a sending."""

    receipt: Receipt
    change: Change
    notes: tuple[str, ...] = ()
    complete: bool = True
    """False where an earlier draft was found there in place of this one."""


def deliver(tracker: Tracker, prepared: Prepared, *, destination: Destination | None = None) -> Delivered:
    """Send what was prepared, and record it.

    Raises ValueError while something stands in the way, SendingFailed where it was not sent, and Unconfirmed where
    nobody knows. `destination` is for tests.
    """
    if prepared.obstacles:
        raise ValueError(f"{prepared.obstacles[0].text} stands in the way")
    with destination or open_destination(prepared.plan.system, tracker.settings) as there:
        receipt = _sent(there, prepared, tracker)
        receipt = there.finish(prepared.plan, receipt)
    other = receipt.draft is not None and receipt.draft != prepared.draft
    try:
        change = _kept(tracker, prepared, lambda record, at: _recorded(tracker, prepared, record, receipt, at))
    except EscalateError as error:
        told = f"{prepared.plan.place} has it ({receipt.reference}), but the register could not record it: {error}"
        raise SendingFailed(told, "Send it again then: what is there is found, and not sent twice.") from error
    notes = list(receipt.notes)
    if receipt.adopted:
        notes.insert(0, f"It was there already as {receipt.reference}: nothing was sent, the register now knows.")
    if other:
        notes.append(
            f"{receipt.reference} was made of draft {receipt.draft}; --key {receipt.reference} adds draft "
            f"{prepared.draft} as a comment."
        )
    return Delivered(receipt, change, tuple(notes), complete=not other)


def _sent(there: Destination, prepared: Prepared, tracker: Tracker) -> Receipt:
    plan = prepared.plan
    before = there.find(plan)
    if before and not prepared.wish.again:
        return before[0]
    known = {receipt.reference for receipt in before}
    try:
        return there.send(plan)
    except AnswerLost as lost:
        why = str(lost)
    looks = _LOOKS if plan.findable else ()
    for seconds in looks:
        there.wait(seconds)
        try:
            found = [receipt for receipt in there.find(plan) if receipt.reference not in known]
        except SendingFailed as error:
            why = f"{why}; then {error.message}"
            break
        if found:
            # it is this very sending's, so it is the draft at hand
            return replace(found[0], adopted=False, draft=None)
    told = f"{plan.place}: sent, but no usable answer came ({why}); it may have arrived."
    tip = "Send it again: it looks first." if plan.findable else "Look there before sending it again with --again."
    try:
        _kept(tracker, prepared, lambda record, at: _unconfirmed(tracker, prepared, record, told, at))
    except EscalateError as error:
        tip += f" The register could not note it: {error.message}"
    raise Unconfirmed(told, tip)


# the trail


def _kept(tracker: Tracker, prepared: Prepared, make: Callable[[RegisteredEscalation, datetime], Step]) -> Change:
    """Record it on the record as it stands now: it has happened, so a change made meanwhile does not undo it."""
    for attempt in range(_TRIES):
        record = tracker.register.get(prepared.record.id)
        try:
            return tracker.kept(make(record, max(prepared.wish.at, record.updated_at)))
        except ChangedMeanwhile:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _data(prepared: Prepared, receipt: Receipt | None) -> dict[str, object]:
    """What the trail keeps of it: where, what (by hash), and how it was answered; never a token."""
    plan, wish = prepared.plan, prepared.wish
    body = json.dumps(plan.call.body, sort_keys=True, ensure_ascii=False)
    makes_issue = plan.system == "jira" and not wish.key
    return {
        "system": plan.system,
        "purpose": prepared.purpose.value,
        "draft": prepared.draft if receipt is None or receipt.draft is None else receipt.draft,
        "fingerprint": prepared.fingerprint,
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "url": receipt.url if receipt else None,
        "issue": receipt.reference if receipt and makes_issue else None,
        "ticket": zendesk.ticket_of(plan) if plan.system == "zendesk" else None,
        "adopted": True if receipt and receipt.adopted else None,
        "gaps": [gap.text for gap in prepared.gaps] or None,
        "reviewed_by": wish.reviewed_by,
        "notes": list(receipt.notes) if receipt and receipt.notes else None,
    }


def _with_data(step: Step, data: dict[str, object]) -> Step:
    first, *rest = step.entries
    more = {name: value for name, value in data.items() if value is not None}
    return Step(record=step.record, entries=(first.model_copy(update={"data": {**first.data, **more}}), *rest))


def _unconfirmed(tracker: Tracker, prepared: Prepared, record: RegisteredEscalation, told: str, at: datetime) -> Step:
    step = lifecycle.note(record, told, by=prepared.wish.by, at=at, rules=tracker.rules)
    return _with_data(step, _data(prepared, None) | {"kind": UNCONFIRMED})


def _recorded(
    tracker: Tracker, prepared: Prepared, record: RegisteredEscalation, receipt: Receipt, at: datetime
) -> Step:
    """That it was sent, and what follows: the customer was told, the reply waits for its owner, engineering's key."""
    by, rules = prepared.wish.by, tracker.rules
    sent = lifecycle.sent(record, prepared.plan.place, receipt.reference, by=by, at=at, rules=rules)
    step = _with_data(sent, _data(prepared, receipt))
    more: Step | None = None
    try:
        if prepared.purpose is Purpose.PUBLIC and prepared.text is not None:
            contacts = tracker.after(step.record, Audience.CUSTOMER, at, prepared.next_update_at)
            more = lifecycle.customer_informed(
                step.record, prepared.text, by=by, at=at, rules=rules, contacts=contacts,
                kind=prepared.kind.value if prepared.kind else None, next_update_at=prepared.next_update_at,
            )  # fmt: skip
        elif prepared.purpose is Purpose.RELAY and prepared.text is not None:
            more = lifecycle.public_draft(step.record, prepared.text, author=by, at=at, rules=rules).step
        elif prepared.plan.system == "jira" and not prepared.wish.key and record.engineering_ref is None:
            key = receipt.reference
            more = lifecycle.set_field(step.record, "engineering_ref", key, by=by, at=at, rules=rules)
    except NotAllowed as error:
        # closed or handed over while it was on its way: that it was sent stays true
        step = _with_data(step, {"not_recorded": str(error), "text": prepared.text})
    if more is None:
        return step
    return Step(record=more.record, entries=(*step.entries, *more.entries))
