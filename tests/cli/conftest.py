"""The command line run in this process: the same `main`, with streams caught and the exit code handed back."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.settings import default_settings

NOW = "2026-11-20T10:00:00+00:00"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output."""
        return self.out.decode()


Run = Callable[..., Ran]


@pytest.fixture(scope="package")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty state folder for all command tests: the assistant behind it is built once."""
    return tmp_path_factory.mktemp("cli-home")


@pytest.fixture
def escalate(
    own_home: Path,
    shared_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Run:
    """Run `escalate` with these arguments in an empty working folder."""
    monkeypatch.setenv("ESCALATE_HOME", str(shared_home))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        default_settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["escalate", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        sys.stdout.flush()
        caught = capfdbinary.readouterr()
        assert isinstance(code, int), code
        return Ran(code, caught.out, caught.err.decode())

    return run
