"""`Register`: what the rest of the program calls."""

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self, Unpack

from sqlalchemy import Connection, func, select

from assistant.domain.escalation import Escalation
from assistant.domain.model import Model
from assistant.domain.register import RegisteredEscalation, Step, TrailAction, TrailEntry
from assistant.register import reading
from assistant.register.database import WAIT, Database
from assistant.register.errors import ChangedMeanwhile, NotInRegister
from assistant.register.rows import draft_from, entry_from, id_of, json_text, number_of, record_from
from assistant.register.schema import prepare
from assistant.register.tables import drafts, escalations, ledger
from assistant.register.writing import Held, Writer, drafted_as, linked
from assistant.settings import Settings, default_settings

if TYPE_CHECKING:
    from assistant.register.transfer import Imported
    from assistant.register.verifying import Broken

FILE_NAME = "register.sqlite"


class DraftVersion(Model):
    """One kept version of a draft."""

    number: int
    """1 for the draft it was saved with."""
    made_at: datetime
    """When it was kept."""


def open_register(url: str | Path | None = None, *, settings: Settings | None = None, wait: float = WAIT) -> "Register":
    """The register at a database URL or SQLite file; without one that of the settings, else the file in their home.

    It is made where there is none, and brought to the newest form. `wait` is for how many seconds a writer waits for
    another. Raises WrongUsage for a URL that is none, and RegisterError.
    """
    settings = settings or default_settings()
    if url is None:
        given = settings.database_url
        url = given.get_secret_value() if given is not None else settings.home / FILE_NAME
    database = Database(url, wait=wait)
    with ExitStack() as unless_prepared:
        unless_prepared.callback(database.close)
        prepare(database)
        unless_prepared.pop_all()
    return Register(database)


class Register:
    """All registered escalations. Safe to share between threads; close it, or use it in a `with`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._database.close()

    @property
    def where(self) -> str:
        """The file or server, without a password."""
        return self._database.shown

    # changes

    def add(self, make: Callable[[str], Step], drafted: Escalation) -> RegisteredEscalation:
        """Keep a new escalation: allots its id, calls `make(id)`, and stores record, entries and draft 1 together.

        Raises RegisterError; then nothing is kept and the id is free again.
        """
        with self._database.writing() as connection:
            writer = Writer(connection)
            number = writer.next_number()
            step = make(id_of(number))
            if step.record.id != id_of(number):
                raise ValueError(f"made for {id_of(number)}, it calls itself {step.record.id}")
            if not step.entries or step.entries[0].action is not TrailAction.RECEIVED:
                raise ValueError("the first entry of a trail is the raw paste")
            return _keep(writer, step, Held(), drafted, version=step.record.version)

    def keep(self, step: Step, *, drafted: Escalation | None = None) -> RegisteredEscalation:
        """Keep a change, and with `drafted` the next version of the draft; gives the record as it now stands.

        Raises ChangedMeanwhile when `step.record.version` is not the stored one, NotInRegister, and RegisterError.
        """
        if not step.entries:
            raise ValueError("a change without a trail entry is refused")
        number = number_of(step.record.id)
        with self._database.writing() as connection:
            writer = Writer(connection)
            held = writer.held(number)
            if held is None:
                raise _absent(step.record.id)
            if held.version != step.record.version:
                raise ChangedMeanwhile(step.record.id, _since(connection, number, step.record.version))
            return _keep(writer, step, held, drafted, version=held.version + 1)

    # one escalation

    def get(self, id: str) -> RegisteredEscalation:
        """The record with this id (`ESC-12`, or `12`). Raises NotInRegister."""
        number = number_of(id)
        with self._database.reading() as connection:
            state = connection.execute(select(escalations.c.state).where(escalations.c.number == number)).scalar()
        if state is None:
            raise _absent(id_of(number))
        return record_from(number, state)

    def trail(self, id: str, *, after: int = 0, limit: int | None = None) -> list[TrailEntry]:
        """Its audit trail in the order of recording, from the entry behind number `after`. Raises NotInRegister."""
        number = number_of(id)
        with self._database.reading() as connection:
            found = reading.entries(connection, number, after=after, limit=limit)
            if not found:
                _require(connection, number)
        return found

    def draft(self, id: str, number: int | None = None) -> Escalation:
        """A version of its draft, the newest without `number`. Raises NotInRegister."""
        escalation = number_of(id)
        query = select(drafts.c.number, drafts.c.draft).where(drafts.c.escalation == escalation)
        if number is not None:
            query = query.where(drafts.c.number == number)
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(drafts.c.number.desc()).limit(1)).first()
            if row is None:
                _require(connection, escalation)
                raise NotInRegister(f"{id_of(escalation)} has no draft {number}.", "`show` lists those it has.")
        return draft_from(escalation, *row)

    def drafts(self, id: str) -> list[DraftVersion]:
        """The versions of its draft, oldest first. Raises NotInRegister."""
        number = number_of(id)
        query = select(drafts.c.number, drafts.c.made_at).where(drafts.c.escalation == number)
        with self._database.reading() as connection:
            _require(connection, number)
            rows = connection.execute(query.order_by(drafts.c.number)).all()
        return [DraftVersion(number=n, made_at=made_at) for n, made_at in rows]

    # many

    def find(
        self,
        *,
        order: reading.Order = "newest",
        limit: int | None = None,
        offset: int = 0,
        **filters: Unpack[reading.Filters],
    ) -> list[RegisteredEscalation]:
        """The records that match all filters: the newest id first, or (`due`) what is owed earliest first.

        `open_only`: not closed; `unsettled`: open, or closed with the root cause analysis still owed; `status`,
        `severity`; `customer`, `team`, `owner` (either of the two owners): whole, but case and runs of blanks do not
        count; `parent` and `ids`: ids; `text`: stands in title, customer, ticket, owners, the raw paste or any trail
        entry; `since`: changed at or after; `due_before`: something is owed before that moment.
        """
        query = reading.matching(filters, order, limit, offset)
        with self._database.reading() as connection:
            return reading.records(connection, query)

    def count(self, **filters: Unpack[reading.Filters]) -> int:
        """How many records match; the filters of `find`."""
        query = select(func.count()).select_from(escalations).where(*reading.conditions(filters))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def customers(self) -> list[tuple[str, str | None]]:
        """Id and customer of every record, the customer folded as it is searched by; nothing else of it."""
        query = select(escalations.c.number, escalations.c.customer)
        with self._database.reading() as connection:
            return [(id_of(number), customer) for number, customer in connection.execute(query)]

    def trails(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        action: TrailAction | Collection[TrailAction] | None = None,
        ids: Iterable[str] | None = None,
    ) -> list[tuple[str, TrailEntry]]:
        """Trail entries of many escalations, each with its escalation's id, in the order of time.

        `since` counts in, `until` does not; `action` is one or several.
        """
        actions = {action} if isinstance(action, TrailAction) else action
        with self._database.reading() as connection:
            rows = connection.execute(reading.trail_rows(since, until, actions, ids)).all()
        with reading.undisturbed():
            return [(id_of(number), entry_from(body, hash)) for number, body, hash in rows]

    # the whole

    def verify(self, id: str | None = None, *, anchor: str | None = None) -> "list[Broken]":
        """What does not hold together, of one escalation or the whole register; empty where all does.

        `anchor` is a line noted earlier (see `anchor()`): the register must still contain it. Raises NotInRegister,
        and WrongUsage for an anchor that is none.
        """
        from assistant.register.verifying import verify

        with self._database.reading() as connection:
            return verify(connection, None if id is None else number_of(id), anchor)

    def anchor(self) -> str:
        """The ledger's last line as `number:hash`. Kept elsewhere, it proves later that nothing before it changed."""
        with self._database.reading() as connection:
            row = connection.execute(select(ledger.c.seq, ledger.c.hash).order_by(ledger.c.seq.desc()).limit(1)).first()
        return f"{row.seq}:{row.hash}" if row else "0:"

    def export(self, stream: IO[str], ids: Collection[str] | None = None) -> int:
        """Write all escalations, or these, as JSON lines that `import_` reads; gives their number."""
        from assistant.register.transfer import write_export

        with self._database.reading() as connection:
            return write_export(connection, stream, None if ids is None else {number_of(id) for id in ids})

    def import_(self, stream: IO[str]) -> "Imported":
        """Take in an export: all of it or, with ImportRefused or UnreadableInput, nothing. What is here stays."""
        from assistant.register.transfer import read_import

        with self._database.writing() as connection:
            return read_import(connection, stream)

    def backup(self, path: Path) -> None:
        """A copy as of this moment while others go on writing: a SQLite file, or JSON lines from PostgreSQL.

        Raises WrongUsage where `path` exists or cannot be written.
        """
        from assistant.register.backup import write_backup

        write_backup(self, self._database, path)


def _keep(writer: Writer, step: Step, held: Held, drafted: Escalation | None, *, version: int) -> RegisteredEscalation:
    id, number = step.record.id, number_of(step.record.id)
    new = linked(id, step.entries, after=held.entries, head=held.head)
    now = replace(held, version=version, entries=held.entries + len(new), head=new[-1][0].hash)
    text = ""
    if drafted is not None:
        text, count, head = drafted_as(drafted, held)
        now = replace(now, drafts=count, drafts_head=head)
    record = step.record.model_copy(update={"version": version, "drafts": now.drafts})
    state = json_text(record)
    (writer.change if held.version else writer.create)(record, now, state)
    writer.add_entries(number, new)
    if drafted is not None:
        writer.add_draft(number, now.drafts, record.updated_at, text)
    writer.note(number, now, state)
    return record


def _since(connection: Connection, number: int, version: int) -> tuple[TrailEntry, ...]:
    """What was recorded after an escalation had this version."""
    query = select(ledger.c.entries).where(ledger.c.escalation == number, ledger.c.version == version)
    return tuple(reading.entries(connection, number, after=connection.execute(query).scalar() or 0))


def _require(connection: Connection, number: int) -> None:
    if connection.execute(select(escalations.c.number).where(escalations.c.number == number)).first() is None:
        raise _absent(id_of(number))


def _absent(id: str) -> NotInRegister:
    return NotInRegister(f"there is no {id} in the register.", "`escalate register list` shows what is kept.")
