"""The lines of one message to spans: what each line is, which lines belong together, where sentences end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.issue import SpanKind
from assistant.intake.labels import FIELDS, names_field, names_heading, plain_label
from assistant.intake.lines import Hint, Line
from assistant.intake.logs import LogRun
from assistant.intake.mapped import Mapped
from assistant.intake.sentences import sentences
from assistant.intake.signature import signature_start
from assistant.intake.words import late

_LONGEST_PARAGRAPH = 8_000
_FENCE = late(r"\s{0,8}(?:[-*] )?(?P<mark>`{3,}|~{3,})[^`]*$|\s*\{(?P<wiki>code|noformat)(?::[^}]*)?\}")
_WIKI_CLOSE = late(r"\{(?:code|noformat)\}\s*$")
_ATX = late(r"\s{0,3}#{1,6}\s+(?=\S)|\s*h[1-6]\.\s+(?=\S)")
_ATX_TAIL = late(r"\s#+\s*$")
_EMPHASISED = late(r"\s*(?:\*{1,3}|_{2,3})(?P<words>[^*_\n]{2,80})(?:\*{1,3}|_{2,3})\s?[:：]?\s*$")
_RULED = late(r"\s*[-–—=*_]{2,}\s*[^-=*_\s][^\n]{1,70}?\s*[-–—=*_]{2,}\s*$")
_DETAILS = late(r"\s*(?:</?(?:details|summary)[^>]*>\s*)+")
_NEW_LINE = late(r"[\[(]?\d{1,4}[:./-]\d{1,2}|\[\d|https?://|submitted by ")
_RULE = late(r"\s*(?:[-–—=_*~#.+<>|]\s?){3,}\s*$")
_ITEM = late(
    r"(?P<indent>\s*)(?:[-*•‣◦▪●–—+]|o(?=\t| {2,})|\d{1,2}[.)]|\(\d{1,2}\)|[a-z]\)|[①-⑳]|(?:step"
    r"|schritt|étape|paso|passo|stap)\s?\d{1,2}\s?[:.)-])(?:\s+(?:\[[ xX]\]\s+)?)(?=\S)"
    r"|\s*[・①-⑳](?=\S)",
    re.IGNORECASE,
)
_TABLE = late(r"\s*\|(?P<cells>.*)\|\s*$")
_TABLE_RULE = late(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FIELD = late(
    r"\s*(?P<open>[*_]{0,3})(?P<label>[^\W_][^:：*_"
    r"|\n?!]{0,48}?)(?P<close>[*_]{0,3})\s?(?P<colon>[:：])(?P<tail>[*_]{0,3})(?P<value>\s+\S.*"
    r"|[^\s/\\\d].*|\d(?!\d(?:\D|$)).*)$"
)
_DASHED = late(r"\s*[*_]{0,3}(?P<label>[^\W\d_][^:：|\n.]{0,38}?)[*_]{0,3}\s+(?:[-–—=]|=>|->)\s+(?P<value>\S.*)$")
_PIECES = late(r"\s+\|\s+|\s*\t+\s*|\s+[·•/]\s+|\s{3,}|\s+[-–]\s+(?=[\w ]{2,24}:\s)|\s==\s")
_SPLITTERS = (" | ", "\t", "·", "•", " / ", "   ", " - ", " – ", " == ")
_OPENS_FIELD = late(r"\W*(?P<label>[^\W\d_]{2,14}) (?=\S)")
_LABEL_ONLY = late(r"[^.!?。！？]{1,70}[:：]\s*$")
_BOLD = late(
    r"\*\*|\{color(?::[^}]*)?\}|\{\*\}|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)|<!--[^<>]{0,300}-->"
    r"|</?(?:details|summary|br|b|strong|em|sub|sup|kbd|u)\s?/?>"
)
_TAGS = late(r"</?(?:details|summary|b|strong|br)\s?/?>")
_SENTENCE = late(r"[.!?。]\s+\S|[,;]\s.{40,}")
_LOWER = late(r"[a-zà-öø-ÿ]")
_WIDE = late(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Draft:
    """A span before it has a number."""

    text: Mapped
    kind: SpanKind
    section: str | None = None


class _Sort:
    """What a line was found to be."""

    BLANK, LOG, HEADING, ITEM, FIELD, TEXT, SIGNATURE, DROP, TABLE, META = range(10)


def read_blocks(lines: Sequence[Line], *, mail: bool, section: str | None = None) -> Iterator[Draft]:
    """The spans of one message's body, in order."""
    sorts = _sorted(lines, mail=mail)
    at = 0
    while at < len(lines):
        sort, line = sorts[at], lines[at]
        end = at + 1
        if sort in (_Sort.BLANK, _Sort.DROP):
            pass
        elif sort == _Sort.LOG:
            yield Draft(line.text.strip(), SpanKind.LOG, section)
        elif sort == _Sort.SIGNATURE:
            yield Draft(line.text.strip(), SpanKind.SIGNATURE, section)
        elif sort == _Sort.HEADING:
            heading = _heading_text(line.text)
            section = plain_label(heading.text) or section
            if heading:
                yield Draft(heading, SpanKind.HEADING, section)
        elif sort == _Sort.META:
            yield Draft(_table_words(line.text), SpanKind.META, section)
        elif sort == _Sort.TABLE:
            yield from _table_row(line.text, section)
        elif sort == _Sort.FIELD:
            end = _paragraph(lines, sorts, at)
            yield from _field(lines[at:end], section)
        else:
            end = _paragraph(lines, sorts, at)
            yield from _prose(lines[at:end], section, item=sort == _Sort.ITEM)
        at = end


def _sorted(lines: Sequence[Line], *, mail: bool) -> list[int]:
    sorts = [_Sort.BLANK] * len(lines)
    run, fence, hidden = LogRun(), "", False
    for at, line in enumerate(lines):
        text = line.text.text
        if line.blank:
            run.blank()
            continue
        hidden = hidden or text.lstrip().startswith("<!--")
        if hidden and not fence:
            sorts[at] = _Sort.META
            hidden = "-->" not in text
            continue
        fence, sort = _fenced(text, fence)
        if sort is None:
            sort = _hinted(line) or _own_look(text, run)
        else:
            run.reset()
        sorts[at] = sort
    _smooth(lines, sorts)
    _find_headings(lines, sorts)
    _find_fields(lines, sorts)
    _find_signature(lines, sorts, mail=mail)
    return sorts


def _fenced(text: str, fence: str) -> tuple[str, int | None]:
    """The fence open after this line, and what the line is if a fence decides it."""
    match = _FENCE.match(text)
    if fence:
        if fence == "{":
            closes = _WIKI_CLOSE.search(text) is not None
            return ("" if closes else fence), (_Sort.DROP if closes and text.strip().startswith("{") else _Sort.LOG)
        closes = match is not None and (match["mark"] or "").startswith(fence) and text.strip().strip(fence[0]) == ""
        return ("" if closes else fence), (_Sort.DROP if closes else _Sort.LOG)
    if match is None:
        return "", None
    if match["wiki"]:
        rest = text[match.end() :]
        if not rest.strip():
            return "{", _Sort.DROP
        return ("" if _WIKI_CLOSE.search(rest) else "{"), _Sort.LOG
    return match["mark"][:3], _Sort.DROP


def _hinted(line: Line) -> int | None:
    if line.hint is None:
        return None
    return {Hint.LOG: _Sort.LOG, Hint.HEADING: _Sort.HEADING, Hint.ITEM: _Sort.ITEM, Hint.FIELD: _Sort.TABLE}[line.hint]


def _own_look(text: str, run: LogRun) -> int:
    if _ATX.match(text):
        run.reset()
        return _Sort.HEADING
    if details := _DETAILS.match(text):
        return _Sort.HEADING if text[details.end() :].strip() else _Sort.DROP
    if _TABLE_RULE.match(text) or _RULE.match(text):
        return _Sort.DROP
    if _TABLE.match(text) and text.count("|") >= 3:
        return _Sort.TABLE
    item = _ITEM.match(text)
    if run.judge(text[item.end() :] if item else text):
        return _Sort.LOG
    return _Sort.ITEM if item else _Sort.TEXT


def _smooth(lines: Sequence[Line], sorts: list[int]) -> None:
    """A lone line between two log lines, without a blank beside it, belongs to the log unless it reads as prose."""
    for at in range(1, len(sorts) - 1):
        if sorts[at] == _Sort.TEXT and sorts[at - 1] == _Sort.LOG and sorts[at + 1] == _Sort.LOG:
            text = lines[at].text.text
            if not _SENTENCE.search(text) and not text.rstrip().endswith((":", "：")) and text.count(" ") < 12:
                sorts[at] = _Sort.LOG


def _find_headings(lines: Sequence[Line], sorts: list[int]) -> None:
    for at, sort in enumerate(sorts):
        if (
            sort == _Sort.DROP
            and at
            and sorts[at - 1] == _Sort.TEXT
            and re.fullmatch(r"\s*(={3,}|-{3,})\s*", lines[at].text.text)
        ):
            if len(lines[at - 1].text) <= 80 and (at < 2 or sorts[at - 2] != _Sort.TEXT):
                sorts[at - 1] = _Sort.HEADING
        if (
            sort == _Sort.TABLE
            and at + 1 < len(sorts)
            and sorts[at + 1] == _Sort.DROP
            and _TABLE_RULE.match(lines[at + 1].text.text)
        ):
            sorts[at] = _Sort.META
        if sort not in (_Sort.TEXT, _Sort.ITEM):
            continue
        text = lines[at].text.text.strip()
        if sort == _Sort.TEXT and _RULED.match(text) and not text.startswith("**"):
            sorts[at] = _Sort.META
            continue
        if len(text) > 100:
            continue
        if sort == _Sort.TEXT and _EMPHASISED.match(text):
            sorts[at] = _Sort.HEADING
        elif sort == _Sort.TEXT and names_heading(text) and (text.endswith((":", "：", "?")) or _alone(sorts, at)):
            sorts[at] = _Sort.HEADING
        elif _LABEL_ONLY.match(text) and _followed_by_list(lines, sorts, at):
            sorts[at] = _Sort.HEADING


def _alone(sorts: list[int], at: int) -> bool:
    """A label without a colon: nothing before it, or a blank line."""
    before = sorts[at - 1] if at else _Sort.BLANK
    return before in (_Sort.BLANK, _Sort.DROP, _Sort.FIELD, _Sort.TABLE) and at + 1 < len(sorts)


def _followed_by_list(lines: Sequence[Line], sorts: list[int], at: int) -> bool:
    text = lines[at].text.text.strip()
    if len(text.split()) > 9:
        return False
    for position in range(at + 1, min(at + 3, len(sorts))):
        if sorts[position] == _Sort.BLANK:
            continue
        if sorts[at] == _Sort.ITEM:
            return False
        return sorts[position] in (_Sort.ITEM, _Sort.TABLE)
    return False


def _find_fields(lines: Sequence[Line], sorts: list[int]) -> None:
    candidates: dict[int, bool] = {}
    for at, sort in enumerate(sorts):
        if sort in (_Sort.TEXT, _Sort.ITEM):
            text = _without_marker(lines[at].text.text)
            known = _field_look(text)
            if known is not None and not (
                sort == _Sort.TEXT
                and text[:1].islower()
                and at
                and sorts[at - 1] == _Sort.TEXT
                and _runs_on(lines[at - 1].text.text)
            ):
                candidates[at] = known
    for at, known in candidates.items():
        if known or _in_a_row(candidates, sorts, at):
            sorts[at] = _Sort.FIELD


def _runs_on(before: str) -> bool:
    """The line before is prose that goes on here, so that no label can begin."""
    return len(before.strip()) >= 30 and before.rstrip()[-1] not in ".!?:;"


def _in_a_row(candidates: dict[int, bool], sorts: list[int], at: int) -> bool:
    """An unknown label counts beside another candidate."""
    return any(near in candidates and sorts[near] != _Sort.BLANK for near in (at - 1, at + 1))


def _without_marker(text: str) -> str:
    item = _ITEM.match(text)
    return text[item.end() :] if item else text


def _field_look(text: str) -> bool | None:
    """True for a field by its label, False for one that needs company, None for no field."""
    pieces = (
        [piece for piece in _PIECES.split(text) if piece.strip()] if any(mark in text for mark in _SPLITTERS) else []
    )
    if len(pieces) >= 2:
        colon = sum(1 for piece in pieces if (match := _FIELD.match(piece)) and len(match["label"].split()) <= 4)
        named = colon + sum(
            1
            for piece in pieces
            if not _FIELD.match(piece)
            and (match := _OPENS_FIELD.match(piece))
            and match["label"].lower() in FIELDS
            and len(piece) < 40
        )
        if colon >= 2 or (colon and len(pieces) >= 4) or named >= 3 and named * 2 >= len(pieces):
            return True
    if (match := _FIELD.match(text)) is not None and not match["value"].strip().startswith("//"):
        if names_field(match["label"]) or match["open"] and (match["close"] or match["tail"]):
            return True
        words = match["label"].split()
        short = len(match["value"].strip()) <= 120 and not _SENTENCE.search(match["value"])
        return (
            False if len(words) <= 4 and text.strip()[:1].isupper() and short and match["value"][:1].isspace() else None
        )
    dashed = _DASHED.match(text)
    if dashed is not None and names_field(dashed["label"]) and len(dashed["value"]) <= 120:
        return True
    return None


def _find_signature(lines: Sequence[Line], sorts: list[int], *, mail: bool) -> None:
    own = (_Sort.TEXT, _Sort.ITEM, _Sort.FIELD, _Sort.BLANK, _Sort.DROP)
    texts = [
        line.text.text if sort in own else "`not a signature, this line is something else.`"
        for line, sort in zip(lines, sorts, strict=True)
    ]
    for at, found in enumerate(signature_start(texts, mail=mail)):
        if found and sorts[at] != _Sort.DROP:
            sorts[at] = _Sort.SIGNATURE


def _paragraph(lines: Sequence[Line], sorts: list[int], at: int) -> int:
    """The end of the lines wrapped into the one that begins here."""
    end, size = at + 1, len(lines[at].text)
    item = sorts[at] == _Sort.ITEM
    while (
        end < len(lines)
        and size < _LONGEST_PARAGRAPH
        and sorts[end] == _Sort.TEXT
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


def _heading_text(text: Mapped) -> Mapped:
    plain = text.without(_ATX_TAIL) if _ATX.match(text.text) else text
    match = _ATX.match(plain.text)
    plain = plain.cut(match.end()) if match else plain
    return plain.without(_DETAILS).without(_TAGS).strip().strip("*_ ").strip()


def _clean(text: Mapped) -> Mapped:
    marked = any(mark in text.text for mark in "*{_<")
    return (text.without(_BOLD) if marked else text).strip()


def _joined(lines: Sequence[Line]) -> Mapped:
    parts = [line.text.strip() for line in lines]
    wide = bool(parts and parts[0].text and _WIDE.search(parts[0].text[-1]))
    return Mapped.join(parts, "" if wide else " ")


def _prose(lines: Sequence[Line], section: str | None, *, item: bool) -> Iterator[Draft]:
    whole = _joined(lines)
    marker = _ITEM.match(whole.text) if item and lines[0].hint is None else None
    if marker:
        whole = whole.cut(marker.end())
    for sentence in sentences(_clean(whole)):
        yield Draft(sentence, SpanKind.PROSE, section)


def _field(lines: Sequence[Line], section: str | None) -> Iterator[Draft]:
    whole = _joined(lines)
    marker = _ITEM.match(whole.text)
    if marker:
        whole = whole.cut(marker.end())
    pieces = _field_pieces(whole)
    for piece in pieces:
        text = _clean(piece)
        match = _FIELD.match(text.text)
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
    found = [piece for piece in _PIECES.split(whole.text) if piece.strip()]
    labelled = sum(
        1
        for piece in found
        if _FIELD.match(piece) or (match := _OPENS_FIELD.match(piece)) and match["label"].lower() in FIELDS
    )
    if len(found) < 2 or labelled < 2:
        return [whole]
    pieces, at = [], 0
    for match in _PIECES.finditer(whole.text):
        pieces.append(whole.cut(at, match.start()).strip())
        at = match.end()
    pieces.append(whole.cut(at).strip())
    return [piece for piece in pieces if piece]


def _table_words(text: Mapped) -> Mapped:
    return text.strip().strip("|").strip() or text.strip()


def _table_row(text: Mapped, section: str | None) -> Iterator[Draft]:
    """`| Browser | Chrome |` reads "Browser: Chrome"; wider rows keep their bars."""
    match = _TABLE.match(text.text)
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
