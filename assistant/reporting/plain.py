"""A title in words that may be read outside the house: no engineering key, host, address, name of an engineer.

What is let through is known: keys that customers see themselves (the error codes of the record's signature, its support
ticket) stay, any other key goes. A word of the house becomes the plain one that `meeting.toml` names.
"""

import re
from collections.abc import Mapping

from assistant.domain.register import RegisteredEscalation
from assistant.inert import one_line

_KEY = re.compile(r"(?<![\w-])(?!(?:UTF|ISO|SHA|RFC|COVID|TLS|HTTP)-)[A-Z][A-Z0-9]{1,9}-\d{1,7}(?![\w-])")
"""Shaped like a tracker's key; the names of a few standards are no key."""
_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,12}://|www\.)[^\s<>|\"“”]+")
_HOST = re.compile(
    r"(?<![\w@./-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}(?![\w(/-])(?!\.\w)"
)
_NUMBERED_HOST = re.compile(r"(?<![\w./-])(?=[a-z0-9-]*\d)[a-z][a-z0-9]*(?:-[a-z0-9]+){2,8}(?![\w/-])")
"""`db-prod-eu-3`: a machine's name without a domain."""
_IP = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}(?![\w:])"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PATH = re.compile(r"(?<![\w/])(?:/[\w.-]{1,60}){3,8}")
_EMPTY = re.compile(r"[(\[{]\s*[)\]}]|\s+(?=[,;.:)\]])")
_SYSTEM = "one of our systems"


def internal_names(text: str, allowed: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Keys, addresses, hosts, paths in `text` that are not among `allowed` (lower case), as they stand there."""
    found = []
    for pattern in (_EMAIL, _URL, _IP, _NUMBERED_HOST, _HOST, _PATH, _KEY):
        for match in pattern.finditer(text):
            if match.group().casefold() not in allowed and not _is_file_or_version(match.group()):
                found.append(match.group())
    return tuple(dict.fromkeys(found))


def _is_file_or_version(word: str) -> bool:
    """`export.csv`, `Node.js`: a name with a dot that is no machine's. `e.g` and the like have one-letter parts."""
    parts = word.split(".")
    if len(parts) < 2 or "@" in word or "/" in word:
        return False
    return parts[-1].casefold() in _ENDINGS or all(len(p) == 1 for p in parts)


_ENDINGS = frozenset(
    "csv xlsx xls pdf docx doc pptx txt xml json zip png jpg jpeg gif js css html htm log md yaml yml toml sql svg mp4 "
    "eml msg ics".split()
)


def public_keys(record: RegisteredEscalation) -> frozenset[str]:
    """Keys that the customer sees anyway: error codes, and the support ticket."""
    ticket = {record.ticket.casefold()} if record.ticket else set()
    return frozenset({s.casefold() for s in record.signature} | ticket)


def plain(text: str, record: RegisteredEscalation, words: Mapping[str, str]) -> str:
    """`text` on one line without what only the house should read."""
    line = one_line(text)
    for name in _people(record):
        line = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", "our specialist", line)
    if record.engineering_ref:
        line = re.sub(rf"(?i)(?<!\w){re.escape(record.engineering_ref)}(?!\w)", "", line)
    for name in sorted(internal_names(line, public_keys(record)), key=len, reverse=True):
        gone = "" if _KEY.fullmatch(name) else _SYSTEM
        line = line.replace(name, gone)
    for word, said in words.items():
        line = re.sub(rf"(?i)(?<![\w-]){re.escape(word)}(?![\w-])", said, line)
    before = None
    while before != line:
        before, line = line, _EMPTY.sub("", line)
    return " ".join(line.split()).strip(" -–:;,|/")


def _people(record: RegisteredEscalation) -> tuple[str, ...]:
    """Engineers are named to nobody outside (X14); a one-letter or purely lower-case entry is no name."""
    owner = record.technical_owner.name if record.technical_owner else ""
    return (owner,) if len(owner) > 2 else ()
