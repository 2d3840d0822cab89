"""Whose case it is: the `owner`, an agent of ours.

A form's assignee, an agent who says "mine", and "assigned to X" state it. An agent who merely answers owns nothing yet:
on the sample cases such a rule was right four times and wrong twelve. Only our side may claim a case: "I checked it" in
a message of unknown origin may be the customer's, who would then sign the letter to himself.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Message, Role, Visibility
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Field, Page

_LONGEST = 40
_OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING)
_MYSELF = re.compile(
    r"(?:me|i|myself|mine|ich(?: selbst)?|mir|selbst|moi(?:-même)?|yo(?: mismo| misma)?|mí|eu(?: mesmo| mesma)?|mim"
    r"|io|me stess[oa]"
    r"|ik(?:zelf)?|mij|mezelf|ja|jag|mig|jeg|自分|私)\s*(?=$|[(\[,:;–-])",
    re.IGNORECASE,
)
"""The writer, in the place of a name: "Owner: me (Kemi Abara)"."""
_BRACKET = re.compile(r"\s*[(\[,:–-]\s*(?P<name>[^)\]]+)")
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
            if myself := _MYSELF.match(entry.value):
                yield from _writer(page, entry, myself.end())
                continue
            name = re.split(r"\s?[(\[;,<]", entry.value)[0].strip()
            if name and len(name) <= _LONGEST and len(name.split()) <= 4 and not re.search(r"\d{3}", name):
                yield page.fact(FactField.OWNER, name, entry.line, entry.label_start, entry.start + len(name))


def _writer(page: Page, entry: Field, after: int) -> Iterator[Fact]:
    """The owner a field calls "me": the name beside that word, else the author of the message."""
    beside = _BRACKET.match(entry.value, after)
    named = _PERSON.match(beside["name"]) if beside else None
    if beside is not None and named is not None:
        end = entry.start + beside.start("name") + named.end()
        yield page.fact(FactField.OWNER, named.group(), entry.line, entry.label_start, end)
    elif entry.line.message.author and entry.line.message.role is not Role.CUSTOMER:
        name = _bare(entry.line.message.author)
        yield page.fact(FactField.OWNER, name, entry.line, entry.label_start, entry.end, computed=True)


def _from_claims(page: Page) -> Iterator[Fact]:
    for hit in page.hits("own"):
        if hit.line.message.author and _ours(hit.line.message) and not hit.line.asks:
            name = _bare(hit.line.message.author)
            yield page.fact(FactField.OWNER, name, hit.line, hit.start, hit.end, computed=True)


def _ours(message: Message) -> bool:
    return message.role in _OUR_SIDE or message.visibility is Visibility.INTERNAL


def _bare(author: str) -> str:
    return _AFTER_NAME.sub("", author.strip()) or author.strip()


def _from_assignments(page: Page) -> Iterator[Fact]:
    for hit in page.hits("assigned"):
        match = re.compile(r"\s+" + _PERSON.pattern).match(hit.line.text, hit.end)
        if match is not None:
            yield page.fact(FactField.OWNER, match.group().strip(), hit.line, hit.start, match.end())
