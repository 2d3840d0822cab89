"""Names that point at one exact thing: error codes, exceptions, endpoints, dotted settings, ticket references.

Two records that share such a name are far likelier to be about the same problem than two that share words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What a name points at; the value is how it is called in an explanation."""

    ERROR_CODE = "error code"
    EXCEPTION = "exception"
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

_HOST_ENDS = frozenset(
    {"com", "net", "org", "io", "example", "local", "internal", "dev", "cloud", "html", "htm", "png", "jpg"}
)
"""Last parts that make a dotted name a host or file; every mail to one vendor shares those."""
_NUMBER = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}")
_READ_AT_MOST = 200_000
"""Characters of a text that are searched for names; later ones are log tails that repeat the earlier ones."""


def find_identifiers(text: str) -> dict[str, Identifier]:
    """All identifiers of a text by key, in order of first appearance."""
    found: dict[str, Identifier] = {}
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text, 0, _READ_AT_MOST):
            shown = match.group().rstrip(".:-")
            key = shown.lower()
            if kind is IdentifierKind.NAME and key.rsplit(".", 1)[-1] in _HOST_ENDS:
                continue
            if kind is IdentifierKind.ENDPOINT:
                key = _NUMBER.sub("0", key)
            found.setdefault(key, Identifier(kind, key, shown))
    return found
