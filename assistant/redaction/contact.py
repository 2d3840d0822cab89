# ruff: noqa: E501  (patterns and tables read better whole)
"""Contact data, masked on request: e-mail addresses, phone numbers (library phonenumbers), IP addresses."""

import ipaddress
import re
from collections.abc import Iterator

from assistant.redaction.found import Found

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}(?![\w-])")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
_VERSION_BEFORE = re.compile(
    r"(?i)(?:\bv|\bver\.?|version|release|build|firmware|agent|driver|update|upgrad\w*|patch|sdk|client|chrome|edge|firefox|opera|chromium|app|plugin|"
    r"extension|module|package|from|rev|[a-z]/)\W{0,3}(?:is |to |of |on )?$"
)
_NAMED_BEFORE = re.compile(
    r"(?:^|[\s(])(?!(?:IP|Host|Server|Address|From|To|Client|Source|Gateway|DNS|Node|Proxy|Firewall|Router|Peer|Remote|The|Our|On|At|For|And|Via)\b)[A-Z][\w-]+ $"
)
"""A product name: what follows it and begins below 10 is a version."""
_PHONE_WORD = re.compile(
    r"(?i)(?<!\w)(?:tel(?:e(?:phone|fon|fono|fone))?|phone|ph|mob(?:ile|il)?|cell|fax|handy|durchwahl|whats ?app|t[ée]l(?:[ée]phone)?|m[óo]vil|celular|cellulare|"
    r"telefoon|電話|call (?:me|us|him|her|them)(?: back)?(?: on| at)?|reach (?:me|us|her|him) (?:on|at)|ring (?:me|us)(?: on| at)?)\.?\s*(?:no\.?|number|nummer|nr\.?)?"
    r"\s*(?:is|ist|:)?\s*(?P<number>[+(]?\d[\d ()/.\-]{5,20}\d)(?![\w])"
)
_PHONE_PLUS = re.compile(r"(?<![\w+])(?:\+|00)[1-9][\d ()/.\-]{6,20}\d")
_NANP = re.compile(r"(?<![\w.+-])(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])")


def find_emails(text: str) -> Iterator[Found]:
    """E-mail addresses."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found("email", match.start(), match.end())


def find_phones(text: str) -> Iterator[Found]:
    """Phone numbers: international ones, ones after a word such as "Tel.", and North American ones by form."""
    for match in _PHONE_WORD.finditer(text):
        if 6 <= sum(c.isdigit() for c in match.group("number")) <= 15:
            yield Found("phone", match.start("number"), match.end("number"))
    for match in _NANP.finditer(text):
        yield Found("phone", match.start(), match.end())
    if _PHONE_PLUS.search(text):
        # lazy: the library loads its metadata on import
        import phonenumbers

        for found in phonenumbers.PhoneNumberMatcher(text, None, leniency=phonenumbers.Leniency.POSSIBLE):
            yield Found("phone", found.start, found.end)


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def find_ips(text: str) -> Iterator[Found]:
    """IPv4 and IPv6 addresses; four-part version numbers are told apart by the words before them."""
    for match in _IPV4.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        version = _VERSION_BEFORE.search(before) or (match.group()[1] == "." and _NAMED_BEFORE.search(before))
        if _is_address(match.group()) and not version:
            yield Found("ip", match.start(), match.end())
    for match in _IPV6.finditer(text):
        value = match.group()
        if len(value) > 3 and _is_address(value):
            yield Found("ip", match.start(), match.end())
