# ruff: noqa: E501  (patterns and tables read better whole)
"""`report`: the validator's whole answer, with the gate of the target (X6) applied."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from assistant.checks.findings import check_drafts
from assistant.checks.findings_unverified import unverified
from assistant.checks.items import Items, policy_folder
from assistant.checks.rules import ChecklistRules, load_rules
from assistant.domain import (
    Article,
    Assessment,
    ChecklistItem,
    ChecklistReport,
    Decision,
    Document,
    Drafts,
    Fact,
    Finding,
    FindingLevel,
    GateMode,
    Issue,
    ItemState,
    Match,
)
from assistant.policy import Policy


def _gate_findings(items: Items, assessment: Assessment, rules: ChecklistRules, acknowledged: bool) -> list[Finding]:
    """One finding for each gated item that is missing or weak."""
    if assessment.decision is Decision.HANDLE_IN_SUPPORT or not assessment.targets:
        return []
    by_id = {i.id: i for i in (*items.signature, *items.contents, *items.target_includes)}
    target = assessment.targets[0].value
    wanted = dict.fromkeys(
        [g[0] for g in rules.gates.get(target, ())]
        if assessment.gate is GateMode.BLOCKING
        else [i.id for i in items.target_includes]
    )
    blocked = {i.id for i in items.signature if i.blocking}
    out = []
    for id in wanted:
        item = by_id.get(id)
        if item is None or item.state in (ItemState.PRESENT, ItemState.NOT_APPLICABLE):
            continue
        if id == "severity" and rules.assigned_severity_counts:
            continue
        message = f"{id.replace('_', ' ').capitalize()}: {item.why}"
        if assessment.gate is GateMode.NEVER:
            out.append(rules.finding("C-STILL-GATHERING", f"checklist: {id}", "", message))
        elif item.state is ItemState.WEAK:
            out.append(rules.finding("C-WEAK", f"checklist: {id}", "", message))
        else:
            held = id in blocked and not acknowledged
            out.append(
                rules.finding(
                    "C-MISSING", f"checklist: {id}", "", message, FindingLevel.BLOCKER if held else FindingLevel.WARNING
                )
            )
    return out


def report(
    items: Items,
    drafts: Drafts,
    assessment: Assessment,
    document: Document,
    issue: Issue,
    matches: tuple[Match, ...],
    now: datetime,
    *,
    policy: Policy,
    acknowledged: bool = False,
    folder: Path | None = None,
    facts: tuple[Fact, ...] = (),
    articles: Mapping[str, Article] | None = None,
) -> ChecklistReport:
    """States, findings and whether it may go out. `acknowledged`: the gaps are printed in the brief and no longer block.

    `ready` is False while a finding of level blocker stands, or something a model stated is unverified. Security, SEV1
    and data loss are never held back by a missing item; the leak and tone blockers of a customer's text hold that text
    back whatever the target. `articles` are the whole articles among the matches, by id: an update quotes their steps.
    """
    folder = folder or policy_folder()
    rules = load_rules(folder)
    found, broken = check_drafts(
        items, drafts, assessment, document, issue, matches, now, folder=folder, articles=articles
    )
    doubtful = unverified(drafts, facts, rules)
    findings = (*_gate_findings(items, assessment, rules, acknowledged), *found, *doubtful)
    signature: tuple[ChecklistItem, ...] = items.signature
    return ChecklistReport(
        ready=not any(f.level is FindingLevel.BLOCKER for f in findings) and (acknowledged or not doubtful),
        items=signature,
        contents=items.contents,
        hygiene=items.hygiene,
        required_fields=items.required_fields,
        repro_practices=items.repro_practices,
        target_includes=items.target_includes,
        findings=findings,
        not_checked=(*items.not_checked, *broken),
    )
