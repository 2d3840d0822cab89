# ruff: noqa: E501  (patterns and tables read better whole)
"""Is a string random enough, and not a stand-in, to be a real secret?"""

import math
import re
from collections import Counter

_TEMPLATE = re.compile(
    r"\$\{|\{\{|\$\(|^\$[A-Za-z_]\w*$|^%\w+%$|^<[^>]*>?$|^\[[^\]]*\]$|^\{[A-Za-z_ .()\[\]:\\]*\}$|^\{\w+\(|\.\.\.|…|\*{3}|•{3}|#{4}|`"
)
_STAND_IN = re.compile(
    r"(?i)^(?:your|my|the|some|insert|put|enter|replace|example|sample|dummy|fake|todo|changeit|redacted|hidden|masked|placeholder)"
    r"[-_ ]?(?:api|access|secret|auth|bearer|real|own)?[-_ ]?(?:key|token|password|secret|value|here|goes)*[-_ ]?(?:here)?$"
    r"|put_your|your[-_](?:api|token|key|secret|password)|token_?here|string_?here|_here\b"
)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "01234567890123456789", "98765432109876543210")
_RUN = 8


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
        return not letters and len(value) > 3
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


def looks_random(value: str, *, least: float = 3.0) -> bool:
    """Whether `value` looks generated: letters and digits together, high entropy, no template, no counting."""
    if is_template(value) or is_counting(value):
        return False
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value) and entropy(value) >= least
