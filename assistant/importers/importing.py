"""Putting what is read into an index, in batches: what changed is renewed, what is unchanged costs a hash.

Killed at any moment, it leaves an index that works; the same import again goes on where it was. Each batch is in the
index before the ledger knows of it, so the ledger never claims what the index has not.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from assistant.importers.batches import BATCH, batches
from assistant.importers.bytestream import Watch
from assistant.importers.gone import Pass, why_not
from assistant.importers.items import comments_among, files_of, read_records
from assistant.importers.joining import CommentFiles
from assistant.importers.ledger import Held, Ledger, in_utc
from assistant.importers.pages import missing
from assistant.importers.records import Read, Refused
from assistant.importers.sameness import is_another, is_the_same, made_of, place_of, places_of, title_of
from assistant.importers.terms import ImportReport, Index, Item, Step, Terms
from assistant.importers.turns import AT_ONCE, Turn, alone

_WITH_DRAFTS = frozenset({"helpcenter", "document"})
"""Systems whose export holds drafts and old versions of a record beside the published one."""


def import_knowledge(
    index: Index, paths: Sequence[Path], terms: Terms, *, clock: Callable[[], datetime],
    refuse: Callable[[Refused], None], step: Step = lambda report: None, turn: Turn = AT_ONCE,
) -> ImportReport:  # fmt: skip
    """Read the paths and put what is in them into the index. `refuse` is told every refusal, in order;
    `clock` gives the present moment; `turn` says how long another import is waited for.

    Raises UnreadableInput for a path that does not exist, before anything is read, ImportBusy where another import
    runs for longer, and the errors of the index and the ledger; what was done until then stays.
    """
    report = ImportReport()
    for path in paths:
        files_of(path, Watch())
    with alone(index.folder, turn), closing(comments_among(paths, terms.options)) as comments:

        def refuse_comment(refused: Refused) -> None:
            report.read += 1
            report.refused += 1
            report.broken += refused.rest
            refuse(refused)

        for refused in comments.load(report.watch, lambda: step(report)):
            refuse_comment(refused)
        for name, held in _sources(paths, terms.source, comments).items():
            _Import(index, Ledger(index.folder), name, terms, report, refuse, step).run(held, clock, comments)
        for refused in comments.left():
            refuse_comment(refused)
        if index.status().pending:
            index.repair()
    return report


def _sources(paths: Sequence[Path], named: str | None, comments: CommentFiles) -> dict[str, list[Path]]:
    """Name → paths of each source. A file of comments is no source of its own: it belongs to those of its tickets."""
    if named:
        return {named: list(paths)}
    return {str(path.resolve()): [path] for path in paths if not comments.holds(path)}


@dataclass(slots=True)
class _Batch:
    """What is to be done with the records of one batch."""

    known: dict[str, list[Held]]
    """What the ledger knows of the ids in it."""
    wanted: dict[str, tuple[Item, Held]] = field(default_factory=dict)
    """To be put into the index."""
    again: dict[str, Held] = field(default_factory=dict)
    """Unchanged: only to be noted as still there."""
    still: list[str] = field(default_factory=list)
    """Refused, but in the source: not gone."""

    def taken(self, identity: str) -> Held | None:
        """The record of this id that the batch holds so far."""
        return self.wanted[identity][1] if identity in self.wanted else self.again.get(identity)


class _Import:
    """The import of one source."""

    def __init__(
        self, index: Index, ledger: Ledger, source: str, terms: Terms, report: ImportReport,
        refuse: Callable[[Refused], None], step: Step,
    ) -> None:  # fmt: skip
        self.index, self.ledger, self.source, self.terms = index, ledger, source, terms
        self.report, self.refuse, self.step = report, refuse, step
        self.before = report.read, report.refused
        self.run_number = 0
        self.unknown = 0
        """Refused records whose id could not be read."""
        self.unread = 0
        """Files that could not be read, or not to their end."""
        self.systems: set[str] = set()
        """Kinds of exports that records were taken from."""
        self.withdrawn: dict[str, None] = {}
        """Ids that the source itself says count no more, and gives no other version of."""
        self.batch = _Batch({})

    def run(self, paths: Sequence[Path], clock: Callable[[], datetime], comments: CommentFiles) -> None:
        """Read it all, batch by batch; `comments` are those that came in files of their own."""
        beside = (f for path in paths for f in comments.beside(path) if not _is_under(f, paths))
        depends_on = list(dict.fromkeys([*paths, *beside]))
        stamp = stamp_of(depends_on)  # NOTE: before reading: what changes meanwhile is stale afterwards
        before = self.ledger.systems(self.source) if self.terms.sync else {}
        watch, now = self.report.watch, [str(path.resolve()) for path in depends_on]
        left = [path for path in self.ledger.paths(self.source) if path not in now]
        if left and not self.terms.source:
            watch.note(
                f"{self.source} was read together with {', '.join(left)} before: without it, the comments in it leave"
                " the index"
            )
        self.run_number = self.ledger.begin(self.source, now, clock())
        for batch in batches(read_records(paths, options=self.terms.options, watch=watch, comments=comments)):
            self._batch(batch)
            self.step(self.report)
        withdrawn = list(self.withdrawn)
        for start in range(0, len(withdrawn), BATCH):
            self._withdraw(withdrawn[start : start + BATCH])
        read, refused = self.report.read - self.before[0], self.report.refused - self.before[1]
        if incomplete := missing(paths, read, comments.holds):
            watch.note(f"{incomplete}: export the other pages too")
        if self.terms.sync:
            self._take_out_gone(before, read, incomplete)
        self.ledger.complete(self.source, clock(), stamp, read=read, refused=refused, cut=self.unread)

    def _batch(self, batch: Sequence[Read | Refused]) -> None:
        ids = [r.item.id if isinstance(r, Read) else r.id for r in batch]
        known = self.ledger.held([identity for identity in dict.fromkeys(ids) if identity])
        self.batch = _Batch(known)
        for record in batch:
            self.report.read += 1
            if isinstance(record, Refused):
                self._refuse(record)
            elif why := self._against(record):
                self._refuse(Refused(record.file, record.line, "id", why, record.item.id))
            else:
                self._take(record)
        self._carry_out(self.batch)

    def _take(self, record: Read) -> None:
        identity, batch = record.item.id, self.batch
        self.report.taken += 1
        digest = self._digest(record)
        before = batch.taken(identity) or self._in_this_run(identity)
        if before is not None:
            newer = record.updated_at is not None and before.changed is not None
            if newer or before.digest == digest:
                self.report.replaced += 1
            else:
                self.report.taken -= 1
                why = f"is given again on line {record.line} of {record.file} with the same id; the later one counts"
                self._refuse(Refused(before.file, before.line, "id", why, identity))
        held = Held(self.source, identity, self.run_number, digest, record.system, title_of(record), _age(record),
                    record.file, record.line, place_of(record), made_of(record))  # fmt: skip
        self.systems.add(record.system)
        self.withdrawn.pop(identity, None)
        if batch.wanted.pop(identity, None) is None and self._is_unchanged(identity, digest):
            batch.again[identity] = held
        else:
            batch.again.pop(identity, None)
            batch.wanted[identity] = (record.item, held)

    def _refuse(self, refused: Refused) -> None:
        self.report.refused += 1
        self.refuse(refused)
        if refused.rest:
            self.unread += 1
            self.report.broken += 1
        elif refused.id is None:
            self.unknown += 1
        elif refused.withdrawn:
            self.report.settled += 1
            before = self.batch.taken(refused.id) or self._in_this_run(refused.id)
            if before is None or before.system not in _WITH_DRAFTS:
                self.batch.wanted.pop(refused.id, None)
                self.batch.again.pop(refused.id, None)
                self.withdrawn[refused.id] = None
        else:
            self.batch.still.append(refused.id)

    def _in_this_run(self, identity: str) -> Held | None:
        """The record of this id that an earlier batch of this import took."""
        held = self.batch.known.get(identity, [])
        return next((h for h in held if h.source == self.source and h.run == self.run_number), None)

    def _against(self, record: Read) -> str:
        """Why a record is not taken in spite of being readable; empty where it is."""
        identity, changed = record.item.id, in_utc(record.updated_at)
        before = self.batch.taken(identity) or self._in_this_run(identity)
        if before is not None and (self._is_second_document(before, record) or is_another(before, record)):
            return f"is the id of {before.place_in_file} too; give one of them another, with --prefix for instance"
        known = [before] if before is not None else self.batch.known.get(identity, [])
        is_new = all(held.source != self.source for held in known)
        for held in known:
            if is_new and self._is_of_another_folder(held, record):
                return (
                    f"is the id of {held.file} of {held.source} too, which is still there: tell the two apart with"
                    f" --prefix, or give a newer version of that folder --source {shlex.quote(held.source)}"
                )
            if is_new and not is_the_same(held, record):
                why = (
                    f"is the id of a record of {held.source} ({held.system}) too: tell two systems apart with --prefix"
                )
                newer = f", or give a newer export of the same one --source {shlex.quote(held.source)}"
                return why + (newer if held.system == record.system else "")
            if changed and held.changed and held.changed > changed:
                self.report.settled += 1
                return (
                    f"is an older version ({changed}) of a record that is known ({held.changed}); the newer one counts"
                )
            if before is not None and changed == before.changed and changed and self._digest(record) != before.digest:
                return f"has the id and the age of {before.place_in_file}, but other words; the first one counts"
        return ""

    def _is_second_document(self, before: Held, record: Read) -> bool:
        """Whether a document of the same id was read before: a file holds one, and is read once."""
        if not before.system == record.system == "document":
            return False
        return before.file != record.file or before.digest != self._digest(record)

    def _is_of_another_folder(self, held: Held, record: Read) -> bool:
        """Whether a document is another than the one held, whose file lies elsewhere still: it was not moved."""
        if not held.system == record.system == "document" or held.digest == self._digest(record):
            return False
        theirs = places_of(held.file, self.ledger.paths(held.source))
        return bool(theirs) and not theirs & places_of(record.file, self.ledger.paths(self.source))

    def _is_unchanged(self, identity: str, digest: str) -> bool:
        mine = any(h.source == self.source and h.digest == digest for h in self.batch.known.get(identity, []))
        return mine and self.index.get(identity) is not None

    def _digest(self, record: Read) -> str:
        return sha256(f"{self.terms.treated} {record.item.model_dump_json()}".encode("utf-8", "replace")).hexdigest()[
            :16
        ]

    def _carry_out(self, batch: "_Batch") -> None:
        if batch.wanted:
            treated = [self.terms.treat(item) for item, _ in batch.wanted.values()]
            done = self.index.add(treated, progress=lambda *_: self.step(self.report))
            self.report.added += done.added
            self.report.updated += done.updated
            self.report.unchanged += done.unchanged
            for identity, why in done.refused:
                if identity in batch.wanted:
                    _, held = batch.wanted.pop(identity)
                    self.report.taken -= 1
                    self._refuse(Refused(held.file, held.line, "", why, identity))
        self.report.unchanged += len(batch.again)
        self.ledger.hold([*(held for _, held in batch.wanted.values()), *batch.again.values()])
        if batch.still:
            self.ledger.seen(self.source, batch.still, self.run_number)

    def _withdraw(self, ids: Sequence[str]) -> None:
        held = self.ledger.held(ids)
        if mine := [i for i in ids if any(h.source == self.source for h in held.get(i, []))]:
            self.report.removed += self._remove(mine)

    def _remove(self, ids: Sequence[str]) -> int:
        """Take out what no other source holds. Returns how many."""
        elsewhere = {i for i, held in self.ledger.held(ids).items() if any(h.source != self.source for h in held)}
        count = self.index.remove([identity for identity in ids if identity not in elsewhere])
        self.ledger.forget(self.source, ids)
        return count

    def _take_out_gone(self, before: Mapping[str, int], read: int, incomplete: str) -> None:
        """Remove what the source held before and holds no more, where it was read whole and is what it was."""
        gone = self.ledger.gone(self.source, self.run_number)
        met = Pass(self.source, read, self.unread, self.unknown, incomplete, before, frozenset(self.systems),
                   self.terms.confirmed)  # fmt: skip
        if why := why_not(met, len(gone)):
            self.report.not_removed = why
            return
        for start in range(0, len(gone), BATCH):
            self.report.removed += self._remove(gone[start : start + BATCH])


def _is_under(file: Path, paths: Sequence[Path]) -> bool:
    return any(path == file or path in file.parents for path in paths)


def stamp_of(paths: Sequence[Path]) -> str:
    """A stamp of the files under these paths that changes when one of them does."""
    digest = sha256()
    for path in paths:
        for file, name in files_of(path, Watch()):
            stat = file.stat()
            digest.update(f"{name}\t{stat.st_size}\t{stat.st_mtime_ns}\n".encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def _age(record: Read) -> str | None:
    """When the record was last changed, else when it was made."""
    return in_utc(record.updated_at or getattr(record.item, "created_at", None))
