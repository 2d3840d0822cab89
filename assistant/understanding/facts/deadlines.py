"""When it will be too late for the customer (`deadline`): dates ahead, beside "by", or beside what happens then.

Not every date ahead is one: "the demo failed on Friday" tells of the past, "I'll call you back by 3" promises a call.
"""

from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.page_dates import NEAR, OUR_SIDE, PROSE, Dates, after, gap
from assistant.understanding.facts.tenses import looks_ahead, tells_of_past
from assistant.understanding.facts.when import When

_SAME_CLAUSE = 60
_BESIDE = 3
"""Characters between a date and the word after it that makes it a deadline, or an hour and what leaves then."""
_LED = 10
"""Characters between an hour and what leaves then: room for "at the"."""
_TODAY = 16
"""Characters between "today" and what is due: further off, it means "nowadays"."""
_REACHES = {"by": NEAR, "by_after": _BESIDE, "due": _SAME_CLAUSE, "leaves": _LED}


def find_deadlines(page: Page, dates: Dates) -> Iterable[Fact]:
    """Facts for `deadline`, each place once."""
    seen: set[tuple[int, int]] = set()
    for line, when, start in (*_cued(page, dates), *_by_then(page, dates)):
        if (line.index, when.start) in seen:
            continue
        fact = dates.fact(FactField.DEADLINE, line, when, start, ahead=True)
        if fact is not None and not dates.is_past(fact.value, line):
            seen.add((line.index, when.start))
            yield fact


def _cued(page: Page, dates: Dates) -> Iterator[tuple[Line, When, int]]:
    for key in _REACHES:
        for hit in page.hits(key, PROSE):
            line = hit.line
            ours = line.message.role in OUR_SIDE
            if line.of_others or page.has(line, "not_deadline") or line.message.role is Role.SYSTEM:
                continue
            if ours and (page.has(line, "our_promise") or (key in ("due", "leaves") and not page.has(line, "theirs"))):
                continue
            for when in dates.of(line):
                if _reaches(hit, when, key) and _is_meant(page, hit, when, key):
                    yield line, when, min(hit.start, when.start) if key == "by" else when.start


def _by_then(page: Page, dates: Dates) -> Iterator[tuple[Line, When, int]]:
    """ "The season opens on 1 December, we need it by then": the last date before "by then", in its line or the one
    before."""
    for hit in page.hits("by_then", PROSE):
        line = hit.line
        if line.of_others or line.message.role in OUR_SIDE:
            continue
        named = [(line, w) for w in dates.of(line) if w.end <= hit.start and w.has_day]
        if not named and line.index and page.lines[line.index - 1].span.message == line.span.message:
            named = [(page.lines[line.index - 1], w) for w in dates.of(page.lines[line.index - 1]) if w.has_day]
        if named:
            yield named[-1][0], named[-1][1], named[-1][1].start


def _reaches(hit: Hit, when: When, key: str) -> bool:
    reach = _REACHES[key]
    if key == "by":
        return 0 <= when.start - hit.end <= reach or hit.start <= when.start < hit.end < when.end
    if key == "by_after":
        return 0 <= hit.start - when.end <= reach
    return gap(hit, when) <= reach


def _is_meant(page: Page, hit: Hit, when: When, key: str) -> bool:
    """Whether the words around a date make it the customer's date ahead."""
    line = hit.line
    if when.toward < 0 or (when.shift_days or 0) < 0:
        return False
    low, high = page.clause(line, min(hit.start, when.start), max(hit.end, when.end))
    if any(low <= h.start < high and h.end > low for h in page.within(line, "contact")):
        return False
    if any(h.start <= hit.start < h.end for h in page.within(line, "since")):
        return False  # "it worked until Friday"
    if key == "leaves":
        return when.clock is not None and _is_led(page, hit, when) and not _tells_past(page, line, when)
    if _tells_past(page, line, when):
        return False
    if key == "due":
        if not when.has_day or after(page, line, when, "since"):
            return False
        return when.shift_days != 0 or gap(hit, when) <= _TODAY or looks_ahead(line.folded[low:high], page.vocabulary)
    return True


def _is_led(page: Page, hit: Hit, when: When) -> bool:
    """Whether only words like "at the" stand between an hour and what leaves then: "the 11:00 truck"."""
    between = hit.line.folded[min(hit.end, when.end) : max(hit.start, when.start)]
    lead = {**page.vocabulary.words("clock_lead"), **page.vocabulary.words("date_glue")}
    words = [w for w in between.split() if w not in ("-", "–")]
    return gap(hit, when) <= _BESIDE or " ".join(words) in lead or all(w in lead for w in words)


def _tells_past(page: Page, line: Line, when: When) -> bool:
    """Whether the clause of a date that may be either tells what has been."""
    low, high = page.clause(line, when.start, when.end)
    return not _is_surely_ahead(when) and tells_of_past(line.text[low:high], line.folded[low:high], page.vocabulary)


def _is_surely_ahead(when: When) -> bool:
    """Whether the expression itself says that it lies ahead: "tomorrow", "next Friday", a day and month."""
    return when.toward > 0 or (when.shift_days or 0) > 0 or when.absolute or when.closes is not None
