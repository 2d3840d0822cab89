"""What the user asks to be sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a sending is for; one place may get one of each."""

    BRIEF = "brief"
    """The brief, for the receiving team."""
    PUBLIC = "public"
    """The update, for the customer."""
    RELAY = "relay"
    """An update by somebody who may not write to the customer: an internal note for the owner to relay (S3)."""
    FIELDS = "fields"
    """Ticket fields and status only."""


@dataclass(frozen=True)
class Wish:
    """One sending, as asked for."""

    system: str
    """`jira`, `zendesk` or `slack`."""
    by: str
    """Who sends it."""
    at: datetime
    key: str | None = None
    """Jira: comment on this issue instead of making one."""
    ticket: str | None = None
    """Zendesk: number or link, where the record holds none."""
    public: bool = False
    """Zendesk: the customer update instead of the brief."""
    text: str | None = None
    """The update as edited; without it the draft's first."""
    fields_only: bool = False
    """Zendesk: closure code, status and the other configured fields, without a comment."""
    allow_incomplete: bool = False
    """Gaps of the checklist do not hold it back; they are listed in the brief."""
    again: bool = False
    """Send what was sent already."""
    reviewed_by: str | None = None
    """Who of leadership has read the update, where that is asked for."""
