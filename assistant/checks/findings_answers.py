# ruff: noqa: E501  (patterns and sentences read better whole)
"""Findings on the five questions of S1 §3: each one answered, not just headed, in whatever words.

Under a label ("What we know:") whatever stands there answers; in free prose a sentence is told by what it does: it says
that something is not known, what we do, what the customer can do. What is left over and speaks of the matter is what we
know.
"""

import re
from collections.abc import Iterator

from assistant.checks.acts import acts, length
from assistant.checks.drafted import Text
from assistant.domain import Finding, UpdateKind

_LABELS = ("know", "unknown", "doing", "next", "meanwhile")
_WORDS_NEEDED = 3
"""Words that make an answer under a label; "Nothing yet." is two and says nothing."""
_CLOSING_WORDS = 6
"""Most words of a closing formula."""
_NAME_WORDS = 6
"""Most words of a signature."""
_STATEMENT_WORDS = 5
"""Words of a free sentence that can state what is known."""


def _parts(text: Text) -> Iterator[tuple[str | None, str]]:
    """Label (or None) and the words under it, paragraph lines joined until the next label or an empty line after words."""
    label: str | None = None
    held: list[str] = []
    for line in text.folded.splitlines():
        plain = line.strip(" *_#■●・-\t")
        found, rest = _label_of(text, plain)
        if found is not None:
            yield label, "\n".join(held)
            label, held = found, [rest] if rest else []
        elif not plain and any(held) and label is not None:
            yield label, "\n".join(held)
            label, held = None, []
        elif plain and (held or label is None or not _names_owner(text, line)):
            # the owner's line right under a heading is no answer to it
            held.append(line)
    yield label, "\n".join(held)


def _names_owner(text: Text, line: str) -> bool:
    owner = text.words.pattern("u_owner")
    return owner.search(line) is not None and not text.says("u_doing", owner.sub(" ", line))


def _label_of(text: Text, line: str) -> tuple[str | None, str]:
    for name in _LABELS:
        match = text.words.pattern(f"l_{name}").match(line)
        if match is None:
            continue
        rest = line[match.end() :].lstrip()
        if not rest or rest[0] in ":：*_?？":
            return name, rest.lstrip(":：*_?？ ")
    return None, line


def answers(text: Text) -> frozenset[str]:
    """The questions that the text answers: know, unknown, doing, meanwhile."""
    found: set[str] = set()
    headed: set[str] = set()
    free: list[str] = []
    for label, words in _parts(text):
        if label is None:
            free.append(words)
        elif _says_something(text, words):
            found.add(label)
        else:
            headed.add(label)
    empty = headed - found
    loose = "\n".join(free)
    asked = _questions(loose)
    for low in text.folded_sentences:
        head, rest = _label_of(text, low.strip(" *_#■●・-\t"))
        if head is not None and not rest or low not in loose and low.strip() not in loose:
            continue
        if not any(low in line for line in asked):
            found |= acts(text, low)
    return frozenset(found - empty)


def _says_something(text: Text, words: str) -> bool:
    """Whether what stands under a label is an answer: more than a closing formula and a name."""
    lines = [line for line in words.splitlines() if line.strip()]
    said = [li for li in lines if not (text.says("courtesy", li) and length(text, li) <= _CLOSING_WORDS)]
    if said != lines and len(said) <= 2 and all(length(text, li) <= _NAME_WORDS for li in said):
        return False  # the name under a closing formula
    return length(text, "\n".join(said)) >= _WORDS_NEEDED


def _questions(loose: str) -> tuple[str, ...]:
    """Lines of the list of questions to the customer: they ask, and answer nothing."""
    return tuple(li for li in loose.splitlines() if re.match(r"\W*\d{1,2}[.)]\s", li) and ("?" in li or "？" in li))


def unanswered_questions(text: Text) -> tuple[Finding, ...]:
    """One finding for each of the five questions that no sentence answers; the next contact is `next_contact`'s.

    Example: "Thank you for your patience." lacks all five.
    """
    found = answers(text)
    names = ("know", "unknown", "doing", "meanwhile")
    return tuple(
        text.context.rules.finding(f"U-QUESTION-{name.upper()}", text.where, "") for name in names if name not in found
    )


def no_substance(text: Text) -> tuple[Finding, ...]:
    """An update without news must still say what was ruled out or is being done (X15).

    Example: "No news yet, thank you for your patience."
    """
    if text.update_kind is None and text.context.document is not None and text.earlier is None:
        return ()  # a first reply has no news by nature
    without = text.update_kind is UpdateKind.NO_NEWS or (
        text.update_kind is None and any(text.says("no_news", low) for low in text.folded_sentences)
    )
    if not without or any(_tells_work(text, low) for low in text.folded_sentences):
        return ()
    return (text.context.rules.finding("U-NO-SUBSTANCE", text.where, ""),)


def _tells_work(text: Text, low: str) -> bool:
    """Whether a sentence says what is being done, and not only that something is."""
    if length(text, low) < _STATEMENT_WORDS or "doing" not in acts(text, low):
        return False
    return text.says("done_or_running", low) or not (text.says("no_news", low) or text.says("contact", low))
