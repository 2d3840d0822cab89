"""Facts by rules: every value a careful reader would take from a paste, each with the words that prove it.

`find_facts` runs one finder a family (`registry.py`); `find_summary`, `find_description` and `find_separate_problems`
tell the problem in the customer's own sentences. Nothing here reads a clock, a network or a model.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from assistant.domain import Document, Evidence, Fact, FactField, Span
from assistant.understanding.facts import problems, summary
from assistant.understanding.facts.page import Page
from assistant.understanding.facts.registry import run_finders
from assistant.understanding.facts.tagged import read_words
from assistant.understanding.facts.vocabulary import load_vocabulary
from assistant.understanding.reader import Tagged

__all__ = ["find_description", "find_facts", "find_pointed", "find_separate_problems", "find_summary"]


def find_facts(
    document: Document, *, reference: datetime, folder: Path, tagged: Mapping[str, Sequence[Tagged]] | None = None
) -> tuple[Fact, ...]:
    """All facts of a paste, by field and place.

    `reference` (aware) is when the issue was received, else now; relative dates without a message date count from it.
    `folder` is the lexicon folder, `tagged` the words the reader points at, by span id.
    Raises PolicyError for a broken vocabulary file.
    """
    return run_finders(_page(document, reference, folder), tagged)


def find_summary(document: Document, *, reference: datetime, folder: Path) -> tuple[str | None, tuple[Evidence, ...]]:
    """One line that says what is broken or needed, with its proof; (None, ()) where nobody can tell."""
    return summary.find_summary(_page(document, reference, folder))


def find_description(document: Document, *, reference: datetime, folder: Path) -> tuple[Evidence, ...]:
    """The three to five sentences that tell the problem best, in their order."""
    return summary.find_description(_page(document, reference, folder))


def find_separate_problems(document: Document, *, reference: datetime, folder: Path) -> tuple[Evidence, ...]:
    """The sentence that opens each of two or more unrelated problems; empty where there is one."""
    return problems.find_separate_problems(_page(document, reference, folder))


def find_pointed(
    document: Document, field: FactField, span: Span, start: int, end: int, *, reference: datetime, folder: Path
) -> Fact | None:
    """The fact that `span.text[start:end]` states, its value in the field's normal form; None where it states none."""
    return read_words(_page(document, reference, folder), field, span, start, end)


class _Same:
    """A key that compares documents by identity, since hashing one by value would cost more than reading it."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document

    def __hash__(self) -> int:
        return id(self.document)


def _page(document: Document, reference: datetime, folder: Path) -> Page:
    return _made(_Same(document), reference, folder)


@lru_cache(maxsize=2)
def _made(same: _Same, reference: datetime, folder: Path) -> Page:
    """The four functions are called one after the other on one document: its page is made once."""
    return Page(same.document, load_vocabulary(folder, same.document.language), reference)
