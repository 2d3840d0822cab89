"""Whether a clause tells of what has been or of what is to come, by its verbs.

No grammar: words and, in languages that form it so, endings of the past; words that look ahead ("must", "or else") win,
since "we promised it for Friday" looks ahead too.
"""

import re
from collections.abc import Mapping

from assistant.understanding.facts.vocabulary import Vocabulary

_WORD = re.compile(r"[\w'’-]+")
_SHORTEST_STEM = 2


def tells_of_past(words: str, folded: str, vocabulary: Vocabulary) -> bool:
    """Whether a clause tells what has happened, in the paste's own language: "was" is past in English, not in German.

    `words` as written, `folded` without accents.
    """
    if looks_ahead(folded, vocabulary) or not vocabulary.languages:
        return False
    own = vocabulary.languages[0].words
    return _has(folded, own.get("past", {})) or _ends_in_past(words.lower(), own)


def looks_ahead(folded: str, vocabulary: Vocabulary) -> bool:
    """Whether a clause says what must or will be."""
    return _has(folded, vocabulary.words("forward"))


def _has(clause: str, words: Mapping[str, str]) -> bool:
    tokens = _WORD.findall(clause)
    if any(t in words for t in tokens):
        return True
    spoken = f" {' '.join(tokens)} "
    return any(f" {w} " in spoken for w in words if " " in w) or any(w in clause for w in words if not w.isascii())


def _ends_in_past(clause: str, own: Mapping[str, Mapping[str, str]]) -> bool:
    """Regular past forms. A participle after "is" or an article ("is blocked", "the scheduled run") is none."""
    endings = tuple(own.get("past_endings", {}).values())
    if not endings:
        return False
    never, before = own.get("not_past", {}), own.get("not_before_past", {})
    tokens = _WORD.findall(clause)
    for place, token in enumerate(tokens):
        ending = next((e for e in endings if token.endswith(e)), None)
        if ending is None or token in never or len(token) < len(ending) + _SHORTEST_STEM:
            continue
        if place == 0 or tokens[place - 1] not in before:
            return True
    return False
