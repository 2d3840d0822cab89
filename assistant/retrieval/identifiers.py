"""Names that point at one exact thing: error codes, exceptions, stack frames, endpoints, dotted settings, references.

Two records that share such a name are far likelier to be about the same problem than two that share words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What a name points at; the value is how it is called in an explanation."""

    ERROR_CODE = "error code"
    EXCEPTION = "exception"
    FRAME = "stack frame"
    ENDPOINT = "endpoint"
    NAME = "name"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One name, comparable across texts by `key`."""

    kind: IdentifierKind
    key: str
    """Lower-cased, numbers in paths levelled."""
    shown: str
    """As written in the text it was found in."""


_PATTERNS: tuple[tuple[IdentifierKind, re.Pattern[str]], ...] = (
    (
        IdentifierKind.ERROR_CODE,
        re.compile(r"\b(?:[A-Z][A-Z0-9]{1,9}-\d{3,4}|0x[0-9A-Fa-f]{4,16}|[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)\b(?![-\d])"),
    ),
    (IdentifierKind.REFERENCE, re.compile(r"\b(?:CVE-\d{4}-\d{4,7}|[A-Z][A-Z0-9]{1,9}-\d{5,7})\b")),
    (IdentifierKind.EXCEPTION, re.compile(r"\b[A-Z][A-Za-z0-9]*[a-z](?:Exception|Error|Fault)\b")),
    (IdentifierKind.ENDPOINT, re.compile(r"(?<![\w/:.])(?:/[A-Za-z0-9_{}:.\-]{1,60}){2,8}")),
    (
        IdentifierKind.NAME,
        re.compile(r"(?<![\w@/.-])[A-Za-z][\w-]{0,40}(?:\.[A-Za-z][\w-]{0,40}){2,8}(?![\w@])|\b[A-Z]\w{3,60}#\w{3,60}"),
    ),
)
"""Codes of up to four digits are taken for error codes, longer ones for ticket references: vendors number errors in
blocks of thousands, trackers count on. Patterns are bounded, so hostile input cannot make them slow."""

FRAMES = 3
"""Frames of a trace that count, from its top: where it failed. Those below are the framework's, alike in all traces."""
_FRAME = re.compile(
    r"^[ \t>|]*(?:"
    r"at (?:async |new )?(?:[\w$/@-]{1,60}[./])*(?P<java>[\w$<>]{1,80}[.#][\w$<>]{1,80})[ \t]?\([^\n]{0,200}"
    r"|at (?P<js>[\w$<>]{2,80}) \([^\n]{1,200}:\d+:\d+\)"
    r"|File \"[^\"\n]{0,200}?(?P<file>[\w.-]{1,80})\", line \d+, in (?P<python>[\w<>]{1,80})"
    r"|#\d+ +(?:0x[0-9a-fA-F]+ +in +)?(?P<native>[\w:~<>]{3,120}) ?\("
    r")",
    re.M,
)
"""One line of a stack trace: of Java and .NET, JavaScript, Python, gdb and sanitizers. Bounded like the patterns."""

_HOST_ENDS = frozenset(
    {"com", "net", "org", "io", "example", "local", "internal", "dev", "cloud", "html", "htm", "png", "jpg"}
)
"""Last parts that make a dotted name a host or file; every mail to one vendor shares those."""
_NUMBER = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
_LINES_BETWEEN = 2
"""Lines between two frames of one trace at most: Python shows the source line under each."""
_READ_AT_MOST = 200_000
"""Characters of a text that are searched for names; later ones are log tails that repeat the earlier ones."""


def find_identifiers(text: str) -> dict[str, Identifier]:
    """All identifiers of a text by key, in order of first appearance."""
    found: dict[str, Identifier] = {}
    text = text[:_READ_AT_MOST]
    # NOTE: names of a trace's frames count by their place in it, not once for each of its hundred lines.
    outside = _FRAME.sub(" ", text)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(outside if kind is IdentifierKind.NAME else text):
            shown = match.group().rstrip(".:-")
            key = shown.lower()
            if kind is IdentifierKind.NAME and key.rsplit(".", 1)[-1] in _HOST_ENDS:
                continue
            if kind is IdentifierKind.ENDPOINT:
                key = _NUMBER.sub("0", key)
            found.setdefault(key, Identifier(kind, key, shown))
    for name in _top_frames(text):
        found.setdefault(name.key, name)
    return found


def _top_frames(text: str) -> Iterator[Identifier]:
    """The FRAMES frames where each trace of a text failed; Python writes its traces the other way round."""
    trace: list[str] = []
    upside_down = False
    last = -1
    for match in _FRAME.finditer(text):
        if trace and text.count("\n", last, match.start()) > _LINES_BETWEEN:
            yield from _frames(trace, upside_down)
            trace = []
        upside_down = bool(match.group("python"))
        name = match.group("java") or match.group("js") or match.group("native")
        trace.append(name or f"{match.group('file')} {match.group('python')}")
        last = match.end()
    yield from _frames(trace, upside_down)


def _frames(trace: Sequence[str], upside_down: bool) -> Iterator[Identifier]:
    for shown in list(reversed(trace))[:FRAMES] if upside_down else trace[:FRAMES]:
        yield Identifier(IdentifierKind.FRAME, shown.lower(), shown)
