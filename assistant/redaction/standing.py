# ruff: noqa: E501  (patterns read better whole)
"""Passwords that stand beside their word without any sign: behind it, before it, on the next line, of several words.

"Passwort Tiger77 geht nicht", "Tiger77 is my password", "Passwort" with "Löwe88?" below, "password: Orange 12",
"passphrase: correct horse battery staple", "パスワードSakura2024でログイン". Nothing between word and value says that
one is the other, so the value must speak for itself: letters with digits or signs, and no version, ticket, error code,
product or numbered part of a form (`words.toml`, `beside`).
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.redaction.found import lowered
from assistant.redaction.prose import told_further_off
from assistant.redaction.randomness import is_none, is_path_or_number, is_template
from assistant.redaction.vocabulary import either, words

_TOKEN = r"[^\s\"'`<>“”„«»「」『』、。|]{4,64}"
_ASIDE = rf"(?:[ \t]{{1,3}}(?:{either(words().beside['adjective'])})(?![^\W\d_])|[ \t]{{1,3}}\([^()\n]{{1,30}}\))?"
_BEHIND = re.compile(rf"(?i){_ASIDE}[ \t]{{1,8}}[(\[]?(?P<value>{_TOKEN})")
_GLUED = re.compile(r"[ 　]?[「『（(“\"]?(?P<value>[!-~¡-ɏ]{5,64})")
_OF = re.compile(
    rf"(?i)[ \t]+(?:{either(words().prose['of'])})[ \t]+(?:[\w@.'’-]{{1,40}}[ \t]+){{1,3}}?(?P<value>{_TOKEN})"
)
_BELOW = re.compile(
    r"[ \t*_:：|)?？]{0,8}\r?\n(?:[ \t]*\r?\n)?[ \t>*•–-]{0,8}(?:[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[\])]?[ \t-]*)?(?:[\w.'’-]{1,20}(?:[ \t][\w.'’-]{1,20})?[ \t]?[:>][ \t]+)?(?P<value>[^\s<>]{4,64})[ \t|]*(?=\r?\n|$)"
)
"""The next line; in a chat the time and who writes may stand before it."""
_LABEL_LINE = re.compile(r"(?:^|\n)[ \t>*•#|_-]*(?:[\w'’().\[\]:,-]+[ \t]+){0,6}[\w'’-]*$")
_WORD_AND_NUMBER = re.compile(
    rf"(?i)(?:[ \t]+(?:{either(words().prose['of'])})(?:[ \t]+[\w@.'’-]{{1,40}}){{1,3}}?)?{_ASIDE}"
    r"[ \t]{0,3}(?:[:：=]|[ \t](?:is|ist|est|es|è|é))[ \t]{0,3}(?P<value>(?P<word>[^\W\d_]{3,20})[ ]\d{1,6}[!?#*$%]{0,3})"
    r"(?=[ \t]*(?:\r?\n|$|[,;)]|\.(?:\s|$)))"
)
_WORDS = re.compile(
    r"[ \t]{0,3}(?:[:：=]|(?:is|was|ist|est|es|è|é|luidt|lautet)(?=[ ][\"'„“«])|は(?=[「\"]))[ \t]{0,3}[\"'„“«「]?(?P<value>[^\W\d_]{2,14}(?:[ -][^\W\d_]{2,14}){2,23})[\"'“”»」]?[ \t]*[.,;。]?[ \t]*(?=\r?\n|$)"
)
_SHAPE = re.compile(r"(?P<letters>[^\W\d_]+)[-_.]?\d+(?:[-_.]?[^\W\d_]{0,2})?")
_TICKET = re.compile(r"[A-Z]{1,10}[-_#]?\d[\d-]*|#\d+|[A-Z]{1,3}\d{1,6}[A-Z]?")
_COUNTED = re.compile(r"\d+[-–.,:x×]?(?:[^\W\d_]{0,3}|[-–][^\W\d]+.*|[a-zß-öø-ÿ]+)")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CAPITAL_AND_NUMBER = re.compile(r"[^\W\d_a-z][a-zß-öø-ÿ]{2,}[^\s\d]?\d{1,4}[!?#*]?[.,;:)]?$")
_SIGNS = frozenset("!@#$%^&*?+=~§€")
_DIGIT_OR_SIGN = re.compile(r"[\d!@#$%^&*?+=~§€]")
_SHORTEST = 5


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(words().beside[name])


def _trimmed(text: str, low: int, high: int) -> tuple[int, int]:
    """Without the punctuation of the sentence; "!" and "?" end many passwords and stay."""
    while high > low and text[high - 1] in ".,;:)]}…*_|":
        high -= 1
    return low, high


def is_chosen(value: str, *, sign: bool = False) -> bool:
    """Whether `value` alone looks like a password a person chose; with `sign`, only if a sign other than - stands in it."""
    low = value.lower()
    if not _SHORTEST <= len(value) <= 64 or is_none(value) or is_path_or_number(value) or is_template(value):
        return False
    if any(p.fullmatch(value) for p in (_TICKET, _COUNTED, _MAIL, _GUID)) or "://" in value or "(" in value:
        return False
    letters, digits = any(c.isalpha() for c in value), any(c.isdigit() for c in value)
    signs = any(c in _SIGNS for c in value.rstrip("!?"))
    shaped = _SHAPE.fullmatch(low)
    if shaped and shaped["letters"] in _table("technical") | _table("numbered"):
        return False
    if any(p in _table("technical") | _table("numbered") for p in re.split(r"[^a-zß-öø-ÿ]+", low) if len(p) > 2):
        return letters and digits and signs
    if sign:
        return letters and (signs or (digits and value[-1] in "!?"))
    return letters and (digits or (signs and len(value) >= 6 and not value.startswith(("#", "@", "+", "*"))))


def _checked(text: str, match: re.Match[str] | None, *, sign: bool = False) -> Iterator[tuple[int, int]]:
    if match:
        span = _trimmed(text, *match.span("value"))
        if is_chosen(text[slice(*span)], sign=sign):
            yield span


def standing_values(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The password that stands beside its word `text[start:end]`: the first way of standing that fits."""
    ways = (_behind, _of_words, _below, _before, _set, _further_off)
    yield from next((spans for spans in (list(way(text, start, end)) for way in ways) if spans), [])


def _further_off(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "das Kennwort lautet bei uns Hops&77": with a few words between, only with a sign in it."""
    match = told_further_off(text, end)
    if match:
        span = _trimmed(text, *match.span("bare"))
        if is_chosen(text[slice(*span)], sign=True) and any(c.isdigit() for c in text[slice(*span)]):
            yield span


def _behind(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if ord(text[end - 1]) > 0x2FFF:
        yield from _checked(text, _GLUED.match(text, end))
        return
    ambiguous = lowered(text[start:end]) in _table("ambiguous")
    yield from _checked(text, _BEHIND.match(text, end), sign=ambiguous)
    if not ambiguous:
        yield from _checked(text, _OF.match(text, end), sign=True)


def _of_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "Orange 12", "correct horse battery staple"."""
    pair = _WORD_AND_NUMBER.match(text, end)
    if pair and pair["word"].lower() not in _table("numbered") | _table("sentence") and not is_none(pair["word"]):
        yield pair.span("value")
        return
    several = _WORDS.match(text, end)
    if several is None:
        return
    parts = re.split(r"[ -]", several["value"])
    name = lowered(text[max(0, start - 16) : end])
    phrase = any(name.endswith(p) for p in _table("phrase"))
    if any(p.lower() in _table("sentence") for p in parts):
        return
    if phrase or (len(parts) >= 4 and several["value"].islower() and not any(is_none(p) for p in parts)):
        yield several.span("value")


def _below(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """On the next line, under a label that has its line to itself."""
    match = _BELOW.match(text, end)
    if match and _LABEL_LINE.search(text, max(0, start - 80), start):
        yield from _checked(text, match)


@cache
def _back() -> re.Pattern[str]:
    owner = rf"(?:(?:{either(words().beside['owner'])})[ ]){{0,2}}(?:[\w-]{{1,15}}[- ])?"
    return re.compile(
        rf"(?i)(?<![^\s\"'(:«„“])(?P<value>{_TOKEN})[ \u00a0\u202f]?[\"'»”“]?(?:[ ](?:{either(words().beside['is_back'])})[ ]{owner}|[ ]?(?:が|は|という|って|の))$"
    )


def _before(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "Tiger77 is my password"."""
    at = max(0, start - 100, text.rfind("\n", 0, start) + 1)
    near = text[at:start]
    if _DIGIT_OR_SIGN.search(near):
        match = _back().search(near)
        if match:
            low, high = match.span("value")
            low, high = _trimmed(text, low + at, high + at)
            if is_chosen(text[low:high]):
                yield low, high


_SET = re.compile(
    rf"(?i)(?<![^\W_])(?:{either(words().prose['change'])})(?![^\W_])[ ](?:[\w'’-]{{1,20}}[ ]){{0,4}}?(?:{either(words().prose['to'])})[ ](?P<value>{_TOKEN})"
)


def _set(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """ "they set it to Welcome2024, and my password is still refused": a capital, and a number at the end."""
    first = max(start - 100, text.rfind("\n", 0, start) + 1)
    for match in _SET.finditer(text, first, min(end + 100, (text.find("\n", end) + 1 or len(text) + 1) - 1)):
        if _CAPITAL_AND_NUMBER.match(match["value"]):
            yield from _checked(text, match)


def find_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Passphrases behind words that `names` does not list: "seed phrase: …"."""
    low = lowered(text)
    for word in _table("phrase"):
        at = low.find(word)
        while at >= 0:
            yield from _of_words(text, at, at + len(word))
            at = low.find(word, at + len(word))
