"""Negation, condition, question, past and other party: what turns a cue's meaning round.

The method is ConText (Harkema et al. 2009, after NegEx, Chapman et al. 2001): trigger words open a
scope that ends at the clause's end, and a cue inside the scope takes the trigger's meaning.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.understanding.lexicon import Lexicon

_CLAUSE_MARKS = re.compile(r"[;:()\n]|,(?=\s)|\s[-–—]\s")
_NEGATION_REACH = 60
"""Characters a negation reaches forward: about NegEx's six words with their articles, in long-worded languages too."""
_NEGATION_AFTER_REACH = 28


class Turn(StrEnum):
    """What the words around a cue make of it."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    OTHER_PARTY = "other_party"
    QUESTION = "question"


@dataclass(frozen=True)
class Sentence:
    """Folded text of one span, with the context triggers found in it once."""

    text: str
    triggers: dict[str, tuple[tuple[int, int], ...]]
    breaks: tuple[int, ...]
    is_question: bool

    @classmethod
    def read(cls, folded: str, lexicons: tuple[Lexicon, ...]) -> "Sentence":
        """Find all triggers of the given languages."""
        triggers: dict[str, list[tuple[int, int]]] = {}
        for lexicon in lexicons:
            for name, start, end in lexicon.context.find(folded):
                triggers.setdefault(name, []).append((start, end))
        breaks = {m.start() for m in _CLAUSE_MARKS.finditer(folded)} | {s for s, _ in triggers.get("clause_break", ())}
        ends_asking = folded.rstrip(" \"')*_").endswith(("?", "？"))
        return cls(folded, {k: tuple(v) for k, v in triggers.items()}, tuple(sorted(breaks)), ends_asking)

    def _spans(self, name: str) -> tuple[tuple[int, int], ...]:
        return self.triggers.get(name, ())

    @property
    def names_advice(self) -> bool:
        """Whether it names a document, or what somebody advised."""
        return bool(self._spans("advice"))

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        low = max((b for b in self.breaks if b < start), default=-1) + 1
        high = min((b for b in self.breaks if b >= end), default=len(self.text))
        return low, high

    def turn_of(self, start: int, end: int) -> Turn:
        """What the context makes of the cue at `start:end`."""
        low, high = self._clause(start, end)
        for a, b in self._spans("negation"):
            inside_pseudo = any(p <= a < q for p, q in self._spans("not_negation"))
            if not inside_pseudo and low <= a and b <= start and start - b <= _NEGATION_REACH:
                return Turn.NEGATED
        for a, _ in self._spans("negation_after"):
            if end <= a < high and a - end <= _NEGATION_AFTER_REACH:
                return Turn.NEGATED
        if any(low <= a < high and not (start <= a < end) for a, _ in self._spans("other_party")):
            return Turn.OTHER_PARTY
        if any(low <= a and b <= start for a, b in self._spans("hypothetical")):
            return Turn.HYPOTHETICAL
        if any(low <= a < high and not (start <= a < end) for a, _ in self._spans("historical")):
            return Turn.HISTORICAL
        if self._asks(low, high):
            return Turn.QUESTION
        return Turn.AFFIRMED

    def _asks(self, low: int, high: int) -> bool:
        """Whether the clause is the asking one: the last of a question, or one with a question word."""
        if not self.is_question:
            return False
        return high == len(self.text) or any(low <= a < high for a, _ in self._spans("question"))
