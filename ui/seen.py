"""A change is made on the state somebody looked at: where others changed it since, it is refused and they are named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import Escalation
from assistant.domain.register import RegisteredEscalation, Step, TrailEntry
from assistant.register.errors import ChangedMeanwhile

if TYPE_CHECKING:
    from assistant.register import Register


@dataclass(frozen=True)
class Seen:
    """What somebody looked at."""

    id: str
    version: int
    entries: int
    """Length of its trail then."""


class AsSeen:
    """The register, for changes to the one record that was seen; other records are read as they are."""

    def __init__(self, register: "Register", seen: Seen) -> None:
        self._register = register
        self._seen = seen

    def get(self, id: str) -> RegisteredEscalation:
        """The record. Raises ChangedMeanwhile where it is not the version that was seen."""
        record = self._register.get(id)
        if record.id == self._seen.id and record.version != self._seen.version:
            raise ChangedMeanwhile(record.id, tuple(self._register.trail(id, after=self._seen.entries)))
        return record

    def add(self, make: Callable[[str], Step], drafted: Escalation) -> RegisteredEscalation:
        """Keep a new escalation."""
        return self._register.add(make, drafted)

    def keep(self, step: Step, *, drafted: Escalation | None = None) -> RegisteredEscalation:
        """Keep a change, and take it as seen."""
        record = self._register.keep(step, drafted=drafted)
        if record.id == self._seen.id:
            self._seen = Seen(record.id, record.version, self._seen.entries + len(step.entries))
        return record

    def draft(self, id: str, number: int | None = None) -> Escalation:
        """A version of its draft."""
        return self._register.draft(id, number)

    def trail(self, id: str, *, after: int = 0, limit: int | None = None) -> list[TrailEntry]:
        """Its audit trail."""
        return self._register.trail(id, after=after, limit=limit)

    def count(self, *, parent: str, open_only: bool = False) -> int:
        """How many are bundled under `parent`."""
        return self._register.count(parent=parent, open_only=open_only)

    def find(self, *, ids: Sequence[str]) -> list[RegisteredEscalation]:
        """The records with these ids."""
        return self._register.find(ids=ids)

    def customers(self) -> list[tuple[str, str | None]]:
        """Id and customer of every record."""
        return self._register.customers()

    def close(self) -> None:
        """The register is the page's: it stays open."""
