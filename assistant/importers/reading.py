"""`read_export`: which system's export a file is, and its records one by one."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from pydantic import ValidationError

from assistant.domain.knowledge import Ticket, TimelineEntry
from assistant.errors import UnreadableInput, WrongUsage
from assistant.importers import github, jira, jira_csv, zendesk
from assistant.importers.paste import paste_of
from assistant.importers.records import Conversation, Imported, Refused, Unfit
from assistant.importers.rows import Placed, json_rows, opened

KINDS = {
    "zendesk": "tickets of Zendesk's API or export, JSON",
    "jira": "issues of Jira's REST search, JSON",
    "jira-csv": "Jira's CSV export",
    "github": "issues of GitHub's REST list or of `gh issue list --json`, JSON",
}
"""Kind → what it is."""
_LOOKED_AT = 50
"""Records looked at to tell the kind: the first ones may be broken."""
_LARGEST_CELL = 10_000_000
"""Characters of one CSV cell; Python's own limit of 131,072 is below what exported threads reach."""
_FITS = {"jira": jira.fits, "github": github.fits, "zendesk": zendesk.fits}


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
        first = list(islice(rows, _LOOKED_AT))
    except UnreadableInput as error:
        raise UnreadableInput(f"{path}: {error.message}", error.tip or _kinds()) from error
    return _json_records(path, chain(first, rows), kind or _guessed(path, first))


def _kinds() -> str:
    return "Known are " + "; ".join(f"{name} ({what})" for name, what in KINDS.items()) + "."


def _is_table(path: Path) -> bool:
    with opened(path) as file:
        start = file.read(4096).lstrip()
    if not start:
        raise UnreadableInput(f"{path} is empty.")
    if b"\0" in start:
        raise UnreadableInput(f"{path} is no text.", _kinds())
    return start[:1] not in (b"{", b"[")


def _guessed(path: Path, rows: Sequence[Placed]) -> str:
    for placed in rows:
        for name, fits in _FITS.items():
            if placed.row is not None and fits(placed.row):
                return name
    raise WrongUsage(f"{path} is no export that is known.", _kinds())


def _json_records(path: Path, rows: Iterator[Placed], kind: str) -> Iterator[Imported | Refused]:
    for placed in rows:
        if placed.row is None:
            yield Refused(path.name, placed.line, placed.inside, placed.why)
            continue
        try:
            if kind == "zendesk":
                yield _imported(zendesk.conversation(placed.row, placed.beside))
            else:
                yield _imported((jira if kind == "jira" else github).conversation(placed.row))
        except Unfit as unfit:
            yield Refused(path.name, placed.line, ".".join(filter(None, (placed.inside, unfit.field))), unfit.why)
        except RecursionError:
            yield Refused(path.name, placed.line, placed.inside, "is nested too deeply")


def _csv_records(path: Path) -> Iterator[Imported | Refused]:
    csv.field_size_limit(_LARGEST_CELL)
    try:
        with _text(path) as text:
            head = text.readline()
        separator = max(",;\t", key=head.count)
        places = jira_csv.columns(next(csv.reader([head], delimiter=separator), []))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{path} is no table in UTF-8: {error}.", _kinds()) from error
    if places is None:
        raise WrongUsage(f"{path} has not these columns: Summary, and Issue key or Issue id.", _kinds())
    return _csv_rows(path, separator, places)


def _text(path: Path) -> io.TextIOWrapper:
    return io.TextIOWrapper(opened(path), encoding="utf-8", newline="")


def _csv_rows(path: Path, separator: str, places: dict[str, list[int]]) -> Iterator[Imported | Refused]:
    with _text(path) as text:
        reader = csv.reader(text, delimiter=separator)
        next(reader)
        line = reader.line_num + 1
        try:
            for cells in reader:
                if any(cells):
                    yield _csv_record(path, line, cells, places)
                line = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            yield Refused(path.name, line, "", f"the file cannot be read from here on: {error}")


def _csv_record(path: Path, line: int, cells: Sequence[str], places: dict[str, list[int]]) -> Imported | Refused:
    if len(cells) <= max(places["title"]):
        return Refused(path.name, line, "Summary", "is missing: the row has too few cells")
    try:
        return _imported(jira_csv.conversation(cells, places))
    except Unfit as unfit:
        return Refused(path.name, line, unfit.field, unfit.why)


def _imported(conversation: Conversation) -> Imported:
    timeline = tuple(
        TimelineEntry(at=said.at, author=said.author, role=said.role.value, visibility=said.visibility, text=said.text)
        for said in conversation.said
        if said.text
    )
    try:
        ticket = Ticket.model_validate({**conversation.fields, "timeline": timeline})
    except ValidationError as error:
        detail = error.errors()[0]
        raise Unfit(".".join(str(part) for part in detail["loc"]), detail["msg"]) from error
    return Imported(ticket, paste_of(conversation))
