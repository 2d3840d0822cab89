"""Putting what is read into an index, in batches: what changed is renewed, what is unchanged costs a hash.

Killed at any moment, it leaves an index that works; the same import again goes on where it was. Each batch is in the
index before the ledger knows of it, so the ledger never claims what the index has not.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from assistant.domain.knowledge import Article, Ticket
from assistant.importers.batches import BATCH, batches
from assistant.importers.bytestream import Watch
from assistant.importers.exports import Options
from assistant.importers.gone import Pass, why_not
from assistant.importers.items import files_of, read_records
from assistant.importers.ledger import Held, Ledger, alone, in_utc
from assistant.importers.pages import missing
from assistant.importers.records import Read, Refused
from assistant.importers.sameness import is_another, is_the_same, made_of, place_of, title_of

_WITH_DRAFTS = frozenset({"helpcenter", "document"})
"""Systems whose export holds drafts and old versions of a record beside the published one."""

Item = Ticket | Article


class Index(Protocol):
    """What an import needs of the knowledge index."""

    folder: Path

    def add(self, items: Iterable[Item], *, progress: Callable[[int, int], None] | None = None) -> Any:
        """Add and update records; the report tells `added`, `updated`, `unchanged` and `refused`."""

    def remove(self, ids: Iterable[str]) -> int:
        """Take records out."""

    def get(self, identity: str) -> Item | None:
        """The record with this id."""

    def repair(self) -> Any:
        """Complete what an interrupted run left open."""

    def status(self) -> Any:
        """What is in the index; `pending` counts what is not searchable yet."""


@dataclass(slots=True)
class ImportReport:
    """What became of everything that was read: `read == taken + refused`."""

    read: int = 0
    taken: int = 0
    refused: int = 0
    settled: int = 0
    """Refused as they should be: withdrawn, or older than what is known."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    replaced: int = 0
    """Taken, and replaced by a newer version of the same record later in the same source."""
    removed: int = 0
    """Records taken out of the index: withdrawn by the source, or gone from it."""
    not_removed: str = ""
    """Why nothing that is gone was taken out, where it was asked for."""
    broken: int = 0
    """Files that could not be read, or not to their end."""
    watch: Watch = field(default_factory=Watch)


Treat = Callable[[Item], Item]
"""Masks a record before it is kept."""
Step = Callable[[ImportReport], None]
"""Called as the import goes on."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How an import is done."""

    options: Options = field(default_factory=Options)
    treat: Treat = lambda item: item
    treated: str = ""
    """Name of the treatment: records are treated anew when it changes."""
    sync: bool = False
    """Take out what is gone from the source."""
    confirmed: bool = False
    """Take it out even where the source has become another, or lost more than half."""
    source: str | None = None
    """Name of the source; without it each path is a source of its own."""


def import_knowledge(
    index: Index, paths: Sequence[Path], terms: Terms, *, clock: Callable[[], datetime],
    refuse: Callable[[Refused], None], step: Step = lambda report: None,
) -> ImportReport:  # fmt: skip
    """Read the paths and put what is in them into the index. `refuse` is told every refusal, in order;
    `clock` gives the present moment.

    Raises UnreadableInput for a path that does not exist, before anything is read, ImportBusy while another import
    runs, and the errors of the index and the ledger; what was done until then stays.
    """
    report = ImportReport()
    for path in paths:
        files_of(path, Watch())
    named = {terms.source: list(paths)} if terms.source else {str(path.resolve()): [path] for path in paths}
    with alone(index.folder):
        for name, held in named.items():
            _Import(index, Ledger(index.folder), name, terms, report, refuse, step).run(held, clock)
        if index.status().pending:
            index.repair()
    return report


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

    def run(self, paths: Sequence[Path], clock: Callable[[], datetime]) -> None:
        """Read it all, batch by batch."""
        stamp = stamp_of(paths)  # NOTE: before reading: what changes meanwhile is stale afterwards
        before = self.ledger.systems(self.source) if self.terms.sync else {}
        self.run_number = self.ledger.begin(self.source, [str(path.resolve()) for path in paths], clock())
        for batch in batches(read_records(paths, options=self.terms.options, watch=self.report.watch)):
            self._batch(batch)
            self.step(self.report)
        withdrawn = list(self.withdrawn)
        for start in range(0, len(withdrawn), BATCH):
            self._withdraw(withdrawn[start : start + BATCH])
        read, refused = self.report.read - self.before[0], self.report.refused - self.before[1]
        if incomplete := missing(paths, read):
            self.report.watch.note(f"{incomplete}: export the other pages too")
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
        documents = before is not None and before.system == record.system == "document"
        if before is not None and (documents and before.file != record.file or is_another(before, record)):
            return f"is the id of {before.place_in_file} too; give one of them another, with --prefix for instance"
        known = [before] if before is not None else self.batch.known.get(identity, [])
        is_new = all(held.source != self.source for held in known)
        for held in known:
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
