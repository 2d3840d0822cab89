"""The life of an escalation after the draft: a change is a pure function `name(record, …, by=, at=, rules=) -> Step`.

Each refuses in words (`NotAllowed`) what the rules forbid. Nothing here reads a clock, stores, or sends; the contacts
are planned by `assistant.follow_ups` and passed in, and `assistant.tracking` puts the three together.
"""

from assistant.lifecycle.collaboration import (
    PublicDraft,
    consent,
    contributor_note,
    may_write_to_customer,
    note,
    public_draft,
    withdraw_consent,
)
from assistant.lifecycle.continuity import (
    SuggestedWorkaround,
    retried,
    start_workaround,
    stop_workaround,
    suggested_workarounds,
)
from assistant.lifecycle.de_escalating import de_escalate, de_escalation_duty, note_drafts, open_duties
from assistant.lifecycle.duties import done as duty_done
from assistant.lifecycle.ending import close, closing_code, engineering_closed, reopen
from assistant.lifecycle.findings import findings
from assistant.lifecycle.incidents import (
    SignatureTest,
    bundle,
    change_incident,
    declare,
    same_signature,
    unbundle,
)
from assistant.lifecycle.levels import change_level, owed_before
from assistant.lifecycle.opening import checklist_score, opened
from assistant.lifecycle.owners import accept, assign, bounce_back, decline, hand_over
from assistant.lifecycle.progress import (
    FIELDS,
    action_done,
    confirm_type,
    contact_done,
    customer_informed,
    set_field,
    set_severity,
    set_status,
)
from assistant.lifecycle.recording import discussed, feedback_filed, hypothesis, redrafted, sent, step_taken
from assistant.lifecycle.rules import LifecycleRules, load_rules
from assistant.lifecycle.stepping import Later, NotAllowed, on_the_clock, with_contacts

__all__ = [
    "FIELDS", "Later", "LifecycleRules", "NotAllowed", "PublicDraft", "SignatureTest", "SuggestedWorkaround",
    "accept", "action_done", "assign", "bounce_back", "bundle", "change_incident", "change_level", "checklist_score",
    "close", "closing_code", "confirm_type", "consent", "contact_done", "contributor_note", "customer_informed",
    "de_escalate", "de_escalation_duty", "declare", "decline", "discussed", "duty_done", "engineering_closed",
    "feedback_filed", "findings", "hand_over", "hypothesis", "load_rules", "may_write_to_customer", "note",
    "note_drafts", "on_the_clock", "open_duties", "opened", "owed_before", "public_draft", "redrafted", "reopen",
    "retried", "same_signature", "sent", "set_field", "set_severity", "set_status", "start_workaround", "step_taken",
    "stop_workaround", "suggested_workarounds", "unbundle", "with_contacts", "withdraw_consent",
]  # fmt: skip
