"""Comments that came in a file of their own, joined to the tickets that are named in the same command.

Zendesk, Freshdesk and GitHub give comments in a list of their own, each naming its ticket. They are put into a
temporary database first, so that neither file must be in order or fit into memory, and each ticket gets its own as it
is read. The database has no name on disk: the system deletes it with the process, however that ends.

Comments of a folder that holds tickets too belong to these; all others to all files named. Ids of two systems of one
kind would mix there.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.errors import EscalateError, UnreadableInput
from assistant.importers import alphabets
from assistant.importers.bytestream import Watch, encoding_of, start_of
from assistant.importers.fields import epoch, moment, objects, text
from assistant.importers.people import People
from assistant.importers.records import Refused, Row, Unfit
from assistant.importers.rows import Placed, json_rows
from assistant.importers.strangers import error_of

_OF_A_TICKET = frozenset({"subject", "raw_subject", "title", "summary", "description", "short_description"})
_SAMPLE = 2**16
_LOOKED_AT = 50
"""Records looked at to tell what a file holds: the first ones may be broken."""
_CHUNK = 1_000
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE comment (
  pool INTEGER, kind TEXT, ticket TEXT, mark TEXT, at TEXT, changed TEXT, file TEXT, line INTEGER, words TEXT
);
CREATE UNIQUE INDEX comment_of ON comment (pool, kind, ticket, mark);
CREATE TABLE met (pool INTEGER, kind TEXT, ticket TEXT, PRIMARY KEY (pool, kind, ticket)) WITHOUT ROWID;
"""
_KEEP = """
INSERT INTO comment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  at = excluded.at, changed = excluded.changed, file = excluded.file, line = excluded.line, words = excluded.words
WHERE excluded.changed >= changed
"""
"""Of two versions of a comment the newer one counts, whichever is read last."""
_LEFT = """
SELECT kind, ticket, file, line FROM comment AS c WHERE NOT EXISTS (
  SELECT 1 FROM met WHERE met.pool = c.pool AND met.kind = c.kind AND met.ticket = c.ticket
) ORDER BY file, line
"""
_ISSUE = re.compile(r"([^/]+/[^/]+)/(?:issues|pull)/(\d+)/?(?:[?#].*)?$")
"""Owner, repository and number in an address of GitHub, of the API or of the page."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A comment that names its ticket."""

    kind: str
    """Of the tickets it belongs to."""
    ticket: str
    """The field that names the ticket."""
    under: tuple[str, ...]
    """Keys of a ticket that may hold its comments; the first one is filled."""
    texts: tuple[str, ...]
    told_by: frozenset[str]
    """One of these it must have."""
    time: Callable[..., Any]

    def fits(self, row: Row) -> bool:
        """Whether a record is such a comment, and no ticket."""
        keys = row.keys()
        return self.ticket in keys and bool(self.told_by & keys and set(self.texts) & keys) and not _OF_A_TICKET & keys

    def check(self, row: Row) -> None:
        """See that the ticket's reader can read it: a broken comment must not cost its ticket. Raises Unfit."""
        if not set(self.texts) & row.keys():
            raise Unfit(self.texts[0], "is missing")
        for name in self.texts:
            text(row, name)
        self.time(row, "created_at")
        objects(row, "attachments")


_SHAPES = (
    _Shape("zendesk", "ticket_id", ("comments",), ("body", "plain_body", "html_body"),
           frozenset({"public", "author_id"}), moment),
    _Shape("freshdesk", "ticket_id", ("conversations",), ("body_text", "body"), frozenset({"private", "incoming"}),
           epoch),
    _Shape("github", "issue_url", ("comments", "comments_list", "comments_data", "comment_list"), ("body",),
           frozenset({"user", "author_association", "html_url", "body"}), moment),
)  # fmt: skip
_BY_KIND = {shape.kind: shape for shape in _SHAPES}
_NAMED = tuple({shape.ticket for shape in _SHAPES})


class CommentFiles:
    """The files of comments among the paths of one command, and their comments by ticket. To be closed."""

    def __init__(
        self, paths: Sequence[Path], files_of: Callable[[Path], list[tuple[Path, str]]], encoding: str | None = None
    ) -> None:
        """Look what the files hold. `files_of` gives those under a path, each with its name in messages."""
        self._encoding = encoding
        self._files: list[tuple[int, Path, str, _Shape]] = []
        self._pools: dict[Path, int] = {}
        self._repositories: dict[int, set[str]] = {}
        self._people: dict[int, People] = {}
        self._db: sqlite3.Connection | None = None
        shared: list[tuple[Path, str, _Shape]] = []
        any_else = False
        for number, path in enumerate(dict.fromkeys(paths), 1):
            told = [(file, name, _told(file, encoding)) for file, name in files_of(path)]
            found = [(file, name, shape) for file, name, shape in told if isinstance(shape, _Shape)]
            others = any(shape is None for _, _, shape in told)
            if found and others and path.is_dir():
                self._pools[path] = number
                self._files += [(number, *one) for one in found]
            else:
                shared += found
                any_else = any_else or others
        pooled = {file for _, file, _, _ in self._files}
        # NOTE: without other tickets they can only belong to those of the folder, if there is one alone
        pools = [0] if any_else else list(self._pools.values())
        if len(pools) == 1:
            self._files += [(pools[0], *one) for one in shared if one[0] not in pooled]
        self._paths = {file for _, file, _, _ in self._files}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._files)

    def holds(self, file: Path) -> bool:
        """Whether a file is one of comments, which are joined: it has no records of its own."""
        return file in self._paths

    def beside(self, path: Path) -> list[Path]:
        """The files whose comments may belong to the tickets under a path."""
        pool = self._pools.get(path, 0)
        return [file for number, file, _, _ in self._files if number == pool]

    def pool(self, path: Path) -> "Pool | None":
        """The comments for the tickets under a path; None where there are none."""
        number = self._pools.get(path, 0)
        if not any(pool == number for pool, _, _, _ in self._files):
            return None
        kinds = {shape.kind for pool, _, _, shape in self._files if pool == number}
        repositories = self._repositories.get(number, set())
        return Pool(self._opened(), number, kinds, repositories, self._people.get(number, {}))

    def load(self, watch: Watch, tick: Callable[[], None] = lambda: None) -> Iterator[Refused]:
        """Read the comments, and give back those that cannot be. Raises UnreadableInput without space for them."""
        watch.total_bytes += sum(file.stat().st_size for file in self._paths)
        for pool, file, name, shape in self._files:
            watch.file = name
            try:
                yield from self._load(pool, file, name, shape, watch, tick)
            except sqlite3.Error as error:
                raise UnreadableInput(
                    f"{name}: its comments cannot be kept while the tickets are read ({error}).",
                    "Make room in the folder of temporary files, or set TMPDIR to another.",
                ) from error
            except EscalateError as error:
                yield Refused(name, 0, "", error.message, rest=True)

    def left(self) -> Iterator[Refused]:
        """Comments whose ticket was not met."""
        for kind, ticket, file, line in self._opened().execute(_LEFT) if self._files else ():
            what = "issue" if kind == "github" else "ticket"
            why = f"names {what} {ticket}, which is not among those named in this command: give its file too"
            yield Refused(file, line, _BY_KIND[kind].ticket, why)

    def close(self) -> None:
        """Let go of the comments."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = sqlite3.connect("", isolation_level=None)
            self._db.executescript(_SCHEMA)
            self._db.execute("BEGIN")
        return self._db

    def _load(
        self, pool: int, file: Path, name: str, shape: _Shape, watch: Watch, tick: Callable[[], None]
    ) -> Iterator[Refused]:
        database = self._opened()
        repositories, people = self._repositories.setdefault(pool, set()), self._people.setdefault(pool, {})
        kept: list[tuple[Any, ...]] = []
        seen: object = None
        for placed in json_rows(file, watch, self._encoding):
            if placed.row is None:
                yield Refused(name, placed.line, placed.inside, placed.why, rest=placed.rest)
                continue
            if placed.beside is not seen:
                people |= placed.beside
                seen = placed.beside
            for row in _comments(placed.row, shape):
                try:
                    kept.append(_kept(pool, name, placed.line, row, shape, repositories))
                except Unfit as unfit:
                    at = ".".join(filter(None, (placed.inside, unfit.field)))
                    yield Refused(name, placed.line, at, unfit.why)
            if len(kept) >= _CHUNK:
                database.executemany(_KEEP, kept)
                kept.clear()
                tick()
        database.executemany(_KEEP, kept)


@dataclass(frozen=True, slots=True)
class Pool:
    """Comments that may belong to the tickets of some files."""

    _db: sqlite3.Connection
    _number: int
    _kinds: set[str]
    _repositories: set[str]
    _people: People

    def told(self, rows: Sequence[Placed]) -> str | None:
        """The kind whose comments name one of these records, for tickets too bare to be known by their shape."""
        for row in (placed.row for placed in rows if placed.row is not None):
            for kind in sorted(self._kinds - {"github"}):
                if "subject" in row and (ticket := _number(row.get("id"))) and self._of(kind, ticket):
                    return kind
        return None

    def joined(self, kind: str, placed: Placed) -> Placed:
        """A record with the comments that name it, in order of time, those it holds already only once."""
        row, shape = placed.row, _BY_KIND.get(kind)
        if row is None or shape is None or kind not in self._kinds or "helpdesk_ticket" in row:
            return placed
        ticket = self._key(kind, row)
        if ticket is None:
            return placed
        self._db.execute("INSERT OR IGNORE INTO met VALUES (?, ?, ?)", (self._number, kind, ticket))
        held: list[Any] = next((row[name] for name in shape.under if isinstance(row.get(name), list)), [])
        marks = {mark for comment in held if isinstance(comment, dict) for mark in _marks(comment, shape)}
        new = [comment for comment in self._of(kind, ticket) if not _marks(comment, shape) & marks]
        if not new:
            return placed
        authors = {str(comment.get("author_id")) for comment in new} & self._people.keys() - placed.beside.keys()
        beside = placed.beside | {author: self._people[author] for author in authors} if authors else placed.beside
        return replace(placed, row=row | {shape.under[0]: [*held, *new]}, beside=beside)

    def _of(self, kind: str, ticket: str) -> list[Row]:
        found = self._db.execute(
            "SELECT words FROM comment WHERE pool = ? AND kind = ? AND ticket = ? ORDER BY at, rowid",
            (self._number, kind, ticket),
        )
        return [json.loads(words) for (words,) in found]

    def _key(self, kind: str, row: Row) -> str | None:
        if kind != "github":
            return _number(row.get("display_id") if kind == "freshdesk" and "id" not in row else row.get("id"))
        for name in ("url", "html_url"):
            if key := _issue(row.get(name)):
                return key
        number = _number(row.get("number"))
        return f"{next(iter(self._repositories))}#{number}" if number and len(self._repositories) == 1 else None


def _told(file: Path, named: str | None) -> _Shape | bool | None:
    """What comments a file holds; None where it is JSON of another kind, False where it is no JSON."""
    try:
        raw = start_of(file, _SAMPLE)
        mark, encoding, _ = encoding_of(raw, named or alphabets.WESTERN)  # NOTE: keys are ASCII, no guess is needed
        start = raw[mark:].decode(encoding, "replace").lstrip("\ufeff \t\r\n")
        if start[:1] not in ("{", "["):
            return False
        if not any(f'"{name}"' in start for name in _NAMED):
            return None
        first = [placed.row for placed in islice(json_rows(file, None, named), _LOOKED_AT) if placed.row is not None]
    except (EscalateError, OSError):
        return None
    rows = [row for row in first if error_of(row) is None]
    return next((shape for row in rows for shape in _SHAPES if any(map(shape.fits, _comments(row, shape)))), None)


def _comments(row: Row, shape: _Shape) -> list[Row]:
    """The comments in a record: itself, or those in a list beside the name of their ticket."""
    held = row.get("comments", row.get("conversations"))
    if isinstance(held, list) and all(isinstance(part, dict) for part in held) and "id" not in row:
        return [{shape.ticket: row.get(shape.ticket)} | part for part in held]
    return [row]


def _kept(pool: int, name: str, line: int, row: Row, shape: _Shape, repositories: set[str]) -> tuple[Any, ...]:
    """A comment as the database keeps it. Raises Unfit."""
    if (said := error_of(row)) is not None:
        raise Unfit("", f"is an error message, no comment: {said}. Export it again")
    named = row.get(shape.ticket)
    ticket = _issue(named) if shape.kind == "github" else _number(named)
    if ticket is None:
        raise Unfit(shape.ticket, "is missing" if named is None else f"names no ticket: {str(named)[:60]!r}")
    if shape.kind == "github":
        repositories.add(ticket.rpartition("#")[0])
    shape.check(row)
    words = json.dumps(row, ensure_ascii=False)
    mark = _number(row.get("id")) or sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
    at = str(row.get("created_at") or "")
    changed = str(row.get("updated_at") or at)
    return pool, shape.kind, ticket, mark, at, changed, name, line, words.encode("utf-8", "replace").decode()


def _marks(comment: Row, shape: _Shape) -> set[object]:
    """By what a comment inside a ticket and one of a file are told to be the same: id, or time and words."""
    number = _number(comment.get("id"))
    at = comment.get("created_at") or comment.get("createdAt")
    said = next((words.strip() for name in shape.texts if isinstance(words := comment.get(name), str)), "")
    return {mark for mark in (number, (at, said) if at else None) if mark is not None}


def _number(value: object) -> str | None:
    """An id as text; some programs write whole numbers with a fraction."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None if isinstance(value, int | str) and not isinstance(value, bool) else None


def _issue(address: object) -> str | None:
    """Repository and number of an issue's address; None for another."""
    found = _ISSUE.search(address) if isinstance(address, str) else None
    return f"{found[1].casefold()}#{found[2]}" if found else None
