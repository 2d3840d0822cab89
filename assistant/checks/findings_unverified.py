"""What a model stated and code did not find in the issue: it stays, marked, and the draft is not called ready."""

from collections.abc import Iterable, Iterator

from assistant.checks.rules import ChecklistRules
from assistant.domain import Drafts, EscalationBrief, Fact, Finding, Statement


def unverified(drafts: Drafts, facts: Iterable[Fact], rules: ChecklistRules) -> tuple[Finding, ...]:
    """One finding per unverified fact and statement.

    Example: a browser that no line names; "since 9.3.1" where the lines say 4.18.2.
    """
    found = [rules.finding("I-UNVERIFIED-FACT", f"facts: {f.field.value}", f.value) for f in facts if not f.verified]
    if drafts.brief is not None:
        found += [rules.finding("B-UNVERIFIED", f"brief: {place}", text) for place, text in _marked(drafts.brief)]
    return tuple(found)


def _marked(brief: EscalationBrief) -> Iterator[tuple[str, str]]:
    repro = brief.reproduction
    places: tuple[tuple[str, tuple[Statement | None, ...]], ...] = (
        ("Impact", (brief.customers_affected, brief.workflow_impact)),
        ("Issue Description", brief.issue_description),
        ("Reproduction Steps", (repro.start_state, *repro.steps, repro.expected, repro.actual, *repro.ruled_out)),
        ("Customer Communication", (brief.customer_expectation, brief.escalation_risk)),
    )
    for place, statements in places:
        yield from ((place, s.text) for s in statements if s is not None and not s.verified)
    yield from (("What's Been Tried", t.action) for t in brief.troubleshooting if not t.verified)
