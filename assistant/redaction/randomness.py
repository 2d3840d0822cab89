# ruff: noqa: E501  (patterns read better whole)
"""Is a string a stand-in, a typed password, or something a machine generated?"""

import math
import re
from collections import Counter

from assistant.redaction.published import is_published
from assistant.redaction.vocabulary import words

_TEMPLATE = re.compile(
    r"\$\{|\{\{|\$\(|#\{|<%|%\(|^\$[A-Za-z_][\w.:>()\[\]-]*$|^\\?\$_[A-Z]|^@[A-Za-z_]\w*@$|^%\w+%$|^<[^>]*>?$|^\[[^\]]*\]$"
    r"|^\{[A-Za-z_ .()\[\]:\\]*\}$|^\{\w+\(|\.\.\.|…|\*{3}|•{3}|#{4}|`|^\.?\w+\.(?:get|env|environ)\b"
)
_STAND_IN = re.compile(
    r"(?i)^(?:your|my|the|some|insert|put|enter|replace|example|sample|dummy|fake|todo|changeit|redacted|hidden|masked|placeholder)"
    r"[-_ ]?(?:api|access|secret|auth|bearer|real|own)?[-_ ]?(?:key|token|password|secret|value|here|goes)*[-_ ]?(?:here)?$"
    r"|put_your|your[-_](?:api|token|key|secret|password)|token_?here|string_?here|_here\b|example$|^(?:\w*_)?(?:placeholder|redacted)"
)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "01234567890123456789", "98765432109876543210")
_RUN = 8
_LONG = 16
"""From this length on `abcdef1234567890` beside a telling name is masked all the same: issuers of test keys write so."""
_NUMBER_LIKE = re.compile(
    r"[\d.,:/+TZ-]+|v?\d+(?:\.\d+)+[\w.-]*|[A-Z]{2,6}[-_]\d{2,6}|[A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*)+(?:\(.*)?"
)
_PATH_PART = re.compile(r"[a-z._-]*\d{0,4}|[A-Z]?[a-z_-]+\d{0,4}|\d+")
_MEMBER = re.compile(r"\$?[A-Za-z_]\w*(?:(?:\.|::|->)[A-Za-z_]\w*)+(?:[(\[].*)?|[A-Za-z_]\w*[(\[].*|0x[0-9a-fA-F]{1,8}")
_KINDS = tuple(re.compile(p) for p in (r"\d", r"[a-zß-öø-ÿ]", r"[A-ZÀ-ÖØ-Þ]", r"[^\w.,'’-]|_"))


def entropy(text: str) -> float:
    """Shannon entropy in bits per character; 0 for the empty string."""
    total = len(text)
    if total == 0:
        return 0.0
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values())


def is_template(value: str) -> bool:
    """Whether `value` stands for a secret instead of being one: `${TOKEN}`, `<password>`, `***`, `your-api-key`."""
    return bool(_TEMPLATE.search(value) or _STAND_IN.search(value)) or is_repetition(value)


def is_repetition(value: str) -> bool:
    """Whether one character makes up most of it, as in `xxxxxxxx`."""
    letters = re.sub(r"[^0-9A-Za-z]", "", value)
    if len(letters) < 4:
        return not letters and len(value) > 3 and value.isascii()
    return Counter(letters.lower()).most_common(1)[0][1] * 2 > len(letters)


def is_counting(value: str) -> bool:
    """Whether runs out of the alphabet or the digits make up most of it, as in `abcdefgh12345678`."""
    low = value.lower()
    covered: set[int] = set()
    for row in _RUNS:
        for i in range(len(row) - _RUN + 1):
            at = low.find(row[i : i + _RUN])
            while at >= 0:
                covered.update(range(at, at + _RUN))
                at = low.find(row[i : i + _RUN], at + 1)
    return len(covered) * 2 > len(value)


def is_word(value: str) -> bool:
    """An ordinary word: letters only, capital only in front."""
    body = value.strip("-_'’")
    return body.isalpha() and (body.islower() or body[1:].islower() or (body.isupper() and len(body) < 8))


def is_none(value: str) -> bool:
    """Whether what stands after "password:" is no value: a stand-in, a link, or a word such as "expired"."""
    low = value.lower().strip(".,;:!?()[]{}*'\"")
    return not low or low in words().none or is_template(value) or low.startswith(("http://", "https://", "www."))


def is_path_or_number(value: str) -> bool:
    """A number, date, version, error code, file path or dotted name."""
    if _NUMBER_LIKE.fullmatch(value):
        return not (value.count(".") == 2 and len(value) > 60)
    return "/" in value and all(_PATH_PART.fullmatch(p) for p in value.split("/"))


def is_code(value: str) -> bool:
    """An identifier or a call: words joined by dots, underscores or capitals."""
    if _MEMBER.fullmatch(value):
        return True
    parts = [p for p in re.split(r"[._:/()\-\[\]]+|(?<=[a-z])(?=[A-Z])", value) if p]
    return all(p.isalpha() for p in parts) and max((len(p) for p in parts), default=0) <= 16


def looks_typed(value: str) -> bool:
    """A password a person would choose: something besides letters in it, or capitals inside."""
    if is_none(value) or len(value) < 4:
        return False
    kinds = sum(bool(some.search(value)) for some in _KINDS)
    return kinds >= 2 and not is_word(value)


def looks_random(value: str, *, least: float = 3.0, counting: bool = False) -> bool:
    """Whether `value` looks generated: letters and digits together, entropy of at least `least`, no stand-in.

    `counting` allows runs such as `12345678`.
    """
    if is_template(value) or (not counting and is_counting(value)):
        return False
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value) and entropy(value) >= least


def looks_generated(value: str, *, least: int = 8) -> bool:
    """Whether `value`, of at least `least` characters, beside a name such as "token", is a credential.

    Letters with digits suffice; letters alone must be 20 or more and near random (3.8 bits), as no word is.
    """
    if len(value) < least or is_none(value) or is_path_or_number(value) or is_published(value):
        return False
    if _MEMBER.fullmatch(value):
        return False
    if looks_random(value, least=2.6, counting=len(value) >= _LONG):
        return len(value) >= 12 or entropy(value) >= 2.9
    return len(value) >= 20 and entropy(value) >= 3.8 and not is_code(value)
