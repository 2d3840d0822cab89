"""Working together on one ticket (S3): notes are internal and welcome; to the customer one voice speaks, its owner's.

A public draft by anybody else becomes an internal note, unless the customer owner consented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.register import RegisteredEscalation, Step, TrailAction
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import NotAllowed, changed, entry, person, require_open, said, same_person, stamped


def may_write_to_customer(record: RegisteredEscalation, author: str) -> bool:
    """Whether the author is the customer owner, or has the owner's consent."""
    return any(same_person(author, name) for name in (record.customer_owner.name, *record.public_reply_consent))


def note(record: RegisteredEscalation, text: str, *, by: str, at: datetime, rules: LifecycleRules) -> Step:
    """A plain internal note. Always welcome, also once the case is closed."""
    at, by, text = stamped(record, at, rules), person(by, "who notes it"), said(text, "the note")
    return changed(record, at, entry(TrailAction.NOTE_ADDED, text, by=by, at=at))


def contributor_note(
    record: RegisteredEscalation, parts: Mapping[str, str], *, by: str, at: datetime, rules: LifecycleRules
) -> Step:
    """A contributor's note in its three parts: `investigated`, `progress`, `resolve` (S3). Internal only.

    Raises NotAllowed naming the parts that are missing.
    """
    at, by = stamped(record, at, rules), person(by, "who notes it")
    missing = [title for key, title in rules.note_parts if not parts.get(key, "").strip()]
    if missing:
        raise NotAllowed(
            f"a contributor's note has three parts; missing: {', '.join(missing)}.",
            "Write what you know; “not yet known” is an answer.",
        )
    text = "\n".join(f"{title}: {parts[key].strip()}" for key, title in rules.note_parts)
    data = {"kind": "contributor", **{key: parts[key].strip() for key, _ in rules.note_parts}}
    return changed(record, at, entry(TrailAction.NOTE_ADDED, text, by=by, at=at, data=data))


@dataclass(frozen=True)
class PublicDraft:
    """What became of a text meant for the customer."""

    step: Step
    public: bool
    """True: it may go out. False: it was kept as an internal note."""
    said: str
    """Which of both, and the rule, in words."""


def public_draft(
    record: RegisteredEscalation, text: str, *, author: str, at: datetime, rules: LifecycleRules
) -> PublicDraft:
    """A reply drafted by `author`: public for the customer owner and those with consent, else a note (K5, K6)."""
    require_open(record)
    at, author, text = stamped(record, at, rules), person(author, "the author"), said(text, "the reply")
    public = may_write_to_customer(record, author)
    if public:
        told = f"{author} may reply to the customer."
    else:
        told = (
            f"Kept as an internal note for {record.customer_owner.name} to relay: "
            f"{author} has no consent to reply to the customer. {rules.collaboration_rule}"
        )
    data = {"kind": "public_draft", "public": public, "for": None if public else record.customer_owner.name}
    step = changed(record, at, entry(TrailAction.NOTE_ADDED, text, by=author, at=at, data=data, public=public))
    return PublicDraft(step, public, told)


def _require_customer_owner(record: RegisteredEscalation, by: str) -> None:
    if not same_person(by, record.customer_owner.name):
        raise NotAllowed(
            f"only the customer owner, {record.customer_owner.name}, may give or withdraw consent; you are {by}.",
            "Ask them, or give your own name with --by.",
        )


def consent(record: RegisteredEscalation, name: str, *, by: str, at: datetime, rules: LifecycleRules) -> Step:
    """The customer owner lets somebody else reply to the customer (S3)."""
    require_open(record)
    at, by, name = stamped(record, at, rules), person(by, "who consents"), person(name)
    _require_customer_owner(record, by)
    if may_write_to_customer(record, name):
        raise NotAllowed(f"{name} may reply to the customer already.", "Nothing to do.")
    told = f"{name} may reply to the customer"
    return changed(
        record,
        at,
        entry(TrailAction.CONSENT_GIVEN, told, by=by, at=at, data={"name": name}),
        public_reply_consent=(*record.public_reply_consent, name),
    )


def withdraw_consent(record: RegisteredEscalation, name: str, *, by: str, at: datetime, rules: LifecycleRules) -> Step:
    """The customer owner takes a consent back."""
    at, by, name = stamped(record, at, rules), person(by, "who withdraws it"), person(name)
    _require_customer_owner(record, by)
    left = tuple(n for n in record.public_reply_consent if not same_person(n, name))
    if left == record.public_reply_consent:
        raise NotAllowed(f"{name} has no consent to withdraw.", "Nothing to do.")
    told = f"{name} may no longer reply to the customer"
    return changed(
        record,
        at,
        entry(TrailAction.CONSENT_WITHDRAWN, told, by=by, at=at, data={"name": name}),
        public_reply_consent=left,
    )
