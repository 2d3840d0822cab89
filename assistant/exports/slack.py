"""Slack: one Block Kit message for the internal channel (S2: client severity, environment, short blocker).

Limits: header 150 characters, section 3000, field 2000, 50 blocks, about 10 000 characters in all. `&`, `<` and `>` of all
ticket text are escaped, which also disarms `<!channel>` and `<@U…>` hidden in a paste.
"""

import json
from datetime import datetime
from typing import Any

from assistant.domain import Escalation, FactField
from assistant.exports.inert import without_controls
from assistant.exports.jira import cut_at_word

HEADER, SECTION, FIELD, FALLBACK = 150, 2900, 1900, 3000


def escape(text: str) -> str:
    """Slack's three characters, and controls taken out."""
    return without_controls(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _field(label: str, value: str | None) -> dict[str, str]:
    return {"type": "mrkdwn", "text": f"*{label}*\n{escape(cut_at_word(value or 'Not stated', FIELD - 200))}"[:FIELD]}


def _section(label: str, text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"*{label}*\n{escape(cut_at_word(text, SECTION - 600))}"[:SECTION]}}


def render_slack(escalation: Escalation, now: datetime) -> str:
    """The message as JSON (`text` for notifications, `blocks` for the screen)."""
    a, brief = escalation.assessment, escalation.brief
    title = brief.title if brief else "Handled in support"
    head = cut_at_word(f"{a.severity.value} {a.severity_label}: {without_controls(title)}", HEADER)
    stated = {f.field: f.value for f in reversed(escalation.facts)}
    environment = ", ".join(stated[n] for n in (FactField.ENVIRONMENT, FactField.VERSION, FactField.BROWSER, FactField.OS, FactField.REGION) if n in stated)
    customer = escalation.issue.customer or stated.get(FactField.CUSTOMER)
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": head}},
        {"type": "section", "fields": [_field("Customer", customer), _field("Target", ", ".join(t.value.replace("_", " ") for t in a.targets) or "Support"), _field("Environment", environment), _field("Owner", a.customer_owner or escalation.issue.reported_by), _field("Deadline", stated.get(FactField.DEADLINE)), _field("Incident", "yes: name an incident lead" if a.incident else "no")]},
    ]
    if brief is not None:
        blocks.append(_section("Blocker", brief.workflow_impact.text))
        blocks.append(_section("Needed", "; ".join(ask.text for ask in brief.asks)))
    met = sum(i.state.value in ("present", "not_applicable") for i in escalation.checklist.items)
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": f"Checklist {met}/{len(escalation.checklist.items)} · full brief in the ticket"}]})
    return json.dumps({"text": escape(cut_at_word(head, FALLBACK)), "blocks": blocks, "unfurl_links": False}, indent=2, ensure_ascii=False)
