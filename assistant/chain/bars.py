"""What a statement may say by its part: the bar that each text of a model must pass beside its citations.

A bar answers with what is missing, in words, and with further lines that bear the statement out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.chain.asserted import NEVER_TO_CUSTOMERS, Assertions, Line
from assistant.chain.content import Known, content, longest_strange
from assistant.chain.held import Held
from assistant.chain.levels import strange_levels
from assistant.chain.turned import turned
from assistant.grounding import AssertionKind

_CLOSENESS = {"update": (0.5, 0.6), "brief": (0.3, 0.4), "title": (0.3, 0.3)}
"""Shares of a sentence's words that the lines it cites, and all lines, must hold, where both are of one language.
House choice: of 80 honest sentences on what is known 3 lie below, of 54 false ones 52; a brief retells more freely."""
_RUN = 5
"""Words in a row that no line of the issue holds: a clause of its own (house choice)."""
_FEW = 2
"""Words below which a share says nothing, but where the whole sentence is to inform."""
_STEPS = ("start", "step", "tried", "expected", "actual")
_INFORMING = ("know", "description", "note")
_WISHED = ("expected", "expectation", "risk", "start", "step")
_WONDERS = re.compile(
    r"^(?:Investigate|Find out|Make (?:product )?decision|Decide)\b.*\b(?:whether|why|if|what|which)\b"
)
OFF_TOPIC = "its own words in the lines it cites"


@dataclass(frozen=True)
class Verdict:
    """What is missing, and which lines join the citation."""

    missing: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


class Bar(Protocol):
    """Judges one statement by its part."""

    def judge(self, part: str, text: str, cited: Sequence[str]) -> Verdict:
        """What the statement lacks."""


@dataclass(frozen=True)
class Close:
    """Whether a sentence stays close to the words of the lines it cites; asks nothing across languages."""

    assertions: Assertions
    text: str
    """`update` or `brief`."""
    language: str
    same_language: bool
    issue: Known
    """All words that this text may use: of every line, and of who told what."""
    free: Known
    """Words that need no line: who told, wrote or saw it."""

    def missing(self, part: str, text: str, cited: Sequence[str]) -> tuple[str, ...]:
        """What is missing, in words."""
        if not self.same_language or not cited:
            return ()
        words = [w for w in content(text, self.language) if not self.free.has(w)]
        if len(words) < (1 if part in _INFORMING else _FEW):
            return ()
        near, told = _CLOSENESS["title" if part == "title" else self.text]
        share = self.assertions.share(" ".join(w.form for w in words), cited)
        known = sum(map(self.issue.has, words)) / len(words)
        far = share < near or known < told or longest_strange(text, self.language, self.issue) >= _RUN
        return (OFF_TOPIC,) if far else ()


@dataclass(frozen=True)
class UpdateBar:
    """A customer's text: parts that state nothing are held to what code chose, the rest to the lines."""

    assertions: Assertions
    held: Held
    close: Close
    lines: dict[str, Line]
    ours: frozenset[str]
    """Lines our side wrote, and articles: what may tell of our deeds."""

    def judge(self, part: str, text: str, cited: Sequence[str]) -> Verdict:
        """What the statement lacks."""
        missing, joined = self.assertions.unproven(text, cited, never=NEVER_TO_CUSTOMERS, free=frozenset())
        if part in ("know", "opening"):
            turns = turned(text, self.close.language, (*cited, *joined), self.lines, self.ours)
            rest = self.close.missing(part, text, cited) if part == "know" else self.held.missing(part, text)
            return Verdict((*missing, *turns, *rest), joined)
        # NOTE: what is not known, done or asked asserts nothing at all, so that no line is looked for.
        # What we do next has so small a vocabulary that making sure of a thing is no promise there.
        free = frozenset({AssertionKind.GUARANTEE}) if part == "doing" else frozenset()
        found, _ = self.assertions.unproven(text, (), never=frozenset(AssertionKind), free=free)
        return Verdict((*found, *self.held.missing(part, text)))


@dataclass(frozen=True)
class BriefBar:
    """A colleague's text: what it asserts and which level it names must stand in the lines."""

    assertions: Assertions
    close: Close
    own_levels: tuple[str, ...]
    """The verdict's own words, free to say."""
    lines: dict[str, Line]

    def judge(self, part: str, text: str, cited: Sequence[str]) -> Verdict:
        """What the statement lacks."""
        free = {AssertionKind.INTERNAL_TERM, AssertionKind.CREDENTIAL_REQUEST}
        free |= {AssertionKind.DESTRUCTIVE} if part in _STEPS else set()
        # NOTE: an ask wonders about causes, and what is ruled out is none.
        free |= {AssertionKind.CAUSE} if part == "ruled_out" or _WONDERS.search(text) else set()
        missing, joined = self.assertions.unproven(text, cited, never=frozenset(), free=frozenset(free))
        told = " ".join(self.lines[i].text for i in (*cited, *joined))
        levels = strange_levels(text, told, self.own_levels)
        if part.startswith("ask:"):
            return Verdict((*missing, *levels), joined)
        turns = turned(text, "en", (*cited, *joined), self.lines, None) if part not in _WISHED else ()
        return Verdict((*missing, *levels, *turns, *self.close.missing(part, text, cited)), joined)
