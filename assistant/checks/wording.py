"""Texts compared by their words: shared runs, likeness. Without spaces between words, by characters."""

import re

PHRASE = 5
"""Words in a row that no two people write alike by chance (house default)."""
CHARACTERS = 12
"""The same for a script without spaces."""
_DIGITS = re.compile(r"\d+")


def tokens(folded: str, *, spaced: bool) -> list[str]:
    """Words, or single characters where words are not told apart."""
    return re.findall(r"\w+", folded) if spaced else re.findall(r"\w", folded)


def _runs(folded: str, size: int, *, spaced: bool) -> list[tuple[str, ...]]:
    words = tokens(folded, spaced=spaced)
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def runs_shared(mine: str, theirs: str, allowed: str, *, spaced: bool) -> list[str]:
    """Runs of words of `theirs` that `mine` repeats and `allowed` does not hold; all folded."""
    size = PHRASE if spaced else CHARACTERS
    hidden = set(_runs(theirs, size, spaced=spaced)) - set(_runs(allowed, size, spaced=spaced))
    glue = " " if spaced else ""
    return [glue.join(run) for run in _runs(mine, size, spaced=spaced) if run in hidden] if hidden else []


def likeness(one: str, other: str, *, spaced: bool) -> float:
    """How much of the shorter text the longer one repeats, 0 to 1, by runs of three words; numbers do not count."""
    size = 3 if spaced else 6
    a, b = (set(_runs(_DIGITS.sub("0", t), size, spaced=spaced)) for t in (one, other))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
