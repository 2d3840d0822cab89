"""Markdown as an Atlassian Document (Jira Cloud, REST v3), valid against Atlassian's published schema.

Text nodes are never empty and carry no newline outside code. A list item or a quote holds only what the schema lets it
hold: a heading inside becomes a bold paragraph, a quote inside gives up its frame, a rule is left out.
"""

from collections.abc import Iterator
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from assistant.exports.parsing import parse

Node = dict[str, Any]
_FIRST_IN_ITEM = ("paragraph", "codeBlock")


def to_adf(markdown: str) -> Node:
    """The whole document."""
    return {"version": 1, "type": "doc", "content": blocks(markdown)}


def blocks(markdown: str) -> list[Node]:
    """The document's top-level nodes."""
    return [node for child in parse(markdown).children for node in _block(child, top=True)]


def _runs(node: SyntaxTreeNode, marks: tuple[str, ...] = ()) -> Iterator[Node]:
    for child in node.children:
        if child.type in ("strong", "em"):
            yield from _runs(child, (*marks, child.type))
        elif child.type in ("softbreak", "hardbreak"):
            yield {"type": "hardBreak"}
        elif child.children:
            yield from _runs(child, marks)
        elif child.content:
            yield _text(child.content, ("code",) if child.type == "code_inline" else marks)


def _text(content: str, marks: tuple[str, ...]) -> Node:
    run: Node = {"type": "text", "text": " ".join(content.splitlines()) or " "}
    if marks:
        run["marks"] = [{"type": mark} for mark in dict.fromkeys(marks)]
    return run


def _block(node: SyntaxTreeNode, *, top: bool) -> Iterator[Node]:
    if node.type in ("heading", "paragraph"):
        yield from _line(node, top=top)
    elif node.type in ("bullet_list", "ordered_list"):
        kind = "bulletList" if node.type == "bullet_list" else "orderedList"
        yield {"type": kind, "content": [_item(child) for child in node.children]}
    elif node.type in ("fence", "code_block"):
        body = node.content.rstrip("\n")
        yield {"type": "codeBlock", "content": [{"type": "text", "text": body}] if body else []}
    elif node.type == "blockquote":
        inside = [n for child in node.children for n in _block(child, top=False)]
        if not top:
            yield from inside
        elif inside:
            yield {"type": "blockquote", "content": inside}
    elif node.type == "hr" and top:
        yield {"type": "rule"}


def _line(node: SyntaxTreeNode, *, top: bool) -> Iterator[Node]:
    if node.type == "heading" and top:
        content = list(_runs(node))
        if content:
            yield {"type": "heading", "attrs": {"level": int(node.tag[1])}, "content": content}
        return
    content = list(_runs(node, ("strong",) if node.type == "heading" else ()))
    if content:
        yield {"type": "paragraph", "content": content}


def _item(node: SyntaxTreeNode) -> Node:
    inside = [n for child in node.children for n in _block(child, top=False)]
    if not inside or inside[0]["type"] not in _FIRST_IN_ITEM:
        inside.insert(0, {"type": "paragraph", "content": []})
    return {"type": "listItem", "content": inside}
