"""The agenda as Markdown, one line a ticket."""

from datetime import tzinfo

from assistant.inert import inert
from assistant.reporting.agenda import Agenda, AgendaItem
from assistant.reporting.bundling import bundling_line
from assistant.reporting.wording import NOT_STATED, figure, length, moment, shown


def render_agenda(agenda: Agenda, zone: tzinfo) -> str:
    """The whole agenda; times in `zone`."""
    last = moment(agenda.last_meeting, zone) if agenda.last_meeting else "none on record"
    lines = [
        f"# Support triage meeting, {moment(agenda.meeting_at, zone)}",
        "",
        f"{figure(agenda.minutes)} minutes, ends {moment(agenda.ends_at, zone)}. Last meeting: {last}.",
        "",
        "## Who attends",
        "",
        *(
            f"- **{a.role}:** {a.does}" + (f" ({', '.join(map(inert, a.names))})" if a.names else "")
            for a in agenda.attendees
        ),
        "",
        "## Agenda",
        "",
    ]
    for number, step in enumerate(agenda.steps, 1):
        clock = f"{step.starts_at.astimezone(zone):%H:%M}"
        minutes = f", {figure(step.minutes)} min" if step.minutes else ""
        lines += [f"### {number}. {step.text} ({clock}{minutes})", "", *_step_lines(step.id, agenda, zone), ""]
    lines += ["## Objectives", "", *(f"- {o}" for o in agenda.objectives)]
    return "\n".join(lines).rstrip()


def _step_lines(id: str, agenda: Agenda, zone: tzinfo) -> list[str]:
    match id:
        case "intro":
            return [_recap(agenda, zone)]
        case "review":
            return _review(agenda)
        case "actions":
            return _actions(agenda)
        case "priorities":
            return [_named(n, item) for n, item in enumerate(agenda.priorities, 1)] or ["Nothing is open."]
        case "end":
            return [f"At {moment(agenda.ends_at, zone)}. What needs longer goes on offline."]
    return []


def _recap(agenda: Agenda, zone: tzinfo) -> str:
    parked = len(agenda.parked) + len(agenda.parked_more)
    stalled = f"{agenda.stalled} without any event since {moment(agenda.stalled_since, zone)}"
    return f"{agenda.open} open; {stalled}; {parked} parked."


def _review(agenda: Agenda) -> list[str]:
    lines: list[str] = []
    for team in agenda.teams:
        lines += [f"#### {inert(team.name)} ({figure(team.minutes)} min)", ""]
        lines += [_line(i, agenda) for i in team.items] + [""]
    if agenda.parked:
        more = len(agenda.parked_more)
        lines += ["#### Park offline (does not fit)", "", *(_line(i, agenda) for i in agenda.parked)]
        lines += [*([f"- and {more} more: escalate register list"] if more else []), ""]
    if agenda.done:
        lines += ["#### Talked about already", "", *(_line(i, agenda) for i in agenda.done), ""]
    return lines[:-1] if lines else ["No escalated ticket is open."]


def _line(item: AgendaItem, agenda: Agenda) -> str:
    """Severity, customer, age, status, next step, who: one line."""
    state = item.status.value + (f" ({shown(item.blocked_reason, 60)})" if item.blocked_reason else "")
    answers = f"{inert(item.answers)}{'' if item.accepted else ' (not accepted)'}" if item.answers else "nobody yet"
    parts = [
        f"**{item.id}** {item.severity.value}",
        inert(item.customer) if item.customer else "customer not stated",
        shown(item.title, 70),
        length(agenda.meeting_at - item.opened_at),
        state,
        f"next: {shown(item.next_step, 90) if item.next_step else NOT_STATED.lower()}",
        f"{inert(item.presents)} → {answers}",
    ]
    marks = []
    if item.minutes:
        marks.append(f"{figure(item.minutes)} min")
    if item.stalled:
        marks.append("**stalled**")
    if item.incident:
        marks.append("incident")
    if item.bundled:
        marks.append(f"+{item.bundled} bundled")
    if item.since:
        marks.append(f"since: {', '.join(item.since)}")
    return f"- {' · '.join(parts)}" + (f" [{', '.join(marks)}]" if marks else "")


def _actions(agenda: Agenda) -> list[str]:
    lines = [
        f"- **{i.id}:** {'; '.join(shown(m, 80) for m in i.missing)}"
        for team in agenda.teams for i in team.items if i.missing
    ]  # fmt: skip
    lines += [bundling_line(s) for s in agenda.bundling]
    return lines or ["Every ticket has its owner and its next step."]


def _named(number: int, item: AgendaItem) -> str:
    customer = inert(item.customer) if item.customer else "customer not stated"
    return f"{number}. **{item.id}** {item.severity.value}, {customer}: {shown(item.title, 90)}"
