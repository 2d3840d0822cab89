"""The date expressions of a page, line by line, each with the zone its clock hangs in.

A zone said at the time decides; else that of the mail's header; else the one its writer names elsewhere in the paste.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo

from assistant.domain import Fact, FactField, Message, PasteFormat, Role, SpanKind
from assistant.understanding.facts.dates import TEMPLATES, DateReader, Placed
from assistant.understanding.facts.foreign_dates import find_foreign_dates
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.versions import version_places
from assistant.understanding.facts.when import When
from assistant.understanding.facts.zones import ZoneReader

PROSE = (SpanKind.PROSE, SpanKind.HEADING, SpanKind.FIELD)
"""Lines people write."""
OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
"""Who speaks for us: what they promise is not the customer's date."""
NEAR = 16
"""Characters between a cue and its date: room for "at about the", "early on"."""
_BRIDGE = 4
"""Words between a day and its hour: "Friday's quarterly board meeting at 9:30"."""
_STOPS = re.compile(r"[.;:!?()。、]")


class Dates:
    """The date expressions of a page, read once a line."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._reader, self._zones = _readers_for(page)
        offset = page.reference.utcoffset()
        self._hours = int(offset.total_seconds() // 3600) if offset is not None else 0
        self._read: dict[int, list[When]] = {}
        self._lines: dict[int, list[When]] = {}
        self._of_messages: dict[int, tzinfo | None] = {}
        self._bases: dict[int, datetime] = {}
        self._head_lines: dict[int, list[Line]] = {}
        self._by_message: dict[int, list[Line]] = {}
        for line in page.lines:
            kept = self._head_lines if line.kind is SpanKind.META else self._by_message
            kept.setdefault(line.span.message, []).append(line)
        self._names_zones = self._zones.named_in(page.joined)

    def of(self, line: Line) -> list[When]:
        """All of a line."""
        if line.index not in self._lines:
            zone = self._zone_of(line.message)
            same = line.kind is not SpanKind.META and self._has_clock(line.message)
            self._lines[line.index] = [
                w.placed(w.zone or zone, same_clock=same or w.zone is not None) for w in self._stated(line)
            ]
        return self._lines[line.index]

    def base(self, line: Line) -> datetime:
        """The moment relative words of a line count from: as `Page.base`, else the time of day in a chat's head."""
        message = line.message
        if message.index not in self._bases:
            base = self._page.base(line)
            if message.sent_at is None and (told := self._head(message)) is not None:
                base = told
            self._bases[message.index] = base
        return self._bases[message.index]

    def fact(self, name: FactField, line: Line, when: When, start: int, *, ahead: bool) -> Fact | None:
        """The fact that an expression states, quoted from `start`; None where it is no real date."""
        value = when.resolve(self.base(line), ahead=ahead)
        if value is None:
            return None
        stated = when.absolute and when.year is not None
        return self._page.fact(name, value, line, start, when.end, computed=not stated)

    def is_ahead(self, value: str, line: Line) -> bool:
        """Whether a value lies after the day of the line's message, with an hour after its minute."""
        return value > self._now(value, line)

    def is_yet_to_come(self, when: When, line: Line) -> bool:
        """Whether an hour without a day is one later on the day of the line's message."""
        value = when.resolve(self.base(line), ahead=True) if when.bare_clock else None
        return value is not None and self._has_clock(line.message) and self.is_ahead(value, line)

    def is_past(self, value: str, line: Line) -> bool:
        """Whether a value lies before the line's message."""
        return value < self._now(value, line)

    def _now(self, value: str, line: Line) -> str:
        return self.base(line).strftime("%Y-%m-%dT%H:%M")[: len(value)]

    def _head(self, message: Message) -> datetime | None:
        """The day and hour in a message's head, for heads without a year or a day."""
        for line in self._heads(message):
            for when in self.of(line):
                value = when.resolve(self._page.reference, ahead=False) if when.clock is not None else None
                if value is not None and "T" in value:
                    return datetime.fromisoformat(value).replace(tzinfo=self._page.reference.tzinfo)
        return None

    def _stated(self, line: Line) -> list[When]:
        """The expressions of a line with the zones said beside them."""
        if line.index not in self._read:
            page = self._page
            templates = [
                Placed(k, h.start, h.end, h.match)
                for k in TEMPLATES
                for h in page.within(line, "template:" + k)
                if h.match is not None
            ]
            found = self._reader.find(
                line.folded,
                templates,
                zone_hours=self._hours,
                barred=version_places(page, line),
                zone_at=lambda start, end: self._zones.at(
                    line.text, line.folded, start, end, near=self._near(line.message), home=page.reference.tzinfo
                ),
            )
            self._read[line.index] = self._bridged(line, found) + self._foreign(line)
        return self._read[line.index]

    def _bridged(self, line: Line, found: list[When]) -> list[When]:
        """Day and hour around what happens then ("Thursday's board meeting at 9:30") as one expression."""
        out: list[When] = []
        for when in found:
            one = self._over_event(line, out[-1], when) if out else None
            if one is not None:
                out[-1] = one
            else:
                out.append(when)
        return out

    def _over_event(self, line: Line, first: When, second: When) -> When | None:
        day, hour = (first, second) if first.has_day else (second, first)
        if not hour.bare_clock or day.clock is not None or not day.has_clock_room:
            return None
        between = line.folded[first.end : second.start]
        events = [h for key in ("due", "slot") for h in self._page.within(line, key)]
        if (
            _STOPS.search(between)
            or len(between.split()) > _BRIDGE + 2
            or not any(first.end <= h.start and h.end <= second.start for h in events)
            or not self._leads(between, hour is second)
        ):
            return None
        return day.at(hour, first.start, second.end)

    def _leads(self, between: str, hour_last: bool) -> bool:
        """Whether the words before the second half lead to it: "at" to an hour, "on" to a day."""
        words = between.split()
        if words and not words[-1].isascii():  # languages without spaces
            return len(between) <= _BRIDGE * 3
        lead = self._page.vocabulary.words("clock_lead" if hour_last else "date_glue")
        return any(between.rstrip().endswith(" " + w) or between.strip() == w for w in lead)

    def _zone_of(self, message: Message) -> tzinfo | None:
        if message.index not in self._of_messages:
            self._of_messages[message.index] = self._header_zone(message) or self._writers_zone(message)
        return self._of_messages[message.index]

    def _header_zone(self, message: Message) -> tzinfo | None:
        """The zone of a header; UTC only of mail, since a machine's stamp in UTC says nothing of the writer's clock."""
        offset = message.sent_at.utcoffset() if message.sent_at is not None else None
        if offset is None or (not offset and self._page.document.format is not PasteFormat.MAIL):
            return None
        return timezone(offset)

    def _writers_zone(self, message: Message) -> tzinfo | None:
        """The one zone its writer says anywhere in the paste, but UTC, in which logs and status pages are quoted."""
        if not self._names_zones:
            return None
        own = {m.index for m in self._page.document.messages if message.author and m.author == message.author}
        said = {
            w.zone
            for index in own | {message.index}
            for line in (*self._head_lines.get(index, ()), *self._by_message.get(index, ()))
            if line.kind is not SpanKind.LOG
            for w in self._stated(line)
            if w.zone is not None and datetime(2000, 1, 1, tzinfo=w.zone).utcoffset()
        }
        return said.pop() if len(said) == 1 else None

    def _near(self, message: Message) -> timedelta | None:
        return message.sent_at.utcoffset() if message.sent_at is not None else None

    def _has_clock(self, message: Message) -> bool:
        """Whether the message says when it was sent, to the minute, by the clock its words go by."""
        sent = message.sent_at
        if sent is not None:
            return (sent.hour, sent.minute) != (0, 0)
        return any(w.clock is not None for line in self._heads(message) for w in self._stated(line))

    def _heads(self, message: Message) -> list[Line]:
        return self._head_lines.get(message.index, [])

    def _foreign(self, line: Line) -> list[When]:
        """Dates of a language that has no tables."""
        language = self._page.document.language
        if language in self._page.vocabulary.codes or line.kind not in PROSE:
            return []
        found = find_foreign_dates(line.text, language, self._page.base(line))
        return [When(a, b, year=d.year, month=d.month, day=d.day) for a, b, d in found]


def gap(hit: Hit, when: When) -> int:
    """Characters between a cue and an expression."""
    return max(when.start - hit.end, hit.start - when.end, 0)


def after(page: Page, line: Line, when: When, key: str) -> bool:
    """Whether an expression stands close behind a cue."""
    return any(0 <= when.start - h.end <= NEAR for h in page.within(line, key))


_READERS: dict[tuple[str, ...], tuple[DateReader, ZoneReader]] = {}


def _readers_for(page: Page) -> tuple[DateReader, ZoneReader]:
    """The readers of the page's languages, compiled once."""
    key = page.vocabulary.codes
    if key not in _READERS:
        _READERS[key] = DateReader(page.vocabulary), ZoneReader(page.vocabulary)
    return _READERS[key]
