"""What is written like a code: tickets, error codes, feature flags, file sizes.

Shape alone does not tell a ticket from an article, a part number or an error code, so the words before it and the other
codes of the same series (same letters, same number of digits) decide.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Line, Page

_ALL = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.LOG, SpanKind.META)
_KEY = re.compile(
    r"(?<![\w/.#-])#?(?P<prefix>[A-Z][A-Z0-9]{1,9}(?:-[A-Z]{2,6})?"
    r"|[A-Z](?:-[A-Z][A-Z0-9]{1,5})?)-(?P<number>\d{1,9})(?![\w-]|\.\w)"
)
_HASH = re.compile(r"(?<![\w&])#(?P<number>\d{2,10})(?!\w)")
_BARE_NUMBER = re.compile(r"[\s:.#nr°ºo-]{0,6}(?P<id>(?:[A-Z]{1,6}-?)?\d[\d/-]{2,14}\d)(?![\w.,]\d)")
_ISSUE_LINK = re.compile(
    r"https?://\S*?/(?:issues?|tickets?|browse|pull|cases?|requests?|bug/\?id=)/?(?P<id>[A-Z]+-\d+|\d+)"
)
_HTTP = re.compile(
    r"\b(?:HTTP(?:/\d(?:\.\d)?)?|HTTPS|status(?:[ _]?code)?|Status|code|returns?|returned|gives?"
    r"|got|error|Error|errors?|Fehler|erreur|Erreur|erro|errore|SIP/2\.0)[ :=\"']{1,3}(?P<code>[45]\d\d)"
    r"(?![\d.,%]|\s?(?:k|ms|s|€|\$)\b)"
    r"|(?<![\d.,#$€£-])(?P<code2>[45]\d\d)\s+(?:errors?|Bad Request|Unauthorized|Forbidden|Not Found"
    r"|Conflict|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out"
    r"|Fehler|response|status)"
    r"|(?:<-|->|=>|→)\s*(?P<code3>[45]\d\d)(?!\d)"
)
_LOG_STATUS = re.compile(
    r"(?<![\d.:,=/-])(?P<code>[45]\d\d)\s*$|\"(?:status|code)\"\s*:\s*\"?(?P<code2>[45]\d\d)\b"
    r"|^\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s\S+\s+(?P<code3>[45]\d\d)\b"
)
CODES = re.compile(
    r"(?P<hex>\b0x[0-9A-Fa-f]{8}\b)|(?P<ora>\b(?:ORA|TNS|PLS|SQL|DB2|MSB|CS|TS|LNK|AADSTS"
    r"|KB)-?\d{4,6}[A-Z]?\b)|(?P<net>\b(?:ERR|NS_ERROR|SEC_ERROR|SSL_ERROR|DNS_PROBE|PR)_[A-Z][A-Z_]{3,}\b)"
    r"|(?P<errno>\bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|NOTFOUND|ACCES|PERM|PIPE|ADDRINUSE"
    r"|HOSTUNREACH|NOSPC|NOENT|MFILE)\b)|(?P<sqlstate>\bSQLSTATE\W{0,2}[0-9A-Z]{5}\b)"
    r"|(?P<smtp>\b[45]\d\d[- ][245]\.\d{1,2}\.\d{1,3}\b)"
)
_EXIT = re.compile(r"\bexit(?:ed)?(?: with)?(?: code| status)? (?P<code>[1-9]\d{0,2})\b", re.IGNORECASE)
_JSON_CODE = re.compile(r"[\"']?\b(?:error_?)?code[\"']?\s*[:=]\s*[\"']?(?P<code>[A-Za-z][A-Za-z0-9_.-]{2,40})")
_AFTER_ERROR = re.compile(
    r"(?<![A-Za-zÀ-ɏ0-9_-])(?:(?:with |mit |avec |con |com |met )?(?:code|código|codice) (?:d['’]erreur"
    r"|de error|de erro|di errore)"
    r"|(?:error|err|fehler|erreur|erro|errore|fout|warning|warn|warnung|alarm|fault|störung|störungs?code|avertissement"
    r"|advertencia|avviso|aviso|waarschuwing|exception)(?:[- ]?(?:code|id|nr\.?|no\.?|number|nummer|n°|código|codice))?"
    r"|(?:エラー|警告)(?:コード|番号)?)(?:[ :#=\"'“„«(-]{1,4}|(?<=[コ-ー号ド告]))(?P<code>[A-Z]{0,3}-?\d{3,6}[A-Z]?)"
    r"(?![A-Za-z0-9_-]|[.,/:]\d|\s?(?:%|€|\$|(?:ms|times|rows|of|out of|orders|users|mal|fois|veces"
    r"|volte|vezes)\b))",
    re.IGNORECASE,
)
"""What stands right behind a word for errors: `ERROR 41207`, `warning "W3302 …"`, `Fehlercode 1207`."""
_NOT_FILES = re.compile(
    r"memory|ram\b|heap|\bcpu|disk|cache|bandwidth|arbeitsspeicher|screenshot|\.(?:gif|png|jpe?g)\b"
)
_LONGEST_CODE = 40
_LOG_REACH = 24
_DIGIT_OR_CODE = re.compile(r"\d|\bE[A-Z]{4}|_[A-Z]|code")
_FLAG = re.compile(r"(?<![\w.=/-])(?P<flag>[a-z][a-z0-9]{1,20}(?:[_-][a-z0-9]{1,20}){1,6})(?![\w(=/@.-]*[@(=/])")
_SIZE = re.compile(
    r"(?<![\w.,])(?P<size>\d{1,6}(?:[.,]\d{1,3})?\s?(?:[KMGT]i?B|Ko|Mo|Go|kB|mb|gb|Megabytes?"
    r"|Gigabytes?|megabytes?|gigabytes?|bytes))(?!\w|/s|\sfree)"
)


def find_identifiers(page: Page) -> Iterable[Fact]:
    """Facts for `ticket_ref`, `error_code`, `feature_flag`, `file_size`."""
    yield from _keys(page)
    yield from _hashes_and_links(page)
    yield from _error_codes(page)
    yield from _flags(page)
    yield from _sizes(page)


def _lines(page: Page, kinds: tuple[SpanKind, ...] = _ALL) -> Iterator[Line]:
    return (x for x in page.lines if x.kind in kinds)


def _keys(page: Page) -> Iterator[Fact]:
    """Letters-and-digits keys, each series judged as a whole."""
    found: dict[tuple[str, int], list[tuple[Line, re.Match[str]]]] = {}
    votes: dict[tuple[str, int], dict[str, int]] = {}
    for line in _lines(page):
        for match in _KEY.finditer(line.text):
            series = (match["prefix"], len(match["number"]))
            found.setdefault(series, []).append((line, match))
            says = _context(page, line, match)
            tally = votes.setdefault(series, {})
            for word in says:
                tally[word] = tally.get(word, 0) + 1
    for series, places in found.items():
        tally = votes[series]
        what = _verdict(tally, series)
        for line, match in places:
            if what == "ticket":
                yield page.fact(FactField.TICKET_REF, match.group().lstrip("#"), line, match.start(), match.end())
            elif what == "error" and not line.of_others:
                yield page.fact(FactField.ERROR_CODE, match.group(), line, match.start(), match.end())


def _verdict(tally: dict[str, int], series: tuple[str, int]) -> str | None:
    prefix, digits = series
    if tally.get("article", 0) > tally.get("error", 0) or prefix in (
        "KB",
        "UTF",
        "ISO",
        "SHA",
        "CVE",
        "RFC",
        "DIN",
        "EN",
        "ISBN",
        "COVID",
        "WPA",
        "UTC",
        "GMT",
        "HTTP",
    ):
        return None
    if tally.get("other") and not tally.get("ticket") and not tally.get("error"):
        return None
    best = max(("ticket", "error"), key=lambda k: tally.get(k, 0))
    if tally.get(best):
        return best
    return "ticket" if digits >= 4 and len(prefix) >= 2 and tally.get("loose") else None


def _context(page: Page, line: Line, match: re.Match[str]) -> list[str]:
    """What the words around a key make of it."""
    if line.kind is SpanKind.LOG:
        lead = line.folded[max(0, match.start() - _LOG_REACH) : match.start()]
        key = re.search(r"(\w+)[\"']?\s?[=:]\s?[\"']?$", lead)
        levelled = re.search(r"\b(?:error|fatal|critical)\b", lead) is not None
        return ["error"] if levelled or re.search(r"code|err|fail", key[1] if key is not None else lead) else []
    for entry in page.fields:
        if entry.line is line and entry.start <= match.start() < entry.end and entry.name is not None:
            return {
                FactField.TICKET_REF: ["ticket"],
                FactField.ERROR_CODE: ["error"],
                FactField.ERROR_MESSAGE: ["error"],
            }.get(entry.name, ["other"])
    subject = page.document.subject
    if match.start() > 0 and line.text[match.start() - 1] == "[" and line.text[match.end() : match.end() + 1] == "]":
        return ["ticket"]
    before = [
        (h.end, key)
        for key in ("ticket_word", "article_word", "error_word", "other_code")
        for h in page.within(line, key)
        if h.end <= match.start() and match.start() - h.end <= 30
    ]
    if any(0 <= h.start - match.end() <= 2 for h in page.within(line, "other_code")):
        return ["other"]  # "the BF-07 template"
    inside_quotes = (
        line.text[: match.start()].count('"') % 2 == 1
        or line.text[: match.start()].count("«") > line.text[: match.start()].count("»")
        or line.text[: match.start()].count("„") > line.text[: match.start()].count("“")
    )
    if before:
        nearest = max(before)[1]
        return [
            {"ticket_word": "ticket", "article_word": "article", "error_word": "error", "other_code": "other"}[nearest]
        ]
    if inside_quotes:
        return ["error"]
    if subject is not None and match.group() in subject:
        return ["ticket"]
    if match.start() <= 3 and line.index <= 3:
        return ["ticket"]
    if page.has(line, "own") or page.has(line, "assigned"):
        return ["ticket"]
    return ["loose"]


def _hashes_and_links(page: Page) -> Iterator[Fact]:
    for line in _lines(page, (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.META)):
        for match in _HASH.finditer(line.text):
            if not page.document.text[: line.span.start].rstrip().endswith("```") and not any(
                0 <= match.start() - h.end <= 12 for h in page.within(line, "other_code")
            ):
                digits = len(match["number"])
                if digits >= 4 or any(0 <= match.start() - h.end <= 12 for h in page.within(line, "ticket_word")):
                    yield page.fact(FactField.TICKET_REF, match.group(), line, match.start(), match.end())
        for match in _ISSUE_LINK.finditer(line.text):
            yield page.fact(FactField.TICKET_REF, match["id"], line, match.start("id"), match.end("id"))
    for hit in page.hits("ticket_word", (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.META)):
        match_bare = _BARE_NUMBER.match(hit.line.text, hit.end)
        if match_bare is not None and not _looks_like_date(match_bare["id"]):
            yield page.fact(
                FactField.TICKET_REF, match_bare["id"], hit.line, match_bare.start("id"), match_bare.end("id")
            )
    for entry in page.fields:
        if entry.name is FactField.TICKET_REF:
            match_value = re.match(r"#?(?:[A-Z]{1,8}-)?\d[\w/-]{2,16}", entry.value)
            if match_value is not None and not _looks_like_date(match_value.group()):
                yield page.fact(
                    FactField.TICKET_REF,
                    match_value.group().lstrip("#"),
                    entry.line,
                    entry.start,
                    entry.start + match_value.end(),
                )


def _looks_like_date(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?|(?:19|20)\d\d", text) is not None


def _error_codes(page: Page) -> Iterator[Fact]:
    for line in _lines(page):
        if not line.of_others and line.kind is not SpanKind.META and _DIGIT_OR_CODE.search(line.text):
            yield from _codes_of(page, line)
    for entry in page.fields:
        if entry.name is FactField.ERROR_CODE and len(entry.value) <= _LONGEST_CODE:
            yield page.fact(FactField.ERROR_CODE, entry.value, entry.line, entry.start, entry.end)


def _codes_of(page: Page, line: Line) -> Iterator[Fact]:
    """Codes that can be told by their shape, in one line."""
    for match in CODES.finditer(line.text):
        if match.lastgroup == "ora" and match.group().startswith("KB"):
            continue
        yield page.fact(FactField.ERROR_CODE, match.group(), line, match.start(), match.end())
    for match in _AFTER_ERROR.finditer(line.text):
        if not _looks_like_date(match["code"]):
            yield page.fact(FactField.ERROR_CODE, match["code"], line, match.start("code"), match.end("code"))
    for match in _HTTP.finditer(line.text):
        name = next(k for k, v in match.groupdict().items() if v)
        yield page.fact(FactField.ERROR_CODE, match[name], line, match.start(name), match.end(name))
    for match in _EXIT.finditer(line.text):
        yield page.fact(FactField.ERROR_CODE, match.group(), line, match.start(), match.end())
    if line.kind is SpanKind.LOG:
        for match in _LOG_STATUS.finditer(line.text):
            name = next(k for k, v in match.groupdict().items() if v)
            yield page.fact(FactField.ERROR_CODE, match[name], line, match.start(name), match.end(name))
        for match in _JSON_CODE.finditer(line.text):
            if re.search(r"\d", match["code"]) or re.search(r"error|fail|invalid", fold(match["code"])):
                yield page.fact(FactField.ERROR_CODE, match["code"], line, match.start("code"), match.end("code"))


def _flags(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.FEATURE_FLAG:
            yield page.fact(FactField.FEATURE_FLAG, entry.value, entry.line, entry.start, entry.end)
    for line in _lines(page, (SpanKind.PROSE, SpanKind.FIELD, SpanKind.LOG)):
        if not page.has(line, "flag_word"):
            continue
        for match in _FLAG.finditer(line.text):
            near = [
                h
                for h in page.within(line, "flag_word")
                if -2 <= min(abs(match.start() - h.end), abs(h.start - match.end())) <= 24
            ]
            if (
                near
                and ("_" in match["flag"] or any("flag" in fold(h.text) for h in near))
                and "flag" not in match["flag"].split("-")
            ):
                yield page.fact(FactField.FEATURE_FLAG, match["flag"], line, match.start(), match.end())


def _sizes(page: Page) -> Iterator[Fact]:
    for line in _lines(page, (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)):
        if line.of_others or _NOT_FILES.search(line.folded):
            continue
        for match in _SIZE.finditer(line.text):
            yield page.fact(FactField.FILE_SIZE, match["size"], line, match.start(), match.end())
