"""`escalate register VERB ESC-ID …`: what is done with a kept escalation while it is open.

Every verb takes `--by` (who does it; the settings' team where not given), `--at` (when; the present moment) and
`--format json` (the record as it stands then). What is only noted is in `noting.py`, how it ends in `ending.py`.
"""

from typing import Annotated, Optional

import typer

from assistant.cli.tracked import (
    At,
    By,
    ChangeFormat,
    Format,
    Id,
    Reason,
    changing,
    choice,
    moment,
    named,
    shown,
)


def register(app: typer.Typer) -> None:
    """Add the verbs to `escalate register`, and `escalate update`."""
    from assistant.cli import ending, noting
    from assistant.cli.register import commands
    from assistant.cli.telling import informed, update

    for name, function in (
        ("assign", assign), ("accept", accept), ("decline", decline), ("hand-over", hand_over), ("bounce", bounce),
        ("status", status), ("severity", severity), ("level", level), ("confirm", confirm), ("field", field),
        ("action", action), ("contact", contact), ("informed", informed), ("duty", duty),
    ):  # fmt: skip
        commands.command(name)(function)
    noting.register(commands)
    ending.register(app, commands)
    app.command("update")(update)


def assign(
    id: Id,
    name: Annotated[str, typer.Argument(help="The technical owner; must still accept.")],
    team: Annotated[Optional[str], typer.Option(help="The engineering team.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Name the technical owner."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.assign, name, by=who, at=when, team=team), format)


def accept(
    id: Id,
    on_behalf_of: Annotated[
        Optional[str], typer.Option(help="The technical owner who said yes, where somebody else records it.")
    ] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """The technical owner takes it."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.accept, by=who, at=when, on_behalf_of=on_behalf_of), format)


Missing = Annotated[Optional[list[str]], typer.Option(help="What is missing; a checklist item or words. May repeat.")]


def decline(
    id: Id,
    reason: Annotated[str, typer.Option(help="Why.")],
    missing: Missing = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """The technical owner says no; with --missing it counts as a bounce-back."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.decline, reason, by=who, at=when, missing=missing or ()), format)


def bounce(
    id: Id,
    missing: Missing = None,
    reason: Reason = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """The receiving team sent it back for want of something."""
    with changing(by, at) as (tracker, who, when):
        shown(tracker.bounce_back(id, missing or (), by=who, at=when, reason=reason), format)


def hand_over(
    id: Id,
    name: Annotated[str, typer.Argument(help="The new customer owner.")],
    reason: Reason = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Another customer owner takes over; there is always one."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.hand_over, name, by=who, at=when, reason=reason), format)


def status(
    id: Id,
    value: Annotated[str, typer.Argument(metavar="STATUS", help="Open, In Progress or Blocked (with --reason).")],
    reason: Reason = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Change the status. Resolved is reached by `close`."""
    from assistant import lifecycle
    from assistant.domain.register import EscalationStatus

    chosen = choice(EscalationStatus, value, "status")
    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.set_status, chosen, by=who, at=when, reason=reason), format)


def severity(
    id: Id,
    value: Annotated[str, typer.Argument(metavar="SEVERITY", help="SEV1 to SEV4.")],
    reason: Annotated[str, typer.Option(help="What changed.")],
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Change the severity; due times follow."""
    from assistant.domain import Severity

    chosen = choice(Severity, value, "severity")
    with changing(by, at) as (tracker, who, when):
        shown(tracker.severity(id, chosen, reason, by=who, at=when), format)


def level(
    id: Id,
    to: Annotated[str, typer.Argument(metavar="LEVEL", help="L1, L2 or L3.")],
    done: Annotated[
        Optional[list[str]],
        typer.Option(help="What the present level owes and has done: number, words, or all."),
    ] = None,
    reason: Reason = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Move within support. Shows what the present level owes first; a leap needs a reason."""
    from assistant import lifecycle
    from assistant.cli.streams import note as tell

    wanted = to.strip().upper()
    with changing(by, at) as (tracker, who, when):
        owed = lifecycle.owed_before(tracker.register.get(id), wanted, tracker.rules)
        for number, (rung, task) in enumerate(owed, 1):
            tell(f"{number}. {rung} owes: {task}")
        ticked = _ticked(done or [], [task for _, task in owed])
        shown(tracker.do(id, lifecycle.change_level, wanted, by=who, at=when, done=ticked, reason=reason), format)


def _ticked(given: list[str], tasks: list[str]) -> frozenset[str]:
    """The tasks meant by numbers, words or `all`. Raises WrongUsage for one that is none of them."""
    from assistant.errors import WrongUsage

    out: set[str] = set()
    for item in (part.strip() for g in given for part in g.split(",")):
        match = [t for t in tasks if t.casefold() == item.casefold()]
        if item.casefold() == "all":
            out |= set(tasks)
        elif match:
            out |= set(match)
        elif item.isdecimal() and 1 <= int(item) <= len(tasks):
            out.add(tasks[int(item) - 1])
        else:
            raise WrongUsage(f"nothing owed is called {item!r}.", "Give its number, its words, or all.")
    return frozenset(out)


def confirm(
    id: Id,
    what: Annotated[str, typer.Argument(metavar="TYPE", help="bug, feature_request, configuration, …")],
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Confirm what it is, as in the triage meeting. A bug gets engineering's priority by its severity."""
    from assistant.domain import IssueType

    chosen = choice(IssueType, what, "issue type")
    with changing(by, at) as (tracker, who, when):
        shown(tracker.confirm(id, chosen, by=who, at=when), format)


def field(
    id: Id,
    name: Annotated[str, typer.Argument(help="title, customer, ticket, team, deadline, next_step, root_cause, …")],
    value: Annotated[str, typer.Argument(help='The new value; "" empties it.')],
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Change one field."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        given = moment(value, tracker.settings, "deadline") if name == "deadline" and value.strip() else value
        shown(tracker.do(id, lifecycle.set_field, name, given, by=who, at=when), format)


def action(
    id: Id,
    name: Annotated[str, typer.Argument(help="check_receiving_team, adjust_severity or document_in_ticket.")],
    note: Annotated[Optional[str], typer.Option(help="What came of it.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Tick one of the five follow-up actions."""
    from assistant.domain.register import FollowUpAction

    chosen = choice(FollowUpAction, name, "follow-up action")
    with changing(by, at) as (tracker, who, when):
        shown(tracker.action(id, chosen, by=who, at=when, note=note), format)


def contact(
    id: Id,
    audience: Annotated[str, typer.Argument(help="internal or cross_functional.")],
    note: Annotated[Optional[str], typer.Option(help="What came of it.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """A promised contact took place; the next one is planned."""
    from assistant.domain import Audience

    chosen = choice(Audience, audience, "audience")
    with changing(by, at) as (tracker, who, when):
        shown(tracker.contacted(id, chosen, by=who, at=when, note=note), format)


def duty(
    id: Id,
    name: Annotated[str, typer.Argument(help="reproduction_validation, timeline_update or post_fix_notes.")],
    note: Annotated[Optional[str], typer.Option(help="What Engineering said.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Something Engineering owes came."""
    from assistant import lifecycle
    from assistant.domain.register import DutyKind

    chosen = choice(DutyKind, named(name), "duty")
    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.duty_done, chosen, note, by=who, at=when), format)
