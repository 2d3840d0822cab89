"""Sending to Jira, Zendesk and Slack: one module per system behind one interface (`destination`).

The decisions a reader must know:

- What is sent is made elsewhere and passed in; here it is put into requests, and those are all there is to see before
  anything leaves (`Plan`). Nothing here is called without a person having said so.
- A request that only reads is tried again; one that changes something never is, unless it cannot have arrived (no
  connection) or the server says that it was not taken (429, 503 with a time to come back). Where the answer is lost,
  the system is asked whether it arrived: each thing sent carries a mark (`Plan.mark`).
- HTTPS with certificates checked; plain HTTP only to this machine. No redirect leaves the host. No token enters a
  message, a plan that is shown, or the trail.

httpx is loaded when something is sent, not before.
"""

from typing import TYPE_CHECKING, Any

from assistant.sending.configured import Configured, configured
from assistant.sending.errors import (
    AnswerUnusable,
    Busy,
    LoginRefused,
    NotConfigured,
    Refused,
    SendingFailed,
    Unconfirmed,
    Unreachable,
)
from assistant.sending.plan import Call, Plan, Receipt, shown

if TYPE_CHECKING:
    from assistant.sending.destination import SYSTEMS, Destination, open_destination

__all__ = [
    "SYSTEMS", "AnswerUnusable", "Busy", "Call", "Configured", "Destination", "LoginRefused", "NotConfigured", "Plan",
    "Receipt", "Refused", "SendingFailed", "Unconfirmed", "Unreachable", "configured", "open_destination", "shown",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in ("SYSTEMS", "Destination", "open_destination"):
        from importlib import import_module

        return getattr(import_module("assistant.sending.destination"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
