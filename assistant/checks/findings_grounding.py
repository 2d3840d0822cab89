"""Findings on claims that stand nowhere: every number, date, name and code of a text, held against what it came from.

What a claim is and when it stands is the ground's business (`assistant.grounding`); here it is decided what must be
proven: in a customer's text everything but the next contact and who signs, in a brief all but the form's own words.
"""

import re
from datetime import datetime
from functools import lru_cache

from assistant.checks.drafted import Context, Text
from assistant.checks.findings_times import names_zone, written_moments
from assistant.domain import Basis, Finding
from assistant.grounding import ClaimKind, Ground, Miss
from assistant.understanding.cues import fold

_MOST = 8
"""Findings shown of one text; a text that invents more is not read more closely."""
_FORM = frozenset(
    {"Minor/Tech Debt", "Minor", "Tech", "Debt", "Tech Debt", "Major", "Critical", "SEV1", "SEV2", "SEV3", "SEV4"}
)
"""Values of S4's form that are no claims."""
_OWN_CLOCK = re.compile(r"^\W*(?:\*\*)?date\b|due by|reached support|\bago\b")
"""Lines of the brief's form that carry our own times."""
_TIMES = (ClaimKind.DATE, ClaimKind.TIME, ClaimKind.DURATION)


@lru_cache(maxsize=8)
def _ground(sources: tuple[tuple[str, str], ...], known: tuple[str, ...], at: datetime | None, language: str) -> Ground:
    return Ground(dict(sources), known=known, reference=at, language=language)


def _sources(context: Context, public_ids: frozenset[str], *, inside: bool) -> tuple[tuple[str, str], ...]:
    """What a text may rest on: the issue; for a customer public articles, for a colleague every match."""
    rows = [("issue", context.document.text if context.document else "")]
    for match in context.matches:
        if inside or match.id in public_ids:
            said = (match.id, match.title, match.snippet, match.resolution, match.customer, match.linked_issue)
            rows.append((match.id, "\n".join(x for x in said if x)))
    return tuple(rows)


def _known(text: Text) -> tuple[str, ...]:
    """Words that need no proof: the owner, what the agent typed, and the facts that were computed from the issue."""
    context = text.context
    typed = (context.issue.customer, context.issue.reported_by) if context.issue else ()
    words = [w for w in (context.owner, *typed) if w]
    words += [f.value for f in context.facts if f.basis is Basis.COMPUTED]
    if context.assessment is not None:
        words += [context.assessment.severity.value, context.assessment.severity_label]
    if context.now is not None:
        words.append(context.now.strftime("%Y-%m-%d %H:%M"))
    return (" ; ".join(words),)


def unsupported(text: Text) -> tuple[Finding, ...]:
    """Claims of the text that stand in no source, each with its sentence and where the nearest stands.

    Example: "37 users" where the issue says 35.
    """
    context = text.context
    if context.document is None:
        return ()
    inside = text.kind == "brief"
    ground = _ground(
        _sources(context, text.public_ids, inside=inside),
        _known(text),
        context.issue.received_at if context.issue and context.issue.received_at else context.now,
        context.document.language,
    )
    id = "B-UNSUPPORTED" if inside else "U-UNSUPPORTED"
    out = []
    for miss in ground.misses(text.body, language=text.language, now=context.now):
        if _needs_proof(text, miss):
            out.append(context.rules.finding(id, text.where, miss.sentence[:160], _message(miss)))
    return tuple(dict.fromkeys(out))[:_MOST]


def _needs_proof(text: Text, miss: Miss) -> bool:
    low = fold(miss.sentence)
    if re.search(r"<?[A-Z]+_\d+>?", miss.claim.text) or miss.claim.text in _FORM:
        return False
    if miss.claim.kind in _TIMES:
        return _told_of_the_case(text, miss, low)
    if miss.claim.kind is ClaimKind.NAME:
        if len(low.split()) <= 5 and (text.says("courtesy", low) or low.rstrip().endswith((",", "、"))):
            return False  # whom the text is addressed to
        words = set(re.findall(r"\w+", fold(miss.claim.text)))
        usual = context_words(text)
        # a control of the product in an instruction, a place that names a time zone, a word the language knows
        instructs = text.says("u_meanwhile", low) and not text.says("same_trouble", low)
        return not words & text.sender and not words <= usual and not instructs and not names_zone(miss.sentence)
    if miss.claim.kind is ClaimKind.QUOTE:
        return text.kind == "brief" or not text.says("u_meanwhile", low)
    return not (text.says("u_next", low) and written_moments(miss.sentence))


def _told_of_the_case(text: Text, miss: Miss, low: str) -> bool:
    """Whether a date must stand in the issue: one in digits, where the sentence is not about what we do.

    When we write again, what we did and until when, and what day it is are our own clock; none of it can stand there.
    Hours and spans of time are left out: support tells of its own ("since 14:10 it works again") in honest texts.
    """
    if miss.claim.kind is not ClaimKind.DATE or not any(c.isdigit() for c in miss.claim.text) or _OWN_CLOCK.search(low):
        return False
    return not any(text.says(key, low) for key in ("u_next", "u_doing", "u_meanwhile")) and not names_zone(
        miss.sentence
    )


def context_words(text: Text) -> frozenset[str]:
    """Usual words of the text's language and of English."""
    usual = text.context.usual_words
    return usual.get(text.language, frozenset()) | usual.get("en", frozenset())


def _message(miss: Miss) -> str:
    said = f"“{miss.claim.text}” ({miss.claim.kind.value}) stands in nothing this text was written from."
    if miss.nearest is None:
        return said
    return f"{said} Nearest: “{miss.nearest[:80]}” in {miss.nearest_source} at {miss.nearest_at}."
