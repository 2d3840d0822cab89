"""The words of `words.toml` and `people.toml`, read once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


def read_table(name: str) -> dict[str, Any]:
    """A TOML file that ships beside this module."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def either(words: list[str] | tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first; a space in a word stands for any blanks."""
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered)


@dataclass(frozen=True)
class Words:
    """What gives a credential away, and what shows that a value is none. All lower case."""

    password: frozenset[str]
    secret: frozenset[str]
    phrases: dict[str, str]
    """Words of several parts, or of scripts written without spaces → `password` or `secret`."""
    key_before: frozenset[str]
    key_not_secret: frozenset[str]
    described: frozenset[str]
    user: tuple[str, ...]
    issuers: frozenset[str]
    none: frozenset[str]
    stand_in: frozenset[str]
    prose: dict[str, tuple[str, ...]]
    beside: dict[str, tuple[str, ...]]
    login: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]


def _apart(word: str) -> bool:
    return bool(re.search(r"[ '\-_]", word)) or ord(word[0]) > 0x2FFF or ord(word[-1]) > 0x2FFF


@cache
def words() -> Words:
    """The vocabulary of credentials."""
    table = read_table("words.toml")
    names, values = table["names"], table["values"]
    phrases = {w: kind for kind in ("secret", "password") for w in names[kind] if _apart(w)}
    return Words(
        password=frozenset(w for w in names["password"] if not _apart(w)),
        secret=frozenset(w for w in names["secret"] if not _apart(w)),
        phrases=phrases,
        key_before=frozenset(names["key_before"]),
        key_not_secret=frozenset(names["key_not_secret"]),
        described=frozenset(names["described"]),
        user=tuple(names["user"]),
        issuers=frozenset(table["issuers"]["names"]),
        none=frozenset(values["none"]),
        stand_in=frozenset(values["stand_in"]),
        **{part: {k: tuple(v) for k, v in table[part].items()} for part in ("prose", "beside", "login", "codes")},
    )
