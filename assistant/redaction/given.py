# ruff: noqa: E501  (patterns read better whole)
"""Names in running text that are known for given names: "Sara Schwarz", "why is Ivan blocked" (`given.toml`).

With a capital only, and not where the words around make it a street, a firm or a product.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from assistant.redaction.vocabulary import read_table

CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
SURNAME = rf"(?:{CAPITAL}\.?[ ])?(?:(?:von|van|de|der|den|da|di|del|della|la|le|ten|ter|zu|dos|du|bin|al)[ ]){{0,2}}(?:(?:Mc|Mac|O['’]|D['’]|De|Van|La)?{CAPITAL}[a-zß-öø-ÿā-ž]+|{CAPITAL}{{2,}})(?:-{CAPITAL}[\w'’]+)?"
_WORD = re.compile(rf"(?<![\w@./\\#-]){CAPITAL}[\w'’]+(?:-{CAPITAL}[\w'’]+)?(?![@/\\_=-]|\.\w)")
_SURNAME = re.compile(rf"(?:[ ]{SURNAME})(?![@/\\_=]|\.\w)(?:[ ]{SURNAME}(?![\w@/\\_=]|\.\w))?")
_POSSESSIVE = re.compile(r"['’]s?$")
_NEXT = re.compile(r"[ ](?:&[ ])?([^\W\d_]{2,20})")
_PLACE_BEFORE = re.compile(
    r"(?:(?i:\b(?:st|san|santa|santo|são|saint|sainte|sankt|ul|rua|calle|via|viale|piazza|plaza|rue|avenue|avenida|place|port|fort|mount|lake))\.?[ ]"
    r"(?:[^\W\d_]+[ ]){0,2}|\b\d{1,5}[ ](?:[^\W\d_]+[ ]){0,1})$"
)
"""Before a name of a saint, a street or a number of a house."""
_NUMBER_BEHIND = re.compile(r"[ ](?:[a-z]{1,2}\.[ ])?\d{1,5}(?![\d:%]|[ ./-]\d)")
"""A house's number."""


@cache
def folded_letter(character: str) -> str:
    """In small letters without its accent; itself where that is no single letter."""
    plain = unicodedata.normalize("NFD", character)[0].lower()
    return plain if len(plain) == 1 else character


def fold(text: str) -> str:
    """`text` in small letters without accents, each character at its old offset."""
    return text.lower() if text.isascii() else "".join(map(folded_letter, text))


@cache
def given_names() -> frozenset[str]:
    """Given names that are no ordinary word."""
    return frozenset(read_table("given.toml")["names"].split())


@cache
def _people(name: str) -> frozenset[str]:
    table = read_table("people.toml")
    return frozenset(table[name] if name in table else table["cues"][name])


def is_given(word: str) -> bool:
    """Whether a word, or each half of a double name, is a given name and nothing else."""
    return all(part in given_names() for part in fold(word).split("-"))


def _no_person(word: str) -> bool:
    low = word.lower().strip(".'’")
    return any(low in _people(n) for n in ("not_persons", "company_forms", "not_names", "products"))


def _is_thing(word: str) -> bool:
    return word.lower().strip(".'’") in _people("not_persons") | _people("company_forms")


def trimmed(name: str) -> str:
    """Without the words of an address behind it: "Mrs. Barbara Yudina Suite"."""
    parts = name.split(" ")
    while len(parts) > 1 and _is_thing(parts[-1]):
        parts.pop()
    return " ".join(parts)


def find_given(text: str) -> Iterator[str]:
    """Whole names that begin with a given name, and given names that stand alone."""
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        if len(word) < 3 or not is_given(word):
            continue
        possessive = word != match.group()
        if _PLACE_BEFORE.search(text[max(0, match.start() - 40) : match.start()]):
            continue
        surname = None if possessive else _SURNAME.match(text, match.end())
        parts = surname.group().split() if surname else []
        end = surname.end() if surname else match.end()
        if _NUMBER_BEHIND.match(text, end):
            continue
        after = _NEXT.match(text, end)
        if any(map(_is_thing, parts)) or (after and _is_thing(after.group(1)) and after.group(1)[0].isupper()):
            continue
        while parts and _no_person(parts[-1]):
            parts.pop()
        yield " ".join([word, *parts])
