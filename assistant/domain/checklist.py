"""What the validator says: the state of every item, and findings on the texts."""

from enum import StrEnum

from assistant.domain.evidence import Evidence
from assistant.domain.model import Model


class ItemState(StrEnum):
    """Definitions: shared `definitions.md`, "Checklist states"."""

    PRESENT = "present"
    WEAK = "weak"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class ChecklistItem(Model):
    """One item and its state, with the reason and the words behind it."""

    id: str
    state: ItemState
    why: str
    evidence: tuple[Evidence, ...] = ()
    blocking: bool = False
    """Whether, for the chosen target, this item holds the brief back while it is not met."""


class FindingLevel(StrEnum):
    """A blocker holds the text back; a warning wants a look; a note informs."""

    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"


class Finding(Model):
    """One thing wrong with a text, and what exactly closes it."""

    id: str
    level: FindingLevel
    where: str
    """`brief`, `update`, `issue`, or a section of one ("brief: What's Needed")."""
    quote: str
    message: str
    fix: str


class ChecklistReport(Model):
    """The validator's whole answer. `ready` is False while anything blocks."""

    ready: bool
    items: tuple[ChecklistItem, ...]
    """The signature checklist (S1 §6), ten items."""
    contents: tuple[ChecklistItem, ...] = ()
    """Clean ticket creation (S1 §5), nine items."""
    hygiene: tuple[ChecklistItem, ...] = ()
    """Ticket hygiene (S1 §5), four rules."""
    required_fields: tuple[ChecklistItem, ...] = ()
    """Required fields on escalated tickets (S0), seven."""
    repro_practices: tuple[ChecklistItem, ...] = ()
    """Writing reproduction steps (S4), seven practices."""
    target_includes: tuple[ChecklistItem, ...] = ()
    """What to include for the primary target (S4 tiers)."""
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[str, ...] = ()
    """Checks that could not run, and why."""
