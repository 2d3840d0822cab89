# ruff: noqa: E501  (patterns read better whole)
"""Names that running text shows: "spoke with Bryony", "Bryony said", "my name is anna keller", 田中さん.

One capitalised word is believed behind a strong cue; behind a weak one only two, or a known given name. Words of firms
and products, which stand in the same places, are in `people.toml`, `cues`.
"""

import re
from collections.abc import Iterator
from functools import cache

from assistant.redaction.found import lowered
from assistant.redaction.given import CAPITAL, SURNAME, is_given
from assistant.redaction.vocabulary import either, read_table

_CUES = read_table("people.toml")["cues"]
_WORD = rf"{CAPITAL}[a-zß-öø-ÿā-ž'’]+(?:-{CAPITAL}[\w'’]+)?"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Herrn?|Frau|M|Mme|Sr|Sra|Sig|Sig\.ra)\.?[ ]){0,2}"
_NAME = rf"{_TITLE}(?P<name>(?:{_WORD}|{CAPITAL}\.)(?:[ ]{SURNAME}){{0,2}})(?!['’]?\w|[@/\\_=-]|\.\w)"
_INITIAL = re.compile(rf"(?<![\w.]){CAPITAL}\.[ ]?(?:{CAPITAL}\.[ ]?)?{_WORD}(?![\w@/\\]|\.\w)")
_BEHIND = re.compile(
    rf"(?<![\w@./\\-])(?P<name>{_WORD}(?:[ ]{SURNAME})?)(?:[ ]\([^()\n]{{1,30}}\))?[ ](?i:{either(_CUES['behind'])})(?![\w-])"
)
_NAMED = re.compile(
    r"(?i:\b(?:my name is|my name's|mein name ist|ich heiße|ich heisse|je m'appelle|me llamo|mi nombre es|mi chiamo|meu nome é|me chamo|mijn naam is))[ ]"
    r"(?P<name>[^\W\d_]{2,20}(?:[ ][^\W\d_]{2,20})?)"
)
_ENDS = frozenset(
    "and from i im here but with at on in for of und ich von aus bei et je de du y de soy e sono di da em van ik en bij the a my".split()
)
_LETTERED = re.compile(
    r"(?i)(?:\b(?:plan|option|appendix|annex|type|class|grade|vitamin|step|part|case|variante|fall|anhang)[ ])$"
)
_KANJI = r"[\u4e00-\u9fff々]"
_HONOURED = re.compile(
    rf"(?P<name>{_KANJI}{{1,5}}|{_KANJI}{{1,4}}[ 　]{_KANJI}{{1,3}}|[ァ-ヴー・]{{2,12}})[ 　]?(?:様|さま|さん|氏(?!名)|殿|先生|先輩|先生|女士|小姐|经理)"
)
_KOREAN = re.compile(r"(?P<name>[가-힣]{2,4})[ ]?(?:씨|님)(?![가-힣]{2})")
_NO_KOREAN = ("고객", "사용자", "담당자", "관리자", "회원", "선생", "부장", "과장", "사장")
_PART_OF_A_WORD = tuple("社店課者員客係局仕同模多異等皆各御何神王奥誰会組")
_ROLES = (
    "社長",
    "部長",
    "課長",
    "係長",
    "店長",
    "局長",
    "所長",
    "担当",
    "営業部",
    "開発部",
    "総務部",
    "人事部",
    "経理部",
    "情報",
    "株式",
    "有限",
    "合同",
    "お客",
    "皆",
)
_AFTER_TIME = re.compile(
    r"^(?:昨日|今日|本日|先日|今朝|明日|先週|今週|毎日|以前|当社|弊社|御社|貴社|同僚|上司|部下)(?=.{2})"
)


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<![^\W_])(?:{either(_CUES['strong'])}))[ ]{_NAME}")


@cache
def _weak() -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<![^\W_])(?:{either(_CUES['weak'])}))[:,]?[ ]{_NAME}")


@cache
def _excluded() -> frozenset[str]:
    table = read_table("people.toml")
    return frozenset(
        [*table["not_names"], *table["company_forms"], *_CUES["products"], *_CUES["not_persons"], *table["titles"]]
    )


@cache
def _surnames() -> tuple[str, ...]:
    return tuple(sorted(read_table("given.toml")["surnames_ja"].split(), key=len, reverse=True))


def _is_free(name: str) -> bool:
    """No word of a firm, a product or a label in it."""
    return not any(p.strip(".'’").lower() in _excluded() for p in name.split())


def _plain(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _follows_a_firm(text: str, end: int) -> bool:
    """Whether a word of a firm or a thing comes next: "spoke with Bryony Support"."""
    after = re.match(r"[ ](?:&[ ])?([^\W\d_]{2,20})", text[end : end + 24])
    return bool(
        after
        and (
            after.group(1).lower()
            in _excluded() - {"from", "and", "at", "for", "of", "in", "to", "on", "a", "the", "with"}
        )
    )


def _by_cue(text: str) -> Iterator[str]:
    for pattern, sure in ((_strong(), True), (_weak(), False)):
        for match in pattern.finditer(text):
            name = _plain(match["name"])
            whole = " " in name and (is_given(name.split()[0]) or name[1] == ".")
            if _is_free(name) and (sure or whole or is_given(name)) and not _follows_a_firm(text, match.end()):
                yield name


def _by_verb(text: str) -> Iterator[str]:
    """ "Bryony said": a whole name, or one word that a sentence does not begin with by chance."""
    for match in _BEHIND.finditer(text):
        name = match["name"]
        if _is_free(name) and (is_given(name.split()[0])):
            yield name


def _introduced(text: str) -> Iterator[str]:
    """ "my name is anna keller": in small letters only with a given name in front."""
    for match in _NAMED.finditer(text):
        first, *rest = match["name"].split()
        if first[0].isupper() or is_given(first):
            more = [p for p in rest if p.lower() not in _ENDS and p[0].isupper() == first[0].isupper()]
            name = " ".join([first, *more])
            if _is_free(name):
                yield name


def _honoured(text: str) -> Iterator[str]:
    """Names before 様, さん, 先生, 씨."""
    for match in _HONOURED.finditer(text):
        name = _AFTER_TIME.sub("", match["name"])
        known = next((s for s in _surnames() if name.endswith(s) and len(name) > len(s) + 1), None)
        name = known if known and len(name) > 4 else name
        if len(name) == 1 and name not in _surnames():
            continue
        if not name.endswith(_PART_OF_A_WORD) and not name.startswith(_ROLES) and not name.endswith(_ROLES):
            yield name
    for match in _KOREAN.finditer(text):
        if not match["name"].endswith(_NO_KOREAN):
            yield match["name"]


def told_names(text: str) -> Iterator[str]:
    """Every name that a sentence shows."""
    low = lowered(text)
    if any(c in low for c in _CUES["strong"]) or any(c in low for c in _CUES["weak"]):
        yield from _by_cue(text)
    yield from _by_verb(text)
    yield from _introduced(text)
    if not text.isascii():
        yield from _honoured(text)
    for match in _INITIAL.finditer(text):
        name = match.group()
        if _is_free(name) and not name.endswith(("'", "’")) and _initial_is_a_person(text, match):
            yield name


def _initial_is_a_person(text: str, match: re.Match[str]) -> bool:
    """ "J. Smith" but not the end of a sentence ("plan B. Then") or a list's letter ("A. Open")."""
    before = text[max(0, match.start() - 12) : match.start()]
    word = match.group().split(".")[-1].strip()
    if not before.strip() or before.endswith("\n"):
        letter = match.group()[0]
        listed = letter == "A" or re.search(rf"(?m)^\W*{chr(ord(letter) - 1)}[.)] ", text)
        return not listed and len(word) > 3
    return not _LETTERED.search(before) and len(word) > 3
