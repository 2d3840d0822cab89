"""What a sentence asserts, whatever its words: that it is fixed, why it happened, what became of data, a promise.

An assertion is told by what comes together in one clause (who, what, of what), never by a whole phrase, and only where
it is asserted: not under a negation ("not fixed yet"), a condition ("once it is fixed"), a question, or as what another
said or wanted ("you asked for a refund"). That nothing was lost is an assertion too, and is marked as negated.
The words of each language are data (`assertion_words.py`), the code is the same for all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.grounding.assertion_words import AssertionWords, KindWords, assertion_words
from assistant.grounding.sentence import sentences
from assistant.grounding.surface import surface

_MARKS = " \t\n*#>-"
_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"[,;:()、；：（）]|\s[–—-]\s|(?<=\w)—(?=\w)")
_NEAR = 2
"""Words before "because" among which a negation takes it back."""
_COMPOUND = 6
"""Letters from which on an anchor is looked for within words."""
_DIGITS = re.compile(r"(?<=\d)[,:](?=\d)")


class AssertionKind(StrEnum):
    """What is asserted."""

    RESOLVED = "resolved"
    """It is fixed, or works again."""
    CAUSE = "cause"
    """Why it happened, said plainly."""
    DATA_STATE = "data_state"
    """Data was or was not lost, exposed, deleted or read; is safe."""
    CONCESSION = "concession"
    """Money back, a credit, a discount, something without charge."""
    CREDENTIAL_REQUEST = "credential_request"
    """The reader is to send or tell a password, key, token, code or card number."""
    GUARANTEE = "guarantee"
    """Something is promised for certain, or a repair within a time."""
    INTERNAL_TERM = "internal_term"
    """Our severity codes, tiers and clocks."""
    OTHERS_AFFECTED = "others_affected"
    """Other customers have it too."""
    DESTRUCTIVE = "destructive"
    """The reader is to delete, wipe or uninstall something, or to switch a protection off."""


_SAID_EITHER_WAY = frozenset({AssertionKind.DATA_STATE})
"""Kinds of which the contrary is an assertion too."""
_ASKED = frozenset({AssertionKind.CREDENTIAL_REQUEST, AssertionKind.DESTRUCTIVE, AssertionKind.INTERNAL_TERM})
"""Kinds that a question or a condition does not take back."""


@dataclass(frozen=True)
class Assertion:
    """One thing that a sentence asserts."""

    kind: AssertionKind
    sentence: str
    """The whole sentence, without list marks."""
    quote: str
    """The words that say it, as they stand."""
    negated: bool = False
    """Whether it says that something is not so; only where that is an assertion ("no data was lost")."""


def find_assertions(text: str, *, language: str) -> tuple[Assertion, ...]:
    """What a text asserts, in its order; one kind at most once a sentence.

    `language` is the text's ("de", "pt-BR"); English where no words are known. Raises PolicyError for an unreadable
    word file.
    """
    words, whole = assertion_words(language), surface(text)
    present = _present(words, whole.folded)
    if not present:
        return ()
    out = []
    for low, high in sentences(whole.text):
        folded = whole.folded[low:high]
        for kind in present:
            found = _find(words, kind, folded)
            if found is not None:
                start, end, negated = found
                quote = whole.text[low + start : low + end]
                out.append(Assertion(kind, whole.text[low:high].strip(_MARKS), quote.strip(), negated))
    return tuple(out)


def _present(words: AssertionWords, folded: str) -> tuple[AssertionKind, ...]:
    """The kinds of which a word stands in the text at all."""
    return tuple(k for k in AssertionKind if any(_anchored(words, w, folded) for w in words.kind(k.value)))


def _anchored(words: AssertionWords, row: KindWords, folded: str) -> bool:
    if not any(a in folded for a in row.anchors):
        return False
    # NOTE: a long anchor may stand within a word too, as German and Dutch write compounds.
    long = not words.spaced or any(len(a) >= _COMPOUND and a in folded for a in row.anchors)
    return long or any(w.startswith(row.anchors) for w in _WORD.findall(folded))


def _find(words: AssertionWords, kind: AssertionKind, folded: str) -> tuple[int, int, bool] | None:
    """Start, end and whether it is negated, of the first assertion of a kind in a folded sentence."""
    rows = [r for r in words.kind(kind.value) if _anchored(words, r, folded)]
    if not rows or (kind not in _ASKED and folded.rstrip(" \"'”»)」").endswith(("?", "？"))):
        return None
    for low, high in _clauses(words, folded):
        clause = folded[low:high]
        for row in rows:
            near = clause if kind in _SAID_EITHER_WAY else folded
            if row.beside is not None and row.beside.search(near) is None:
                continue
            match = row.claim.search(clause)
            if match is None or (row.unless is not None and row.unless.search(clause)):
                continue
            if _asserted(words, kind, clause, match):
                said_not = kind in _SAID_EITHER_WAY and _holds(words.general("negation"), clause)
                return low + match.start(), low + match.end(), said_not
    return None


def _clauses(words: AssertionWords, folded: str) -> Iterator[tuple[int, int]]:
    """Start and end of each clause; one that a conjunction hangs on the one before ("…, that …") stays with it."""
    numbers = {m.start() for m in _DIGITS.finditer(folded)}
    cuts = {m.end() for m in _CLAUSE.finditer(folded) if m.start() not in numbers}
    breaks, joins = words.general("break"), words.general("join")
    if breaks is not None:
        cuts |= {m.start() for m in breaks.finditer(folded)}
    low = 0
    for cut in sorted(cuts):
        rest = folded[cut:].lstrip()
        if joins is not None and joins.match(rest):
            continue
        if folded[low:cut].strip():
            yield low, cut
        low = cut
    if folded[low:].strip():
        yield low, len(folded)


def _negated(words: AssertionWords, kind: AssertionKind, clause: str, claim: re.Match[str]) -> bool:
    """Whether a negation takes the claim back; one among its own words is meant ("no longer occurs")."""
    pattern = words.general("negation")
    if kind is AssertionKind.GUARANTEE:
        # NOTE: what is promised may be that something never happens: said behind the verb, in Japanese before it.
        rest = clause[: claim.start()] if words.spaced else clause[claim.end() :]
        return _holds(pattern, rest)
    if _holds(pattern, claim.group()):
        return False
    places = pattern.finditer(clause) if pattern is not None else ()
    return any((words.spaced and m.start() < claim.start()) or claim.end() < m.end() for m in places)


def _asserted(words: AssertionWords, kind: AssertionKind, clause: str, claim: re.Match[str]) -> bool:
    """Whether the writer asserts it: not negated, not on a condition, not as somebody else's words."""
    before = clause[: claim.start()]
    # NOTE: a language written without spaces puts conditions and "that" behind the verb.
    around = before if words.spaced else before + clause[claim.end() :]
    if kind is AssertionKind.CAUSE and words.spaced and _holds(words.general("because"), claim.group()):
        return _follows_because(words, before, clause[claim.end() :])
    if kind not in _SAID_EITHER_WAY and _negated(words, kind, clause, claim):
        return False
    if kind not in _ASKED and _holds(words.general("condition"), around):
        return False
    if kind in _SAID_EITHER_WAY and _holds(words.general("not_known"), around):
        return False
    return kind is AssertionKind.INTERNAL_TERM or not _holds(words.general("reported"), around)


def _follows_because(words: AssertionWords, before: str, after: str) -> bool:
    """Whether a cause is asserted behind "because": a negation counts right before it only, elsewhere it is part of it.

    "It stopped because the gateway no longer accepts it" is one; "not because of it", "because we cannot say" are not.
    """
    near = " ".join(before.split()[-_NEAR:])
    if _holds(words.general("negation"), near) or _holds(words.general("own_limit"), after):
        return False
    taken_back = (words.general("condition"), words.general("not_known"), words.general("reported"))
    return not any(_holds(p, before) for p in taken_back)


def _holds(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
