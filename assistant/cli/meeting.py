"""`escalate agenda` and `escalate digest`: the triage meeting, its outcomes typed back, what customer teams read."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.reported import (
    Format,
    Now,
    Output,
    ReportFormat,
    ago,
    as_json,
    identify,
    print_text,
    rules_of,
    safe,
    zone_of,
)
from assistant.cli.streams import note, read_input, write_result
from assistant.cli.tracked import By, changing, moment, now_of

if TYPE_CHECKING:
    from assistant.reporting import MeetingOutcome
    from assistant.tracking import Tracker

_LOOK_BACK_DAYS = 60
"""How far back the last meeting is looked for; before that there was none to speak of."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("agenda")(agenda)
    app.command("digest")(digest)


def agenda(
    at: Annotated[Optional[str], typer.Option(help="When the meeting begins (ISO 8601).", show_default="now")] = None,
    last: Annotated[Optional[str], typer.Option(help="When the last meeting was.", show_default="on record")] = None,
    owner: Annotated[Optional[str], typer.Option(help="The meeting owner.")] = None,
    team: Annotated[Optional[str], typer.Option(help="Only this team's tickets.")] = None,
    outcomes: Annotated[
        Optional[str],
        typer.Option(
            help="Type outcomes back: a file (- reads stdin) of lines ESC-12: TEXT | next: TEXT | owner: NAME."
        ),
    ] = None,
    by: By = None,
    format: Format = ReportFormat.TEXT,
    now: Now = None,
    output: Output = None,
) -> None:
    """The agenda of the triage meeting: 15 minutes, team by team, stalled ones first; or its outcomes, typed back."""
    from assistant import reporting
    from assistant.domain.register import TrailAction
    from assistant.register import open_register
    from assistant.settings import default_settings

    if outcomes is not None:
        _type_back(outcomes, by, now)
        return
    settings = default_settings()
    rules, zone, present = rules_of(settings).meeting, zone_of(settings), now_of(now, settings)
    begins = moment(at, settings, "--at") if at else present
    with open_register(settings=settings) as kept:
        records = kept.find(open_only=True, team=team)
        # NOTE: the last meeting may have talked only of what is closed by now
        talked = kept.trails(since=begins - timedelta(days=_LOOK_BACK_DAYS), action=TrailAction.DISCUSSED)
        before = moment(last, settings, "--last") if last else reporting.last_meeting(talked, begins, rules)
        since = before or begins - timedelta(hours=rules.every_hours)
        trail = kept.trails(since=since, ids=[r.id for r in records])
    made = safe(
        reporting.agenda(
            records, trail, now=present, meeting_at=begins, last=before, rules=rules, owner=owner, identify=identify
        )
    )
    if format is ReportFormat.JSON:
        write_result(as_json(made, zone), output)
    else:
        print_text(reporting.render_agenda(made, zone), output)


def _type_back(source: str, by: str | None, now: str | None) -> None:
    """Record each outcome; what could not be recorded is said, and the rest is recorded all the same."""
    from assistant.errors import EscalateError, WrongUsage
    from assistant.inert import one_line
    from assistant.intake import decode
    from assistant.register import NotInRegister
    from assistant.reporting import parse_outcomes

    parsed = parse_outcomes(decode(read_input(source)))
    with changing(by, now) as (tracker, who, when):
        for outcome in parsed:
            try:
                tracker.register.get(outcome.id)
            except NotInRegister as error:
                raise WrongUsage(f"{outcome.id} is not in the register; nothing was recorded.", error.tip) from error
        failed = 0
        for outcome in parsed:
            try:
                done = _record(tracker, outcome, who, when)
            except EscalateError as error:
                failed += 1
                note(f"not recorded: {outcome.id}: {error}")
            else:
                write_result(f"{outcome.id} · {'; '.join(one_line(d) for d in done)}", None)
    if failed:
        note(f"{failed} of {len(parsed)} outcomes were not wholly recorded.")
        raise typer.Exit(3)


def _record(tracker: "Tracker", outcome: "MeetingOutcome", by: str, at: datetime) -> list[str]:
    from assistant import lifecycle

    change = tracker.do(
        outcome.id, lifecycle.discussed, outcome.outcome, by=by, at=at, next_step=outcome.next_step,
        parked=outcome.parked,
    )  # fmt: skip
    done = [change.entries[0].text]
    if outcome.owner is not None:
        now = change.record.technical_owner
        if now is None or now.name.casefold() != outcome.owner.casefold():
            done.append(tracker.do(outcome.id, lifecycle.assign, outcome.owner, by=by, at=at).entries[0].text)
    if outcome.issue_type is not None:
        confirmed = change.record.bug_confirmed or outcome.issue_type.value != "bug"
        if change.record.issue_type is not outcome.issue_type or not confirmed:
            done.append(tracker.confirm(outcome.id, outcome.issue_type, by=by, at=at).entries[0].text)
    return done


def digest(
    customer: Annotated[Optional[str], typer.Option(help="Only this customer's part.")] = None,
    since: Annotated[str, typer.Option(help="Solved matters from when on (ISO 8601), or for how long: 7d.")] = "7d",
    format: Format = ReportFormat.TEXT,
    now: Now = None,
    output: Output = None,
) -> None:
    """Where each customer's matter stands, in plain words, for customer-facing teams."""
    from assistant import reporting
    from assistant.register import open_register
    from assistant.settings import default_settings

    settings = default_settings()
    present, zone = now_of(now, settings), zone_of(settings)
    start = ago(since, present, settings, "--since")
    with open_register(settings=settings) as kept:
        records = kept.find(open_only=True, customer=customer)
        records += [r for r in kept.find(since=start, customer=customer) if r.closed]
    made = safe(reporting.digest(records, now=present, since=start, rules=rules_of(settings).digest, customer=customer))
    if format is ReportFormat.JSON:
        write_result(as_json(made, zone), output)
    else:
        print_text(reporting.render_digest(made, zone), output)
