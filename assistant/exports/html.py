"""The draft as one self-contained HTML page: no script, no outside address, everything escaped."""

from datetime import datetime

from markdown_it import MarkdownIt

from assistant.domain import Escalation
from assistant.exports.markdown import render_markdown

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "h1{font-size:1.25rem;border-top:2px solid #d0d7de;padding-top:1rem;margin-top:2rem}h2{font-size:1.35rem}h3{font-size:1.05rem}"
    "blockquote{border-left:4px solid #b35900;background:#fff8f0;margin:1rem 0;padding:.5rem 1rem}"
    "pre{background:#f6f8fa;padding:.75rem;overflow:auto}code{background:#f6f8fa}@media print{body{margin:0}}"
)


def to_html(markdown: str) -> str:
    """Markdown to HTML with raw HTML shown as text."""
    return str(MarkdownIt("commonmark", {"html": False}).render(markdown))


def render_html(escalation: Escalation, now: datetime) -> str:
    """The Markdown export in a page of its own."""
    title = escalation.brief.title if escalation.brief else "Handle in support"
    safe = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{safe}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
        f"<style>{_STYLE}</style></head><body>\n{to_html(render_markdown(escalation, now))}</body></html>\n"
    )
