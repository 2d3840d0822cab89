"""Whose case it is: the `owner`, an agent of ours.

A form's assignee, whoever says "mine", and "assigned to X" state it. An agent who merely answers owns nothing yet: on
the sample cases such a rule was right four times and wrong twelve.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Page

_LONGEST = 40
_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’-]*\.?(?: (?:[A-ZÀ-Þ][\w'’-]*\.?|van|de|der|von|da|di)){0,3}")
_AFTER_NAME = re.compile(r"\s?(?:[(\[;,<|@/]|\s[-–—]\s).*$")
"""What follows a name beside a message: "(Paylantern Support)", ", L2", " - help desk"."""


def find_owners(page: Page) -> Iterable[Fact]:
    """Facts for `owner`."""
    yield from _from_fields(page)
    yield from _from_claims(page)
    yield from _from_assignments(page)


def _from_fields(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.OWNER:
            if page.vocabulary.cues("nobody").match(fold(entry.value)):
                continue
            name = re.split(r"\s?[(\[;,<]", entry.value)[0].strip()
            if name and len(name) <= _LONGEST and len(name.split()) <= 4 and not re.search(r"\d{3}", name):
                yield page.fact(FactField.OWNER, name, entry.line, entry.label_start, entry.start + len(name))


def _from_claims(page: Page) -> Iterator[Fact]:
    for hit in page.hits("own"):
        author = hit.line.message.author
        if author and hit.line.message.role is not Role.CUSTOMER and not hit.line.asks:
            name = _AFTER_NAME.sub("", author.strip()) or author.strip()
            yield page.fact(FactField.OWNER, name, hit.line, hit.start, hit.end, computed=True)


def _from_assignments(page: Page) -> Iterator[Fact]:
    for hit in page.hits("assigned"):
        match = re.compile(r"\s+" + _PERSON.pattern).match(hit.line.text, hit.end)
        if match is not None:
            yield page.fact(FactField.OWNER, match.group().strip(), hit.line, hit.start, match.end())
