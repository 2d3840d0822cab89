"""A chat message as its readers will see it: Slack's blocks, as `assistant.exports` makes them, drawn as HTML."""

import json
import re
from html import escape, unescape
from typing import Any

from assistant.inert import without_commands

_BOLD = re.compile(r"(?<!\u200b)\*([^*\n]+)\*")
"""Bold in Slack's notation; what stands in a ticket has a zero-width space before its asterisks."""


def as_seen(message: str) -> str:
    """The message (JSON with `blocks`) as HTML, everything in it escaped."""
    return f'<div class="chat">{"".join(map(_block, json.loads(message)["blocks"]))}</div>'


def _block(block: dict[str, Any]) -> str:
    if block["type"] == "header":
        return f'<div class="chat-head">{_words(block["text"])}</div>'
    if block["type"] == "context":
        return "".join(f'<div class="aside">{_words(e)}</div>' for e in block["elements"])
    fields = "".join(f"<div>{_words(f)}</div>" for f in block.get("fields", ()))
    return f'<div class="chat-fields">{fields}</div>' if fields else f"<div>{_words(block['text'])}</div>"


def _words(part: dict[str, Any]) -> str:
    """The three references Slack knows are read first: they stand for what the reader sees."""
    shown = escape(without_commands(unescape(part["text"])))
    return _BOLD.sub(r"<b>\1</b>", shown) if part["type"] == "mrkdwn" else shown
