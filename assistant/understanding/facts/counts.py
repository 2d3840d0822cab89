"""How many are affected, and how often it happens: `affected_users_count`, `affected_customers_count`, `frequency`.

A number counts only with a noun for people or customers behind it and words for trouble in the same sentence; the
head-count of the company does not.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, SpanKind
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.vocabulary import group

_KINDS = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)
_MOST = 2_000_000
_SHORT = 8
"""Words of a sentence that only adds to the one before."""


def find_counts(page: Page) -> Iterable[Fact]:
    """Facts for `affected_users_count`, `affected_customers_count` and `frequency`."""
    yield from _fields(page)
    yield from _people(page)
    yield from _customers(page)
    yield from _frequencies(page)


def _fields(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name in (FactField.AFFECTED_USERS_COUNT, FactField.AFFECTED_CUSTOMERS_COUNT):
            match = re.match(r"(?:~|ca\.? |about |approx\.? )?(\d{1,3}(?:[.,]\d{3})+|\d+)", entry.value)
            if match is not None:
                yield page.fact(
                    entry.name,
                    str(page.number(match[1])),
                    entry.line,
                    entry.start,
                    entry.start + match.end(),
                    computed=not match[1].isdigit(),
                )
        elif entry.name is FactField.FREQUENCY:
            yield page.fact(FactField.FREQUENCY, entry.value, entry.line, entry.start, entry.end)


def _number_before(page: Page, hit: Hit) -> tuple[int, int] | None:
    """A number directly before a noun: its value and where it starts."""
    numbers = page.vocabulary.alternatives("numbers")
    pattern = _NUMBER_BEFORE.get(page.vocabulary.codes)
    if pattern is None:
        pattern = re.compile(
            rf"(?<![\w.,/:#-])(?P<n>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}}|{numbers})(?:人の|名の|人|名|台の|台|件の)?[\s]{{0,2}}"
            rf"(?:of )?$"
        )
        _NUMBER_BEFORE[page.vocabulary.codes] = pattern
    match = pattern.search(hit.line.folded, max(0, hit.start - 30), hit.start)
    if match is None:
        return None
    value = page.number(match["n"])
    return (value, match.start()) if 0 < value <= _MOST else None


_NUMBER_BEFORE: dict[tuple[str, ...], re.Pattern[str]] = {}


def _people(page: Page) -> Iterator[Fact]:
    for hit in page.hits("people", _KINDS):
        line = hit.line
        if line.of_others or line.asks or page.has(line, "headcount") or _stepped(page, line):
            continue
        found = _number_before(page, hit)
        if found is None or found[0] == 1 and not page.has(line, "only_me"):
            continue
        if _troubled(page, line):
            yield page.fact(FactField.AFFECTED_USERS_COUNT, str(found[0]), line, found[1], hit.end, computed=True)
    for hit in page.hits("only_me", _KINDS):
        if not hit.line.asks and not hit.line.of_others:
            yield page.fact(FactField.AFFECTED_USERS_COUNT, "1", hit.line, hit.start, hit.end, computed=True)
    for hit in page.hits("template:others_too", _KINDS):
        number = page.number(group(hit.match, "n")) if hit.match is not None else 0
        if number and not hit.line.of_others and not hit.line.asks:
            yield page.fact(
                FactField.AFFECTED_USERS_COUNT, str(number + 1), hit.line, hit.start, hit.end, computed=True
            )


def _stepped(page: Page, line: Line) -> bool:
    """Whether a line tells of a step and its result: "reinstalled on two devices, no change" counts nobody affected."""
    return page.has(line, "tried") and page.has(line, "result")


def _troubled(page: Page, line: Line) -> bool:
    return page.has(line, "affected") or page.has(line, "symptom")


def _near_trouble(page: Page, line: Line) -> bool:
    """Whether a line, or the one before it in the same message, tells of trouble ("… comes up blank. Every time.")."""
    if _troubled(page, line):
        return True
    before = page.lines[line.index - 1] if line.index else line
    return before.span.message == line.span.message and page.has(before, "symptom") and len(line.text.split()) <= _SHORT


def _customers(page: Page) -> Iterator[Fact]:
    for hit in page.hits("customers", _KINDS):
        if hit.line.asks or page.has(hit.line, "headcount") or page.has(hit.line, "tenure_strict"):
            continue
        found = _number_before(page, hit)
        if found is not None and found[0] >= 2 and _troubled(page, hit.line):
            yield page.fact(
                FactField.AFFECTED_CUSTOMERS_COUNT, str(found[0]), hit.line, found[1], hit.end, computed=True
            )


def _frequencies(page: Page) -> Iterator[Fact]:
    for hit in page.hits("template:n_of_m", _KINDS):
        low, high = (page.number(group(hit.match, n)) if hit.match is not None else 0 for n in ("n", "m"))
        if 0 < low <= high and high >= 2 and not hit.line.of_others:
            yield page.fact(FactField.FREQUENCY, f"{low} of {high}", hit.line, hit.start, hit.end, computed=True)
    for key, value in (("always", "always"), ("intermittent", "intermittent"), ("once", "once"), ("periodic", None)):
        for hit in page.hits(key, _KINDS):
            line = hit.line
            if line.of_others or line.asks:
                continue
            if not _near_trouble(page, line):
                continue
            yield page.fact(
                FactField.FREQUENCY, value or hit.text.lower(), line, hit.start, hit.end, computed=value is not None
            )
