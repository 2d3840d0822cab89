"""Sentences of a text, for showing and for comparing; lines and list items end one.

Coarser than `assistant.intake`'s on purpose: a sentence that is one too long still says where a claim stands.
"""

import re
from collections.abc import Iterator

_END = re.compile(
    r"\n|(?<![ .(]\d\.)(?<![ .(]\d\d\.)(?<!\bmio\.)(?<!\bdr\.)(?<!\bnr\.)(?<!\bno\.)(?<!\bmr\.)(?<!\bsr\.)(?<!\bmrs\.)"
    r"(?<=[.!?])[\"'”’»)\]]*\s+(?=[\"'“„«¿¡(\[*]*[A-ZÀ-Þ0-9])|(?<=[。！？])",
)
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


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentences that hold `text[start:end]`, without list marks."""
    parts = [(a, b) for a, b in sentences(text) if a < end and start < b]
    return text[parts[0][0] : parts[-1][1]].strip(_MARKS) if parts else text[start:end]
