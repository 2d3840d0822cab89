"""Log-ins told in a sentence, name and password together: "logged in with bob / Tiger77!"."""

import re
from collections.abc import Iterator
from functools import cache

from assistant.redaction.found import Found, lowered
from assistant.redaction.standing import is_chosen
from assistant.redaction.vocabulary import either, words

_NAME = r"[\w.+%-]{1,64}(?:@[\w.-]{1,80})?"
_VALUE = r"(?P<value>(?:(?![\"'`<>/|«»])[!-~¡-ɏ]){5,60})"
_NEAR = 70
"""Characters around the word for logging in within which the pair stands, in the same line."""
_LONGEST_PAIR = 220
_SHORTEST_ALONE = 8
"""Characters from which a token without a name before it is taken for a password."""
_STRONG = "!#$%^&*?+~§€"
"""Signs that stand in passwords and not in ids."""
_OF = re.compile(rf"\s+(?:{either(words().prose['of'])})\s+(?:[^\W\d_]{{1,14}}\s+)?")
"""Between a word for an id and what it is the id of: "identifiant de requête"."""
_MAIL = re.compile(r"@[\w-]+\.\w")
_ZONE = re.compile(r"(?:UTC|GMT|Z)?[-+−]?\d{0,2}:?\d{0,2}")
"""A time zone behind a clock: `UTC+01:00`."""


def _edged(known: tuple[str, ...]) -> str:
    latin = [w for w in known if w[0] < "\u2fff"]
    rest = [w for w in known if w[0] > "\u2fff"]
    return rf"(?<![^\W_])(?:{either(latin)})(?![^\W_])(?!/)|{either(rest)}"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words for logging in, and "name, sign or joining word, password"."""
    table = words().login
    joined = either([w for w in table["joint"] if w.isascii()])
    joint = rf"(?:[ ]?[/|＋+:][ ]?|,[ ]|[ ]*(?:->|→)[ ]*|[ ]\(|[ ](?:{joined})[ ]|と)"
    return (
        re.compile(rf"(?P<verb>{_edged(table['words'])})|{_edged(table['nouns'])}"),
        re.compile(rf"(?i)(?<![\w.@+/=&?%-])(?P<name>{_NAME})(?={joint}[\"'`(「]?{_VALUE})"),
    )


def find_logins(text: str) -> Iterator[Found]:
    """The second half of each pair. Behind a sign any chosen password, behind a word one with a sign in it."""
    low = lowered(text)
    said, pair = _patterns()
    for word in said.finditer(low):
        if word["verb"]:
            yield from _by_itself(text, word.end())
        first = max(word.start() - _NEAR, low.rfind("\n", 0, word.start()) + 1)
        # NOTE: as wide as the longest pair beyond the window, so that no value is cut, and bounded in endless lines
        limit = min(len(low), word.end() + _NEAR + _LONGEST_PAIR)
        last = (low.find("\n", word.end(), limit) + 1 or limit + 1) - 1
        for match in pair.finditer(text, first, last):
            if match.start() > word.end() + _NEAR:
                break
            value = match["value"].rstrip(".,;)]:")
            if _is_label(low, word, match) and not any(c in _STRONG for c in value):
                continue
            between = text[match.end("name") : match.start("value")]
            weak = any(c.isalpha() for c in between) or between[0] == "," or (between == "/" and not word["verb"])
            if _mixed(value) and is_chosen(value, sign=weak):
                yield Found("secret", match.start("value"), match.start("value") + len(value))


def _is_label(low: str, word: re.Match[str], pair: re.Match[str]) -> bool:
    """Whether the left half of a pair says what the right half is, an id: "user id: u_77", "account: cj-9".

    A person's name comes right behind the word ("login bob: …") or behind its own sign ("login: bob / …").
    """
    start, end = pair.span("name")
    if start < word.end():
        return end > word.start()
    name, between = low[start:end], low[word.end() : start]
    if name in words().login["label"] or name in words().user:
        return True
    named = word.group() in words().login["nouns"] or word.group() in words().login["ids"]
    return named and bool(_OF.fullmatch(between))


@cache
def _alone() -> re.Pattern[str]:
    joined = either([w for w in words().login["alone"] if w.isascii()])
    return re.compile(rf"(?i)(?:[ ][^\W\d_]{{1,14}}){{0,3}}?[ ](?:{joined})[ ][\"'`(]?{_VALUE}")


def _by_itself(text: str, end: int) -> Iterator[Found]:
    """ "I log in with Hops&Barley_77": letters, digits and a sign, right behind the word for logging in."""
    match = _alone().match(text, end)
    if match:
        value = match["value"].rstrip(".,;)]:")
        signed = any(c in _STRONG + "_" for c in value[:-1]) and len(value) >= _SHORTEST_ALONE
        if signed and _mixed(value) and is_chosen(value, sign=True):
            yield Found("secret", match.start("value"), match.start("value") + len(value))


def _mixed(value: str) -> bool:
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and not _MAIL.search(value) and not _ZONE.fullmatch(value)
