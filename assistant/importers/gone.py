"""Whether what a source holds no more may be taken out: only where it was read whole, and is what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass

_FEW = 20
"""Records of a source up to which any number of them may go at once."""
_MOST_GONE = 0.5
CONFIRM = "--confirm-removal"


@dataclass(frozen=True, slots=True)
class Pass:
    """What one import of a source met."""

    source: str
    read: int
    unread: int
    """Files that could not be read, or not to their end."""
    unknown: int
    """Refused records without an id."""
    missing: str
    """Why its pages are not all there are; empty where nothing says so."""
    before: Mapping[str, int]
    """System → records held before."""
    now: frozenset[str]
    """Systems of what was read."""
    confirmed: bool
    """A person has seen what would go."""


def why_not(met: Pass, gone: int) -> str:
    """Why nothing is taken out; empty where it may be."""
    if met.unread:
        return f"{met.unread} files of {met.source} could not be read to their end"
    if not met.read:
        return f"{met.source} holds nothing"
    if met.unknown:
        return f"{met.unknown} records of {met.source} have no id that can be read"
    if met.missing:
        return met.missing
    if met.confirmed or not gone:
        return ""
    if met.before and met.now and not met.now & met.before.keys():
        was, is_now = ", ".join(sorted(met.before)), ", ".join(sorted(met.now))
        return f"{met.source} was an export of the kind {was}, and is now {is_now}; {CONFIRM} takes it as right"
    held = sum(met.before.values())
    if held >= _FEW and gone > _MOST_GONE * held:
        return f"{gone:,} of {held:,} records of {met.source} would go; {CONFIRM} takes it as right"
    return ""
