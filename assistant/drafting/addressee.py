"""Whom a letter greets: the person who wrote the newest public message of the customer, where that is surely a name.

No title and no gender is guessed. A name counts where its first word is a known given name, where the address it was
sent from is made of it, or where somebody signs with that word or is greeted by it; a firm, a department or a form's
heading is greeted like nobody.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from assistant.domain import FactField
from assistant.drafting.case import Case
from assistant.drafting.telling import Telling, newest_of
from assistant.inert import one_line

_PART = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:['’][A-ZÀ-ÖØ-Þ])?[a-zß-öø-ÿā-ž]+(?:[A-Z][a-zß-öø-ÿ]+)?(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿā-ž]+)?"
_PARTICLE = r"(?:von|van|de|der|den|da|do|di|del|della|la|le|ten|ter|zu|dos|du|bin|al|y|e)"
_NAME = re.compile(rf"{_PART}(?: {_PARTICLE}){{0,2}}(?: (?:{_PARTICLE} )?(?:{_PART}|[A-ZÀ-Þ]\.)){{0,3}}")
_GIVEN = Path(__file__).parents[1] / "redaction" / "given.toml"
"""Data only: one list of names for the whole package, kept where masking needs most of it."""
_ASIDE = re.compile(r"\s*[(\[<][^)\]>]*[)\]>]\s*$")


@cache
def _given_names() -> frozenset[str]:
    """Given names of people (the list that masking goes by); a name that is also a word is none of them."""
    with _GIVEN.open("rb") as file:
        return frozenset(tomllib.load(file)["names"].split())


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def _ordered(author: str) -> str:
    """`Brantley, Gerald` as `Gerald Brantley`; a firm in brackets behind a name is left out."""
    name = _ASIDE.sub("", one_line(author)).strip()
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma and len(first.split()) <= 2 and len(last.split()) <= 2 else name


def _sent_from(case: Case, author: str, name: str) -> bool:
    """Whether the name's address is made of a person's first and last name: `m.oduya@`, `ines-duarte@`."""
    parts = [re.sub(r"[^a-z]", "", _plain(p)) for p in name.split()]
    if len(parts) < 2:
        return False
    first, last = parts[0], parts[-1]
    made = {first + last, first[:1] + last, last + first, last + first[:1]}
    behind = re.compile(re.escape(author) + r"[\"']?\s*<([^@<>\s]{2,60})@")
    return any(re.sub(r"[^a-z]", "", _plain(m[1])) in made for m in behind.finditer(case.document.text))


def _called(case: Case, name: str) -> bool:
    """Whether the first of two words stands alone as a signature, or is what one of ours greets them by."""
    words = name.split()
    if len(words) != 2:
        return False
    first = re.escape(words[0])
    signed = re.compile(rf"(?m)^[\s>|–—-]*{first}[.,]?\s*$")
    greeted = re.compile(
        rf"(?mi)^[\s>|]*(?:hi|hello|dear|hallo|liebe[r]?|bonjour|ch[eè]re?|hola|ol[aá]|ciao|beste)[ ,]+{first}\b"
    )
    return bool(signed.search(case.document.text) or greeted.search(case.document.text))


def addressee(case: Case) -> str | None:
    """The name to greet, as `Ines Duarte`; None where no person is known."""
    messages = Telling(case).customer_messages()
    author = newest_of(messages).author if messages else None
    if not author:
        return None
    name = _ordered(author)
    if not _NAME.fullmatch(name):
        return None
    firms = {_plain(f.value) for f in case.extraction.values(FactField.CUSTOMER)} | {_plain(case.issue.customer or "")}
    if _plain(name) in firms:
        return None
    known = all(p in _given_names() for p in _plain(name.split()[0]).split("-"))
    return name if known or _sent_from(case, author, name) or _called(case, name) else None
