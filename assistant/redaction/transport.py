# ruff: noqa: E501  (patterns read better whole)
"""Credentials by their place in a request: headers, cookies, user info and query of a URL, `curl -u`, `psexec -p`."""

import re
from collections.abc import Callable, Iterator

from assistant.redaction.found import Found, lowered, positions
from assistant.redaction.quoted import value_span
from assistant.redaction.randomness import (
    is_code,
    is_none,
    is_template,
    is_word,
    looks_generated,
    looks_typed,
)
from assistant.redaction.vocabulary import words

_HEADER = re.compile(
    r"(?i)(?<![\w-])(?:proxy-|x-)?authorization[\"']?[ \t]{0,5}[:=][ \t]{0,5}[\"']?"
    r"(?:(?:bearer|basic|digest|token|api[-_]?token|api[-_]?key|key|apikey|negotiate|ntlm|splunk|hmac|ssws|genie[-_]?key|hawk|oauth|bot)[ \t]+)?"
    r"(?P<bare>[^\s\"'`<>,;]{6,4000})"
)
_DIGEST = re.compile(r"(?i)\b(?:response|oauth_signature|oauth_token|signature)=[\"'](?P<dq>[^\"'\n]{16,600})[\"']")
_COOKIE = re.compile(
    r"(?im)(?<![\w-])(?:set-)?cookie[\"']?[ \t]{0,5}:[ \t]{0,5}[\"']?(?P<bare>[\w.%-]{1,60}=[^\n\"']{3,4000})"
)
_BEARER = re.compile(r"(?i)\bbearer[ \t]+(?P<bare>(?=[\w.~+/-]*\d)[\w.~+/-]{16,4000}={0,2})")
_BASIC = re.compile(r"\b[Bb]asic[ \t]+(?P<bare>(?=[A-Za-z0-9+/]*[A-Z0-9])[A-Za-z0-9+/]{12,2000}={1,2})")
_URL_LOGIN = re.compile(r"(?P<user>[^\s:/@\"'<>?#=,]{0,80}):(?P<bare>[^\s/@\"'<>,]{1,200})@(?=[\w\[.$-])")
_NEXT_HOST = re.compile(r"[\w.:@-]{1,100},")
_URL_QUERY = re.compile(
    r"(?i)[?&;#](?:[\w.-]{0,40}(?:token|secret|signature|passw(?:or)?d|pwd|credential|api_?key|apikey|access_?key|auth|session_?id|sid|jwt|security)|sig|key|code|state|hash|otp|invite|ticket|assertion|nonce)"
    r"=(?P<bare>[^\s&#\"'<>]{8,2000})"
)
_LOGIN_FLAG = re.compile(
    r"(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]{1,3}(?P<bare>(?:\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s\"'\n]){1,400})"
)
_TOOLS = (
    "psexec",
    "mysql",
    "mariadb",
    "sshpass",
    "docker login",
    "sqlcmd",
    "winexe",
    "smbclient",
    "mongo",
    "plink",
    "7z",
    "unzip",
    "redis-cli",
    "mosquitto",
)
_PASSWORD_FLAG = re.compile(r"[^\n|;]{0,200}?[ \t](?:-p|-P|-a)[ \t]{0,2}[\"']?(?P<bare>[^\s\"'|-][^\s\"'|]{3,120})")
_ORACLE = re.compile(r"(?i)jdbc:oracle:\w+:[\w.$-]{1,60}/(?P<bare>[^\s@/\"']{3,80})@")
_POWERSHELL = re.compile(
    r"(?i)(?:ConvertTo-SecureString\s+(?:-String\s+)?|(?:PS|Network)Credential\s*\(\s*(?:\"[^\"\n]{1,80}\"|'[^'\n]{1,80}')\s*,\s*)(?:\"(?P<dq>[^\"\n]{4,120})\"|'(?P<sq>[^'\n]{4,120})')"
)
_NET_USE = re.compile(r"(?i)\bnet[ ]use[ ][^\n]{0,120}?/user:\S{1,80}[ ](?P<bare>[^\s/*]\S{3,80})")
_ACCOUNT_PAIR = re.compile(
    r"(?i)(?<![\w/.-])(?:admin|root|administrator|sysadmin|sa|postgres|guest):(?P<bare>[^\s:/\"'<>]{6,60})(?=[\s\"'.,;)]|$)"
)


def _login_flags(text: str) -> Iterator[tuple[int, int]]:
    """`curl -u user:password`; either half may be empty, quotes and braces may stand round each half."""
    if not any(word in text for word in ("curl", "wget", "--user", "http ")):
        return
    for match in _LOGIN_FLAG.finditer(text):
        plain = re.sub(r"[\"']", "", match.group("bare"))
        user, colon, word = plain.partition(":")
        secret = word or user
        if (
            not colon
            or len(secret) < 3
            or secret.lower() in words().stand_in
            or is_template(secret)
            or is_template(plain)
        ):
            continue
        if re.match(r"^\$[A-Z_{(]|^\$\d$", secret) or not (looks_typed(secret.strip("{}")) or len(secret) >= 10):
            continue
        yield match.span("bare")


def _password_flags(text: str) -> Iterator[tuple[int, int]]:
    """The bare `-p` of tools that take a password there."""
    read = 0
    for at in sorted(positions(lowered(text), _TOOLS)):
        match = _PASSWORD_FLAG.match(text, at) if at >= read else None
        if match is None:
            continue
        read = match.end()
        value = match.group("bare")
        if not is_none(value) and not value.startswith(("$", "%", "-")) and not value.isdigit() and "/" not in value:
            yield match.span("bare")


def _url_logins(text: str) -> Iterator[tuple[int, int]]:
    """`scheme://user:password@host`, and the further hosts of one URL."""
    at = text.find("://")
    while at >= 0:
        match = _URL_LOGIN.match(text, at + 3)
        while match:
            word = match.group("bare")
            if not is_template(word) and not word.startswith("$"):
                yield match.start("user"), match.end("bare")
            more = _NEXT_HOST.match(text, match.end())
            match = _URL_LOGIN.match(text, more.end()) if more else None
        at = text.find("://", at + 3)


def _header_value(value: str) -> bool:
    if is_none(value) or len(value) < 6:
        return False
    odd = len(value) >= 10 and not is_word(value) and not is_code(value)
    return any(c.isdigit() for c in value) or odd or value.endswith("=")


def _cookie_value(value: str) -> bool:
    return not is_template(value) and any(len(p.partition("=")[2]) >= 3 for p in value.split(";"))


def _mixed(value: str) -> bool:
    return (
        looks_typed(value)
        and any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and not is_code(value)
    )


def _any(value: str) -> bool:
    return not is_template(value)


def find_carried(text: str) -> Iterator[Found]:
    """Every credential of a request, a URL or a command line."""
    low = text.lower()
    for literal, pattern, test in _GUARDED:
        if literal in low:
            for match in pattern.finditer(text):
                span = value_span(match)
                if span is not None and test(text[slice(*span)]):
                    yield Found("secret", *span)
    for spans in (_login_flags, _password_flags, _url_logins):
        for start, end in spans(text):
            yield Found("secret", start, end)


_GUARDED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("authorization", _HEADER, _header_value),
    ("authorization", _DIGEST, _any),
    ("cookie", _COOKIE, _cookie_value),
    ("bearer", _BEARER, _header_value),
    ("basic", _BASIC, _header_value),
    ("=", _URL_QUERY, looks_generated),
    ("jdbc:oracle", _ORACLE, _any),
    ("credential", _POWERSHELL, _any),
    ("securestring", _POWERSHELL, _any),
    ("net use", _NET_USE, _any),
    (":", _ACCOUNT_PAIR, _mixed),
)
"""A word that must stand in the text, the pattern, and the test of its value."""
