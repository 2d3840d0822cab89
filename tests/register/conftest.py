"""A register on a real SQLite file and on a real PostgreSQL server."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from assistant.domain import Escalation
from assistant.pipeline import Assistant
from assistant.register import Register, open_register
from tests.register.samples import AT, first

PASTE = "Acme Corp: every export fails.\r\n40 users blocked.\x00 Größe 10\u00a0MB \U0001f525"
"""With what a database may stumble over: NUL, CRLF, characters beyond the first plane."""
_databases = count(1)


@pytest.fixture(autouse=True)
def no_foreign_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the register of whoever runs it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def drafted(bare: Assistant) -> Escalation:
    """A draft as the program makes them."""
    made = bare.draft("Acme Corp: every export fails with EXP-2113 since yesterday.", now=AT, engine="rules")
    return made.model_copy(update={"issue": made.issue.model_copy(update={"text": PASTE})})


def _program(name: str) -> str | None:
    return shutil.which(name) or next((str(p) for p in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), None)


def _as_server(*command: str) -> None:
    """Run as a user that PostgreSQL accepts: it refuses root."""
    run = ["runuser", "-u", "postgres", "--", *command] if os.getuid() == 0 else list(command)
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server of our own, on loopback; it needs Debian's package, or the programs on PATH."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not (initdb and pg_ctl):
        if os.environ.get("ESCALATE_REQUIRE_POSTGRESQL"):
            pytest.fail("PostgreSQL is required here and not installed")
        pytest.skip("PostgreSQL is not installed")
    base = Path(tempfile.mkdtemp(prefix="register-"))  # pytest's own folders are closed to the server's user
    if os.getuid() == 0:
        shutil.chown(base, "postgres")
    data = base / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -k {base} -c listen_addresses=127.0.0.1"
    try:
        _as_server(initdb, "-D", str(data), "-U", "escalate", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _as_server(pg_ctl, "-D", str(data), "-w", "-o", options, "-l", str(base / "log"), "start")
        yield f"postgresql://escalate@127.0.0.1:{port}"
        _as_server(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(base)


def new_database(server: str) -> str:
    """The URL of a fresh database on the server."""
    import psycopg

    name = f"register_{next(_databases)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A register that is not there yet, in either database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite'}"
    return new_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture
def register(url: str) -> Iterator[Register]:
    """An empty register."""
    with open_register(url) as opened:
        yield opened


@pytest.fixture
def filled(register: Register, drafted: Escalation) -> Register:
    """A register with three escalations, the first with a trail of six."""
    from tests.register.samples import noted

    for customer in ("Acme Corp", "Globex", "Initech"):
        register.add(partial(first, drafted=drafted, customer=customer), drafted)
    record = register.get("ESC-1")
    for number in range(3):
        record = register.keep(noted(record, f"note {number}"), drafted=drafted if number == 1 else None)
    register.keep(noted(record, "the last"))
    return register
