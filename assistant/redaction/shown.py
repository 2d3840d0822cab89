# ruff: noqa: E501  (patterns read better whole)
"""The personal names that a text itself shows to be names.

A name shows itself in a mail header, before an address in angle brackets, before the colon of a chat line, in a greeting
or sign-off line, after "Mr" or "my name is". Names that sentences show are in `told.py`, given names in `given.py`. Nothing
else is guessed: a capitalised word in a sentence may be a product, so other names that stand only in running text are
missed (`evals/redaction.py` reports how many); an NER engine can be given to `redact` as a further finder.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.redaction.found import lowered, positions
from assistant.redaction.vocabulary import either, read_table

_TABLE = read_table("people.toml")
_CAP = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{1,24}|[A-Z]\.|(?:von|van|de|der|den|da|di|del|la|le|ten|ter|zu|dos|du|bin|al)(?=[ ][A-Za-zÀ-Ž]))"
_NAME = rf"(?P<name>{_CAP}(?:[ ]{_CAP}){{0,3}})"
_FULL = rf"(?P<name>{_CAP}(?:[ ]{_CAP}){{1,3}})"
_CJK = r"(?P<name>[\u3400-\u9fff々ァ-ヴー]{1,6}(?:[ 　][\u3400-\u9fff々ァ-ヴーぁ-ん]{1,6})?)"
_TITLE = rf"(?:(?i:{either(_TABLE['titles'])})\.?[ ]){{0,3}}"
_CLOCK = r"\[?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?[ T])?\d{1,2}:\d{2}(?::\d{2})?(?:[ ]?[AaPp][Mm])?\]?"
_NOTE = r"(?:[ ]?[(\[][^()\[\]\n]{1,40}[)\]])?"

# tried at the beginning of a line, quote marks and bullets taken off
_HEADER = re.compile(
    rf"(?i:{either(_TABLE['headers'])})[*_]{{0,2}}[ \t]?[:：][*_]{{0,2}}[ \t]*\"?{_TITLE}(?:{_FULL}|(?P<cjk>{_CJK.replace('?P<name>', '?:')}))(?=\"?[ \t]*(?:$|[<(\[,;|/]))"
)
_STAMPED = re.compile(rf"{_CLOCK}[ \t]*[-–|]?[ \t]*<?{_NAME}>?{_NOTE}[ \t]*[:：>]|")
_STAMP_AFTER = re.compile(rf"{_NAME}[ \t,]{{1,3}}[(\[]?{_CLOCK}[)\]]?[ \t]*(?:[:：]|$)|")
_GREETING = re.compile(
    rf"(?i:{either(_TABLE['greetings'])})(?:[ ](?i:{either(_TABLE['greetings'])}))?[ ]{_TITLE}{_NAME}(?=[ \t]*(?:[,!.:;–-]|$))"
)
_SIGNED = re.compile(
    rf"[-–]{{0,2}}[ ]?(?:(?:i\.[ ]?[AV]\.|p\.[ ]?p\.|ppa\.?|gez\.)[ ])?{_TITLE}{_NAME}(?=[ \t]*(?:$|[,|(/–-]))"
)
_SIGNED_CJK = re.compile(rf"(?:{_CJK}|(?P<latin>[\uac00-\ud7af]{{2,4}}))[ 　]*$")
_SIGNED_SAME_LINE = re.compile(rf"(?i:{either(_TABLE['closings'])})[ ]?[,!–-][ ]?{_NAME}$")
_SPEAKER = re.compile(rf"{_NAME}{_NOTE}[*_]{{0,2}}[ ]?[:：][*_]{{0,2}}[ \t]{{1,3}}\S")

# tried anywhere
_BEFORE_ADDRESS = re.compile(rf"\"?(?P<name>{_CAP}(?:[ ]{_CAP}){{1,3}}|{_CAP},[ ]{_CAP})\"?[ \t]{{1,3}}$")
_ADDRESS = re.compile(r"[<\[](?:mailto:)?[^\s<>@\[\]]{1,64}@")
_TITLED = re.compile(
    rf"(?i:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Mademoiselle|Señora?|Señorita|Sra?|Srta|Sig|Sig\.ra|Signora?|Dott|Dott\.ssa|Senhora?|Dhr|Mevr|Mevrouw|Meneer)(?:\.[ ]?|[ ])(?:(?:Dra?|Prof)\.[ ]){{0,2}}(?P<name>{_CAP}(?:[ ]{_CAP}){{0,2}})"
)
_M = re.compile(rf"(?<![\w.])M\.[ ](?P<name>{_CAP}(?:[ ]{_CAP}){{0,2}})")
"""The French "M. Durand"; with a whole name behind it an initial just as well, which is a person too."""
_TITLES = (
    "mx",
    "monsieur",
    "madame",
    "mademoiselle",
    "señor",
    "sra",
    "srta",
    "signor",
    "senhor",
    "mevrouw",
    "meneer",
    "mr",
    "ms",
    "miss",
    "dr",
    "prof",
    "herr",
    "frau",
    "mme",
    "mlle",
    "sr",
    "sig",
    "dott",
    "dhr",
    "mevr",
)
_TOLD = (
    "my name is",
    "name's",
    "mein name ist",
    "ich heiße",
    "ich heisse",
    "je m'appelle",
    "mon nom est",
    "me llamo",
    "mi nombre es",
    "mi chiamo",
    "meu nome é",
    "chamo-me",
    "mijn naam is",
)
_TELLING = re.compile(rf"(?i:{either(_TOLD)})[ ]{_NAME}")
_INTRODUCED = re.compile(
    rf"(?i:{either(_TABLE['introductions'])})[ ]{_FULL}(?=[ ,.](?:from|of|with|here|von|aus|bei|der|de|chez|da|di|van|bij)\b|,|\.)"
)
_QUOTE_MARKS = " \t>*•_-"
_LONGEST_LINE = 300
_SAID_TWICE = 2
"""A single speaker line may be a label ("Browser: …"); two of the same name make a conversation."""


@cache
def word_sets() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words that are no names, names that are words besides, and companies' forms."""
    return frozenset(_TABLE["not_names"]), frozenset(_TABLE["also_words"]), frozenset(_TABLE["company_forms"])


@cache
def _closings() -> frozenset[str]:
    return frozenset(_TABLE["closings"])


def name_parts(name: str) -> list[str]:
    """The words of a name."""
    return [p.strip(".,") for p in re.split(r"[ ,　]+", name) if p.strip(".,")]


def _is_name(name: str) -> bool:
    """No label, team or month among its words, and no company's form at its end."""
    not_names, _, forms = word_sets()
    low = [p.lower() for p in name_parts(name)]
    if any(p in not_names or any(q in not_names for q in p.split("-")) for p in low):
        return False
    return bool(low) and low[-1] not in forms


def _may_speak(name: str) -> bool:
    """No abbreviation ("HDFS: …"), log level, class ("S3AClient") or header of a protocol ("Content-Type: …")."""
    if any((p.isupper() and len(p) > 2) or any(c.isdigit() for c in p) for p in name_parts(name)):
        return False
    return " " in name or "-" not in name


def _patterns(line: str) -> Iterator[re.Pattern[str]]:
    """Those that the line's marks leave possible."""
    colon = ":" in line[:90] or "：" in line[:90]
    if colon:
        yield _HEADER
        yield _STAMPED
        yield _STAMP_AFTER
    if len(line) < 90:
        yield _GREETING
        yield _SIGNED_SAME_LINE


def _by_line(text: str) -> Iterator[tuple[str, bool]]:
    """Names at the beginnings of lines, and whether one appearance suffices."""
    signed = False
    for raw in text.splitlines():
        line = raw.strip(_QUOTE_MARKS)[:_LONGEST_LINE]
        if not line:
            # dashes alone open a signature
            signed = signed or raw.strip() == "--"
            continue
        if signed and (match := _SIGNED.match(line)):
            yield match.group("name"), True
        elif signed and line[0] > "\u2fff" and (match := _SIGNED_CJK.match(line)):
            yield match.group("name") or match.group("latin"), True
        # the name stands on the first line after the closing
        signed = line.rstrip(" ,.!。、！").lower() in _closings()
        for pattern in _patterns(line):
            match = pattern.match(line)
            name = match and (match.group("name") or match.groupdict().get("cjk"))
            if name and (pattern not in (_STAMPED, _STAMP_AFTER) or _may_speak(name)):
                yield name, True
        if ":" in line[:80] or "：" in line[:80]:
            match = _SPEAKER.match(line)
            if match:
                yield match.group("name"), False


def _inline(text: str) -> Iterator[str]:
    """Names before an address, after a title, or introduced."""
    for address in _ADDRESS.finditer(text) if "@" in text else ():
        before = _BEFORE_ADDRESS.search(text[max(0, address.start() - 110) : address.start()])
        if before:
            yield before.group("name")
    low = lowered(text)
    for titled in _M.finditer(text) if "M. " in text else ():
        yield titled.group("name")
    for words, pattern in ((_TITLES, _TITLED), (_TOLD, _TELLING), (tuple(_TABLE["introductions"]), _INTRODUCED)):
        for at in positions(low, words):
            match = pattern.match(text, at)
            if match:
                yield match.group("name")


def shown_names(text: str) -> set[str]:
    """The names that headers, greetings, sign-offs, speakers and introductions of `text` show."""
    found = set(_inline(text))
    speakers: dict[str, int] = {}
    for name, sure in _by_line(text):
        if sure:
            found.add(name)
        else:
            speakers[name] = speakers.get(name, 0) + 1
    first = {name_parts(name)[0] for name in found if name_parts(name)}
    found |= {s for s, n in speakers.items() if (n >= _SAID_TWICE and _may_speak(s)) or name_parts(s)[0] in first}
    return {name for name in found if _is_name(name)}
