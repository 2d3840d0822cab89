"""What a sentence asserts must be asserted by a line it cites: that it is fixed, why it happened, what became of data.

`assistant.grounding.find_assertions` says what is asserted. Here it is asked of the lines too, each in its own tongue,
so that an English brief can rest on a Japanese mail. What stands behind "you told us that …" is asked after as well:
a thing nobody said is not made true by naming who said it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.chain.content import Known, content
from assistant.chain.lexicon import fold, lexicon
from assistant.grounding import Assertion, AssertionKind, find_assertions

WANTED = {
    AssertionKind.RESOLVED: "a line that says it is fixed",
    AssertionKind.CAUSE: "a line that states this cause",
    AssertionKind.DATA_STATE: "a line that says this of the data",
    AssertionKind.CONCESSION: "a line that grants this",
    AssertionKind.CREDENTIAL_REQUEST: "a reason to ask for a secret",
    AssertionKind.GUARANTEE: "a line that promises this",
    AssertionKind.INTERNAL_TERM: "a line with this term of ours",
    AssertionKind.OTHERS_AFFECTED: "a line that says others have it",
    AssertionKind.DESTRUCTIVE: "a line that says to do this",
}
"""What is missing where no line bears an assertion out, in words for the reader and for the repair."""
NEVER_TO_CUSTOMERS = frozenset(
    {
        AssertionKind.CONCESSION,
        AssertionKind.CREDENTIAL_REQUEST,
        AssertionKind.GUARANTEE,
        AssertionKind.INTERNAL_TERM,
        AssertionKind.OTHERS_AFFECTED,
        AssertionKind.DESTRUCTIVE,
    }
)
"""What a model never words for a customer, whatever it cites: only a person may."""
OF_FACT = frozenset(
    {AssertionKind.RESOLVED, AssertionKind.CAUSE, AssertionKind.DATA_STATE, AssertionKind.OTHERS_AFFECTED}
)
"""What somebody may have told: asked after behind "you told us that" too."""
_THAT = re.compile(r"(?i)[\s,](?:that|dass|que|qu['’]|che|dat)\s?(?=\w)")
_QUOTED = re.compile('[«“„「『].*?[»”“」』]|"[^"]*"')
_SAME_MATTER = 0.25
"""Share of the sentence's words that a line with the same assertion must hold, in one language (house choice)."""
_RETOLD = 0.75
"""Share of a retold clause's words from which the line itself is proof enough."""


@dataclass(frozen=True)
class Line:
    """What a citation offers as proof."""

    text: str
    language: str
    trusted: bool = True
    """False for a line of a message that speaks to an assistant: it proves no assertion."""


class Assertions:
    """What the lines of one issue assert, read when first asked for."""

    def __init__(self, lines: Mapping[str, Line], language: str) -> None:
        self._lines = dict(lines)
        self._language = language
        self._found: dict[str, tuple[Assertion, ...]] = {}

    def of(self, id: str) -> tuple[Assertion, ...]:
        """What a line asserts, in its own language or in English."""
        if id not in self._found:
            line = self._lines[id]
            languages = dict.fromkeys((line.language, "en"))
            texts = (line.text, *retold(line.text))
            self._found[id] = tuple(a for t in texts for lg in languages for a in find_assertions(t, language=lg))
        return self._found[id]

    def proves(self, id: str, said: Assertion) -> bool:
        """Whether a line asserts the same kind of thing, the same way round, about the same matter."""
        line = self._lines[id]
        if not line.trusted:
            return False
        same = [a for a in self.of(id) if a.kind is said.kind and a.negated == said.negated]
        return bool(same) and (line.language != self._language or self.share(said.sentence, [id]) >= _SAME_MATTER)

    def share(self, text: str, ids: Iterable[str]) -> float:
        """Share of the words of `text` that some lines hold; 1 where it has none."""
        words = content(text, self._language)
        known = Known((self._lines[i].text for i in ids), self._language)
        return sum(known.has(w) for w in words) / len(words) if words else 1.0

    def unproven(
        self, text: str, cited: Sequence[str], *, never: frozenset[AssertionKind], free: frozenset[AssertionKind]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What no cited line bears out, in words, and the further lines that bear the rest out."""
        plain = _QUOTED.sub(" ", text)
        own = [a for a in self._asserted(plain) if a.kind not in free]
        missing = [WANTED[a.kind] for a in own if a.kind in never]
        joined: list[str] = []
        for said in own:
            if said.kind not in never:
                self._prove(said, cited, missing, joined)
        for clause in retold(plain):
            told = [a for a in self._asserted(clause) if a.kind in OF_FACT - free]
            trusted = [i for i in cited if self._lines[i].trusted and self._lines[i].language == self._language]
            if told and not (trusted and self.share(clause, trusted) >= _RETOLD):
                for said in told:
                    self._prove(said, cited, missing, joined)
        return tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(joined))

    def _asserted(self, text: str) -> list[Assertion]:
        """What a text asserts; why a thing matters ("it is urgent because …") is no cause of a fault."""
        weight = lexicon(self._language).weight
        found = find_assertions(text, language=self._language)
        return [a for a in found if a.kind is not AssertionKind.CAUSE or not weight.search(fold(a.sentence))]

    def _prove(self, said: Assertion, cited: Sequence[str], missing: list[str], joined: list[str]) -> None:
        if any(self.proves(i, said) for i in (*cited, *joined)) or self._retells(said, cited):
            return
        other = next((i for i in self._lines if i not in cited and self.proves(i, said)), None)
        if other is None:
            missing.append(WANTED[said.kind])
        else:
            joined.append(other)

    def _retells(self, said: Assertion, cited: Sequence[str]) -> bool:
        """Whether what became of data is told in the very words of a line, as a log tells it: without a verb."""
        if said.kind is not AssertionKind.DATA_STATE or said.negated:
            return False
        own = [i for i in cited if self._lines[i].trusted and self._lines[i].language == self._language]
        return bool(own) and self.share(said.quote, own) >= 1.0


def retold(text: str) -> tuple[str, ...]:
    """The clauses behind "that": what somebody is said to have told."""
    return tuple(text[m.end() :] for m in _THAT.finditer(text))
