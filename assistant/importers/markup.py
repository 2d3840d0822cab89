"""HTML to text: of a comment by the reader of pasted pages, so that both read alike; of an article to Markdown."""

import re
from html import unescape

from assistant.intake.html import html_lines
from assistant.intake.lines import Hint

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_LINK = re.compile(
    r"<(?P<close>/?)a(?=[\s/>])(?P<rest>(?:[^<>\"']|\"[^\"<]{0,4000}\"|'[^'<]{0,4000}')*)>", re.IGNORECASE
)
_HREF = re.compile(r"(?<![\w-])href\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"'>]+))", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_NO_CONTENT = ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg")


def html_text(html: str) -> str:
    """The readable lines; lists keep their dashes, code its fence, quotes their marks, links their address."""
    html = _with_addresses(html)
    lines, _ = html_lines(html, 0, len(html))
    out: list[str] = []
    code = False
    for line in lines:
        if (line.hint is Hint.LOG) != code and not (code and line.blank):
            while code and not out[-1].strip():
                out.pop()
            code = not code
            out.append("```")
        item = "- " if line.hint is Hint.ITEM else "## " if line.hint is Hint.HEADING else ""
        out.append(f"{'> ' * line.depth}{item}{line.text.text}".rstrip())
    return "\n".join([*out, "```"] if code else out).strip("\n")


def _with_addresses(html: str) -> str:
    """Links as `this article (https://…)`; none is added where the text is the address, or empty."""
    out: list[str] = []
    at, opened = 0, ""
    for tag in _LINK.finditer(html):
        out.append(html[at : tag.start()])
        if opened and (shown := unescape(_TAGS.sub("", out[-1])).strip()) and not _is_shown(opened, shown):
            out.append(f" ({opened})")
        found = None if tag["close"] else _HREF.search(tag["rest"])
        address = (found["a"] or found["b"] or found["c"] or "").strip() if found else ""
        opened = address.replace("<", "%3C") if address.lower().startswith(("http://", "https://")) else ""
        at = tag.end()
    return "".join([*out, html[at:]])


def _is_shown(address: str, shown: str) -> bool:
    """Whether the text of a link is its address, written out or cut short."""
    bare, shown = (re.sub(r"^https?://(?:www\.)?", "", s.lower()).rstrip("/…. ") for s in (unescape(address), shown))
    return bare.startswith(shown) if "." in shown and "/" in shown else bare == shown


def html_markdown(html: str) -> str:
    """The content of an article as Markdown: headings, lists, tables, code and links; emphasis and pictures left out.

    Nothing is escaped: `exp_2107` stays what a customer would write.
    """
    from markdownify import markdownify

    text = markdownify(
        html, heading_style="ATX", bullets="-", strip=["b", "strong", "i", "em", "img"], escape_asterisks=False,
        escape_underscores=False, escape_misc=False,
    )  # fmt: skip
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in str(text).splitlines())).strip()


def html_page(html: str) -> tuple[str, str]:
    """Title and content of a whole page, menus, scripts and footers left out."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(html, "html.parser")
    heading, title = page.find("h1"), page.find("title")
    found = heading or title
    named = " ".join(found.get_text(" ").split()) if found else ""
    body = page.find("main") or page.find("article") or page.find(role="main") or page.body or page
    # NOTE: a menu inside the content goes as well, and so does the title of the page's head
    for tag in body.find_all([*_NO_CONTENT, "head", "title"]):
        if tag.name != "header" or tag.find("h1") is None:
            tag.decompose()
    return named, html_markdown(str(body))
