"""The lines of one message to spans: which lines belong together, and where sentences end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.courtesies import beyond_courtesy
from assistant.domain.issue import SpanKind
from assistant.intake.labels import FIELDS, plain_label
from assistant.intake.line_sorts import ATX, DETAILS, FIELD, ITEM, OPENS_FIELD, PIECES, TABLE, Sort, sort_lines
from assistant.intake.lines import Line
from assistant.intake.mapped import Mapped
from assistant.intake.sentences import sentences
from assistant.intake.words import late

_LONGEST_PARAGRAPH = 8_000
_LONGEST_GREETING = 7
"""Words: "Dear Sir or Madam and dear colleagues,"."""
_GREETING_ENDS = " ,!:.;，、！。–-"
_MATTER = "x"
"""Stands for what a message is about: what is left of a greeting that is followed by it."""
_ATX_TAIL = late(r"\s#+\s*$")
_NEW_LINE = late(r"[\[(]?\d{1,4}[:./-]\d{1,2}|\[\d|https?://|submitted by ")
_BOLD = late(
    r"\*\*|\{color(?::[^}]*)?\}|\{\*\}|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)|<!--[^<>]{0,300}-->"
    r"|</?(?:details|summary|br|b|strong|em|sub|sup|kbd|u)\s?/?>"
)
_TAGS = late(r"</?(?:details|summary|b|strong|br)\s?/?>")
_WIDE = late(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Draft:
    """A span before it has a number."""

    text: Mapped
    kind: SpanKind
    section: str | None = None


def read_blocks(lines: Sequence[Line], *, mail: bool, section: str | None = None) -> Iterator[Draft]:
    """The spans of one message's body, in order."""
    sorts = sort_lines(lines, mail=mail)
    at = 0
    while at < len(lines):
        sort, line = sorts[at], lines[at]
        end = at + 1
        if sort in (Sort.BLANK, Sort.DROP):
            pass
        elif sort == Sort.LOG:
            yield Draft(line.text.strip(), SpanKind.LOG, section)
        elif sort == Sort.SIGNATURE:
            yield Draft(line.text.strip(), SpanKind.SIGNATURE, section)
        elif sort == Sort.HEADING:
            heading = _heading_text(line.text)
            section = plain_label(heading.text) or section
            if heading:
                yield Draft(heading, SpanKind.HEADING, section)
        elif sort == Sort.META:
            yield Draft(_table_words(line.text), SpanKind.META, section)
        elif sort == Sort.TABLE:
            yield from _table_row(line.text, section)
        elif sort == Sort.FIELD:
            end = _paragraph(lines, sorts, at)
            yield from _field(lines[at:end], section)
        else:
            end = _paragraph(lines, sorts, at)
            yield from _prose(lines[at:end], section, item=sort == Sort.ITEM)
        at = end


def _paragraph(lines: Sequence[Line], sorts: list[int], at: int) -> int:
    """The end of the lines wrapped into the one that begins here."""
    end, size = at + 1, len(lines[at].text)
    item = sorts[at] == Sort.ITEM
    while (
        end < len(lines)
        and size < _LONGEST_PARAGRAPH
        and sorts[end] == Sort.TEXT
        and lines[end].depth == lines[at].depth
        and lines[end].hint == lines[at].hint is None
    ):
        if not _wraps(lines[end - 1].text.text, lines[end].text.text, item=item):
            break
        size += len(lines[end].text)
        end += 1
    return end


def _wraps(before: str, after: str, *, item: bool) -> bool:
    """Whether a line break is only a wrap: no sentence ends there, or the line was full."""
    stripped, following = before.rstrip(), after.strip()
    if _greets(stripped):
        return False
    if _NEW_LINE.match(following.lower()) and len(stripped) < 60:
        return False
    if item and after[:2].isspace() and after[:1].isspace():
        return True
    if before.endswith("  ") and len(before) < 60:
        return False
    if _WIDE.search(stripped[-3:]) or _WIDE.match(following):
        return len(stripped) >= 25 and stripped[-1] not in "。！？：」"
    if stripped[-1:] in ":：" and len(stripped) < 60:
        return False
    if following[:1].islower() or stripped[-1:] in ",;-–(/&":
        return True
    if len(stripped) >= 55:
        return True
    return len(stripped) >= 40 and stripped[-1:] not in ".!?…"


def _greets(line: str) -> bool:
    """Whether a line is a greeting and nothing else: "Hello," is no beginning of the sentence on the next line."""
    words = line.split()
    if not words or len(words) > _LONGEST_GREETING:
        return False
    ends = line[-1] in _GREETING_ENDS
    return any(
        beyond_courtesy(f"{' '.join(words[:size]).rstrip(_GREETING_ENDS)}, {_MATTER}") == _MATTER
        for size in ((1, 2, len(words)) if ends else (len(words),))
    )


def _heading_text(text: Mapped) -> Mapped:
    plain = text.without(_ATX_TAIL) if ATX.match(text.text) else text
    match = ATX.match(plain.text)
    plain = plain.cut(match.end()) if match else plain
    return plain.without(DETAILS).without(_TAGS).strip().strip("*_ ").strip()


def _clean(text: Mapped) -> Mapped:
    marked = any(mark in text.text for mark in "*{_<")
    return (text.without(_BOLD) if marked else text).strip()


def _joined(lines: Sequence[Line]) -> Mapped:
    parts = [line.text.strip() for line in lines]
    wide = bool(parts and parts[0].text and _WIDE.search(parts[0].text[-1]))
    return Mapped.join(parts, "" if wide else " ")


def _prose(lines: Sequence[Line], section: str | None, *, item: bool) -> Iterator[Draft]:
    whole = _joined(lines)
    marker = ITEM.match(whole.text) if item and lines[0].hint is None else None
    if marker:
        whole = whole.cut(marker.end())
    for sentence in sentences(_clean(whole)):
        yield Draft(sentence, SpanKind.PROSE, section)


def _field(lines: Sequence[Line], section: str | None) -> Iterator[Draft]:
    whole = _joined(lines)
    marker = ITEM.match(whole.text)
    if marker:
        whole = whole.cut(marker.end())
    pieces = _field_pieces(whole)
    for piece in pieces:
        text = _clean(piece)
        match = FIELD.match(text.text)
        label = plain_label(match["label"]) if match else ""
        parts = list(sentences(text))
        for number, part in enumerate(parts):
            part = part if number else _trim_emphasis(part)
            if part:
                yield Draft(part, SpanKind.PROSE if number else SpanKind.FIELD, label if number and label else section)


def _trim_emphasis(text: Mapped) -> Mapped:
    text = text.without(re.compile(r"^[*_]+|(?<=[:：])[*_]+|[*_]+(?=\s?[:：])"))
    return text.strip()


def _field_pieces(whole: Mapped) -> list[Mapped]:
    found = [piece for piece in PIECES.split(whole.text) if piece.strip()]
    labelled = sum(
        1
        for piece in found
        if FIELD.match(piece) or (match := OPENS_FIELD.match(piece)) and match["label"].lower() in FIELDS
    )
    if len(found) < 2 or labelled < 2:
        return [whole]
    pieces, at = [], 0
    for match in PIECES.finditer(whole.text):
        pieces.append(whole.cut(at, match.start()).strip())
        at = match.end()
    pieces.append(whole.cut(at).strip())
    return [piece for piece in pieces if piece]


def _table_words(text: Mapped) -> Mapped:
    return text.strip().strip("|").strip() or text.strip()


def _table_row(text: Mapped, section: str | None) -> Iterator[Draft]:
    """`| Browser | Chrome |` reads "Browser: Chrome"; wider rows keep their bars."""
    match = TABLE.match(text.text)
    if match is None:
        if text.strip():
            yield Draft(_clean(text), SpanKind.FIELD, section)
        return
    cells, at = [], match.start("cells")
    for bar in re.finditer(r"\||$", text.text[: match.end("cells")]):
        if bar.start() >= at:
            cells.append(_clean(text.cut(at, bar.start())))
            at = bar.end()
    cells = [cell for cell in cells if cell]
    if len(cells) == 2 and not cells[0].text.endswith(":"):
        yield Draft(Mapped.join(cells, ": "), SpanKind.FIELD, section)
    elif cells:
        yield Draft(Mapped.join(cells, " " if len(cells) == 2 else " | "), SpanKind.FIELD, section)
