"""Zendesk: ticket updates. The brief is an internal note, the customer update a public comment, never in one object.

`public` is always set: Zendesk's default sticks to the last value used.
"""

from datetime import datetime
from typing import Any

from assistant.domain import Escalation, Severity
from assistant.exports.html import to_html
from assistant.exports.plain import to_json
from assistant.inert import without_commands

_PRIORITY = {Severity.SEV1: "urgent", Severity.SEV2: "high", Severity.SEV3: "normal", Severity.SEV4: "low"}


def render_zendesk(escalation: Escalation, now: datetime) -> str:
    """A list of bodies in the order to send them, the customer first; `for` says who reads each.

    To `PUT /api/v2/tickets/update_many.json?ids={id}`, the one address that adds tags without replacing those there.
    """
    bodies: list[dict[str, Any]] = []
    for update in escalation.updates[:1]:
        bodies.append(
            {"for": "customer", "ticket": {"comment": {"body": without_commands(update.text), "public": True}}}
        )
    bodies.append({"for": "internal", "ticket": _internal(escalation)})
    return to_json(bodies)


def _internal(escalation: Escalation) -> dict[str, Any]:
    assessment = escalation.assessment
    ticket: dict[str, Any] = {"priority": _PRIORITY[assessment.severity]}
    if escalation.brief is None:
        reasons = "; ".join(r.text for r in assessment.rules if r.decisive and r.effect == assessment.decision.value)
        ticket["comment"] = {"body": f"Handled in support: {without_commands(reasons)}", "public": False}
        return ticket
    ticket["comment"] = {"html_body": to_html(without_commands(escalation.brief.markdown)), "public": False}
    ticket["type"] = "incident" if assessment.incident else "problem"
    ticket["additional_tags"] = ["escalated", assessment.severity.value.lower()]
    return ticket
