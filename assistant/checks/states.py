"""Short makers of checklist items, one per state."""

from assistant.domain import ChecklistItem, Evidence, ItemState


def present(id: str, why: str, evidence: tuple[Evidence, ...] = ()) -> ChecklistItem:
    """The item is there."""
    return ChecklistItem(id=id, state=ItemState.PRESENT, why=why, evidence=evidence)


def weak(id: str, why: str, evidence: tuple[Evidence, ...] = ()) -> ChecklistItem:
    """Something is there, not enough to act on."""
    return ChecklistItem(id=id, state=ItemState.WEAK, why=why, evidence=evidence)


def missing(id: str, why: str) -> ChecklistItem:
    """Nothing is there."""
    return ChecklistItem(id=id, state=ItemState.MISSING, why=why)


def not_applicable(id: str, why: str) -> ChecklistItem:
    """The item makes no sense here, and why; counts as met."""
    return ChecklistItem(id=id, state=ItemState.NOT_APPLICABLE, why=f"Not applicable: {why}.")


def renamed(item: ChecklistItem, id: str) -> ChecklistItem:
    """The same state under another id, where two lists ask for the same thing."""
    return item.model_copy(update={"id": id})
