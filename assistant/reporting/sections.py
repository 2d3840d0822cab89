"""How much of a draft's sections was changed from one kept version to another."""

from difflib import SequenceMatcher

from assistant.domain.drafts import EscalationBrief, Statement
from assistant.domain.escalation import Escalation
from assistant.domain.model import Model

_MANY = 4000
"""Words of a section that are compared; a longer one (a pasted log) is told apart by its beginning."""


class SectionEdit(Model):
    """A section, and the share of its words that differ between the two versions."""

    section: str
    share: float
    """0: word for word the same; 1: nothing is left."""


def edited(first: Escalation, last: Escalation) -> tuple[SectionEdit, ...]:
    """Every section of either version; one that came or went counts as wholly changed."""
    one, other = _sections(first), _sections(last)
    return tuple(
        SectionEdit(section=name, share=_share(one.get(name, ""), other.get(name, ""))) for name in {**one, **other}
    )


def _share(one: str, other: str) -> float:
    first, last = one.split()[:_MANY], other.split()[:_MANY]
    if one.split() == other.split():
        return 0.0
    matcher = SequenceMatcher(None, first, last, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return round(max(1 - 2 * same / (len(first) + len(last)), 0.0001), 4)


def _sections(drafted: Escalation) -> dict[str, str]:
    """S4's blocks of the brief by their headings, then each customer update by its kind."""
    texts = _brief(drafted.brief) if drafted.brief is not None else {}
    for update in drafted.updates:
        texts.setdefault(f"update: {update.kind.value}", update.text)
    return texts


def _brief(brief: EscalationBrief) -> dict[str, str]:
    repro = brief.reproduction
    single = (repro.start_state, repro.expected, repro.actual, repro.frequency, repro.reproduced_by)
    steps = (*repro.steps, *repro.environment, *repro.ruled_out, *(s for s in single if s is not None))
    return {
        "Title": brief.title,
        "Impact": _texts((brief.customers_affected, brief.workflow_impact, brief.revenue_at_risk, brief.time_in_queue)),
        "Issue Description": _texts(brief.issue_description),
        "What's Been Tried": "\n".join(f"{s.action} {s.result or ''}" for s in brief.troubleshooting),
        "Reproduction Steps": _texts(steps),
        "Customer Communication": _texts((brief.last_update, brief.customer_expectation, brief.escalation_risk)),
        "What's Needed": "\n".join([*(a.text for a in brief.asks), brief.deadline.text]),
        "Supporting Context": _texts((*brief.related, *brief.internal_threads, *brief.documentation)),
    }


def _texts(statements: tuple[Statement, ...]) -> str:
    return "\n".join(s.text for s in statements)
