"""Slack: one Block Kit message for the internal channel (S2: client severity, environment, short blocker).

Limits of Slack: header 150 characters, section 3000, field 2000, 50 blocks; ours are tighter, since the message points
at the ticket instead of repeating it. `&`, `<` and `>` of all ticket text are escaped, which disarms `<!channel>` and
`<@U…>` hidden in a paste; `verbatim` keeps Slack from linking addresses, channels and mentions written out.
"""

from datetime import datetime
from typing import Any

from assistant.domain import Escalation, FactField, ItemState
from assistant.exports.plain import cut_at_word, to_json

HEADER, SECTION, FIELD = 150, 1500, 300
_ENVIRONMENT = (FactField.ENVIRONMENT, FactField.VERSION, FactField.BROWSER, FactField.OS, FactField.REGION)
_MET = (ItemState.PRESENT, ItemState.NOT_APPLICABLE)
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FORMATS = str.maketrans({c: f"\u200b{c}" for c in "*_~`"})
"""Slack has no escape for these: a zero-width space before one keeps it from opening bold, italics, strike or code."""


def escape(text: str, limit: int) -> str:
    """`text` on one line, inert in Slack's notation, at most `limit` characters after escaping."""
    room = limit
    while True:
        cut = cut_at_word(text, room)
        safe = "".join(_REFERENCES.get(c, c) for c in cut).translate(_FORMATS)
        if len(safe) <= limit:
            return safe
        room -= max(1, (len(safe) - limit) // 5)


def _words(label: str, text: str, limit: int) -> dict[str, Any]:
    head = f"*{label}*\n"
    return {"type": "mrkdwn", "text": head + escape(text, limit - len(head)), "verbatim": True}


def render_slack(escalation: Escalation, now: datetime) -> str:
    """The message as JSON (`text` for notifications, `blocks` for the screen)."""
    a, brief = escalation.assessment, escalation.brief
    title = brief.title if brief else "Handled in support"
    head = f"{a.severity.value} {a.severity_label}: {title}"
    stated = {f.field: f.value for f in reversed(escalation.facts)}
    fields = {
        "Customer": escalation.issue.customer or stated.get(FactField.CUSTOMER),
        "Target": ", ".join(t.value.replace("_", " ") for t in a.targets) or "support",
        "Environment": ", ".join(stated[name] for name in _ENVIRONMENT if name in stated),
        "Owner": a.customer_owner or escalation.issue.reported_by,
        "Deadline": stated.get(FactField.DEADLINE),
        "Incident": "yes: name an incident lead" if a.incident else "no",
    }
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": escape(head, HEADER), "emoji": False}},
        {"type": "section", "fields": [_words(k, v or "Not stated", FIELD) for k, v in fields.items()]},
    ]
    if brief is not None:
        for label, text in (
            ("Blocker", brief.workflow_impact.text),
            ("Needed", "; ".join(ask.text for ask in brief.asks)),
        ):
            if text.strip():
                blocks.append({"type": "section", "text": _words(label, text, SECTION)})
    items = escalation.checklist.items
    progress = f"Checklist {sum(i.state in _MET for i in items)}/{len(items)} · full brief in the ticket"
    blocks.append({"type": "context", "elements": [{"type": "plain_text", "text": progress}]})
    return to_json({"text": escape(head, HEADER), "blocks": blocks, "unfurl_links": False, "unfurl_media": False})
