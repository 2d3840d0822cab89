"""The form of the database: which revision it has, and how it gets to the newest one.

NOTE: alembic is imported only where something must be migrated; a register that is up to date opens without it.
A change of the tables, or of a field of `RegisteredEscalation` or `TrailEntry` that older versions cannot read, is a
new file in `migrations/versions` and a new line in REVISIONS.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assistant.register.database import Database
from assistant.register.errors import RegisterNewer

REVISIONS = ("0001",)
"""All revisions, oldest first. The last is the one this version works with."""
VERSION_TABLE = "register_schema"
_MIGRATING = 0x45534331
"""Key of PostgreSQL's advisory lock: one process migrates, the others wait."""


def prepare(database: Database) -> None:
    """Bring the database to the newest revision. Raises RegisterNewer where a newer version has been at it."""
    with database.reading() as connection:
        if _revision(connection) == REVISIONS[-1]:
            return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        found = _revision(connection)  # looked at again: another process may have migrated while this one waited
        if found != REVISIONS[-1]:
            _migrate(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if found is not None and found not in REVISIONS:
        raise RegisterNewer(
            f"the register was written by a newer version (its form is {found}, this one knows up to {REVISIONS[-1]}).",
            "Update Escalate, or use another register.",
        )
    return found


def _migrate(connection: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
