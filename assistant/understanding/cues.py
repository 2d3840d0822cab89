"""The notation in which lexicon files write cues, compiled to regular expressions.

A cue is a few words as people write them; support leads can read and extend it:

    broken|out of order              alternatives
    (the|our) site .. down           a group of alternatives; `..` is a gap of up to five words
    crash*                           any ending
    [really] slow                    words that may be there
    # customers                      a number in digits

Matching ignores case, accents and typographic quotes, and never leaves a sentence. `ä` in a cue also
matches `ae`, since people without the key write that. In a language without spaces (`ja`, `zh`) a
space in the cue matches nothing at all and `..` up to twelve characters.
"""

import re
import unicodedata
from functools import lru_cache

_GAP_WORDS = 5
_GAP_CHARACTERS = 12
_BETWEEN = r"[^\w\n]{1,4}"
_WORD = r"[\w'’\-./&%@#]+"
_UMLAUTS = {"ä": "(?:a|ae)", "ö": "(?:o|oe)", "ü": "(?:u|ue)", "ß": "(?:s|ss)"}
_TOKEN = re.compile(r"\.\.|[()\[\]|]|(?:(?!\.\.)[^\s()\[\]|])+")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in "’‘`´":
        return "'"
    base = unicodedata.normalize("NFD", character)[0]
    low = base.lower()
    return low if len(low) == 1 else base


def fold(text: str) -> str:
    """`text` in lower case without accents, character for character: offsets stay valid."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return "".join(map(_fold_character, text)).replace("ß", "s")


def _word_pattern(word: str) -> str:
    out = []
    for character in word.lower():
        if character == "*":
            out.append(r"\w*")
        elif character == "#":
            out.append(r"\d[\d.,]*")
        elif character in _UMLAUTS:
            out.append(_UMLAUTS[character])
        else:
            out.append(re.escape(_fold_character(character)))
    return "".join(out)


class _Parser:
    """Recursive descent over the notation: alternatives of sequences of words, groups, gaps."""

    def __init__(self, cue: str, spaced: bool, stops: tuple[str, ...]) -> None:
        self._tokens = _TOKEN.findall(cue)
        self._at = 0
        self._cue = cue
        self._between = _BETWEEN if spaced else r"\s?"
        barrier = rf"(?!(?:{'|'.join(map(_word_pattern, stops))})\b)" if stops else ""
        word_gap = rf"(?:{barrier}{_WORD}{_BETWEEN}){{0,{_GAP_WORDS}}}?"
        self._gap = word_gap if spaced else rf"[^\n。！？]{{0,{_GAP_CHARACTERS}}}?"

    def whole(self) -> str:
        pattern = self._alternatives()
        if self._at != len(self._tokens):
            raise ValueError(f"unbalanced bracket in cue {self._cue!r}")
        return pattern

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _alternatives(self) -> str:
        options = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else "(?:" + "|".join(options) + ")"

    def _sequence(self) -> str:
        parts, glue = "", ""
        while (token := self._peek()) not in (None, "|", ")", "]"):
            self._at += 1
            if token == "..":
                parts += glue + self._gap
                glue = ""
            elif token in ("(", "["):
                inner = self._alternatives()
                if self._peek() != {"(": ")", "[": "]"}[token]:
                    raise ValueError(f"unbalanced bracket in cue {self._cue!r}")
                self._at += 1
                if token == "(":
                    parts, glue = parts + glue + f"(?:{inner})", self._between
                elif glue:
                    parts += f"(?:{glue}(?:{inner}))?"
                else:
                    parts += f"(?:(?:{inner}){self._between})?"
            else:
                parts += glue + _word_pattern(str(token))
                glue = self._between
        if not parts:
            raise ValueError(f"empty alternative in cue {self._cue!r}")
        return parts


def cue_pattern(cue: str, *, spaced: bool = True, stops: tuple[str, ...] = ()) -> str:
    """The regular expression (over folded text) of one cue. Raises ValueError for a malformed cue."""
    return _Parser(cue, spaced, stops).whole()


def compile_cues(cues: tuple[str, ...], *, spaced: bool = True, stops: tuple[str, ...] = ()) -> re.Pattern[str]:
    """One pattern for many cues, longest alternatives first. A gap never jumps over a word of `stops` (negations).

    Raises ValueError for an empty list or a malformed cue.
    """
    if not cues:
        raise ValueError("no cues to compile")
    patterns = sorted({cue_pattern(c, spaced=spaced, stops=stops) for c in cues}, key=len, reverse=True)
    body = "|".join(patterns)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)" if spaced else f"(?:{body})")
