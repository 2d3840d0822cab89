"""Findings on tone: no blame, no speculation (S1 §3), no promise of a fix date or a feature (X13).

A fault is told by what comes together in one sentence (a doer and a failing; a guess and a cause; a remedy and a future
date), so that words nobody listed in this order are found as well. The words are data: `knowledge/lexicon/drafts/`.
"""

from collections.abc import Callable

from assistant.checks.drafted import Text
from assistant.domain import Finding


def _where(text: Text, id: str, faulty: Callable[[str], bool]) -> tuple[Finding, ...]:
    return tuple(
        text.context.rules.finding(id, text.where, sentence[:160])
        for sentence, low in text.own_sentences
        if faulty(low)
    )


def blame(text: Text) -> tuple[Finding, ...]:
    """Blame on the customer, a colleague or a vendor; owning up to one's own fault is none.

    Example: "our developers broke it".
    """

    def faulty(low: str) -> bool:
        if text.says("own_side", low):
            return False
        if text.says("blame_act", low) or text.says("fault_noun", low):
            return True
        return text.says("fault_act", low) and text.says("doer", low)

    return _where(text, "T-BLAME", faulty)


def speculation(text: Text) -> tuple[Finding, ...]:
    """A guessed cause. Example: "this is probably caused by the last release"."""

    def faulty(low: str) -> bool:
        if text.says("cause_confirmed", low) or text.says("not_guessed", low) or low.rstrip().endswith(("?", "？")):
            return False
        if text.says("hedge", low):
            return True
        return text.says("weak_hedge", low) and text.says("cause_word", low)

    return _where(text, "T-SPECULATION", faulty)


def fix_promise(text: Text) -> tuple[Finding, ...]:
    """A promised fix date; next-update times are no such promise. Example: "will be fixed by Friday"."""

    def faulty(low: str) -> bool:
        if text.says("not_promised", low) or (text.says("past_mark", low) and not text.says("at_latest", low)):
            return False
        if text.says("u_meanwhile", low) and not text.says("will_word", low):
            return False
        return text.says("fix_word", low) and text.says("future_time", low)

    return _where(text, "T-FIX-PROMISE", faulty)


def roadmap(text: Text) -> tuple[Finding, ...]:
    """A feature promised for a release or a season. Example: "planned for our Q2 release"."""

    def faulty(low: str) -> bool:
        return text.says("roadmap", low) and not text.says("past_mark", low)

    return _where(text, "T-ROADMAP", faulty)
