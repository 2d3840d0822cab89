"""The one way in: files and folders of any kind that is known, as tickets and articles, one at a time.

Nothing is lost silently: each record comes out as an item or as a `Refused` with its place, a file that cannot be
read is one `Refused`, and files of a folder that are of no known kind are counted in `Watch.passed_over`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant.domain.knowledge import Article, Ticket
from assistant.errors import EscalateError, UnreadableInput
from assistant.importers import exports, mail
from assistant.importers.bytestream import Watch
from assistant.importers.documents import document
from assistant.importers.exports import Options
from assistant.importers.formats import SUFFIXES, Format, format_of, suffix_of
from assistant.importers.joining import CommentFiles, Pool
from assistant.importers.records import Read, Refused

_MAILS = (Format.MBOX, Format.EML)


def read_items(
    paths: Iterable[Path | str], *, options: Options | None = None, watch: Watch | None = None
) -> Iterator[Ticket | Article | Refused]:
    """Everything readable under these files and folders. Raises UnreadableInput for a path that does not exist."""
    for read in read_records(paths, options=options, watch=watch):
        yield read.item if isinstance(read, Read) else read


def read_records(
    paths: Iterable[Path | str], *, options: Options | None = None, watch: Watch | None = None,
    comments: CommentFiles | None = None,
) -> Iterator[Read | Refused]:  # fmt: skip
    """As `read_items`, with the place and the age of each record. Raises as it does, before the first record.

    `comments` are those of a whole command, loaded and reported by the caller; without them, those among the paths.
    """
    chosen, seen = options or Options(), watch or Watch()
    found = [(path, files_of(path, seen)) for path in map(Path, paths)]
    if comments is not None:
        return _read(found, chosen, seen, comments)
    return _with_comments(found, chosen, seen)


def comments_among(paths: Sequence[Path], options: Options) -> CommentFiles:
    """The files of comments among these paths. Where a column map is given, it is read as it says."""
    return CommentFiles([] if options.columns else paths, lambda path: files_of(path, Watch()), options.encoding)


def _with_comments(
    found: Sequence[tuple[Path, list[tuple[Path, str]]]], options: Options, watch: Watch
) -> Iterator[Read | Refused]:
    with closing(comments_among([path for path, _ in found], options)) as comments:
        yield from comments.load(watch)
        yield from _read(found, options, watch, comments)
        yield from comments.left()


def _read(
    found: Sequence[tuple[Path, list[tuple[Path, str]]]], options: Options, watch: Watch, comments: CommentFiles
) -> Iterator[Read | Refused]:
    found = [(path, [one for one in files if not comments.holds(one[0])]) for path, files in found]
    watch.total_bytes += sum(file.stat().st_size for _, files in found for file, _ in files)
    for path, files in found:
        pool = comments.pool(path)
        mails: list[Path] = []
        for file, name in files:
            watch.file = name
            try:
                format = format_of(file, options.encoding)
            except UnreadableInput as error:
                yield Refused(name, 0, "", _said(error, file, name), rest=True)
                continue
            if format in _MAILS:
                mails.append(file)
            elif format in (Format.JSON, Format.TABLE):
                yield from _prefixed(_export(file, name, format, options, watch, pool), options.prefix)
            else:
                yield from _prefixed(iter([document(file, name, format, watch, options.encoding)]), options.prefix)
        if mails:
            yield from _prefixed(mail.mail_threads(mails, watch), options.prefix)


def _export(
    file: Path, name: str, format: Format, options: Options, watch: Watch, comments: Pool | None
) -> Iterator[Read | Refused]:
    try:
        yield from exports.open_export(file, name, format, options, watch, comments).records
    except EscalateError as error:
        yield Refused(name, 0, "", _said(error, file, name), rest=True)


def _prefixed(records: Iterator[Read | Refused], prefix: str) -> Iterator[Read | Refused]:
    for record in records:
        if not prefix:
            yield record
        elif isinstance(record, Read):
            named = {name: getattr(record.item, name, None) for name in ("id", "duplicate_of", "superseded_by")}
            yield replace(
                record,
                item=record.item.model_copy(update={name: prefix + held for name, held in named.items() if held}),
            )
        else:
            yield replace(record, id=prefix + record.id if record.id else None)


def _said(error: EscalateError, file: Path, name: str) -> str:
    """The message without the path, which stands before it already."""
    message = error.message
    for shown in (str(file), name):
        message = message.removeprefix(f"{shown}: ").removeprefix(f"{shown} ")
    return f"{message} {error.tip}" if error.tip else message


def files_of(path: Path, watch: Watch) -> list[tuple[Path, str]]:
    """The files under a path, by name, each with what it is called in messages. Raises UnreadableInput."""
    if not path.exists():
        raise UnreadableInput(f"{path} does not exist.", "Name a file or a folder.")
    if not path.is_dir():
        return [(path, path.name)]
    files = []
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        if not file.is_file() or any(part.startswith(".") or part == "node_modules" for part in inside.parts):
            continue
        if suffix_of(file) in SUFFIXES and file.stem.upper() != "README":
            files.append((file, inside.as_posix()))
        else:
            watch.passed_over[file.suffix.lower() or file.name] += 1
    return files
