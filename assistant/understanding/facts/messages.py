"""The text of errors, verbatim: quoted in prose, in a form, or in a log."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Line, Page

_QUOTED = re.compile(
    '“(?P<a>[^“”]{3,300})”|„(?P<b>[^“”„"]{3,300})[“”"]|«\\s?(?P<c>[^«»]{3,300}?)\\s?»|「(?P<d>[^「」]{3,200})」'
    '|『(?P<e>[^『』]{3,200})』|(?<!\\w)"(?P<f>[^"\\n]{3,300})"|(?<!\\w)`(?P<g>[^`\\n]{4,300})`'
    "|(?<![\\w’'])[‘'](?P<h>[^‘’'\\n]{8,200})[’'](?!\\w)|\\*\\*(?P<i>[^*\\n]{4,200})\\*\\*"
    "|\\{\\{(?P<j>[^{}\\n]{6,200})\\}\\}"
)
_TITLE_BEFORE = re.compile(r"[A-Z]{1,6}-\d{2,6}$")
"""An article's id before its title: `KB-0107 "Conflict storm after an upgrade"`."""
_TITLE_GAP = 20
_PHRASE = 4
_NEAR = 34
"""Characters between the words that announce a message and the message: "shows a red box with"."""
_LOG_TIME = re.compile(
    r"^\s*[\[(]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ,]*)?(?:\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z"
    r"|[+-]\d\d:?\d\d)?)?[\])]?\s*|^\s*[A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d\s+\S+\s+"
)
_LOG_LEVEL = re.compile(
    r"^\W{0,3}(?:\[?\w[\w.:/-]{0,58}\w\]?[\s|\])>,;=]{1,3}){0,4}?"
    r"(?:\[?(?:ERROR|ERR|FATAL|CRITICAL|SEVERE|EMERG)\b\]?|\[error\]|\b[Ee]rror:)\s*[:\-–]?\s*(?:\[[^\]]{2,60}\]:?\s*)?"
)
_EXCEPTION = re.compile(
    r"(?:^|[\s:(])(?P<text>(?:[a-zA-Z_][\w$]*\.)*[A-Z][\w$]*(?:Exception|Error|Fault|Throwable)\b(?::\s?\S.{2,300})?)"
)
_JSON_TEXT = re.compile(
    r"\"(?:message|error|error_description|error_message|detail|details|reason|title|cause|msg"
    r"|fault|faultstring|description)\"\s*[:=]\s*\"(?P<text>[^\"]{4,300})\"|\b(?:message|msg"
    r"|reason|cause|error|text|detail)=\"(?P<text2>[^\"]{4,300})\""
)
_STATUS_LINE = re.compile(r"(?:HTTP|SIP|RTSP)/[\d.]+ [45]\d\d [A-Z][\w -]{2,60}")
_PANIC = re.compile(r"(?P<text>(?:panic|fatal error|fatal|npm ERR!|Segmentation fault|Traceback)[:!]?\s.{4,300})")
_FAILED = re.compile(
    r"\b(?:fail(?:ed|ure|s)?|error|denied|refused|mismatch|timed? ?out|unreachable|expired|invalid"
    r"|cannot|could not|unable|outside|too_?large|not found|aborted|corrupt|exceeded|rejected"
    r"|waiting for .* lock)\b",
    re.IGNORECASE,
)
_AFTER_COLON = re.compile(r"\s*[:：]\s*(?P<text>[^\s\"“„«「`'].{5,240})$", re.DOTALL)
_SNAKE = re.compile(r"[a-z]+(?:_[a-z]+){1,5}")
_CODE_LINE = re.compile(r"\s*(?:at|import|catch|throw|raise|except)\b")
_HARMLESS = re.compile(r"WARN|retry|\{\"|INFO|DEBUG")
_SHORTEST = 4
_LONGEST_PLAIN = 220
"""A line without a level and longer than this is data, not a message."""
_MOST_IN_LOGS = 4
"""Log messages taken at most; a log repeats itself, and a reader cites the first ones."""


def find_messages(page: Page) -> Iterable[Fact]:
    """Facts for `error_message`."""
    yield from _from_fields(page)
    yield from _quoted(page)
    yield from _announced(page)
    yield from _from_logs(page)


def _from_fields(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.ERROR_MESSAGE and len(entry.value) > 3 and not _QUOTED.search(entry.value):
            yield page.fact(FactField.ERROR_MESSAGE, entry.value, entry.line, entry.start, entry.end)


def _quoted(page: Page) -> Iterator[Fact]:
    for line in page.lines:
        if line.kind not in (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING) or line.of_others:
            continue
        for match in _QUOTED.finditer(line.text):
            name = match.lastgroup or "a"
            inner, start, end = match[name], match.start(name), match.end(name)
            if _is_message(page, line, inner, match.start(), match.end()):
                yield page.fact(FactField.ERROR_MESSAGE, inner.strip(" .,;"), line, start, end)


def _is_message(page: Page, line: Line, inner: str, start: int, end: int) -> bool:
    words = len(re.findall(r"[^\W\d_]+", inner))
    if words == 0 or inner.lower().startswith(("http://", "https://", "www.")) or re.search(r"\s>\s|→|&rarr;", inner):
        return False
    sounds_wrong = page.vocabulary.cues("error_words").search(fold(inner).replace("_", " "))
    said = any(0 <= start - h.end <= _NEAR for h in page.within(line, "says")) or any(
        0 <= h.start - end <= 12 for h in page.within(line, "says_after")
    )
    before = line.text[:start].rstrip()
    if _TITLE_BEFORE.search(before) or any(0 <= start - h.end <= _TITLE_GAP for h in page.within(line, "article_word")):
        return False
    wide = not inner.isascii() and bool(re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", inner))
    if sounds_wrong:
        return (
            said
            or words >= 3
            or wide
            or (page.has(line, "says") and words >= 2)
            or _SNAKE.fullmatch(inner.strip()) is not None
        )
    if said and words >= _PHRASE and before.endswith((":", "：")):
        return True
    return said and (words >= 5 or (wide and len(inner) >= 8)) and page.has(line, "error_noun")


def _announced(page: Page) -> Iterator[Fact]:
    """ "It fails with the error: no space left on device"."""
    for hit in page.hits("error_noun"):
        line = hit.line
        if line.of_others:
            continue
        match = _AFTER_COLON.match(line.text, hit.end)
        if match is not None and not _QUOTED.search(match["text"]) and line.kind is not SpanKind.FIELD:
            yield page.fact(
                FactField.ERROR_MESSAGE, match["text"].strip(" ."), line, match.start("text"), match.end("text")
            )
        elif (
            match is None
            and line.text[hit.end :].strip(" *_") in (":", "：")
            or line.text.rstrip().endswith((":", "："))
            and hit.end >= len(line.text) - 24
        ):
            follower = next(
                (
                    x
                    for x in page.lines[line.index + 1 : line.index + 2]
                    if x.kind is SpanKind.PROSE and x.span.message == line.span.message
                ),
                None,
            )
            if follower is not None and len(follower.text) <= 300 and page.has(follower, "error_words"):
                yield page.fact(FactField.ERROR_MESSAGE, follower.text.strip(' "“”„.'), follower, 0, len(follower.text))


def _from_logs(page: Page) -> Iterator[Fact]:
    taken: set[str] = set()
    for line in page.lines:
        if line.kind is not SpanKind.LOG or line.of_others or line.message.role is Role.SYSTEM:
            continue
        for start, end in _log_messages(line.text):
            text = line.text[start:end].strip()
            plain = re.sub(r"\W+|\d+", " ", text.lower())
            if plain in taken or len(taken) >= _MOST_IN_LOGS:
                continue
            taken.add(plain)
            yield page.fact(FactField.ERROR_MESSAGE, text, line, start, end)


def _log_messages(text: str) -> Iterator[tuple[int, int]]:
    found = False
    for match in _JSON_TEXT.finditer(text):
        name = "text" if match["text"] else "text2"
        if _FAILED.search(match[name]) or name == "text" or "error" in text.lower():
            found = True
            yield match.span(name)
    if found:
        return
    if match_status := _STATUS_LINE.search(text):
        yield match_status.span()
        return
    if match_panic := _PANIC.search(text):
        if not match_panic.group().startswith("Traceback"):
            yield match_panic.span("text")
        return
    body = _LOG_TIME.match(text)
    rest = body.end() if body is not None else 0
    level = _LOG_LEVEL.match(text[rest:])
    code = _CODE_LINE.match(text) is not None or "{" in text or ";" in text
    if level is not None and len(text) - rest - level.end() > _SHORTEST and not code:
        yield rest + level.end(), _end_of(text, rest + level.end())
    elif match_exception := _EXCEPTION.search(text):
        if not code:
            yield match_exception.span("text")
    elif rest and _FAILED.search(text[rest:]) and len(text) - rest <= _LONGEST_PLAIN and not _HARMLESS.search(text):
        bare = re.match(r"\[[\w.-]{1,40}\]\s*", text[rest:])
        low = rest + (bare.end() if bare else 0)
        yield low, _end_of(text, low)


def _end_of(text: str, start: int) -> int:
    """Where a log message ends: before the pointer to help, and not after 240 characters."""
    cut = re.compile(r"\.\s+(?=[A-Z])").search(text, start)
    return min(cut.start() if cut else len(text), start + 240)
