"""What the customer pays and was promised: `arr`, `plan`, `sla`."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Hit, Page

_KINDS = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)
_CURRENCY = r"(?:USD|EUR|GBP|CHF|AUD|CAD|BRL|JPY|SEK|NOK|DKK|PLN|MXN|TEUR|US\$|R\$|A\$|C\$|[$€£¥]|euros?|dollars?|pounds?|Euro|libras|reais|円|Franken|francs)"
_SCALE = r"(?:k|K|m|M|mn|mln|mio|Mio|million(?:s|en)?|millones|milhões|milioni|miljoen|tsd|Tsd|thousand|mil|mila|bn|万|億)"
_MONEY = re.compile(rf"(?<![\w.,])(?P<before>{_CURRENCY})?\s?(?P<number>\d{{1,3}}(?:[.,'’ ]\d{{3}})+(?:[.,]\d{{2}})?|\d+(?:[.,]\d{{1,2}})?)\s?(?P<scale>{_SCALE})?\.?\s?(?P<after>{_CURRENCY})?(?!\w)(?!%)")
_REACH = 40
_SLA_VALUE = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?\s?(?:%|h\b|hrs?\b|hours?\b|hour\b|min(?:utes?)?\b|m\b|business days?|days?|Stunden?|Std\b|Minuten|Tage?n?|heures?|jours?|horas?|d[ií]as?|dias?|ore\b|ora\b|giorni|uur|uren|dagen|時間|分|営業日)", re.IGNORECASE)
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
        best = min((m for m in _MONEY.finditer(line.text) if _is_money(m, hit)), key=lambda m: _distance(m, hit), default=None)
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
            if 1 <= len(value) <= 40 and not re.search(r"\d{4,}", value):
                yield page.fact(FactField.PLAN, value, entry.line, entry.start, entry.start + len(value))
    for hit in page.hits("plan_after", _KINDS):
        if hit.line.of_others:
            continue
        match = _PLAN_VALUE.search(hit.line.text, max(0, hit.start - 40), hit.start)
        if match is not None and (words := _plan_words(page, match["name"])):
            start = match.end("name") - len(words)
            yield page.fact(FactField.PLAN, words, hit.line, start, hit.end)
            continue
        after = re.compile(r"[\s:„\"'-]{1,3}(?P<name>[A-Z][\w+]*(?:\s?\+)?(?: [A-Z]\+?)?)").match(hit.line.text, hit.end)
        if after is not None and (fold(after["name"]) in page.vocabulary.words("plans") or re.fullmatch(r"[A-D]\+?|\d", after["name"])):
            yield page.fact(FactField.PLAN, after["name"], hit.line, hit.start, after.end("name"))


def _plan_words(page: Page, name: str) -> str:
    """The end of a phrase that names a plan ("Pro", "Enterprise Plus"); "" where it names none."""
    plans = page.vocabulary.words("plans")
    words = name.split()
    if len(words) >= 2 and (fold(" ".join(words[-2:])) in plans or words[-1] == "+"):
        return " ".join(words[-2:])
    return words[-1] if fold(words[-1]) in plans else ""


def _levels(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.SLA and len(entry.value) <= 100 and not entry.line.of_others:
            yield page.fact(FactField.SLA, entry.value, entry.line, entry.start, entry.end)
    field_lines = {f.line.index for f in page.fields if f.name is FactField.SLA}
    for hit in page.hits("sla", _KINDS):
        if hit.line.of_others or hit.line.index in field_lines:
            continue
        low, high = page.clause(hit.line, hit.start, hit.end)
        match = next((m for m in _SLA_VALUE.finditer(hit.line.text) if low - _REACH <= m.start() <= high + _REACH), None)
        if match is not None:
            start, end = min(match.start(), hit.start), max(match.end(), hit.end)
            if end - start <= 90:
                yield page.fact(FactField.SLA, hit.line.text[start:end], hit.line, start, end)
