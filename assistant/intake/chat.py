"""Where turns begin in a chat export: `[09:14] Name: …`, `Name (Customer) 09:14`, Slack's `Name  9:14 AM`, `Name: …`.

A single line of that look proves nothing ("Version: 3.2", "09:14:22 nginx: started"), so the whole paste is looked
at once and a shape counts only when it repeats with few names, or carries a role.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.domain.issue import SpanKind, Visibility
from assistant.intake.dates import MONTH, WEEKDAY, parse_clock, parse_day, parse_when
from assistant.intake.labels import names_field, names_heading
from assistant.intake.lines import Hint, Line
from assistant.intake.logs import machine_written
from assistant.intake.names import may_speak, named_by_role, written_as_name
from assistant.intake.opening import Opening, Origin
from assistant.intake.people import role_named, visibility_named
from assistant.intake.words import late

_CLOCK = (
    r"\d{1,2}[:h.]\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\s?(?:[AaPp]\.?[Mm]\.?|Uhr)?(?:\s?(?:UTC|GMT"
    r"|CES?T|MEZ|MESZ|[ECMP][SD]T|BST|JST|BRT|Z))?"
)
_DAY = (
    rf"(?:(?:{WEEKDAY}\.?,?\s?)?(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?\.?"
    rf"|\d{{1,2}}[/-]{MONTH}(?:[/-]\d{{2,4}})?)"
    rf"|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|(?:{WEEKDAY}\.?,? )?(?:{MONTH} \d{{1,2}}|\d{{1,2}}\.?(?: de)? {MONTH})"
    r"(?:,?(?: de)? \d{4})?|Today|Yesterday|Heute|Gestern|Hier|Hoy|Ayer"
    r"|Hoje|Ontem|Oggi|Ieri)"
)
_TIME = rf"(?:{_DAY}[ ,T]{{1,2}}\s?(?:at |um |à |às |a las )?|{WEEKDAY}\.?,?\s{{1,2}})?{_CLOCK}"
_NAME = r"@?[^\W\d_][\w.'’@&-]*(?:[ ,]{1,2}[\w.'’&|@-]+){0,5}?"
_LABEL = r"(?:\s?[(\[|–—-]{1,2}\s?(?P<label>[^()\[\]:\n]{2,60}?)[)\]]?)?"
_SHAPES = {
    "clock first": late(
        rf"\s{{0,3}}(?:[-*] )?[\[(]?(?P<time>{_TIME})[\])]?\s?[-–—"
        rf"|•]?\s*(?:\((?P<before>[^()\n]{{3,30}})\)\s?)?(?:<(?P<nick>[\w.@ -]{{1,30}})>"
        rf"|(?P<name>{_NAME}){_LABEL}\s?[:：])(?:\s+(?P<rest>\S.*)|\s*)$"
    ),
    "clock, bar": late(
        rf"\s{{0,3}}(?P<time>{_TIME})\s?\|\s?(?P<name>[^|,\n]{{2,40}}?)(?:,\s?(?P<label>[^"
        rf"|\n]{{2,40}}))?\s?\|\s*(?P<rest>\S.*)$"
    ),
    "clock, name": late(
        rf"\s{{0,3}}[\[(]?(?P<time>{_TIME})[\])]?\s?[-–—"
        rf"|•]\s?(?P<name>{_NAME})(?:\s?[(\[](?P<label>[^()\[\]\n]{{2,60}})[)\]])?\s*$"
    ),
    "name then clock": late(
        rf"\s{{0,3}}[*_]{{0,2}}(?P<name>{_NAME})[*_]{{0,2}}(?:\s?[(\[](?P<label>[^()\[\]:\n]{{2,60}})[)\]])?[*_]{{0,2}}\s*(?:APP\s*)?[,·•"
        rf"|–—-]?\s*[\[(]?(?P<time>{_TIME})[\])]?\s*[:：]?\s*$"
    ),
    "name, clock, text": late(
        rf"\s{{0,3}}[*_]{{0,2}}(?P<name>{_NAME})[*_]{{0,2}}(?:\s?[(\[](?P<label>[^()\[\]:\n]{{2,60}})[)\]])?[*_]{{0,2}}\s*(?:APP\s*)?[,·•"
        rf"|–—-]?\s*[\[(]?(?P<time>{_TIME})[\])]?(?:\s*[:：]\s*|\s+)(?P<rest>\S.*)$"
    ),
    "name only": late(
        rf"\s{{0,3}}(?:[-*] )?(?P<bold>[*_]{{0,2}})(?P<name>{_NAME})(?:\s?[(\[](?P<label>[^()\[\]:\n]{{2,60}})[)\]])?"
        rf"[*_]{{0,2}}[:：][*_]{{0,2}}(?P<time>)(?:\s+(?P<rest>\S.*)"
        rf"|\s*)$"
    ),
}
_TIMED = ("clock first", "clock, bar", "clock, name", "name then clock", "name, clock, text")
_HALF_A_DAY = 12
"""Hours by which a clock goes back to be the next day's; an export with the newest first goes back in small steps."""
_NAME_FIRST = ("name then clock", "name, clock, text")
_WEEKDAYS = late(rf"(?:{WEEKDAY}\W*)+$")
_DIGIT = re.compile(r"\d")
_DAY_LINE = late(rf"\s*[-–—=_*]{{0,10}}\s*(?:[A-Za-zéûáçà]{{3,12}},? )?(?P<day>{_DAY})\s*[-–—=_*]{{0,10}}\s*$")
_AUTOMATIC = late(
    r"\b(?:joined the (?:chat|conversation|channel)|left the (?:chat|conversation)|chat (?:started"
    r"|ended)|has been assigned|assigned (?:to|this)|ist dem chat beigetreten|a rejoint)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class ChatStyle:
    """The shapes and names that make turns in this paste; empty where it is no chat."""

    shapes: list[str] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    """Names that open a turn without a time beside them, in lower case."""
    day: datetime | None = None
    """Midnight of the last date that stood on a line of its own or in front of a clock; later clocks count from it."""
    clock: tuple[int, int] = (0, 0)
    """The last clock time read on that day."""

    def find_opening(self, line: Line) -> Opening | None:
        """The turn beginning at this line, if one does."""
        for shape in self.shapes:
            match = _SHAPES[shape].match(line.text.text)
            if match is not None and self._holds(shape, match, line.text.text):
                return self._opening(line, match)
        return None

    def note_day(self, text: str) -> bool:
        """Remembers a date on a line of its own; True when the line was one."""
        match = _DAY_LINE.match(text) if self.shapes and len(text) < 60 else None
        if match is None or not re.search(r"\d{4}|[^\W\d_]{3}", match["day"]):
            return False
        self.day, self.clock = parse_when(match["day"]), (0, 0)
        return True

    def _holds(self, shape: str, match: re.Match[str], text: str) -> bool:
        name = _person(match)
        if shape == "name only" or not written_as_name(name):
            return name.lower() in self.names
        return _could_speak(match) and not (
            (shape == "clock first" and machine_written(text) or shape == "name, clock, text")
            and name.lower() not in self.names
        )

    def _opening(self, line: Line, match: re.Match[str]) -> Opening:
        name = _person(match)
        label = " ".join(filter(None, (match.groupdict().get("before"), match.groupdict().get("label"))))
        rest = match.groupdict().get("rest")
        cut = match.start("rest") if rest else len(line.text)
        label = label or (name if role_named(name) else "")
        marked = _MARK.match(rest or "")
        note = " ".join(filter(None, (label, (marked.group(1) or marked.group(2)) if marked else None)))
        return Opening(
            Origin.CHAT,
            1,
            [(line.text.cut(0, cut).strip(), SpanKind.META)],
            rest=line.text.cut(cut).strip() if rest else None,
            author=name,
            label=label,
            visibility=Visibility.INTERNAL if visibility_named(note) is Visibility.INTERNAL else None,
            sent_at=self._sent(match["time"]),
            quoted=False,
        )

    def _sent(self, time: str) -> datetime | None:
        """The moment of a clock, on the last day named above it, or on the next one when it has run past midnight."""
        clock, whole = parse_clock(time), parse_when(time)
        if whole is not None:
            self.day, self.clock = whole.replace(hour=0, minute=0, second=0), clock or (0, 0)
            return whole
        if self.day is None or clock is None or parse_day(time) is not None:
            return None
        if self.clock[0] - clock[0] > _HALF_A_DAY:
            self.day += timedelta(days=1)
        self.clock = clock
        return parse_when(f"{self.day:%Y-%m-%d} {time}")


_MARK = re.compile(r"\s*(?:[\[(]([^\])\n]{3,30})[\])]|(?=[^:\n]{3,30}:)([^:\n]+):)")
"""A word of its own before the message: "internal: …", "[internal note] …"."""


def find_chat_style(lines: Sequence[Line]) -> ChatStyle:
    """Looks at the whole paste once."""
    hits: dict[str, list[tuple[re.Match[str], str]]] = {shape: [] for shape in _SHAPES}
    for line in lines:
        text = line.text.text
        if line.hint in (Hint.LOG, Hint.FIELD) or not text or len(text) > 20_000:
            continue
        digit = _DIGIT.search(text, 0, 60) is not None
        for shape, pattern in _SHAPES.items():
            if (
                shape == "name only"
                and not (":" in text[:100] or "：" in text[:100])
                or shape != "name only"
                and not digit
            ):
                continue
            match = pattern.match(text)
            if match is not None and _could_speak(match):
                hits[shape].append((match, text))
                break
    style = ChatStyle()
    for shape in _TIMED:
        found = _come_back(hits[shape])
        if shape == "name, clock, text" and "name then clock" in style.shapes:
            found = [hit for hit in found if _person(hit[0]).lower() in style.names]
        if found and _repeats(shape, found):
            style.shapes.append(shape)
            style.names |= {_person(match).lower() for match, _ in found}
    names = _speakers([match for match, _ in hits["name only"]], len(style.shapes) > 0)
    if names:
        style.shapes.append("name only")
        style.names |= names
    return style


def _come_back(hits: list[tuple[re.Match[str], str]]) -> list[tuple[re.Match[str], str]]:
    """Without the words that no name is written as and that stand there once only."""
    times = Counter(_person(match).lower() for match, _ in hits)
    return [hit for hit in hits if written_as_name(_person(hit[0])) or times[_person(hit[0]).lower()] >= 2]


def _person(match: re.Match[str]) -> str:
    return (match.groupdict().get("nick") or match["name"] or "").strip(" ,-|")


def _could_speak(match: re.Match[str]) -> bool:
    name, dated = _person(match), match.groupdict().get("time") or ""
    return may_speak(name) and not (_WEEKDAYS.match(name) and re.match(r"\d{1,4}[-/.]", dated))


def _human(match: re.Match[str], text: str) -> bool:
    """Not a log line: no machine's shape, or a role beside the name, or a dash between clock and capital."""
    if role_named(match.groupdict().get("label") or "") is not None or not machine_written(text):
        return True
    return re.match(r".{4,30}\s[-–]\s[^\W\d_a-z][^\W\d_A-Z]+(?: [^\W\d_a-z][\w.]*)?\s?:", text) is not None


def _repeats(shape: str, hits: list[tuple[re.Match[str], str]]) -> bool:
    """Enough lines of one shape, by few enough names, and not all of them log lines."""
    human = [(match, text) for match, text in hits if _human(match, text)]
    labelled = [
        match for match, _ in human if role_named(match.groupdict().get("label") or "") or role_named(_person(match))
    ]
    names = Counter(_person(match).lower() for match, _ in human)
    if not human or names_heading(next(iter(names))) or len(human) * 2 < len(hits):
        return False
    if shape in _NAME_FIRST and any(names_field(name) for name in names):
        return False
    inline = shape == "name, clock, text"
    if labelled and (len(human) >= 2 or not inline):
        return True
    if len(human) < 2:
        return shape == "name then clock" and not inline and re.search(r"\d{4}", human[0][0]["time"]) is not None
    if inline and len(names) * 2 > len(human) and len(human) < 4:
        return False
    capital = sum(
        1
        for name, _ in ((_person(match), text) for match, text in human)
        if name[:1].isupper() or not name[:1].isascii()
    )
    return len(names) <= max(6, len(human) // 2) and (capital * 2 >= len(human) or len(names) < len(human))


def _speakers(matches: list[re.Match[str]], chat_already: bool) -> frozenset[str]:
    """Names that open turns by a colon alone: they come back, or carry a role, and at least two of them speak."""
    counted: Counter[str] = Counter()
    labelled: set[str] = set()
    for match in matches:
        name = _person(match)
        rest = match.groupdict().get("rest") or ""
        if len(name.split()) > 4 or (not named_by_role(name) and names_field(name)):
            continue
        counted[name.lower()] += 1
        if role_named(match.groupdict().get("label") or ""):
            labelled.add(name.lower())
        elif named_by_role(name) and len(name.split()) <= 2 and rest.count(" ") >= 2 and not _value(name, rest):
            labelled.add(name.lower())
    repeated = {name for name, times in counted.items() if times >= 2}
    strong = repeated | labelled
    if len(strong) < 2 and not (len(strong) == 1 and sum(counted.values()) >= 3 and len(counted) == 2):
        return frozenset()
    if len(labelled) < 2 and not repeated:
        return frozenset()
    if sum(counted[name] for name in strong) < 2 or (not chat_already and not labelled and sum(counted.values()) < 3):
        return frozenset()
    return frozenset(strong if len(counted) > 6 else counted)


def _value(name: str, rest: str) -> bool:
    """What stands behind a label of a form: "Caller: Jesper Holm, lead at Ravenfold" names and says nothing."""
    words = rest.split()
    return names_field(name) and not re.search(r"[.!?…]\s*$", rest) and all(word[:1].isupper() for word in words[:2])


def automatic(text: str) -> bool:
    """True for what a chat tool writes itself ("Anna joined the chat")."""
    return _AUTOMATIC.search(text) is not None
