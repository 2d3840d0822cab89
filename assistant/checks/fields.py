# ruff: noqa: E501  (patterns and tables read better whole)
"""Required fields on escalated tickets: seven (S0). What the agent typed beside the paste counts as stated."""

import re

from assistant.checks.handling import case_owner
from assistant.checks.proof import supporting_tickets
from assistant.checks.reading import Reading
from assistant.checks.states import missing, not_applicable, present, renamed, weak
from assistant.checks.weight import severity
from assistant.domain import ChecklistItem, FactField, ItemState, Role, SignalName, SpanKind

_STATUS = re.compile(
    r"(?i)(?<!\w)(?:open|in progress|blocked|resolved|pending|on hold|new|neu|offen|in bearbeitung|gelöst|blockiert|ouvert|en cours|résolu|abierto|en curso|resuelto|aberto|em curso|resolvido|aperto|in corso|risolto|behandeling|opgelost)(?!\w)"
)
_STATUS_LABEL = re.compile(r"(?i)^\W*(?:status|state|statut|estado|stato|状態|ステータス)\b")
_ESCALATED = re.compile(
    r"(?i)(?:escalat\w*|eskalier\w*|escalad\w*)[^.\n]{0,30}?(?:on|at|am|le|el|em|il|op|:)?\s*\d{1,4}[./ -]\s?\w{1,9}[./ -]?\s?\d{0,4}"
)


def field_customer(reading: Reading) -> ChecklistItem:
    """Customer name or id. Example: typed by the agent, or "Bloembollen Kuiper" in the text."""
    id = "field_customer"
    if reading.issue.customer:
        return present(id, "Typed beside the paste.")
    proof = reading.fact_proof(FactField.CUSTOMER)
    if proof:
        return present(id, "The customer is named in the text.", proof)
    return missing(id, "The customer is not named.")


def field_original_ticket(reading: Reading) -> ChecklistItem:
    """Link to the original ticket. Example: "RF-20755"."""
    return renamed(supporting_tickets(reading), "field_original_ticket")


def field_severity(reading: Reading) -> ChecklistItem:
    """Severity. Example: "SEV3" in the text."""
    return renamed(severity(reading), "field_severity")


def field_escalation_reason(reading: Reading) -> ChecklistItem:
    """Why it is escalated. Example: "I don't have rights on the trace console, L2 can you look"."""
    id = "field_escalation_reason"
    if not reading.assessment.targets:
        return not_applicable(id, "it is handled in support")
    stated = reading.hits("escalation_reason")
    if stated:
        return present(id, "The paste says why.", reading.proof(stated, 1))
    said = reading.because(
        SignalName.ESCALATION_REQUESTED, SignalName.BEYOND_SUPPORT, SignalName.NEEDS_ACCESS, SignalName.BUG_CONFIRMED
    )
    if said:
        return present(id, "The paste says why.", said)
    if reading.assessment.escalation_reasons:
        return weak(
            id,
            "Nobody says why; the rules found: "
            + ", ".join(r.value for r in reading.assessment.escalation_reasons)
            + ".",
        )
    return missing(id, "Nobody says why it should leave support.")


def field_owners(reading: Reading) -> ChecklistItem:
    """Support and engineering owner. Example: an assignee and a named engineer; one of the two is weak."""
    id, owner = "field_owners", case_owner(reading)
    engineers = [m for m in reading.document.messages if m.role is Role.ENGINEERING and m.author]
    if owner.state is ItemState.PRESENT and engineers:
        return present(id, "A support owner and an engineer are named.", owner.evidence)
    if owner.state is ItemState.PRESENT or engineers:
        return weak(id, "One of the two owners is named; the technical owner must accept (X10).", owner.evidence)
    return missing(id, "Neither a support nor an engineering owner is named.")


def field_date_escalated(reading: Reading) -> ChecklistItem:
    """Date escalated. Example: "escalated on 18 Nov"; the brief prints its own date."""
    id = "field_date_escalated"
    spans = [s for s in reading.written if _ESCALATED.search(s.text)]
    if spans:
        return present(id, "The date is in the text.", reading.quotes(spans, 1))
    if not reading.assessment.targets:
        return not_applicable(id, "it is handled in support")
    return missing(id, "Not escalated yet as far as the text says; the brief carries today's date.")


def field_status(reading: Reading) -> ChecklistItem:
    """Status: Open, In Progress, Blocked, Resolved. Example: "Status: Open"."""
    id = "field_status"
    spans = [
        s
        for s in reading.written
        if s.kind is SpanKind.FIELD and _STATUS.search(s.text) and (_STATUS_LABEL.search(s.text) or len(s.text) < 80)
    ]
    if spans:
        return present(id, "The ticket carries a status.", reading.quotes(spans, 1))
    return missing(id, "No status is given; a new escalation starts as Open.")
