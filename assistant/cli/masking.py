"""Secrets taken out of what is shown or handed on: as placeholders, the same one for a value wherever it stands.

All strings of one escalation are read together, so that a secret that only its neighbourhood gives away ("the password
is …") is masked where it stands alone, as in a quote.
"""

import json
import re
from collections.abc import Iterator
from typing import IO, Any

CONTACTS = frozenset({"email", "phone"})
"""Masked besides in what is handed on (definitions, "What is masked where")."""
_PLUMBING = frozenset(
    {
        "hash", "previous", "head", "drafts_head", "kind", "id", "escalation", "parent", "action", "visibility",
        "schema_version", "source", "policy", "app_version",
    }
)  # fmt: skip
"""Keys whose values are ours, not anybody's words."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?")
_BETWEEN = "\n\n\u241e\n\n"
"""Stands between two strings while they are read together."""


def masked(value: Any, kinds: frozenset[str] = frozenset()) -> Any:
    """A value as read from JSON with secrets, and the further `kinds`, masked in all its strings; keys stay."""
    strings = list(dict.fromkeys(_strings(value)))
    table = dict(zip(strings, _redacted(strings, kinds), strict=True))
    return _replaced(value, table)


def _redacted(strings: list[str], kinds: frozenset[str]) -> list[str]:
    from assistant.redaction import redact

    parts = redact(_BETWEEN.join(strings), kinds=kinds).text.split(_BETWEEN)
    if len(parts) == len(strings):
        return parts
    # something masked reached over a border, or somebody wrote the border himself: one by one is safe as well
    return [redact(string, kinds=kinds).text for string in strings]


def _words(key: str, value: Any) -> bool:
    return not (key in _PLUMBING and isinstance(value, str))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if not _MOMENT.fullmatch(value):
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if _words(key, item):
                yield from _strings(item)


def _replaced(value: Any, table: dict[str, str]) -> Any:
    if isinstance(value, str):
        return table.get(value, value)
    if isinstance(value, list):
        return [_replaced(item, table) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, table) if _words(key, item) else item for key, item in value.items()}
    return value


class MaskingStream:
    """Takes the lines of a register's export and writes them masked, escalation by escalation.

    What comes out is for reading: the hashes are those of the unmasked texts, and an import refuses it.
    """

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._held: list[dict[str, Any]] = []

    def write(self, line: str) -> None:
        """One line of the export."""
        read = json.loads(line)
        kind = read["kind"]
        if kind in ("escalation", "end"):
            self._pass_on()
        if kind == "register":
            self._put(read | {"masked": True})
        elif kind == "end":
            self._put({"kind": "end", "escalations": read["escalations"]})
        else:
            self._held.append(read)

    def _pass_on(self) -> None:
        for line in masked(self._held, CONTACTS):
            self._put(line)
        self._held = []

    def _put(self, line: dict[str, Any]) -> None:
        self._out.write(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n")
