"""What a triage meeting said, typed back: one line a ticket.

ESC-12: fix is in review | next: Tom ships it on Friday | owner: Tom Reyes | bug
ESC-14: needs a longer talk | parked
"""

import re

from assistant.domain.assessment import IssueType
from assistant.domain.model import Model
from assistant.errors import WrongUsage
from assistant.inert import one_line

_LINE = re.compile(r"(?:[-*]\s+)?(?P<id>(?:ESC-)?\d{1,9})\s*[:：]\s*(?P<rest>.+)", re.IGNORECASE)
_KINDS = {
    "bug": IssueType.BUG, "feature": IssueType.FEATURE_REQUEST, "feature request": IssueType.FEATURE_REQUEST,
}  # fmt: skip
_EXAMPLE = "Write it as: ESC-12: what was said | next: TEXT | owner: NAME | parked | bug."


class MeetingOutcome(Model):
    """What was said of one ticket."""

    id: str
    outcome: str
    next_step: str | None = None
    owner: str | None = None
    """The technical owner it was given to; still has to accept."""
    parked: bool = False
    issue_type: IssueType | None = None
    """Bug or feature request, where the meeting confirmed it."""


def parse_outcomes(text: str) -> tuple[MeetingOutcome, ...]:
    """All outcomes of a text; blank lines and lines that open with `#` are skipped.

    Raises WrongUsage naming the first line that cannot be read, so that nothing typed is lost silently.
    """
    found = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line and not line.startswith("#"):
            found.append(_parsed(number, line))
    if not found:
        raise WrongUsage("no outcome is in there.", _EXAMPLE)
    return tuple(found)


def _parsed(number: int, line: str) -> MeetingOutcome:
    match = _LINE.fullmatch(line)
    if match is None:
        raise WrongUsage(f"line {number} names no ticket: {line[:60]!r}.", _EXAMPLE)
    digits = match["id"].rpartition("-")[2]
    said, *rest = (one_line(part) for part in match["rest"].split("|"))
    if not said:
        raise WrongUsage(f"line {number} does not say what the outcome is.", _EXAMPLE)
    next_step = owner = issue_type = None
    parked = False
    for part in rest:
        name, _, value = (p.strip() for p in part.partition(":"))
        key = name.casefold()
        if key in ("next", "next step") and value:
            next_step = value
        elif key == "owner" and value:
            owner = value
        elif key == "parked" and not value:
            parked = True
        elif key in _KINDS and not value:
            issue_type = _KINDS[key]
        elif part:
            raise WrongUsage(f"line {number}: {part[:60]!r} is none of next, owner, parked, bug, feature.", _EXAMPLE)
    return MeetingOutcome(
        id=f"ESC-{int(digits)}", outcome=said, next_step=next_step, owner=owner, parked=parked, issue_type=issue_type
    )
