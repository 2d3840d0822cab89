"""Ticket hygiene: four rules (S1 §5)."""

from assistant.checks.handling import case_owner
from assistant.checks.proof import supporting_tickets
from assistant.checks.reading import Reading
from assistant.checks.states import missing, not_applicable, present, renamed
from assistant.domain import ChecklistItem, FactField, IssueType


def hygiene_single_problem(reading: Reading) -> ChecklistItem:
    """No unrelated issues bundled. Example: letterhead and text messages in one mail is missing: split it."""
    id, several = "hygiene_single_problem", reading.extraction.separate_problems
    if len(several) > 1:
        return missing(id, f"{len(several)} unrelated problems stand in one paste; split them.").model_copy(
            update={"evidence": several[:3]}
        )
    return present(id, "One problem only.")


def hygiene_versions(reading: Reading) -> ChecklistItem:
    """Version numbers included. Example: "runner 3.19.0"."""
    id = "hygiene_versions"
    proof = reading.fact_proof(FactField.VERSION)
    if proof:
        return present(id, "A version number is given.", proof)
    if reading.nothing_defective and reading.issue_type in (
        IssueType.BILLING,
        IssueType.FEATURE_REQUEST,
        IssueType.QUESTION,
    ):
        return not_applicable(id, "no version bears on it")
    return missing(id, "No version number is given.")


def hygiene_linked_tickets(reading: Reading) -> ChecklistItem:
    """Support tickets linked. Example: "TS-10022"."""
    return renamed(supporting_tickets(reading), "hygiene_linked_tickets")


def hygiene_ownership(reading: Reading) -> ChecklistItem:
    """Ownership always explicit. Example: "Assignee: Leocadia Brandt"."""
    return renamed(case_owner(reading), "hygiene_ownership")
