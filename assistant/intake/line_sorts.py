"""What each line of one message is: log, heading, list item, field, table row, signature or plain text."""

import re
from collections.abc import Sequence

from assistant.intake.labels import FIELDS, names_field, names_heading
from assistant.intake.lines import Hint, Line
from assistant.intake.logs import LogRun
from assistant.intake.signature import signature_start
from assistant.intake.words import late

_FENCE = late(r"\s{0,8}(?:[-*] )?(?P<mark>`{3,}|~{3,})[^`]*$|\s*\{(?P<wiki>code|noformat)(?::[^}]*)?\}")
_WIKI_CLOSE = late(r"\{(?:code|noformat)\}\s*$")
ATX = late(r"\s{0,3}#{1,6}\s+(?=\S)|\s*h[1-6]\.\s+(?=\S)")
_EMPHASISED = late(r"\s*(?:\*{1,3}|_{2,3})(?P<words>[^*_\n]{2,80})(?:\*{1,3}|_{2,3})\s?[:：]?\s*$")
_RULED = late(r"\s*[-–—=*_]{2,}\s*[^-=*_\s][^\n]{1,70}?\s*[-–—=*_]{2,}\s*$")
DETAILS = late(r"\s*(?:</?(?:details|summary)[^>]*>\s*)+")
_RULE = late(r"\s*(?:[-–—=_*~#.+<>|]\s?){3,}\s*$")
ITEM = late(
    r"(?P<indent>\s*)(?:[-*•‣◦▪●–—+]|o(?=\t| {2,})|\d{1,2}[.)]|\(\d{1,2}\)|[a-z]\)|[①-⑳]|(?:step"
    r"|schritt|étape|paso|passo|stap)\s?\d{1,2}\s?[:.)-])(?:\s+(?:\[[ xX]\]\s+)?)(?=\S)"
    r"|\s*[・①-⑳](?=\S)",
    re.IGNORECASE,
)
TABLE = late(r"\s*\|(?P<cells>.*)\|\s*$")
_TABLE_RULE = late(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
FIELD = late(
    r"\s*(?P<open>[*_]{0,3})(?P<label>[^\W_][^:：*_"
    r"|\n?!]{0,48}?)(?P<close>[*_]{0,3})\s?(?P<colon>[:：])(?P<tail>[*_]{0,3})(?P<value>\s+\S.*"
    r"|[^\s/\\\d].*|\d(?!\d(?:\D|$)).*)$"
)
_DASHED = late(r"\s*[*_]{0,3}(?P<label>[^\W\d_][^:：|\n.]{0,38}?)[*_]{0,3}\s+(?:[-–—=]|=>|->)\s+(?P<value>\S.*)$")
PIECES = late(r"\s+\|\s+|\s*\t+\s*|\s+[·•/]\s+|\s{3,}|\s+[-–]\s+(?=[\w ]{2,24}:\s)|\s==\s")
_SPLITTERS = (" | ", "\t", "·", "•", " / ", "   ", " - ", " – ", " == ")
OPENS_FIELD = late(r"\W*(?P<label>[^\W\d_]{2,14}) (?=\S)")
_LABEL_ONLY = late(r"[^.!?。！？]{1,70}[:：]\s*$")
_SENTENCE = late(r"[.!?。]\s+\S|[,;]\s.{40,}")


class Sort:
    """What a line was found to be; plain numbers, since a paste can have a hundred thousand lines."""

    BLANK, LOG, HEADING, ITEM, FIELD, TEXT, SIGNATURE, DROP, TABLE, META = range(10)


def sort_lines(lines: Sequence[Line], *, mail: bool) -> list[int]:
    """The `Sort` of every line of one message's body."""
    sorts = [Sort.BLANK] * len(lines)
    run, fence, hidden = LogRun(), "", False
    for at, line in enumerate(lines):
        text = line.text.text
        if line.blank:
            run.blank()
            continue
        hidden = hidden or text.lstrip().startswith("<!--")
        if hidden and not fence:
            sorts[at] = Sort.META
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
            return ("" if closes else fence), (Sort.DROP if closes and text.strip().startswith("{") else Sort.LOG)
        closes = match is not None and (match["mark"] or "").startswith(fence) and text.strip().strip(fence[0]) == ""
        return ("" if closes else fence), (Sort.DROP if closes else Sort.LOG)
    if match is None:
        return "", None
    if match["wiki"]:
        rest = text[match.end() :]
        if not rest.strip():
            return "{", Sort.DROP
        return ("" if _WIKI_CLOSE.search(rest) else "{"), Sort.LOG
    return match["mark"][:3], Sort.DROP


def _hinted(line: Line) -> int | None:
    if line.hint is None:
        return None
    return {Hint.LOG: Sort.LOG, Hint.HEADING: Sort.HEADING, Hint.ITEM: Sort.ITEM, Hint.FIELD: Sort.TABLE}[line.hint]


def _own_look(text: str, run: LogRun) -> int:
    if ATX.match(text):
        run.reset()
        return Sort.HEADING
    if details := DETAILS.match(text):
        return Sort.HEADING if text[details.end() :].strip() else Sort.DROP
    if _TABLE_RULE.match(text) or _RULE.match(text):
        return Sort.DROP
    if TABLE.match(text) and text.count("|") >= 3:
        return Sort.TABLE
    item = ITEM.match(text)
    if run.judge(text[item.end() :] if item else text):
        return Sort.LOG
    return Sort.ITEM if item else Sort.TEXT


def _smooth(lines: Sequence[Line], sorts: list[int]) -> None:
    """A lone line between two log lines, without a blank beside it, belongs to the log unless it reads as prose."""
    for at in range(1, len(sorts) - 1):
        if sorts[at] == Sort.TEXT and sorts[at - 1] == Sort.LOG and sorts[at + 1] == Sort.LOG:
            text = lines[at].text.text
            if not _SENTENCE.search(text) and not text.rstrip().endswith((":", "：")) and text.count(" ") < 12:
                sorts[at] = Sort.LOG


def _find_headings(lines: Sequence[Line], sorts: list[int]) -> None:
    for at, sort in enumerate(sorts):
        if (
            sort == Sort.DROP
            and at
            and sorts[at - 1] == Sort.TEXT
            and re.fullmatch(r"\s*(={3,}|-{3,})\s*", lines[at].text.text)
        ):
            if len(lines[at - 1].text) <= 80 and (at < 2 or sorts[at - 2] != Sort.TEXT):
                sorts[at - 1] = Sort.HEADING
        if (
            sort == Sort.TABLE
            and at + 1 < len(sorts)
            and sorts[at + 1] == Sort.DROP
            and _TABLE_RULE.match(lines[at + 1].text.text)
        ):
            sorts[at] = Sort.META
        if sort not in (Sort.TEXT, Sort.ITEM):
            continue
        text = lines[at].text.text.strip()
        if sort == Sort.TEXT and _RULED.match(text) and not text.startswith("**"):
            sorts[at] = Sort.META
            continue
        if len(text) > 100:
            continue
        if sort == Sort.TEXT and _EMPHASISED.match(text):
            sorts[at] = Sort.HEADING
        elif sort == Sort.TEXT and names_heading(text) and (text.endswith((":", "：", "?")) or _alone(sorts, at)):
            sorts[at] = Sort.HEADING
        elif _LABEL_ONLY.match(text) and _followed_by_list(lines, sorts, at):
            sorts[at] = Sort.HEADING


def _alone(sorts: list[int], at: int) -> bool:
    """A label without a colon: nothing before it, or a blank line."""
    before = sorts[at - 1] if at else Sort.BLANK
    return before in (Sort.BLANK, Sort.DROP, Sort.FIELD, Sort.TABLE) and at + 1 < len(sorts)


def _followed_by_list(lines: Sequence[Line], sorts: list[int], at: int) -> bool:
    text = lines[at].text.text.strip()
    if len(text.split()) > 9:
        return False
    for position in range(at + 1, min(at + 3, len(sorts))):
        if sorts[position] == Sort.BLANK:
            continue
        if sorts[at] == Sort.ITEM:
            return False
        return sorts[position] in (Sort.ITEM, Sort.TABLE)
    return False


def _find_fields(lines: Sequence[Line], sorts: list[int]) -> None:
    candidates: dict[int, bool] = {}
    for at, sort in enumerate(sorts):
        if sort in (Sort.TEXT, Sort.ITEM):
            text = _without_marker(lines[at].text.text)
            known = _field_look(text)
            if known is not None and not (
                sort == Sort.TEXT
                and text[:1].islower()
                and at
                and sorts[at - 1] == Sort.TEXT
                and _runs_on(lines[at - 1].text.text)
            ):
                candidates[at] = known
    for at, known in candidates.items():
        if known or _in_a_row(candidates, sorts, at):
            sorts[at] = Sort.FIELD


def _runs_on(before: str) -> bool:
    """The line before is prose that goes on here, so that no label can begin."""
    return len(before.strip()) >= 30 and before.rstrip()[-1] not in ".!?:;"


def _in_a_row(candidates: dict[int, bool], sorts: list[int], at: int) -> bool:
    """An unknown label counts beside another candidate."""
    return any(near in candidates and sorts[near] != Sort.BLANK for near in (at - 1, at + 1))


def _without_marker(text: str) -> str:
    item = ITEM.match(text)
    return text[item.end() :] if item else text


def _field_look(text: str) -> bool | None:
    """True for a field by its label, False for one that needs company, None for no field."""
    pieces = (
        [piece for piece in PIECES.split(text) if piece.strip()] if any(mark in text for mark in _SPLITTERS) else []
    )
    if len(pieces) >= 2:
        colon = sum(1 for piece in pieces if (match := FIELD.match(piece)) and len(match["label"].split()) <= 4)
        named = colon + sum(
            1
            for piece in pieces
            if not FIELD.match(piece)
            and (match := OPENS_FIELD.match(piece))
            and match["label"].lower() in FIELDS
            and len(piece) < 40
        )
        if colon >= 2 or (colon and len(pieces) >= 4) or named >= 3 and named * 2 >= len(pieces):
            return True
    if (match := FIELD.match(text)) is not None and not match["value"].strip().startswith("//"):
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
    own = (Sort.TEXT, Sort.ITEM, Sort.FIELD, Sort.BLANK, Sort.DROP)
    texts = [
        line.text.text if sort in own else "`not a signature, this line is something else.`"
        for line, sort in zip(lines, sorts, strict=True)
    ]
    for at, found in enumerate(signature_start(texts, mail=mail)):
        if found and sorts[at] != Sort.DROP:
            sorts[at] = Sort.SIGNATURE
