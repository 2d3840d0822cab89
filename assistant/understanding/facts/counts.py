"""How many are affected, and how often it happens: `affected_users_count`, `affected_customers_count`, `frequency`.

A number counts only with a noun for people or customers behind it and words for trouble in the same sentence; the
head-count of the company does not.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.vocabulary import group

_KINDS = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)
_MOST = 2_000_000
_SHORT = 8
"""Words of a sentence that only adds to the one before."""
_REACH = 3
"""Lines before it whose trouble it may add to."""
_OPENING = 12
"""Characters of a line within which a verb without a subject opens it ("10/Nov: Restarted …")."""
_NOUN = 16
"""Characters behind "two other" within which those are named."""
_SAME = 20
_BESIDE = re.compile(r"(?:\s[^\W\d_]+){0,1}\s")
"""Between people and what they do: at most one word, no comma."""
_NO_NOUN = re.compile(r"\s*(?:$|[.,;:!)–—-]|\W*(?:sind|are|is|sont|est|están|sono|são|zijn)\b)")
_ACCOUNTS = re.compile(r"\b(?:accounts?|konten|cuentas|contas|conti|comptes)\W*$")
_ONLY_NOT = re.compile(r"not?|never|nicht|ne|pas|plus|nao|non|niet|geen|kein\w*|sin|sem|senza|sans|ohne|without")
_NO_CUSTOMERS = re.compile(
    r"\b(?:user|log-?in|bank|e?-?mail|admin|test|service|benutzer|mail|usuario|banc|courriel|utilisateur|utente)\w*"
    r"\W{0,2}(?:accounts?|konten)|\b(?:cuentas|contas|comptes|conti) (?:de|di|bancari|d')"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:not|isn't|doesn't|don't|nicht|keineswegs|pas|no|nao|non|niet)(?:\s(?:in|bei|a|at|on|mit|op|en|em|todas?|das|for))?"
    r"|n't(?:\s\w+)?)\s$"
)


def find_counts(page: Page) -> Iterable[Fact]:
    """Facts for `affected_users_count`, `affected_customers_count` and `frequency`."""
    yield from _fields(page)
    yield from _people(page)
    yield from _customers(page)
    yield from _frequencies(page)


def _fields(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name in (FactField.AFFECTED_USERS_COUNT, FactField.AFFECTED_CUSTOMERS_COUNT):
            match = re.match(r"(?:~|ca\.? |about |approx\.? )?(\d{1,3}(?:[.,]\d{3})+|\d+)", entry.value)
            if match is not None:
                yield page.fact(
                    entry.name,
                    str(page.number(match[1])),
                    entry.line,
                    entry.start,
                    entry.start + match.end(),
                    computed=not match[1].isdigit(),
                )
        elif entry.name is FactField.FREQUENCY:
            yield page.fact(FactField.FREQUENCY, entry.value, entry.line, entry.start, entry.end)


def _number_before(page: Page, hit: Hit) -> tuple[int, int] | None:
    """A number directly before a noun: its value and where it starts."""
    numbers = page.vocabulary.alternatives("numbers")
    pattern = _NUMBER_BEFORE.get(page.vocabulary.codes)
    if pattern is None:
        pattern = re.compile(
            rf"(?<![\w.,/:#-])(?P<n>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{1,6}}|{numbers})(?:人の|名の|人|名|台の|台|件の)?[\s]{{0,2}}"
            rf"(?:of )?$"
        )
        _NUMBER_BEFORE[page.vocabulary.codes] = pattern
    match = pattern.search(hit.line.folded, max(0, hit.start - 30), hit.start)
    if match is None:
        return None
    value = page.number(match["n"])
    return (value, match.start()) if 0 < value <= _MOST else None


_NUMBER_BEFORE: dict[tuple[str, ...], re.Pattern[str]] = {}


def _people(page: Page) -> Iterator[Fact]:
    for hit in page.hits("people", _KINDS):
        line = hit.line
        if line.of_others or line.asks or _is_size(page, hit) or _stepped_on(page, hit):
            continue
        found = _affected_number(page, hit)
        if found is None or found[0] == 1 and not page.has(line, "only_me"):
            continue
        if any(h.start <= found[1] < h.end for h in page.within(line, "template:others_too")):
            continue  # counted with the caller below
        if _troubled(page, line) or _adds_to_trouble(page, line):
            yield page.fact(FactField.AFFECTED_USERS_COUNT, str(found[0]), line, found[1], hit.end, computed=True)
    for hit in page.hits("only_me", _KINDS):
        if not hit.line.asks and not hit.line.of_others:
            yield page.fact(FactField.AFFECTED_USERS_COUNT, "1", hit.line, hit.start, hit.end, computed=True)
    for hit in page.hits("template:others_too", _KINDS):
        number = page.number(group(hit.match, "n")) if hit.match is not None else 0
        if number and not hit.line.of_others and not hit.line.asks and not _counts_customers(page, hit):
            yield page.fact(
                FactField.AFFECTED_USERS_COUNT, str(number + 1), hit.line, hit.start, hit.end, computed=True
            )
    for hit in page.hits("template:all_about", _KINDS):
        number = page.number(group(hit.match, "n")) if hit.match is not None else 0
        line = hit.line
        ends = _NO_NOUN.match(line.folded, hit.end) is not None
        if number > 1 and ends and not line.asks and not line.of_others and _troubled(page, line):
            yield page.fact(FactField.AFFECTED_USERS_COUNT, str(number), line, hit.start, hit.end, computed=True)


def _affected_number(page: Page, hit: Hit) -> tuple[int, int] | None:
    """The number before a noun; of "12 of our 80 nurses" the first, since the second is the head-count."""
    found = _number_before(page, hit)
    for part in page.within(hit.line, "template:n_of_m"):
        if found is not None and part.start < found[1] < part.end and part.match is not None:
            low, high = (page.number(group(part.match, n)) for n in ("n", "m"))
            if 0 < low <= high and high == found[0]:
                return low, part.start
    return found


def _is_size(page: Page, hit: Hit) -> bool:
    """Whether a number of people is a head-count, unless they do something: "we have 60 people standing around"."""
    if not page.has(hit.line, "headcount") or page.within(hit.line, "template:n_of_m"):
        return False
    return not any(
        h.start >= hit.end and _BESIDE.fullmatch(hit.line.folded, hit.end, h.start)
        for h in page.within(hit.line, "affected")
    )


def _stepped_on(page: Page, hit: Hit) -> bool:
    """Whether a step was taken on the counted ("reset 3 users, no change"), rather than by them ("3 people tried")."""
    line = hit.line
    if page.has(line, "tried") and not _told_trouble(page, line):
        return True
    return _stepped(page, line) and any(h.start < hit.start for h in page.within(line, "tried"))


def _told_trouble(page: Page, line: Line) -> bool:
    """Whether trouble is told by more than a "not", which says what was done as well ("deactivated, not deleted")."""
    return any(
        not _ONLY_NOT.fullmatch(fold(h.text)) and not _denied(h)
        for key in ("affected", "symptom")
        for h in page.within(line, key)
    )


def _stepped(page: Page, line: Line) -> bool:
    """Whether a line tells of a step and its result: "reinstalled on two devices, no change" counts nobody affected."""
    stepping = page.has(line, "tried") or any(h.start <= _OPENING for h in page.within(line, "tried_start"))
    return stepping and page.has(line, "result")


def _troubled(page: Page, line: Line) -> bool:
    return page.has(line, "affected") or page.has(line, "symptom")


def _adds_to_trouble(page: Page, line: Line) -> bool:
    """Whether a short line adds a number to the trouble before it: "No one got it. Some 420 families." """
    if len(line.text.split()) > _SHORT:
        return False
    before = page.lines[max(0, line.index - _REACH) : line.index]
    return any(x.span.message == line.span.message and _troubled(page, x) for x in before)


def _near_trouble(page: Page, line: Line) -> bool:
    """Whether a line, or the one before it in the same message, tells of trouble ("… comes up blank. Every time.")."""
    if _troubled(page, line):
        return True
    before = page.lines[line.index - 1] if line.index else line
    return before.span.message == line.span.message and page.has(before, "symptom") and len(line.text.split()) <= _SHORT


def _customers(page: Page) -> Iterator[Fact]:
    for hit in page.hits("customers", _KINDS):
        line = hit.line
        if line.asks or page.has(line, "headcount") or page.has(line, "tenure_strict") or _are_logins(page, hit):
            continue
        found = _affected_number(page, hit)
        if found is None or found[0] < 2 or not _troubled(page, line) or page.within(line, "template:other_customers"):
            continue
        yield page.fact(FactField.AFFECTED_CUSTOMERS_COUNT, str(found[0]), line, found[1], hit.end, computed=True)
    yield from _further_customers(page)


def _are_logins(page: Page, hit: Hit) -> bool:
    """Whether "accounts" are log-ins or bank accounts: a customer's own always are, ours where a word says so."""
    if _ACCOUNTS.search(fold(hit.text)) is None:
        return False
    ours = hit.line.message.role in (Role.SUPPORT, Role.ENGINEERING)
    return not ours or _NO_CUSTOMERS.search(hit.line.folded) is not None


def _further_customers(page: Page) -> Iterator[Fact]:
    """Others with the same trouble and this customer: "two other clients are down too" makes three."""
    for key in ("template:other_customers", "template:others_too"):
        for hit in page.hits(key, _KINDS):
            number = page.number(group(hit.match, "n")) if hit.match is not None else 0
            named = key == "template:other_customers" or _counts_customers(page, hit)
            told = _troubled(page, hit.line) or page.has(hit.line, "result")
            if number and named and told and not hit.line.asks:
                yield page.fact(
                    FactField.AFFECTED_CUSTOMERS_COUNT, str(number + 1), hit.line, hit.start, hit.end, computed=True
                )


def _counts_customers(page: Page, hit: Hit) -> bool:
    """Whether "two other …" are customers: called so, or told on our side, where others are no colleagues."""
    high = min(len(hit.line.folded), hit.end + _NOUN)
    near = [h for h in page.within(hit.line, "people") if hit.start <= h.end and h.start < high]
    named = any(
        h.start < high and hit.start < h.end
        for key in ("customers", "company_word")
        for h in page.within(hit.line, key)
    )
    return named or (not near and hit.line.message.role in (Role.SUPPORT, Role.ENGINEERING))


def _frequencies(page: Page) -> Iterator[Fact]:
    counted = False
    for hit in page.hits("template:n_of_m", _KINDS):
        low, high = (page.number(group(hit.match, n)) if hit.match is not None else 0 for n in ("n", "m"))
        if 0 < low <= high and high >= 2 and not hit.line.of_others and _of_occasions(page, hit):
            counted = True
            yield page.fact(FactField.FREQUENCY, f"{low} of {high}", hit.line, hit.start, hit.end, computed=True)
    for key, value in (("always", "always"), ("intermittent", "intermittent"), ("once", "once"), ("periodic", None)):
        for hit in page.hits(key, _KINDS):
            line = hit.line
            if line.of_others or line.asks or not _near_trouble(page, line):
                continue
            if key == "always" and _is_same_result(page, hit):
                continue
            if counted and (key == "intermittent" or _denied(hit)):
                continue  # "5 of 14" says it better
            word = "intermittent" if key == "always" and _denied(hit) else value
            yield page.fact(
                FactField.FREQUENCY, word or hit.text.lower(), line, hit.start, hit.end, computed=word is not None
            )


def _of_occasions(page: Page, hit: Hit) -> bool:
    """Whether "n of m" counts occasions: not people, customers or places, and not what a step did to m things."""
    line = hit.line
    if _stepped(page, line) or any(h.start <= _OPENING for h in page.within(line, "tried_start")):
        return False
    return not any(
        hit.start < h.end and h.start <= hit.end + 1
        for key in ("people", "customers", "places")
        for h in page.within(line, key)
    )


def _denied(hit: Hit) -> bool:
    """Whether "not" stands right before: "not every night"."""
    return _NOT_BEFORE.search(hit.line.folded, 0, hit.start) is not None


def _is_same_result(page: Page, hit: Hit) -> bool:
    """Whether "always the same error" sums up what was tried, and says nothing of how often it happens."""
    return _stepped(page, hit.line) and any(0 <= h.start - hit.start <= _SAME for h in page.within(hit.line, "result"))
