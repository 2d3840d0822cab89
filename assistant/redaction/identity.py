"""National identity numbers: by form and check digits where those are rare enough, else beside a word for them.

Forms and check digits are those of the library python-stdnum; which number needs a word beside it stands in
`identity.toml`. A check of one digit lets one number in ten pass, so only numbers with letters, or written in their own
grouping, go without a word.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from assistant.redaction.found import Found, lowered
from assistant.redaction.payment import OTHER_NUMBER
from assistant.redaction.vocabulary import either, read_table

_WINDOW = 60
_LINE = re.compile(r"(?m)^.*$")
_DIGITS = re.compile(r"(?:\d[^\d\n]{0,12}){4}\d")
"""What a line must hold to be looked at, so that prose costs nothing."""
_BETWEEN = r"(?:[ ]?(?:card|number|no|nr|num|id|#|n°|nº|nummer|número|numéro|numero|番号)\b\.?){0,2}[^\n\d]{0,24}?"
"""From the word to the number: "SSN (last employee): ", "passport no. is "."""


@dataclass(frozen=True)
class Number:
    """One kind of number."""

    pattern: re.Pattern[str]
    beside: re.Pattern[str] | None
    """What must stand before it; None where its form suffices."""
    check: str
    """The module of python-stdnum, or nothing."""


def _edge(words: list[str]) -> str:
    latin = [w for w in words if w[0] < "\u2fff"]
    rest = [w for w in words if w[0] > "\u2fff"]
    return "|".join(p for p in (rf"(?<!\w)(?:{either(latin)})(?!\w)" if latin else "", either(rest)) if p)


@cache
def _numbers() -> tuple[Number, ...]:
    return tuple(
        Number(
            re.compile(rf"(?<![\w.:/=-])(?:{row['pattern']})(?![A-Za-z0-9_]|[-.:/][A-Za-z0-9])"),
            re.compile(rf"(?i)(?:{_edge(row['words'])})[\"'*_]*{_BETWEEN}$") if row["label"] else None,
            row["check"],
        )
        for row in read_table("identity.toml")["number"]
    )


@cache
def _check(module: str) -> Callable[[str], bool]:
    # lazy: few texts hold anything to check
    is_valid: Callable[[str], bool] = import_module(module).is_valid
    return is_valid


@cache
def _any_word() -> re.Pattern[str]:
    rows = [row for row in read_table("identity.toml")["number"] if row["label"]]
    return re.compile(either([w for row in rows for w in row["words"]]))


def find_identities(text: str) -> Iterator[Found]:
    """Identity numbers of persons, and of firms where they are as private (CNPJ)."""
    stretches = [m.span() for m in _LINE.finditer(text) if _DIGITS.search(m.group())]
    if not stretches:
        return
    named = bool(_any_word().search(lowered(text)))
    for number in _numbers():
        if number.beside is not None and not named:
            continue
        for low, high in stretches:
            for match in number.pattern.finditer(text, low, high):
                if _is_identity(number, match):
                    yield Found("national_id", *match.span())


def _is_identity(number: Number, match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _WINDOW) : match.start()].replace("\n", " ")
    if number.beside is not None:
        if not number.beside.search(before):
            return False
    elif OTHER_NUMBER.search(before):
        return False
    return any(c.isdigit() for c in match.group()) and (not number.check or _check(number.check)(match.group()))
