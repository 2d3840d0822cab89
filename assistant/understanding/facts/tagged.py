"""Facts from the words the reader points at.

The reader knows where a fact stands, not what it is worth: values are read here by the same rules as everywhere (dates from
the message's day, counts from number words), and what cannot be read is not a fact.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.domain import Fact, FactField, SpanKind
from assistant.understanding.facts.page import Line, Page
from assistant.understanding.facts.times import Dates
from assistant.understanding.reader import Tagged

_DATES = {FactField.STARTED_AT: False, FactField.WAITING_SINCE: False, FactField.DEADLINE: True}
"""Date fields, and whether the date lies ahead."""
_COUNTS = (FactField.AFFECTED_CUSTOMERS_COUNT, FactField.AFFECTED_USERS_COUNT)
NARRATIVE = (
    FactField.ACTUAL, FactField.EXPECTED, FactField.TRIED, FactField.WORKAROUND, FactField.REPRO_STEPS, FactField.FREQUENCY,
)  # fmt: skip
"""Fields told in clauses, for which the reader is asked first: no list of cues covers how people tell them."""
OTHERS = (*_DATES, *_COUNTS, FactField.ERROR_MESSAGE, FactField.ENVIRONMENT, FactField.DEVICE, FactField.SLA)
"""Fields whose finders are precise and miss much: the reader adds to them."""
SURE = {name: 0.5 for name in NARRATIVE} | {name: 0.6 for name in OTHERS}
"""Mean token probability from which the words are believed (chosen on the development half of the cases)."""
_SHORTEST = 2
_EDGES = " \t\n,;:.–—-*_\"'“”„«»()[]"


def find_tagged(page: Page, tagged: Mapping[str, Sequence[Tagged]]) -> Iterable[Fact]:
    """The facts the reader's words yield, in the order of the paste."""
    dates = Dates(page)
    for line in page.lines:
        if line.kind is SpanKind.LOG or line.of_others:
            continue
        for tag in tagged.get(line.span.id, ()):
            if tag.field in SURE and tag.probability >= SURE[tag.field]:
                yield from _fact(page, dates, line, tag)


def _fact(page: Page, dates: Dates, line: Line, tag: Tagged) -> Iterator[Fact]:
    start, end = _trimmed(line.text, tag.start, tag.end)
    words = line.text[start:end]
    if len(words) < _SHORTEST:
        return
    if tag.field in _DATES:
        for when in dates.of(line):
            if when.start < end and start < when.end:
                value = when.resolve(page.base(line), ahead=_DATES[tag.field])
                if value is not None:
                    yield page.fact(tag.field, value, line, min(start, when.start), max(end, when.end), computed=True)
                return
    elif tag.field in _COUNTS:
        for token in line.folded[start:end].replace(",", "").split():
            number = page.number(token.strip(_EDGES))
            if number > 0:
                yield page.fact(tag.field, str(number), line, start, end, computed=not token.isdigit())
                return
    else:
        yield page.fact(tag.field, " ".join(words.split()), line, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    # NOTE: a closing mark belongs to what it closes: `"fetching task"`, `(WV-503)`
    if start > 0 and end < len(text) and text[start - 1] + text[end] in ('""', "()", "“”", "«»", "''"):
        return start - 1, end + 1
    return start, end
