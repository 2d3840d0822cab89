"""Texts for a status page in the usual four stages. Public, so nothing goes in that was not cleared for it.

No host, no address, no key, no customer's or person's name, no time of a fix; a cause only where a person recorded one
and it holds none of these. The only promise is when the next entry comes.
"""

import re
from collections.abc import Callable
from datetime import datetime, tzinfo

from pydantic import AwareDatetime

from assistant.domain.assessment import Audience
from assistant.domain.model import Model
from assistant.domain.register import IncidentStage, RegisteredEscalation
from assistant.errors import WrongUsage
from assistant.inert import one_line
from assistant.reporting.plain import internal_names
from assistant.reporting.rules import StatusPageRules
from assistant.reporting.wording import moment

_PROMISE = re.compile(
    r"(?i)\b(?:eta|fixed by|fix by|ready by|done by|live by|by (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"tomorrow|tonight|next (?:week|sprint|release)|within (?:\d+|a few|the next))\b|\b\d{4}-\d\d-\d\d\b"
)
"""A time at which something will be done: no entry promises one (X13)."""
_SHORTEST_NAME = 3

Hidden = Callable[[str], bool]
"""Whether masking would take something out of a text (secrets, contact data, persons)."""


class StatusText(Model):
    """One entry of a status page."""

    stage: IncidentStage
    title: str
    text: str
    next_update_at: AwareDatetime | None
    current: bool
    """Whether the incident stands at this stage now."""
    notes: tuple[str, ...] = ()
    """What was kept out of it, and why; for our own eyes."""


class NotForThePublic(WrongUsage):
    """What was typed for the public holds something that must not stand there."""


def status_texts(
    record: RegisteredEscalation,
    *,
    now: datetime,
    rules: StatusPageRules,
    zone: tzinfo,
    affects: str | None = None,
    next_update_at: datetime | None = None,
    hidden: Hidden = lambda text: False,
) -> tuple[StatusText, ...]:
    """The texts of all four stages; one that is not on record yet says no more than the furthest that is.

    `affects` says what people notice ("signing in"); `next_update_at` goes before the planned contact. Raises
    NotForThePublic naming what may not stand in `affects`, and for what is no incident without it; WrongUsage for a
    next update that lies behind.
    """
    typed = one_line(affects) if affects and one_line(affects) else None
    if typed is None and record.incident is None:
        raise NotForThePublic(
            f"{record.id} is no incident: a status page tells of what touches customers at large.",
            f"Declare it (escalate register incident {record.id} --declare), or say with --affects what people notice.",
        )
    if typed is not None:
        reason = _why_not(typed, record, hidden)
        if reason:
            raise NotForThePublic(f"this may not stand on a status page: {reason}.", "Say it in a customer's words.")
    if next_update_at is not None and next_update_at <= now:
        raise WrongUsage("the next update lies behind.", "Give a time that is still to come.")
    due = next_update_at or _planned(record, now)
    notes = [] if typed else ["what is affected is not named: give it in a customer's words"]
    if due is None:
        notes.append("when the next entry comes is not set")
    cause, why = _cause(record, hidden)
    noted = [*notes, *([why] if why else [])]
    stage_now = record.incident.stage if record.incident else None
    furthest = _furthest(record)
    order = list(IncidentStage)
    return tuple(
        StatusText(
            stage=stage,
            title=rules.titles[stage],
            text=_text(min(stage, furthest, key=order.index), typed or rules.unnamed, record, cause, due, rules, zone),
            next_update_at=None if stage is furthest is IncidentStage.RESOLVED else due,
            current=stage is stage_now,
            notes=(*(notes if stage is IncidentStage.INVESTIGATING else noted), *_ahead(stage, furthest)),
        )
        for stage in IncidentStage
    )


def _furthest(record: RegisteredEscalation) -> IncidentStage:
    """The furthest stage that something on record bears out."""
    reached = [record.incident.stage] if record.incident else [IncidentStage.INVESTIGATING]
    if record.root_cause:
        reached.append(IncidentStage.IDENTIFIED)
    if record.resolution:
        reached.append(IncidentStage.MONITORING)
    if record.closed:
        reached.append(IncidentStage.RESOLVED)
    return max(reached, key=list(IncidentStage).index)


_MISSING = {
    IncidentStage.IDENTIFIED: "no cause is recorded, and the incident's stage is not identified",
    IncidentStage.MONITORING: "no resolution is recorded, and the incident's stage is not monitoring",
    IncidentStage.RESOLVED: "it is not closed, and the incident's stage is not resolved",
}
"""Why the words of a stage are not used yet."""


def _ahead(stage: IncidentStage, furthest: IncidentStage) -> tuple[str, ...]:
    order = list(IncidentStage)
    if order.index(stage) <= order.index(furthest):
        return ()
    return (f"not to be published as {stage.value} yet: {_MISSING[stage]}",)


def _planned(record: RegisteredEscalation, now: datetime) -> datetime | None:
    """The next contact that moves the status page: the cross-functional one, else the customer's."""
    for audience in (Audience.CROSS_FUNCTIONAL, Audience.CUSTOMER):
        due = [c.due_at for c in record.contacts if c.open and c.audience is audience and c.due_at > now]
        if due:
            return min(due)
    return None


def _cause(record: RegisteredEscalation, hidden: Hidden) -> tuple[str | None, str | None]:
    """The recorded cause where it may stand in public; else None and why."""
    if not record.root_cause:
        return None, None
    cause = one_line(record.root_cause)
    reason = _why_not(cause, record, hidden)
    if reason:
        return None, f"the recorded cause is kept out: {reason}"
    return cause if cause.endswith((".", "!", "?")) else f"{cause}.", None


def _why_not(text: str, record: RegisteredEscalation, hidden: Hidden) -> str | None:
    internal = internal_names(text)
    if internal:
        return f"it names {internal[0]}"
    for name in _names(record):
        if re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", text):
            return f"it names {name}"
    if promise := _PROMISE.search(text):
        return f"it promises a time ({promise.group()})"
    return "it holds a secret, contact data, or a person's name" if hidden(text) else None


def _names(record: RegisteredEscalation) -> tuple[str, ...]:
    """The customer, whole and by the first word, and the people on record."""
    owner = record.technical_owner.name if record.technical_owner else None
    lead = record.incident.lead if record.incident else None
    whole = [one_line(n) for n in (record.customer, record.customer_owner.name, owner, lead, record.ticket) if n]
    first = [record.customer.split()[0]] if record.customer and record.customer.split() else []
    return tuple(n for n in (*whole, *first) if len(n) >= _SHORTEST_NAME)


def _text(
    stage: IncidentStage,
    affects: str,
    record: RegisteredEscalation,
    cause: str | None,
    due: datetime | None,
    rules: StatusPageRules,
    zone: tzinfo,
) -> str:
    slots = {
        "affects": affects,
        "scope": rules.scope[record.scope],
        "cause": rules.parts["cause"].replace("{cause}", cause) if cause else "",
    }
    text = _filled(rules.texts[stage], slots)
    if stage is IncidentStage.RESOLVED:
        return text + rules.parts["last"]
    return text + (_filled(rules.parts["next"], {"next": moment(due, zone)}) if due else rules.parts["next_unknown"])


def _filled(template: str, slots: dict[str, str]) -> str:
    """The template with its slots filled in one pass: what a slot holds is never itself read as a template."""
    return re.sub(r"\{(\w+)\}", lambda m: slots.get(m[1], m[0]), template)
