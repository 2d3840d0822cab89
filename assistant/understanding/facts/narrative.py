"""What should happen, what happens instead, and how people get by: `expected`, `actual`, `workaround`.

Headings of a report come first; prose is read clause by clause. A value is the clause, not the sentence, where the
sentence is long: the reader of a brief wants the point.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Hit, Line, Page
from assistant.understanding.facts.steps import step_places

_LONG = 12
"""Words above which a sentence is cut to the clause of the cue."""
_SHORT_CLAUSE = 5
_MOST = {FactField.ACTUAL: 2, FactField.EXPECTED: 2, FactField.WORKAROUND: 2}
"""Values taken at most: more of them are retellings."""
_SAME = 0.6
"""Share of words from which on two clauses say the same."""
_OUR_SIDE = (Role.SUPPORT, Role.ENGINEERING, Role.SYSTEM)
_TURN = re.compile(
    r"(?P<and>\s(?:and|but|yet|und|aber|mais|et|pero|y|ma|e|mas|maar|en)\s)(?:(?:we|it|i|they|he|she"
    r"|there|wir|es|ich|er|sie|nous|il|elle|on|je"
    r"|nosotros|lui|noi|nos|ele|ela|we|het|ik)\s)?(?:only |nur |sino |solo )?(?:get|gets|got|see|sees"
    r"|shows?|says|comes?|is|are|was|bekomm\w+|kommt|steht|zeigt"
    r"|obten\w+|affiche|recoit|sale|muestra|aparece|esce|mostra|appare|vem|krijg\w*|toont|staat)\b"
)
_IF = re.compile(r"\b(?:if|whether|ob|si|se|of)\b[^.;:]*$")
_EMPTY = frozenset(
    "nichts nothing anything something etwas was machen tun do done be rien faire quelque chose nada "
    "algo hacer fazer niente nulla fare qualcosa niets "
    "iets doen da about it this there that bitte please noch no not y en a kann kannst konnt konnen sie "
    "er on peut se puede podeis si puo potete pode podem kan kun niet could one to for us me can you we "
    "i man ich wir jetzt now denn hier here dagegen".split()
)
_SUPPOSED = re.compile(
    r"\W*(?:if|otherwise|or else|unless|in case|falls|sonst|andernfalls|ansonsten|sinon|en cas"
    r"|de lo contrario|si no|altrimenti|"
    r"senao|caso contrario|anders|mocht\w*|さもないと)\s"
)
_NOTHING = re.compile(r"(?i)\W*(?:n/?a|none|no|nope|keine?|aucun|ninguno|nenhum|nessuno|geen|-|なし)\W*")


def find_narrative(page: Page) -> Iterable[Fact]:
    """Facts for `expected`, `actual`, `workaround`."""
    sections = list(_sections(page))
    yield from sections
    named = {f.field for f in sections}
    if FactField.EXPECTED not in named:
        yield from _expected(page)
    if FactField.ACTUAL not in named:
        yield from _actual(page)
    if FactField.WORKAROUND not in named:
        yield from _workarounds(page)


def _sections(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if (
            entry.name in _MOST
            and entry.name is not None
            and len(entry.value) > 2
            and not _NOTHING.fullmatch(entry.value)
        ):
            yield page.fact(entry.name, entry.value.strip(), entry.line, entry.start, entry.end)
    for line in page.lines:
        name = page.section_field(line)
        if name in _MOST and name is not None and line.kind is SpanKind.PROSE and not _NOTHING.fullmatch(line.text):
            yield page.fact(name, line.text.strip(), line, 0, len(line.text))


def cut(page: Page, line: Line, start: int, end: int) -> tuple[int, int]:
    """The sentence, or for a long one the clause around `start:end`, widened where it is only a few words."""
    if len(line.text.split()) <= _LONG:
        return 0, len(line.text)
    stops = line.stops()
    low, high = page.clause(line, start, end)
    if len(line.text[low:high].split()) < _SHORT_CLAUSE:
        wider = min((s for s in stops if s > high), default=high)
        if len(line.text[low:wider].split()) <= _LONG:
            high = wider
    return low, high


def _speakable(line: Line) -> bool:
    return (
        line.kind in (SpanKind.PROSE, SpanKind.HEADING)
        and not line.of_others
        and len(line.text) > 8
        and line.text.count("|") < 2
    )


def _apart(found: list[tuple[Line, int, int]], line: Line, low: int, high: int) -> bool:
    """Whether a clause says something else than those already taken."""
    words = set(re.findall(r"\w{3,}", fold(line.text[low:high])))
    for other, a, b in found:
        others = set(re.findall(r"\w{3,}", fold(other.text[a:b])))
        if other is line or len(words & others) >= _SAME * max(1, min(len(words), len(others))):
            return False
    return True


def _facts(page: Page, name: FactField, found: list[tuple[Line, int, int]]) -> Iterator[Fact]:
    for line, low, high in sorted(found, key=lambda f: (f[0].index, f[1])):
        yield page.fact(name, line.text[low:high].strip(" ,;:-–—*"), line, low, high)


def _expected(page: Page) -> Iterator[Fact]:
    found: list[tuple[Line, int, int]] = []
    for key in ("should", "instead", "wish"):
        for hit in page.hits(key):
            line = hit.line
            if not _speakable(line) or line.message.role in _OUR_SIDE or len(found) >= _MOST[FactField.EXPECTED]:
                continue
            if (
                key == "should"
                and (line.asks or page.has(line, "not_should"))
                or key == "wish"
                and page.has(line, "not_wish")
            ):
                continue
            if key == "wish" and any(f[0] is not line for f in found):
                continue
            if key == "instead" and step_places(page, line) or key == "should" and _doubts(line, hit.start):
                continue
            low, high = _wanted(page, hit, key)
            if key == "wish" and _asks_for_nothing(line.folded[low:high]):
                continue
            if len(line.text[low:high].split()) >= 2 and _apart(found, line, low, high):
                found.append((line, low, high))
    yield from _facts(page, FactField.EXPECTED, found)


def _doubts(line: Line, start: int) -> bool:
    """Whether "should" stands in "tell us if we should": nothing is expected of the product there."""
    return _IF.search(line.folded, max(0, start - 30), start) is not None


def _asks_for_nothing(wanted: str) -> bool:
    """Whether a wish names nothing: "can nothing be done?"."""
    return all(w in _EMPTY for w in re.findall(r"[^\W\d_]+", wanted))


def _wanted(page: Page, hit: Hit, key: str) -> tuple[int, int]:
    """What is wanted: what follows "instead of" and "is there a way to"; for "should" the clause while it is short."""
    low, high = page.clause(hit.line, hit.start, hit.end)
    for turn in _TURN.finditer(hit.line.folded, low, high):
        # "it should be 45,000 and we get 48,750": what comes instead is not expected
        if turn.start() >= hit.end:
            high = turn.start()
            break
        if turn["and"] and key == "should":
            low = turn.start() + len(turn["and"])
    rest = len(hit.line.text[hit.end : high].split())
    if key == "instead" and rest >= 1:
        return hit.start, high
    if key == "wish" and rest >= 3:
        return hit.end, high
    if key == "should" and len(hit.line.text[low:high].split()) > _LONG and rest >= 2:
        return hit.start, high
    return low, high


def _actual(page: Page) -> Iterator[Fact]:
    ranked: list[tuple[float, Hit]] = []
    seen: set[int] = set()
    for hit in page.hits("symptom"):
        line = hit.line
        if line.index in seen or not _speakable(line) or line.asks or _excused(page, hit) or _supposed(page, hit):
            continue
        seen.add(line.index)
        ranked.append((symptom_weight(page, line), hit))
    # A step and its result ("re-queued it, still stuck") is told as tried; it tells the fault where nothing else does.
    plain = [r for r in ranked if not (step_places(page, r[1].line) and page.has(r[1].line, "result"))]
    ranked = plain or ranked
    ranked.sort(key=lambda r: (-r[0], r[1].line.index))
    found: list[tuple[Line, int, int]] = []
    for _, hit in ranked:
        low, high = cut(page, hit.line, hit.start, hit.end)
        if len(found) < _MOST[FactField.ACTUAL] and _apart(found, hit.line, low, high):
            found.append((hit.line, low, high))
    yield from _facts(page, FactField.ACTUAL, found)


def _excused(page: Page, hit: Hit) -> bool:
    """Whether a word for trouble stands inside "no problem", "not urgent" and the like."""
    return any(h.start <= hit.start < h.end for h in page.within(hit.line, "not_symptom"))


def _supposed(page: Page, hit: Hit) -> bool:
    """Whether trouble is only thought of: "if the amount is not returned by Friday", "otherwise nobody is paid"."""
    low, _ = page.clause(hit.line, hit.start, hit.end)
    return _SUPPOSED.match(hit.line.folded, low) is not None


def symptom_weight(page: Page, line: Line) -> float:
    """How likely a line tells what is wrong: more for the customer's early words, less for steps, wishes, our side."""
    weight = 2.0 + 0.3 * min(3, len(page.within(line, "symptom")))
    if line.message.role in _OUR_SIDE:
        weight -= 1.2
    for key, penalty in (
        ("tried", 0.8),
        ("wish", 0.8),
        ("workaround", 0.4),
        ("boilerplate", 0.7),
        ("hypothesis", 0.6),
        ("not_symptom", 0.4),
        ("threat", 0.8),
    ):
        if page.has(line, key):
            weight -= penalty
    if page.has(line, "when_i"):
        weight += 0.5
    if re.search(r"[\"«“„「]", line.text):
        weight += 0.3
    first = next((x.index for x in page.lines if x.kind is SpanKind.PROSE), 0)
    return weight - 0.04 * min(25, line.index - first)


def _workarounds(page: Page) -> Iterator[Fact]:
    found: list[tuple[Line, int, int]] = []
    for hit in page.hits("workaround"):
        line = hit.line
        if (
            not _speakable(line)
            or line.asks
            or page.has(line, "no_workaround")
            or len(found) >= _MOST[FactField.WORKAROUND]
        ):
            continue
        if page.has(line, "not_tried") and line.message.role not in _OUR_SIDE and not page.has(line, "you_can"):
            continue
        low, high = cut(page, line, hit.start, hit.end)
        if _apart(found, line, low, high):
            found.append((line, low, high))
    yield from _facts(page, FactField.WORKAROUND, found)
