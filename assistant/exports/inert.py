"""Making quoted text harmless in Markdown: it is shown as it was said, and formats or links nothing."""

import re

_ACTIVE = re.compile(r"([\\`*_\[\]<>#|~!])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    """Terminal escapes, zero-width and direction-turning characters taken out; newlines and tabs stay."""
    return _CONTROL.sub("", text)


def inline(text: str) -> str:
    """`text` on one line with Markdown's active characters escaped and mentions disarmed."""
    flat = " ".join(without_controls(text).split())
    return _ACTIVE.sub(r"\\\1", flat).replace("@", "@\u2060")
