"""Records of a JSON file one at a time: an array, a page of an API (`{"tickets": […]}`), lines of JSON, or one record.

ijson reads what does not come in lines; it stops at the first fault, and what lies behind one is refused as a whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from assistant.errors import UnreadableInput
from assistant.importers.bytestream import Watch, opened
from assistant.importers.formats import suffix_of
from assistant.importers.people import People, Person, people_of
from assistant.importers.records import Row

PAGES = {"tickets": "tickets", "issues": "issues", "articles": "articles", "conversations": "conversations",
         "results": "results", "result": "result", "items": "items", "records": "records", "data": "data",
         "translations": "translations", "ticket": "", "article": ""}  # fmt: skip
"""Key that holds the records of a page → the same; empty where it holds one record.

Zendesk and Intercom name theirs `tickets`, `articles`, `conversations`, Jira `issues`, Freshdesk's search `results`,
GitHub's `items`, ServiceNow's `result` (REST) and `records` (JSONv2); `data` is what many others call it."""
_OWN_KEYS = frozenset({"id", "key", "number", "subject", "title", "summary"})
"""A plain value under one of these says that the object is a record itself, whatever lists it holds."""
_NAMES_ITS_TICKET = "ticket_id"
"""Beside a list of comments it says whose they are."""
_OF_A_PAGE = frozenset(
    "count next_page previous_page page per_page total total_count url after_cursor before_cursor end_time"
    " end_of_stream has_more".split()
)
"""Plain values beside a page's list; a record holds others, too."""
_LOOKED_AT = 20
"""Lines looked at to tell lines of JSON from one document: the first ones may be broken."""
_LONGEST_LINE = 64 * 2**20
"""Bytes of one line of JSON: a ticket with thousands of comments is far below it."""


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
    rest: bool = False
    """Nothing behind this place was read."""


def json_rows(path: Path, watch: Watch | None = None, encoding: str | None = None) -> Iterator[Placed]:
    """Every record of a JSON file. Raises UnreadableInput for a file that holds none at all."""
    with opened(path, None, encoding) as file:
        lines = _in_lines(file, suffix_of(path))
    if lines:
        with opened(path, watch, encoding) as file:
            yield from _lines(file)
        return
    with opened(path, None, encoding) as file:
        prefix = _prefix(file)
    beside = _beside(path, encoding) if prefix not in ("item", "") else {}
    with opened(path, watch, encoding) as file:
        yield from _items(file, prefix, beside)


def _in_lines(file: IO[bytes], suffix: str) -> bool:
    """Whether there is an object on each line: the name says so, or one of the first lines is a whole object."""
    first = b""
    for _ in range(_LOOKED_AT):
        line = file.readline(_LONGEST_LINE)
        if not line:
            break
        start = line.strip()
        first = first or start
        if first[:1] == b"[" or first == b"{":
            return False
        if suffix in (".jsonl", ".ndjson"):
            return True
        if start.startswith(b"{") and _is_object(start):
            return True
    return False


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(file: IO[bytes]) -> Iterator[Placed]:
    number = 0
    try:
        while raw := file.readline(_LONGEST_LINE):
            number += 1
            if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
                while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield Placed(number, None, f"is longer than {_LONGEST_LINE // 2**20} MiB")
            elif raw.strip():
                yield from _line(number, raw)
    except UnreadableInput as error:
        yield Placed(number + 1, None, error.message, rest=True)


def _line(number: int, raw: bytes) -> Iterator[Placed]:
    try:
        row = json.loads(raw.decode("utf-8").rstrip().rstrip(","))
    except json.JSONDecodeError as error:
        if raw.strip() not in (b"[", b"]"):  # NOTE: an array written line by line, read as lines
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
        if many and isinstance(held, list) and not _OWN_KEYS & row.keys():
            for count, part in enumerate(held, 1):
                yield replace(_placed(number, part, beside), inside=f"{key}[{count}]")
            return
        if not many and isinstance(held, dict) and "id" not in row:
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

    comments = record = False
    try:
        for at, event, _ in ijson.parse(file, use_float=True, multiple_values=True):
            if at == "" and event == "start_array":
                return "item"
            if event == "start_array" and PAGES.get(at):
                return f"{at}.item"
            if event == "start_map" and at in PAGES and not PAGES[at]:
                return ""  # NOTE: its comments and people may stand beside it
            if (at in _OWN_KEYS or at == _NAMES_ITS_TICKET) and event in ("string", "number"):
                return ""
            comments = comments or at == "comments" and event == "start_array"
            record = record or event in ("string", "number") and "." not in at and at not in _OF_A_PAGE
    except (ijson.common.JSONError, UnicodeDecodeError) as error:
        if not comments:
            raise UnreadableInput(f"this is no JSON: {_said(error)}.") from error
    return "comments.item" if comments and not record else ""


def _beside(path: Path, encoding: str | None) -> People:
    """The people and organizations of a page, read before its tickets, as they usually stand behind them."""
    import ijson

    found: People = {}
    for prefix, read in (("users.item", people_of), ("organizations.item", _organizations_of)):
        with opened(path, None, encoding) as file:
            try:
                for item in ijson.items(file, prefix, use_float=True):
                    found |= read([item])
            except (ijson.common.JSONError, UnicodeDecodeError, UnreadableInput):
                continue  # NOTE: the records before the fault are still read; the fault is refused with them
    return found


def _items(file: IO[bytes], prefix: str, beside: People) -> Iterator[Placed]:
    import ijson

    number = 0
    try:
        for item in ijson.items(file, prefix, use_float=True, multiple_values=True):
            number += 1
            if prefix or not isinstance(item, dict):
                yield _placed(number, item, beside)
            else:
                yield from _unpacked(number, item)
    except (ijson.common.JSONError, UnicodeDecodeError, RecursionError, UnreadableInput) as error:
        if number == 0:
            raise UnreadableInput(f"this is no JSON: {_said(error)}.") from error
        yield Placed(number + 1, None, f"the file breaks off here: {_said(error)}", rest=True)


def _said(error: Exception) -> str:
    message = error.message if isinstance(error, UnreadableInput) else str(error)
    return message.split("\n", 1)[0].strip()[:120] or type(error).__name__
