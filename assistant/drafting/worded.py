"""A model's wording laid over the rules' drafts: section by section, where it gave something; the rules' words stay
everywhere else. What code did not find in the issue is marked in the text itself, so that no export can lose the mark.
"""

from collections.abc import Iterable

from assistant.domain import (
    Ask,
    AskVerb,
    EscalationBrief,
    EscalationTarget,
    ReproductionSteps,
    Statement,
    TroubleshootingStep,
    Worded,
)
from assistant.drafting.quotes import NOT_STATED

_SENTENCES = 5
"""S4: a description of three to five sentences."""
_VERBS = {
    "investigate": AskVerb.INVESTIGATE,
    "prioritize fix": AskVerb.FIX,
    "prioritise fix": AskVerb.FIX,
    "fix": AskVerb.FIX,
    "make product decision": AskVerb.DECIDE,
    "make decision": AskVerb.DECIDE,
    "decide": AskVerb.DECIDE,
    "approve": AskVerb.APPROVE,
}
"""How an ask begins, by its kind (S4's "What's Needed")."""


def marked(worded: Worded) -> str:
    """The sentence, with what could not be verified named in it."""
    if worded.verified:
        return worded.text
    return f"{worded.text.rstrip()} (unverified: {', '.join(worded.missing) or 'not found in the issue'})"


def statement(worded: Worded) -> Statement:
    """As a statement of the brief."""
    return Statement(text=marked(worded), evidence=worded.evidence, verified=worded.verified)


def reword_brief(brief: EscalationBrief, worded: Iterable[Worded]) -> EscalationBrief:
    """The brief with the sections a model worded; title and asks only where all of them was verified."""
    parts: dict[str, list[Worded]] = {}
    for item in worded:
        parts.setdefault(item.part, []).append(item)

    def one(part: str, instead: Statement) -> Statement:
        return statement(parts[part][0]) if part in parts else instead

    title = next((w.text.rstrip(" .") for w in parts.get("title", ()) if w.verified), brief.title)
    told = tuple(statement(w) for w in parts.get("description", ())[:_SENTENCES])
    return brief.model_copy(
        update={
            "title": title,
            "issue_description": told or brief.issue_description,
            "customers_affected": _with_unknowns(brief.customers_affected, parts.get("affected", [])),
            "workflow_impact": one("workflow_impact", brief.workflow_impact),
            "troubleshooting": tuple(_step(w) for w in parts.get("tried", ())) or brief.troubleshooting,
            "reproduction": _reproduction(brief.reproduction, parts),
            "customer_expectation": _beside(brief.customer_expectation, parts.get("expectation", [])),
            "escalation_risk": one("risk", brief.escalation_risk),
            "internal_threads": (*(statement(w) for w in parts.get("note", ())[:2]), *brief.internal_threads),
            "asks": tuple(_ask(a, parts.get(f"ask:{a.target.value}", []), title, brief.title) for a in brief.asks),
        }
    )


def _step(worded: Worded) -> TroubleshootingStep:
    action, _, result = worded.text.partition(" — ")
    mark = "" if worded.verified else f" (unverified: {', '.join(worded.missing)})"
    return TroubleshootingStep(
        action=action.strip() + ("" if result else mark),
        result=(result.strip() + mark) if result.strip() else None,
        evidence=worded.evidence,
        verified=worded.verified,
    )


def _reproduction(rules: ReproductionSteps, parts: dict[str, list[Worded]]) -> ReproductionSteps:
    if not rules.applicable:
        return rules
    single = {"start_state": "start", "expected": "expected", "actual": "actual"}
    changed: dict[str, object] = {field: statement(parts[part][0]) for field, part in single.items() if part in parts}
    if "step" in parts:
        changed["steps"] = tuple(statement(w) for w in parts["step"])
    if "ruled_out" in parts:
        changed["ruled_out"] = tuple(statement(w) for w in parts["ruled_out"])
    return rules.model_copy(update=changed)


def _with_unknowns(rules: Statement, worded: list[Worded]) -> Statement:
    """The model's sentence, and behind it what the rules say is not stated: an unknown count stays visible (F1)."""
    if not worded:
        return rules
    said = statement(worded[0])
    unknown = [p for p in rules.text.split("; ") if p.endswith(NOT_STATED.lower())]
    return said.model_copy(update={"text": "; ".join([said.text.rstrip(" ."), *unknown])})


def _beside(rules: Statement, worded: list[Worded]) -> Statement:
    """The model's sentence, behind the dates that code read; other words of the rules' make way."""
    if not worded:
        return rules
    said = statement(worded[0])
    dates = [p for p in rules.text.split("; ") if p.startswith("by ")] if rules.text != NOT_STATED else []
    return said.model_copy(
        update={
            "text": "; ".join([*dates, said.text]),
            "evidence": tuple(dict.fromkeys((*rules.evidence, *said.evidence))) if dates else said.evidence,
        }
    )


def _ask(rules: Ask, worded: list[Worded], title: str, old_title: str) -> Ask:
    """The model's ask where it is verified and of a kind a team can act on; else the rules', on the title in force."""
    for item in worded:
        low = item.text.lower()
        verb = next((v for start, v in _VERBS.items() if low.startswith(start)), None)
        if item.verified and verb is not None:
            return Ask(target=EscalationTarget(rules.target), verb=verb, text=item.text.rstrip(" ."))
    return rules.model_copy(update={"text": rules.text.replace(old_title, title)})
