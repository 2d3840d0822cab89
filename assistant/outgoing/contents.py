"""What is sent, made of the kept draft and of how the record stands now, by the renderings of `exports`.

The draft says how it was when it was made; severity, owners and status may have changed since. So the present state
stands above the brief, which itself stays as it was checked.
"""

import json
from typing import Any
from zoneinfo import ZoneInfo

from assistant.domain import Escalation, Severity
from assistant.domain.register import RegisteredEscalation, TicketStatus
from assistant.exports.html import to_html
from assistant.exports.jira import render_jira, render_jira_wiki
from assistant.exports.plain import cut_at_word
from assistant.exports.slack import FIELD, escape, render_slack
from assistant.exports.zendesk import render_zendesk
from assistant.inert import fenced, inert, without_commands
from assistant.outgoing.obstacles import Obstacle
from assistant.outgoing.rules import SendingRules
from assistant.outgoing.wish import Wish
from assistant.redaction import redact
from assistant.sending.slack import mention
from assistant.settings import Settings

FIELD_NAMES = (
    "escalation_id", "escalation_reason", "engineering_owner", "date_escalated", "escalation_status", "closure_code",
    "severity", "engineering_ref",
)  # fmt: skip
"""What a custom field of the ticket may hold (S0 required fields, L5)."""


def as_it_stands(
    drafted: Escalation, record: RegisteredEscalation, labels: dict[Severity, str], above: str = ""
) -> Escalation:
    """The draft with severity, type, targets and owner as they are now, and `above` before the brief's Markdown."""
    assessment = drafted.assessment.model_copy(
        update={
            "severity": record.severity, "severity_label": labels[record.severity], "issue_type": record.issue_type,
            "targets": record.targets, "customer_owner": record.customer_owner.name,
            "incident": record.incident is not None or drafted.assessment.incident,
        }
    )  # fmt: skip
    brief = drafted.brief
    if brief is not None and above:
        brief = brief.model_copy(update={"markdown": f"{above}\n\n{brief.markdown}"})
    return drafted.model_copy(update={"assessment": assessment, "brief": brief})


def state(
    record: RegisteredEscalation, drafted: Escalation, draft: int, *, mark: str, gaps: tuple[Obstacle, ...], wish: Wish,
    zone: ZoneInfo,
) -> str:  # fmt: skip
    """How the escalation stands, as Markdown: id, owners, next step (S0: both printed), ticket, acknowledged gaps.

    `mark` is what it is found by again.
    """
    technical = record.technical_owner
    lines = [
        f"**{record.id}**, draft {draft}: {record.severity.value}, "
        + (record.closure.code.value if record.closure else record.status.value)
        + (f" ({inert(record.blocked_reason)})" if record.blocked_reason else "")
        + f", mark {mark}"
    ]
    if record.severity is not drafted.assessment.severity:
        lines.append(f"**Severity now:** {record.severity.value}; drafted as {drafted.assessment.severity.value}")
    accepted = "" if technical is None or technical.accepted_at else " (not accepted yet)"
    lines += [
        f"**Customer owner:** {inert(record.customer_owner.name)}",
        f"**Technical owner:** {inert(technical.name) + accepted if technical else 'nobody yet'}"
        + (f", team {inert(record.team)}" if record.team else ""),
    ]
    lines += [
        f"**{name}:** {inert(value)}"
        for name, value in (
            ("Next step", record.next_step), ("Support ticket", record.ticket), ("Engineering", record.engineering_ref),
        )
        if value
    ]  # fmt: skip
    text = "  \n".join(lines)
    if gaps:
        when = wish.at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
        listed = "\n".join(f"- {inert(gap.text)} {inert(gap.fix)}" for gap in gaps)
        text += f"\n\n### Sent Incomplete\n\nAcknowledged by {inert(wish.by)}, {when}:\n\n{listed}"
    return redact(text).text


def jira_fields(escalation: Escalation, wish: Wish, *, cloud: bool) -> dict[str, Any]:
    """Summary, description, type, priority, labels. Raises WrongUsage where there is no brief."""
    rendered = (render_jira if cloud else render_jira_wiki)(escalation, wish.at)
    fields: dict[str, Any] = json.loads(rendered)["fields"]
    return fields


def zendesk_note(escalation: Escalation, wish: Wish, above: str) -> dict[str, Any]:
    """The ticket with the brief as an internal note, without tags: those are added by themselves."""
    bodies = json.loads(render_zendesk(escalation, wish.at))
    ticket: dict[str, Any] = next(body["ticket"] for body in bodies if body["for"] == "internal")
    ticket.pop("additional_tags", None)
    if "body" in ticket["comment"]:
        ticket["comment"] = {"html_body": to_html(f"{above}\n\n{inert(ticket['comment']['body'])}"), "public": False}
    return ticket


def zendesk_relay(text: str, record: RegisteredEscalation, wish: Wish, rule: str, mark: str) -> dict[str, Any]:
    """The ticket with an update by somebody who may not write to the customer, as a note for the owner."""
    head = (
        f"**Reply drafted by {inert(wish.by)}, for {inert(record.customer_owner.name)} to relay** "
        f"({record.id}, mark {mark}). {inert(rule)}"
    )
    markdown = f"{redact(head).text}\n\n{fenced(redact(text).text)}"
    return {"comment": {"html_body": to_html(without_commands(markdown)), "public": False}}


def zendesk_state(record: RegisteredEscalation, settings: Settings, zone: ZoneInfo) -> dict[str, Any]:
    """The configured custom fields, and the status that engineering's closing asks for (S0 Sync)."""
    technical, closure = record.technical_owner, record.closure
    values: dict[str, str | None] = {
        "escalation_id": record.id,
        "escalation_reason": ", ".join(reason.value for reason in record.reasons),
        "engineering_owner": technical.name if technical else record.team,
        "date_escalated": record.created_at.astimezone(zone).date().isoformat(),
        "escalation_status": record.status.value,
        "closure_code": closure.code.value if closure else None,
        "severity": record.severity.value,
        "engineering_ref": record.engineering_ref,
    }
    fields = [
        {"id": id, "value": settings.zendesk_values.get(value, redact(value).text)}
        for name, id in settings.zendesk_fields.items()
        if (value := values.get(name))
    ]
    ticket: dict[str, Any] = {"custom_fields": fields} if fields else {}
    if closure is None and record.ticket_status is not None:
        own = settings.zendesk_follow_up_status
        if record.ticket_status is TicketStatus.PENDING_FOLLOW_UP and own is not None:
            ticket["custom_status_id"] = own
        else:
            ticket["status"] = "open"
    return ticket


def zendesk_tags(record: RegisteredEscalation, settings: Settings, rules: SendingRules) -> tuple[str, ...]:
    """What views and triggers may go by."""
    tags = [record.id.lower(), record.severity.value.lower()]
    if record.targets:
        tags.append(rules.escalated_tag)
    waiting = record.ticket_status is TicketStatus.PENDING_FOLLOW_UP and record.closure is None
    if waiting and settings.zendesk_follow_up_status is None:
        tags.append(rules.follow_up_tag)
    return tuple(tags)


def slack_message(
    escalation: Escalation, record: RegisteredEscalation, draft: int, *, gaps: tuple[Obstacle, ...], wish: Wish,
    settings: Settings, rules: SendingRules, target: str,
) -> dict[str, Any]:  # fmt: skip
    """The channel's message, the escalation's id, and on-call where policy and settings say so.

    Raises NotConfigured for a setting that is no id to tag.
    """
    message: dict[str, Any] = json.loads(render_slack(escalation, wish.at))
    told = [f"{record.id}, draft {draft}", record.status.value]
    told += [f"{name}: {value}" for name, value in (
        ("team", record.team), ("ticket", record.ticket), ("engineering", record.engineering_ref),
    ) if value]  # fmt: skip
    if gaps:
        told.append(f"sent incomplete: {'; '.join(cut_at_word(gap.text, 80) for gap in gaps)}")
    line = escape(redact(" · ".join(told)).text, 3 * FIELD)
    blocks = [*message["blocks"], {"type": "context", "elements": [{"type": "plain_text", "text": line}]}]
    on_call = settings.slack_on_call.get(target)
    engaged = record.severity in rules.on_call_severities or (rules.on_call_incidents and record.incident is not None)
    if on_call and engaged and not record.closed:
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": f"On call: {mention(on_call)}"}})
    return message | {"blocks": blocks}
