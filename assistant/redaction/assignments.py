# ruff: noqa: E501  (patterns read better whole)
"""Credentials given away by the name they are assigned to, in whatever notation.

`KEY=value`, JSON, YAML, XML elements and attributes, plists, HCL, code, CLI flags, netrc, connection strings, and prose
share one way: each name in the text is read once (`names.kind_of`), and what stands behind it decides.
Every pattern is tried at a known place and looks a bounded way ahead, so the time is linear in the text.
"""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found, lowered
from assistant.redaction.names import ISSUER, KEY, PASSWORD, SECRET, kind_of
from assistant.redaction.prose import prose_value
from assistant.redaction.quoted import VALUE, is_quoted, value_span
from assistant.redaction.randomness import (
    is_code,
    is_none,
    is_path_or_number,
    is_template,
    looks_generated,
    looks_random,
    looks_typed,
)
from assistant.redaction.standing import find_phrases, standing_values
from assistant.redaction.vocabulary import either, words

_NAME = re.compile(r"[\w$][\w$-]*(?:\.[\w$-]+)*")
_UNSPACED = re.compile(r"[\u3000-\ud7ff]")
_LATIN_NAME = re.compile(r"[A-Za-z$À-ɏ][\w$-]*?(?=[\u3000-\ud7ff]|$)|[A-Za-z][A-Za-z0-9_$-]*")
_LONGEST_NAME = 100
_SHORTEST_GLUED = 34
_BEFORE = re.compile(r"([^\W\d_]{1,20})[ _.-]$")
_AFTER = re.compile(
    r"(?:\[\d{0,4}\])?[ \t]{0,3}\\{0,3}[\"'`)\]*]{0,3}"
    r"(?:[ \t]{0,20}(?P<op>:=|=>|[=!]==?|=|:|：|＝|->|→|%3D|\|)[ \t]{0,20}[*_]{0,2}"
    r"|(?P<pair>[,;]?\s{0,40}\{?\s{0,40}[\"']?(?i:value|default|defaultvalue|content)[\"']?[ \t]{0,3}[:=][ \t]{0,3})"
    r"|(?P<call>\\{0,3}[\"']?[ \t]{0,3}(?:[(,]|\.assign\()[ \t]{0,3}(?=[\"'`\\@]))"
    r"|(?P<gap>[ \t]{1,8}))"
    r"(?:(?i:bearer|basic|token|ssws)[ \t]+)?" + VALUE
)
_ELEMENT = re.compile(
    r"(?:</key>|[\"']?(?:[ \t][^<>\n]{0,80})?>)\s{0,20}(?:<(?:string|value)>)?(?P<bare>[^<>\s][^<>\n]{2,400}?)\s{0,20}</"
)
# a credential hung onto its own name: `gitter-secret-4f…`
_GLUED = re.compile(r"(?i)(?:secret|token|key|private|password)[-.](?P<bare>[A-Za-z0-9_=-]{30,})$")
_BLOCK = re.compile(
    r"[\"']?[ \t]{0,3}:[ \t]{1,3}[>|][+-]?\d?[+-]?[ \t]*\r?\n[ \t]{1,40}(?P<bare>[^\s\"'`<>]{4,400})[ \t]*(?=\r?\n|$)"
)
_WRITTEN = re.compile(r"[\d!-~¡-ɏ]")
_REVERSED = re.compile(r"(?:\"([^\"\n]{4,200})\"|'([^'\n]{4,200})')[ \t]{0,3}[=!]==?[ \t]{0,3}$")
_USER_BEFORE = re.compile(
    rf"(?i)(?<![^\W_])(?:{either(words().user)})[\"'\\]{{0,3}}[ \t]{{0,3}}(?:[:=：][ \t]*|[ \t]+)[^\s:=]{{2,80}}[\s,;|/\\&]{{0,12}}(?:\w{{1,12}}[_-]?)?$"
)
_REST_OF_LINE = re.compile(r"[\"'`*_ \t.,;]*(?:\r?\n|$)")
_LABEL = re.compile(r"(?:^|\n)[ \t>*•-]*(?:[\w'’-]+[ \t]+){0,2}$")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CONNECTION_FIELDS = frozenset(
    (
        "server",
        "data source",
        "host",
        "hostname",
        "database",
        "initial catalog",
        "user id",
        "uid",
        "user",
        "username",
        "provider",
        "driver",
        "port",
        "dsn",
    )
)
_ISSUED = re.compile(r"[\w=-]{30,200}")
_BASE64ISH = re.compile(r"[A-Za-z0-9+/_=.~-]{16,}")


def _is_password(text: str, start: int, match: re.Match[str], low: int, high: int) -> bool:
    """Whether what a password's name is given is one."""
    value = text[low:high]
    if is_template(value) or len(value) < 3 or value.lower().startswith(("http://", "https://")):
        return False
    if match.group("op") == "=" and _in_connection_string(text, start):
        return True
    if is_none(value) or value.startswith("-") or (is_path_or_number(value) and not value.isdigit()):
        return False
    if _beside_a_user(text, start) and (not match.group("gap") or looks_typed(value)):
        return value[0] not in "$("
    if match.group("gap"):
        return _is_flag(text, start, value) or (
            is_quoted(match) and " " not in value and (looks_typed(value) or value.islower())
        )
    if value.isdigit():
        return bool(_REST_OF_LINE.match(text, high))
    if looks_typed(value):
        return is_quoted(match) or not is_code(value) or "(" not in value
    assigned = match.group("op") not in (":", "：", None)
    if assigned:
        return not is_code(value) or len(value) >= 12 or is_quoted(match)
    # a form's field: nothing else stands on the line
    return bool(_REST_OF_LINE.match(text, high) and _LABEL.search(text, max(0, start - 80), start)) and len(value) >= 4


def _beside_a_user(text: str, start: int) -> bool:
    """Whether "user: anna" stands right before `start`."""
    near = text[max(0, start - 120) : start].lower()
    return any(w in near for w in words().user) and bool(_USER_BEFORE.search(text, max(0, start - 120), start))


def _in_connection_string(text: str, start: int) -> bool:
    """Whether `Server=…;User=…;` stands before `start`."""
    *fields, last = text[max(0, start - 300) : start].rpartition("\n")[2].split(";")
    return not last.strip() and any(
        f.partition("=")[0].strip(" \"'").lower() in _CONNECTION_FIELDS for f in fields[-9:]
    )


def _is_flag(text: str, start: int, value: str) -> bool:
    """A bare word after `--password`, or one after "password" in prose that no dictionary holds."""
    if text[max(0, start - 1) : start] in ("-", "/") or text[start : start + 1] == "-":
        return len(value) >= 4 and not value.startswith("$")
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return (
        len(value) >= 6
        and mixed
        and (any(c in "!@#$%^&*?" for c in value) or (len(value) >= 10 and looks_generated(value)))
    )


def _is_issued(text: str, kind: str, name: str, match: re.Match[str], low: int, high: int) -> bool:
    """Whether what a token's or key's name is given is one."""
    value = text[low:high]
    if " " in value.strip() or (_GUID.fullmatch(value) and ("session" in name.lower() or "sid" in name.lower())):
        # session ids that are GUIDs are needed for support
        return False
    if kind == ISSUER:
        return bool(match.group("op")) and looks_random(value, least=3.2) and bool(_ISSUED.fullmatch(value))
    if match.group("gap"):
        return _loose(name, value) and not (kind == KEY and (len(value) < 24 or _GUID.fullmatch(value)))
    if kind == KEY:
        return len(value) >= 16 and looks_generated(value) and not _GUID.fullmatch(value)
    if name.lower().endswith("auth") and not is_quoted(match):
        return False
    return looks_generated(value, least=_least(name))


def _least(name: str) -> int:
    """The shortest "… key" in the published rule sets has 12 characters; tokens and secrets come shorter."""
    return 12 if name.lower().endswith("key") else 8


def _loose(name: str, value: str) -> bool:
    """A value that only a blank parts from its name must speak for itself."""
    if name.lower().endswith(("private", "access")) and not name.isupper():
        return False
    if name.startswith("-"):
        return looks_generated(value)
    return (
        len(value) >= 16
        and bool(_BASE64ISH.fullmatch(value))
        and looks_random(value, least=2.9, counting=True)
        and looks_generated(value)
    )


def _is_content(value: str, kind: str) -> bool:
    """Whether an element's text is a credential; Jenkins stores its in braces."""
    if kind == PASSWORD:
        return not is_none(value) and (" " not in value or value[0] == "{")
    return any(looks_generated(word) for word in re.split(r"[\s{}]+", value))


def _names_of(text: str) -> Iterator[re.Match[str]]:
    """Each name; in a sentence without blanks each run in one alphabet ("PWはKyoto_77です")."""
    for match in _NAME.finditer(text):
        if match.group().isascii() or not _UNSPACED.search(match.group()):
            yield match
        else:
            yield from _LATIN_NAME.finditer(text, *match.span())


def _names(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each name that promises something."""
    for match in _names_of(text):
        name = match.group()
        if len(name) > _LONGEST_NAME:
            continue
        before = ""
        if len(name) <= len("keys") and name.lower() in ("key", "keys"):
            word = _BEFORE.search(text, max(0, match.start() - 22), match.start())
            before = word.group(1) if word else ""
        kind = kind_of(name, before)
        if kind:
            yield match.start(), match.end(), kind
    low = lowered(text)
    for phrase, kind in words().phrases.items():
        at = low.find(phrase)
        while at >= 0:
            yield at, at + len(phrase), PASSWORD if kind == "password" else SECRET
            at = low.find(phrase, at + len(phrase))


def find_assigned(text: str) -> Iterator[Found]:
    """Every credential that the name before it gives away."""
    read = 0
    for start, end, kind in _names(text):
        if start < read:
            # part of a value that is masked already
            continue
        glued = _GLUED.search(text, start, end) if end - start > _SHORTEST_GLUED else None
        if glued and looks_generated(glued.group("bare")) and not _GUID.fullmatch(glued.group("bare")):
            yield Found("secret", glued.start("bare"), end)
        for span in _values(text, start, end, kind):
            read = max(read, span[1])
            yield Found("secret", *span)
    for span in find_phrases(text):
        yield Found("secret", *span)


def _in_block(text: str, end: int, kind: str) -> tuple[int, int] | None:
    """A value on the line below its name, as YAML folds it."""
    match = _BLOCK.match(text, end)
    if match is None:
        return None
    value = match["bare"]
    held = not is_none(value) if kind == PASSWORD else looks_generated(value)
    return match.span("bare") if held else None


def _values(text: str, start: int, end: int, kind: str) -> Iterator[tuple[int, int]]:
    if ord(text[end - 1]) > 0x2FFF and not _WRITTEN.search(text, max(0, start - 100), end + 100):
        return  # no password is in the script of such a sentence
    folded = _in_block(text, end, kind)
    if folded:
        yield folded
        return
    match = _AFTER.match(text, end)
    span = value_span(match) if match else None
    if match and span:
        held = (
            _is_password(text, start, match, *span)
            if kind == PASSWORD
            else _is_issued(text, kind, text[max(0, start - 1) : end].strip(), match, *span)
        )
        if held:
            yield span
            return
    element = _ELEMENT.match(text, end)
    if element and _is_content(element.group("bare"), kind):
        yield element.span("bare")
    elif kind in (PASSWORD, SECRET) and not text[start:end].lower().endswith("auth"):
        told = list(prose_value(text, end, kind, _least(text[start:end])))
        yield from told or (standing_values(text, start, end) if kind == PASSWORD else ())
        compared = text[max(0, start - 8) : start].rstrip().endswith("=")
        back = _REVERSED.search(text, max(0, start - 210), start) if compared else None
        if back:
            low, high = back.span(1) if back.group(1) is not None else back.span(2)
            if looks_typed(text[low:high]):
                yield low, high
