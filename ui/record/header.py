"""The head of a record: what it is, who owns which side, what is amiss, what is owed."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape

import desk
import panels
import streamlit as st

from assistant.domain import FindingLevel, Severity
from assistant.domain.register import EscalationStatus, Owner, RegisteredEscalation, RegisterFinding
from assistant.follow_ups import DueItem, DueState
from assistant.inert import one_line
from record.saying import page_words

RED, AMBER, GREEN, BLUE, GREY, VIOLET = "red", "amber", "green", "blue", "grey", "violet"
"""Classes of the style sheet that set the colour of a thing."""
SEVERITIES = {Severity.SEV1: RED, Severity.SEV2: AMBER, Severity.SEV3: BLUE, Severity.SEV4: GREY}
LEVELS = {FindingLevel.BLOCKER: RED, FindingLevel.WARNING: AMBER, FindingLevel.NOTE: GREY}
WHERE = {
    "R-NO-TECHNICAL-OWNER": "Owners, “Assign to”", "R-NOT-ACCEPTED": "Owners", "R-SENT-BACK": "Notes, then Owners",
    "R-NO-TEAM": "Change, field “team”", "R-NO-CUSTOMER": "Change, field “customer”",
    "R-NO-TICKET": "Change, field “ticket”", "R-NO-NEXT-STEP": "Change, field “next step”",
    "R-CONTACT-OVERDUE": "Now, or Customer", "R-DUTY-LATE": "Now", "R-BLOCKED-NO-REASON": "Change, “Status”",
    "R-DE-ESCALATION-DUTIES": "End", "R-CAUSE-MISSING": "Change, field “root cause”",
    "R-NO-INCIDENT-LEAD": "Incident, “Lead”", "R-RCA-DUE": "Incident", "R-WORKAROUND-OVER": "Continuity",
    "R-RETRY-MISSED": "Continuity", "R-LOOP-OPEN": "Customer", "R-POST-FIX-NOTES": "Now", "R-STALE": "Notes",
    "R-DEADLINE-PASSED": "Change, field “deadline”",
}  # fmt: skip
"""Where on the page a finding is closed: the tab, and the form in it."""
STATES = {DueState.OVERDUE: RED, DueState.DUE: AMBER, DueState.UPCOMING: GREY}
_MINUTES, _HALVES, _HOURS = 90, 4, 48
"""Below so many minutes a length is told in minutes; below so many hours in halves of them; below so many in hours."""
_ADDRESS = re.compile(r"(?i)https?://[a-z0-9.-]+(?::\d+)?(?:[/?#][!-~]*)?")
"""A web address, all in printable ASCII, without a user, who could be taken for its host."""
_STATUS = {
    EscalationStatus.OPEN: BLUE, EscalationStatus.IN_PROGRESS: GREEN, EscalationStatus.BLOCKED: RED,
    EscalationStatus.RESOLVED: GREY,
}  # fmt: skip


def chip(text: str, colour: str | None = None) -> str:
    """A chip as HTML; solid where a colour is given."""
    kind = "chip" if colour is None else f"chip full {colour}"
    return f'<span class="{kind}">{panels.flat(text, 80)}</span>'


def severity_chip(severity: Severity) -> str:
    """The severity in its colour."""
    return chip(severity.value, SEVERITIES[severity])


def status_chip(record: RegisteredEscalation) -> str:
    """The status, or how it was closed."""
    if record.closure is not None:
        return chip(record.closure.code.value, GREY)
    return chip(record.status.value, _STATUS[record.status])


def head(record: RegisteredEscalation) -> None:
    """Id, title, and the state in chips."""
    chips = [severity_chip(record.severity), status_chip(record)]
    chips.append(chip(panels.words(record.issue_type.value) + (" · confirmed" if record.bug_confirmed else "")))
    if record.targets:
        chips.append(chip("→ " + ", ".join(panels.words(t.value) for t in record.targets)))
    chips.append(chip(f"level {record.level}"))
    if record.incident is not None:
        lead = record.incident.lead or "no lead yet"
        chips.append(chip(f"Incident: {record.incident.stage.value}, {lead}", RED))
    if record.de_escalation is not None and not record.closed:
        chips.append(chip("being de-escalated", VIOLET))
    if record.parent:
        chips.append(chip(f"bundled under {record.parent}"))
    if record.bounce_backs:
        chips.append(chip(f"sent back {record.bounce_backs}×", AMBER))
    lines = [
        ("Customer", record.customer or "not stated"), ("Ticket", record.ticket or "not stated"),
        ("Team", record.team or "not named"), ("Escalated", in_zone(record.created_at)),
        ("Engineering's key", record.engineering_ref), ("Engineering's priority", record.engineering_priority),
        ("Support ticket", record.ticket_status.value if record.ticket_status else None),
        ("Deadline", in_zone(record.deadline) if record.deadline else None),
        ("Region", record.region),
        ("Blocked by", record.blocked_reason), ("Root cause", record.root_cause), ("Resolution", record.resolution),
    ]  # fmt: skip
    facts = " · ".join(f'<span class="aside">{name}</span> {linked(value)}' for name, value in lines if value)
    nothing = '<span class="unsaid">not recorded</span>'
    step = panels.flat(record.next_step, 300) if record.next_step else nothing
    st.html(
        f'<div class="verdict {SEVERITIES[record.severity]}">'
        f"<h2>{escape(record.id)} · {panels.flat(record.title, 160)}</h2>"
        f'{"".join(chips)}<div class="record-facts">{facts}</div>'
        f'<div class="record-facts"><b>Next step:</b> {step}</div></div>'
    )


def owners(record: RegisteredEscalation, rule: str) -> None:
    """The two owners side by side (X10), the rule under them."""
    technical = record.technical_owner
    if technical is None:
        nobody = "handled in support" if not record.targets else "nobody yet"
        right = _owner("Technical owner", nobody, "not assigned", AMBER if record.targets else GREY)
    elif technical.accepted_at is None:
        right = _owner("Technical owner", technical.name, f"NOT accepted, assigned {desk.shown(technical.since)}", RED)
    else:
        right = _owner("Technical owner", technical.name, f"accepted {desk.shown(technical.accepted_at)}", GREEN)
    left = _owner("Customer owner", record.customer_owner.name, _since(record.customer_owner), GREEN)
    st.html(f'<div class="owners">{left}{right}</div><div class="aside">{escape(rule)}</div>')


def _owner(role: str, name: str, state: str, colour: str) -> str:
    return (
        f'<div class="owner {colour}"><div class="aside">{role}</div><b>{panels.flat(name, 60)}</b>'
        f'<div class="coloured">{escape(state)}</div></div>'
    )


def _since(owner: Owner) -> str:
    return f"since {desk.shown(owner.since)}"


def findings(found: Iterable[RegisterFinding], now: datetime) -> None:
    """What is amiss, worst first, each with what closes it."""
    rows = []
    for one in found:
        since = f" · for {span(now - one.since)}" if one.since and one.since < now else ""
        here = f"Under {WHERE[one.id]}. " if one.id in WHERE else ""
        rows.append(
            f'<div class="rule"><b class="{LEVELS[one.level]} coloured">{one.level.value.capitalize()}:</b> '
            f'{panels.flat(one.message, 400)} <span class="aside">{escape(one.id)}{since}</span>'
            f'<div class="aside"><b>{here}</b>{panels.flat(page_words(one.fix), 300)}</div></div>'
        )
    st.html("".join(rows) or '<div class="rule aside">Nothing needs attention.</div>')


def late(item: DueItem, now: datetime) -> str:
    """`overdue by 2 h`, `due now`, `in 40 min`."""
    if item.state is DueState.OVERDUE:
        return f"overdue by {span(now - item.overdue_at)}"
    return "due now" if item.state is DueState.DUE else f"in {span(item.due_at - now)}"


def owed(items: Iterable[DueItem], now: datetime, *, most: int = 200) -> str:
    """What is owed on one escalation as an HTML table: state in its colour, when, what, who, by which rule."""
    rows = []
    for item in list(items)[:most]:
        who, source = panels.flat(one_line(item.who or "nobody yet"), 60), panels.flat(item.source, 60)
        what = panels.flat(item.what, 120) + (f" (no. {item.number})" if item.number else "")
        rows.append(
            f'<tr><td class="{STATES[item.state]} coloured"><b>{late(item, now)}</b></td>'
            f"<td>{desk.shown(item.due_at)}</td><td>{what}</td>"
            f'<td>{who}<div class="aside">{source}</div></td></tr>'
        )
    if not rows:
        return '<div class="rule aside">Nothing is due.</div>'
    heads = "".join(f"<th>{head}</th>" for head in ("When", f"Due ({zone_name(now)})", "What", "By whom, and rule"))
    return f'<table class="owed"><tr>{heads}</tr>{"".join(rows)}</table>'


def ago(moment: datetime, now: datetime) -> str:
    """`3 h ago`; for what lies just ahead of this machine's clock, `just now`."""
    return f"{span(now - moment)} ago" if now - moment >= timedelta(minutes=1) else "just now"


def span(length: timedelta) -> str:
    """A length of time as people say it: `40 min`, `1.5 h`, `2 h` (of 119 min), `23 h`, `3 days`; never negative."""
    minutes = max(0.0, length / timedelta(minutes=1))
    if minutes < _MINUTES:
        return f"{int(minutes)} min" if minutes >= 1 else "less than a minute"
    hours = minutes / 60
    if hours < _HALVES:
        return f"{round(hours * 2) / 2:g} h"
    return f"{round(hours)} h" if hours < _HOURS else f"{round(hours / 24)} days"


def zone_name(moment: datetime) -> str:
    """The zone that times are shown in, as it is called at this moment: `CET`, `UTC+02:00`."""
    local = moment.astimezone(desk.zone())
    return local.tzname() or f"{local:UTC%z}"


def in_zone(moment: datetime) -> str:
    """A moment for reading, with its zone."""
    return f"{desk.shown(moment)} {zone_name(moment)}"


def linked(value: str) -> str:
    """A fact of a record as HTML; a link where the whole of it is a web address, and only then."""
    shown = panels.flat(value, 160)
    if not _ADDRESS.fullmatch(value):
        return shown
    return f'<a href="{escape(value, quote=True)}" target="_blank" rel="noopener noreferrer">{shown}</a>'
