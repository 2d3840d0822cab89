"""Addresses that open a page at a passage.

Two means, used together where both are known: the anchor that documentation sites give a heading (`#fixing-the-clock`),
and a text fragment (`#:~:text=…`, WICG Scroll To Text Fragment, in all current browsers), which scrolls to the words
themselves and needs nothing from the page. A browser that finds neither opens the page at its top.
"""

import re
from urllib.parse import quote, urlsplit

WORDS = 8
"""Words of a text fragment: enough to be unique on a page, few enough to lie in one line of it."""
FEWEST = 3
"""Words under which a fragment would hit elsewhere."""

_EXPLICIT = re.compile(r"\{#([\w.:-]{1,100})\}\s*$|<a\s+(?:id|name)=[\"']([\w.:-]{1,100})[\"']", re.I)
_MARKUP = re.compile(r"[*_`~|<>\[\](){}#\\!]|https?://\S*|^\s*(?:[-+]|\d+[.)])\s+|\s{2,}|\n", re.M)
_SLUG_DROPPED = re.compile(r"[^\w\- ]")


def heading_anchor(heading: str) -> str | None:
    """The anchor of a Markdown heading: the one written into it (`{#id}`), else GitHub's; None for a wordless one.

    GitHub's rule (lower case, punctuation dropped, spaces to hyphens) is also that of MkDocs, Docusaurus and GitLab for
    plain headings.
    """
    if found := _EXPLICIT.search(heading):
        return found.group(1) or found.group(2)
    slug = _SLUG_DROPPED.sub("", heading.strip().lower()).strip().replace(" ", "-")
    return slug or None


def deep_link(url: str, *, anchor: str | None, text: str) -> str:
    """`url` opened at an anchor, at the first plain words of `text`, or both; as given where it is not http(s)."""
    if urlsplit(url).scheme not in ("http", "https"):
        return url
    base, _, fragment = url.partition("#")
    fragment = fragment.partition(":~:")[0] or (quote(anchor, safe="") if anchor else "")
    words = _plain_words(text)
    directive = f":~:text={quote(words, safe='').replace('-', '%2D')}" if words else ""
    return f"{base}#{fragment}{directive}" if fragment or directive else url


def _plain_words(text: str) -> str:
    """The first WORDS words in a row without markup between: what the rendered page shows as one line."""
    for piece in _MARKUP.split(text):
        words = piece.split()
        if len(words) >= FEWEST:
            return " ".join(words[:WORDS]).rstrip(".,;:")
    return ""
