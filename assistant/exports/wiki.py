"""Markdown as Jira wiki markup (REST v2, Data Center), with everything that was typed escaped.

Most characters are disarmed by a backslash. Two cannot be: a doubled backslash is a line break in this notation, and an
address becomes a link anywhere outside {noformat}; both are broken with a character reference, which Jira shows as the
character.
"""

import re
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from assistant.exports.parsing import parse

_ACTIVE = str.maketrans({c: "\\" + c for c in "{}[]()*_-+^~?!|#@"} | {"\\": "&#92;", "&": "&amp;"})
_LINE_MARK = re.compile(r"^(\s*)(h[1-6]|bq)\.", re.MULTILINE | re.IGNORECASE)
_ADDRESS = re.compile(r"(?i)\b(mailto|[a-z][a-z0-9+.-]*(?=:\\?/\\?/)):")
_NOFORMAT = re.compile(r"\{(?=noformat)", re.IGNORECASE)


def to_wiki(markdown: str) -> str:
    """The whole text."""
    return "\n".join(blocks(markdown))


def blocks(markdown: str) -> list[str]:
    """The text by top-level blocks, to be joined by a newline."""
    return ["\n".join(_block(child, "")) for child in parse(markdown).children]


def escape(text: str) -> str:
    """Typed words, inert in wiki markup."""
    return _ADDRESS.sub(r"\1&#58;", text.translate(_ACTIVE))


def _inline(node: SyntaxTreeNode) -> str:
    out = ""
    for child in node.children:
        if child.type in ("strong", "em"):
            mark = "*" if child.type == "strong" else "_"
            out += f"{mark}{_inline(child)}{mark}"
        elif child.type == "code_inline":
            out += "{{" + escape(child.content) + "}}"
        elif child.type in ("softbreak", "hardbreak"):
            out += "\n"
        else:
            out += _inline(child) if child.children else escape(child.content)
    return _LINE_MARK.sub(r"\1\2&#46;", out)


def _block(node: SyntaxTreeNode, bullet: str) -> Iterator[str]:
    if node.type == "heading":
        yield f"{node.tag}. {_inline(node)}\n" if not bullet else f"{bullet} *{_inline(node)}*"
    elif node.type == "paragraph":
        yield f"{bullet} {_inline(node)}".strip() + ("" if bullet else "\n")
    elif node.type in ("bullet_list", "ordered_list"):
        yield from _list(node, bullet + ("*" if node.type == "bullet_list" else "#"))
        if not bullet:
            yield ""
    elif node.type in ("fence", "code_block"):
        yield "{noformat}\n" + _NOFORMAT.sub("{ ", node.content).rstrip("\n") + "\n{noformat}\n"
    elif node.type == "blockquote":
        yield "{quote}\n" + "\n".join(line for child in node.children for line in _block(child, "")) + "{quote}\n"
    elif node.type == "hr":
        yield "----\n"


def _list(node: SyntaxTreeNode, bullet: str) -> Iterator[str]:
    for item in node.children:
        first = True
        for child in item.children:
            # A second paragraph of one item goes under it without a bullet of its own.
            plain = child.type == "paragraph" and not first
            yield from ([_inline(child)] if plain else _block(child, bullet))
            first = False
