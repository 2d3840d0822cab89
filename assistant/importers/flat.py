"""A foreign record as flat cells: keys of inner objects by dots, lists as the texts in them."""

from collections.abc import Iterator
from typing import Any

from assistant.importers.records import Row

Cells = dict[str, str | list[str]]
"""Column or dotted key → its text, or its texts."""
_WORDS = ("body", "plain_body", "body_text", "text", "message", "content", "comment", "name", "value", "label", "title")
"""Keys whose text stands for an object in a list, the first that has one."""
_DEEPEST = 4


def flat(row: Row) -> Cells:
    """The cells of one JSON record; empty values are left out."""
    return dict(_cells(row, "", 0))


def _cells(row: Row, before: str, depth: int) -> Iterator[tuple[str, str | list[str]]]:
    for key, value in row.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _cells(value, f"{name}.", depth + 1)
        elif isinstance(value, list):
            texts = [text for part in value if (text := _text(part))]
            if texts:
                yield name, texts
        elif text := _text(value):
            yield name, text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return next((text for name in _WORDS if isinstance(value.get(name), str) and (text := value[name].strip())), "")
    return ""
