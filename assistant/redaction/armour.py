"""Private keys in armour: PEM and OpenSSH blocks, PGP, PuTTY. A key cut off before its end counts as far as it goes."""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found

_BEGIN = re.compile(r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"(?:[\s>|\"',+]|\\[nr]|[A-Za-z0-9/=]){40,20000}")
_LONGEST = 20_000
_SHORTEST = 40
"""An armour around less than this holds no key: it is named in a sentence or stands empty in a template."""
_PUTTY = re.compile(r"Private-Lines:[ \t]*\d+\s+(?:[A-Za-z0-9+/=]{20,80}\s*){1,200}")


def find_private_keys(text: str) -> Iterator[Found]:
    """Every private key in armour, its first and last line included."""
    at = 0
    while begin := _BEGIN.search(text, at):
        at = begin.end()
        following = text.find("-----BEGIN", at, at + _LONGEST)
        limit = following if following >= 0 else at + _LONGEST
        dashes = text.find("-----END", at, limit)
        end = _END.match(text, dashes) if dashes >= 0 else None
        if end and end.start() - at >= _SHORTEST:
            at = end.end()
            yield Found("secret", begin.start(), at)
        elif end is None and (body := _BODY.match(text, at, min(limit, len(text)))):
            at = body.end()
            yield Found("secret", begin.start(), at)
    if "Private-Lines:" in text:
        for match in _PUTTY.finditer(text):
            yield Found("secret", *match.span())
