"""The company a mail address or a chat handle stands for, where the paste writes its name out.

`p.havel@meridianmutual.example` and "Meridian Mutual" are one: the same letters in the same order. That proves the name
better than its place in a signature does.
"""

import re
from collections.abc import Iterator

from assistant.domain import SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Line, Page

_WORD = re.compile(r"[^\W_][\w'’&.-]*")
_SHORTEST = 6
"""Letters of a label that cannot be met by chance."""
_LONGEST = 6
"""Words of a company's name."""
_GOES_ON = 1.9
"""How much longer than its label a name may be: "pelicanreporting", "Pelican Reporting Service"."""
_READ = (SpanKind.PROSE, SpanKind.SIGNATURE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.META)


def names_of(page: Page, label: str) -> Iterator[tuple[Line, int, int]]:
    """Where the paste writes out the name that a domain's or handle's letters spell, longest first in its line."""
    letters = _letters(label)
    if len(letters) < _SHORTEST:
        return
    for line in page.lines:
        if line.kind in _READ and not line.of_others:
            yield from _in_line(line, letters)


def _in_line(line: Line, letters: str) -> Iterator[tuple[Line, int, int]]:
    words = list(_WORD.finditer(line.text))
    for first, start in enumerate(words):
        if not start.group()[:1].isupper() or "@" in line.text[max(0, start.start() - 1) : start.end() + 1]:
            continue
        best = 0
        spelt = ""
        for last in range(first, min(first + _LONGEST, len(words))):
            if last > first and line.text[words[last - 1].end() : words[last].start()].strip(" &-"):
                break
            spelt += _letters(words[last].group())
            if spelt == letters or (
                spelt.startswith(letters)
                and words[last].group()[:1].isupper()
                and len(spelt) <= _GOES_ON * len(letters)
            ):
                best = last + 1
            elif not letters.startswith(spelt) and not spelt.startswith(letters):
                break
        if best - first >= 2:
            yield line, start.start(), words[best - 1].end()
            return


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))
