"""Two or more unrelated problems in one paste: the sentence that opens each.

Conservative: an enumeration word says so ("unrelated", "second thing", "PS"), with a problem or wish on both sides.
"""

import re

from assistant.domain import Evidence, Role, SpanKind
from assistant.understanding.facts.page import Line, Page

_POSTSCRIPT = re.compile(r"^\W*p\.?\s?s\.?\s*[:：,.–-]?\s", re.IGNORECASE)
_OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
_REACH = 3
"""Sentences after an enumeration word in which its problem must be told."""


def find_separate_problems(page: Page) -> tuple[Evidence, ...]:
    """The opening sentence of each problem where there are several; else nothing."""
    lines = [
        x
        for x in page.lines
        if x.kind in (SpanKind.PROSE, SpanKind.HEADING) and x.message.role not in _OUR_SIDE and not x.message.quoted
    ]
    openers = [i for i, line in enumerate(lines) if _opens(page, line)]
    openers = [i for i in openers if _problem(page, lines[i : i + _REACH]) is not None]
    if not openers:
        return ()
    first = _problem(page, lines[: openers[0]])
    if first is None:
        return ()
    told = [first, *(lines[i] for i in openers)]
    return tuple(page.quote(line, 0, len(line.text)) for line in told)


def _opens(page: Page, line: Line) -> bool:
    if _POSTSCRIPT.match(line.text):
        return True
    return any(h.start <= 25 for h in page.within(line, "second"))


def _problem(page: Page, lines: list[Line]) -> Line | None:
    """The first line that tells a problem or a wish."""
    return next((x for x in lines if page.has(x, "symptom") or page.has(x, "wish") or page.has(x, "should")), None)
