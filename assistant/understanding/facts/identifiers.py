"""What is written like a code: tickets, error codes, versions, feature flags, file sizes.

Shape alone does not tell a ticket from an article, a part number or an error code, so the words before it and the other
codes of the same series (same letters, same number of digits) decide.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.environment import BROWSER_NAMES, OS_NAMES
from assistant.understanding.facts.page import Line, Page

_ALL = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.LOG, SpanKind.META)
_KEY = re.compile(r"(?<![\w/.#-])#?(?P<prefix>[A-Z][A-Z0-9]{1,9}(?:-[A-Z]{2,6})?|[A-Z])-(?P<number>\d{1,9})(?![\w-]|\.\w)")
_HASH = re.compile(r"(?<![\w&])#(?P<number>\d{2,10})(?!\w)")
_BARE_NUMBER = re.compile(r"[\s:.#nr°ºo-]{0,6}(?P<id>(?:[A-Z]{1,6}-?)?\d[\d/-]{2,14}\d)(?![\w.,]\d)")
_ISSUE_LINK = re.compile(r"https?://\S*?/(?:issues?|tickets?|browse|pull|cases?|requests?|bug/\?id=)/?(?P<id>[A-Z]+-\d+|\d+)")
_HTTP = re.compile(
    r"\b(?:HTTP(?:/\d(?:\.\d)?)?|HTTPS|status(?:[ _]?code)?|Status|code|returns?|returned|gives?|got|error|Error|errors?|Fehler|erreur|Erreur|erro|errore|SIP/2\.0)[ :=\"']{1,3}(?P<code>[45]\d\d)(?![\d.,%]|\s?(?:k|ms|s|€|\$)\b)"
    r"|(?<![\d.,#$€£-])(?P<code2>[45]\d\d)\s+(?:errors?|Bad Request|Unauthorized|Forbidden|Not Found|Conflict|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Fehler|response|status)"
    r"|(?:<-|->|=>|→)\s*(?P<code3>[45]\d\d)(?!\d)"
)
_LOG_STATUS = re.compile(r"(?<![\d.:,=/-])(?P<code>[45]\d\d)\s*$|\"(?:status|code)\"\s*:\s*\"?(?P<code2>[45]\d\d)\b|^\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s\S+\s+(?P<code3>[45]\d\d)\b")
_CODES = re.compile(
    r"(?P<hex>\b0x[0-9A-Fa-f]{4,16}\b)|(?P<ora>\b(?:ORA|TNS|PLS|SQL|DB2|MSB|CS|TS|LNK|AADSTS|KB)-?\d{4,6}[A-Z]?\b)|(?P<net>\b(?:ERR|NS_ERROR|SEC_ERROR|SSL_ERROR|DNS_PROBE|PR)_[A-Z][A-Z_]{3,}\b)"
    r"|(?P<errno>\bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|NOTFOUND|ACCES|PERM|PIPE|ADDRINUSE|HOSTUNREACH|NOSPC|NOENT|MFILE)\b)|(?P<sqlstate>\bSQLSTATE\W{0,2}[0-9A-Z]{5}\b)|(?P<smtp>\b[45]\d\d[- ][245]\.\d{1,2}\.\d{1,3}\b)"
)
_EXIT = re.compile(r"\bexit(?:ed)?(?: with)?(?: code| status)? (?P<code>[1-9]\d{0,2})\b", re.IGNORECASE)
_JSON_CODE = re.compile(r"[\"']?\b(?:error_?)?code[\"']?\s*[:=]\s*[\"']?(?P<code>[A-Za-z][A-Za-z0-9_.-]{2,40})")
_VERSION = re.compile(
    r"(?<![\w.,$€£/+-])(?P<v>[vV]?\.?\s?)(?P<number>\d{1,4}(?:\.\d{1,6}){1,3}(?:[-+ ]?(?:rc|beta|alpha|b|hotfix|hf|sp|p|patch|LTS|lts|RC|SNAPSHOT|Beta)[-.]?\d{0,3})?(?![\w.]*@))(?![\w%‰°€$£]|\.\d|,\d|[/:-]\d|\s?(?:%|€|EUR|USD|GBP|MB|GB|KB|TB|ms|s|sec\w*|min\w*|h|hrs?|hours?|Uhr|km|m|kg|Mbit|Mbps|°|million|Mio|k|x|points?|times)\b)"
)
_SLASHED = re.compile(r"(?<![\w/])(?P<name>[A-Za-z][A-Za-z0-9_-]{2,40})/(?P<number>\d{1,4}(?:\.\d{1,6}){1,3})\b")
_PINNED = re.compile(r"(?<![\w:.-])(?P<name>[a-z][\w.-]{1,40}:[\w.-]{1,40}:|[a-z][\w-]{1,40}==|[a-z@][\w./-]{1,40}@\^?)(?P<number>\d{1,4}(?:\.\d{1,6}){1,3}[\w.-]{0,12})\b")
_PRODUCT = re.compile(r"(?P<name>(?:[^\W\d_][\w'’&+-]*\s){0,1}[^\W\d_][\w+#'’&-]*)[\s(,]{1,2}(?:[vV]\.?\s?)?$")
_NOT_PRODUCTS = frozenset("http https sip ip tls ssl tcp udp usb mozilla applewebkit gecko khtml section clause chapter page paragraph figure step about around nearly roughly only from to by at in on of for und a to costs cost price over under".split())
_PLATFORMS = re.compile(r"(?:windows|macos|mac os|os x|ios|ipados|android|ubuntu|debian|fedora|centos|rhel|linux|chrome|firefox|safari|edge|opera|chromium|brave|vivaldi|explorer)\s*\(?[vV]?\.?\s*$", re.IGNORECASE)
_YEARLY = re.compile(
    r"(?<![\w-])(?:Auto[Cc][Aa][Dd](?: LT)?|Acad|Revit|Inventor|SolidWorks|SOLIDWORKS|SketchUp|ArchiCAD|Archicad|MEP|Office|Excel|Outlook|Word|PowerPoint|Access|Visual Studio|SQL Server|Exchange|SharePoint|Project|Visio|Photoshop|InDesign|Illustrator|Acrobat|QuickBooks|Sage|MATLAB|Dynamics)"
    r" (?:20\d\d|R20\d\d[ab]?)(?![\w-])"
)
_FLAG = re.compile(r"(?<![\w.=/-])(?P<flag>[a-z][a-z0-9]{1,20}(?:[_-][a-z0-9]{1,20}){1,6})(?![\w(=/@.-]*[@(=/])")
_SIZE = re.compile(r"(?<![\w.,])(?P<size>\d{1,6}(?:[.,]\d{1,3})?\s?(?:[KMGT]i?B|Ko|Mo|Go|kB|mb|gb|Megabytes?|Gigabytes?|megabytes?|gigabytes?|bytes))(?!\w|/s|\sfree)")


def find_identifiers(page: Page) -> Iterable[Fact]:
    """Facts for `ticket_ref`, `error_code`, `version`, `feature_flag`, `file_size`."""
    yield from _keys(page)
    yield from _hashes_and_links(page)
    yield from _error_codes(page)
    yield from _versions(page)
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
            for what in says:
                tally[what] = tally.get(what, 0) + 1
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
    if tally.get("article") or prefix in ("KB", "UTF", "ISO", "SHA", "CVE", "RFC", "DIN", "EN", "ISBN", "COVID", "WPA", "UTC", "GMT", "HTTP"):
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
        return ["error"] if re.search(r"code|error|err|fail", line.folded[max(0, match.start() - 24) : match.start()]) else []
    for entry in page.fields:
        if entry.line is line and entry.start <= match.start() < entry.end and entry.name is not None:
            return {FactField.TICKET_REF: ["ticket"], FactField.ERROR_CODE: ["error"], FactField.ERROR_MESSAGE: ["error"]}.get(entry.name, ["other"])
    subject = page.document.subject
    if match.start() > 0 and line.text[match.start() - 1] == "[" and line.text[match.end() : match.end() + 1] == "]":
        return ["ticket"]
    before = [(h.end, key) for key in ("ticket_word", "article_word", "error_word", "other_code") for h in page.within(line, key) if h.end <= match.start() and match.start() - h.end <= 30]
    inside_quotes = line.text[: match.start()].count('"') % 2 == 1 or line.text[: match.start()].count("«") > line.text[: match.start()].count("»") or line.text[: match.start()].count("„") > line.text[: match.start()].count("“")
    if before:
        nearest = max(before)[1]
        return [{"ticket_word": "ticket", "article_word": "article", "error_word": "error", "other_code": "other"}[nearest]]
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
            if not page.document.text[: line.span.start].rstrip().endswith("```") and not any(0 <= match.start() - h.end <= 12 for h in page.within(line, "other_code")):
                digits = len(match["number"])
                if digits >= 4 or any(0 <= match.start() - h.end <= 12 for h in page.within(line, "ticket_word")):
                    yield page.fact(FactField.TICKET_REF, match.group(), line, match.start(), match.end())
        for match in _ISSUE_LINK.finditer(line.text):
            yield page.fact(FactField.TICKET_REF, match["id"], line, match.start("id"), match.end("id"))
    for hit in page.hits("ticket_word", (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.META)):
        match_bare = _BARE_NUMBER.match(hit.line.text, hit.end)
        if match_bare is not None and not _looks_like_date(match_bare["id"]):
            yield page.fact(FactField.TICKET_REF, match_bare["id"], hit.line, match_bare.start("id"), match_bare.end("id"))
    for entry in page.fields:
        if entry.name is FactField.TICKET_REF:
            match_value = re.match(r"#?(?:[A-Z]{1,8}-)?\d[\w/-]{2,16}", entry.value)
            if match_value is not None and not _looks_like_date(match_value.group()):
                yield page.fact(FactField.TICKET_REF, match_value.group().lstrip("#"), entry.line, entry.start, entry.start + match_value.end())


def _looks_like_date(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?|(?:19|20)\d\d", text) is not None


def _error_codes(page: Page) -> Iterator[Fact]:
    for line in _lines(page):
        if line.of_others or line.kind is SpanKind.META:
            continue
        for match in _CODES.finditer(line.text):
            if match.lastgroup == "ora" and match.group().startswith("KB"):
                continue
            yield page.fact(FactField.ERROR_CODE, match.group(), line, match.start(), match.end())
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
    for entry in page.fields:
        if entry.name is FactField.ERROR_CODE and len(entry.value) <= 40:
            yield page.fact(FactField.ERROR_CODE, entry.value, entry.line, entry.start, entry.end)


def _versions(page: Page) -> Iterator[Fact]:
    from_fields = set()
    for entry in page.fields:
        if entry.name is FactField.VERSION and len(entry.value) <= 60 and re.search(r"\d", entry.value):
            if OS_NAMES.match(entry.value):
                continue
            match_value = _VERSION.search(entry.value) or re.match(r"\S+", entry.value)
            assert match_value is not None  # the value has a digit
            low = entry.start + match_value.start()
            from_fields.add((entry.line.index, low))
            number = match_value.group().strip()
            end = low + len(match_value.group().rstrip())
            yield page.fact(FactField.VERSION, number, entry.line, low, end)
    for line in _lines(page, (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING, SpanKind.LOG)):
        if line.of_others:
            continue
        if line.kind is SpanKind.PROSE and line.text.count("|") >= 2:
            continue
        taken = [m.span() for pattern in (OS_NAMES, BROWSER_NAMES, _CODES) for m in pattern.finditer(line.text)]
        for match in _VERSION.finditer(line.text):
            if any(low <= match.start("number") < high for low, high in taken):
                continue
            start = _version_start(page, line, match)
            if start is not None and (line.index, match.start()) not in from_fields and (line.index, match.start("number")) not in from_fields:
                yield page.fact(FactField.VERSION, match["number"], line, start, match.end("number"))
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
    cue = next((h for h in page.within(line, "version_word") if h.end <= match.start("number") and match.start("number") - h.end <= 8), None)
    if any(h.end <= start and start - h.end <= 4 for h in page.within(line, "not_version")):
        return None
    if _PLATFORMS.search(before):
        return None
    if _is_date(parts, number) and cue is None:
        return None
    if cue is None and line.text[match.end("number") : match.end("number") + 1] == "." and _could_be_day(parts) and page.vocabulary.codes[:1] != ("en",):
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
    """Where the product's name before a number begins, if one stands there: a name with a capital or a word for software."""
    match = _PRODUCT.search(before[-60:])
    if match is None:
        return None
    words = match["name"].split()
    last = words[-1]
    if fold(last) in _NOT_PRODUCTS or len(last) < 2:
        return None
    software = fold(last) in ("app", "client", "agent", "plugin", "runner", "sdk", "api", "server", "driver", "module", "connector", "firmware", "build", "release", "java", "python", "php", "node", "npm", "git", "pyspark", "hadoop")
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


def _is_date(parts: list[str], number: str) -> bool:
    if len(parts) != 3:
        return False
    a, b, c = (int(p) for p in parts)
    return (1 <= a <= 31 and 1 <= b <= 12 and (len(parts[2]) == 4 and 1990 <= c <= 2100)) or (1990 <= a <= 2100 and len(parts[0]) == 4 and 1 <= b <= 12 and 1 <= c <= 31)


def _flags(page: Page) -> Iterator[Fact]:
    for entry in page.fields:
        if entry.name is FactField.FEATURE_FLAG:
            yield page.fact(FactField.FEATURE_FLAG, entry.value, entry.line, entry.start, entry.end)
    for line in _lines(page, (SpanKind.PROSE, SpanKind.FIELD, SpanKind.LOG)):
        if not page.has(line, "flag_word"):
            continue
        for match in _FLAG.finditer(line.text):
            near = [h for h in page.within(line, "flag_word") if -2 <= min(abs(match.start() - h.end), abs(h.start - match.end())) <= 24]
            if near and ("_" in match["flag"] or any("flag" in fold(h.text) for h in near)) and "flag" not in match["flag"].split("-"):
                yield page.fact(FactField.FEATURE_FLAG, match["flag"], line, match.start(), match.end())


def _sizes(page: Page) -> Iterator[Fact]:
    for line in _lines(page, (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)):
        if line.of_others:
            continue
        for match in _SIZE.finditer(line.text):
            if page.has(line, "file_word") and not re.search(r"gif|png|jpe?g|screenshot", line.folded):
                yield page.fact(FactField.FILE_SIZE, match["size"], line, match.start(), match.end())
