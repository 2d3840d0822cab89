"""A process that writes to a register until it is told to stop, or killed.

It appends a line to `said` for each change once that is committed: what stands there must be found later.
"""

import os
import time
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from assistant.domain import Escalation
from assistant.register import ChangedMeanwhile, Register, open_register
from tests.register.samples import first, noted

STARTED = "started"


def started(url: str, draft: Path, name: str, seconds: float, said: Path) -> BaseProcess:
    """A writer in a process of its own, forked from one that has everything imported."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.register.writer", "assistant.register.store", "psycopg"])
    process = context.Process(target=write, args=(url, str(draft), name, seconds, str(said)), daemon=True)
    process.start()
    return process


def write(url: str, draft: str, name: str, seconds: float, said: str) -> None:
    """Write for so many seconds."""
    drafted = Escalation.model_validate_json(Path(draft).read_text(encoding="utf-8"))
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with open_register(url) as register:
        os.write(out, f"{STARTED}\n".encode())
        until, turn = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            turn += 1
            text = f"{name}/{turn}"
            id = _change(register, drafted, turn, text)
            if id is not None:
                os.write(out, f"{id} {text}\n".encode())


def _change(register: Register, drafted: Escalation, turn: int, text: str) -> str | None:
    """A new escalation, or a note in the first one (all writers fight for it) or in the last; None if too late."""
    if turn % 5 == 1:
        return register.add(partial(first, drafted=drafted, title=text), drafted).id
    record = register.get("ESC-1") if turn % 2 else register.find(limit=1)[0]
    try:
        return register.keep(noted(record, text), drafted=drafted if turn % 3 == 0 else None).id
    except ChangedMeanwhile:
        return None
