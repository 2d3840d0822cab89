"""The value half of "name, separator, value": its pattern, and where exactly it begins and ends."""

import re

VALUE = (
    r"(?:@?\\{0,3}\"(?P<dq>[^\"\n]{2,400})\"|@?\\{0,3}'(?P<sq>[^'\n]{2,400})'|`(?P<bq>[^`\n]{2,400})`"
    r"|[“„«「『](?P<tq>[^”“»」』\n]{2,200})[”“»」』]|[\"'`]?(?P<bare>[^\s\"'`<>“”„«»「」『』]{3,400}))"
)
"""A quoted value, or a bare one up to the next blank."""
_GROUPS = ("dq", "sq", "bq", "tq", "bare")
_NEXT_FIELD = re.compile(r"[;&,|](?=[\w .-]{1,40}[=:]|[;&,|]|$)|[)\]}](?=[;,.)\]}]*$)|%26|\\[nrt](?=[A-Z\\]|$)")
_ASCII_RUN = re.compile(r"[!-~¡-ɏ]+")


def _bare_end(text: str, low: int, high: int) -> int:
    """Where a bare value ends: before the next field, the closing bracket or the mark that ends the sentence."""
    value = text[low:high]
    # a Japanese or Chinese sentence goes on without a blank, and no password is in its script
    run = _ASCII_RUN.match(value)
    if run is None:
        return low
    high = low + run.end()
    for cut in _NEXT_FIELD.finditer(text, low, high):
        opened = {")": "(", "]": "[", "}": "{"}.get(cut.group())
        if opened is None or text.count(opened, low, cut.start()) < text.count(cut.group(), low, cut.end()):
            high = cut.start()
            break
    while high > low and text[high - 1] in ".,;:!?|*\\":
        # "!", "?" and "*" end many passwords, so only those of a long value are the sentence's
        if text[high - 1] in "!?*" and (high - 1 - low) < 24:
            break
        high -= 1
    return high


def value_span(match: re.Match[str]) -> tuple[int, int] | None:
    """Start and end of the value, without its quotes and without what the sentence adds; None if nothing is left."""
    for name in _GROUPS:
        if name in match.re.groupindex and match.group(name) is not None:
            low, high = match.span(name)
            if name == "bare":
                high = _bare_end(match.string, low, high)
            elif match.string[high - 1] == "\\":
                high = len(match.string[low:high].rstrip("\\")) + low
            return (low, high) if high > low else None
    return None


def is_quoted(match: re.Match[str]) -> bool:
    """Whether the value stands in quotes."""
    return "bare" not in match.re.groupindex or match.group("bare") is None
