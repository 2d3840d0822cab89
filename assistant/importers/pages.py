"""Whether the pages of an API that a source holds are all there are, as far as the pages say so themselves.

What a page says of the ones behind it stands before its records or behind them: the beginning and the end of a file
are looked at, and nothing between them.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EscalateError
from assistant.importers.bytestream import Watch, opened
from assistant.importers.formats import suffix_of
from assistant.importers.items import files_of

_LOOKED_AT = 2**16
_CHUNK = 2**20
_TEXT = r'"(?:[^"\\]|\\.)*"'
_VALUE = rf"(?:{_TEXT}|-?[\d.eE+-]+|true|false|null|\{{(?:[^{{}}\[\]]|\{{[^{{}}\[\]]*\}})*\}})"
_MEMBER = rf"{_TEXT}\s*:\s*{_VALUE}"
_BEFORE = re.compile(rf"\s*\{{\s*((?:{_MEMBER}\s*,\s*)+)")
_BEHIND = re.compile(rf"\]\s*,\s*({_MEMBER}(?:\s*,\s*{_MEMBER})*)\s*\}}\s*\Z")
_IN_LINES = re.compile(r"\}[ \t]*\r?\n[ \t]*\{")
_TOTALS = ("total", "total_count", "count")
_LISTS = re.compile(r'"(?:tickets|issues|articles|conversations|results|result|items|records|data)"\s*:\s*\[')


@dataclass(frozen=True, slots=True)
class Page:
    """What one file says of the pages behind it."""

    file: str
    last: bool | None = None
    """None where it says nothing."""
    total: int = 0
    """Records on all pages together, where it says so."""


def page_of(path: Path, name: str) -> Page | None:
    """What a file says; None for a file that is no page, or cannot be read."""
    try:
        with opened(path) as file:
            head = file.read(_LOOKED_AT)
            if not head.lstrip().startswith(b"{"):
                return None
            tail = head
            while chunk := file.read(_CHUNK):
                tail = (tail + chunk)[-_LOOKED_AT:]
    except (OSError, EscalateError):
        return None
    first, end = head.decode("utf-8", "replace"), tail.decode("utf-8", "replace").rstrip().rstrip(",")
    lines = suffix_of(path) in (".jsonl", ".ndjson") or _IN_LINES.search(first) is not None
    if not _LISTS.search(first if not lines else end.rsplit("\n", 1)[-1]) and not (lines and len(end) >= _LOOKED_AT):
        return None
    told = _members(_BEHIND.search(end))
    if not lines:
        told = _members(_BEFORE.match(first)) | told
    total = next((told[key] for key in _TOTALS if isinstance(told.get(key), int)), 0)
    return Page(name, _is_last(told), 0 if lines else total)


def missing(paths: Iterable[Path], records: int, leave_out: Callable[[Path], bool]) -> str:
    """Why the pages under these paths, of which so many records were read, are not all; empty where none says so."""
    files = [(file, name) for path in paths for file, name in files_of(path, Watch()) if not leave_out(file)]
    held = [page for file, name in files if (page := page_of(file, name))]
    more = [page for page in held if page.last is False]
    if more and not any(page.last for page in held):
        return f"{more[-1].file} says that more pages follow, and the last one is not among the files"
    most = max(held, key=lambda page: page.total, default=None)
    if most is not None and most.total > records:
        return f"{most.file} says that there are {most.total:,} records, and {records:,} were read"
    return ""


def _members(found: re.Match[str] | None) -> dict[str, Any]:
    if found is None:
        return {}
    try:
        read = json.loads("{" + found[1].rstrip().rstrip(",") + "}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _is_last(told: dict[str, Any]) -> bool | None:
    """Zendesk names a next page even on the last one of an incremental export: its word for the end counts first."""
    for key in ("end_of_stream", "isLast"):
        if isinstance(told.get(key), bool):
            return bool(told[key])
    for outer, key in (("meta", "has_more"), ("links", "next"), ("pages", "next")):
        held = told.get(outer)
        if isinstance(held, dict) and key in held:
            return not held[key]
    for key in ("next_page", "nextPageToken"):
        if key in told:
            return not told[key]
    return None
