# ruff: noqa: E501  (patterns read better whole)
"""Personal names, masked on request: those the caller knows, and those the text itself shows to be names.

What is shown once (`shown.py`, `told.py`, `given.py`) is masked wherever it stands: "Anna Keller" also as "anna keller",
"KELLER, Anna", "A. Keller", "Anna" and "Keller", with and without accents. A part that is an ordinary word besides
("Mark", "Will"), in general or in this text, is masked only with the rest of the name, or where its place shows it;
nor is one in a company's name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.redaction.found import Found
from assistant.redaction.given import find_given, fold, is_given, trimmed
from assistant.redaction.shown import name_parts, shown_names, word_sets
from assistant.redaction.told import told_names
from assistant.redaction.vocabulary import either

_SHORTEST_PART = 3
_COMPANY = re.compile(r"[ ](?:&[ ])?([A-Za-z]{2,14})")
_SMALL = re.compile(r"(?<![\w@./\\-])[a-zß-öø-ÿ]{3,}(?![\w@/\\-]|\.\w)")
"""Words in small letters, those of addresses and paths left out."""
_OF_A_DOMAIN = (" & ", "-Gruppe", ".com", ".io", ".net", ".org", ".de")
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"}
)
_SHORT_WORDS = frozenset(
    """ab ad ag ai al am an ap as at au ax be bi by ca ce ci co da de di do du ed ee eh ei el em en er es et eu ex fa fe fi fr
    ga ge go ha he hi hr ho hu ia id ie if ii il im in io ip is it iv ja je jo la le li lo lu ma me mi mr ms mu my na ne no nr nu of oh
    ok on op or os ou ow ox pa pc pe pi po pr qa re sa se si so sr st su ta te ti to tu tv ui um un up us ut uu va ve vi vm vs
    we ya ye yo zu""".split()
)
"""Two letters that are a word somewhere: no name without the rest of one."""
_PLACES = "県市区町村駅支店港島線"


def _is_unspaced(name: str) -> bool:
    return ord(name[0]) > 0x2FFF


@lru_cache(maxsize=2048)
def _whole_forms(name: str) -> frozenset[str]:
    """The ways in which a name of several parts is written, folded."""
    parts = name_parts(name)
    forms = {name}
    if "," in name and len(parts) == 2:
        parts = parts[::-1]
    if len(parts) > 1 and _is_unspaced(name):
        return frozenset({"".join(parts), " ".join(parts), "　".join(parts)})
    if len(parts) > 1:
        first, last = parts[0], " ".join(parts[1:])
        forms |= {
            f"{first} {last}",
            f"{last}, {first}",
            f"{last},{first}",
            f"{last} {first}",
            f"{first} {parts[-1]}",
            f"{parts[-1]}, {first}",
        }
        if len(first) > 1 and len(parts[-1]) > 2:
            forms |= {
                f"{first[0]}. {parts[-1]}",
                f"{first[0]}.{parts[-1]}",
                f"{parts[-1]}, {first[0]}.",
                f"{first} {parts[-1][0]}.",
            }
    return frozenset(fold(f) for form in forms for f in (form, form.translate(_SPELLED)))


def _single_forms(name: str, small: set[str]) -> Iterator[str]:
    """The parts of a name that stand for it, folded; `small` are the text's words in small letters."""
    parts = name_parts(name)
    _, also_words, company = word_sets()
    if len(parts) == 1 or parts[-1].lower() in company:
        return
    if _is_unspaced(name):
        yield from (p for p in parts if len(p) > 1)
        return
    for part in parts:
        low = part.lower()
        short = len(part) < _SHORTEST_PART and (len(part) < 2 or low in _SHORT_WORDS)
        if not short and low not in also_words and low != part and (low not in small or is_given(part)):
            yield from {fold(part), fold(part.translate(_SPELLED))}


def is_ordinary(name: str) -> bool:
    """Whether a name of one word is an everyday word too ("Mark", "Will", "Bo" is none)."""
    low = name.lower()
    return low in word_sets()[1] or (len(name) < _SHORTEST_PART and low in _SHORT_WORDS)


def _is_company(text: str, end: int) -> bool:
    """Whether a company's form or a domain's ending follows: "Keller GmbH", "Baker & Sons"."""
    after = _COMPANY.match(text, end)
    return bool(after and after.group(1).lower() in word_sets()[2]) or text.startswith(_OF_A_DOMAIN, end)


def _bounded(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of the forms as a whole word; a genitive's s is left standing."""
    return re.compile(rf"(?<![\w@.])(?:{either(tuple(forms))})(?=s?(?![\w@]|\.\w))")


def _is_shown_here(text: str, start: int, end: int) -> bool:
    """Whether an ambiguous name ("Mark") is one here: alone on its line, before a comma or colon, or amid a sentence."""
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    if line.strip(" \t>*_-,.!") == text[start:end]:
        return True
    before = text[max(0, start - 3) : start]
    amid = bool(before.strip()) and before[-1:] == " " and before.rstrip()[-1:].isalpha() or before[-2:] in (", ", "; ")
    after = text[end : end + 1]
    return after in (",", ":", ";", ")", "'", "’", ".", "!", "?", "") and (amid or after in ":,")


def _accepted(text: str, start: int, end: int) -> bool:
    """Whether a single word is the name as it stands: with a capital, or a given name in small letters."""
    word = text[start:end]
    if _is_company(text, end):
        return False
    if len(word) < _SHORTEST_PART:
        return word[0].isupper() and word[1:].islower()
    return word[0].isupper() or is_given(word)


def _known(text: str, names: Iterable[str]) -> set[str]:
    told = set(told_names(text)) | set(find_given(text))
    return {n for n in {n.strip() for n in names} | {trimmed(n) for n in shown_names(text) | told} if n}


def find_people(text: str, names: Iterable[str] = ()) -> Iterator[Found]:
    """`names` and the names the text shows, as whole words in any case; a possessive "'s" is left standing."""
    known = _known(text, names)
    if not known:
        return
    flat = fold(text)
    wide = {form for name in known if len(name_parts(name)) > 1 for form in _whole_forms(name)}
    spaced = {f for f in wide if not _is_unspaced(f)}
    whole = [m.span() for m in _bounded(spaced).finditer(flat)] if spaced else []
    rest = list(text)
    for start, end in whole:
        yield Found("person", start, end)
        rest[start:end] = " " * (end - start)
    small = set(_SMALL.findall("".join(rest)))
    single = {n for n in known if len(name_parts(n)) == 1}
    parts = {form for name in known for form in _single_forms(name, small)}
    yield from _unspaced(text, {n for n in (single | wide | parts) if _is_unspaced(n)})
    for start, end in whole:
        flat = f"{flat[:start]}{'_' * (end - start)}{flat[end:]}"
    yield from _single(
        text, flat, {n for n in single if not _is_unspaced(n)}, {p for p in parts if not _is_unspaced(p)}
    )


def _single(text: str, flat: str, single: set[str], parts: set[str]) -> Iterator[Found]:
    """Names of one word, and parts of longer ones."""
    ambiguous = {fold(n) for n in single if is_ordinary(n)}
    clear = (parts | {f for n in single for f in (fold(n), fold(n.translate(_SPELLED)))}) - ambiguous
    for match in _bounded(clear).finditer(flat) if clear else ():
        if _accepted(text, *match.span()):
            yield Found("person", *match.span())
    for match in _bounded(ambiguous).finditer(flat) if ambiguous else ():
        capital = text[match.start()].isupper() and text[match.start() : match.end()] in single
        if capital and _is_shown_here(text, *match.span()) and not _is_company(text, match.end()):
            yield Found("person", *match.span())


def _unspaced(text: str, forms: set[str]) -> Iterator[Found]:
    """Names in scripts without blanks: they have no word boundary, and some are places too."""
    forms = {f for f in forms if len(f) > 1}
    for match in re.finditer(either(tuple(forms)), text) if forms else ():
        if text[match.end() : match.end() + 1] not in _PLACES or match.end() == len(text):
            yield Found("person", *match.span())
