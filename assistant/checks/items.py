"""`check_items`: the state of the ticket as it stands, list by list."""

from dataclasses import dataclass
from pathlib import Path

from assistant.checks import contents, fields, handling, hygiene, practices, proof, telling, weight
from assistant.checks.includes import INCLUDES
from assistant.checks.reading import Reading
from assistant.checks.rules import ChecklistRules, load_rules
from assistant.checks.running import Check, run_checks
from assistant.checks.vocabulary import load_words
from assistant.domain import (
    Assessment,
    ChecklistItem,
    Document,
    EscalationTarget,
    Extraction,
    GateMode,
    Issue,
    ItemState,
)
from assistant.policy import Policy
from assistant.resources import shipped

ItemCheck = Check[Reading, ChecklistItem]


def _checks(*functions: object) -> tuple[ItemCheck, ...]:
    return tuple(Check(f.__name__, f) for f in functions)  # type: ignore[attr-defined, arg-type]


SIGNATURE = _checks(
    telling.summary,
    telling.reproduction_steps,
    telling.expected_vs_actual,
    proof.logs_and_data,
    weight.customer_impact,
    weight.severity,
    handling.steps_already_taken,
    proof.screenshots,
    proof.supporting_tickets,
    handling.case_owner,
)
CONTENTS = _checks(
    contents.content_problem_statement,
    contents.content_affected_users,
    contents.content_repro,
    contents.content_screenshots,
    contents.content_environment,
    contents.content_logs,
    contents.content_workflow,
    contents.content_severity,
    contents.content_expected_actual,
)
HYGIENE = _checks(
    hygiene.hygiene_single_problem, hygiene.hygiene_versions, hygiene.hygiene_linked_tickets, hygiene.hygiene_ownership
)
FIELDS = _checks(
    fields.field_customer,
    fields.field_original_ticket,
    fields.field_severity,
    fields.field_escalation_reason,
    fields.field_owners,
    fields.field_date_escalated,
    fields.field_status,
)
PRACTICES = _checks(
    practices.repro_clean_state,
    practices.repro_specific,
    practices.repro_exact_values,
    practices.repro_environment,
    practices.repro_frequency,
    practices.repro_evidence,
    practices.repro_ruled_out,
)


@dataclass(frozen=True)
class Items:
    """The states of all lists, what they were read from, and the checks that could not run."""

    signature: tuple[ChecklistItem, ...]
    contents: tuple[ChecklistItem, ...] = ()
    hygiene: tuple[ChecklistItem, ...] = ()
    required_fields: tuple[ChecklistItem, ...] = ()
    repro_practices: tuple[ChecklistItem, ...] = ()
    target_includes: tuple[ChecklistItem, ...] = ()
    not_checked: tuple[str, ...] = ()
    reading: Reading | None = None


def policy_folder() -> Path:
    """The folder of the policy in force, where the caller names none."""
    return shipped("knowledge") / "policy"


def lexicon_folder(policy: Path) -> Path:
    """The checklist's words beside a policy folder."""
    return policy.parent / "lexicon" / "checklist"


def drafts_folder(policy: Path) -> Path:
    """The words of written texts beside a policy folder."""
    return policy.parent / "lexicon" / "drafts"


def _includes(target: EscalationTarget | None, policy: Policy) -> tuple[ItemCheck, ...]:
    if target is None:
        return ()
    return tuple(Check(name, INCLUDES[name]) for name in policy.targets[target].include if name in INCLUDES)


def _blocking(items: tuple[ChecklistItem, ...], held: frozenset[str]) -> tuple[ChecklistItem, ...]:
    return tuple(i.model_copy(update={"blocking": True}) if i.id in held else i for i in items)


def blocking_ids(rules: ChecklistRules, assessment: Assessment, states: dict[str, ItemState]) -> frozenset[str]:
    """Ids of the missing items that hold the brief back, by target and gate mode (X6)."""
    if not assessment.targets or assessment.gate is not GateMode.BLOCKING:
        return frozenset()
    held: set[str] = set()
    for group in rules.gates.get(assessment.targets[0].value, ()):
        if not any(states.get(id) in (ItemState.PRESENT, ItemState.WEAK, ItemState.NOT_APPLICABLE) for id in group):
            held.add(group[0])
    if rules.assigned_severity_counts:
        # the brief prints the severity policy assigned, with the rule that did
        held.discard("severity")
    return frozenset(held)


def check_items(
    document: Document,
    extraction: Extraction,
    assessment: Assessment,
    issue: Issue,
    policy: Policy,
    *,
    folder: Path | None = None,
) -> Items:
    """The state of every item of the ticket as it stands. `folder` holds the policy files; default: the shipped ones.

    Raises PolicyError for an unreadable checklist or word file; a check that breaks is listed in `not_checked`.
    """
    folder = folder or policy_folder()
    rules = load_rules(folder)
    reading = Reading(document, extraction, assessment, issue, load_words(lexicon_folder(folder), document.language))
    lists: list[tuple[ChecklistItem, ...]] = []
    broken: list[str] = []
    primary = assessment.targets[0] if assessment.targets else None
    for checks in (SIGNATURE, CONTENTS, HYGIENE, FIELDS, PRACTICES, _includes(primary, policy)):
        results, not_checked = run_checks(checks, reading)
        lists.append(results)
        broken.extend(not_checked)
    states = {i.id: i.state for items in lists for i in items}
    held = blocking_ids(rules, assessment, states)
    signature, content, rules_kept, required, practised, included = lists
    return Items(_blocking(signature, held), content, rules_kept, required, practised, included, tuple(broken), reading)
