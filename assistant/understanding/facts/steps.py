"""What was done: `repro_steps` (how to make it happen) and `tried` (a step taken, with its result where given)."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Basis, Evidence, Fact, FactField, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Hit, Line, Page

_PATH = re.compile(r"[\w\"“«][\w\s'’().&-]{1,30}(?:\s?(?:>|→|->|»)\s?[\w\"“«][\w\s'’().&-]{1,30}){1,5}")
_MARKER = re.compile(
    r"^\s*(?:>\s*)*(?:[#*•-]\s*)?(?:(?:step|schritt|étape|paso|passo|stap)\s*)?\d{1,2}\s?[.):]\s*$", re.IGNORECASE
)
_REQUEST = re.compile(r"^\s*(?:[<>*$] ?)*(?P<text>(?:GET|POST|PUT|PATCH|DELETE) /\S*|curl\s.{5,200})")
_MOST_STEPS = 15
_LONG = 16
"""Words above which a sentence is cut to the clauses of a step."""
_TRIGGER_WORDS = 12
_SHORT_RESULT = 7
_OPENING = 4
"""Characters before the words that open a result."""
_ADVICE = 40
_ALONE = 4
"""Words of a clause that is nothing but a result."""
_BARE = 4
_UNSPACED = re.compile(r"[\u3040-\u9fff]")
_PRONOUNS = frozenset("that this it das es ca cela eso lo ello quello ci isso isto dat die all both".split())
_ASKING = re.compile(
    r"\b(?:asked|called|phoned|contacted|commented|gebeten|angerufen|demande|appele|llamado|chiamato|telefonato|ligado|pedi"
    r"|gebeld)$"
)
"""Turning to somebody is a step only where it has a result."""
_WHEN = re.compile(
    r"(?:^|\W)(?:when|since|once|because|seit|seitdem|nachdem|weil|quand|depuis qu[e']|lorsqu[e']"
    r"|cuando|desde que|porque|quando"
    r"|da quando|perche|toen|sinds|nadat|omdat)\W?\s?$"
)
_WHICH = re.compile(
    r"(?:^|\W)(?:the|a|an|any|each|every)\s(?!(?:other|next|second|first)\s)"
    r"(?!\w*(?:day|morning|week|time|night|evening|hour|minute|meantime|moment)\s)[\w-]+\s$"
)
_TESTING = re.compile(r"(?:tried|tested|did|repeated|restarted|rebooted)$")
_GREETED = 30
"""Characters within which a greeting before a step ends: "Hi Anna, thanks for …"."""
_WALK = 3
"""Actions in one sentence from which on it walks through the product."""


def find_steps(page: Page) -> Iterable[Fact]:
    """Facts for `repro_steps` and `tried`."""
    listed = _listed(page)
    if listed:
        value = "; ".join(x.text.strip(" .;") for x in listed)
        yield Fact(
            field=FactField.REPRO_STEPS, value=value, evidence=tuple(page.quote(x, 0, len(x.text)) for x in listed)
        )
    else:
        told = next(_in_prose(page), None) or next(_request(page), None)
        if told is not None:
            yield told
    yield from _tried(page, frozenset(x.index for x in listed))


def _listed(page: Page) -> list[Line]:
    """Steps under their own heading, else a numbered list of actions."""
    found = [
        x
        for x in page.lines
        if page.section_field(x) is FactField.REPRO_STEPS
        and x.kind in (SpanKind.PROSE, SpanKind.LOG)
        and len(x.text) > 2
    ]
    if found:
        return _contiguous([x for x in found if x.span.message == found[0].span.message])[:_MOST_STEPS]
    runs: list[list[Line]] = []
    for line in page.lines:
        if line.kind is not SpanKind.PROSE or not _numbered(page, line):
            continue
        if runs and line.index - runs[-1][-1].index <= 2 and line.span.message == runs[-1][-1].span.message:
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        acting = sum(1 for x in run if page.has(x, "do_verb"))
        led = run[0].index > 0 and page.has(page.lines[run[0].index - 1], "steps_lead")
        if len(run) >= 2 and (led or acting * 2 >= len(run)) and not any(x.asks for x in run):
            return run[:_MOST_STEPS]
    return []


def _numbered(page: Page, line: Line) -> bool:
    raw = page.document.text
    begin = raw.rfind("\n", 0, line.span.start) + 1
    return _MARKER.match(raw[begin : line.span.start]) is not None or re.match(r"\d{1,2}[.)]\s", line.text) is not None


def _contiguous(lines: list[Line]) -> list[Line]:
    out = lines[:1]
    for line in lines[1:]:
        if line.index - out[-1].index > 2:
            break
        out.append(line)
    return out


def _in_prose(page: Page) -> Iterator[Fact]:
    """Sentences that walk through the product: several actions in a row, a menu path, or "when I …"."""
    for line in page.lines:
        if line.kind is not SpanKind.PROSE or line.of_others or line.asks:
            continue
        trigger = next(iter(page.within(line, "when_i")), None)
        if page.has(line, "not_tried") and trigger is None:
            continue
        verbs = len(page.within(line, "do_verb"))
        path = _PATH.search(line.text) is not None
        led = page.has(line, "steps_lead") and path
        walks = verbs >= _WALK or led or (path and verbs >= 1)
        if not led and verbs < _WALK and (page.has(line, "tried") or step_places(page, line)):
            continue
        if trigger is not None and verbs >= 1 and not walks:
            high = _trigger_end(page, line, trigger.start, trigger.end)
            yield page.fact(
                FactField.REPRO_STEPS, line.text[trigger.start : high].strip(" ,;:"), line, trigger.start, high
            )
        elif walks:
            yield page.fact(FactField.REPRO_STEPS, line.text.strip(" ,;:"), line, 0, len(line.text))


def _trigger_end(page: Page, line: Line, start: int, end: int) -> int:
    """Where the "when I …" part ends: its clause, at most a dozen words, or a closing quote."""
    _, high = page.clause(line, start, end)
    words = [m.end() for m in re.finditer(r"\S+", line.text[start:high])]
    if len(words) > _TRIGGER_WORDS:
        quote = re.search(r"[\"»”]", line.text[start + words[2] : high])
        high = start + words[2] + quote.end() if quote else start + words[_TRIGGER_WORDS - 1]
    return high


def _request(page: Page) -> Iterator[Fact]:
    """A request in a log, for an API: the thing to send again."""
    for line in page.lines:
        match = _REQUEST.match(line.text) if line.kind is SpanKind.LOG else None
        if match is not None and not line.of_others:
            text = re.sub(r"\s+HTTP/[\d.]+\s*$", "", match["text"])
            yield page.fact(FactField.REPRO_STEPS, text, line, match.start("text"), match.start("text") + len(text))


def _tried(page: Page, listed: frozenset[int]) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.TRIED:
            yield page.fact(FactField.TRIED, entry.value, entry.line, entry.start, entry.end)
    taken: set[int] = set()
    for line in page.lines:
        if line.index in taken or line.index in listed or line.kind is not SpanKind.PROSE or line.of_others:
            continue
        if page.section_field(line) is FactField.TRIED:
            yield page.fact(FactField.TRIED, line.text.strip(), line, 0, len(line.text))
        elif not line.asks and page.section_field(line) is not FactField.REPRO_STEPS:
            yield from _steps_of(page, line, taken)


def _steps_of(page: Page, line: Line, taken: set[int]) -> Iterator[Fact]:
    """The steps of one sentence; several where it goes step, result, step, result."""
    places = step_places(page, line)
    if not places:
        return
    segments = _segments(page, line, places)
    for number, (low, high) in enumerate(segments):
        value, evidence = line.text[low:high].strip(" ,;:-–—*"), [page.quote(line, low, high)]
        if number == len(segments) - 1 and high >= len(line.text.rstrip(" .!")):
            _add_next(page, line, evidence, taken)
            if len(evidence) == 2:
                value = f"{value.rstrip('.')}: {evidence[1].quote.strip(' .')}"
        if len(evidence) == 1 and _says_nothing(value):
            continue
        yield Fact(field=FactField.TRIED, value=value, evidence=tuple(evidence), basis=Basis.STATED)


def step_places(page: Page, line: Line) -> list[int]:
    """Where a line names a step that somebody took."""
    results = page.within(line, "result")
    strong = page.within(line, "tried")
    hits = [h for h in strong if results or not _ASKING.search(fold(h.text))]
    hits += [
        h
        for h in page.within(line, "tried_start")
        if _opens_clause(line, h.start) and (results or not _ASKING.search(fold(h.text)))
    ]
    if results:
        hits += page.within(line, "tried_weak")
    advice = page.within(line, "not_tried")
    return sorted(
        h.start
        for h in hits
        if not any(a.start <= h.start and h.start - a.end <= _ADVICE for a in advice) and not _is_aside(page, h)
    )


def _is_aside(page: Page, hit: Hit) -> bool:
    """Whether "we changed" says when or which ("since we upgraded", "the token we used"), with no result behind it."""
    before = hit.line.folded[: hit.start]
    if _WHICH.search(before) is not None and not _TESTING.search(fold(hit.text)):
        return True
    if _WHEN.search(before) is None:
        return False
    return not any(h.start >= hit.end for h in page.within(hit.line, "result"))


def _says_nothing(value: str) -> bool:
    """Whether a step names nothing that was done: "we tried that", "Checked"."""
    words = re.findall(r"[^\W\d_]+", fold(value))
    return len(words) <= _BARE and not _UNSPACED.search(value) and (len(words) <= 1 or words[-1] in _PRONOUNS)


def _opens_clause(line: Line, start: int) -> bool:
    """Whether a verb without a subject stands at the beginning of a clause: "…, cleared the cache, restarted"."""
    before = line.folded[:start].rstrip()
    return (
        not before or before[-1] in ",;:(.-–—)" or re.search(r"(?:^|\W)(?:and|then|und|et|y|e|en)$", before) is not None
    )


def _segments(page: Page, line: Line, places: list[int]) -> list[tuple[int, int]]:
    """Clauses joined from each step to its result; a short sentence stays whole."""
    if len(line.text.split()) <= _LONG and len(places) == 1:
        return [(_without_greeting(page, line), len(line.text))]
    stops = _clause_ends(page, line)
    clauses = list(zip(stops, stops[1:], strict=False))
    results = [h.start for h in page.within(line, "result")]
    before = 0
    segments: list[tuple[int, int]] = []
    low: int | None = None
    high = closed = 0
    for start, end in clauses:
        stepping = any(start <= p < end for p in places)
        resulting = any(start <= r < end for r in results)
        if stepping and low is not None and closed:
            segments.append((low, high))
            low, closed = None, 0
        if stepping and low is None:
            # NOTE: "sans effet" is the result of the clause before it
            alone = resulting and len(line.text[start:end].split()) <= _ALONE
            low = before if alone and not (segments and segments[-1][1] > before) else start
        before = start
        if low is not None and (stepping or resulting):
            high = end
            closed = closed or int(resulting)
    if low is not None:
        segments.append((low, high))
    greeted = _without_greeting(page, line)
    return [(max(greeted, _first_word(line, a)), b) for a, b in segments]


def _clause_ends(page: Page, line: Line) -> list[int]:
    """Offsets at which a clause ends; brackets belong to what they follow, a colon to the step it explains."""
    stepped = [h.end for key in ("tried", "tried_start") for h in page.within(line, key)]
    out = []
    for at in sorted(set(line.stops())):
        inside = line.text[:at].count("(") > line.text[:at].count(")")
        bracket = line.text[at : at + 1] in ("(", ")")
        explained = line.text[at : at + 1] == ":" and any(0 <= at - end <= 1 for end in stepped)
        if at in (0, len(line.text)) or not (inside or bracket or explained):
            out.append(at)
    return out


def _without_greeting(page: Page, line: Line) -> int:
    """Where a sentence begins behind "Hi Anna,"."""
    comma = line.text.find(", ", 0, _GREETED)
    return comma + 2 if comma > 0 and any(h.start == 0 and h.end <= comma for h in page.within(line, "greeting")) else 0


def _first_word(line: Line, start: int) -> int:
    match = re.compile(r"[\s,;:.)–—-]*(?:(?:and|und|et|y|e|en|but|aber)\s)?(?:\(\d\)\s)?").match(line.text, start)
    return match.end() if match is not None and match.end() < len(line.text) else start


def _add_next(page: Page, line: Line, evidence: list[Evidence], taken: set[int]) -> None:
    """Adds a next sentence that tells the result: "Same in Firefox.", "14 of 60 arrived.", "And then all is there." """
    following = page.lines[line.index + 1] if line.index + 1 < len(page.lines) else None
    if following is None or following.span.message != line.span.message or following.kind is not SpanKind.PROSE:
        return
    if page.has(following, "tried") or any(
        _opens_clause(following, h.start) for h in page.within(following, "tried_start")
    ):
        return
    words = len(following.text.split())
    opened = any(h.start <= _OPENING for h in page.within(following, "then_result"))
    end = len(following.text)
    if opened and (following.asks or words > _LONG):
        end = min((x for x in following.stops() if x > 0), default=end)  # "As that changed nothing, could you …"
    elif following.asks:
        return
    # NOTE: where the step's own sentence has a result, only a short one more belongs to it
    open_result = not page.has(line, "result") and page.has(following, "template:n_of_m")
    if opened or (words <= _SHORT_RESULT and page.has(following, "result")) or (open_result and words <= _LONG):
        taken.add(following.index)
        evidence.append(page.quote(following, 0, end))
