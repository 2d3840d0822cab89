"""Text and JSON as they leave: cut between words, and with nothing in them that a terminal would obey."""

import json
import re
from typing import Any

from assistant.inert import one_line

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def cut_at_word(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters, cut between words with a mark."""
    flat = one_line(text)
    if len(flat) <= limit:
        return flat
    return flat[: limit - 1].rsplit(" ", 1)[0].rstrip() + "…"


def visible_json(text: str) -> str:
    """JSON text with unseen characters written as escapes: the same values, so every offset still holds.

    JSON itself escapes only what is below a space; some terminals obey the controls from U+0080 too.
    """
    return _UNSEEN.sub(lambda m: json.dumps(m[0])[1:-1], text)


def to_json(value: Any) -> str:
    """A payload as indented JSON."""
    return visible_json(json.dumps(value, indent=2, ensure_ascii=False))
