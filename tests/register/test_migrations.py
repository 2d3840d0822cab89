"""Registers of every released version open, whole; newer ones are refused in words.

A released form is kept as an SQL dump in `released/`; `python -m tests.register.test_migrations` writes the newest one.
"""

import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.domain import Escalation
from assistant.register import RegisterNewer, open_register
from assistant.register.database import Database
from assistant.register.schema import REVISIONS, VERSION_TABLE
from assistant.register.tables import metadata
from tests.register.samples import first, noted
from tests.register.writer import STARTED, started

RELEASED = Path(__file__).parent / "released"


def restored(revision: str, path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript((RELEASED / f"{revision}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_register_of_any_release_opens_whole(revision: str, tmp_path: Path, drafted: Escalation) -> None:
    with open_register(restored(revision, tmp_path / "old.sqlite")) as register:
        assert not register.verify()
        records = register.find()
        assert [r.id for r in records] == ["ESC-2", "ESC-1"] and records[1].customer == "Acme Corp"
        assert [e.text for e in register.trail("ESC-1")][2:] == ["looked at the logs", "drafted anew"]
        assert register.draft("ESC-1", 2).assessment and register.find(text="LOGS") == [records[1]]
        register.keep(noted(records[1], "goes on"))
        assert register.add(partial(first, drafted=drafted), drafted).id == "ESC-3" and not register.verify()


def test_tables_and_migrations_agree(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with open_register(url) as register, register._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_the_revisions_are_those_of_the_scripts() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def _migrations() -> Path:
    import assistant.register.migrations

    return Path(assistant.register.migrations.__file__).parent


def test_a_newer_register_is_refused_and_left_alone(url: str) -> None:
    with open_register(url):
        pass
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0999'"))
    with pytest.raises(RegisterNewer, match="newer version .* 0999, .* Update Escalate"):
        open_register(url)
    with database.reading() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == "0999"
    database.close()


def test_many_open_a_new_register_at_once(url: str, drafted: Escalation, tmp_path: Path) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text(drafted.model_dump_json(), encoding="utf-8")
    said = [tmp_path / f"said{n}" for n in range(4)]
    running = [started(url, draft, "x", 0, path) for path in said]
    for process in running:
        process.join(timeout=300)
    assert [process.exitcode for process in running] == [0] * 4
    assert [path.read_text(encoding="utf-8") for path in said] == [f"{STARTED}\n"] * 4


def test_an_up_to_date_register_opens_without_alembic(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with open_register(path):
        pass
    program = (
        "import sys; from pathlib import Path; from assistant.register import open_register\n"
        f"open_register(Path({str(path)!r})).close(); print('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


def _dump() -> None:
    """Write the dump of the newest form: two escalations, a change, a second draft."""
    import tempfile

    from assistant.pipeline import Assistant
    from assistant.settings import load_settings
    from tests.register.samples import AT

    with tempfile.TemporaryDirectory() as folder:
        paste = "Acme Corp: every export fails with EXP-2113 since yesterday."
        drafted = Assistant(load_settings(home=Path(folder))).draft(paste, now=AT, engine="rules")
        path = Path(folder) / "register.sqlite"
        with open_register(path) as register:
            for customer in ("Acme Corp", "Globex"):
                register.add(partial(first, drafted=drafted, customer=customer), drafted)
            record = register.keep(noted(register.get("ESC-1"), "looked at the logs"))
            register.keep(noted(record, "drafted anew"), drafted=drafted)
        connection = sqlite3.connect(path)
        dump = "\n".join(connection.iterdump()) + "\n"
        connection.close()
        RELEASED.mkdir(exist_ok=True)
        (RELEASED / f"{REVISIONS[-1]}.sql").write_text(dump, encoding="utf-8")


if __name__ == "__main__":
    _dump()
