# ruff: noqa: E501  (patterns read better whole)
"""Credentials told in sentences: "the password for the portal is …", "Passwort lautet …", "パスワードは … です"."""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found, lowered, positions
from assistant.redaction.names import PASSWORD
from assistant.redaction.quoted import VALUE, is_quoted, value_span
from assistant.redaction.randomness import is_none, is_path_or_number, looks_generated, looks_typed
from assistant.redaction.vocabulary import either, words

_PROSE = words().prose
_AROUND = either(_PROSE["around"])
_IS = re.compile(
    rf"(?i)[\"'”»」)]?(?:\s+(?:{either(_PROSE['of'])})(?:\s+[\w@.'’-]{{1,40}}){{1,4}}?)?(?:\s+(?:{_AROUND}))?"
    rf"\s*(?:{either(_PROSE['is'])}|:|：|[–—-](?=\s))(?:\s*(?:{_AROUND})(?![a-zà-ÿ]))?\s{{0,3}}:?\s{{0,3}}" + VALUE
)
_CHANGED_BACK = re.compile(rf"(?i)\s+(?:\w+\s+){{0,3}}?(?:{either(_PROSE['to'])})\s+" + VALUE)
_CHANGE = re.compile(rf"(?i)(?<![^\W_])(?:{either(_PROSE['change'])})(?![^\W_])")
_PIN = re.compile(
    r"(?i)\b(?:pin|cvv2?|cvc2?|cvn|geheimzahl|tan|暗証番号)\b[ -]?(?:code|number|nummer)?\s*(?:is|ist|es|est|é|è|:|=|lautet|は)\s*(?P<bare>\d{3,8})(?!\d|[.,:]\d)"
)
_CARD_CODE = re.compile(r"(?i)\b(?:cvv2?|cvc2?)\s+(?P<bare>\d{3,4})\b")
_LOGIN_PAIR = re.compile(
    r"(?i)\b(?:log ?in|sign in|credentials?|creds|user(?:name)?|zugangsdaten|anmelde\w*|accesos?|identifiants?|accesso|acesso|inlog\w*)\b[^\n:/|]{0,30}[:=]?[ \t]+"
    r"[\w.@+-]{2,60}(?: ?[/|] ?|:)(?P<bare>[^\s/|]{6,60})(?=[\s.,;)]|$)"
)
_PIN_WORDS = ("pin", "cv", "geheimzahl", "tan", "暗証番号")
_LOGIN_WORDS = ("log", "sign in", "cred", "user", "zugang", "anmelde", "acces", "identifiant", "acesso")


def prose_value(text: str, end: int, kind: str, least: int = 8) -> Iterator[tuple[int, int]]:
    """The value, of `least` characters if issued, that a sentence gives to the name that ends at `end`."""
    match = _IS.match(text, end)
    if match is None:
        match = _CHANGED_BACK.match(text, end) if kind == PASSWORD else None
        around = text[max(0, end - 80) : match.end() + 30] if match else ""
        if not _CHANGE.search(around):
            return
    span = value_span(match) if match else None
    if match is None or span is None:
        return
    value = text[slice(*span)]
    if kind != PASSWORD:
        if looks_generated(value, least=least):
            yield span
        return
    if is_quoted(match):
        if not is_none(value) and " " not in value and (looks_typed(value) or value.islower()):
            yield span
    elif (
        looks_typed(value)
        and not is_path_or_number(value)
        and (any(c.isdigit() for c in value) or any(c in "!@#$%^&*?+=~" for c in value[:-1]))
    ):
        yield span


def _login_word(value: str) -> bool:
    """The second half of "login: name / word": letters and digits, no mail address, no hash, no time."""
    return (
        looks_typed(value)
        and any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and not re.search(r"@[\w-]+\.\w|^[0-9a-f]{12,}$|^\d+:\d|^v?\d+\.", value)
        and not is_path_or_number(value)
    )


def find_told(text: str) -> Iterator[Found]:
    """PINs, card codes and "login: name / password" pairs."""
    low = lowered(text)
    for pattern, beginnings in ((_PIN, _PIN_WORDS), (_CARD_CODE, ("cv",))):
        for at in positions(low, beginnings):
            if match := pattern.match(text, at):
                yield Found("secret", *match.span("bare"))
    for at in positions(low, _LOGIN_WORDS):
        match = _LOGIN_PAIR.match(text, at)
        span = value_span(match) if match else None
        if span and _login_word(text[slice(*span)]):
            yield Found("secret", *span)
