"""When: the problem began (`started_at`), the customer first asked (`waiting_since`), it will be too late (`deadline`).

A date counts by the cue beside it ("since", "wrote to you", "by"), never by itself. Words like "yesterday" count from
the date of the message they stand in.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Message, PasteFormat, SpanKind
from assistant.understanding.facts.deadlines import find_deadlines
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.page_dates import NEAR, OUR_SIDE, PROSE, Dates, after, gap
from assistant.understanding.facts.tenses import looks_ahead
from assistant.understanding.facts.vocabulary import group
from assistant.understanding.facts.when import When

_SAME_CLAUSE = 60
_TENURE = 24
"""Characters between "customer", "been with you" and "since" for the date to tell how long they have been one; in
"customer X reports: the export stops since Monday" they lie further apart."""
_DENIED = 12
"""Characters between "not" and "fixed"."""
_STAMP = 12
"""Characters a form's value may hold before its date: a weekday's name."""
_TOLD = (FactField.STARTED_AT, FactField.ACTUAL, FactField.TRIED, FactField.REPRO_STEPS, FactField.ERROR_MESSAGE)
"""Fields whose dates may tell of the trouble; any other's, as "created", do not."""
_NAMED = (FactField.STARTED_AT, FactField.WAITING_SINCE, FactField.DEADLINE)


def find_times(page: Page) -> Iterable[Fact]:
    """Facts for `started_at`, `waiting_since` and `deadline`."""
    dates = Dates(page)
    yield from _from_fields(page, dates)
    started = [*_started(page, dates), *_lasting(page, dates), *_onset(page, dates)]
    yield from (
        started if any(f.field is FactField.STARTED_AT for f in started) else (*started, *_dated_trouble(page, dates))
    )
    yield from _asked(page, dates)
    yield from _first_contact(page, dates)
    yield from find_deadlines(page, dates)


def _from_fields(page: Page, dates: Dates) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name in _NAMED and entry.name is not None:
            inside = [w for w in dates.of(entry.line) if entry.start <= w.start and w.start < entry.end]
            if inside and (inside[0].has_day or entry.name is FactField.STARTED_AT):
                when = inside[0]
                value = when.resolve(page.reference, ahead=entry.name is FactField.DEADLINE)
                if value is not None:
                    computed = not (when.absolute and when.year is not None)
                    yield page.fact(entry.name, value, entry.line, entry.label_start, when.end, computed=computed)


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
        for hit in page.hits(key, PROSE):
            if _is_background(page, hit) or (hit.line.asks and hit.line.message.role in OUR_SIDE):
                continue
            when = _date_after(hit, dates.of(hit.line)) if key == "since" else _date_before(hit, dates.of(hit.line))
            if when is None or _about_asking(page, hit) or _is_over(page, hit.line, hit.start, max(hit.end, when.end)):
                continue
            fact = dates.fact(FactField.STARTED_AT, hit.line, when, min(hit.start, when.start), ahead=False)
            if fact is not None and not dates.is_ahead(fact.value, hit.line):
                yield fact


def _is_over(page: Page, line: Line, start: int, end: int) -> bool:
    """Whether the words around a date tell when the trouble ended: "back to normal since 9:40"."""
    denials = page.within(line, "over_not")
    cures = [
        h
        for h in page.within(line, "over")
        if not any(0 <= h.start - n.end <= _DENIED or n.start <= h.start < n.end for n in denials)
    ]
    if not cures:
        return False
    _, high = page.clause(line, start, end)
    symptoms = page.within(line, "symptom")
    if any(end <= h.start < high for h in cures):
        return True
    if any(end <= h.start < high for h in symptoms):
        return False
    before = [h for h in cures if h.start < start]
    return bool(before) and not any(before[-1].end <= h.start < start for h in symptoms)


def _may_be_start(page: Page, dates: Dates, line: Line, when: When) -> bool:
    """Whether a date without "since" may be when trouble began, not what is to come or when a form was filled in."""
    if when.toward > 0 or (when.shift_days or 0) > 0 or dates.is_yet_to_come(when, line):
        return False
    if when.month is not None and when.day is None:
        return False
    if _is_over(page, line, when.start, when.end):
        return False
    events = [h for key in ("slot", "due") for h in page.within(line, key)]
    if when.bare_clock and any(gap(h, when) <= NEAR for h in events):
        return False
    fields = [f for f in page.fields_of(line) if f.start <= when.start < f.end and when.start <= f.start + _STAMP]
    if any(f.name not in _TOLD for f in fields):
        return False
    low, high = page.clause(line, when.start, when.end)
    broken = [h for key in ("onset", "symptom") for h in page.within(line, key) if low <= h.start < high]
    return bool(broken) or not looks_ahead(line.folded[low:high], page.vocabulary)


def _date_after(hit: Hit, dates: list[When]) -> When | None:
    for when in dates:
        if hit.start <= when.start <= hit.end + NEAR and when.end > hit.end:
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


def _lasting(page: Page, dates: Dates) -> Iterator[Fact]:
    """ "For five days now": began that long ago, or has waited that long."""
    for hit in page.hits("template:lasting", PROSE):
        line = hit.line
        if hit.match is None or line.asks or _is_background(page, hit) or _is_over(page, line, hit.start, hit.end):
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
        fact = dates.fact(
            FactField.WAITING_SINCE if asking else FactField.STARTED_AT, line, when, hit.start, ahead=False
        )
        if fact is not None:
            yield fact


def _onset(page: Page, dates: Dates) -> Iterator[Fact]:
    """A past date beside words for beginning or breaking, in the customer's words; the first such place only."""
    for hit in page.hits("onset", PROSE):
        line = hit.line
        if line.message.role in OUR_SIDE or _is_background(page, hit) or line.asks:
            continue
        near = [
            w
            for w in dates.of(line)
            if gap(hit, w) <= _SAME_CLAUSE
            and not after(page, line, w, "by")
            and not after(page, line, w, "asked")
            and _may_be_start(page, dates, line, w)
        ]
        for when in sorted(near, key=lambda w: gap(hit, w)):
            if when.has_day and when.shift_months is None or when.clock is not None:
                fact = dates.fact(FactField.STARTED_AT, line, when, when.start, ahead=False)
                if fact is not None and not dates.is_ahead(fact.value, line):
                    yield fact
                    return


def _dated_trouble(page: Page, dates: Dates) -> Iterator[Fact]:
    """The last resort: a past day or hour in the customer's first sentence that tells of trouble and has one."""
    wishes = {h.line.span.message for h in page.hits("wish", PROSE)}
    for line in page.lines:
        if line.kind not in PROSE or line.message.role in OUR_SIDE or line.asks or line.of_others:
            continue
        if (
            not page.has(line, "symptom")
            or page.has(line, "asked")
            or page.has(line, "tenure")
            or page.has(line, "tried")
            or line.span.message in wishes
        ):
            continue
        for when in dates.of(line):
            if (
                when.closes is not None
                or when.shift_months is not None
                or after(page, line, when, "by")
                or not _may_be_start(page, dates, line, when)
            ):
                continue
            fact = dates.fact(FactField.STARTED_AT, line, when, when.start, ahead=False)
            if fact is not None and not dates.is_ahead(fact.value, line):
                yield fact
                return


def _asked(page: Page, dates: Dates) -> Iterator[Fact]:
    """ "I wrote to you on Monday", "waiting since 3 November"."""
    for hit in page.hits("asked", PROSE):
        if hit.line.message.role in OUR_SIDE or hit.line.of_others or hit.line.asks:
            continue
        for when in dates.of(hit.line):
            near = 0 <= when.start - hit.end <= 40 or 0 <= hit.start - when.end <= 25
            if not near or after(page, hit.line, when, "by"):
                continue
            fact = dates.fact(FactField.WAITING_SINCE, hit.line, when, min(hit.start, when.start), ahead=False)
            if fact is not None and not dates.is_ahead(fact.value, hit.line):
                yield fact
                break


def _first_contact(page: Page, dates: Dates) -> Iterator[Fact]:
    """The date of the customer's first message, where a later one, a reply or a ticket shows that time has passed."""
    first: tuple[str, Line, When] | None = None
    later = False
    for message in page.document.messages:
        if message.role in OUR_SIDE:
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
        if not dates.is_ahead(value, line):
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
