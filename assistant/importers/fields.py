"""Values of a foreign record, checked: what is of another shape is named by its field, never guessed at."""

import re
from datetime import UTC, datetime
from typing import Any

from assistant.importers.markup import html_text
from assistant.importers.records import Row, Unfit

_KEY = re.compile(r"(?<![^\W_])[A-Z][A-Z0-9_]+-\d+(?!\w)")
_LINKED = re.compile(r"<a\s[^<>]{0,2000}?href\s*=\s*[\"']?https?://", re.IGNORECASE)
_TAGGED = re.compile(r"</(?:p|div|br|span|table|ul|ol|li|a|b|strong|em|h[1-6]|pre|code|body)>|<br\s*/?>", re.IGNORECASE)
"""A closing tag of running text: HTML. A lone `<p>` or `List<String>` is words."""


def identifier(row: Row, *names: str) -> str:
    """The record's own id as text. Raises Unfit."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    raise Unfit(names[0], "is missing")


def text(row: Row, name: str) -> str:
    """A text, empty where there is none. Raises Unfit for a value of another type."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(name, f"is no text but {_shape(value)}")
    return cleaned(value)


def named(value: Any, *keys: str) -> str | None:
    """A name, given as text or inside an object under one of the keys; None where there is none."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return next((found for key in keys if (found := named(value.get(key)))), None)
    return None


def objects(row: Row, name: str) -> list[Row]:
    """A list of objects, empty where there is none. Raises Unfit for anything else."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unfit(name, f"is no list but {_shape(value)}")
    for number, part in enumerate(value, 1):
        if not isinstance(part, dict):
            raise Unfit(f"{name}[{number}]", f"is no object but {_shape(part)}")
    return value


def names_of(value: Any) -> tuple[str, ...]:
    """A list of texts, or of objects with a name; others in it are passed over."""
    found = (named(part, "name", "value") for part in value) if isinstance(value, list) else ()
    return tuple(name for name in found if name)


def tracker_key(custom: object) -> str | None:
    """Engineering's key in a custom field named after its tracker (`cf_jira_key`); None where there is none."""
    if isinstance(custom, dict):
        for name, value in custom.items():
            if re.search("jira|linear", str(name), re.IGNORECASE) and isinstance(value, str):
                if found := _KEY.search(value):
                    return found.group()
    return None


def moment(row: Row, *names: str) -> datetime | None:
    """A time in ISO 8601, in UTC where it names no zone, as the three APIs give it. Raises Unfit for another form."""
    for name in names:
        value = row.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, str):
            try:
                read = datetime.fromisoformat(value.strip())
            except ValueError:
                raise Unfit(name, f"is no time in ISO 8601: {value[:40]!r}") from None
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        raise Unfit(name, f"is no time but {_shape(value)}")
    return None


def epoch(row: Row, *names: str) -> datetime | None:
    """A time in seconds since 1970, as Intercom gives it; ISO 8601 is read too. Raises Unfit for another form."""
    for name in names:
        value = row.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                return datetime.fromtimestamp(value / (1000 if value > 10**11 else 1), UTC)
            except (ValueError, OverflowError, OSError):
                raise Unfit(name, f"is no time: {value}") from None
        if value is not None:
            return moment(row, name)
    return None


def words(value: object) -> str:
    """A text that may be HTML, as plain lines; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    return html_text(value).strip() if _TAGGED.search(value) else cleaned(value)


def said_in(plain: str, *html: object) -> str:
    """A text that is given twice: as it was marked up where that holds links, which the plain form drops."""
    marked = next((part for part in html if isinstance(part, str) and part.strip()), "")
    return words(marked) if not plain or _LINKED.search(marked) else plain


def cleaned(value: str) -> str:
    """A text with line feeds alone, without control characters that no text holds."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("&nbsp;", " ")
    return "".join(c for c in plain if c >= " " or c in "\n\t").strip("\n").rstrip()


def _shape(value: Any) -> str:
    shapes = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return shapes.get(type(value), "something else")


def plain_value(value: object) -> str | None:
    """A text, a number as text, or what ServiceNow shows for it (`display_value`); None where there is none."""
    if isinstance(value, dict):
        return plain_value(value.get("display_value")) or plain_value(value.get("value"))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return cleaned(str(value)).strip() or None
