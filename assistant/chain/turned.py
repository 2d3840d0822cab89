"""A turn for the better and a deed of ours are claims, whatever words they are made of.

"Overtime is back on every payslip" holds only words of the issue, and says the contrary of it. So a clause with a mark
of things working again, and none of trouble, needs a cited line with such a mark; what our side has done needs a cited
line of our side's or an article.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.chain.asserted import Line
from assistant.chain.lexicon import fold, lexicon

_CLAUSE = re.compile(r"[,;:.!?、。！？]\s*|\s[–—]\s")
_QUOTED = re.compile('[«“„「『][^«“„「『»”“」』]*[»”“」』]|"[^"]*"')
BETTER = "a line that says it works again"
OUR_DEED = "a line of ours that says we did this"


def turned(
    text: str, language: str, cited: Sequence[str], lines: Mapping[str, Line], ours: frozenset[str] | None
) -> tuple[str, ...]:
    """What is missing for the turns and deeds that `text` tells, in words.

    `ours` are ids of lines our side wrote; None where deeds are told of all sides, as in a brief.
    """
    words, out = lexicon(language), []
    clauses = [c for c in _CLAUSE.split(fold(_QUOTED.sub(" ", text))) if c]
    better = any(words.restored.search(c) and not words.burden.search(c) for c in clauses)
    if better and not any(_better(lines[i]) for i in cited):
        out.append(BETTER)
    done = any(words.deed.search(c) and not words.heard.search(c) for c in clauses)
    if done and ours is not None and not ours.intersection(cited):
        out.append(OUR_DEED)
    return tuple(out)


def _better(line: Line) -> bool:
    """Whether a line itself tells of a turn; one of a message that speaks to an assistant tells nothing."""
    found = lexicon(line.language).restored.search(fold(line.text))
    return line.trusted and found is not None
