"""What a model's reply becomes before code has judged it, and what is left once code has.

Nothing in here decides: corrections go back to understanding, statements to drafting, and both check every one.
"""

from assistant.domain.evidence import Evidence
from assistant.domain.model import Model


class Pointed(Model):
    """One thing the model points at: a name out of a closed list, words copied from the paste, and their lines."""

    name: str
    words: str
    lines: tuple[str, ...]
    """Ids of spans (`L1`..`Ln`)."""


class Corrections(Model):
    """What the model would change in the rules engine's reading."""

    summary: Pointed | None = None
    tells: tuple[str, ...] = ()
    """Ids of the spans that tell the problem."""
    problems: tuple[str, ...] = ()
    """Where there are unrelated problems: the id of the span that opens each."""
    facts: tuple[Pointed, ...] = ()
    """`name` is a fact field."""
    signals: tuple[Pointed, ...] = ()
    """`name` is a signal, `words` is `present` or `denied`."""
    wrong: tuple[Pointed, ...] = ()
    """`name` is an id of the reading it was given (`F1`, `S2`), `words` one of the known reasons."""


class Worded(Model):
    """One sentence of a model, judged: which part of the text it is, and what it rests on."""

    part: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    cites: tuple[str, ...] = ()
    """Ids of past tickets and articles it rests on."""
    verified: bool = True
    """False where a number, date, name, code or quote of it does not stand in what it cites."""
    missing: tuple[str, ...] = ()
    """The words that were looked for and not found."""
