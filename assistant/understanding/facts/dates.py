"""Date expressions of a text: where they stand and which day they mean.

The plain forms (ISO, numeric, "17 de noviembre", weekday names, "yesterday", "3 days ago", "at twenty to ten") are read
from the word tables, so that most pastes never import `dateparser`; `foreign_dates.py` uses it for languages without
tables. Atoms that stand side by side ("Friday 13.11. at 8 pm", "yesterday about ten") become one expression.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import time

from assistant.understanding.facts.vocabulary import Vocabulary, group
from assistant.understanding.facts.when import When, clock_of, dated, merged, span_of
from assistant.understanding.facts.zones import Stated

_TWO_DIGIT_YEAR = 2000
_DAYS = 31
_NOT_MONTH = re.compile(r"[\d.,ºª]|\b(?:st|nd|rd|th|er|of|de|del)\b|(?<=\d)(?:st|nd|rd|th|er)|d'")
_BARE_ORDINALS = ("es", "fr", "it", "pt")
"""Languages that write the day of the month as a bare number ("el 4", "le 4")."""
_BESIDE = 16
"""Characters before a weekday's name in which "last" may stand."""
_AMERICAN = range(-10, -3)
"""UTC offsets (hours) of zones that write month before day, when the language is English."""


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
            rf"|(?<![\d.,/-])(?P<stamp>\d{{1,2}}[/.-](?:{months})[/.-](?:\d{{4}}|\d{{2}}))(?!\d)"
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
        toward = vocabulary.alternatives("toward")
        self._before = re.compile(rf"(?:(?<!\w)|(?<=[^\x00-\x7f]))({toward})[\sの]*$")
        self._behind = re.compile(rf"\s({toward})(?!\w)")
        glue = vocabulary.alternatives("date_glue")
        self._glue = re.compile(rf"[\s,.()~–—-]*(?:(?:{glue})[\s,]*){{0,4}}(?:[~(]\s*)?")

    def find(
        self,
        text: str,
        placed: Iterable[Placed] = (),
        *,
        zone_hours: int = 0,
        barred: Iterable[tuple[int, int]] = (),
        zone_at: Callable[[int, int], Stated | None] | None = None,
    ) -> list[When]:
        """All expressions of a folded text, in order, none within another.

        `placed`: the templates found in it. `barred`: places that hold something else, as versions do. `zone_at`: the
        zone stated at a time of day, by its place.
        """
        atoms: list[When] = []
        for template in sorted(placed, key=lambda t: (t.start, -t.end)):
            apart = all(template.end <= a.start or a.end <= template.start for a in atoms)
            if apart and (atom := self._from_template(template, text)) is not None:
                atoms.append(atom)
        taken = [*((a.start, a.end) for a in atoms), *barred]
        patterns = [self._atom] if self._cjk_days is None else [self._atom, self._cjk_days]
        for regex in patterns:
            for match in regex.finditer(text):
                if any(match.start() < high and low < match.end() for low, high in taken):
                    continue
                atom = self._from_atom(match, zone_hours)
                if atom is not None:
                    atoms.append(atom)
                    taken.append((atom.start, atom.end))
        atoms.sort(key=lambda a: a.start)
        if zone_at is None:
            return self._joined(text, atoms)
        # NOTE: "5 pm EST on Friday" and "5 pm Friday EST": the zone may follow the hour or the whole expression.
        return _zoned(self._joined(text, _zoned(atoms, zone_at)), zone_at)

    def _joined(self, text: str, atoms: list[When]) -> list[When]:
        out: list[When] = []
        for atom in atoms:
            if (
                out
                and self._glue.fullmatch(text[out[-1].end : atom.start])
                and (one := merged(out[-1], atom)) is not None
            ):
                out[-1] = one
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
            return span_of(place, -number if key == "ago" else number, unit) if number else None
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

    def _toward(self, text: str, start: int, end: int) -> int:
        """-1 for "last Friday", 1 for "vendredi prochain", by the word beside or in the name."""
        words = self._vocabulary.words("toward")
        before, after = self._before.search(text, max(0, start - _BESIDE), start), self._behind.match(text, end)
        inside = next((w for w in words if _within(w, text[start:end])), None)
        found = inside or (before and before.group(1)) or (after and after.group(1))
        return int(words[re.sub(r"\s+", " ", found)]) if found else 0

    def _from_atom(self, match: re.Match[str], zone_hours: int) -> When | None:
        kind = match.lastgroup if match.lastgroup not in (None, "sep") else "numeric"
        assert kind is not None  # every alternative of the pattern is a named group
        text = match.group(kind)
        place = When(*match.span(kind))
        if kind == "weekday":
            place = replace(place, toward=self._toward(match.string, *match.span(kind)))
        if kind == "ordinal":
            return replace(place, start=match.start(), day=int(text)) if 1 <= int(text) <= _DAYS else None
        if kind in ("clock", "ampm", "hour", "kanjiclock"):
            clock = clock_of(text)
            return replace(place, clock=clock) if clock is not None else None
        if kind in ("numeric", "short"):
            return self._numeric(place, text, zone_hours)
        return self._written_out(place, kind, text) or self._from_words(place, kind, text)

    def _written_out(self, place: When, kind: str, text: str) -> When | None:
        """Forms with digits and, perhaps, a month's name."""
        numbers = [int(x) for x in re.findall(r"\d+", text)]
        if kind == "iso":
            clock = clock_of(text.partition("t")[2]) if "t" in text else None
            return dated(place, numbers[2], numbers[1], numbers[0], clock)
        if kind == "kanji":
            return dated(place, numbers[-1], numbers[-2], numbers[0] if len(numbers) > 2 else None)
        if kind == "stamp":
            month = self._vocabulary.words("months").get(re.split(r"[/.-]", text)[1], "0")
            return dated(place, numbers[0], int(month), numbers[1] + (_TWO_DIGIT_YEAR if numbers[1] < 100 else 0))
        if kind in ("dm", "md"):
            month = self._vocabulary.words("months").get(_NOT_MONTH.sub(" ", text).strip(), "0")
            return dated(place, numbers[0], int(month), numbers[1] if len(numbers) > 1 else None)
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
                return span_of(place, int(amount), unit)
            case "weekday":
                return replace(place, weekday=int(_look_up(table, text)))
            case "clocks":
                return replace(place, clock=clock_of(_look_up(table, text)))
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


def _zoned(whens: list[When], zone_at: Callable[[int, int], Stated | None]) -> list[When]:
    """The expressions with the zones stated at their hours; what stands in a zone's words ("+01:00") is no hour."""
    out: list[When] = []
    for when in whens:
        if out and when.start < out[-1].end:
            continue
        stated = zone_at(when.start, when.end) if when.clock is not None and when.zone is None else None
        out.append(when if stated is None else replace(when, end=max(when.end, stated.end), zone=stated.zone))
    return out


def _within(word: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", name) is not None or (not word.isascii() and word in name)


def _look_up(table: dict[str, str], text: str) -> str:
    return table[re.sub(r"\s+", " ", text)]
