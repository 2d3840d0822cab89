"""What an import would read, without reading it: the kind of each file, the column map, the first records."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from assistant.domain.knowledge import Ticket
from assistant.errors import EscalateError
from assistant.importers.bytestream import Watch
from assistant.importers.exports import MAPPED, Opened, Options, Unsure, open_export
from assistant.importers.formats import Format, format_of
from assistant.importers.items import comments_among, files_of, read_records
from assistant.importers.joining import CommentFiles
from assistant.importers.kinds import ALL_KINDS
from assistant.importers.records import Read, Refused

SHOWN = 3
"""Records shown of each file."""
_LONGEST = 160
_FEW = 10
"""Files shown of a folder."""


def preview(paths: Sequence[Path], options: Options) -> Iterator[tuple[str, str]]:
    """(comment, map) of each file in turn: lines for the person, and a column map to edit (empty for a known kind).

    Raises UnreadableInput for a path that does not exist.
    """
    with closing(comments_among(paths, options)) as comments:
        for path in paths:
            yield from _path(path, options, comments)


def _path(path: Path, options: Options, comments: CommentFiles) -> Iterator[tuple[str, str]]:
    watch = Watch()
    files = files_of(path, watch)
    for file, name in files[:_FEW]:
        if comments.holds(file):
            yield f"{name}: comments; an import joins them to the tickets they name", ""
        else:
            yield _file(file, name, options)
    if len(files) > _FEW:
        yield f"and {len(files) - _FEW} more files of {path.name}", ""
    if watch.passed_over:
        yield "passed over: " + ", ".join(f"{count} {what}" for what, count in watch.passed_over.most_common()), ""


def _file(file: Path, name: str, options: Options) -> tuple[str, str]:
    try:
        format = format_of(file, options.encoding)
        if format not in (Format.JSON, Format.TABLE):
            return "\n".join([f"{name}: {format.value}", *_records(read_records([file], options=options))]), ""
        opened = _opened(file, name, format, options)
    except EscalateError as error:
        return f"{name}: cannot be read: {error}", ""
    what = ALL_KINDS.get(opened.kind, "read by the column map below" if opened.kind == MAPPED else "not known")
    lines = [f"{name}: {what}"]
    if opened.columns is not None:
        lines += [f"  doubt: {doubt}" for doubt in opened.columns.doubts]
    lines += _records(opened.records)
    return "\n".join(lines), opened.columns.toml() if opened.columns is not None else ""


def _opened(file: Path, name: str, format: Format, options: Options) -> Opened:
    """The file read by its map, a guess with doubts too: it is only shown."""
    try:
        return open_export(file, name, format, options)
    except Unsure as unsure:
        if not {"title", "text"} & unsure.columns.columns.keys():
            return Opened(MAPPED, unsure.columns, iter(()))
        opened = open_export(file, name, format, replace(options, columns=unsure.columns))
        return Opened(MAPPED, unsure.columns, opened.records)


def _records(records: Iterator[Read | Refused]) -> list[str]:
    lines: list[str] = []
    for number, record in enumerate(islice(records, SHOWN), 1):
        if isinstance(record, Refused):
            lines.append(f"  {number}. refused: {record.field + ': ' if record.field else ''}{record.why}")
            continue
        lines.append(f"  {number}. {'ticket' if isinstance(record.item, Ticket) else 'article'}, line {record.line}")
        shown = record.item.model_dump(mode="json", exclude_defaults=True)
        told = shown.pop("timeline", [])
        lines += [f"     {name}: {_short(value)}" for name, value in shown.items()]
        public = sum(entry.get("visibility", "public") == "public" for entry in told)
        if told:
            lines.append(f"     comments: {len(told)}, of these {public} public")
    return lines or ["  no record in it"]


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
