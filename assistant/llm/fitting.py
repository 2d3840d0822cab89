"""A reply made to fit its schema, field by field: what does not fit is dropped and said, never guessed.

Values are changed only where there is one reading (a number written as a string, one item where a list is asked for).
A field that the schema requires and that is missing or unusable makes the reply invalid, except a list, which is
then empty.
"""

import json
from collections.abc import Iterable
from typing import Any

from assistant.llm.exchange import Schema

MOST_PASSES = 25
"""Dropping one thing can bring another to light; a reply that needs more than this is no use."""
MOST_NOTES = 12
"""Notes on one reply; the rest is counted."""
Path = tuple[str | int, ...]


def fitted(data: dict[str, object], schema: Schema) -> tuple[dict[str, object], tuple[str, ...]] | None:
    """The reply as far as it fits, and what was done to it in words; None when it cannot be used."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema)
    root: dict[str, Any] = json.loads(json.dumps(data))
    if not _has_any_required(root, schema):
        return None
    notes: list[str] = []
    for _ in range(MOST_PASSES):
        errors = list(validator.iter_errors(root))
        if not errors:
            return root, _shortened(notes)
        inside = {tuple(error.absolute_path)[:-1] for error in errors}
        places = {place for error in errors for place in _places(error, inside)}
        around = {place[:length] for place in places for length in range(len(place))}
        # the last first, so that the places of the others still hold; what is around them is looked at again after
        for path in sorted(places - around, key=_order, reverse=True):
            if not _mend(root, validator, path, notes):
                return None
    return None


def _has_any_required(root: dict[str, Any], schema: Schema) -> bool:
    required = schema.get("required")
    return not isinstance(required, list) or not required or any(name in root for name in required)


def _places(error: Any, inside: set[Path]) -> list[Path]:
    """What is at fault: the value itself, or what is missing from it or too many in it.

    Whether a list is too long is looked at when its items fit (`inside`: where some do not).
    """
    path: Path = tuple(error.absolute_path)
    if error.validator == "required":
        return [(*path, name) for name in error.validator_value if name not in error.instance]
    if error.validator == "additionalProperties" and error.validator_value is False:
        return [(*path, name) for name in error.instance if name not in error.schema.get("properties", {})]
    if error.validator == "maxItems":
        return [] if path in inside else [(*path, n) for n in range(error.validator_value, len(error.instance))]
    return [path]


def _order(path: Path) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in path)


def _mend(root: dict[str, Any], validator: Any, path: Path, notes: list[str]) -> bool:
    """Make the value at a path fit, or drop the smallest thing around it that may go. False: nothing may."""
    schema = validator.schema
    for length in range(len(path), 0, -1):
        parent, name = _at(root, path[: length - 1]), path[length - 1]
        if parent is None or not _holds(parent, name, length == len(path)):
            return True  # gone with something dropped before
        wanted = _schema_at(schema, path[:length])
        where = _spelt(path[:length])
        if length == len(path) and _read_otherwise(parent, name, validator.evolve(schema=wanted), where, notes):
            return True
        if isinstance(parent, list):
            del parent[int(name)]
            notes.append(f"{where} was dropped: it does not fit the schema")
            return True
        if str(name) not in _required(_schema_at(schema, path[: length - 1])):
            parent.pop(name, None)
            notes.append(f"{where} was dropped: it does not fit the schema")
            return True
        if "list" in _kinds(wanted):
            parent[name] = []
            notes.append(f"{where} is empty: the reply had no usable list there")
            return True
    return False


def _holds(parent: Any, name: str | int, wanted: bool) -> bool:
    if isinstance(parent, list):
        return isinstance(name, int) and name < len(parent)
    return isinstance(parent, dict) and (wanted or name in parent)


def _read_otherwise(parent: Any, name: Any, wanted: Any, where: str, notes: list[str]) -> bool:
    """Put the one other reading of a value in its place, where there is one that fits."""
    if (isinstance(parent, dict) and name not in parent) or not wanted.schema:
        return False
    for reading in _readings(parent[name], wanted.schema):
        if wanted.is_valid(reading):
            parent[name] = reading
            notes.append(f"{where} was read as {_told(reading)}")
            return True
    return False


def _readings(value: Any, wanted: dict[str, Any]) -> Iterable[Any]:
    kinds = _kinds(wanted)
    if "list" in kinds and not isinstance(value, list) and value is not None:
        yield [value]
    if isinstance(value, str):
        text = value.strip()
        choices = wanted.get("enum", [])
        yield from (c for c in choices if isinstance(c, str) and _plain(c) == _plain(text))
        if kinds & {"number", "bool"}:
            try:
                yield json.loads(text.lower(), parse_constant=lambda _: None)
            except (ValueError, RecursionError):
                pass
    elif "text" in kinds and isinstance(value, (int, float)):
        yield json.dumps(value)
    if isinstance(value, float) and value.is_integer():
        yield int(value)


def _plain(text: str) -> str:
    return text.casefold().replace("-", "_").replace(" ", "_")


_KINDS = {"array": "list", "string": "text", "integer": "number", "number": "number", "boolean": "bool"}


def _kinds(wanted: dict[str, Any]) -> set[str]:
    types = wanted.get("type", [])
    return {_KINDS[t] for t in ([types] if isinstance(types, str) else types) if t in _KINDS}


def _required(schema: dict[str, Any]) -> set[str]:
    return set(schema.get("required", ()))


def _at(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _schema_at(schema: Schema, path: Path) -> dict[str, Any]:
    """The part of the schema for a place in the data; empty where that depends on the data."""
    node: Any = schema
    for part in path:
        node = _resolved(node, schema)
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
        if not isinstance(node, dict):
            return {}
    return _resolved(node, schema)


def _resolved(node: dict[str, Any], root: Schema) -> dict[str, Any]:
    for _ in range(8):
        reference = node.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return node
        found: Any = root
        for part in reference[2:].split("/"):
            found = found.get(part, {}) if isinstance(found, dict) else {}
        node = found
    return {}


def _spelt(path: Path) -> str:
    """`facts[3].value`, from 1 as people count; names the reply made up are not repeated in full."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part[:40]}"
    return text.lstrip(".")


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "a list of one"
    return {str: "text", bool: "yes or no"}.get(type(value), "a number")


def _shortened(notes: list[str]) -> tuple[str, ...]:
    if len(notes) <= MOST_NOTES:
        return tuple(notes)
    return (*notes[:MOST_NOTES], f"{len(notes) - MOST_NOTES} more places did not fit and were dropped")
