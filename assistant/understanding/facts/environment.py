"""Where it happens: browser, operating system, device, environment, region."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Fact, FactField, Role, SpanKind
from assistant.understanding.cues import fold
from assistant.understanding.facts.page import Hit, Line, Page

_KINDS = (SpanKind.PROSE, SpanKind.FIELD, SpanKind.HEADING)
_NUMBER = r"(?:[\s/]{1,2}(?:version\s)?v?\d{1,4}(?:\.\d{1,6}){0,4}(?![\w%€$])(?!\s?(?:times|users|tabs|%|of|Uhr)))?"
BROWSER_NAMES = re.compile(
    rf"(?<![\w.@/-])(?P<name>Google Chrome|Chrome(?! ?OS)|Chromium|Mozilla Firefox|Firefox(?: ESR)?"
    rf"|FireFox|Microsoft Edge|MS Edge|Edge|Safari|Opera(?! house)|Brave|Vivaldi|Internet Explorer"
    rf"|IE ?(?:8|9|10|11)|Samsung Internet|DuckDuckGo browser|Tor Browser|Arc browser|Waterfox)"
    rf"(?P<number>{_NUMBER})(?![\w@])"
)
_BROWSER_LOW = re.compile(rf"(?<![\w.@/-])(?P<name>chrome|firefox|safari)(?P<number>{_NUMBER})(?![\w@.-])")
OS_NAMES = re.compile(
    r"(?<![\w.@/-])(?:"
    r"Windows(?:_NT)?(?:[ -](?:Server ?)?(?:\d{1,4}(?:\.\d+){0,3}|XP|Vista|NT|x64)){1,3}(?: ?"
    r"(?:R2|Pro|Home|Enterprise|LTSC|\d\dH\d))?(?:,? (?:version )?\d\dH\d)?|Win ?(?:7|8|10|11)\b"
    r"|macOS(?: (?:Sonoma|Sequoia|Ventura|Monterey|Big Sur|Catalina|Mojave|Tahoe|Sierra))?(?: \d{1,2}"
    r"(?:\.\d{1,2}){0,2})?|Mac ?OS(?: X)?(?: \d{1,2}(?:\.\d{1,2}){0,2})?|OS X(?: 10\.\d+)?"
    r"|(?:iOS|iPadOS|watchOS|tvOS)(?: \d{1,2}(?:\.\d{1,2}){0,2})?|Android(?: \d{1,2}(?:\.\d{1,2})?)?"
    r"|(?:Ubuntu|Debian|Fedora|CentOS|RHEL|Red Hat Enterprise Linux|Rocky Linux|AlmaLinux|SUSE"
    r"|SLES|openSUSE|Linux Mint|Alpine|Raspbian|Raspberry Pi OS|Oracle Linux|Amazon Linux)(?: "
    r"(?:Linux )?\d{1,2}(?:\.\d{1,2}){0,2}(?: LTS)?)?"
    r"|ChromeOS|Chrome OS|(?:linux|darwin|windows)[-/](?:amd64|arm64|x86_64|x64|386)|Linux(?: "
    r"(?:x64|x86_64|[2-6]\.\d+[\w.-]*))?|FreeBSD(?: \d+\.\d)?|Solaris(?: \d+)?|AIX(?: \d\.\d)?"
    r")(?![\w@-])"
)
_OS_ALONE = re.compile(r"(?<![\w.@/-])(?:Windows|Android|Linux|Mac|Macs)(?![\w@-])")
_DEVICE = re.compile(
    r"(?<![\w.@/-])(?:"
    r"iPhone(?: (?:\d{1,2}|SE|X[SR]?)(?: (?:Pro|Max|Plus|mini))*)?|iPad(?: (?:Pro|Air|mini))?"
    r"(?: \d{1,2})?|Apple Watch(?: (?:Series )?\d+)?|MacBook(?: (?:Pro|Air))?(?: M\d)?|iMac"
    r"|Mac mini"
    r"|(?:Samsung )?Galaxy (?:[SAZM]\d{0,2}|Tab|Note|Fold|Flip)(?: ?\w{1,4})?(?: (?:Ultra|Plus"
    r"|FE|Active))?\d?|Samsung [A-Z]\d{2}|Samsung (?:Galaxy )?Tab(?: [A-Z]\w{0,7}\d\w?){1,2}"
    r"|(?:Google )?Pixel \d{1,2}(?: ?(?:Pro|a|XL))?|Surface "
    r"(?:Pro|Go|Laptop|Hub)(?: \d+)?|ThinkPad(?: \w+)?|Raspberry Pi(?: \d\w?)?"
    r"|(?:Zebra|Honeywell|Brother|Epson|Canon|Kyocera|Lexmark|Ricoh|Xerox|HP LaserJet|Dymo|Yealink"
    r"|Poly(?:com)?|Cisco|Datalogic|Star|Bixolon|Fujitsu|Snom|Grandstream|Motorola|Huawei|Xiaomi"
    r"|OnePlus|Nokia|Fairphone|Lenovo|Dell) (?=\S*\d)[\w-]{2,16}"
    r")(?![\w@])"
)
_MODEL = re.compile(
    r"[\s:,]{0,3}(?:\(|the |an? |el |la |le |der |die |das |il |o |um |modell |modelo |model "
    r"|modèle |modello |type |tipo )*(?P<model>(?:[A-Z][\w&-]{2,20} )?(?:[A-Z]{1,6}[- ]?\d[\w-]{0,10}"
    r"|[A-Z][a-z]{1,12}[- ]?\d{2,5}\w{0,4}|\d{4}[A-Z]?))(?![\w.:/%-])"
)
_HOST = re.compile(
    r"(?<![\w@./:-])(?=[A-Z0-9-]*[A-Z]{3})[A-Z][A-Z0-9]*(?:SRV|SERVER|PC|WS|DC|NB|LAPTOP|TERM)[A-Z0-9-]*\d{1,4}"
    r"(?![\w@./-])"
)
_REGION = re.compile(
    r"(?<![\w./-])(?:(?:eu|us|ap|sa|ca|me|af|uk|au|jp|de|in|cn|na|emea|apac|latam)-(?:central"
    r"|east|west|north|south|northeast|southeast|northwest|southwest|gov-\w+)(?:-?\d{1,2})?[a-c]?"
    r"|(?:us|eu|ap)\d{1,2}|(?:east|west|central|north|south)(?:us|eu|europe|uk)\d?)(?![\w.-]*\.\w)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_REGION_NAMED = re.compile(
    r"(?P<name>(?:[A-Z]{2,5}|[A-Z][a-z]+)(?:[ -](?:[A-Z]{2,5}|[A-Z][a-z]+|\d))?)(?=\s(?:region"
    r"|data cent(?:er|re)|datacenter|cluster|Region|Rechenzentrum)\b)"
)
_POD = re.compile(
    r"(?<![\w-])(?:pod|shard|cluster|cell|stack|zone|Pod|Shard|Cluster)[ -](?:[a-z]{2,4}-?)?\d{1,3}(?![\w.%-])"
)
_FIRMWARE = re.compile(
    r"(?<![\w.-])(?P<model>[A-Z]{1,5}-?\d{2,4}[A-Z]?),?\s(?:v|fw |firmware )?\d{1,3}(?:\.\d{1,4}){1,3}\b"
)
"""A model beside its firmware: "the firmware is QT-300 2.1.4"."""
_FIRMWARE_WORD = re.compile(r"\b(?:firmware|fw|softwarestand|micrologiciel)\b")
_TRIAL = re.compile(r"sandbox|test|staging|uat|demo|dev\b|development|entwicklung|recette|pruebas|prova|homolog")
"""Environments in which our side tries to see a fault again."""
_AGAIN = re.compile(r"reproduc|reproduz|reproduit|riprodo|nachgestellt|nachgebaut|nachstell|nagebootst|再現")
_LONGEST_FIELD = 80


def find_environment(page: Page) -> Iterable[Fact]:
    """Facts for `browser`, `os`, `device`, `environment`, `region`."""
    yield from _fields(page)
    for line in page.lines:
        if line.of_others or line.kind in (SpanKind.META, SpanKind.SIGNATURE):
            continue
        yield from _browsers(page, line)
        yield from _systems(page, line)
        if line.kind is not SpanKind.LOG:
            yield from _devices(page, line)
            yield from _regions(page, line)
    yield from _models(page)
    yield from _environments(page)


def _fields(page: Page) -> Iterator[Fact]:
    names = (FactField.BROWSER, FactField.OS, FactField.DEVICE, FactField.ENVIRONMENT, FactField.REGION)
    for entry in page.fields:
        if entry.name in names and len(entry.value) <= _LONGEST_FIELD and not entry.line.of_others:
            if entry.name in (FactField.OS, FactField.BROWSER) or not (
                OS_NAMES.search(entry.value) or BROWSER_NAMES.search(entry.value)
            ):
                yield page.fact(entry.name, entry.value, entry.line, entry.start, entry.end)
    for line in page.lines:
        if (
            page.section_field(line) is FactField.ENVIRONMENT
            and line.kind is SpanKind.PROSE
            and len(line.text) <= _LONGEST_FIELD
            and not (OS_NAMES.search(line.text) or BROWSER_NAMES.search(line.text))
        ):
            yield page.fact(FactField.ENVIRONMENT, line.text.strip(), line, 0, len(line.text))


def _browsers(page: Page, line: Line) -> Iterator[Fact]:
    if line.kind is SpanKind.LOG:
        return
    for pattern in (BROWSER_NAMES, _BROWSER_LOW):
        for match in pattern.finditer(line.text):
            if not page.has(line, "not_browser") or match["number"]:
                yield page.fact(FactField.BROWSER, match.group(), line, match.start(), match.end())


def _systems(page: Page, line: Line) -> Iterator[Fact]:
    found = False
    for match in OS_NAMES.finditer(line.text):
        found = True
        yield page.fact(FactField.OS, match.group(), line, match.start(), match.end())
    if not found and line.kind is not SpanKind.LOG:
        for match in _OS_ALONE.finditer(line.text):
            yield page.fact(FactField.OS, match.group(), line, match.start(), match.end())


def _devices(page: Page, line: Line) -> Iterator[Fact]:
    for match in _DEVICE.finditer(line.text):
        yield page.fact(FactField.DEVICE, match.group(), line, match.start(), match.end())
    if _FIRMWARE_WORD.search(line.folded):
        for match in _FIRMWARE.finditer(line.text):
            yield page.fact(FactField.DEVICE, match["model"], line, match.start("model"), match.end("model"))
    for match in _HOST.finditer(line.text):
        yield page.fact(FactField.DEVICE, match.group(), line, match.start(), match.end())


def _regions(page: Page, line: Line) -> Iterator[Fact]:
    for match in _REGION.finditer(line.text):
        yield page.fact(FactField.REGION, match.group(), line, match.start(), match.end())
    for match in _POD.finditer(line.text):
        yield page.fact(FactField.REGION, match.group(), line, match.start(), match.end())
    for match in _REGION_NAMED.finditer(line.text):
        if match["name"].lower() not in (
            "the",
            "this",
            "our",
            "your",
            "which",
            "one",
            "any",
            "each",
            "every",
            "other",
            "whole",
        ):
            yield page.fact(FactField.REGION, match["name"], line, match.start(), match.end())


def _models(page: Page) -> Iterator[Fact]:
    """A model number beside a word for a kind of device ("trackers modelo RT-3")."""
    for hit in page.hits("device", _KINDS):
        if hit.line.of_others:
            continue
        match = _MODEL.match(hit.line.text, hit.end)
        if match is not None and not OS_NAMES.match(match["model"]) and not BROWSER_NAMES.match(match["model"]):
            yield page.fact(
                FactField.DEVICE, match["model"].strip(), hit.line, match.start("model"), match.end("model")
            )


def _is_our_trial(hit: Hit) -> bool:
    """Whether support's own sandbox is meant, in which it tried to see the fault again."""
    if _TRIAL.search(fold(hit.text)) is None:
        return False
    return hit.line.message.role in (Role.SUPPORT, Role.ENGINEERING) or _AGAIN.search(hit.line.folded) is not None


def _environments(page: Page) -> Iterator[Fact]:
    for hit in page.hits("environment", _KINDS):
        if not hit.line.of_others and not hit.line.asks and not _is_our_trial(hit):
            yield page.fact(
                FactField.ENVIRONMENT,
                hit.text.lower() if hit.text.isascii() else hit.text,
                hit.line,
                hit.start,
                hit.end,
            )
