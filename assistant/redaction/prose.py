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
    rf"(?i)[\"'”»」)]?(?:[ ]?\([^()\n]{{1,30}}\))?(?:\s+(?:{either(_PROSE['of'])})(?:\s+[\w@.'’-]{{1,40}}){{1,4}}?)?(?:\s+(?:{_AROUND}))?"
    rf"\s*(?:{either(_PROSE['is'])}|:|：|[–—-](?=\s))(?:\s*(?:{_AROUND})(?![a-zà-ÿ]))?\s{{0,3}}:?\s{{0,3}}" + VALUE
)
_CHANGED_BACK = re.compile(rf"(?i)\s+(?:\w+\s+){{0,3}}?(?:{either(_PROSE['to'])})\s+" + VALUE)
_CHANGE = re.compile(rf"(?i)(?<![^\W_])(?:{either(_PROSE['change'])})(?![^\W_])")
_PIN = re.compile(
    rf"(?i)\b(?:pin|cvv2?|cvc2?|cvn|geheimzahl|tan)\b[ -]?(?:code|number|nummer)?(?:\s+(?:{either(_PROSE['of'])})(?:\s+[\w'’-]{{1,20}}){{1,3}}?)?"
    rf"\s*(?:is|ist|es|est|é|è|:|=|lautet|luidt|は)(?:\s+(?:{_AROUND}))?\s*(?P<bare>\d{{3,8}}|\d{{2}}(?:[ ]\d{{2}}){{1,3}}|\d{{3}}[ ]\d{{3}})(?!\d|[.,:]\d)"
)
_MEASURE = re.compile(r"\d+[-–.,]?[a-zß-öø-ÿ]{1,5}")
"""A number with its unit, as in "the password column was set to 120px"."""
_CARD_CODE = re.compile(r"(?i)\b(?:cvv2?|cvc2?)\s+(?P<bare>\d{3,4})\b")
_PIN_WORDS = ("pin", "cv", "geheimzahl", "tan")


_AFTER_WORDS = re.compile(
    rf"(?i)(?:\s+(?:{either(_PROSE['of'])})(?:\s+[\w@.'’-]{{1,40}}){{1,4}}?)?\s+(?:{either(_PROSE['is'])})(?:[ ][^\W\d_]{{1,14}}){{1,3}}?[ ](?P<bare>[!-~¡-ɏ]{{6,64}})"
)
"""A verb and a few words more: "lautet bei uns im Haus Hops&77"; so far off only what looks chosen is one."""


def told_further_off(text: str, end: int) -> re.Match[str] | None:
    """What stands a few words behind the verb of the name that ends at `end`, in the group `bare`."""
    return _AFTER_WORDS.match(text, end)


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
        and not _MEASURE.fullmatch(value)
        and (any(c.isdigit() for c in value) or any(c in "!@#$%^&*?+=~" for c in value[:-1]))
    ):
        yield span


def find_told(text: str) -> Iterator[Found]:
    """PINs and card codes."""
    low = lowered(text)
    for pattern, beginnings in ((_PIN, _PIN_WORDS), (_CARD_CODE, ("cv",))):
        for at in positions(low, beginnings):
            if match := pattern.match(text, at):
                yield Found("secret", *match.span("bare"))
