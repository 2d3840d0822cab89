"""The register: every escalation after it was drafted, its drafts, and its audit trail, in SQL.

The decisions a reader must know:

- One change is one transaction: the next state, its trail entries, and a line of the ledger, or nothing. A change made
  on an older version than the stored one raises `ChangedMeanwhile`, which says who changed what.
- The trail of an escalation is a chain of hashes (`rows.entry_body`), and so is the ledger over the whole register
  (`tables.ledger`): `verify` finds what was changed, removed, moved, or added behind the register's back. Somebody
  who can write the database can also make all hashes anew; against that stands the anchor, the ledger's last line,
  which is printed by `verify` and may be kept elsewhere.
- SQLite by default, PostgreSQL by `DATABASE_URL`; the same queries for both.

Heavy (SQLAlchemy): names are loaded when they are first used.
"""

from typing import TYPE_CHECKING, Any

from assistant.register.errors import (
    ChangedMeanwhile,
    ImportRefused,
    NotInRegister,
    RegisterBusy,
    RegisterDamaged,
    RegisterError,
    RegisterNewer,
    RegisterUnreachable,
)

if TYPE_CHECKING:
    from assistant.register.store import DraftVersion, Register, open_register
    from assistant.register.transfer import Imported
    from assistant.register.verifying import Broken, BrokenKind

_HOMES = {
    "Register": "store", "open_register": "store", "DraftVersion": "store", "Imported": "transfer",
    "Broken": "verifying", "BrokenKind": "verifying",
}  # fmt: skip

__all__ = [
    "Broken",
    "BrokenKind",
    "ChangedMeanwhile",
    "DraftVersion",
    "ImportRefused",
    "Imported",
    "NotInRegister",
    "Register",
    "RegisterBusy",
    "RegisterDamaged",
    "RegisterError",
    "RegisterNewer",
    "RegisterUnreachable",
    "open_register",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"assistant.register.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
