"""Dialects once learned: in this process, and in a small file, so that the next run spends no refused request."""

import json
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.llm.caching import write_whole
from assistant.llm.dialect import LIMITS, Dialect
from assistant.llm.exchange import METHODS
from assistant.llm.options import ModelOptions

DAYS = 7
"""After this a dialect is learned anew: endpoints are upgraded."""
MOST = 50
"""Endpoints remembered."""


class DialectBook:
    """Endpoint and model → dialect. A file that is broken or cannot be written is no failure."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, Any]] | None = None

    def find(self, options: ModelOptions, model: str) -> Dialect | None:
        """What was learned of this endpoint and model, if not too long ago."""
        with self._lock:
            return _dialect(self._read().get(_key(options, model)))

    def keep(self, options: ModelOptions, model: str, dialect: Dialect) -> None:
        """Remember what worked."""
        with self._lock:
            known, key = self._read(), _key(options, model)
            if _dialect(known.get(key)) == dialect:
                return
            known.pop(key, None)
            known[key] = {**asdict(dialect), "learned_at": int(time.time())}
            self._known = dict(list(known.items())[-MOST:])
            if self._path is not None:
                write_whole(self._path, json.dumps(self._known, indent=1))

    def _read(self) -> dict[str, dict[str, Any]]:
        if self._known is None:
            try:
                found = json.loads(self._path.read_text(encoding="utf-8")) if self._path else {}
            except (OSError, ValueError, RecursionError):
                found = {}
            self._known = found if isinstance(found, dict) else {}
        return self._known


def _key(options: ModelOptions, model: str) -> str:
    # a method fixed by the user is no knowledge of the endpoint's: it gets an entry of its own
    fixed = "" if options.output == "auto" else f" by {options.output}"
    return f"{model} at {options.endpoint}{fixed}"


def _dialect(entry: object) -> Dialect | None:
    if not isinstance(entry, dict):
        return None
    given = dict(entry)
    learned = given.pop("learned_at", 0)
    if not isinstance(learned, int) or not 0 <= time.time() - learned < DAYS * 86400:
        return None
    switches = ("temperature", "strict", "usage", "streams", "system")
    if set(given) != {"method", "limit", *switches} or given["method"] not in METHODS or given["limit"] not in LIMITS:
        return None
    return Dialect(**given) if all(isinstance(given[name], bool) for name in switches) else None
