"""When: the problem began (`started_at`), the customer first asked (`waiting_since`), it will be too late (`deadline`).

A date counts by the cue beside it ("since", "wrote to you", "by"), never by itself. Words like "yesterday" count from
the date of the message they stand in.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from assistant.domain import Fact, FactField, Message, PasteFormat, Role, SpanKind
from assistant.understanding.facts.dates import TEMPLATES, DateReader, Placed, When
from assistant.understanding.facts.foreign_dates import find_foreign_dates
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.vocabulary import group

_NEAR = 16
"""Characters between a cue and its date: room for "at about the", "early on"."""
_SAME_CLAUSE = 60
_TENURE = 24
"""Characters between "customer", "been with you" and "since" for the date to tell how long they have been one; in
"customer X reports: the export stops since Monday" they lie further apart."""
_PROSE = (SpanKind.PROSE, SpanKind.HEADING, SpanKind.FIELD)
_OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
_NAMED = (FactField.STARTED_AT, FactField.WAITING_SINCE, FactField.DEADLINE)


class Dates:
    """The date expressions of a page, read once a line."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._reader = _reader_for(page)
        offset = page.reference.utcoffset()
        self._zone = int(offset.total_seconds() // 3600) if offset is not None else 0
        self._lines: dict[int, list[When]] = {}

    def of(self, line: Line) -> list[When]:
        """All of a line."""
        if line.index not in self._lines:
            placed = [
                Placed(k, h.start, h.end, h.match)
                for k in TEMPLATES
                for h in self._page.within(line, "template:" + k)
                if h.match is not None
            ]
            self._lines[line.index] = self._reader.find(line.folded, placed, zone_hours=self._zone) + self._foreign(
                line
            )
        return self._lines[line.index]

    def _foreign(self, line: Line) -> list[When]:
        """Dates of a language that has no tables."""
        language = self._page.document.language
        if language in self._page.vocabulary.codes or line.kind not in _PROSE:
            return []
        found = find_foreign_dates(line.text, language, self._page.base(line))
        return [When(a, b, year=d.year, month=d.month, day=d.day) for a, b, d in found]


_READERS: dict[tuple[str, ...], DateReader] = {}


def _reader_for(page: Page) -> DateReader:
    """The date reader of the page's languages, compiled once."""
    key = page.vocabulary.codes
    if key not in _READERS:
        _READERS[key] = DateReader(page.vocabulary)
    return _READERS[key]


def find_times(page: Page) -> Iterable[Fact]:
    """Facts for `started_at`, `waiting_since` and `deadline`."""
    dates = Dates(page)
    yield from _from_fields(page, dates)
    started = [*_started(page, dates), *_lasting(page), *_onset(page, dates)]
    yield from (
        started if any(f.field is FactField.STARTED_AT for f in started) else (*started, *_dated_trouble(page, dates))
    )
    yield from _asked(page, dates)
    yield from _first_contact(page, dates)
    yield from _deadlines(page, dates)


def _fact(
    page: Page, name: FactField, line: Line, when: When, start: int, *, ahead: bool, base: datetime | None = None
) -> Fact | None:
    value = when.resolve(base or page.base(line), ahead=ahead)
    if value is None:
        return None
    return page.fact(name, value, line, start, when.end, computed=not (when.absolute and when.year is not None))


def _from_fields(page: Page, dates: Dates) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name in _NAMED and entry.name is not None:
            inside = [w for w in dates.of(entry.line) if entry.start <= w.start and w.end <= entry.end]
            if inside and (inside[0].has_day or entry.name is FactField.STARTED_AT):
                fact = _fact(
                    page,
                    entry.name,
                    entry.line,
                    inside[0],
                    entry.label_start,
                    ahead=entry.name is FactField.DEADLINE,
                    base=page.reference,
                )
                if fact is not None:
                    yield fact


def _is_background(page: Page, hit: Hit) -> bool:
    """Whether a place tells of other things: another customer, years as a customer, another form field."""
    if hit.line.of_others or any(_gap_of(t, hit) <= _TENURE for t in page.within(hit.line, "tenure")):
        return True
    return any(
        f.name is not None and f.name not in _NAMED and f.start <= hit.start < f.end for f in page.fields_of(hit.line)
    )


def _gap_of(one: Hit, other: Hit) -> int:
    return max(other.start - one.end, one.start - other.end, 0)


def _started(page: Page, dates: Dates) -> Iterator[Fact]:
    for key in ("since", "since_after"):
        for hit in page.hits(key, _PROSE):
            if _is_background(page, hit) or (hit.line.asks and hit.line.message.role in _OUR_SIDE):
                continue
            when = _date_after(hit, dates.of(hit.line)) if key == "since" else _date_before(hit, dates.of(hit.line))
            if when is None or _about_asking(page, hit):
                continue
            fact = _fact(page, FactField.STARTED_AT, hit.line, when, min(hit.start, when.start), ahead=False)
            if fact is not None and not _in_future(fact.value, page, hit.line):
                yield fact


def _date_after(hit: Hit, dates: list[When]) -> When | None:
    for when in dates:
        if hit.start <= when.start <= hit.end + _NEAR and when.end > hit.end:
            between = hit.line.folded[hit.end : when.start]
            if not re.search(r"[.;!?\d]", between):
                return when
    return None


def _date_before(hit: Hit, dates: list[When]) -> When | None:
    return next((w for w in dates if 0 <= hit.start - w.end <= 3), None)


def _about_asking(page: Page, hit: Hit) -> bool:
    """Whether "since" dates the waiting rather than the problem."""
    low, high = page.clause(hit.line, hit.start, hit.end)
    return any(low <= h.start < high for h in page.within(hit.line, "asked"))


def _in_future(value: str, page: Page, line: Line) -> bool:
    return value[:10] > page.base(line).date().isoformat()


def _lasting(page: Page) -> Iterator[Fact]:
    """ "For five days now": began that long ago, or has waited that long."""
    for hit in page.hits("template:lasting", _PROSE):
        line = hit.line
        if hit.match is None or line.asks or _is_background(page, hit):
            continue
        number = page.number(group(hit.match, "n"))
        unit = page.vocabulary.words("units").get(group(hit.match, "unit") or "")
        if not number or unit is None or any(abs(h.end - hit.start) <= 20 for h in page.within(line, "works_well")):
            continue
        hours = {"minute": number / 60, "hour": float(number)}
        when = When(
            hit.start,
            hit.end,
            shift_hours=-hours[unit] if unit in hours else None,
            shift_days=-number * (7 if unit == "week" else 1) if unit in ("day", "week") else None,
            shift_months=-number * (12 if unit == "year" else 1) if unit in ("month", "year") else None,
        )
        asking = _about_asking(page, hit)
        if not asking and not page.has(line, "symptom"):
            continue
        fact = _fact(
            page, FactField.WAITING_SINCE if asking else FactField.STARTED_AT, line, when, hit.start, ahead=False
        )
        if fact is not None:
            yield fact


def _onset(page: Page, dates: Dates) -> Iterator[Fact]:
    """A past date beside words for beginning or breaking, in the customer's words; the first such place only."""
    for hit in page.hits("onset", _PROSE):
        line = hit.line
        if line.message.role in _OUR_SIDE or _is_background(page, hit) or line.asks:
            continue
        near = [
            w
            for w in dates.of(line)
            if _gap(hit, w) <= _SAME_CLAUSE and not _after(page, line, w, "by") and not _after(page, line, w, "asked")
        ]
        for when in sorted(near, key=lambda w: _gap(hit, w)):
            if when.has_day and when.shift_months is None or when.clock is not None:
                fact = _fact(page, FactField.STARTED_AT, line, when, when.start, ahead=False)
                if fact is not None and not _in_future(fact.value, page, line):
                    yield fact
                    return


def _dated_trouble(page: Page, dates: Dates) -> Iterator[Fact]:
    """The last resort: a past day or hour in the customer's first sentence that tells of trouble and has one."""
    for line in page.lines:
        if line.kind not in _PROSE or line.message.role in _OUR_SIDE or line.asks or line.of_others:
            continue
        if (
            not page.has(line, "symptom")
            or page.has(line, "asked")
            or page.has(line, "tenure")
            or page.has(line, "tried")
        ):
            continue
        for when in dates.of(line):
            if (
                when.closes is not None
                or when.shift_months is not None
                or _after(page, line, when, "by")
                or (when.shift_days or 0) > 0
            ):
                continue
            fact = _fact(page, FactField.STARTED_AT, line, when, when.start, ahead=False)
            if fact is not None and not _in_future(fact.value, page, line):
                yield fact
                return


def _gap(hit: Hit, when: When) -> int:
    return max(when.start - hit.end, hit.start - when.end, 0)


def _after(page: Page, line: Line, when: When, key: str) -> bool:
    return any(0 <= when.start - h.end <= _NEAR for h in page.within(line, key))


def _asked(page: Page, dates: Dates) -> Iterator[Fact]:
    """ "I wrote to you on Monday", "waiting since 3 November"."""
    for hit in page.hits("asked", _PROSE):
        if hit.line.message.role in _OUR_SIDE or hit.line.of_others or hit.line.asks:
            continue
        for when in dates.of(hit.line):
            near = 0 <= when.start - hit.end <= 40 or 0 <= hit.start - when.end <= 25
            if not near or _after(page, hit.line, when, "by"):
                continue
            fact = _fact(page, FactField.WAITING_SINCE, hit.line, when, min(hit.start, when.start), ahead=False)
            if fact is not None and not _in_future(fact.value, page, hit.line):
                yield fact
                break


def _first_contact(page: Page, dates: Dates) -> Iterator[Fact]:
    """The date of the customer's first message, where a later one, a reply or a ticket shows that time has passed."""
    first: tuple[str, Line, When] | None = None
    later = False
    for message in page.document.messages:
        if message.role in _OUR_SIDE:
            continue
        found = _sent(page, dates, message)
        if found is None:
            continue
        if first is not None and found[0][:10] != first[0][:10]:
            later = True
        if first is None or found[0] < first[0]:
            first = found
    if first is not None and (later or _answered(page)):
        value, line, when = first
        if not _in_future(value, page, line):
            yield page.fact(FactField.WAITING_SINCE, value, line, when.start, when.end, computed=when.year is None)


def _sent(page: Page, dates: Dates, message: Message) -> tuple[str, Line, When] | None:
    """When a message was sent, as its head says."""
    for line in page.lines:
        if line.span.message == message.index and line.kind is SpanKind.META:
            for when in dates.of(line):
                # In a chat the day is mostly left out: the hour beside the speaker counts from the day of receipt.
                timed = when.clock is not None and page.document.format is PasteFormat.CHAT
                if (when.absolute or timed) and (value := when.resolve(page.reference, ahead=False)) is not None:
                    if message.sent_at is not None and message.sent_at.tzinfo is not None:
                        sent = message.sent_at.astimezone(page.reference.tzinfo)
                        value = sent.strftime("%Y-%m-%dT%H:%M") if when.clock is not None else sent.date().isoformat()
                    return value, line, when
    return None


def _answered(page: Page) -> bool:
    """Whether the paste is a ticket, forum thread or chat rather than one mail on its way."""
    if page.document.format is PasteFormat.MAIL:
        return False
    return page.document.format is PasteFormat.TICKET or sum(1 for m in page.document.messages if m.end > m.start) >= 2


def _deadlines(page: Page, dates: Dates) -> Iterator[Fact]:
    """Dates ahead after "by" or "before", or beside words for what is due."""
    seen: set[tuple[int, int]] = set()
    for key, reach in (("by", _NEAR), ("by_after", 3), ("due", _SAME_CLAUSE)):
        for hit in page.hits(key, _PROSE):
            line = hit.line
            if (
                line.of_others
                or page.has(line, "not_deadline")
                or line.message.role is Role.SYSTEM
                or hit.line.message.role in _OUR_SIDE
                and key == "due"
            ):
                continue
            for when in dates.of(line):
                if (line.index, when.start) in seen or not _reaches(hit, when, key, reach):
                    continue
                if key == "due" and (_after(page, line, when, "since") or not when.has_day):
                    continue
                start = min(hit.start, when.start) if key == "by" else when.start
                fact = _fact(page, FactField.DEADLINE, line, when, start, ahead=True)
                if fact is not None and not _is_past(fact.value, page, line):
                    seen.add((line.index, when.start))
                    yield fact


def _reaches(hit: Hit, when: When, key: str, reach: int) -> bool:
    if key == "by":
        return 0 <= when.start - hit.end <= reach or hit.start <= when.start < hit.end < when.end
    if key == "by_after":
        return 0 <= hit.start - when.end <= reach
    return _gap(hit, when) <= reach


def _is_past(value: str, page: Page, line: Line) -> bool:
    base = page.base(line)
    if "T" in value:
        return value < base.strftime("%Y-%m-%dT%H:%M")
    return value < base.date().isoformat()[: len(value)]
