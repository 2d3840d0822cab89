"""With which word a cue can begin, so that a page tries a cue only where such a word stands.

Trying some two thousand cues at every place of a paste takes many times as long as looking up each word and trying
the few cues that begin with it.
"""

import re
from collections.abc import Callable

from assistant.understanding.cues import fold

LETTERS = 4
"""Letters kept of a word with any ending ("crash*")."""
ANY = ""
"""Opening of a cue that can begin with anything."""
DIGIT = "#"
_TOKEN = re.compile(r"\.\.|[()\[\]|]|(?:(?!\.\.)[^\s()\[\]|])+")
_WORD = re.compile(r"\w*")
_UMLAUTS = {"ä": ("a", "ae"), "ö": ("o", "oe"), "ü": ("u", "ue"), "ß": ("s", "ss")}


class _Reader:
    """Walks a cue's notation (see `cues.py`) and collects what its first word can be."""

    def __init__(self, cue: str, place: Callable[[str], set[str]]) -> None:
        self._tokens = _TOKEN.findall(cue)
        self._at = 0
        self._place = place

    def alternatives(self) -> tuple[set[str], bool]:
        """Openings of any alternative, and whether one of them can be empty."""
        found, empty = self._sequence()
        while self._peek() == "|":
            self._at += 1
            more, also = self._sequence()
            found, empty = found | more, empty or also
        return found, empty

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _sequence(self) -> tuple[set[str], bool]:
        found: set[str] = set()
        empty = True
        while (token := self._peek()) not in (None, "|", ")", "]"):
            self._at += 1
            if token in ("(", "["):
                inner, nothing = self.alternatives()
                self._at += 1
                if empty:
                    found |= inner
                    empty = nothing or token == "["
            elif token == "..":
                found |= {ANY} if empty else set()
                empty = False
            else:
                if empty:
                    found |= self._word(str(token))
                    empty = False
        return found, empty

    def _word(self, word: str) -> set[str]:
        if word.startswith("{"):
            return self._place(word.strip("{}"))
        if word.startswith("#"):
            return {DIGIT}
        spellings = [""]
        head = _WORD.match(word.lower()).group()  # type: ignore[union-attr]
        for character in head:
            variants = _UMLAUTS.get(character) or (fold(character),)
            spellings = [s + v for s in spellings for v in variants]
        if not head:
            return {ANY}
        if word[len(head) : len(head) + 1] in ("*", "#"):
            return {s[:LETTERS] + "*" for s in spellings}
        return {DIGIT if s[0].isdigit() else s for s in spellings}


def openings(cue: str, place: Callable[[str], set[str]]) -> set[str]:
    """The folded words with which a match of a cue can begin: whole, or up to four letters and `*`; `ANY`; `DIGIT`.

    `place` answers for `{n}` and the like.
    """
    found, empty = _Reader(cue, place).alternatives()
    return found | {ANY} if empty else found
