"""Date expressions of a text: where they stand and which day they mean.

The plain forms (ISO, numeric, "17 de noviembre", weekday names, "yesterday", "3 days ago", "at twenty to ten") are read
from the word tables, so that most pastes never import `dateparser`; `foreign_dates.py` uses it for languages without
tables. Atoms that stand side by side ("Friday 13.11. at 8 pm", "yesterday about ten") become one expression.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from assistant.understanding.facts.vocabulary import Vocabulary, group

_TWO_DIGIT_YEAR = 2000
_MONTHS, _DAYS = 12, 31
_NOT_MONTH = re.compile(r"[\d.,ºª]|\b(?:st|nd|rd|th|er|of|de|del)\b|(?<=\d)(?:st|nd|rd|th|er)|d'")
_BARE_ORDINALS = ("es", "fr", "it", "pt")
"""Languages that write the day of the month as a bare number ("el 4", "le 4")."""
_AMERICAN = range(-10, -3)
"""UTC offsets (hours) of zones that write month before day, when the language is English."""


@dataclass(frozen=True)
class When:
    """One date expression of a line: some of day, month, weekday, clock; base and direction give the rest."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift_days: int | None = None
    shift_months: int | None = None
    """-1 "last month" with no day: the value is a month."""
    shift_hours: float | None = None
    clock: time | None = None
    either_half: bool = False
    """A clock in words ("half one"), which may mean before or after noon."""
    closes: str | None = None
    """`week`, `month`, `quarter` or `year`: the end of it."""

    @property
    def has_day(self) -> bool:
        """Whether a day is named at all, rather than a clock alone."""
        return any(
            x is not None
            for x in (
                self.month,
                self.day,
                self.weekday,
                self.shift_days,
                self.shift_months,
                self.shift_hours,
                self.closes,
            )
        )

    @property
    def absolute(self) -> bool:
        """Whether the words state day and month."""
        return self.month is not None and self.day is not None

    def resolve(self, base: datetime, *, ahead: bool) -> str | None:
        """The ISO value seen from `base`: the next such day if `ahead`, else the latest one. None for no real date."""
        try:
            if self.shift_hours is not None:
                moment = base + timedelta(hours=self.shift_hours)
                return moment.strftime("%Y-%m-%dT%H:%M")
            if self.shift_months is not None and self.day is None:
                return _month_of(base, self.shift_months)
            if self.month is not None and self.day is None:
                return (
                    f"{self.year or _year_of(date(base.year, self.month, 1), base.date(), ahead):04d}-{self.month:02d}"
                )
            day = self._day(base.date(), ahead)
            if self.clock is None:
                return day.isoformat()
            if self.either_half and not self.has_day:
                return _nearest_half(day, self.clock, base, ahead)
            return f"{day.isoformat()}T{self.clock:%H:%M}"
        except (ValueError, OverflowError):
            return None

    def _day(self, base: date, ahead: bool) -> date:
        if self.closes is not None:
            return _end_of(self.closes, base)
        if self.month is not None and self.day is not None:
            year = self.year or _year_of(date(base.year, self.month, min(self.day, 28)), base, ahead)
            return date(year, self.month, self.day)
        if self.shift_days is not None:
            return base + timedelta(days=self.shift_days)
        if self.weekday is not None:
            back = (base.weekday() - self.weekday) % 7 or 7
            return base + timedelta(days=(7 - back) or 7) if ahead else base - timedelta(days=back)
        if self.day is not None:
            return _same_day_number(self.day, base, ahead)
        return base


def _nearest_half(day: date, clock: time, base: datetime, ahead: bool) -> str:
    """Of the two times a clock in words can mean, the next one if `ahead`, else the latest one passed."""
    first = datetime.combine(day, clock, tzinfo=base.tzinfo)
    around = [first + timedelta(hours=h) for h in (-24, -12, 0, 12, 24)]
    chosen = next(t for t in around if t >= base) if ahead else next(t for t in reversed(around) if t <= base)
    return chosen.strftime("%Y-%m-%dT%H:%M")


def _month_of(base: datetime, shift: int) -> str:
    months = base.year * 12 + base.month - 1 + shift
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _year_of(day: date, base: date, ahead: bool) -> int:
    """The year of a day named without one: not more than a month on the wrong side of the base."""
    if ahead:
        return day.year + 1 if day < base - timedelta(days=31) else day.year
    return day.year - 1 if day > base + timedelta(days=31) else day.year


def _same_day_number(number: int, base: date, ahead: bool) -> date:
    """ "The 14th": of this month, or the one before or after it."""
    if ahead:
        first = base.replace(day=1) if number >= base.day else (base.replace(day=28) + timedelta(days=5)).replace(day=1)
    else:
        first = base.replace(day=1) if number <= base.day else (base.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first.replace(day=number)


def _end_of(what: str, base: date) -> date:
    if what == "week":
        return base + timedelta(days=(4 - base.weekday()) % 7)
    if what == "year":
        return date(base.year, 12, 31)
    last_month = base.month if what == "month" else (base.month - 1) // 3 * 3 + 3
    return (date(base.year, last_month, 28) + timedelta(days=5)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Placed:
    """A template found in the text: `ago`, `within`, or one of the clock's."""

    key: str
    start: int
    end: int
    match: re.Match[str]


_HALF = re.compile(r"\s?([ap])\.?m\b\.?")
"""What makes "at 4" a time of the morning or the afternoon."""
TEMPLATES = ("ago", "within", "clock_to", "clock_past", "clock_half", "clock_half_before", "clock_hour")


class DateReader:
    """Finds date expressions; compiled once a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        months, weekdays = vocabulary.alternatives("months"), vocabulary.alternatives("weekdays")
        days, spans = vocabulary.alternatives("days"), vocabulary.alternatives("spans")
        clocks, lead, ordinal = (
            vocabulary.alternatives("clocks"),
            vocabulary.alternatives("month_lead"),
            vocabulary.alternatives("ordinal_lead"),
        )
        closes, counted = vocabulary.alternatives("closes"), vocabulary.alternatives("ordinal_not")
        suffix = (
            r"(?:st|nd|rd|th|er|e|\.|º)?"
            if vocabulary.codes[:1] and vocabulary.codes[0] in _BARE_ORDINALS
            else r"(?:st|nd|rd|th|er|e|\.|º)"
        )
        self._atom = re.compile(
            r"(?P<iso>(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)(?:t\d{1,2}:\d{2})?)"
            r"|(?P<kanji>(?:\d{4}年)?\d{1,2}月\d{1,2}日)"
            r"|(?<![\d.,/-])(?P<numeric>\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:20\d{2}|\d{2}))(?![\d.]\d)(?![\d/-])"
            r"|(?<![\d.,/:-])(?P<short>\d{1,2}\.\s?\d{1,2}\.|\d{1,2}/\d{1,2})(?![\d/%])"
            rf"|(?<![\d.,])(?P<dm>\d{{1,2}}(?:\.|st|nd|rd|th|er|º|ª)?\s{{0,2}}(?:of |de |d')?(?:{months})"
            rf"(?!\w)\.?(?:,?\s?(?:de |del |of )?\d{{4}}(?!\d))?)"
            rf"|(?<!\w)(?P<md>(?:{months})\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?![\d:.,]\d)(?!\w)(?:,?\s\d{{4}}(?!\d))?)"
            rf"|(?<!\w)(?:{lead})\s(?P<mon>(?:{months})(?!\w)(?!\.?\s\d{{1,2}}(?![\d:]))(?:\s(?:de |of )?\d{{4}})?)"
            rf"|(?<!\w)(?P<days>{days})(?!\w)"
            rf"|(?<!\w)(?P<closes>{closes})(?!\w)"
            rf"|(?<!\w)(?P<spans>{spans})(?!\w)"
            rf"|(?<!\w)(?P<weekday>{weekdays})(?!\w)"
            rf"|(?<!\w)(?:{ordinal})\s?(?P<ordinal>\d{{1,2}}){suffix}(?![\w:%/]|[.,]\d)"
            rf"(?!\s(?:{counted})(?!\w))(?!\s(?:of |de |d')?(?:{months})(?!\w))"
            r"|(?<![\d.,:/-])(?P<clock>(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?"
            r"|\s?(?:uhr|h|u)\b)?)(?![\d:])"
            r"|(?<![\d.,:/-])(?P<ampm>(?:0?\d|1[0-2])(?:[.:][0-5]\d)?\s?[ap]\.?m\b\.?)"
            r"|(?<![\d.,:/-])(?P<hour>(?:[01]?\d|2[0-3])(?:\.[0-5]\d)?\s?(?:uhr|o'clock|h|u|ish)(?!\w))(?!\s?/)"
            r"|(?P<kanjiclock>(?:午前|午後)?\d{1,2}時(?:\d{1,2}分|半)?)"
            rf"|(?<!\w)(?P<clocks>{clocks})(?!\w)"
        )
        self._cjk_days = (
            re.compile(f"(?P<days>{days})|(?P<closes>{closes})|(?P<spans>{spans})|(?P<weekday>{weekdays})")
            if "ja" in vocabulary.codes
            else None
        )
        glue = vocabulary.alternatives("date_glue")
        self._glue = re.compile(rf"[\s,.()~–—-]*(?:(?:{glue})[\s,]*){{0,4}}(?:[~(]\s*)?")

    def find(self, text: str, placed: Iterable[Placed] = (), *, zone_hours: int = 0) -> list[When]:
        """All expressions of a folded text, in order, none within another; `placed` are the templates found in it."""
        atoms: list[When] = []
        for template in sorted(placed, key=lambda t: (t.start, -t.end)):
            apart = all(template.end <= a.start or a.end <= template.start for a in atoms)
            if apart and (atom := self._from_template(template, text)) is not None:
                atoms.append(atom)
        taken = [(a.start, a.end) for a in atoms]
        patterns = [self._atom] if self._cjk_days is None else [self._atom, self._cjk_days]
        for regex in patterns:
            for match in regex.finditer(text):
                if any(match.start() < high and low < match.end() for low, high in taken):
                    continue
                atom = self._from_atom(match, zone_hours)
                if atom is not None:
                    atoms.append(atom)
                    taken.append((atom.start, atom.end))
        return self._joined(text, sorted(atoms, key=lambda a: a.start))

    def _joined(self, text: str, atoms: list[When]) -> list[When]:
        out: list[When] = []
        for atom in atoms:
            if (
                out
                and self._glue.fullmatch(text[out[-1].end : atom.start])
                and (merged := _merge(out[-1], atom)) is not None
            ):
                out[-1] = merged
            else:
                out.append(atom)
        return out

    def _number(self, text: str | None) -> int:
        if not text:
            return 0
        digits = text.replace(",", "").replace(".", "")
        return int(digits) if digits.isdigit() else int(self._vocabulary.words("numbers").get(text, "0"))

    def _from_template(self, template: Placed, text: str) -> When | None:
        number = self._number(group(template.match, "n"))
        key, place = template.key, When(template.start, template.end)
        if key in ("ago", "within"):
            unit = self._vocabulary.words("units").get(group(template.match, "unit") or "", "")
            return _span(place, -number if key == "ago" else number, unit) if number else None
        hour, minute = self._number(group(template.match, "hour")), self._number(group(template.match, "m"))
        if not 1 <= hour <= 24 or minute > 59 or text[template.end : template.end + 2].lstrip(":.,h")[:1].isdigit():
            return None
        half = _HALF.match(text, template.end)
        if half is not None:
            hour = hour % 12 + (12 if half.group(1) == "p" else 0)
            return replace(place, end=half.end(), clock=time(hour, minute))
        match key:
            case "clock_to":
                hour, minute = hour - 1, 60 - (minute or 15)
            case "clock_past":
                minute = minute or 15
            case "clock_half":
                minute = 30
            case "clock_half_before":
                hour, minute = hour - 1, 30
        return replace(place, clock=time(hour % 24, minute % 60), either_half=1 <= hour <= 12)

    def _from_atom(self, match: re.Match[str], zone_hours: int) -> When | None:
        kind = match.lastgroup if match.lastgroup not in (None, "sep") else "numeric"
        assert kind is not None  # every alternative of the pattern is a named group
        text = match.group(kind)
        place = When(*match.span(kind))
        if kind == "ordinal":
            return replace(place, start=match.start(), day=int(text)) if 1 <= int(text) <= _DAYS else None
        if kind in ("clock", "ampm", "hour", "kanjiclock"):
            clock = _clock(text)
            return replace(place, clock=clock) if clock is not None else None
        if kind in ("numeric", "short"):
            return self._numeric(place, text, zone_hours)
        return self._written_out(place, kind, text) or self._from_words(place, kind, text)

    def _written_out(self, place: When, kind: str, text: str) -> When | None:
        """Forms with digits and, perhaps, a month's name."""
        numbers = [int(x) for x in re.findall(r"\d+", text)]
        if kind == "iso":
            clock = _clock(text.partition("t")[2]) if "t" in text else None
            return _dated(place, numbers[2], numbers[1], numbers[0], clock)
        if kind == "kanji":
            return _dated(place, numbers[-1], numbers[-2], numbers[0] if len(numbers) > 2 else None)
        if kind in ("dm", "md"):
            month = self._vocabulary.words("months").get(_NOT_MONTH.sub(" ", text).strip(), "0")
            return _dated(place, numbers[0], int(month), numbers[1] if len(numbers) > 1 else None)
        return None

    def _from_words(self, place: When, kind: str, text: str) -> When | None:
        table = self._vocabulary.words(kind if kind != "weekday" else "weekdays") if kind != "mon" else {}
        match kind:
            case "mon":
                year = re.search(r"\d{4}$", text)
                name = re.sub(r"\s*(?:de |of )?\d{4}$", "", text).strip()
                month = int(self._vocabulary.words("months")[name])
                return replace(place, month=month, year=int(year.group()) if year else None)
            case "days":
                return replace(place, shift_days=int(_look_up(table, text)))
            case "closes":
                return replace(place, closes=_look_up(table, text))
            case "spans":
                amount, _, unit = _look_up(table, text).partition(" ")
                return _span(place, int(amount), unit)
            case "weekday":
                return replace(place, weekday=int(_look_up(table, text)))
            case "clocks":
                return replace(place, clock=_clock(_look_up(table, text)))
        return None

    def _numeric(self, place: When, text: str, zone_hours: int) -> When | None:
        numbers = [int(x) for x in re.findall(r"\d+", text)]
        first, second = numbers[0], numbers[1]
        english = self._vocabulary.codes[:1] == ("en",)
        month_first = second > 12 or (first <= 12 and "/" in text and english and zone_hours in _AMERICAN)
        day, month = (second, first) if month_first else (first, second)
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        year = numbers[2] if len(numbers) > 2 else None
        if year is not None and year < 100:
            year += _TWO_DIGIT_YEAR
        return replace(place, day=day, month=month, year=year)


def _dated(place: When, day: int, month: int, year: int | None, clock: time | None = None) -> When | None:
    if not (1 <= month <= _MONTHS and 1 <= day <= _DAYS):
        return None
    return replace(place, day=day, month=month, year=year, clock=clock)


def _look_up(table: dict[str, str], text: str) -> str:
    return table[re.sub(r"\s+", " ", text)]


def _span(place: When, amount: int, unit: str) -> When | None:
    match unit:
        case "minute":
            return replace(place, shift_hours=amount / 60)
        case "hour":
            return replace(place, shift_hours=float(amount))
        case "day":
            return replace(place, shift_days=amount)
        case "week":
            return replace(place, shift_days=amount * 7)
        case "month":
            return replace(place, shift_months=amount)
        case "year":
            return replace(place, shift_months=amount * 12)
        case "nextweek":
            return replace(place, weekday=0)
    return None


def _merge(a: When, b: When) -> When | None:
    """One expression of two neighbours that fill different places; a stated day beats a weekday beside it."""
    if a.shift_hours is not None or b.shift_hours is not None:
        return None
    if a.clock is not None and b.clock is not None:
        return None
    if a.has_day and b.has_day:
        pair = {_kind(a), _kind(b)}
        if pair == {"weekday", "date"} or pair == {"weekday", "number"} or pair == {"weekday", "shift"}:
            stated = a if _kind(a) != "weekday" else b
            return replace(stated, start=a.start, end=b.end, clock=a.clock or b.clock)
        return None
    day = a if a.has_day else b
    if not a.has_day and not b.has_day:
        return None
    return replace(day, start=a.start, end=b.end, clock=a.clock or b.clock)


def _kind(when: When) -> str:
    if when.month is not None:
        return "date"
    if when.day is not None:
        return "number"
    return "weekday" if when.weekday is not None else "shift"


def _clock(text: str) -> time | None:
    numbers = [int(x) for x in re.findall(r"\d+", text)]
    if not numbers:
        return None
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else (30 if "半" in text else 0)
    low = text.replace(".", "")
    if ("pm" in low or "午後" in text) and hour < 12:
        hour += 12
    elif ("am" in low or "午前" in text) and hour == 12:
        hour = 0
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None
