"""What can go wrong with the register, in words.

    EscalateError
    ├── WrongUsage
    │   ├── NotInRegister        there is no such escalation, draft or id      (exit 2)
    │   └── ImportRefused        it would overwrite, or does not hold together (exit 2)
    └── RegisterError                                                          (exit 3)
        ├── ChangedMeanwhile     somebody else was quicker
        ├── RegisterBusy         somebody else is writing, for too long
        ├── RegisterUnreachable  no file, no server, no right, no room
        ├── RegisterNewer        it was written by a newer version
        └── RegisterDamaged      what is stored cannot be read

In none of these cases is anything half written: every change is one transaction.
"""

from assistant.domain.register import TrailEntry
from assistant.errors import EscalateError, WrongUsage
from assistant.inert import one_line

_SHOWN = 3
"""Changes that are told one by one; more are counted."""
_LONGEST = 120


class RegisterError(EscalateError):
    """The register cannot do it now."""


class NotInRegister(WrongUsage):
    """There is no such escalation, or no such version of its draft."""


class ImportRefused(WrongUsage):
    """A file that would overwrite what is kept, or whose trails do not hold together. Nothing of it was imported."""


class ChangedMeanwhile(RegisterError):
    """A change was made on an older version than the stored one; `entries` is what others recorded since."""

    def __init__(self, id: str, entries: tuple[TrailEntry, ...]) -> None:
        self.id = id
        self.entries = entries
        told = [_told(entry) for entry in entries[-_SHOWN:]]
        more = len(entries) - len(told)
        if more:
            told.insert(0, f"{more} more")
        super().__init__(
            f"{id} was changed meanwhile ({'; '.join(told)}).", "Look at it again, then repeat what you wanted."
        )


def _told(entry: TrailEntry) -> str:
    text = one_line(entry.text)
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    when = entry.at.strftime("%Y-%m-%d %H:%M %Z").strip()
    return f"by {one_line(entry.actor)} at {when}, {entry.action.value.replace('_', ' ')}: {text}"


class RegisterBusy(RegisterError):
    """Another process held the register for longer than a writer waits."""


class RegisterUnreachable(RegisterError):
    """The database file or server cannot be used."""


class RegisterNewer(RegisterError):
    """The database, or something in it, has a form that this version does not know."""


class RegisterDamaged(RegisterError):
    """What is stored cannot be read as what it should be."""
