"""Findings on tone: no blame, no speculation (S1 §3), no promise of a fix date (X13)."""

from assistant.checks.drafted import Text
from assistant.domain import Finding
from assistant.understanding.cues import fold


def _said(text: Text, id: str, key: str, unless: str | None = None) -> tuple[Finding, ...]:
    pattern = text.words.pattern(key)
    if not pattern.search(text.folded):
        return ()
    spared = text.words.pattern(unless) if unless else None
    out = []
    for sentence in text.sentences:
        low = fold(sentence)
        match = pattern.search(low)
        if match and not (spared and spared.search(low)):
            out.append(text.context.rules.finding(id, text.where, sentence[:160]))
    return tuple(out)


def blame(text: Text) -> tuple[Finding, ...]:
    """Blame on the customer or on colleagues. Example: "our developers broke it"."""
    return _said(text, "T-BLAME", "blame")


def speculation(text: Text) -> tuple[Finding, ...]:
    """A guessed cause. Example: "this is probably caused by the last release"."""
    return _said(text, "T-SPECULATION", "speculation", unless="cause_confirmed")


def fix_promise(text: Text) -> tuple[Finding, ...]:
    """A promised fix date; next-update times are no such promise. Example: "will be fixed by Friday"."""
    return _said(text, "T-FIX-PROMISE", "fix_promise", unless="u_unknown")
