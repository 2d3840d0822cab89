"""Tickets and articles from files: JSONL, JSON, CSV and Markdown with YAML front matter, folders recursively.

A row that does not fit is refused with its place and reason and the rest is read; a file that is no such file at all is
an error.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.domain.knowledge import Article, Ticket
from assistant.retrieval.errors import UnreadableKnowledge

_NEEDED = ("id", "title", "text")
_LISTS = ("versions", "tags", "articles")
"""Ticket fields that hold several values; in CSV they are parted by `;` or `|`."""
_NOT_IN_CSV = ("timeline",)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?(.*)\Z", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_LARGEST_CELL = 10_000_000
"""Characters of one CSV cell; Python's own limit of 131,072 is below what exported threads reach."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, and what was not."""

    items: tuple[Ticket | Article, ...]
    refused: tuple[tuple[str, str], ...] = ()
    """(file and line, why) of each row that does not fit."""

    def __iter__(self) -> Iterator[Ticket | Article]:
        """The records, so that what was loaded can be given to `add` as it is."""
        return iter(self.items)


class _Reader:
    """Collects records and refusals of several files."""

    def __init__(self) -> None:
        self.items: list[Ticket | Article] = []
        self.refused: list[tuple[str, str]] = []

    def ticket(self, place: str, row: Any) -> None:
        """Take one row as a ticket, or note why not."""
        if not isinstance(row, dict):
            self.refused.append((place, "is no object with the fields of a ticket"))
            return
        self._take(place, Ticket, {key: value for key, value in row.items() if value is not None})

    def article(self, place: str, row: dict[str, Any]) -> None:
        """Take one row as an article, or note why not."""
        self._take(place, Article, {key: value for key, value in row.items() if value is not None})

    def _take(self, place: str, kind: type[Ticket] | type[Article], row: dict[str, Any]) -> None:
        try:
            self.items.append(kind.model_validate(row))
        except ValidationError as error:
            self.refused.append((place, "; ".join(_reason(detail) for detail in error.errors()[:3])))


def load_knowledge(paths: Iterable[Path | str]) -> Loaded:
    """Everything readable under these files and folders, in the order given, folders by name.

    Raises UnreadableKnowledge for a missing path, an unknown type named outright, text in no known encoding, JSON that
    is none, and a CSV whose columns are not those of a ticket. In a folder, files of other types are passed over.
    """
    reader = _Reader()
    for path in map(Path, paths):
        for file in _files(path):
            _LOADERS[file.suffix.lower()](file, reader)
    return Loaded(tuple(reader.items), tuple(reader.refused))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in _LOADERS)
        return sorted(file for file in inside if not _hidden(file.relative_to(path)) and file.stem.upper() != "README")
    if not path.exists():
        raise UnreadableKnowledge(f"{path} does not exist.")
    if path.suffix.lower() not in _LOADERS:
        raise UnreadableKnowledge(f"{path} is of no known type.", f"Known are {', '.join(_LOADERS)} and folders.")
    return [path]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _text(file: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or UTF-16 with one."""
    try:
        raw = file.read_bytes()
        encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        return raw.decode(encoding)
    except OSError as error:
        raise UnreadableKnowledge(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableKnowledge(f"{file} is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from error


def _load_jsonl(file: Path, reader: _Reader) -> None:
    # NOTE: not splitlines(), which also splits at U+2028 inside JSON strings.
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if line.strip():
            place = f"{file}:{number}"
            try:
                reader.ticket(place, json.loads(line))
            except json.JSONDecodeError as error:
                reader.refused.append((place, f"is no JSON: {error.msg} at character {error.colno}"))


def _load_json(file: Path, reader: _Reader) -> None:
    try:
        content = json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise UnreadableKnowledge(f"{file}:{error.lineno} is no JSON: {error.msg}.") from error
    if isinstance(content, dict):
        content = content.get("tickets", [content])
    if not isinstance(content, list):
        raise UnreadableKnowledge(f"{file} holds no list of tickets.", 'Expected is [...] or {"tickets": [...]}.')
    for number, row in enumerate(content, start=1):
        reader.ticket(f"{file} ticket {number}", row)


def _load_csv(file: Path, reader: _Reader) -> None:
    csv.field_size_limit(_LARGEST_CELL)
    rows = csv.DictReader(io.StringIO(_text(file), newline=""), dialect=_dialect(file))
    columns = [name.strip() for name in rows.fieldnames or []]
    known = [name for name in Ticket.model_fields if name not in _NOT_IN_CSV]
    missing = [name for name in _NEEDED if name not in columns]
    unknown = [name for name in columns if name not in known]
    if missing or unknown:
        wrong = [f"missing {', '.join(missing)}"] if missing else []
        wrong += [f"unknown {', '.join(map(repr, unknown))}"] if unknown else []
        raise UnreadableKnowledge(f"{file}: columns {' and '.join(wrong)}.", f"Columns may be {', '.join(known)}.")
    rows.fieldnames = columns
    try:
        for row in rows:
            place = f"{file}:{rows.line_num}"
            if None in row:
                reader.refused.append((place, f"has more than {len(columns)} cells"))
            else:
                reader.ticket(place, {key: _cell(key, value) for key, value in row.items() if value})
    except csv.Error as error:
        raise UnreadableKnowledge(f"{file}:{rows.line_num} is no CSV: {error}.") from error


def _dialect(file: Path) -> type[csv.Dialect]:
    """Comma, or what the header line uses instead: spreadsheets of many countries write semicolons or tabs."""
    header = _text(file).split("\n", 1)[0]
    separator = max(",;\t", key=header.count)

    class Dialect(csv.excel):
        delimiter = separator

    return Dialect


def _cell(column: str, value: str) -> str | list[str]:
    return [part.strip() for part in re.split(r"[;|]", value) if part.strip()] if column in _LISTS else value


def _load_markdown(file: Path, reader: _Reader) -> None:
    text = _text(file)
    found = _FRONT_MATTER.match(text)
    fields: dict[str, Any] = {}
    if found:
        import yaml

        try:
            fields = yaml.safe_load(found.group(1)) or {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 1
            reader.refused.append((f"{file}:{line}", f"front matter is no YAML: {getattr(error, 'problem', error)}"))
            return
        if not isinstance(fields, dict):
            reader.refused.append((f"{file}:1", "front matter is no list of `name: value` lines"))
            return
    body = (found.group(2) if found else text.removeprefix("\ufeff")).strip()
    heading = _HEADING.search(body)
    defaults = {"id": file.stem, "title": heading.group(1) if heading else file.stem.replace("-", " "), "text": body}
    reader.article(f"{file}:1", defaults | {key: _plain(key, value) for key, value in fields.items()})


def _plain(key: str, value: Any) -> Any:
    """YAML reads `2026.31` as a number and `id: 12` too; versions and ids are text."""
    if isinstance(value, list):
        return [str(part) if isinstance(part, int | float) else part for part in value]
    if key in ("versions", "error_codes", "related_tickets") and isinstance(value, str | int | float):
        return [part.strip() for part in str(value).split(",") if part.strip()]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _reason(detail: Any) -> str:
    name = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"unknown field {name!r}"
    if detail["type"] == "missing":
        return f"field {name!r} is missing"
    return f"field {name!r}: {detail['msg']}"


_LOADERS = {".jsonl": _load_jsonl, ".json": _load_json, ".csv": _load_csv, ".md": _load_markdown}
