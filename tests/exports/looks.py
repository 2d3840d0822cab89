"""What each format may hold, as assertions: the shape that the receiving system accepts, and nothing active."""

import re
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt

_TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "em", "code",
    "pre", "blockquote", "hr", "br",
}  # fmt: skip
_ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "start"}
_ACTIVE_MARKDOWN = {"html_inline", "html_block", "link_open", "image"}
_IN_ITEM = {"paragraph", "codeBlock", "bulletList", "orderedList"}
_TOP = _IN_ITEM | {"heading", "blockquote", "rule"}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def assert_terminal_safe(text: str) -> None:
    """No escape sequence, no turned reading direction, no invisible letters."""
    assert not _UNSEEN.search(text), repr(text)


class _Page(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, (tag, attrs)
        assert {name for name, _ in attrs} <= _ATTRIBUTES, (tag, attrs)


def assert_html_inert(text: str) -> None:
    """Only plain elements without attributes that load, link or run."""
    page = _Page()
    page.feed(text)
    page.close()


def assert_markdown_inert(text: str) -> None:
    """No link, image or HTML, for a reader that would allow them all."""
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text):
        kinds = {token.type} | {child.type for child in token.children or ()}
        assert not kinds & _ACTIVE_MARKDOWN, (kinds, token.content)


def assert_adf(document: dict[str, Any]) -> None:
    """Valid for Jira: the rules of Atlassian's schema that rendering from Markdown can touch."""
    assert (document["version"], document["type"]) == (1, "doc")
    for node in document["content"]:
        assert node["type"] in _TOP
        _assert_node(node)


def _assert_node(node: dict[str, Any]) -> None:
    kind, content = node["type"], node.get("content", [])
    if kind == "text":
        assert node["text"] and "\n" not in node["text"]
        marks = [m["type"] for m in node.get("marks", [])]
        assert marks in ([], ["code"], ["strong"], ["em"], ["strong", "em"], ["em", "strong"])
        return
    if kind == "codeBlock":
        assert all(c["type"] == "text" and c["text"] and "marks" not in c for c in content)
        return
    if kind in ("bulletList", "orderedList"):
        assert content and all(c["type"] == "listItem" for c in content)
    elif kind == "listItem":
        assert content and content[0]["type"] in ("paragraph", "codeBlock")
        assert {c["type"] for c in content} <= _IN_ITEM
    elif kind == "blockquote":
        assert content and {c["type"] for c in content} <= _IN_ITEM
    elif kind in ("heading", "paragraph"):
        assert {c["type"] for c in content} <= {"text", "hardBreak"}
    else:
        assert kind in ("hardBreak", "rule"), kind
    for child in content:
        _assert_node(child)


def assert_wiki_inert(text: str) -> None:
    """Outside {noformat} no macro, link, image, mention, table or address is left unescaped."""
    outside = re.sub(r"(?s)\{noformat\}\n.*?\n\{noformat\}", "", text)
    assert "{noformat}" not in outside
    bare = re.sub(r"\\[^\w\s]", "·", outside).replace("{{", "").replace("}}", "").replace("{quote}", "")
    assert not re.search(r"[{}\[\]!|~^?@]", bare), bare
    assert not re.search(r"(?i)[a-z]://|mailto:", bare), bare
    assert "\\\\" not in outside


def assert_slack(message: dict[str, Any]) -> None:
    """Within Slack's limits, and no control sequence (`<…>`) anywhere."""
    blocks = message["blocks"]
    assert len(blocks) <= 50 and len(message["text"]) <= 3000 and not re.search("[<>]", message["text"])
    for block in blocks:
        texts = [block["text"]] if "text" in block else []
        texts += block.get("fields", []) + block.get("elements", [])
        limit = {"header": 150, "section": 3000 if "text" in block else 2000, "context": 2000}[block["type"]]
        for text in texts:
            assert 0 < len(text["text"]) <= limit
            if text["type"] == "mrkdwn":
                assert text["verbatim"] is True and not re.search("[<>]", text["text"])
                assert not re.search(r"&(?!amp;|lt;|gt;)", text["text"])
