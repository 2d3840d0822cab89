"""What the customer pays and was promised: `arr`, `plan`, `sla`."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Hit, Line, Page

_KINDS = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)
_CURRENCY = (
    r"(?:USD|EUR|GBP|CHF|AUD|CAD|BRL|JPY|SEK|NOK|DKK|PLN|MXN|TEUR|US\$|R\$|A\$|C\$|[$€£¥]|euros?"
    r"|dollars?|pounds?|Euro|libras|reais|円|Franken|francs)"
)

_SCALE = (
    r"(?:k|K|m|M|mn|mln|mio|Mio|million(?:s|en)?|millones|milhões|milioni|miljoen|tsd|Tsd|thousand|mil|mila|bn|万|億)"
)
_MONEY = re.compile(
    rf"(?<![\w.,])(?P<before>{_CURRENCY})?\s?(?P<number>\d{{1,3}}(?:[.,'’ ]\d{{3}})+(?:[.,]\d{{2}})?"
    rf"|\d+(?:[.,]\d{{1,2}})?)\s?(?P<scale>{_SCALE})?\.?\s?(?P<after>{_CURRENCY})?(?!\w)(?!%)"
)
_REACH = 40
_NAMES_FOLLOW = frozenset(
    "plan tier tarif paket edition package abonnement formule offre forfait plano pacote piano pacchetto pakket "
    "subscription".split()
)
_PLAN_AFTER = re.compile(r"[\s:„\"'-]{1,3}(?P<name>[A-Z][\w+]*(?:\s?\+)?(?: [A-Z]\+?)?)")
_COMMON_WORDS = frozenset("team teams small studio trial community scale".split())
"""Names of plans that are everyday words after "on"."""
_LONGEST_PLAN = 40
_STRONG = re.compile(
    r"(?:^|[|·,;(/=–—-]|\s{2})\s*(?P<name>(?:Enterprise|Business|Premium|Platinum|Platin|Gold"
    r"|Silver|Pro|Professional|Starter|Standard|Basic|Plus|Essentials?|Free|Growth|Ultimate)"
    r"(?: (?:Plus|Pro|Cloud|\+))?)\s*(?=$|[|·,;)/]|\s{2}|[–—-]\s)"
)
_ON_PLAN = re.compile(
    r"(?<!\w)(?:on|auf|im|sur|en|no|em|op|su|sul|nel)\s(?:the |our |your |your )?(?P<name>[A-Z][\w]+)"
    r"(?=\s?(?:[,.;)(]|$|and\b|but\b|since\b|plan\b|tier\b))"
)
_SLA_VALUE = re.compile(
    r"\d{1,3}(?:[.,]\d{1,3})?\s?(?:%|h\b|hrs?\b|hours?\b|hour\b|min(?:utes?)?\b|m\b|business days?"
    r"|days?|Stunden?|Std\b|Minuten|Tage?n?|heures?|jours?|horas?|d[ií]as?|dias?|ore\b|ora\b"
    r"|giorni|uur|uren|dagen|時間|分|営業日)",
    re.IGNORECASE,
)
_PLAN_VALUE = re.compile(r"(?P<name>[A-Za-zÀ-ÿ][\w+&]*(?:\s(?:[A-Za-z][\w+]*|\+))?)[\s-]*$")


def find_money(page: Page) -> Iterable[Fact]:
    """Facts for `arr`, `plan`, `sla`; the customer's own, not another customer's."""
    yield from _revenue(page)
    yield from _plans(page)
    yield from _levels(page)


def _revenue(page: Page) -> Iterator[Fact]:
    taken: set[tuple[int, int]] = set()
    for hit in page.hits("arr", _KINDS):
        line = hit.line
        if line.of_others:
            continue
        best = min(
            (m for m in _MONEY.finditer(line.text) if _is_money(m, hit)), key=lambda m: _distance(m, hit), default=None
        )
        if best is None or _distance(best, hit) > _REACH or (line.index, best.start()) in taken:
            continue
        taken.add((line.index, best.start()))
        low, high = min(best.start(), hit.start), max(best.end(), hit.end)
        yield page.fact(FactField.ARR, _amount(best), line, low, high, computed="TEUR" in best.group())


def _is_money(match: re.Match[str], hit: Hit) -> bool:
    if match["before"] or match["after"]:
        return True
    named = re.fullmatch(r"arr|acv|.*revenue|.*umsatz|.*contract value|contract arr", fold(hit.text)) is not None
    return named and (match["scale"] is not None or len(re.sub(r"\D", "", match["number"])) >= 4)


def _distance(match: re.Match[str], hit: Hit) -> int:
    return max(match.start() - hit.end, hit.start - match.end(), 0)


def _amount(match: re.Match[str]) -> str:
    """The amount as written; only "310 TEUR", which no reader outside Germany knows, becomes "310000 EUR"."""
    if match["before"] != "TEUR" and match["after"] != "TEUR":
        return match.group().strip(" .")
    return f"{int(float(re.sub(r'[^0-9,]', '', match['number']).replace(',', '.')) * 1_000)} EUR"


def _plans(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.PLAN and not entry.line.of_others:
            value = re.split(r"\s?[(,;]", entry.value)[0].strip()
            if 1 <= len(value) <= _LONGEST_PLAN and not re.search(r"\d{4,}", value):
                yield page.fact(FactField.PLAN, value, entry.line, entry.start, entry.start + len(value))
    for hit in page.hits("plan_after", _KINDS):
        if not hit.line.of_others and not (hit.line.asks and hit.line.message.role is Role.SUPPORT):
            yield from _plan_beside(page, hit)
    for line in page.lines:
        if line.kind in _KINDS and not line.of_others:
            yield from _bare_plans(page, line)


def _plan_beside(page: Page, hit: Hit) -> Iterator[Fact]:
    """ "Business plan", "Tarif Pro", "Tier A+"."""
    before = _PLAN_VALUE.search(hit.line.text, max(0, hit.start - _REACH), hit.start)
    if before is not None and (words := _plan_words(page, before["name"])):
        yield page.fact(FactField.PLAN, words, hit.line, before.end("name") - len(words), hit.end)
        return
    after = _PLAN_AFTER.match(hit.line.text, hit.end) if fold(hit.text) in _NAMES_FOLLOW else None
    if after is not None:
        name = after["name"]
        if fold(name) in page.vocabulary.words("plans") or re.fullmatch(r"[A-D]\+?|\d", name):
            yield page.fact(FactField.PLAN, name, hit.line, hit.start, after.end("name"))


def _bare_plans(page: Page, line: Line) -> Iterator[Fact]:
    """A plan's name alone in a ticket head ("Acme · Enterprise · eu-1"), or after "on" ("we're on Business")."""
    if line.kind is SpanKind.FIELD or "|" in line.text or "·" in line.text:
        for match in _STRONG.finditer(line.text):
            yield page.fact(FactField.PLAN, match["name"], line, match.start("name"), match.end("name"))
    for match in _ON_PLAN.finditer(line.text):
        if fold(match["name"]) in page.vocabulary.words("plans") and fold(match["name"]) not in _COMMON_WORDS:
            yield page.fact(FactField.PLAN, match["name"], line, match.start("name"), match.end("name"))


def _plan_words(page: Page, name: str) -> str:
    """The end of a phrase that names a plan ("Pro", "Enterprise Plus"); "" where it names none."""
    plans = page.vocabulary.words("plans")
    words = name.split()
    if len(words) >= 2 and (fold(" ".join(words[-2:])) in plans or words[-1] == "+"):
        return " ".join(words[-2:])
    named = (
        words[-1][:1].isupper()
        and len(words[-1]) <= 12
        and not page.vocabulary.cues("customer_noun").match(fold(words[-1]))
    )
    return words[-1] if fold(words[-1]) in plans or named else ""


def _levels(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.SLA and len(entry.value) <= 100 and not entry.line.of_others:
            yield page.fact(FactField.SLA, entry.value, entry.line, entry.start, entry.end)
    field_lines = {f.line.index for f in page.fields if f.name is FactField.SLA}
    for hit in page.hits("sla", _KINDS):
        if hit.line.of_others or hit.line.index in field_lines:
            continue
        low, high = page.clause(hit.line, hit.start, hit.end)
        match = next(
            (m for m in _SLA_VALUE.finditer(hit.line.text) if low - _REACH <= m.start() <= high + _REACH), None
        )
        if match is not None:
            start, end = min(match.start(), hit.start), max(match.end(), hit.end)
            if end - start <= 90:
                yield page.fact(FactField.SLA, hit.line.text[start:end], hit.line, start, end)
