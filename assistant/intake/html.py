"""HTML to lines: tags and entities resolved, every character still mapped to the raw paste.

The stdlib's html.parser reports line and column per event, merges or splits text as it likes, and Python 3.11's takes
quadratic time on broken comments, so a plain scanner does it here. It needs to know only which tags break lines.
"""

import re
from collections.abc import Iterator
from html import unescape

from assistant.domain.issue import Omission
from assistant.intake.lines import Hint, Line
from assistant.intake.mapped import Mapped

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?P<rest>(?:[^<>\"']|\"[^\"<]{0,4000}\"|'[^'<]{0,4000}'|[\"'])*)>"
)
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLOCK = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset "
    "figure figcaption footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main "
    "nav ol option p pre section summary table tbody tfoot thead title tr ul".split()
)
_DROPPED = {
    "script": "script",
    "style": "style sheet",
    "noscript": "script fallback",
    "svg": "drawing",
    "template": "template",
}
_KNOWN = _BLOCK | frozenset(
    "a abbr b big code del em font i img ins kbd mark q s samp small span strike strong sub sup "
    "td th tt u meta link script style button label input time picture video audio canvas iframe "
    "colgroup col map area base nobr wbr bdi bdo cite data dfn dir kbd meter output progress "
    "ruby rp rt select textarea var o:p v:shape st1:place".split()
)
_START = re.compile(
    r"\s*(?:<!doctype html|<html\b|<(?:div|p|table|body|head|meta|span|ul|ol|br|h[1-6]|blockquote"
    r"|article|section|pre)\b)",
    re.IGNORECASE,
)
_SPACE = " \t\r\n\xa0"


def looks_like_html(raw: str) -> bool:
    """True when the paste is marked up as a page, not when it only quotes a tag or holds XML."""
    sample = raw[:60_000]
    names = [match["name"].lower() for match in _TAG.finditer(sample)]
    known = [name for name in names if name in _KNOWN]
    if len(known) < 2 or len(known) < len(names) * 0.7 or "<?xml" in sample[:200] and "<html" not in sample:
        return False
    blocks = sum(1 for name in known if name in _BLOCK)
    if _START.match(sample):
        return "<html" in sample.lower() or blocks >= 2 or len(known) >= 4
    lines = [line for line in sample.splitlines() if line.strip()]
    tagged = sum(1 for line in lines if _TAG.search(line))
    return blocks >= 4 and tagged >= len(lines) * 0.6


def html_lines(raw: str, start: int, end: int) -> tuple[list[Line], list[Omission]]:
    """The readable lines of `raw[start:end]`, and what was dropped."""
    reader = _Reader(raw)
    reader.read(start, end)
    return reader.lines, reader.left_out


class _Reader:
    """Walks through the markup once, collecting characters of the current line."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.lines: list[Line] = []
        self.left_out: list[Omission] = []
        self._parts: list[Mapped] = []
        self._cells: list[Mapped] = []
        self._in_row = False
        self._pre = 0
        self._depth = 0
        self._hint: Hint | None = None

    def read(self, start: int, end: int) -> None:
        """Reads one raw range."""
        at = start
        while at < end:
            opening = self.raw.find("<", at, end)
            stop = end if opening < 0 else opening
            if stop > at:
                self._text(at, stop)
            if opening < 0:
                break
            at = self._markup(opening, end)
        self._break(end)

    def _markup(self, at: int, end: int) -> int:
        """Handles what begins with `<` and returns where it ends."""
        if self.raw.startswith("<!--", at):
            closing = self.raw.find("-->", at, end)
            return end if closing < 0 else closing + 3
        match = _TAG.match(self.raw, at, end) or _DECLARATION.match(self.raw, at, end)
        if match is None:
            self._add(at, at + 1)
            return at + 1
        if match.re is _DECLARATION:
            return match.end()
        name, closing_tag = match["name"].lower(), bool(match["close"])
        if name in _DROPPED and not closing_tag and not match["rest"].endswith("/"):
            return self._drop(name, match.start(), match.end(), end)
        if "@" in match["rest"] + name or name in ("http", "https", "mailto"):
            self._add(at, match.end())
        elif name in _BLOCK or name in ("td", "th") or name in _KNOWN:
            self._tag(name, closing_tag, match.start(), match["rest"])
        else:
            self._add(at, match.end())
        return match.end()

    def _drop(self, name: str, start: int, at: int, end: int) -> int:
        match = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.raw, at, end)
        stop = match.end() if match else end
        self.left_out.append(Omission(start=start, end=stop, why=f"{_DROPPED[name]} element"))
        return stop

    def _tag(self, name: str, closing: bool, at: int, rest: str) -> None:
        if name in ("td", "th"):
            self._cell()
            return
        if name == "tr":
            if closing:
                self._row(at)
            else:
                self._break(at)
                self._in_row = True
            return
        if name in ("code", "tt", "samp"):
            return
        if name not in _BLOCK:
            return
        if self._in_row and name in ("p", "div", "br", "span"):
            self._parts.append(Mapped(" ", [at]))
            return
        self._break(at)
        if (
            name in ("p", "div", "table", "ul", "ol", "blockquote", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
            and self.lines
            and not self.lines[-1].blank
            and name != "div"
        ):
            self.lines.append(Line(Mapped(), at, self._depth))
        if name == "pre":
            self._pre = max(0, self._pre + (-1 if closing else 1))
        elif name == "blockquote":
            self._depth = max(0, self._depth + (-1 if closing else 1))
        elif name == "li" and not closing:
            self._hint = Hint.ITEM
        elif name[0] == "h" and name[1:].isdigit() and not closing:
            self._hint = Hint.HEADING

    def _text(self, start: int, stop: int) -> None:
        at = start
        for match in _ENTITY.finditer(self.raw, start, stop):
            self._add(at, match.start())
            words = unescape(match.group())
            self._parts.append(Mapped(words, [match.start()] * len(words)))
            at = match.end()
        self._add(at, stop)

    def _add(self, start: int, stop: int) -> None:
        if stop <= start:
            return
        if not self._pre:
            self._parts.append(Mapped.of(self.raw, start, stop))
            return
        at = start
        while at < stop:
            newline = self.raw.find("\n", at, stop)
            if newline < 0:
                self._parts.append(Mapped.of(self.raw, at, stop))
                break
            self._parts.append(Mapped.of(self.raw, at, newline))
            self._break(newline)
            at = newline + 1

    def _cell(self) -> None:
        cell = _collapsed(self._parts)
        self._parts = []
        if cell:
            self._cells.append(cell)

    def _row(self, at: int) -> None:
        self._cell()
        cells, self._cells, self._in_row = self._cells, [], False
        if not cells:
            return
        if len(cells) == 1:
            self.lines.append(Line(cells[0], cells[0].start, self._depth))
        else:
            separator = (" " if cells[0].text.endswith((":", "：")) else ": ") if len(cells) == 2 else " | "
            self.lines.append(Line(Mapped.join(cells, separator), cells[0].start, self._depth, Hint.FIELD))

    def _break(self, at: int) -> None:
        """Ends the current line."""
        if self._in_row or self._cells:
            self._row(at)
        line = Mapped.join(self._parts) if self._pre else _collapsed(self._parts)
        self._parts = []
        hint, self._hint = (Hint.LOG if self._pre else self._hint), None
        if line.text.strip(_SPACE):
            self.lines.append(Line(line, line.start, self._depth, hint))
        elif hint in (Hint.ITEM, Hint.HEADING):
            self._hint = hint


def _collapsed(parts: list[Mapped]) -> Mapped:
    """Text with each run of white space made one space, and none at the ends."""
    joined = Mapped.join(parts)
    return Mapped.join(list(_words(joined)), " ") if joined else joined


def _words(text: Mapped) -> Iterator[Mapped]:
    for match in re.finditer(r"[^ \t\r\n\xa0\u200b]+", text.text):
        yield text.cut(match.start(), match.end())
