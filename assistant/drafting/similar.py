"""Found records as a brief names them: another case each, with what it shares, and no fact of this one (B7).

The search's own figures stay out: how near two texts are says nothing to a reader, and reads like a number of the case.
"""

import re

from assistant.domain import KnowledgeKind, Match, Statement
from assistant.drafting.case import Case
from assistant.drafting.quotes import cut

_SCORE = re.compile(r"\s*\(\d?\.\d+\)$")
_BARE_NUMBER = re.compile(r"[\d.,:/-]+")
_MARKS = re.compile(r"\*\*|`")
_SIMILAR = 5
_SAID = 120
"""Characters of a similar record's sentence."""


def found_because(match: Match) -> str:
    """Why a record was found, for a reader: what both share and what it says, without the search's own figures."""
    reasons = []
    for why in match.why:
        label, colon, words = why.partition(": ")
        if label == "says the same":
            continue
        if label == "shares" and colon:
            shared = [w for w in words.split(", ") if not _BARE_NUMBER.fullmatch(w)]
            if shared:
                reasons.append(f"shares: {', '.join(shared)}")
            continue
        reasons.append(_SCORE.sub("", why))
    if match.aligned:
        reasons = [r for r in reasons if r != "similar in meaning"]
        reasons.append(f"it says “{cut(_MARKS.sub('', match.aligned[0].recorded), _SAID)}”")
    return "; ".join(reasons) or "similar wording"


def similar(case: Case, kind: KnowledgeKind) -> tuple[Statement, ...]:
    """Found records of one kind, each said to be another case, with the reason it was found."""
    out = []
    for match in [m for m in case.matches if m.kind is kind][:_SIMILAR]:
        state = [cut(match.status, 40)] if match.status else []
        if match.linked_issue:
            state.append(f"linked to {cut(match.linked_issue, 40)}")
        if match.resolution_level and match.resolution_level != "none":
            state.append(f"resolved by {match.resolution_level.replace('_', ' ')}")
        what = (
            "similar, not this case"
            if kind is KnowledgeKind.TICKET
            else ("internal article" if match.audience == "internal" else "article")
        )
        title = cut(match.title, 90)
        text = f"{match.id} “{title}” ({'; '.join([what, *state])}) — found because: {found_because(match)}"
        out.append(Statement(text=text + (f" — {match.url}" if match.url else "")))
    return tuple(out)
