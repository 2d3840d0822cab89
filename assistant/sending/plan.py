"""What would be sent, whole, before anything is; and what came of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One HTTP request."""

    method: str
    url: str
    """Whole; for showing, `shown` hides what is secret in it."""
    body: Any = None
    """JSON."""
    why: str = ""
    """What it does, in words."""


@dataclass(frozen=True)
class Plan:
    """What is to be sent to one place, and by what it is known again."""

    system: str
    """`jira`, `zendesk` or `slack`."""
    place: str
    """Where, in words: `Jira OPS`, `Zendesk #12, internal note`."""
    mark: str
    """Stands in what is sent, so that it is found again when the answer is lost."""
    call: Call
    after: tuple[Call, ...] = ()
    """Follow once the first has gone through; each may be repeated without harm. `{key}` stands for what the first one
    is answered with."""
    findable: bool = True
    """Whether the system can be asked if it arrived."""
    notes: tuple[str, ...] = ()
    """What the user should know about it."""
    missing: tuple[str, ...] = ()
    """Settings without which it cannot be sent, in words; the plan is complete for showing all the same."""


@dataclass(frozen=True)
class Receipt:
    """What the system made of it."""

    reference: str
    """Its key or id there."""
    url: str | None = None
    """Where it can be read; None where the system tells none."""
    adopted: bool = False
    """It was there already from an earlier sending whose answer was lost: nothing was sent now."""
    draft: int | None = None
    """For an adopted one: the version of the draft that it was made of, where it tells."""
    notes: tuple[str, ...] = field(default_factory=tuple)
    """What went wrong afterwards, in words."""


HIDDEN = "•••"


def shown(text: str, secrets: tuple[str, ...]) -> str:
    """`text` with all secrets of the settings hidden."""
    for secret in sorted(secrets, key=len, reverse=True):
        if secret:
            text = text.replace(secret, HIDDEN)
    return text
