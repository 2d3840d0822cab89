"""Numbers with what they count or measure: money, sizes, lengths of time, percentages, bare numbers, numbers in words.

Small numbers in words are ordinary prose ("one of our engineers", "two things"): up to three they are a claim only
beside something that is counted in support ("three customers"), above that unless they count parts of the letter
itself ("five questions"). "One", "first" and the like are never a claim; they prove a digit.
"""

import re
from dataclasses import dataclass, replace

from assistant.grounding.claims import ClaimKind, Found, Key, Reading
from assistant.grounding.numerals import NUMERAL, kanji_value, values
from assistant.grounding.scan import Scan
from assistant.grounding.vocabulary import Vocabulary, codes

_START = re.compile(r"(?<![\d])(?<![\d][.,:/])")
_NUMBERING = re.compile(r"(?m)^[ \t>#*+-]{0,40}(\d{1,3})[.)](?=\s|$)|[\[(](\d{1,2})[\])]")
_SUFFIX = re.compile(r"(?:st|nd|rd|th|er|ere|re|e|eme|te|ten|ter|ste|x|ª|º|°)(?![^\W_])")
_NEXT = re.compile(r"[ -]?([%‰€£¥₹]|r?\$|[kmt][€$]|[^\W\d_]+(?:/s\b)?)")
_ARMS = re.compile(r"(?:(?<![^\W_])([a-z]{1,4}[$])|([€$£¥₹])|(?<![^\W\d_])([a-z]{3}))\s?$")
_RANGE = re.compile(r"\s?(?:-|to|or|and|bis|oder|und|à|a|ou|et|o|y|e|ate|tot|of|en)\s?")
_SUM = re.compile(r",?\s?(?:and|und|et|y|e|en)?\s?")
_LONE_UNITS = frozenset("hsju%‰秒分日週")
"""Units of one character that stand apart from the number; the others do so only as words of their own."""
_LABEL = re.compile(r"[:=|]\s*[\"']?$")
_REFERENCE = re.compile(r"([^\W\d_]+)\s$")
_KANJI = re.compile("[〇一二三四五六七八九十百千万億]+")
_NO_NUMBER = frozenset({"十分"})
"""Words that only look like a number with its unit ("enough")."""
_CJK = 0x3000
_POINT = re.compile(r"\d{1,4}\.\d{1,4}")
_FEW = frozenset(map(float, range(10)))
_DOTTED_HOUR = re.compile(r"([01]?\d|2[0-3])\.([0-5]\d)(?!\d)")
_LENDING = 24
"""Characters over which a bare number may share the unit of a length of time."""
_SINGLE_WORDS = 3
"""Up to this value a number in words must count something of the lexicon to be a claim."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the measure beside it."""

    start: int
    end: int
    values: tuple[float, ...]
    digits: bool
    sizes: tuple[tuple[str, float], ...] = ()
    currency: str | None = None
    claimed: bool = True
    label: bool = False
    lent: tuple[tuple[str, float], ...] = ()
    """The unit of a length of time beside it, which a bare number may share ("180 minutes instead of 40")."""


def find_quantities(scan: Scan, words: list[re.Match[str]]) -> None:
    """All numbers that are still free."""
    numbering = {m.start(1) if m[1] else m.start(2) for m in _NUMBERING.finditer(scan.folded)}
    found = [q for m in NUMERAL.finditer(scan.folded) if (q := _numeral(scan, m, numbering)) is not None]
    found += _in_words(scan, words)
    found += _kanji(scan)
    found.sort(key=lambda q: q.start)
    _spans(scan, found)
    for quantity in _joined(scan.folded, found):
        _put(scan, quantity)


def _numeral(scan: Scan, match: re.Match[str], numbering: set[int]) -> Quantity | None:
    start, end = match.span()
    before = scan.folded[max(0, start - 6) : start]
    arms = _ARMS.search(before) if before else None
    currency = _currency_before(arms)
    glued = before[-1:].isalnum() and not ord(before[-1]) > _CJK and not before[-1:].isdigit()
    if not scan.free(start, end) or (glued and currency is None) or before[-1:] in ("_",):
        return None
    read = values(match.group())
    if not read:
        return None
    claimed = start not in numbering and not (read[0] in (0.0, 1.0) and currency is None)
    reference = _REFERENCE.search(scan.folded[max(0, start - 24) : start])
    if reference and reference[1] in scan.vocabulary.rhetorical:
        claimed = False
    begin = start - len(arms.group()) if arms is not None and currency else start
    quantity = Quantity(begin, end, read, True, claimed=claimed, label=_LABEL.search(before) is not None)
    if start in numbering:
        return quantity
    return _measured(scan, replace(quantity, currency=currency))


def _currency_before(arms: re.Match[str] | None) -> str | None:
    if arms is None:
        return None
    tables = codes()
    for part in (arms[1], arms[2]):
        if part and part in tables.symbols:
            return tables.symbols[part]
    if arms[1]:
        return tables.symbols["$"]
    return tables.currencies.get(arms[3]) if arms[3] and len(arms[3]) == 3 else None


def _measured(scan: Scan, quantity: Quantity) -> Quantity:
    """The quantity with its scale, unit and currency, read from the words behind it."""
    words, text, tables = scan.vocabulary, scan.folded, codes()
    suffix = _SUFFIX.match(text, quantity.end) if quantity.digits else None
    if suffix is not None:
        return replace(quantity, end=suffix.end())
    quantity = _half(text, quantity, words)
    word, start, end = _next(scan, quantity.end)
    factor = words.scales.get(word)
    if factor is not None and (len(word) > 1 or start == quantity.end or quantity.currency is not None):
        after = _next(scan, end)[0]
        money = quantity.currency is not None or after in tables.currencies or after in tables.symbols
        if word in words.units and not money:
            return replace(quantity, end=end, sizes=(*words.units[word], ("n", factor)))
        quantity = replace(quantity, end=end, values=tuple(v * factor for v in quantity.values))
        word, start, end = _next(scan, end + (text[end : end + 1] == "." and len(word) > 1))
    if word in words.qualifiers and (following := _next(scan, end))[0] in words.units:
        word, start, end = following
    if word in tables.fused and start - quantity.end <= 1:
        currency, factor = tables.fused[word]
        return replace(quantity, end=end, currency=currency, values=tuple(v * factor for v in quantity.values))
    if word in tables.symbols or word in tables.currencies:
        return replace(quantity, end=end, currency=tables.symbols.get(word) or tables.currencies[word])
    if word in words.units and (len(word) > 1 or start == quantity.end or word in _LONE_UNITS):
        return _half(text, replace(quantity, end=end, sizes=words.units[word]), words)
    if quantity.digits and word in words.rhetorical and quantity.values[0] in _FEW:
        return replace(quantity, claimed=False)
    return quantity


def _half(text: str, quantity: Quantity, words: Vocabulary) -> Quantity:
    for half in words.halves:
        for glued in (" " + half, half):
            end = quantity.end + len(glued)
            if text.startswith(glued, quantity.end) and (ord(half[0]) > _CJK or not text[end : end + 1].isalpha()):
                return replace(quantity, end=end, values=tuple(v + 0.5 for v in quantity.values))
    return quantity


def _next(scan: Scan, at: int) -> tuple[str, int, int]:
    """The next word and its place; in Japanese, the longest beginning that is a known word."""
    words = scan.vocabulary
    match = _NEXT.match(scan.folded, at)
    if match is None:
        return "", at, at
    word, (start, end) = match[1], match.span(1)
    if ord(word[0]) > _CJK:
        tables = codes()
        for length in range(min(6, len(word)), 0, -1):
            head = word[:length]
            if head in words.units or head in words.counted or head in words.scales or head in tables.currencies:
                return head, start, start + length
            if head in tables.symbols:
                return head, start, start + length
        return "", at, at
    if word in _FRENCH_SIZES and not scan.text[start].isupper() and scan.language != "fr":
        return "", at, at
    two = _TWO_WORDS.match(scan.folded, start)
    if two is not None and two.group() in words.units:
        return two.group(), start, two.end()
    return word, start, end


_FRENCH_SIZES = frozenset({"ko", "mo", "go", "to"})
"""Octets, which are other words in other languages ("30 to 40")."""
_TWO_WORDS = re.compile(r"[^\W\d_]+ [^\W\d_]+")


def _in_words(scan: Scan, words: list[re.Match[str]]) -> list[Quantity]:
    """Numbers written in words, with scales ("two hundred", "drei Millionen"); also what proves 0, 1 and ordinals."""
    vocabulary, out, at = scan.vocabulary, [], 0
    while at < len(words):
        match = words[at]
        at += 1
        word = match.group()
        most = vocabulary.number_starts.get(word)
        if most is None:
            if (small := vocabulary.small.get(word)) is not None:
                out.append(Quantity(*match.span(), (small,), False, claimed=False))
            continue
        for count in range(min(most, len(words) - at + 1), 0, -1):
            end = words[at + count - 2].end()
            phrase = scan.folded[match.start() : end].replace("-", " ")
            if phrase in vocabulary.numbers:
                if scan.free(match.start(), end):
                    out.append(_worded(scan, Quantity(match.start(), end, (vocabulary.numbers[phrase],), False)))
                    while at < len(words) and words[at].start() < out[-1].end:
                        at += 1
                else:
                    at += count - 1
                break
    return out


def _worded(scan: Scan, quantity: Quantity) -> Quantity:
    value = quantity.values[0]
    measured = _measured(scan, quantity)
    if measured.sizes or measured.currency or measured.values != quantity.values:
        return measured
    following = _next(scan, quantity.end)[0]
    second = _next(scan, quantity.end + 1 + len(following))[0] if following else ""
    beside = {following, second}
    if beside & scan.vocabulary.rhetorical:
        return replace(quantity, claimed=False)
    counts = bool(beside & scan.vocabulary.counted)
    if scan.folded[quantity.start : quantity.end] in scan.vocabulary.vague:
        return replace(quantity, claimed=following in scan.vocabulary.counted and value > _SINGLE_WORDS)
    return replace(quantity, claimed=(value >= 2 and counts) or value > _SINGLE_WORDS)


def _kanji(scan: Scan) -> list[Quantity]:
    out = []
    for match in _KANJI.finditer(scan.folded):
        follower = _next(scan, match.end())[0]
        value = kanji_value(match.group())
        if value is None or not scan.free(*match.span()):
            continue
        if match.group() + follower in _NO_NUMBER:
            continue
        if follower in scan.vocabulary.counted or follower in scan.vocabulary.units:
            quantity = _measured(scan, Quantity(*match.span(), (value,), False, claimed=value > 1))
            out.append(quantity)
    return out


def _spans(scan: Scan, found: list[Quantity]) -> None:
    """Set phrases for a length of time ("half an hour"); with an article ("an hour") they only prove one."""
    for phrase, seconds in scan.vocabulary.spans.items():
        at = scan.folded.find(phrase)
        while at != -1:
            end = at + len(phrase)
            if (
                not scan.folded[at - 1 : at].isalnum()
                and not scan.folded[end : end + 1].isalpha()
                and scan.free(at, end)
            ):
                found[:] = [q for q in found if q.end <= at or end <= q.start]
                if _add_to_next(scan.folded, found, at, end, seconds):
                    at = scan.folded.find(phrase, end)
                    continue
                claimed = seconds not in (60.0, 3600.0, 86400.0, 604800.0)
                readings = ((("dur", seconds),),)
                scan.add(ClaimKind.DURATION, at, end, readings, claimed=claimed)
            at = scan.folded.find(phrase, end)


def _add_to_next(text: str, found: list[Quantity], start: int, end: int, seconds: float) -> bool:
    """Whether a set phrase and the length of time behind it were made one ("an hour and fifteen minutes")."""
    for place, quantity in enumerate(found):
        size = dict(quantity.sizes).get("dur")
        if size is None or not 0 <= quantity.start - end < 8 or size * quantity.values[0] >= seconds:
            continue
        if _SUM.fullmatch(text[end : quantity.start]):
            total = seconds + size * quantity.values[0]
            found[place] = replace(quantity, start=start, values=(total,), sizes=(("dur", 1.0),))
            return True
    return False


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """Ranges share the unit ("2-3 hours"); descending lengths of time add up ("1 hour 30 minutes")."""
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        if last is not None and last.end <= quantity.start and quantity.start - last.end < 8:
            between = text[last.end : quantity.start]
            plain = not last.sizes and last.currency is None and last.digits == quantity.digits
            if plain and last.claimed and (quantity.sizes or quantity.currency) and _RANGE.fullmatch(between):
                out[-1] = replace(last, sizes=quantity.sizes, currency=quantity.currency)
            elif _SUM.fullmatch(between) and (total := _total(last, quantity)) is not None:
                out[-1] = replace(last, end=quantity.end, values=(total,), sizes=(("dur", 1.0),))
                continue
        if last is not None and quantity.start - last.end <= _LENDING:
            if not quantity.sizes:
                quantity = replace(quantity, lent=tuple(s for s in last.sizes if s[0] == "dur"))
            elif not last.sizes:
                out[-1] = replace(last, lent=tuple(s for s in quantity.sizes if s[0] == "dur"))
        out.append(quantity)
    return out


def _total(a: Quantity, b: Quantity) -> float | None:
    size_a, size_b = dict(a.sizes).get("dur"), dict(b.sizes).get("dur")
    if size_a is None or size_b is None or size_a <= size_b:
        return None
    return a.values[0] * size_a + b.values[0] * size_b


def rounded(value: float) -> float:
    """A value without the dust of floating point."""
    return float(f"{value:.9g}")


def _put(scan: Scan, quantity: Quantity) -> Found | None:
    start, end = quantity.start, quantity.end
    if not scan.free(start, end):
        return None
    read = tuple(rounded(v) for v in quantity.values)
    if quantity.currency is not None:
        readings = [(key,) for v in read for key in (("money", quantity.currency, v), ("bare", v))]
        adds: Reading = tuple(("n", v) for v in read)
        return scan.add(ClaimKind.MONEY, start, end, tuple(readings), adds=adds)
    if quantity.sizes:
        return _put_sized(scan, quantity, read)
    numbers: tuple[Reading, ...] = tuple((("n", v),) for v in read)
    numbers += tuple((("dur", rounded(v * size)),) for _, size in quantity.lent for v in read if not scan.source)
    shown = scan.folded[start:end]
    if _POINT.fullmatch(shown):
        numbers = (*numbers, (("v", *shown.split(".")),))
    adds = tuple(("bare", v) for v in read) + (tuple(("label", v) for v in read) if quantity.label else ())
    if _next(scan, end)[0] not in scan.vocabulary.counted:
        adds += tuple(("loose", v) for v in read)
    if " " in shown and quantity.digits:
        # "1 200" may be two numbers that stand side by side ("HTTP/2 200")
        parts = tuple(float(p) for p in shown.split() if p.isdigit())
        numbers = (*numbers, tuple(("n", p) for p in parts))
        adds += tuple(("bare", p) for p in parts)
    return scan.add(ClaimKind.NUMBER, start, end, numbers, claimed=quantity.claimed, adds=adds)


def _put_sized(scan: Scan, quantity: Quantity, read: tuple[float, ...]) -> Found:
    readings: list[Reading] = []
    adds: list[Key] = []
    for dimension, size in quantity.sizes:
        for v in read:
            readings.append(((dimension, rounded(v * size)),))
            if dimension not in ("dur", "month", "%"):
                adds.append(("n", v))
    dotted = _DOTTED_HOUR.match(scan.folded, quantity.start)
    if dotted is not None and ("dur", 3600.0) in quantity.sizes:
        # NOTE: "7.25 uur" is a time of day in Dutch, and seven hours and a quarter to others
        readings.append((("clock", int(dotted[1]) * 3600 + int(dotted[2]) * 60),))
    percent = any(d == "%" for d, _ in quantity.sizes)
    timed = any(d in ("dur", "month") for d, _ in quantity.sizes)
    readings += [(("label" if percent else "loose" if timed else "bare", v),) for v in read]
    kind = ClaimKind.DURATION if timed else ClaimKind.NUMBER
    claimed = quantity.claimed or (timed and read[0] >= (1 if quantity.digits else 2)) or (percent and read[0] > 0)
    return scan.add(kind, quantity.start, quantity.end, tuple(readings), claimed=claimed, adds=tuple(adds))
