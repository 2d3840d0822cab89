"""How Markdown is read for rich exports: headings, lists, emphasis, quotes and code; nothing that loads or leads away.

Links, images and raw HTML are not recognised at all and stay words: the texts are made inert when they are drafted, and
this holds even for a text that a person edited afterwards.
"""

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_INACTIVE = ["link", "image", "autolink", "reference", "html_block", "html_inline"]


def parser() -> MarkdownIt:
    """CommonMark without what could load, lead away or run."""
    return MarkdownIt("commonmark", {"html": False}).disable(_INACTIVE)


def parse(markdown: str) -> SyntaxTreeNode:
    """The tree of a Markdown text."""
    return SyntaxTreeNode(parser().parse(markdown))
