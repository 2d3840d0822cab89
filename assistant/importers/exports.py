"""The records of a JSON file or a table, whatever system they come from.

A known shape is read by its own reader. Anything else is read by a column map: the one that was given, or a guess,
if it is one to rely on.
"""

import codecs
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from assistant.domain.knowledge import Article, Ticket
from assistant.errors import UnreadableInput, WrongUsage
from assistant.importers import guessing, jira_csv, mapping, own
from assistant.importers.bytestream import Watch, start_of
from assistant.importers.colmap import CONTENT_ID, ColumnMap
from assistant.importers.flat import Cells, flat
from assistant.importers.formats import Format
from assistant.importers.helpcenter import with_translations
from assistant.importers.joining import Pool
from assistant.importers.kinds import ALL_KINDS, identity_of, item_of, kind_of, ticket_of, told_kind
from assistant.importers.partial import missing_comments
from assistant.importers.records import Read, Refused, Row, Unfit
from assistant.importers.rows import Placed, json_rows
from assistant.importers.strangers import error_of, side_file
from assistant.importers.tables import Line, table_rows

MAPPED = "mapped"
"""The kind of records that are read by a column map."""


@dataclass(frozen=True, slots=True)
class Options:
    """How exports are read; by default everything is told from the files."""

    kind: str | None = None
    """One of `ALL_KINDS`."""
    columns: ColumnMap | None = None
    """Read tables and JSON by this map."""
    articles: bool = False
    """Read what is of no known shape as articles, not as tickets."""
    prefix: str = ""
    """Put before every id, so that two systems with the same numbers do not mix."""
    encoding: str | None = None
    """Of files that are no UTF-8; without it, it is guessed."""

    def __post_init__(self) -> None:
        if self.encoding is not None and not _is_encoding(self.encoding):
            raise WrongUsage(
                f"there is no encoding {self.encoding!r}.", "Examples are cp1250, cp1251, iso8859-2, koi8-r, utf-16-le."
            )
        if self.kind is not None and self.kind not in ALL_KINDS:
            told = "; ".join(f"{name} ({what})" for name, what in ALL_KINDS.items())
            raise WrongUsage(f"there is no kind of export {self.kind!r}.", f"Known are {told}.")


def _is_encoding(name: str) -> bool:
    """Whether Python reads text of this encoding, some bytes at a time."""
    try:
        codecs.getincrementaldecoder(name)
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return True


class Unsure(WrongUsage):
    """The columns of a file could not be told from their names; carries the guess."""

    def __init__(self, path: Path, name: str, columns: ColumnMap) -> None:
        why = " ".join(columns.doubts)
        super().__init__(
            f"{name}: its columns cannot be told: {why}",
            f"Run `escalate index {shlex.quote(str(path))} --preview`, correct the map it prints, and give it back with"
            " --map.",
        )
        self.columns = columns


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose kind is told, and its records to come."""

    kind: str
    columns: ColumnMap | None
    records: Iterator[Read | Refused]


def open_export(
    path: Path, name: str, format: Format, options: Options, watch: Watch | None = None, comments: Pool | None = None
) -> Opened:
    """Tell the kind of a file and begin to read it; `comments` are those of other files for its tickets.

    Raises UnreadableInput and Unsure, before the first record only.
    """
    if format is Format.JSON:
        return _json(path, name, options, watch or Watch(), comments)
    return _table(path, name, options, watch or Watch())


def _json(path: Path, name: str, options: Options, watch: Watch, comments: Pool | None) -> Opened:
    rows = json_rows(path, watch, options.encoding)
    first = list(islice(rows, guessing.LOOKED_AT))
    everything = chain(first, rows)
    _see_that_it_is_none_beside(path, name, first)
    kind = None if options.columns else options.kind or told_kind(first)
    if kind is None and comments is not None and not options.columns:
        kind = comments.told(first)
    if kind is not None and kind != "jira-csv":
        return Opened(kind, None, _known(everything, name, kind, watch, comments))
    held = [placed.row for placed in first if placed.row is not None and error_of(placed.row) is None]
    if not held:
        return Opened("unknown", None, _known(everything, name, "own", watch))
    cells = [flat(row) for row in held]
    columns = options.columns or _guess(path, name, cells, _all_of(map(list, cells)), options, watch)
    if absent := _absent(columns, _all_of(map(_keys, held))):
        if len(first) < guessing.LOOKED_AT:
            raise WrongUsage(f"{name} has no key {absent}, which the map names.", "`--preview` shows those it has.")
        watch.note(f"{name}: the first {len(first)} records have no key {absent}, which the map names")
    return Opened(MAPPED, columns, _mapped_json(everything, name, columns, watch))


def _see_that_it_is_none_beside(path: Path, name: str, first: Sequence[Placed]) -> None:
    """Raises UnreadableInput for a file that only belongs to an export, and for pages put into one list."""
    if found := side_file(placed.row for placed in first if placed.row is not None):
        raise UnreadableInput(f"{name} holds {found[0]}.", found[1])
    if first and first[0].row is None and b"".join(start_of(path, 64).split()).startswith(b"[["):
        raise UnreadableInput(f"{name} holds lists inside a list.", "Leave out `--slurp`, or run `jq add` over it.")


def _all_of(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(key for keys in lists for key in keys))


def _keys(row: Row, before: str = "") -> list[str]:
    """Keys of a record as a map names them, those without a value too."""
    inner = [_keys(value, f"{before}{key}.") for key, value in row.items() if isinstance(value, dict)]
    return [*(before + key for key in row), *chain.from_iterable(inner)]


def _absent(columns: ColumnMap, names: Sequence[str]) -> str:
    """What a map names and the file has not; empty where there is nothing."""
    held = chain.from_iterable(columns.columns.values())
    return ", ".join(repr(column) for column in held if column not in names and column != CONTENT_ID)


def _records(rows: Iterable[Placed], name: str) -> Iterator[tuple[Placed, Row] | Refused]:
    """The records, and refusals of what is none: broken, or an answer that says what went wrong."""
    for placed in rows:
        if placed.row is None:
            yield Refused(name, placed.line, placed.inside, placed.why, rest=placed.rest)
        elif (said := error_of(placed.row)) is not None:
            yield Refused(name, placed.line, placed.inside, f"is an error message, no record: {said}. Export it again")
        else:
            yield placed, placed.row


def _known(
    rows: Iterator[Placed], name: str, expected: str, watch: Watch, comments: Pool | None = None
) -> Iterator[Read | Refused]:
    for found in _records(with_translations(rows), name):
        if isinstance(found, Refused):
            yield found
            continue
        placed, row = found
        try:
            kind = kind_of(row, expected) or expected
            placed = comments.joined(kind, placed) if comments is not None else placed
            if missing := missing_comments(placed.row or {}):
                watch.note(f"{name}: {missing}")
            item, changed = item_of(kind, placed)
            yield Read(item, name, placed.line, kind, changed)
        except Unfit as unfit:
            yield _refused(name, placed, unfit)
        except RecursionError:
            yield Refused(name, placed.line, placed.inside, "is nested too deeply", identity_of(row))


def _refused(name: str, placed: Placed, unfit: Unfit) -> Refused:
    at = ".".join(filter(None, (placed.inside, unfit.field)))
    return Refused(name, placed.line, at, unfit.why, unfit.id or identity_of(placed.row), unfit.withdrawn)


def _mapped_json(rows: Iterator[Placed], name: str, columns: ColumnMap, watch: Watch) -> Iterator[Read | Refused]:
    for found in _records(rows, name):
        if isinstance(found, Refused):
            yield found
        else:
            yield _mapped(flat(found[1]), name, found[0].line, columns, watch)


def _mapped(cells: Cells, name: str, line: int, columns: ColumnMap, watch: Watch) -> Read | Refused:
    def note(what: str) -> None:
        watch.note(f"{name}: {what}")

    try:
        if columns.kind == "article":
            item, changed = mapping.article(cells, columns, note)
            return Read(item, name, line, MAPPED, changed)
        conversation = mapping.conversation(cells, columns, note)
        return Read(ticket_of(conversation), name, line, MAPPED, conversation.updated_at)
    except Unfit as unfit:
        given = cells.get(columns.columns["id"][0])
        return Refused(name, line, unfit.field, unfit.why, given if isinstance(given, str) else None)


def _guess(
    path: Path, name: str, rows: Sequence[Cells], columns: Sequence[str], options: Options, watch: Watch
) -> ColumnMap:
    found = guessing.guess(rows, columns, articles=options.articles)
    if not found.sure:
        raise Unsure(path, name, found)
    read = ", ".join(f"{' + '.join(held)} as {field}" for field, held in found.columns.items())
    left = f"; not read: {', '.join(found.unused)}" if found.unused else ""
    watch.note(f"{name}: columns were guessed from their names: {read}{left}")
    return found


def _table(path: Path, name: str, options: Options, watch: Watch) -> Opened:
    lines = table_rows(path, watch, options.encoding)
    first = list(islice(lines, guessing.LOOKED_AT))
    head = next((line for line in first if not line.why), Line(1))
    behind = chain((line for line in first if line is not head), lines)
    names = _headings(head)
    if options.columns is None:
        places = jira_csv.columns(head.cells) if options.kind in (None, "jira-csv") else None
        if places:
            return Opened("jira-csv", None, _jira(behind, name, names, places, watch))
        if options.kind in (None, "own") and own.fits_columns(names):
            return Opened("own", None, _own(behind, name, names, watch))
    cells = [_cells(line, names) for line in first if line is not head and not line.why]
    columns = options.columns or _guess(path, name, cells, names, options, watch)
    if absent := _absent(columns, names):
        raise WrongUsage(f"{name} has no column {absent}, which the map names.", f"Its columns are {', '.join(names)}.")
    return Opened(MAPPED, columns, _mapped_table(behind, name, names, columns, watch))


def _headings(head: Line) -> list[str]:
    """Names of the columns; a second one of the same name is told apart by its number."""
    names: list[str] = []
    for place, cell in enumerate(head.cells, 1):
        name = cell.strip() or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def _cells(line: Line, names: Sequence[str]) -> Cells:
    return {name: text for name, cell in zip(names, line.cells, strict=False) if (text := cell.strip())}


def _rows(
    lines: Iterator[Line], name: str, names: Sequence[str], needed: Iterable[str], watch: Watch
) -> Iterator[tuple[Line, Cells] | Refused]:
    """The rows, and refusals of those whose cells do not fit the header.

    Some programs leave out empty cells at the end of a row: it is taken, with a note, if it reaches the needed columns.
    """
    last = max((names.index(column) for column in needed if column in names), default=0)
    for line in lines:
        if line.why:
            yield Refused(name, line.number, "", line.why, rest=line.rest)
        elif any(cell.strip() for cell in line.cells[len(names) :]):
            yield Refused(name, line.number, "", f"has more than {len(names)} cells")
        elif len(line.cells) <= last:
            yield Refused(name, line.number, "", f"has {len(line.cells)} cells in place of {len(names)}")
        else:
            if len(line.cells) < len(names):
                watch.note(f"{name}: a row has fewer cells than the header; those at its end were read as empty")
            yield line, _cells(line, names)


def _mapped_table(
    lines: Iterator[Line], name: str, names: Sequence[str], columns: ColumnMap, watch: Watch
) -> Iterator[Read | Refused]:
    needed = [columns.columns[field][0] for field in ("id", "title", "text") if field in columns.columns]
    for row in _rows(lines, name, names, needed, watch):
        yield row if isinstance(row, Refused) else _mapped(row[1], name, row[0].number, columns, watch)


def _own(lines: Iterator[Line], name: str, names: Sequence[str], watch: Watch) -> Iterator[Read | Refused]:
    for row in _rows(lines, name, names, own.NEEDED, watch):
        if isinstance(row, Refused):
            yield row
            continue
        line, cells = row
        try:
            item, changed = own.record({key: own.cell(key, str(value)) for key, value in cells.items()})
            yield Read(item, name, line.number, "own", changed)
        except Unfit as unfit:
            yield Refused(name, line.number, unfit.field, unfit.why, str(cells.get("id") or "") or None)


def _jira(
    lines: Iterator[Line], name: str, names: Sequence[str], places: dict[str, list[int]], watch: Watch
) -> Iterator[Read | Refused]:
    """Behind a row whose quotes are torn, what follows up to the next key is the rest of it."""
    torn = False
    for row in _rows(lines, name, names, [names[places["title"][0]]], watch):
        if isinstance(row, Refused):
            if not torn or row.rest:
                yield row
            torn = True
            continue
        cells, at = row[0].cells, row[0].number
        identity = jira_csv.identity(cells, places)
        if torn and identity is None:
            continue
        torn = False
        try:
            conversation = jira_csv.record(cells, places)
            item: Ticket | Article = ticket_of(conversation)
            yield Read(item, name, at, "jira-csv", conversation.updated_at)
        except Unfit as unfit:
            yield Refused(name, at, unfit.field, unfit.why, identity)
            torn = identity is None
