"""Credentials that are recognised by their shape alone: issuers' published prefixes and lengths (`issuers.toml`).

Besides the table one general shape is read: issuers have come to write `prefix_` before a long random run, as GitHub
did first. A prefix of letters and a run of 28 or more with capitals, small letters and digits is taken for a
credential; identifiers that support needs (`pi_…`, `req_…`, `evt_…`) are shorter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.redaction.found import Found
from assistant.redaction.published import is_published
from assistant.redaction.randomness import entropy, is_counting, is_template
from assistant.redaction.vocabulary import read_table

_PREFIXED = re.compile(
    r"(?<![\w/.-])[A-Za-z][A-Za-z0-9]{1,11}(?:_[a-z]{2,8}){0,2}[_](?P<secret>(?=[A-Za-z0-9]{0,40}\d)(?=[A-Za-z0-9]{0,40}[a-z])(?=[A-Za-z0-9]{0,40}[A-Z])[A-Za-z0-9]{28,200})(?![\w.-])"
)
_PREFIXED_LEAST = 3.8
_SHORTEST = 16
"""No shape is shorter, so literals are looked for in runs of that length only: prose has few."""


@dataclass(frozen=True)
class Shape:
    """One issuer's format. `least` is the entropy, in bits per character, below which it is a stand-in."""

    literal: str
    pattern: re.Pattern[str]
    least: float = 3.0
    counting: bool = True
    """Whether a run such as `12345678` may stand in it."""


@cache
def shapes() -> tuple[Shape, ...]:
    """The table of issuers."""
    return tuple(
        Shape(row["literal"], re.compile(row["pattern"]), row.get("least", 3.0), row.get("counting", True))
        for row in read_table("issuers.toml")["shape"]
    )


def find_shapes(text: str) -> Iterator[Found]:
    """Every credential that its own shape gives away."""
    dense = "\n".join(run for run in text.split() if len(run) >= _SHORTEST)
    for shape in shapes():
        if shape.literal not in (text if " " in shape.literal else dense):
            continue
        for match in shape.pattern.finditer(text):
            value = match.group()
            if shape.least and (entropy(value) < shape.least or is_template(value)):
                continue
            if (not shape.counting and is_counting(value)) or is_published(value):
                continue
            yield Found("secret", *match.span("secret" if "secret" in shape.pattern.groupindex else 0))
    for match in _PREFIXED.finditer(text) if "_" in dense else ():
        if entropy(match.group("secret")) >= _PREFIXED_LEAST and not is_template(match.group("secret")):
            yield Found("secret", *match.span())
