"""What of a record is searched: its title, its words, and the passages that get a vector each.

A passage knows where it stands in its record, so that a match can be cited by passage and opened there. Everything here
is a pure function of the record: the passage of a vector is found again by its number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.issue import Visibility
from assistant.domain.knowledge import Article, Ticket
from assistant.retrieval.links import deep_link, heading_anchor

HEAD_CHARACTERS = 2_000
"""Of the head passage; the embedder reads 256 word pieces of it, which is 1,000 to 1,500 characters of English."""
PASSAGE_CHARACTERS = 900
"""Length of each further passage, under 256 word pieces with the title before it."""
ARTICLE_PASSAGES = 48
"""Passages of an article at most: about 40,000 characters. What follows is found by its words."""
TICKET_PASSAGES = 4
"""Passages of a ticket's own text after its head. With them the meaning alone has recall@10 .879 (without, .879) on the
Hadoop duplicates and .848 (.826) on SeaMonkey's, whose reports are longer."""
THREAD_PASSAGES = 6
"""Passages of a ticket's thread at most, one for each public message of the customer that says something new."""
SHORTEST = 80
"""Characters from which a message or section is worth a vector of its own; "still broken" is like every other one."""
LEXICAL_CHARACTERS = 100_000
"""Characters of a record that are indexed as words; the longest of 2,503 Hadoop tickets has 74,000."""
LAYOUT = "2"
"""Changes whenever passages or lexical fields of the same record change: an index of another layout is made anew."""

Record = Ticket | Article

_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?P<title>[^\n]+?)[ \t#]*$", re.M)
_WORDLESS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a record with a vector of its own."""

    searched: str
    """What is embedded: the title and the stretch."""
    field: str
    """Where it stands: `title`, `text`, `issue`, or `timeline.N` (from 0)."""
    start: int
    end: int
    """Its range in that field's text."""
    heading: str | None = None
    """The heading it stands under, as written."""


def is_searchable(item: Record) -> bool:
    """False for what must not be offered any more: archived articles and those another one replaced."""
    return isinstance(item, Ticket) or (item.confidence != "archived" and not item.superseded_by)


def lexical_text(item: Record) -> str:
    """Everything of a record a customer's words may hit. Internal notes stay out: they describe our side."""
    if isinstance(item, Ticket):
        parts = [item.text, item.product_area, " ".join(item.tags), item.linked_issue]
        parts += [text for _, text in _customer_messages(item)]
    else:
        parts = [item.text, item.issue, item.environment, item.cause, item.product_area, " ".join(item.error_codes)]
    return "\n".join(part for part in parts if part)[:LEXICAL_CHARACTERS]


def lexical_answer(item: Record) -> str:
    """How a record ended; its words count less than those that tell the problem."""
    parts = [item.resolution, item.workaround if isinstance(item, Article) else None]
    return "\n".join(part for part in parts if part)[:LEXICAL_CHARACTERS]


def passages(item: Record) -> list[Passage]:
    """The passages to embed, at least one: the title alone, title and beginning, and what follows."""
    title = item.title.strip()
    if not title or not (item.text.strip() or (isinstance(item, Article) and item.issue)):
        field = "title" if title else "text"
        whole: str = getattr(item, field)
        return [Passage(whole.strip()[:HEAD_CHARACTERS], field, 0, len(whole))]
    found = [Passage(title, "title", 0, len(item.title)), _head(item, title)]
    found += _thread(item, title) if isinstance(item, Ticket) else _sections(item, title)
    return found


def _head(item: Record, title: str) -> Passage:
    opening, field = item.text, "text"
    before = ""
    if isinstance(item, Article) and item.issue:
        before = f"{item.issue.strip()}\n"
        if not opening.strip():
            opening, field, before = item.issue, "issue", ""
    start = len(opening) - len(opening.lstrip())
    searched = f"{title.rstrip('.')}. {before}{opening.strip()}"[:HEAD_CHARACTERS]
    return Passage(searched, field, start, min(len(opening.rstrip()), start + PASSAGE_CHARACTERS))


def _thread(item: Ticket, title: str) -> list[Passage]:
    """The rest of a long text, then the customer's further messages: later ones often say what the first forgot."""
    found = [
        Passage(f"{title}. {item.text[first:last]}", "text", first, last)
        for first, last in [*windows(item.text, 0, len(item.text))][1 : TICKET_PASSAGES + 1]
        if last - first >= SHORTEST
    ]
    most = len(found) + THREAD_PASSAGES
    seen = {_folded(item.text)}
    for number, text in _customer_messages(item):
        start, end = _stripped(text, 0, len(text))
        folded = _folded(text)
        if end - start >= SHORTEST and folded not in seen and len(found) < most:
            seen.add(folded)
            end = min(end, start + PASSAGE_CHARACTERS)
            found.append(Passage(f"{title.rstrip('.')}. {text[start:end]}", f"timeline.{number}", start, end))
    return found


def _customer_messages(item: Ticket) -> list[tuple[int, str]]:
    return [
        (number, entry.text)
        for number, entry in enumerate(item.timeline)
        if entry.role == "customer" and entry.visibility is Visibility.PUBLIC
    ]


def _sections(item: Article, title: str) -> list[Passage]:
    """The article after its head, cut at headings and then by length; each passage carries its heading."""
    text = item.text
    found: list[Passage] = []
    for start, end, heading in _by_heading(text):
        for first, last in windows(text, start, end):
            if first < PASSAGE_CHARACTERS and heading is None:
                continue  # the head passage holds it
            shown = f"{heading}: " if heading and heading != title else ""
            if last - first >= SHORTEST or heading is not None:
                found.append(Passage(f"{title}. {shown}{text[first:last]}", "text", first, last, heading))
    return found[:ARTICLE_PASSAGES]


def _by_heading(text: str) -> Iterator[tuple[int, int, str | None]]:
    """(start, end, heading) of each section's body; the part before the first heading has none."""
    start, heading = 0, None
    for found in _HEADING.finditer(text):
        if text[start : found.start()].strip():
            yield start, found.start(), heading
        start, heading = found.end(), found.group("title")
    if text[start:].strip():
        yield start, len(text), heading


def windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Ranges of at most PASSAGE_CHARACTERS that end at a paragraph, line or word, without white space around."""
    start, end = _stripped(text, start, end)
    while start < end:
        last = end
        if end - start > PASSAGE_CHARACTERS:
            limit = start + PASSAGE_CHARACTERS
            last = next(
                (
                    at
                    for mark, least in (("\n\n", 2), ("\n", 2), (" ", 4))
                    if (at := text.rfind(mark, start + 1, limit)) > start + PASSAGE_CHARACTERS // least
                ),
                limit,
            )
        yield _stripped(text, start, last)
        start, end = _stripped(text, last, end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _folded(text: str) -> str:
    return _WORDLESS.sub(" ", text).strip().lower()[:500]


def text_of(item: Record, field: str) -> str:
    """The text a passage's range counts in. Raises KeyError for a field no passage names."""
    if isinstance(item, Ticket) and field.startswith("timeline."):
        return item.timeline[int(field.removeprefix("timeline."))].text
    if field not in ("title", "text", "issue"):
        raise KeyError(field)
    return str(getattr(item, field) or "")


def passage_link(item: Record, passage: Passage) -> str | None:
    """The record's address, opened at the passage where it can be; None for a record without one."""
    if item.url is None or passage.field == "title":
        return item.url
    text = text_of(item, passage.field)[passage.start : passage.end]
    anchor = heading_anchor(passage.heading) if passage.heading and isinstance(item, Article) else None
    return deep_link(item.url, anchor=anchor, text=text)
