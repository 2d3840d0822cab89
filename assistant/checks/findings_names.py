# ruff: noqa: E501  (patterns and sentences read better whole)
"""Findings on who and whose: colleagues, other customers, and the facts of their tickets (definitions.md)."""

import re
from collections.abc import Iterable

from assistant.checks.drafted import Text
from assistant.checks.naming import named_so
from assistant.checks.wording import runs_shared
from assistant.domain import Finding, KnowledgeKind
from assistant.understanding.cues import fold

_CAPITAL = re.compile(r"(?<![\w@./#-])[^\W\d_a-zà-ÿ][\w'’-]*[^\W\d_](?: (?:& )?[^\W\d_a-zà-ÿ][\w'’&.-]*)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"(?<![\w.,/:-])\d[\d.,]*\d{2,}(?![\w/:-])")
_CODE = re.compile(r"(?<![\w/-])[A-Z][A-Z0-9]{0,9}-\d{2,6}(?![\w-])|(?<![\w.])\d+\.\d+\.\d+(?![\w.])")
_LEGAL = re.compile(
    r"(?i)\b(?:gmbh|ag|kg|inc|ltd|llc|plc|sa|sas|sarl|srl|spa|bv|nv|co|corp|limited|the|group|gruppe)\b\.?"
)


def once(text: Text, id: str, quotes: Iterable[str]) -> tuple[Finding, ...]:
    """One finding for each different quote."""
    return tuple(text.context.rules.finding(id, text.where, quote) for quote in dict.fromkeys(quotes))


def whole(name: str, body: str) -> bool:
    """Whether a name stands in a text by itself; between letters without spaces anywhere."""
    if name and ord(name[0]) > 0x3000:
        return name in body
    edge = "[A-Za-z0-9_]" if name.isascii() else r"\w"
    return bool(re.search(rf"(?<!{edge}){re.escape(name)}(?!{edge})", body))


def internal_people(text: Text) -> tuple[Finding, ...]:
    """People and firms that only internal messages name. The owner, who writes to the customer, may be named.

    Example: an engineer's name from a note.
    """
    context = text.context
    authors = [n for n in context.internal_people if len(n) > 2 and whole(fold(n), text.folded)]
    found = [n for n in authors if not set(re.findall(r"\w+", fold(n))) & text.sender]
    known = {w for n in found for w in re.findall(r"\w+", fold(n))} | set(re.findall(r"\w+", fold(context.owner or "")))
    for low, name in context.hidden.words.items():
        if low in known or low in text.sender:
            continue
        if name in text.body and whole(name, text.body):
            found.append(name)
    held = fold(context.internal_text)
    for sentence, low in _pairs(text):
        if text.says("colleague_cue", low) and not text.says("same_trouble", low):
            found += [n for n in _strange_names(text, sentence) if n not in found and (len(n) > 2 or fold(n) in held)]
    return once(text, "L-INTERNAL-NAME", found)


def _short(name: str) -> str:
    """A firm's name without its legal form."""
    return " ".join(_LEGAL.sub(" ", name).split()).strip(" ,.&-")


def other_customers(text: Text) -> tuple[Finding, ...]:
    """Customers of matches, or named only internally; and a name unknown to the issue that has the same trouble.

    Example: "Meridia Apotek", who reported the same.
    """
    context = text.context
    typed = context.issue.customer if context.issue and context.issue.customer else ""
    own = {fold(c) for c in (*context.customers, typed) if c}
    names = {m.customer for m in context.matches if m.customer} | set(context.internal_customers)
    found = []
    for name in sorted(names):
        for low in dict.fromkeys((fold(name), fold(_short(name)))):
            if (
                len(low) > (1 if low and ord(low[0]) > 0x3000 else 3)
                and not any(low in o or o in low for o in own)
                and whole(low, text.folded)
                and not whole(low, context.public_text)
            ):
                found.append(name)
                break
    return once(text, "L-OTHER-CUSTOMER", [*found, *_unknown_sufferers(text, found)])


def _unknown_sufferers(text: Text, found: list[str]) -> list[str]:
    """Names that the issue does not hold, in a sentence on the same trouble elsewhere."""
    named = (n for s, low in _pairs(text) if text.says("same_trouble", low) for n in _strange_names(text, s))
    return [n for n in named if not any(n in f or f in n for f in found)]


def _pairs(text: Text) -> list[tuple[str, str]]:
    return list(zip(text.sentences, text.folded_sentences, strict=True))


def _strange_names(text: Text, sentence: str) -> list[str]:
    """Capitalised words that neither the language knows nor the issue holds. German nouns need a name's surroundings."""
    context, out = text.context, []
    if context.document is None or not text.spaced:
        return []
    usual = context.usual_words.get(text.language, frozenset()) | context.usual_words.get("en", frozenset())
    for match in _CAPITAL.finditer(sentence):
        words = re.findall(r"[^\W\d_]{2,}", fold(match.group()))
        strange = [w for w in words if w not in usual and not whole(w, context.public_text) and w not in text.sender]
        if not strange:
            continue
        if text.language == "de" and len(words) == 1 and not named_so(sentence, match.start(), match.end()):
            continue
        out.append(match.group())
    return out


def other_facts(text: Text) -> tuple[Finding, ...]:
    """Facts of another customer's ticket: its numbers, codes and phrases, where the issue does not hold them.

    Example: the record count of a similar ticket.
    """
    context = text.context
    theirs = [
        " ".join(x for x in (m.title, m.snippet, m.resolution) if x)
        for m in context.matches
        if m.kind is KnowledgeKind.TICKET or m.audience not in (None, "public")
    ]
    if not theirs:
        return ()
    issue = context.issue.text if context.issue else ""
    # NOTE: when we write again is ours, whatever numbers another ticket holds; and a year is no fact of anybody
    body = "\n".join(s for s in text.sentences if not text.says("u_next", fold(s)))
    found: list[str] = []
    for said in theirs:
        held = {x for x in (*_NUMBER.findall(said), *_CODE.findall(said)) if not _YEAR.fullmatch(x)}
        found += [x for x in sorted(held) if whole(x, body) and not whole(x, issue)]
        found += runs_shared(text.folded, fold(said), fold(issue), spaced=text.spaced)[:1]
    return once(text, "L-OTHER-FACT", found)
