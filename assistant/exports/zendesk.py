"""Zendesk: ticket updates. The brief is an internal note, the customer update a public comment, never in one object.

`public` is always set: Zendesk's default sticks to the last value used.
"""

import json
from datetime import datetime
from typing import Any

from assistant.domain import Decision, Escalation, Severity
from assistant.exports.html import to_html

_PRIORITY = {Severity.SEV1: "urgent", Severity.SEV2: "high", Severity.SEV3: "normal", Severity.SEV4: "low"}


def render_zendesk(escalation: Escalation, now: datetime) -> str:
    """A list of bodies of `PUT /api/v2/tickets/{id}.json`, in the order to send them: the customer first."""
    assessment = escalation.assessment
    payloads: list[dict[str, Any]] = []
    for update in escalation.updates[:1]:
        payloads.append({"for": "customer", "ticket": {"comment": {"body": update.text, "public": True}}})
    if escalation.brief is not None:
        ticket: dict[str, Any] = {
            "comment": {"html_body": to_html(escalation.brief.markdown), "public": False},
            "priority": _PRIORITY[assessment.severity],
            "type": "incident" if assessment.incident else "problem",
        }
        payloads.append({"for": "internal", "ticket": ticket, "additional_tags": ["escalated", assessment.severity.value.lower()]})
    elif assessment.decision is Decision.HANDLE_IN_SUPPORT:
        reasons = "; ".join(r.text for r in assessment.rules if r.decisive and r.effect == assessment.decision.value)
        payloads.append({"for": "internal", "ticket": {"comment": {"body": f"Handled in support: {reasons}", "public": False}, "priority": _PRIORITY[assessment.severity]}})
    return json.dumps(payloads, indent=2, ensure_ascii=False)
