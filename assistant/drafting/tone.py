"""How a letter opens and whom it names, by what the customer says in public."""

from collections.abc import Sequence

from assistant.domain import EscalationTarget, SignalName
from assistant.drafting.public import PublicVoice

_WORN = (
    SignalName.LONG_WAIT,
    SignalName.STALLED,
    SignalName.SLA_BREACHED,
    SignalName.RECURRING,
    SignalName.FIX_FAILED,
)
"""What costs a customer time and patience. A threat to leave or a wish for the boss alone is none of it."""
_GRAVE = (SignalName.LEGAL_OR_PRESS, SignalName.LONG_WAIT, SignalName.STALLED, SignalName.CHURN_THREAT)
"""What makes of a question about a bill a complaint."""
_STOPPED = (SignalName.USER_BLOCKED, SignalName.PRODUCTION_DOWN)
_TOLD_FIRST = (
    EscalationTarget.SECURITY,
    EscalationTarget.ENGINEERING,
    EscalationTarget.PRODUCT,
    EscalationTarget.LEADERSHIP,
    EscalationTarget.L2_SUPPORT,
)
"""Of several teams, the one the customer is told of: who solves it before who decides, who decides before who helps."""


def named_team(targets: Sequence[EscalationTarget]) -> EscalationTarget | None:
    """The team the customer is told of; None where support keeps the case."""
    return min(targets, key=_TOLD_FIRST.index) if targets else None


def is_complaint(voice: PublicVoice, kind: str) -> bool:
    """Whether what is written about a bill is no mere question."""
    return kind == "billing" and voice.says(*_GRAVE)


def opening(voice: PublicVoice, kind: str) -> str:
    """Key of the opening sentence: what the customer has been through comes before what it is about."""
    if kind == "security":
        return kind
    if voice.says(*_WORN):
        return "frustrated"
    if voice.says(SignalName.LEGAL_OR_PRESS):
        return "serious"
    if voice.says(SignalName.CHURN_THREAT) and kind in ("trouble", "billing"):
        return "relationship"
    return "blocked" if kind == "trouble" and voice.says(*_STOPPED) else kind
