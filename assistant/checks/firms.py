# ruff: noqa: E501  (patterns read better whole)
"""Firms named in a text: told by their legal form, what introduces them, and what is said of them. No list of names.

A candidate is a run of capitalised words of which at least one is neither ordinary (`naming.Ordinary`) nor in what the
customer wrote or read. It counts as another customer where a sign stands at it (`Sign`), or where its sentence tells
that somebody else has the same trouble. German nouns need a sign. The words are in `knowledge/lexicon/firms.toml`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from assistant.checks.naming import Ordinary, named_so
from assistant.errors import PolicyError
from assistant.grounding.vocabulary import codes
from assistant.resources import shipped
from assistant.understanding.cues import fold

_WORD = r"[^\W\d_a-zà-ÿ](?:[\w'’-]|[.&](?=\w))*"
_RUN = re.compile(rf"(?<![\w@./#<&\[{{-]){_WORD}(?:(?: | & | \+ |-){_WORD})*")
_HEAD = re.compile(r"(?:[A-ZÀ-Þ][\w-]*\s)+$")
"""Ordinary capitalised words before a name: "the Export Wizard" is a thing with an article."""
_OUR_PEOPLE = re.compile(
    r"\s(?:from|of|in|on|at|aus|von|de|di|da|do|dans|van|uit) (?:our|unser\w*|notre|nos|nuestr\w+|nostr\w+|noss\w+|ons|onze)\b"
)
_DATIVES = ("en", "ern", "eln")
"""Endings of German plurals behind "bei", where a noun too stands without article."""
_APPOSED = r"(?:,?\s(?:the|die|der|das|la|le|les|el|los|las|il|lo|o|a|de|het))?,?"
"""What may stand between "another customer" and the name."""
_CODE = re.compile(r"[A-Z]{2,}[-_]?\d")
_NUMBERED = re.compile(r"\s(?:no\.?\s|nr\.?\s|n[°º]\s?)?#?\d")
"""What stands behind a thing that is counted: "row 40"."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_OPENS = r"[\s\"'“„«»‹(\[*_]*$"
_ADVERB = r"(?:\w{2,10}\s+)?"
_SURE_FORM = re.compile(
    r"(?i)\b([a-z0-9à-ÿ][\w&-]{2,}),? (?:gmbh|g\.m\.b\.h\.|ltd|llc|inc|plc|corp|s\.?a\.?r\.?l|s\.?r\.?l|s\.p\.a|b\.?v|n\.?v|oyj?|aps|ltda?)\b"
)
"""A name in small letters before a form that is no word."""
_JA_BEFORE = re.compile(
    r"([一-龯々ァ-ヶー]{2,12}|[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9&.'-]{1,24}(?: (?:& )?[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9&.'-]*)*)(?:様|さま|さん|社(?!内|員|長|会|名|用|外))"
)
_JA_LATIN = re.compile(
    r"(?<![A-Za-z0-9_./@-])([A-ZÀ-Þ][A-Za-zÀ-ÿ&-]{2,24}(?: (?:& )?[A-ZÀ-Þ][A-Za-zÀ-ÿ&-]+)*)(?=(?:で|に|から|の(?:環境|事例|ケース))?(?:も|同)|でも|では|と同)"
)
_JA_NAME = r"[一-龯々ァ-ヶーA-Za-z0-9&・]{2,16}"


class Sign(Enum):
    """Why a name is held to be a firm's."""

    FORM = auto()
    """A legal form: "GmbH", "株式会社"."""
    CALLED = auto()
    """A noun before it: "the company X"."""
    LIKE = auto()
    """A comparison: "as with X"."""
    AT = auto()
    """A place that only somebody can be: "chez X"."""
    ACTS = auto()
    """What only somebody does: "X reported"."""
    INDUSTRY = auto()
    """An industry's word beside a strange one: "X Logistics"."""
    TOLD = auto()
    """Nothing at the name; its sentence tells of the same trouble elsewhere."""


@dataclass(frozen=True)
class Named:
    """A name that the customer does not know, and what speaks for a firm."""

    name: str
    sign: Sign


@dataclass(frozen=True)
class FirmWords:
    """Compiled words of one language; patterns over folded text but for `form`."""

    form: re.Pattern[str]
    industry: frozenset[str]
    known: frozenset[str]
    """Products and ordinary words: no customers."""
    places: frozenset[str]
    endings: tuple[str, ...]
    called: re.Pattern[str]
    no_customer: re.Pattern[str]
    person: re.Pattern[str]
    like: re.Pattern[str]
    at: re.Pattern[str]
    ours: re.Pattern[str]
    acts: re.Pattern[str]
    many: re.Pattern[str]
    article: re.Pattern[str] | None
    no_title: frozenset[str]
    forms_ja: tuple[str, ...]
    industry_ja: re.Pattern[str]
    """A name that ends with an industry's word, where a firm stands."""


def _any(words: str) -> str:
    return "|".join(sorted((re.escape(fold(w.strip())) for w in words.split("|") if w.strip()), key=len, reverse=True))


def _before(words: str, more: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(words)}){more}{_OPENS}" if words else r"(?!)")


@lru_cache(maxsize=16)
def firm_words(language: str) -> FirmWords:
    """The words of a language; English where there are none. Raises PolicyError for an unreadable file."""
    path = shipped("knowledge") / "lexicon" / "firms.toml"
    try:
        data: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
        every, own = data["everywhere"], data.get(language) or data["en"]
        forms = sorted(every["forms"], key=len, reverse=True)
        words = {k: frozenset(fold(every[k]).split()) for k in ("industry", "products", "places", "ordinary")}
        legal = {w for f in forms for w in _LETTERS.findall(fold(f))}
        articles = own.get("articles", "")
        return FirmWords(
            form=re.compile(rf"(?<=\w),?\s(?:{'|'.join(map(re.escape, forms))})(?!\w)"),
            industry=words["industry"], known=words["products"] | words["ordinary"] | legal | codes().acronyms, places=words["places"],
            endings=tuple(fold(own.get("endings", "")).split()),
            called=_before(own.get("called", ""), _APPOSED), no_customer=_before(own.get("no_customer", ""), r"(?:s|e|n|en|es|i)?"),
            person=_before(own.get("person", ""), r"\.?"), like=_before(own.get("like", "")), at=_before(own.get("at", "")),
            ours=_before(own.get("ours", "")),
            acts=re.compile(rf"\s+{_ADVERB}(?:{_any(own.get('acts', '-'))})(?!\w)"),
            many=re.compile(rf"\s+{_ADVERB}(?:{_any(own.get('many', '-'))})(?!\w)"),
            article=_before("|".join(articles.split())) if articles else None,
            no_title=frozenset(own.get("no_title", "").split()), forms_ja=tuple(every["forms_ja"]),
            industry_ja=re.compile(rf"([一-龯々ァ-ヶー]{{2,10}}(?:{'|'.join(every['industry_ja'].split())}))(?=[）)]?(?:様|さ[まん])|[）)]?[でにか](?:も|ら)|も|は|が|と同|の(?:事例|場合|環境))"),
        )  # fmt: skip
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PolicyError(f"the words of firms {path.name} cannot be read: {error!r}", "Restore the file.") from error


def named_firms(sentence: str, language: str, ordinary: Ordinary, *, elsewhere: bool) -> Iterator[Named]:
    """Firms of a sentence that are none of the customer's. `elsewhere`: it tells of the same trouble at somebody else's."""
    if language == "ja":
        yield from _japanese(sentence, ordinary, elsewhere=elsewhere)
        return
    words = firm_words(language)
    for start, end in runs(sentence, ordinary, words):
        sign = _sign(sentence, start, end, language, words, elsewhere=elsewhere)
        if sign is not None:
            yield Named(sentence[start:end].removesuffix("'s").removesuffix("’s"), sign)
    for match in _SURE_FORM.finditer(sentence):
        if not match[1][0].isupper() and not ordinary.knows(match[1]):
            yield Named(match.group(), Sign.FORM)


def runs(sentence: str, ordinary: Ordinary, words: FirmWords) -> Iterator[tuple[int, int]]:
    """Where capitalised words stand that somebody's name could be, ordinary ones at the head left out."""
    for match in _RUN.finditer(sentence):
        if _CODE.search(match.group()) or _NUMBERED.match(sentence, match.end()):
            continue
        tokens = [(m.start() + match.start(), m.group()) for m in re.finditer(r"[^\s+-]+", match.group())]
        while tokens and _plain(tokens[0][1], ordinary, words) and fold(tokens[0][1]) not in words.places:
            tokens.pop(0)
        parts = [w for _, t in tokens for w in _LETTERS.findall(fold(t))]
        if not parts:
            continue
        strange = [w for w in parts if not _plain(w, ordinary, words) and w not in words.industry | words.places]
        placed = len(parts) > 1 and bool(set(parts) & words.places) and bool(set(parts) & words.industry)
        if strange or (placed and not ordinary.read(parts)):
            yield tokens[0][0], match.end()


def _plain(token: str, ordinary: Ordinary, words: FirmWords) -> bool:
    """Whether a word by itself names nobody we would mind."""
    low = fold(token)
    parts = _LETTERS.findall(low)
    if not parts:
        return not any(c.isupper() for c in token)
    return all(
        w in words.known or ordinary.is_one(w) or (len(w) > 5 and w.endswith(words.endings) and w not in words.industry)
        for w in parts
    )


def _sign(sentence: str, start: int, end: int, language: str, words: FirmWords, *, elsewhere: bool) -> Sign | None:
    before, after = fold(sentence[:start]), fold(sentence[end:])
    form = words.form.search(sentence, start)
    if form is not None and form.start() <= end + 1 and not words.no_customer.search(before):
        return None if words.ours.search(before) else Sign.FORM
    if any(p.search(before) for p in (words.ours, words.person, words.no_customer)) or _OUR_PEOPLE.match(after):
        return None
    if _of_things(before, words):
        return None
    parts = _LETTERS.findall(fold(sentence[start:end]))
    industrial = len(parts) > 1 and bool(set(parts) & words.industry)
    at, like = words.at.search(before) is not None, words.like.search(before) is not None
    if words.called.search(before):
        return Sign.CALLED
    if len(parts) == 1 and not like and (words.many.match(after) or (language == "de" and at and _dative(parts[0]))):
        return None
    if not industrial and words.article is not None and words.article.search(fold(_HEAD.sub("", sentence[:start]))):
        return None
    if at or (like and (elsewhere or _clear(before))):
        return Sign.AT if at else Sign.LIKE
    if words.acts.match(after):
        return Sign.ACTS
    if not elsewhere:
        return Sign.INDUSTRY if industrial else None
    return None if language == "de" and len(parts) == 1 and not named_so(sentence, start, end) else Sign.TOLD


def _dative(word: str) -> bool:
    return word.endswith(_DATIVES)


def _clear(before: str) -> bool:
    """Whether a comparison opens its clause: "Like X, you …"; in the middle "tools like X" compares things."""
    return re.search(r"(?:^|[.,;:(–—-]\s*)[^\s,;:]+(?:\s\S+){0,4}\s*$", before) is not None


def _of_things(before: str, words: FirmWords) -> bool:
    """Whether it is an example of things: "browsers such as X"."""
    match = words.like.search(before)
    return match is not None and words.no_customer.search(before[: match.start()]) is not None


def _japanese(sentence: str, ordinary: Ordinary, *, elsewhere: bool) -> Iterator[Named]:
    words = firm_words("ja")
    forms = "|".join(map(re.escape, words.forms_ja))
    found = [
        (m[1] or m[2], Sign.FORM) for m in re.finditer(rf"(?:{forms})({_JA_NAME})|({_JA_NAME}?)(?:{forms})", sentence)
    ]
    if elsewhere:
        found += [
            (m[1], Sign.TOLD)
            for m in (
                *_JA_BEFORE.finditer(sentence),
                *_JA_LATIN.finditer(sentence),
                *words.industry_ja.finditer(sentence),
            )
        ]
    for name, sign in found:
        if not name or name in words.no_title or any(name.endswith(t) and len(t) > 1 for t in words.no_title):
            continue
        parts = _LETTERS.findall(fold(name))
        if name not in ordinary.public and not all(p in words.known or ordinary.is_one(p) for p in parts):
            yield Named(name, sign)
