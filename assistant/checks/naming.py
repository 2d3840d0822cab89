# ruff: noqa: E501  (patterns and sentences read better whole)
"""Names of people and firms that stand in internal messages only. No list of names: a word is one by how it is written.

A capitalised word that is no usual word of the language, and that the customer has neither written nor read. German
writes every noun with a capital, so there a word that is ever preceded by an article, a number or an adjective is none.
Japanese names are told by the title behind them (さん, 様, 氏, 社).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.understanding.cues import fold

_NAME = re.compile(r"(?<![\w@./#-])[^\W\d_a-zà-ÿ][\w'’-]*[^\W\d_](?![\w@/]|\.\w)")
_TITLED = re.compile(r"([一-龯々ァ-ヶー]{2,10}?)(?:さん|様|氏|くん|社(?!内|員|長)|部長|課長)")
_NOT_TITLED = frozenset("お客 皆 担当者 関係者 弊 御 当 貴 同 各 他 会 本".split())
_ARTICLE = re.compile(
    r"(?:\b(?:der|die|das|den|dem|des|ein\w*|kein\w*|mein\w*|unser\w*|ihr\w*|dies\w*|jed\w*|all\w*|vom|zum|zur|im|am|beim|ins|ans|"
    r"aufs|ohne|mit|per|als|pro|neu\w*|[a-zäöüß]{3,}(?:e[nrsm]?|ig|lich)|\d+))\s+$"
)
_SHORTEST = 3


def after_article(before: str) -> bool:
    """Whether the words before a German capitalised word make it a noun: an article, a number, an adjective."""
    return _ARTICLE.search(before[-24:]) is not None


@dataclass(frozen=True)
class Hidden:
    """Names by folded word, as they stand in the notes."""

    words: dict[str, str]


@lru_cache(maxsize=16)
def usual_words(lexicon: Path, language: str) -> frozenset[str]:
    """Folded words that a language's lexicon files use: what is usual enough to be a cue is no name."""
    found: set[str] = set()
    for path in (lexicon / f"{language}.toml", *sorted(lexicon.glob(f"*/{language}.toml"))):
        if path.exists():
            found |= set(re.findall(r"[^\W\d_]{2,}", fold(path.read_text(encoding="utf-8"))))
    templates = lexicon.parent / "templates" / f"{language}.toml"
    if templates.exists():
        for table in tomllib.loads(templates.read_text(encoding="utf-8")).values():
            found |= set(re.findall(r"[^\W\d_]{2,}", fold(str(table))))
    return frozenset(found)


def hidden_names(internal: str, public: str, usual: frozenset[str]) -> Hidden:
    """The names of `internal` that are nowhere in `public` (folded)."""
    found: dict[str, str] = {}
    nouns: set[str] = set()
    seen = set(re.findall(r"\w+", public))
    for match in _NAME.finditer(internal):
        word = match.group()
        low = fold(word)
        if len(word) < _SHORTEST or word.isupper() or low in usual or low in seen:
            continue
        if _ARTICLE.search(internal[max(0, match.start() - 24) : match.start()]):
            nouns.add(low)
        found.setdefault(low, word)
    for match in _TITLED.finditer(internal):
        name = match.group(1)
        if name not in _NOT_TITLED and name not in public:
            found.setdefault(fold(name), name)
    return Hidden({low: word for low, word in found.items() if low not in nouns})


_BEFORE_A_NAME = re.compile(
    r"(?:^\W*|\b(?:laut|von|bei|mit|an|für|durch|auch|habe|haben|kollege|kollegin|herrn?|frau|und)\s+)$", re.IGNORECASE
)
_AFTER_A_NAME = re.compile(r"\W*\s(?:hat|haben|meint\w*|sagt\w*|ist|sieht|gefragt|aus (?:der|dem))\b")


def named_so(sentence: str, start: int, end: int) -> bool:
    """Whether a single German capitalised word stands where a name does: without an article, and what names do behind it."""
    before = sentence[:start]
    if after_article(before):
        return False
    return _BEFORE_A_NAME.search(before) is not None and (
        _AFTER_A_NAME.match(sentence[end:]) is not None
        or re.search(r"(?i)\b(?:laut|bei|kollege|kollegin)\s+$", before) is not None
    )


_INFLECTIONS = (
    "s",
    "es",
    "n",
    "en",
    "e",
    "er",
    "ern",
    "ed",
    "d",
    "ing",
    "ly",
    "m",
    "r",
    "t",
    "a",
    "o",
    "i",
    "x",
    "as",
    "os",
)
_SHORTEST_STEM = 4
_JOINTS = ("", "s", "n", "en", "e")


class Ordinary:
    """What names nobody new: usual words of the text's language, and whatever the customer has written or read."""

    def __init__(self, usual: frozenset[str], public: str, body: str, own: frozenset[str], *, compounds: bool) -> None:
        """`public` is folded text; `own` are words of the sender; `compounds` for languages that write nouns together."""
        self.public = public
        self._usual = usual
        self._read = frozenset(re.findall(r"[^\W_]+", public)) | own
        self._small = frozenset(fold(w) for w in re.findall(r"(?<![\w@./#-])[a-zß-ÿ]{3,}(?![\w@])", body))
        self._held = self._usual | self._read
        self._compounds = compounds

    def read(self, words: list[str]) -> bool:
        """Whether the customer has written or read all of the words."""
        return all(w in self._read for w in words)

    def is_one(self, word: str) -> bool:
        """Whether a word (folded here) is ordinary, in any usual ending, or part of what the customer knows."""
        low = fold(word)
        if low in self._small or self.knows(low):
            return True
        return self._compounds and any(
            low[:cut].removesuffix(joint) in self._usual and low[cut:] in self._usual
            for cut in range(_SHORTEST_STEM, len(low) - _SHORTEST_STEM + 1)
            for joint in _JOINTS
            if len(low[:cut].removesuffix(joint)) >= _SHORTEST_STEM
        )

    def knows(self, word: str) -> bool:
        """The same, whatever the text itself writes in small letters."""
        low = fold(word)
        held = self._held
        if low in held:
            return True
        stems = [low.removesuffix(e) for e in _INFLECTIONS if low.endswith(e)]
        longer = (low + e for e in ("s", "e", "n", "en") if len(low) >= _SHORTEST_STEM)
        return any(s in held or f"{s}e" in held for s in stems if len(s) >= _SHORTEST_STEM) or any(
            w in held for w in longer
        )
