"""Rows of a CSV or TSV file with the line each begins on.

A quote that is never closed would swallow the rest of the file into one cell. Such a row is refused by its first line,
and reading goes on behind it. A last row that ends inside a quote, or without a line end before its last cell, says
that the file was cut off: what else is missing nobody can tell.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from assistant.errors import UnreadableInput
from assistant.importers.bytestream import Watch, opened

LARGEST_CELL = 16_000_000
"""Characters of one CSV cell; Python's own limit of 131,072 is below what exported threads reach."""
_MOST_RESTARTS = 1_000
"""Rows with a quote that is never closed, after which the rest of the file is refused: it is no CSV."""
_SEPARATORS = ",;\t|"
_END = "\x01"
"""A sign that no line holds: `opened` leaves it out."""
_TOLD = {f"sep={sign}": sign for sign in _SEPARATORS}
"""First line of a file that Excel wrote for itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, or why there is none, and the line it begins on."""

    number: int
    cells: Sequence[str] = ()
    why: str = ""
    rest: bool = False


class _Lines:
    """Lines of a file for the csv module, those of the row being read kept, so that it can be read anew."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.held: list[str] = []
        self.number = 0
        """Lines handed out so far."""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline()
        if not line:
            raise StopIteration
        self.held.append(line)
        self.number += 1
        return line

    @property
    def next_one(self) -> str:
        """The line to come, without going on to it; empty where none is left."""
        if not self._again and (line := self._text.readline()):
            self._again.append(line)
        return self._again[0] if self._again else ""

    def begin(self) -> None:
        """A new row begins with the next line."""
        self.held.clear()

    def skip_one(self) -> None:
        """Go on behind the first line of the row."""
        self._again.extendleft(reversed(self.held[1:]))
        self.number -= len(self.held) - 1


def table_rows(path: Path, watch: Watch | None = None, encoding: str | None = None) -> Iterator[Line]:
    """The rows of a table, the header first. Raises UnreadableInput before the first row only."""
    csv.field_size_limit(LARGEST_CELL)
    with TextIOWrapper(opened(path, watch, encoding), encoding="utf-8", newline="") as text:
        lines = _Lines(text)
        separator, width, restarts = "", 0, 0
        try:
            while head := lines.next_one:
                lines.begin()
                start = lines.number + 1
                if not separator and (not head.strip() or head.strip().casefold() in _TOLD):
                    separator = _TOLD.get(head.strip().casefold(), "")
                    next(lines)
                    continue
                separator = separator or _separator(head)
                row, why = _row(lines, separator, width)
                if not why and not lines.next_one and _may_be_cut(lines.held, row, width, separator):
                    yield Line(start, why="the file breaks off in this row: it was cut off. Export it again", rest=True)
                    return
                if why and restarts >= _MOST_RESTARTS:
                    yield Line(
                        start, why="the file is no CSV from here on: too many quotes are never closed", rest=True
                    )
                    return
                if why:
                    restarts += 1
                    lines.skip_one()
                    yield Line(start, why=why)
                elif any(cell.strip() for cell in row):
                    width = width or len(row)
                    yield Line(start, row)
        except UnreadableInput as error:
            yield Line(lines.number + 1, why=error.message, rest=True)


def _row(lines: _Lines, separator: str, width: int) -> tuple[list[str], str]:
    """The next row, or why it is none."""
    try:
        row = next(csv.reader(lines, delimiter=separator), [])
    except csv.Error as error:
        large = "field larger" in str(error)
        return [], f"a cell is larger than {LARGEST_CELL:,} characters, or its quote is never closed" if large else str(
            error
        )
    if len(lines.held) > 1:
        if _is_torn(lines.held, separator):
            return [], "a quote is opened and not closed, or one inside a cell is not doubled"
        if width and len(row) > width:
            return [], f"has {len(row)} cells in place of {width}: a quote is not closed, or not doubled"
    return row, ""


def _may_be_cut(held: Sequence[str], row: Sequence[str], width: int, separator: str) -> bool:
    """Whether the last row of a file is not there to its end."""
    if len(row) < width and not held[-1].endswith(("\n", "\r")):
        return True
    return len(held) == 1 and '"' in held[0] and _END in next(csv.reader((*held, _END), delimiter=separator), [""])[-1]


def _is_torn(held: Sequence[str], separator: str) -> bool:
    """Whether a row of several lines ends inside quotes, or closes one where no cell ends: it may hold other rows."""
    try:
        for _ in csv.reader(held, delimiter=separator, strict=True):
            pass
    except csv.Error:
        return True
    return False


def _separator(head: str) -> str:
    """What parts the cells: the sign the header has most of outside quotes."""
    outside = "".join(head.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
