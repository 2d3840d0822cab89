"""`read_export`: the records of one tracker's export one by one, each with the paste an agent would make of it."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from assistant.errors import UnreadableInput, WrongUsage
from assistant.importers import jira_csv
from assistant.importers.bytestream import start_of
from assistant.importers.kinds import ALL_KINDS, LOOKED_AT, conversation_of, identity_of, kind_of, ticket_of, told_kind
from assistant.importers.paste import paste_of
from assistant.importers.records import Conversation, Imported, Refused, Unfit
from assistant.importers.rows import Placed, json_rows
from assistant.importers.tables import Line, table_rows

KINDS = {kind: what for kind, what in ALL_KINDS.items() if kind not in ("own", "helpcenter")}
"""Kinds of conversations; records in our own fields and articles are none."""


def read_export(path: Path | str, *, kind: str | None = None) -> Iterator[Imported | Refused]:
    """The records of an export in the order of the file, read as they are asked for.

    `kind` is one of `KINDS`; without it the first records tell. Raises WrongUsage for an unknown kind and for a file of
    none, UnreadableInput for a file that cannot be read at all. Both are raised before the first record.
    """
    path = Path(path)
    if kind is not None and kind not in KINDS:
        raise WrongUsage(f"there is no kind of export {kind!r}.", _kinds())
    if kind == "jira-csv" or kind is None and _is_table(path):
        return _csv_records(path)
    try:
        rows = json_rows(path)
        first = list(islice(rows, LOOKED_AT))
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error.message}", error.tip or _kinds()) from error
    found = kind or told_kind(first)
    if found not in KINDS:
        raise WrongUsage(f"{path} is no export that is known.", _kinds())
    return _json_records(path, chain(first, rows), found)


def _kinds() -> str:
    return "Known are " + "; ".join(f"{name} ({what})" for name, what in KINDS.items()) + "."


def _is_table(path: Path) -> bool:
    start = start_of(path, 4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise UnreadableInput(f"{path} is empty.")
    if b"\0" in start[:64] and start[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableInput(f"{path} is no text.", _kinds())
    return start[:1] not in (b"{", b"[")


def _json_records(path: Path, rows: Iterator[Placed], kind: str) -> Iterator[Imported | Refused]:
    for placed in rows:
        if placed.row is None:
            yield Refused(path.name, placed.line, placed.inside, placed.why, rest=placed.rest)
            continue
        try:
            yield _imported(conversation_of(kind_of(placed.row, kind) or kind, placed))
        except Unfit as unfit:
            at = ".".join(filter(None, (placed.inside, unfit.field)))
            yield Refused(path.name, placed.line, at, unfit.why, identity_of(placed.row), unfit.withdrawn)
        except RecursionError:
            yield Refused(path.name, placed.line, placed.inside, "is nested too deeply")


def _csv_records(path: Path) -> Iterator[Imported | Refused]:
    lines = table_rows(path)
    head = next(lines, Line(1))
    places = jira_csv.columns(head.cells)
    if places is None:
        raise WrongUsage(f"{path} has not these columns: Summary, and Issue key or Issue id.", _kinds())
    return _csv_rows(path, lines, places)


def _csv_rows(path: Path, lines: Iterator[Line], places: dict[str, list[int]]) -> Iterator[Imported | Refused]:
    for line in lines:
        if line.why:
            yield Refused(path.name, line.number, "", line.why, rest=line.rest)
            continue
        try:
            yield _imported(jira_csv.record(line.cells, places))
        except Unfit as unfit:
            yield Refused(path.name, line.number, unfit.field, unfit.why, jira_csv.identity(line.cells, places))


def _imported(conversation: Conversation) -> Imported:
    return Imported(ticket_of(conversation), paste_of(conversation))
