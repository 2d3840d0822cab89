"""Whose time a sentence tells: the case's ("it fails after 30 seconds"), or ours ("we write again within 2 hours").

Support tells of its own contact, work, steps and rules, none of which can stand in an issue; a time of day or a length
of time is held to the issue only where its clause tells of the case. A clause of neither kind takes after its sentence,
and a sentence of neither kind tells a rule of the product ("reports are kept for 30 days") and is not held.

The words are the keys `own_clock`, `own_reading`, `case_trouble`, `case_clock`, `again` and `clause_start` of
`knowledge/lexicon/drafts/`.
"""

import re

from assistant.checks.drafted import Text
from assistant.grounding import ClaimKind, Miss
from assistant.grounding.vocabulary import vocabulary
from assistant.understanding.cues import fold

_MARKS = re.compile(r"(?<!\d)[,;:]|[,;:](?!\d)|[、，；：（）()—–]|\s-\s|\n")


_WORD = re.compile(r"[^\W\d_]{5,}")
_SUBJECT = re.compile(r"[^\W\d_]{4,}")
_PAIR = re.compile(r"[\u3400-\u9fff]{2}|[\u30a0-\u30ff]{3,}")
_BEFORE = re.compile(r"([^\W\d_]+)\s$")
_SHARED = 2
_STEM = 6
_AROUND = 60
"""Characters on each side of a time of the issue whose words say what it is told of."""
_SMALL = frozenset(
    """
    with this that from your they have will when every jede alle mit sich wird eine einen dans pour avec vous
    nous para como cada ogni quel elke voor deze after since about their there which where these those durch
    unser ihnen ihrem ihren nicht nach immer noch avant apres depuis notre votre desde hasta cuando nuestro
    sobre quando nostro depois nosso sinds onder gegen etwa jeweils chaque toutes durante telkens
    """.split()
)
"""Words of four letters and more that say nothing of a subject, folded."""


def tells_of_the_case(text: Text, miss: Miss) -> bool:
    """Whether the claim of `miss`, a time of day, a day or a length of time in `text.body`, is told of the case."""
    sentence = fold(miss.sentence)
    start = text.body.rfind(miss.sentence, 0, miss.claim.start + len(miss.sentence))
    at = miss.claim.start - start if start >= 0 else 0
    if miss.claim.kind is ClaimKind.DURATION and text.says("u_meanwhile", sentence) and _restates_way(text, miss):
        return True
    told = _told(text, _clause(text, sentence, at))
    told = _told(text, sentence) if told is None else told
    return _restates(text, miss, sentence) if told is None else told


def _restates(text: Text, miss: Miss, sentence: str) -> bool:
    """Whether a sentence speaks of what the issue's nearest time is told of: "rooms close after 35 minutes", for 55."""
    if miss.nearest_source != "issue" or miss.nearest_at is None or text.context.document is None:
        return False
    issue, (start, end) = text.context.document.text, miss.nearest_at
    low, high = issue.rfind("\n", 0, start) + 1, issue.find("\n", end)
    line = issue[max(low, start - _AROUND) : min(high if high != -1 else len(issue), end + _AROUND)]
    small = vocabulary(text.language, own=text.language)
    told = {w[:_STEM] for w in _WORD.findall(sentence) if w not in small.units and w not in small.clock}
    return bool(told & {w[:_STEM] for w in _WORD.findall(fold(line))} - {w[:_STEM] for w in _SMALL})


def _restates_way(text: Text, miss: Miss) -> bool:
    """Whether advice repeats how the issue says a thing is done, with another length: "read by hand every 30 minutes".

    The same word stands before both lengths (in Japanese: behind them), and two words of the subject are shared; one is
    too few, since advice of our own on the same device shares it ("restart the scanner every 10 minutes").
    """
    if miss.nearest_source != "issue" or miss.nearest_at is None or text.context.document is None:
        return False
    issue, body = fold(text.context.document.text), text.folded
    (start, end), (at, after) = miss.nearest_at, (miss.claim.start, miss.claim.end)
    if text.spaced:
        frames = [_BEFORE.search(x) for x in (issue[max(0, start - 24) : start], body[max(0, at - 24) : at])]
        if not all(frames) or len({f.group(1) for f in frames if f}) != 1:
            return False
    elif issue[end : end + 2] != body[after : after + 2]:
        return False
    low, high = issue.rfind("\n", 0, start) + 1, issue.find("\n", end)
    line = issue[max(low, start - 2 * _AROUND) : min(high if high != -1 else len(issue), end + _AROUND)]
    return len(_subjects(text, fold(miss.sentence)) & _subjects(text, line)) >= _SHARED


def _subjects(text: Text, folded: str) -> frozenset[str]:
    """The beginnings of the words that say a subject; in Japanese pairs of kanji and words of katakana."""
    if not text.spaced:
        return frozenset(_PAIR.findall(folded)) - set(vocabulary("ja").units)
    small = vocabulary(text.language, own=text.language)
    words = (w for w in _SUBJECT.findall(folded) if w not in small.units and w not in small.clock)
    return frozenset(w[:_STEM] for w in words if w not in _SMALL)


def tells_of_us(text: Text, sentence: str) -> bool:
    """Whether a folded sentence, taken whole, tells of our contact, work, steps or rules."""
    return _told(text, sentence) is False


def _clause(text: Text, sentence: str, at: int) -> str:
    """The part of a folded sentence around an offset, cut at commas and at words that begin a clause."""
    starts = [m.start() for m in text.words.pattern("clause_start").finditer(sentence)]
    cuts = sorted({0, len(sentence), *starts, *(m.end() for m in _MARKS.finditer(sentence))})
    low = max(c for c in cuts if c <= max(0, at))
    high = min((c for c in cuts if c > at), default=len(sentence))
    return sentence[low:high]


def _told(text: Text, part: str) -> bool | None:
    """True where a part tells of the case, False where of us, None where it does not say."""
    if text.says("own_clock", text.words.pattern("own_reading").sub(" ", part)):
        return False
    if text.says("case_trouble", part):
        return True
    if text.says("again", part):
        return False  # it works again: what we found, not what was reported
    return True if text.says("case_clock", part) else None
