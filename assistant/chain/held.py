"""The parts of a customer's text that state nothing of the case: opening, unknown, doing, meanwhile.

Each may use the words of the issue and those its own purpose needs, and no others; what we do next may use only the
words of the steps that code chose. The words are `knowledge/lexicon/wording/`. A refused sentence costs little: the
rules' own sentence of that part stands.
"""

import re
from dataclasses import dataclass

from assistant.chain.content import Known, content, longest_strange
from assistant.chain.lexicon import Lexicon, fold

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\s[–—]\s|[;；]")
_QUOTED = re.compile('[«“„「『][^«“„「『»”“」』]*[»”“」』]|"[^"]*"')
_CAPITAL = re.compile(r"(?<=[\w,)] )[A-ZÀ-Þ][\w'’]+")
_SHARE = {"opening": 0.6, "unknown": 0.5, "meanwhile": 0.65, "doing": 1.0}
"""Share of words that must be known, by part; house choice, measured on the recordings."""
_RUN = {"opening": 4, "unknown": 5, "meanwhile": 3, "doing": 1}
"""Words in a row, not known, from which it is a clause of its own."""
NOT_KNOWING = "words that say it is not known"
ONLY_STEPS = "no other step than those decided"
ONLY_CHOSEN = "no other request than those chosen"
OWN_NAMES = "a line with this name"
ONLY_FEELING = "nothing but understanding for what they told"


@dataclass(frozen=True)
class Held:
    """What the parts may say in one text."""

    language: str
    lexicon: Lexicon
    known: dict[str, Known]
    """Words that may be said, by part."""

    def missing(self, part: str, text: str) -> tuple[str, ...]:
        """What a statement would need to stand, in words; none where it may."""
        if part == "unknown":
            return self._unknown(text)
        wanted = {"doing": ONLY_STEPS, "meanwhile": ONLY_CHOSEN, "opening": ONLY_FEELING}[part]
        folded = fold(_QUOTED.sub(" ", text))
        beyond = part == "doing" and any(p.search(folded) for p in (self.lexicon.outcome, self.lexicon.done))
        plain = part == "opening" and self.lexicon.burden.search(folded) is None
        found = (wanted,) if beyond or plain or self._strange(part, text) else ()
        return (*found, *((OWN_NAMES,) if self._strange_name(part, text) else ()))

    def _strange_name(self, part: str, text: str) -> bool:
        """Whether a word with a capital inside a sentence is none of the issue's: a product or firm of others.

        German writes every noun so; there it is asked only of what we ask them to do.
        """
        if self.language == "ja" or (self.language == "de" and part == "opening"):
            return False
        return any(self.known[part].strange(m.group()) for m in _CAPITAL.finditer(text))

    def _unknown(self, text: str) -> tuple[str, ...]:
        """Every sentence, and every clause behind a "but" or "because", must say that it is not known."""
        for sentence in filter(str.strip, _SENTENCE.split(text)):
            folded = fold(sentence)
            if self.lexicon.unknown.search(folded) is None or self._strange("unknown", sentence):
                return (NOT_KNOWING,)
            found = self.lexicon.contrast.search(folded)
            if found is not None and self.lexicon.unknown.search(folded[found.end() :]) is None:
                rest = folded[found.end() :]
                if self._ratio("unknown", rest) < 1.0:
                    return (NOT_KNOWING,)
        return ()

    def _ratio(self, part: str, text: str) -> float:
        words = content(text, self.language)
        return sum(self.known[part].has(w) for w in words) / len(words) if words else 1.0

    def _strange(self, part: str, text: str) -> bool:
        """Whether too many words, or too many in a row, are none that the part may use."""
        return (
            self._ratio(part, text) < _SHARE[part]
            or longest_strange(text, self.language, self.known[part]) >= _RUN[part]
        )
