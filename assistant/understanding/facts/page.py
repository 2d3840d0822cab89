"""A paste made ready for the finders: folded lines, form fields, and what each cue hits.

Finders ask `Page.hits(key)` for cues and read what stands around a hit. Everything is found once a page, on
one joined text, since a paste has hundreds of spans and the finders share cues.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from assistant.domain import Basis, Document, Evidence, Fact, FactField, Message, Role, Span, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.vocabulary import Vocabulary
from assistant.understanding.openings import ANY, DIGIT, LETTERS

_SPLIT_FIELDS = re.compile(r"\s{2,}|\s*[|·•]\s*|\t+|\s=+\s")
_FIELD = re.compile(
    r"\s*[-*•]?\s*(?P<label>[^:=：\n]{2,40}?)\s*[*_]{0,2}\s*[:：=][*_]{0,2}\s*(?P<value>\S.*)$", re.DOTALL
)
_LABEL_TRIM = " *_#-–•[]()>"
_STOPS = re.compile(r"[;()\n。、，]|:(?!\d\d)|,(?!\d)|\s[-–—]\s|\s->\s|[.!?](?=\s)")
_LONGEST_QUESTION = 22
"""Words; reports that only end on a question mark are longer."""
_WORDS = re.compile(r"\w+")
_READABLE = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)


@dataclass(frozen=True)
class Line:
    """One span with its folded text."""

    index: int
    span: Span
    message: Message
    folded: str
    at: int
    """Where it begins in the page's joined text."""
    of_others: bool
    """Whether it tells of another customer, whose values are not this customer's."""

    @property
    def text(self) -> str:
        """The words as written, without markup."""
        return self.span.text

    @property
    def kind(self) -> SpanKind:
        """What sort of text it is."""
        return self.span.kind

    @property
    def asks(self) -> bool:
        """Whether it is a question, rather than a long statement that ends on a question mark for politeness."""
        return self.folded.rstrip(" \"')*_»”").endswith(("?", "？")) and (
            self.text.startswith("¿") or len(self.text.split()) <= _LONGEST_QUESTION
        )

    def stops(self) -> list[int]:
        """Offsets at which a clause ends: punctuation, dashes, and both ends of the line."""
        return [
            0,
            *(m.start() for m in _STOPS.finditer(self.folded) if not _inside_quotes(self.text, m.start())),
            len(self.folded),
        ]


def _inside_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return (
        before.count('"') % 2 == 1
        or before.count("«") > before.count("»")
        or before.count("“") > before.count("”")
        or before.count("「") > before.count("」")
    )


@dataclass(frozen=True)
class Hit:
    """A cue found in a line."""

    line: Line
    start: int
    end: int
    match: re.Match[str] | None = None
    """The match in the joined text, with the groups of a template."""

    @property
    def text(self) -> str:
        """The words of the cue as written."""
        return self.line.text[self.start : self.end]


@dataclass(frozen=True)
class Field:
    """A "label: value" pair of a form, ticket head or table."""

    name: FactField | None
    label: str
    line: Line
    label_start: int
    start: int
    end: int

    @property
    def value(self) -> str:
        """The value as written."""
        return self.line.text[self.start : self.end]


def _keys_for(word: str, index: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The keys that have a cue beginning with a word."""
    found = index.get(word, ())
    for size in range(1, min(len(word), LETTERS) + 1):
        found += index.get(word[:size] + "*", ())
    if word[0].isdigit():
        found += index.get(DIGIT, ())
    return tuple(dict.fromkeys(found))


class Page:
    """A document with its vocabulary and its clock."""

    def __init__(self, document: Document, vocabulary: Vocabulary, reference: datetime) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.reference = reference
        """Aware: when the issue was received, else now."""
        lines: list[Line] = []
        at = 0
        others = vocabulary.cues("other_customer")
        for span in document.spans:
            folded = fold(span.text)
            foreign = span.kind in _READABLE and others.search(folded)
            lines.append(Line(len(lines), span, document.message_of(span), folded, at, foreign))
            at += len(folded) + 1
        self.lines = tuple(lines)
        self.joined = "\n".join(line.folded for line in lines)
        self._starts = [line.at for line in lines]
        self._found: dict[str, list[Hit]] = {}
        self._by_line: dict[str, dict[int, list[Hit]]] = {}
        self._find_cues()

    def _find_cues(self) -> None:
        """Finds all cues in one pass: at each word, those that begin with it."""
        text, index = self.joined, self.vocabulary.index()
        anywhere = index.get(ANY, ())
        reached: dict[str, int] = {}
        known: dict[str, tuple[str, ...]] = {}
        for place in _WORDS.finditer(text):
            word, at = place.group(), place.start()
            if word not in known:
                known[word] = _keys_for(word, index)
            for key in known[word]:
                pattern = self.vocabulary.cues(key).spaced
                if pattern is not None and reached.get(key, 0) <= at and (match := pattern.match(text, at)) is not None:
                    reached[key] = match.end()
                    if key not in anywhere:
                        self._note(key, match)
        for key in dict.fromkeys((*anywhere, *self.vocabulary.unspaced_keys())):
            cues = self.vocabulary.cues(key)
            for whole in (cues.unspaced, cues.spaced if key in anywhere else None):
                if whole is not None:
                    for match in whole.finditer(text):
                        self._note(key, match)

    def _note(self, key: str, match: re.Match[str]) -> None:
        line = self._line_at(match.start())
        hit = Hit(line, match.start() - line.at, match.end() - line.at, match)
        self._found.setdefault(key, []).append(hit)
        self._by_line.setdefault(key, {}).setdefault(line.index, []).append(hit)

    def _line_at(self, offset: int) -> Line:
        return self.lines[bisect_right(self._starts, offset) - 1]

    def hits(self, key: str, kinds: tuple[SpanKind, ...] = _READABLE) -> Iterator[Hit]:
        """All places of a cue in lines of these kinds."""
        return (hit for hit in self._found.get(key, ()) if hit.line.kind in kinds)

    def within(self, line: Line, key: str) -> Sequence[Hit]:
        """The places of a cue in one line."""
        return self._by_line.get(key, {}).get(line.index, ())

    def has(self, line: Line, key: str) -> bool:
        """Whether a cue stands anywhere in the line."""
        return line.index in self._by_line.get(key, {})

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All pairs of label and value, from form lines, and from lines that hold several pairs."""
        return tuple(f for line in self.lines for f in self._fields_of(line))

    def fields_of(self, line: Line) -> Sequence[Field]:
        """The pairs of one line."""
        return self._fields_by_line.get(line.index, ())

    @cached_property
    def _fields_by_line(self) -> dict[int, list[Field]]:
        found: dict[int, list[Field]] = {}
        for entry in self.fields:
            found.setdefault(entry.line.index, []).append(entry)
        return found

    def number(self, text: str | None) -> int:
        """The number a word or digits stand for; 0 where they stand for none."""
        if not text:
            return 0
        digits = re.sub(r"[.,'’\s]", "", text)
        return (
            int(digits)
            if digits.isdigit() and len(digits) <= 9
            else int(self.vocabulary.words("numbers").get(re.sub(r"\s+", " ", text.strip()), "0"))
        )

    def _fields_of(self, line: Line) -> Iterator[Field]:
        if line.kind in (SpanKind.LOG, SpanKind.SIGNATURE) or len(line.text) > 600:
            return
        if (
            line.kind is SpanKind.PROSE
            and ":" not in line.text
            and "：" not in line.text
            and "|" not in line.text
            and "==" not in line.text
        ):
            return
        pieces, at = [], 0
        for match in _SPLIT_FIELDS.finditer(line.text):
            pieces.append((at, match.start()))
            at = match.end()
        pieces.append((at, len(line.text)))
        for low, high in pieces:
            pair = _FIELD.match(line.text[low:high])
            if pair is None:
                continue
            label = fold(pair["label"]).strip(_LABEL_TRIM)
            name = self.vocabulary.labels.get(label)
            if name is not None or (line.kind is SpanKind.FIELD and len(label) <= 30):
                start, end = low + pair.start("value"), low + pair.end("value")
                yield Field(
                    name,
                    label,
                    line,
                    low + pair.start("label"),
                    start,
                    start + len(line.text[start:end].rstrip(' *_"')),
                )

    def section_field(self, line: Line) -> FactField | None:
        """The field a line belongs to by the heading it stands under."""
        if line.span.section is None:
            return None
        return self.vocabulary.labels.get(fold(line.span.section).strip(_LABEL_TRIM + ":：?"))

    def base(self, line: Line) -> datetime:
        """The moment relative words of a line count from: its message's date, else the reference; in its zone."""
        sent = line.message.sent_at
        if sent is None:
            return self.reference
        return (
            sent.replace(tzinfo=self.reference.tzinfo)
            if sent.tzinfo is None
            else sent.astimezone(self.reference.tzinfo)
        )

    def fact(self, name: FactField, value: str, line: Line, start: int, end: int, *, computed: bool = False) -> Fact:
        """A fact proven by `line.text[start:end]`."""
        return Fact(
            field=name,
            value=value,
            evidence=(self.quote(line, start, end),),
            basis=Basis.COMPUTED if computed else Basis.STATED,
        )

    def quote(self, line: Line, start: int, end: int) -> Evidence:
        """The proof for a part of a line, without blanks and stray marks at its ends."""
        while start < end - 1 and line.text[start].isspace():
            start += 1
        while end - 1 > start and line.text[end - 1].isspace():
            end -= 1
        return self.document.evidence(line.span, start, end)

    def clause(self, line: Line, start: int, end: int) -> tuple[int, int]:
        """The clause around `start:end`."""
        stops = line.stops()
        low = max((s for s in stops if s <= start), default=0)
        high = min((s for s in stops if s >= end), default=len(line.folded))
        while low < start and not (line.folded[low].isalnum() or line.folded[low] in "\"'«“„「<[#-"):
            low += 1
        return low, high

    def customer_lines(self) -> Iterator[Line]:
        """Readable lines not written by support, engineering or a machine."""
        silent = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
        return (x for x in self.lines if x.kind in _READABLE and x.message.role not in silent)
