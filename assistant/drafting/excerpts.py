"""Which lines of a long log a brief shows: those that name the failure, each with its neighbours, in their order."""

import re
from collections.abc import Sequence

GAP = "[… lines left out]"
"""Stands where lines of the log were passed over. It holds no number: a count would read like a figure of the case."""
_FAILS = re.compile(
    r"(?i)\b(?:error|fatal|critical|severe|emerg|panic|exception|traceback|caused by|fail(?:ed|ure|s)?|refused|denied"
    r"|abort(?:ed)?|timed? ?out|unreachable|deadlock|out of memory|oom|segfault|core dumped)\b|\w(?:Error|Exception)\b"
    r"|(?:HTTP/\d(?:\.\d)?\"?|status[ =:]+) ?[45]\d\d\b|\bE[A-Z]{4,}\b"
)
"""Words in which a program says that something went wrong. Logs are English whatever the ticket is written in."""
_WARNS = re.compile(r"(?i)\bwarn(?:ing)?\b")
_DIGITS = re.compile(r"\d+")


def _weight(line: str) -> int:
    """2 for a line that names a failure, 1 for a warning, 0 for any other."""
    return 2 if _FAILS.search(line) else 1 if _WARNS.search(line) else 0


def tells(lines: Sequence[str]) -> int:
    """How much a run of log lines says of a failure: the weight of its weightiest line."""
    return max((_weight(line) for line in lines), default=0)


def telling_lines(lines: Sequence[str], most: int) -> tuple[int, ...]:
    """Places of at most `most` lines, ascending: failures before warnings, a new kind of line before a repeated one.

    What room is left goes to the lines nearest to them. A log that names no failure is shown from its beginning.
    """
    if len(lines) <= most:
        return tuple(range(len(lines)))
    weights = [_weight(line) for line in lines]
    top = max(weights)
    if not top:
        return tuple(range(most))
    seen: set[str] = set()
    fresh: list[int] = []
    repeated: list[int] = []
    for place in (n for n, weight in enumerate(weights) if weight == top):
        kind = _DIGITS.sub("#", lines[place])
        (repeated if kind in seen else fresh).append(place)
        seen.add(kind)
    chosen = dict.fromkeys(fresh[: max(1, most // 2)])
    # NOTE: a line before and after first, then the other failures: a cause often stands beside the line that failed.
    near = (n for place in tuple(chosen) for n in (place - 1, place + 1))
    after = (place + step for step in range(2, most) for place in tuple(chosen))
    for place in (*near, *fresh, *repeated, *after, *range(len(lines))):
        if len(chosen) == most:
            break
        if 0 <= place < len(lines):
            chosen[place] = None
    return tuple(sorted(chosen))


def excerpt(lines: Sequence[str], shown: Sequence[int]) -> str:
    """The lines at `shown` as they stand, a mark wherever some were passed over."""
    out: list[str] = []
    last = -1
    for place in shown:
        if place > last + 1:
            out.append(GAP)
        out.append(lines[place])
        last = place
    if last < len(lines) - 1:
        out.append(GAP)
    return "\n".join(out)
