# ruff: noqa: E501  (patterns read better whole)
"""IP addresses, masked on request; four-part version numbers look the same and are told apart by their surroundings."""

import ipaddress
import re
from collections.abc import Iterator

from assistant.redaction.found import Found
from assistant.redaction.vocabulary import either, read_table

_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.[A-Za-z0-9]|-[A-Za-z0-9])")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
_TABLE = read_table("contact.toml")["ip"]
_CUE = re.compile(
    rf"(?i)(?<![^\W_])(?:(?P<version>{either(_TABLE['version'])})|(?P<address>{either(_TABLE['address'])}))(?![^\W\d_])|(?P<glued>[A-Za-z]/|[A-Za-z]-|\bv)$"
)
_VERSION_AFTER = re.compile(r"(?i)[ ]?[(\[]?(?:build|release|beta|alpha|rc\d?|hotfix|version|sp\d|patch)\b")
_ADDRESS_AFTER = re.compile(r":\d{2,5}(?!\d|\.)|/(?:[12]?\d|3[0-2])(?!\d|\.)")
_LIKE_A_VERSION = re.compile(r"\d(?:\.\d{1,2}){3}")
"""One digit, then numbers below 100: without a word for an address it is a version; few machines have such addresses."""
_WINDOW = 48
_LEAST_COLONS = 7
"""Of an IPv6 address that leaves nothing out."""


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Whether the four numbers are a version: the nearest telling word decides, then the form."""
    if _ADDRESS_AFTER.match(text, match.end()):
        return False
    if _VERSION_AFTER.match(text, match.end()):
        return True
    before = text[max(0, match.start() - _WINDOW) : match.start()].rpartition("\n")[2]
    cues = list(_CUE.finditer(before))
    if cues:
        return cues[-1].group("address") is None
    return bool(_LIKE_A_VERSION.fullmatch(match.group()))


def find_ips(text: str) -> Iterator[Found]:
    """IPv4 and IPv6 addresses, no versions."""
    for match in _IPV4.finditer(text):
        glued = match.start() > 0 and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "._")
        if not glued and _is_address(match.group()) and not _is_version(text, match):
            yield Found("ip", match.start(), match.end())
    for match in _IPV6.finditer(text) if "::" in text or text.count(":") >= _LEAST_COLONS else ():
        value = match.group()
        if len(value) > 3 and _is_address(value):
            yield Found("ip", match.start(), match.end())
