"""Records of a JSON file one at a time: an array, a page of an API (`{"tickets": […]}`), lines of JSON, or one record.

ijson reads what does not come in lines; it stops at the first fault, and what lies behind one is refused as a whole.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from assistant.errors import UnreadableInput
from assistant.importers.people import People, Person, people_of
from assistant.importers.records import Row

PAGES = {"tickets": "tickets", "issues": "issues", "ticket": "", "results": "results"}
"""Key that holds the records of a page → the same; empty where it holds one record."""
_LONGEST_LINE = 64 * 2**20
"""Bytes of one line of JSON: a ticket with thousands of comments is far below it."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Placed:
    """A record, or why there is none, and its place."""

    line: int
    row: Row | None
    why: str = ""
    beside: People = field(default_factory=dict)
    """People of the page it stood on."""
    inside: str = ""
    """Where on its line it stands, as `tickets[2]`."""


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is `.gz`, behind a byte order mark. Raises UnreadableInput."""
    try:
        file: IO[bytes] = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[assignment]
        start = file.read(3)
    except (OSError, EOFError) as error:
        raise UnreadableInput(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableInput(f"{path} is UTF-16.", "Save it as UTF-8.")
    file.seek(3 if start == _BOM else 0)
    return file


def json_rows(path: Path) -> Iterator[Placed]:
    """Every record of a JSON file. Raises UnreadableInput for a file that holds none at all."""
    with opened(path) as file:
        start = file.tell()
        lines = _in_lines(file)
        file.seek(start)
        if lines:
            yield from _lines(file)
            return
        prefix = _prefix(file)
        beside = _beside(path) if prefix not in ("item", "") else {}
        file.seek(start)
        yield from _items(file, prefix, beside)


def _in_lines(file: IO[bytes]) -> bool:
    """Whether the first line that is not empty is a whole object by itself."""
    line = file.readline(_LONGEST_LINE)
    while line.strip() == b"" and line:
        line = file.readline(_LONGEST_LINE)
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        following = file.readline(_LONGEST_LINE).lstrip()
        return line.lstrip().startswith(b"{") and len(line.strip()) > 1 and following.startswith(b"{")


def _lines(file: IO[bytes]) -> Iterator[Placed]:
    number = 0
    while raw := file.readline(_LONGEST_LINE):
        number += 1
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Placed(number, None, f"is longer than {_LONGEST_LINE // 2**20} MiB")
            continue
        if raw.strip():
            yield from _line(number, raw)


def _line(number: int, raw: bytes) -> Iterator[Placed]:
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        yield Placed(number, None, f"is not UTF-8 (byte {error.start})")
    except json.JSONDecodeError as error:
        yield Placed(number, None, f"is no JSON: {error.msg} at character {error.colno}")
    except (RecursionError, ValueError):
        yield Placed(number, None, "is nested too deeply, or holds a number too long")
    else:
        if not isinstance(row, dict):
            yield Placed(number, None, "is no object with the fields of a record")
            return
        yield from _unpacked(number, row)


def _unpacked(number: int, row: Row) -> Iterator[Placed]:
    """The records of a page that stands on one line, else the row itself."""
    beside = (
        people_of(row["users"]) | _organizations(row) if isinstance(row.get("users"), list) else _organizations(row)
    )
    for key, many in PAGES.items():
        held = row.get(key)
        if many and isinstance(held, list) and "id" not in row:
            for count, part in enumerate(held, 1):
                yield replace(_placed(number, part, beside), inside=f"{key}[{count}]")
            return
        if not many and isinstance(held, dict):
            yield Placed(number, held | {k: v for k, v in row.items() if k == "comments"}, beside=beside)
            return
    yield Placed(number, row, beside=beside)


def _organizations(row: Row) -> People:
    held = row.get("organizations")
    return _organizations_of(held) if isinstance(held, list) else {}


def _organizations_of(held: Any) -> People:
    return {f"organization:{o['id']}": Person(str(o.get("name") or "") or None)
            for o in held if isinstance(o, dict) and o.get("id") is not None}  # fmt: skip


def _placed(number: int, part: Any, beside: People) -> Placed:
    if isinstance(part, dict):
        return Placed(number, part, beside=beside)
    return Placed(number, None, "is no object with the fields of a record")


def _prefix(file: IO[bytes]) -> str:
    """Where the records lie, as ijson names places; empty where the file is one record."""
    import ijson

    try:
        for at, event, _ in ijson.parse(file, use_float=True):
            if at == "" and event == "start_array":
                return "item"
            if event == "start_array" and PAGES.get(at):
                return f"{at}.item"
            if event == "start_map" and at in PAGES and not PAGES[at]:
                return str(at)
    except (ijson.common.JSONError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"this is no JSON: {_said(error)}.") from error
    return ""


def _beside(path: Path) -> People:
    """The people and organizations of a page, read before its tickets, as they usually stand behind them."""
    import ijson

    found: People = {}
    for prefix, read in (("users.item", people_of), ("organizations.item", _organizations_of)):
        with opened(path) as file:
            try:
                for item in ijson.items(file, prefix, use_float=True):
                    found |= read([item])
            except (ijson.common.JSONError, UnicodeDecodeError):
                continue  # NOTE: the records before the fault are still read; the fault is refused with them
    return found


def _items(file: IO[bytes], prefix: str, beside: People) -> Iterator[Placed]:
    import ijson

    number = 0
    try:
        for item in ijson.items(file, prefix, use_float=True):
            number += 1
            yield _placed(number, item, beside)
    except (ijson.common.JSONError, UnicodeDecodeError, RecursionError) as error:
        if number == 0:
            raise UnreadableInput(f"this is no JSON: {_said(error)}.") from error
        yield Placed(number + 1, None, f"the file breaks off here: {_said(error)}")


def _said(error: Exception) -> str:
    return str(error).split("\n", 1)[0].strip()[:120] or type(error).__name__
