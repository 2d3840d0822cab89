"""Sentences of a text, for showing and for comparing; lines and list items end one.

Coarser than `assistant.intake`'s on purpose: a sentence that is one too long still says where a claim stands.
"""

import re
from collections.abc import Iterator, Sequence

_END = re.compile(
    r"\n|(?<![ .(]\d\.)(?<![ .(]\d\d\.)(?<!\bmio\.)(?<!\bdr\.)(?<!\bnr\.)(?<!\bno\.)(?<!\bmr\.)(?<!\bsr\.)(?<!\bmrs\.)"
    r"(?<=[.!?])[\"'”’»)\]]*\s+(?=[\"'“„«¿¡(\[*]*[A-ZÀ-Þ0-9])|(?<=[。！？])",
)
_WORD = re.compile(r"[^\W_]{3,}")
_STEM = 6
_AROUND = 60
"""Characters on each side whose words say what an expression is about."""
_MARKS = " \t*#>-"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, blank ones left out."""
    low = 0
    for match in _END.finditer(text):
        if text[low : match.start()].strip():
            yield low, match.start()
        low = match.end()
    if text[low:].strip():
        yield low, len(text)


def sentence_at(text: str, bounds: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """The sentences of `text` (at `bounds`) that hold `text[start:end]`, without list marks."""
    parts = [(a, b) for a, b in bounds if a < end and start < b]
    return text[parts[0][0] : parts[-1][1]].strip(_MARKS) if parts else text[start:end]


def stems(folded: str) -> frozenset[str]:
    """The words of a folded text, cut to their beginnings."""
    return frozenset(w[:_STEM] for w in _WORD.findall(folded))


def about_stems(folded: str, start: int, end: int) -> frozenset[str]:
    """The stems around a place: what an expression that stands there is about."""
    return stems(folded[max(0, start - _AROUND) : start] + " " + folded[end : end + _AROUND])
