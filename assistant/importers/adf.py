"""Jira's document format (ADF) to text an agent could have pasted: tables as rows of `|`, code between fences.

Node names and attributes as in Atlassian's published schema (developer.atlassian.com, "Document structure"). A node
that is not known gives the text inside it: nothing is lost because it is new.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

Node = dict[str, Any]


def is_adf(value: object) -> bool:
    """Whether a value is a document."""
    return isinstance(value, dict) and value.get("type") == "doc"


def adf_text(document: Node) -> str:
    """The whole document. Raises RecursionError for one that is nested beyond reason."""
    return "\n\n".join(block for node in _content(document) if (block := _block(node).strip("\n")))


def _content(node: Node) -> Iterator[Node]:
    content = node.get("content")
    if isinstance(content, list):
        yield from (child for child in content if isinstance(child, dict))


def _attribute(node: Node, *names: str) -> str:
    attributes = node.get("attrs")
    if isinstance(attributes, dict):
        for name in names:
            if isinstance(attributes.get(name), str | int):
                return str(attributes[name])
    return ""


def _block(node: Node) -> str:
    known = _BLOCKS.get(str(node.get("type")))
    return known(node) if known else _inside(node)


def _inside(node: Node) -> str:
    """The words of a node, or, where it holds blocks, its blocks."""
    if any(child.get("type") in _BLOCKS for child in _content(node)):
        return "\n".join(_block(child) for child in _content(node))
    return "".join(_inline(child) for child in _content(node)) or _inline(node)


def _inline(node: Node) -> str:
    kind = node.get("type")
    if kind == "text":
        return _linked(node)
    if kind == "hardBreak":
        return "\n"
    if kind == "date":
        return _day(_attribute(node, "timestamp"))
    if kind in ("media", "mediaInline"):
        return f"[attachment: {_attribute(node, 'alt', '__fileName', 'id')}]"
    if kind in _BLOCKS:
        return _block(node)
    return "".join(_inline(child) for child in _content(node)) or _attribute(node, "text", "shortName", "url", "title")


def _linked(node: Node) -> str:
    words = node.get("text")
    words = words if isinstance(words, str) else ""
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else ():
        if isinstance(mark, dict) and mark.get("type") == "link":
            address = _attribute(mark, "href")
            return words if address in ("", words) else f"{words} ({address})"
    return words


def _day(milliseconds: str) -> str:
    """ADF keeps a date as milliseconds since 1970, at midnight UTC."""
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return milliseconds


def _heading(node: Node) -> str:
    level = _attribute(node, "level")
    return f"{'#' * (int(level) if level in '123456' and level else 2)} {_inside(node)}"


def _list(mark: Callable[[int, Node], str]) -> Callable[[Node], str]:
    def items(node: Node) -> str:
        lines = []
        for number, child in enumerate(_content(node), 1):
            first, *rest = _inside(child).split("\n")
            lines += [f"{mark(number, child)} {first}", *(f"   {line}" for line in rest if line)]
        return "\n".join(lines)

    return items


def _code(node: Node) -> str:
    return f"```{_attribute(node, 'language')}\n{''.join(_inline(child) for child in _content(node))}\n```"


def _table(node: Node) -> str:
    rows = []
    for row in _content(node):
        cells = [" ".join(_inside(cell).split()).replace("|", "/") for cell in _content(row)]
        rows.append(f"| {' | '.join(cells)} |")
        if len(rows) == 1 and all(cell.get("type") == "tableHeader" for cell in _content(row)):
            rows.append("|" + " --- |" * len(cells))
    return "\n".join(rows)


def _quote(node: Node) -> str:
    return "\n".join(f"> {line}" for line in _inside(node).split("\n"))


def _titled(node: Node) -> str:
    title = _attribute(node, "title")
    return f"{title}\n{_inside(node)}" if title else _inside(node)


_BLOCKS: dict[str, Callable[[Node], str]] = {
    "paragraph": lambda node: "".join(_inline(child) for child in _content(node)),
    "heading": _heading,
    "bulletList": _list(lambda number, node: "-"),
    "orderedList": _list(lambda number, node: f"{number}."),
    "taskList": _list(lambda number, node: "- [x]" if _attribute(node, "state") == "DONE" else "- [ ]"),
    "decisionList": _list(lambda number, node: "-"),
    "codeBlock": _code,
    "table": _table,
    "blockquote": _quote,
    "rule": lambda node: "",
    "panel": _titled,
    "expand": _titled,
    "nestedExpand": _titled,
    "mediaSingle": lambda node: "\n".join(_inline(child) for child in _content(node)),
    "mediaGroup": lambda node: "\n".join(_inline(child) for child in _content(node)),
    "blockCard": lambda node: _attribute(node, "url"),
}
