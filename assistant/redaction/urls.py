"""URLs. They are not masked, support needs them; the finder serves measurement and callers that want the stretches."""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found

_URL = re.compile(r"(?i)(?<![\w@])(?:(?:https?|ftps?|wss?|sftp|file)://|www\.)[^\s<>\"'`“”„«»「」、。]{2,2000}")
_TRAILING = ".,;:!?*_~|"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def find_urls(text: str) -> Iterator[Found]:
    """Web addresses with a scheme or `www.`, without the punctuation of the sentence around them."""
    for match in _URL.finditer(text):
        start, end = match.span()
        while end > start:
            last = text[end - 1]
            opening = _BRACKETS.get(last)
            unpaired = opening and text.count(opening, start, end) < text.count(last, start, end)
            if last not in _TRAILING and not unpaired:
                break
            end -= 1
        yield Found("url", start, end)
