"""Several processes at once, and processes killed at any moment: nothing that was committed is lost.

By hand, for longer: ESCALATE_KILLS=200 ESCALATE_WRITE_SECONDS=60 python -m pytest tests/register/test_crash.py
"""

import os
import random
import time
from pathlib import Path

import pytest

from assistant.domain import Escalation
from assistant.register import Register, open_register
from tests.register.writer import STARTED, started

KILLS = int(os.environ.get("ESCALATE_KILLS", "25"))
SECONDS = float(os.environ.get("ESCALATE_WRITE_SECONDS", "3"))


@pytest.fixture(scope="module")
def draft_file(drafted: Escalation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draft") / "draft.json"
    path.write_text(drafted.model_dump_json(), encoding="utf-8")
    return path


def committed(said: Path) -> list[tuple[str, str]]:
    """What writers said they had committed: id and text of each change."""
    lines = said.read_text(encoding="utf-8").splitlines()
    return [(id, text) for id, text in (line.split(" ", 1) for line in lines if line != STARTED)]


def kept(register: Register) -> set[tuple[str, str]]:
    found = {(id, entry.text) for id, entry in register.trails()}
    return found | {(record.id, record.title) for record in register.find()}


def test_processes_that_write_at_once_lose_nothing(url: str, draft_file: Path, tmp_path: Path) -> None:
    said = [tmp_path / "a", tmp_path / "b"]
    running = [started(url, draft_file, path.name, SECONDS, path) for path in said]
    for process in running:
        process.join(timeout=SECONDS + 120)
    assert [process.exitcode for process in running] == [0, 0]
    done = [change for path in said for change in committed(path)]
    with open_register(url) as register:
        assert {text[0] for _, text in done} == {"a", "b"} and set(done) <= kept(register)
        assert not register.verify()
        ids = [record.id for record in register.find()]
        assert ids == [f"ESC-{n}" for n in range(len(ids), 0, -1)]
        print(f"{len(done)} changes in {SECONDS:g} s")


def test_a_killed_process_loses_nothing_it_committed(url: str, draft_file: Path, tmp_path: Path) -> None:
    """Some are killed as soon as they begin, while they make the register itself, others after some changes."""
    chance, said = random.Random(20261120), tmp_path / "said"
    said.touch()
    for turn in range(KILLS):
        lines = len(said.read_text(encoding="utf-8").splitlines())
        wanted = lines + chance.randrange(5)  # the first line says that it has started
        process = started(url, draft_file, f"t{turn}", 600, said)
        while len(said.read_text(encoding="utf-8").splitlines()) < wanted:
            assert process.is_alive()
            time.sleep(0.002)
        time.sleep(chance.uniform(0.0, 0.1))
        process.kill()
        process.join()
    done = committed(said)
    with open_register(url) as register:
        assert done and set(done) <= kept(register)
        assert not register.verify()
        print(f"{KILLS} kills, {len(done)} changes said, {len(register.trails())} entries kept")
