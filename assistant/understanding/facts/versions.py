"""Versions of product, app, firmware, API or library.

Dotted numbers are also dates, addresses, amounts and paragraphs: a version has a word for it, a product's name or three
parts, and nothing beside it that says otherwise.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.environment import BROWSER_NAMES, OS_NAMES
from assistant.understanding.facts.identifiers import CODES
from assistant.understanding.facts.page import Line, Page

_KINDS = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.LOG)
_LONGEST_FIELD = 60
_TABLE_BARS = 2
"""Bars from which on a line is a row of a table (dependencies, extensions), not a statement."""
_VERSION = re.compile(
    r"(?<![\w.,$€£/+-])(?P<v>[vV]?\.?\s?)(?P<number>\d{1,4}(?:\.\d{1,6}){1,3}(?:[-+ ]?(?:rc"
    r"|beta|alpha|b|hotfix|hf|sp|p|patch|LTS|lts|RC|SNAPSHOT|Beta)[-.]?\d{0,3})?(?![\w.]*@))"
    r"(?![\w%‰°€$£]|\.\d|,\d|[/:-]\d|\s?(?:%|€|EUR|USD|GBP|MB|GB|KB|TB|ms|s|sec\w*|min\w*|h"
    r"|hrs?|hours?|Uhr|km|m|kg|Mbit|Mbps|°|million|Mio|k|x|points?|times)\b)"
)
_DOTTED = re.compile(r"(?<![\w.,])(?P<v>[vV]\.?)?(?P<number>\d{1,4}\.\d{1,4}(?:\.\d{1,6}){0,2})\.?(?![\w])")
_RIGHT_BEFORE = 2
_YEARS_BACK, _YEARS_AHEAD = 3, 5
"""Years around that of the report which two digits may mean."""
_SLASHED = re.compile(r"(?<![\w/])(?P<name>[A-Za-z][A-Za-z0-9_-]{2,40})/(?P<number>\d{1,4}(?:\.\d{1,6}){1,3})\b")
_PINNED = re.compile(
    r"(?<![\w:.-])(?P<name>[a-z][\w.-]{1,40}:[\w.-]{1,40}:|[a-z][\w-]{1,40}==|[a-z@][\w./-]{1,40}@\^?)"
    r"(?P<number>\d{1,4}(?:\.\d{1,6}){1,3}[\w.-]{0,12})\b"
)
_PRODUCT = re.compile(r"(?P<name>(?:[^\W\d_][\w'’&+-]*\s){0,1}[^\W\d_][\w+#'’&-]*)[\s(,]{1,2}(?:[vV]\.?\s?)?$")
_NOT_PRODUCTS = frozenset(
    "http https sip ip tls ssl tcp udp usb mozilla applewebkit gecko khtml section clause chapter page paragraph "
    "figure step about around nearly roughly only from to by at in on of for und a costs cost price over under".split()
)
_PLATFORMS = re.compile(
    r"(?:windows|macos|mac os|os x|ios|ipados|android|ubuntu|debian|fedora|centos|rhel|linux"
    r"|chrome|firefox|safari|edge|opera|chromium|brave|vivaldi|explorer)\s*\(?[vV]?\.?\s*$",
    re.IGNORECASE,
)
_NOT_ON = re.compile(
    r"\b(?:not|nicht|pas|no|nao|non|niet)\s(?:on|in|with|under|auf|mit|unter|sur|avec|dans|en|con|na|no|em|com|su|op|met)\s(?:v\.?)?$"
)
_WORKED = re.compile(
    r"\b(?:(?:it |all |everything |that )?(?:worked|works|was (?:fine|ok|okay))|funktionier\w*"
    r"|lief(?:en)?|ging|klappte|sind \w+ noch|fonctionn\w+|marchait"
    r"|funcionaba|funcionaban|iba bien|funzionava\w*|andava|funcionava\w*|werkte|ging het)\b|動いて|正常"
)
_NO_MORE = re.compile(
    r"\b(?:not|n't|never|no longer|until|till|nicht|nie|bis|pas|plus|jamais|jusqu|no|nunca|hasta|non"
    r"|mai|fino|nao|ate|niet|nooit|tot|since|seit"
    r"|depuis|desde|da quando|sinds|works? (?:with|on|for))\b|n't\b|ません|ない"
)
_YEARLY = re.compile(
    r"(?<![\w-])(?:Auto[Cc][Aa][Dd](?: LT)?|Acad|Revit|Inventor|SolidWorks|SOLIDWORKS|SketchUp"
    r"|ArchiCAD|Archicad|MEP|Office|Excel|Outlook|Word|PowerPoint|Access|Visual Studio|SQL Server"
    r"|Exchange|SharePoint|Project|Visio|Photoshop|InDesign|Illustrator|Acrobat|QuickBooks|Sage"
    r"|MATLAB|Dynamics)"
    r" (?:20\d\d|R20\d\d[ab]?)(?![\w-])"
)


def find_versions(page: Page) -> Iterable[Fact]:
    """Facts for `version`."""
    known: set[tuple[int, int]] = set()
    for fact, line, start in _from_fields(page):
        known.add((line.index, start))
        yield fact
    for line in page.lines:
        table = line.kind is SpanKind.PROSE and line.text.count("|") >= _TABLE_BARS
        if line.kind in _KINDS and not line.of_others and not table and any(c.isdigit() for c in line.text):
            yield from _dotted(page, line, known)
            yield from _named(page, line)


def _from_fields(page: Page) -> Iterator[tuple[Fact, Line, int]]:
    for entry in page.fields:
        if entry.name is not FactField.VERSION or len(entry.value) > _LONGEST_FIELD or OS_NAMES.match(entry.value):
            continue
        match = _VERSION.search(entry.value) or re.match(r"\S*\d\S*", entry.value)
        if match is not None:
            low = entry.start + match.start()
            text = match.group().rstrip()
            yield page.fact(FactField.VERSION, text.strip(), entry.line, low, low + len(text)), entry.line, low


def _dotted(page: Page, line: Line, known: set[tuple[int, int]]) -> Iterator[Fact]:
    taken = [m.span() for pattern in (OS_NAMES, BROWSER_NAMES, CODES) for m in pattern.finditer(line.text)]
    for match in _VERSION.finditer(line.text):
        at = match.start("number")
        if (
            any(low <= at < high for low, high in taken)
            or (line.index, at) in known
            or (line.index, match.start()) in known
        ):
            continue
        start = _version_start(page, line, match)
        if start is not None and not _works_there(page, line, at, match.end()):
            yield page.fact(FactField.VERSION, match["number"], line, start, match.end("number"))


def _works_there(page: Page, line: Line, start: int, end: int) -> bool:
    """Whether a version is one without the fault, not the customer's: "on 5.2.8 it worked", "not on 26.10.4"."""
    if _NOT_ON.search(line.folded, 0, start) is not None:
        return True
    low, high = page.clause(line, start, end)
    part = line.folded[low:high]
    return _WORKED.search(part) is not None and _NO_MORE.search(part) is None


def _named(page: Page, line: Line) -> Iterator[Fact]:
    """Versions written into a name: "AutoCAD 2022", "agent/2.14.0", "pyspark==3.4.1"."""
    for match in _YEARLY.finditer(line.text):
        yield page.fact(FactField.VERSION, match.group(), line, match.start(), match.end())
    for pattern in (_SLASHED, _PINNED):
        for match in pattern.finditer(line.text):
            if fold(match["name"]) not in _NOT_PRODUCTS and "mozilla/5" not in line.folded:
                name = match["name"].rstrip(":=@").rpartition(":")[2]
                value = match["number"] if pattern is _SLASHED else f"{name} {match['number']}"
                yield page.fact(FactField.VERSION, value, line, match.start(), match.end("number"))


def _version_start(page: Page, line: Line, match: re.Match[str]) -> int | None:
    """Where the quote of a version begins; None where the number is no version."""
    number, start = match["number"], match.start()
    parts = re.findall(r"\d+", number)
    before = line.text[:start]
    cue = next(
        (
            h
            for h in page.within(line, "version_word")
            if h.end <= match.start("number") and match.start("number") - h.end <= 8
        ),
        None,
    )
    if any(h.end <= start and start - h.end <= 4 for h in page.within(line, "not_version")):
        return None
    if _PLATFORMS.search(before):
        return None
    dating = cue is not None and any(h.start == cue.start and h.end == cue.end for h in page.within(line, "as_of"))
    if _is_date(parts, page.reference.year) and (cue is None or dating):
        return None
    if (
        cue is None
        and line.text[match.end("number") : match.end("number") + 1] == "."
        and _could_be_day(parts)
        and page.vocabulary.codes[:1] != ("en",)
    ):
        return None
    if len(parts) == 4 and all(int(p) <= 255 for p in parts) and cue is None and int(parts[0]) >= 10:
        return None
    if line.kind is SpanKind.LOG and cue is None and not match["v"].strip() and not _product(before):
        return None
    if cue is not None:
        return cue.start
    product = _product(before)
    if match["v"].strip():
        return start if product is None else product
    if product is not None and len(parts[0]) <= 4:
        return product
    if len(parts) >= 3:
        return start
    after_cue = any(0 <= start - h.end <= 2 for h in page.within(line, "version_before"))
    follows = any(0 <= h.start - match.end("number") <= 2 for h in page.within(line, "version_after"))
    return start if after_cue or follows else None


def _product(before: str) -> int | None:
    """Where the product's name before a number begins: a name with a capital, or a word for software; None without."""
    match = _PRODUCT.search(before[-60:])
    if match is None:
        return None
    words = match["name"].split()
    last = words[-1]
    if fold(last) in _NOT_PRODUCTS or len(last) < 2:
        return None
    software = fold(last) in (
        "app",
        "client",
        "agent",
        "plugin",
        "runner",
        "sdk",
        "api",
        "server",
        "driver",
        "module",
        "connector",
        "firmware",
        "build",
        "release",
        "java",
        "python",
        "php",
        "node",
        "npm",
        "git",
        "pyspark",
        "hadoop",
    )
    if not (software or (any(c.isupper() for c in last) and not _sentence_start(before, last))):
        return None
    offset = max(0, len(before) - 60) + match.end("name") - len(last)
    return offset


def _sentence_start(before: str, word: str) -> bool:
    """Whether a capital may come from the sentence's beginning only."""
    return before.rstrip(" (,vV.").strip() == word and word[1:].islower() and len(word) <= 4


def _could_be_day(parts: list[str]) -> bool:
    """Whether "13.11" may be a day and a month, as "13.11." is in German."""
    return len(parts) == 2 and 1 <= int(parts[0]) <= 31 and 1 <= int(parts[1]) <= 12


def version_places(page: Page, line: Line) -> list[tuple[int, int]]:
    """Where dotted numbers stand that are no dates, though they have the look of one.

    A word for versions right before decides ("firmware 2.11.20"); else a year of two digits that lies years back tells
    a version ("3.9.14").
    """
    places = []
    for match in _DOTTED.finditer(line.text):
        parts = re.findall(r"\d+", match["number"])
        words = [h for h in page.within(line, "version_word") if 0 <= match.start() - h.end <= _RIGHT_BEFORE]
        dating = {(h.start, h.end) for h in page.within(line, "as_of")}
        named = bool(match["v"]) or any((h.start, h.end) not in dating for h in words)
        if named or (len(parts) == 3 and len(parts[2]) == 2 and not _is_near(int(parts[2]), page.reference.year)):
            places.append(match.span())
    return places


def _is_near(year: int, now: int) -> bool:
    """Whether a year of two digits may be meant in a report of the year `now`."""
    return -_YEARS_BACK <= 2000 + year - now <= _YEARS_AHEAD


def _is_date(parts: list[str], now: int) -> bool:
    if len(parts) != 3:
        return False
    a, b, c = (int(p) for p in parts)
    if 1 <= a <= 31 and 1 <= b <= 12 and len(parts[2]) == 2:
        return _is_near(c, now)
    return (1 <= a <= 31 and 1 <= b <= 12 and (len(parts[2]) == 4 and 1990 <= c <= 2100)) or (
        1990 <= a <= 2100 and len(parts[0]) == 4 and 1 <= b <= 12 and 1 <= c <= 31
    )
