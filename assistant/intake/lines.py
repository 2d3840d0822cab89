"""The paste as lines: what the surface readers (plain, HTML, MIME) give to the rest of the intake."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.intake.mapped import Mapped

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]*(?:\r\n|[\r\n\u2028\u2029\x0b\x0c\x85]|$)")
_LONGEST = 4_000
_BREAKS = "\r\n\u2028\u2029\x0b\x0c\x85"
_MARKS = re.compile(r"[ \t]{0,3}((?:>[ \t]?)+)")
_PROMPT = re.compile(r"[ \t]*>>>(?: |$)")
_PLAIN_MARK = re.compile(r"[ \t]{0,3}>{1,2}(?:[^>]|$)")


class Hint(StrEnum):
    """What the markup around a line says it is."""

    LOG = "log"
    HEADING = "heading"
    ITEM = "item"
    FIELD = "field"


@dataclass(slots=True, frozen=True)
class Line:
    """One line without its line break and quote marks."""

    text: Mapped
    at: int
    """Raw offset where the line begins, also for an empty line."""
    depth: int = 0
    """Number of quote marks taken off."""
    hint: Hint | None = None

    @property
    def blank(self) -> bool:
        """True when nothing can be read on it."""
        return not self.text.text or self.text.text.isspace()


def split_lines(text: Mapped) -> Iterator[Line]:
    """Cuts text at every kind of line break."""
    at = 0
    size = len(text)
    while at < size:
        match = _LINE.match(text.text, at)
        assert match is not None  # the pattern also matches nothing
        body = match.group().rstrip(_BREAKS) if match.end() > at else ""
        for low, high in _pieces(body):
            yield Line(text.cut(at + low, at + high), text.offsets[at + low] if at + low < size else text.offsets[at])
        if match.end() == at:
            return
        at = match.end()


def _pieces(body: str) -> list[tuple[int, int]]:
    """An endless line in pieces, cut at spaces: no pattern may meet a hundred thousand characters at once."""
    pieces, at = [], 0
    while len(body) - at > _LONGEST:
        space = body.rfind(" ", at + 1, at + _LONGEST)
        stop = space + 1 if space > at else at + _LONGEST
        pieces.append((at, stop))
        at = stop
    return [*pieces, (at, len(body))]


def take_quote_marks(lines: Iterable[Line]) -> list[Line]:
    """Moves leading `>` marks into `Line.depth`; `>>>` stays where it can only be a Python prompt."""
    listed = list(lines)
    prompts = not any(_PLAIN_MARK.match(line.text.text) for line in listed)
    return [_unquoted(line, prompts) for line in listed]


def _unquoted(line: Line, prompts: bool) -> Line:
    match = _MARKS.match(line.text.text)
    if match is None or (prompts and _PROMPT.match(line.text.text)):
        return line
    return replace(line, text=line.text.cut(match.end()), depth=line.depth + match.group(1).count(">"))
