"""What of the index is behind its sources."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import EscalateError
from assistant.importers.importing import stamp_of
from assistant.importers.ledger import Ledger, Source


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source, and what is behind in the index."""

    source: Source
    stale: tuple[str, ...]
    """What is behind and what to do about it, in words; empty for a source that is up to date."""
    newest_days: int | None
    """Whole days since the newest of its records was changed; None where no record says when."""


def source_states(folder: Path, now: datetime) -> list[SourceState]:
    """Every source of an index folder, by name. Raises LedgerUnreadable."""
    return [_state(source, now) for source in Ledger(folder).sources()]


def _state(source: Source, now: datetime) -> SourceState:
    stale = []
    if source.completed_at is None:
        stale.append(f"the import begun {source.begun_at} was not completed: run it again, it goes on from there")
    paths = [Path(path) for path in source.paths]
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        stale.append(f"not there any more: {', '.join(missing)}")
    elif source.stamp is not None and source.completed_at is not None and _stamp(paths) != source.stamp:
        stale.append("its files changed since: run the import again")
    newest = datetime.fromisoformat(source.newest) if source.newest else None
    return SourceState(source, tuple(stale), max(0, (now - newest).days) if newest else None)


def _stamp(paths: list[Path]) -> str:
    try:
        return stamp_of(paths)
    except (OSError, EscalateError):
        return ""
