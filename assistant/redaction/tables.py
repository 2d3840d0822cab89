"""Columns of passwords, codes and tokens in tables: Markdown, CSV, tab-separated, and text aligned with blanks."""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found, lowered
from assistant.redaction.names import KEY, PASSWORD, SECRET, kind_of
from assistant.redaction.randomness import is_none, is_path_or_number, is_template, looks_generated
from assistant.redaction.standing import is_chosen
from assistant.redaction.vocabulary import words

_CELLS = {
    "|": re.compile(r"[^|\n]+"),
    "\t": re.compile(r"[^\t\n]+"),
    ";": re.compile(r"\"[^\"\n]*\"|[^;\n]+|(?<=;)(?=;)"),
    ",": re.compile(r"\"[^\"\n]*\"|[^,\n]+|(?<=,)(?=,)"),
    "  ": re.compile(r"[^\s](?:[^\s]|[ ](?![ ]))*"),
}
"""How the cells of a row are read, by what parts them."""
_RULE = re.compile(r"[\s|:=+-]+")
_LABEL = re.compile(r"[\w'’ ./()_-]{1,40}")
_LONGEST_LINE = 2000
_ROWS = 500
_CODE = re.compile(r"\d{3,10}|[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{3,10})+")
_MOST_WORDS = 3
_SHORTEST = 4
_PIN = frozenset(
    {"pin", "puk", "tan", "otp", "pin-code", "pin code", "geheimzahl", "código pin", "code pin", "暗証番号"}
)
_Cell = tuple[int, int]


def _cells(line: str, mark: str) -> list[_Cell]:
    """Start and end of each cell, blanks and quotes taken off."""
    out = []
    for match in _CELLS[mark].finditer(line):
        raw = match.group()
        low = match.start() + len(raw) - len(raw.lstrip(' \t*_`"'))
        out.append((low, max(low, match.start() + len(raw.rstrip(' \t*_`"\r')))))
    return [c for c in out if c[1] > c[0]] if mark in "|" else out


def _column_kind(cell: str) -> str | None:
    """What the heading promises: a password, an issued credential, a code, or nothing."""
    low = lowered(cell).strip(" :：*")
    if not low or not _LABEL.fullmatch(low) or len(low.split()) > _MOST_WORDS:
        return None
    if low in _PIN or low in words().codes["strong"]:
        return "code"
    if words().phrases.get(low) == "password":
        return PASSWORD
    last = low.split()[-1]
    kind = kind_of(last, low.split()[-2] if " " in low else "")
    return kind if kind in (PASSWORD, SECRET, KEY) and not any(w in words().described for w in low.split()) else None


def _held(kind: str, value: str, beside_user: bool) -> bool:
    if is_none(value) or is_template(value) or len(value) < _SHORTEST:
        return False
    if kind == "code":
        return bool(_CODE.fullmatch(value))
    if kind != PASSWORD:
        return looks_generated(value)
    if " " in value:
        first, _, last = value.partition(" ")
        return beside_user and last.isdigit() and first.isalpha()
    return is_chosen(value) or (beside_user and (value.isdigit() or not is_path_or_number(value)))


def _columns(line: str, mark: str) -> dict[int, str]:
    cells = [line[a:b] for a, b in _cells(line, mark)]
    if len(cells) < 2 or any(len(c) > 40 for c in cells):
        return {}
    return {i: kind for i, c in enumerate(cells) if (kind := _column_kind(c))}


def _row_cells(header: str, line: str, mark: str) -> list[_Cell] | None:
    """The cells of a row in the order of the heading's; None where the row is none of this table."""
    cells, heads = _cells(line, mark), _cells(header, mark)
    if mark != "  ":
        return cells if len(cells) == len(heads) else None
    if len(cells) == len(heads):
        return cells
    placed = {i: c for i, h in enumerate(heads) for c in cells if c[0] < h[1] and h[0] < c[1]}
    return [placed.get(i, (0, 0)) for i in range(len(heads))] if placed else None


def _has_user(header: str, mark: str) -> bool:
    return any(lowered(header[a:b]).strip(" :") in words().user for a, b in _cells(header, mark))


def find_columns(text: str) -> Iterator[Found]:
    """The cells below a heading that promises credentials."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    at = 0
    while at < len(lines) - 1:
        header = lines[at].rstrip("\r\n")[:_LONGEST_LINE]
        at += 1
        for mark in _CELLS:
            if mark not in header or not (columns := _columns(header, mark)):
                continue
            for row in range(at, min(at + _ROWS, len(lines))):
                line = lines[row].rstrip("\r\n")
                if _RULE.fullmatch(line):
                    continue
                cells = _row_cells(header, line, mark)
                if cells is None:
                    break
                for i, kind in columns.items():
                    low, high = cells[i]
                    if _held(kind, line[low:high], _has_user(header, mark)):
                        yield Found("secret", starts[row] + low, starts[row] + high)
            break
