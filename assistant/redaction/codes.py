# ruff: noqa: E501  (patterns read better whole)
"""One-time, verification and recovery codes told in words: "Ihr Bestätigungscode lautet 482 913".

A word such as "verification code" suffices; a mere "code" needs a sentence ("the code is 482913") or a log-in near it,
and no word in its line that makes it an error's, a post office's or a product's code (`words.toml`, `codes`).
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.redaction.found import Found, lowered, positions
from assistant.redaction.vocabulary import either, words

_DIGITS = r"(?:[A-Z]{1,2}-)?(?:\d{4,10}|\d{3}[ -]\d{3}(?:[ -]\d{2,3})?|\d{2}(?:[ -]\d{2}){2,3}|(?:\d[ -]){4,7}\d)"
_GROUPS = r"(?=[a-z-]*[\dA-Z-])[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{3,10}){1,7}|(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,12}|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6,12}"
_END = r"(?![A-Za-z0-9_%]|[.,:/]\d|-[A-Za-z0-9]|[ ]?(?:times?|users?|minutes?|min|seconds?|days?|hours?|characters?|digits?|Mal|Minuten|Stunden|Tage|Zeichen|Stellen|minutos?|horas?|minuti|ore|jours?|heures?|dagen|uur|桁|回|分)(?!\w))"
_CODE = rf"(?P<code>{_DIGITS}|{_GROUPS}){_END}"
_MORE = re.compile(rf"(?:[ \t]*[,;/|•*]?[ \t]*(?:\r?\n[ \t>*•–-]*(?:\d{{1,2}}[.)][ \t]+)?)?){_CODE}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WINDOW = 160
_BARE_DIGITS = 6
"""Issuers' usual length: a sentence with a mere "code" is believed with such a number only, unless a log-in is near."""


@cache
def _is() -> str:
    """Any word for "is", whole; Japanese ones need no edge."""
    latin = [w for w in words().codes["is"] if w[0] < "\u2fff"]
    rest = [w for w in words().codes["is"] if w[0] > "\u2fff"]
    return rf"(?:(?<![^\W\d_])(?:{either(latin)})(?![a-zß-öø-ÿ])|{either(rest)})"


@cache
def _strong() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What follows a telling word, and what may stand before it ("482913 is your verification code")."""
    behind = re.compile(
        rf"(?i:[ 　]?(?:[(\[][^()\[\]\n]{{1,30}}[)\]])?[\"'*_]{{0,2}}(?:(?:[ ][^\W\d_]+){{0,6}}?[ ]?(?:{_is()}|(?=[ ]?[:：]))|)"
        rf"[ \t]*[:：=–#]?(?:[ \t]*\r?\n[ \t>*•–-]*(?:\d[.)][ \t])?)?[ \t]*(?:(?:[^\W\d_]+[ ]){{0,1}}?))[\"'`*_(\[「『“„«]{{0,2}}{_CODE}"
    )
    before = re.compile(
        rf"(?i:(?<![\w#.,:/-]))(?P<code>{_DIGITS})(?i:[\"'`*_」』”“»]{{0,2}}[ ]?(?:{_is()}|が|は|という|as|als|comme|como|come)[ ]?(?:[^\W\d_]+[ ]){{0,4}})$"
    )
    return behind, before


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        rf"(?i:[ 　]?(?:[ ]?[^\W\d_]+){{0,4}}?(?:[ ]?(?P<is>{_is()})[ ]?|[ ]?[:：=][ ]?|[ ]))[\"'`*_(「『“„«]{{0,2}}(?P<code>{_DIGITS}){_END}"
    )


def _strong_codes(text: str, low: str) -> Iterator[tuple[int, int]]:
    behind, before = _strong()
    for word in words().codes["strong"]:
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            whole = (at == 0 or not text[at - 1].isalnum() or ord(word[0]) > 0x2FFF) and not (
                text[end : end + 1].isalpha() and ord(word[-1]) < 0x2FFF
            )
            if whole:
                yield from _around(text, at, end, behind, before)
            at = low.find(word, end)


def _around(
    text: str, start: int, end: int, behind: re.Pattern[str], before: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    match = behind.match(text, end)
    if match and _other().search(lowered(text[end : match.start("code")])):
        match = None
    while match and not _YEAR.fullmatch(match["code"]):
        yield match.span("code")
        match = _MORE.match(text, match.end())
    near = max(0, start - 60, text.rfind("\n", 0, start) + 1)
    back = before.search(text[near:start])
    if back:
        yield back.start("code") + near, back.end("code") + near


@cache
def _other() -> re.Pattern[str]:
    latin = [w for w in words().codes["other"] if w[0] < "\u2fff"]
    rest = [w for w in words().codes["other"] if w[0] > "\u2fff"]
    return re.compile(rf"(?<![^\W_])(?:{either(latin)})(?![^\W_])|{either(rest)}")


def _bare_codes(text: str, low: str) -> Iterator[tuple[int, int]]:
    bare = words().codes["bare"]
    spaced = sorted(positions(low, [w for w in bare if w[0] < "\u2fff"]))
    for at in [*spaced, *(m.start() for w in bare if w[0] > "\u2fff" for m in re.finditer(w, low))]:
        word = next(w for w in sorted(bare, key=len, reverse=True) if low.startswith(w, at))
        match = _bare().match(text, at + len(word))
        if match is None or _YEAR.fullmatch(match["code"]):
            continue
        line = low[max(low.rfind("\n", 0, at) + 1, at - _WINDOW) : match.end() + 40].split("\n")[0]
        above = low[max(0, at - _WINDOW) : at].rpartition("\n")[0][-_WINDOW:]
        if _other().search(line) or (not match["is"] and _other().search(above)):
            continue
        digits = sum(c.isdigit() for c in match["code"])
        near = low[max(0, at - _WINDOW) : match.end() + _WINDOW]
        login = any(w in near for w in words().codes["near"])
        told = (
            match["is"] and digits == _BARE_DIGITS and _stands_alone(low, at, text[at + len(word) : match.start("is")])
        )
        if told or (login and 4 <= digits <= 8):
            yield match.span("code")


def _stands_alone(low: str, at: int, between: str) -> bool:
    """Whether "code" is qualified by no noun: "the code is", "my code that I got is"."""
    table = words().codes
    before = re.findall(r"[\w']+|[^\w\s]", low[max(0, at - 30) : at].rpartition("\n")[2])
    behind = lowered(between).split()
    free = not before or not before[-1][0].isalnum() or before[-1] in table["determiner"] or before[-1].endswith("の")
    return free and (not behind or behind[0] in table["relative"])


def find_codes(text: str) -> Iterator[Found]:
    """Codes that open an account for a moment or in an emergency."""
    if not any(c.isdigit() for c in text) and "-" not in text:
        return
    low = lowered(text)
    for start, end in (*_strong_codes(text, low), *_bare_codes(text, low)):
        yield Found("secret", start, end)
