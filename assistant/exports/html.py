"""The draft as one self-contained HTML page: no script, no link, no outside address, everything escaped."""

from datetime import datetime
from html import escape

from assistant.domain import Escalation
from assistant.exports.markdown import render_markdown
from assistant.exports.parsing import parser
from assistant.inert import one_line

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;"
    "overflow-wrap:anywhere}"
    "h1{font-size:1.25rem;border-top:2px solid #d0d7de;padding-top:1rem;margin-top:2rem}"
    "h2{font-size:1.35rem}h3{font-size:1.05rem}"
    "blockquote{border-left:4px solid #b35900;background:#fff8f0;margin:1rem 0;padding:.5rem 1rem}"
    "pre{background:#f6f8fa;padding:.75rem;white-space:pre-wrap}code{background:#f6f8fa}@media print{body{margin:0}}"
)


def to_html(markdown: str) -> str:
    """Markdown to HTML; links, images and raw HTML are shown as the text they are."""
    return str(parser().render(markdown))


def render_html(escalation: Escalation, now: datetime) -> str:
    """The Markdown export in a page of its own."""
    title = escape(one_line(escalation.brief.title) if escalation.brief else "Handle in support")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<style>{_STYLE}</style></head><body>\n{to_html(render_markdown(escalation, now))}</body></html>\n"
    )
