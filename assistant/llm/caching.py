"""Replies kept by the content of their requests: the same question is not paid for twice.

One file a reply, named by a hash. What is in it was redacted before it was asked and lies in the state folder, with
access for its owner only.
"""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from assistant.llm.exchange import METHODS, Reply, Request
from assistant.llm.options import ModelOptions

FORMAT = 1
"""Raised when the meaning of a kept reply changes: older ones are then not found."""
MOST_FILES = 2000
"""Replies kept; the longest unused go first."""


class ReplyCache:
    """A folder of replies, or nothing when there is none. Never a reason to fail."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def key(self, options: ModelOptions, model: str, request: Request) -> str:
        """Hash of all that decides the answer; not of the way in which JSON is got."""
        parts = [
            FORMAT,
            options.provider,
            options.endpoint,
            model,
            options.temperature,
            options.output,
            asdict(request),
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()

    def find(self, key: str) -> Reply | None:
        """The reply kept under a key. A file that is broken is as good as none."""
        if self._folder is None:
            return None
        path = self._folder / f"{key}.json"
        try:
            reply = Reply(**json.loads(path.read_text(encoding="utf-8")))
            sound = isinstance(reply.data, dict) and reply.method in METHODS
            counts = isinstance(reply.prompt_tokens, int) and isinstance(reply.completion_tokens, int)
            notes = tuple(str(note) for note in reply.notes)
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        if not sound or not counts:
            return None
        with suppress(OSError):
            os.utime(path)  # used just now, so not the next to go
        return replace(reply, seconds=0.0, cached=True, notes=notes)

    def keep(self, key: str, reply: Reply) -> None:
        """Keep a reply; the oldest go when there are too many."""
        if self._folder is None:
            return
        write_whole(self._folder / f"{key}.json", json.dumps(asdict(reply)))
        with suppress(OSError):
            if len(names := os.listdir(self._folder)) > MOST_FILES:
                _remove_oldest([self._folder / name for name in names])


def _remove_oldest(paths: list[Path]) -> None:
    # a tenth more than needed, so that not every reply from here on looks at all files
    ages: list[tuple[float, Path]] = []
    for path in paths:
        with suppress(OSError):
            ages.append((path.stat().st_mtime, path))
    for _, path in sorted(ages)[: len(ages) - MOST_FILES * 9 // 10]:
        with suppress(OSError):
            path.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a file at once or not at all. A folder that cannot be written to is no failure here."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
