# ruff: noqa: E501  (patterns and sentences read better whole)
"""Findings on the five questions of S1 §3: each one answered, not just headed, in whatever words.

Under a label ("What we know:") whatever stands there answers; in free prose a sentence is told by what it does: it says
that something is not known, what we do, what the customer can do. What is left over and speaks of the matter is what we
know.
"""

import re
from collections.abc import Iterator

from assistant.checks.drafted import Text
from assistant.checks.findings_times import is_dated
from assistant.domain import Finding, UpdateKind

_LABELS = ("know", "unknown", "doing", "next", "meanwhile")
_WORDS_NEEDED = 3
"""Words that make an answer under a label; "Nothing yet." is two and says nothing."""
_STATEMENT_WORDS = 5
"""Words of a free sentence that can state what is known."""
_SETTLED = (UpdateKind.RESOLUTION, UpdateKind.DE_ESCALATION)


def _length(text: Text, part: str) -> int:
    if text.spaced:
        return len(re.findall(r"\w+", part))
    return len(re.findall(r"\w", part)) // 2


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
        elif plain and (held or label is None or not text.says("u_owner", line)):
            # the owner's line right under a heading is no answer to it
            held.append(line)
    yield label, "\n".join(held)


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
        elif _length(text, words) >= _WORDS_NEEDED:
            found.add(label)
        else:
            headed.add(label)
    empty = headed - found
    loose = "\n".join(free)
    for low in text.folded_sentences:
        head, rest = _label_of(text, low.strip(" *_#■●・-\t"))
        if head is not None and not rest or low not in loose and low.strip() not in loose:
            continue
        found |= _does(text, low)
    return frozenset(found - empty)


def _does(text: Text, low: str) -> set[str]:
    """What one free sentence answers."""
    if re.match(r"\W*\d{1,2}[.)]\s", low) and low.rstrip().endswith(("?", "？")):
        return set()  # one of the questions that follow
    found = {name for name in ("unknown", "doing", "meanwhile") if text.says(f"u_{name}", low)}
    if text.says("why", low) and text.says("open_yet", low) and not text.says("cause_confirmed", low):
        found.add("unknown")
    if text.says("at_work", low) and not found & {"meanwhile"}:
        found.add("doing")
    if _announces(text, low):
        found -= {"doing", "meanwhile"}
    if text.says("u_owner", low):
        found -= {"doing"}
    known = (
        not found
        or text.says("u_know", low)
        or text.says("cause_confirmed", low)
        or (_matter(text, low) >= 3 and "meanwhile" not in found)
    )
    if _states(text, low) and known:
        found.add("know")
    return found


def _announces(text: Text, low: str) -> bool:
    """Whether a sentence says when we write next."""
    if not (text.says("u_next", low) and text.says("contact", low)):
        return False
    return is_dated(low) or text.says("relative_time", low)


def _states(text: Text, low: str) -> bool:
    """Whether a sentence tells something of the matter, and is no courtesy, question, owner's or next contact's line."""
    if low.rstrip().endswith(("?", "？", ",", "，", "、")) or _length(text, low) < _STATEMENT_WORDS:
        return False
    if _announces(text, low) or text.says("u_owner", low) or text.says("no_news", low):
        return False
    if text.says("courtesy", low) and _matter(text, low) < 3:
        return False
    return text.context.document is None or _matter(text, low) >= 2 or text.says("cause_confirmed", low)


def _matter(text: Text, low: str) -> int:
    """How many telling words and numbers it shares with what the customer wrote; where no issue is given, its numbers."""
    public = text.context.public_text
    if not public:
        return 3 * len(re.findall(r"\d+", low))
    if not text.spaced:
        pieces = (low[i : i + 3] for i in range(len(low) - 2))
        return sum(p in public for p in pieces if not re.search(r"[ぁ-ん。、\s]", p)) * 2
    words = set(re.findall(r"[^\W\d_]{6,}", low))
    starts = {w[:6] for w in re.findall(r"[^\W\d_]{6,}", public)}
    numbers = set(re.findall(r"\d{2,}", low)) & set(re.findall(r"\d{2,}", public))
    return sum(w[:6] in starts for w in words) + 3 * len(numbers)


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
    without = text.update_kind is UpdateKind.NO_NEWS or (
        text.update_kind is None and any(text.says("no_news", low) for low in text.folded_sentences)
    )
    if not without:
        return ()
    telling = any(
        text.says("done_or_running", low) and _length(text, low) >= _STATEMENT_WORDS for low in text.folded_sentences
    )
    return (
        () if telling and "doing" in answers(text) else (text.context.rules.finding("U-NO-SUBSTANCE", text.where, ""),)
    )
