"""Facts from the words the reader points at.

The reader knows where a fact stands, not what it is worth: values are read here by the same rules as everywhere (dates
from the message's day, counts from number words), and what cannot be read is not a fact.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.domain import Fact, FactField, Span, SpanKind
from assistant.understanding.facts.page import Line, Page
from assistant.understanding.facts.page_dates import Dates
from assistant.understanding.reader import Tagged

_DATES = {FactField.STARTED_AT: False, FactField.WAITING_SINCE: False, FactField.DEADLINE: True}
"""Date fields, and whether the date lies ahead."""
_COUNTS = {FactField.AFFECTED_CUSTOMERS_COUNT: "customers", FactField.AFFECTED_USERS_COUNT: "people"}
"""Counts, and the cue of whom they count."""
_BESIDE = 12
"""Characters behind a number within which the counted are named."""
NARRATIVE = (FactField.ACTUAL, FactField.EXPECTED, FactField.TRIED, FactField.WORKAROUND, FactField.REPRO_STEPS)
"""Fields told in clauses: the reader speaks only where the cues found nothing, and only in whole phrases."""
SURE = {
    FactField.STARTED_AT: 0.7, FactField.DEADLINE: 0.8, FactField.AFFECTED_USERS_COUNT: 0.7, FactField.FILE_SIZE: 0.8,
    FactField.CUSTOMER: 0.9,
} | dict.fromkeys(NARRATIVE, 0.65)  # fmt: skip
"""Mean token probability from which the words are believed, for the fields in which the reader adds to the finders
(chosen on the development half of the cases)."""
_PHRASE = 4
"""Words a clause needs to tell anything by itself."""
_JOIN = 12
"""Characters between two pieces of one clause that the reader left out."""
_SHORTEST = 2
_EDGES = " \t\n,;:.–—-*_\"'“”„«»()[]"


def find_tagged(page: Page, tagged: Mapping[str, Sequence[Tagged]]) -> Iterable[Fact]:
    """The facts the reader's words yield, in the order of the paste."""
    dates = Dates(page)
    for line in page.lines:
        if line.kind is SpanKind.LOG or line.of_others:
            continue
        for tag in _joined(tagged.get(line.span.id, ())):
            if tag.field in SURE and tag.probability >= SURE[tag.field]:
                yield from _fact(page, dates, line, tag)


def _joined(tags: Sequence[Tagged]) -> list[Tagged]:
    """Neighbouring pieces of one field as one."""
    out: list[Tagged] = []
    for tag in tags:
        if out and out[-1].field is tag.field and tag.start - out[-1].end <= _JOIN:
            last = out.pop()
            tag = Tagged(tag.field, last.start, tag.end, (last.probability + tag.probability) / 2)
        out.append(tag)
    return out


def combine(found: list[Fact], tagged: list[Fact]) -> list[Fact]:
    """Finders' facts, and the reader's where they add something."""
    told = {f.field for f in found}
    known = [(f.field, e.start, e.end) for f in found for e in f.evidence]
    added = []
    for fact in tagged:
        proof = fact.evidence[0]
        if fact.field in NARRATIVE and (fact.field in told or len(fact.value.split()) < _PHRASE):
            continue
        if fact.field is FactField.CUSTOMER and fact.field in told:
            continue
        if not any(n is fact.field and s < proof.end and proof.start < e for n, s, e in known):
            added.append(fact)
    return found + added


def read_words(page: Page, field: FactField, span: Span, start: int, end: int) -> Fact | None:
    """The fact that words pointed at by anybody state: dates and counts are read, all else stands as written."""
    line = next((x for x in page.lines if x.span.id == span.id), None)
    if line is None:
        return None
    if field is FactField.FREQUENCY:
        for value in ("always", "intermittent", "once"):
            if any(hit.start < end and start < hit.end for hit in page.within(line, value)):
                return page.fact(field, value, line, start, end, computed=True)
    return next(_fact(page, Dates(page), line, Tagged(field, start, end, 1.0)), None)


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
        # "About 140 letters" counts letters: the words for who is counted must stand there too.
        if not any(hit.start < end + _BESIDE and start < hit.end for hit in page.within(line, _COUNTS[tag.field])):
            return
        for token in line.folded[start:end].replace(",", "").split():
            number = page.number(token.strip(_EDGES))
            if number > 0:
                yield page.fact(tag.field, str(number), line, start, end, computed=not token.isdigit())
                return
    elif tag.field is FactField.TRIED and tag.probability < 1.0 and not _is_step(page, line, start, end):
        return
    else:
        yield page.fact(tag.field, " ".join(words.split()), line, start, end)


def _is_step(page: Page, line: Line, start: int, end: int) -> bool:
    """Whether words the reader takes for a step name one, or its result; what happened and how long is none."""
    near = ("tried", "tried_start", "tried_weak", "result")
    return any(h.start < end and start < h.end for key in near for h in page.within(line, key))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    # NOTE: a closing mark belongs to what it closes: `"fetching task"`, `(WV-503)`
    if start > 0 and end < len(text) and text[start - 1] + text[end] in ('""', "()", "“”", "«»", "''"):
        return start - 1, end + 1
    return start, end
