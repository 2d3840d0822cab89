"""The last check: the numbers and names of a value stand in its quotes, or a named rule computed them.

Rules that compute: dates (from the message's date), counts (from words), amounts (from "310 TEUR"), normal words for
frequency, the agent's own entry for the customer, a speaker's name for the owner.
"""

import re

from assistant.domain import Basis, Fact, FactField
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Page

_DATES = (FactField.STARTED_AT, FactField.WAITING_SINCE, FactField.DEADLINE)
_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d)?)?")
_COUNTS = (FactField.AFFECTED_CUSTOMERS_COUNT, FactField.AFFECTED_USERS_COUNT)
_TOKEN = re.compile(r"[^\W_]+")


def follows(fact: Fact, page: Page) -> bool:
    """Whether a fact's quotes are the raw text at their places, and its value follows from them."""
    raw = page.document.text
    if not fact.evidence or any(raw[e.start : e.end] != e.quote for e in fact.evidence):
        return False
    if fact.field in _DATES:
        return _ISO.fullmatch(fact.value) is not None
    if fact.field in _COUNTS:
        return fact.value.isdigit() and int(fact.value) > 0
    if fact.basis is Basis.COMPUTED:
        return True
    if fact.field is FactField.CUSTOMER and page.document.customer == fact.value:
        return True
    words = set(_TOKEN.findall(fold(" ".join(e.quote for e in fact.evidence))))
    joined = "".join(_TOKEN.findall(fold(" ".join(e.quote for e in fact.evidence))))
    return all(t in words or t in joined for t in _TOKEN.findall(fold(fact.value)))
