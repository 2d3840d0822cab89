"""The verbs for continuity, incidents and the end of an escalation, and `escalate update` for the next text."""

import json
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.streams import note, read_input, write_result
from assistant.cli.telling import Anyway, held_by, told
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

if TYPE_CHECKING:
    from assistant.domain.register import RegisteredEscalation, WorkaroundKind
    from assistant.lifecycle import SuggestedWorkaround
    from assistant.tracking import DeEscalationDrafts


def register(app: typer.Typer, commands: typer.Typer) -> None:
    """Add the verbs to `escalate register`, and `escalate update`."""
    for name, function in (
        ("workaround", workaround), ("retry", retry), ("incident", incident), ("bundle", bundle),
        ("engineering-closed", engineering_closed), ("de-escalate", de_escalate), ("close", close), ("resolve", close),
        ("reopen", reopen),
    ):  # fmt: skip
        commands.command(name, hidden=name == "resolve")(function)


def workaround(
    id: Id,
    kind: Annotated[
        Optional[str], typer.Argument(help="retry, batching, format_change or manual_override; without: what fits.")
    ] = None,
    stop: Annotated[Optional[str], typer.Option(metavar="OUTCOME", help="Stop it, with what came of it.")] = None,
    owner: Annotated[Optional[str], typer.Option(help="Who sees to it.")] = None,
    until: Annotated[Optional[str], typer.Option(help="Its end (ISO 8601).")] = None,
    client: Annotated[Optional[str], typer.Option(help="What the client does, in your words.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Start or stop a time-boxed workaround; without a kind, list those that fit the failure."""
    from assistant import lifecycle
    from assistant.domain.register import WorkaroundKind

    with changing(by, at) as (tracker, who, when):
        if kind is None and stop is None and not (owner or until or client):
            fitting = tracker.suggested_workarounds(id)
            write_result("\n".join(_suggestion(s) for s in fitting), None)
            return
        if kind is not None:
            chosen = choice(WorkaroundKind, kind, "workaround")
        else:
            chosen = _the_running(tracker.register.get(id), stop is not None)
        if stop is not None:
            shown(tracker.do(id, lifecycle.stop_workaround, chosen, stop, by=who, at=when), format)
            return
        end = moment(until, tracker.settings, "--until") if until else None
        shown(
            tracker.do(
                id, lifecycle.start_workaround, chosen, by=who, at=when, owner=owner, ends_at=end, client_does=client
            ),
            format,
        )


def _the_running(record: "RegisteredEscalation", stopping: bool) -> "WorkaroundKind":
    """The one that is meant where a kind is not named: to be stopped, and the only one running. Raises WrongUsage."""
    from assistant.domain.register import WorkaroundKind
    from assistant.errors import WrongUsage

    running = [w.kind for w in record.workarounds if w.stopped_at is None]
    if stopping and len(running) == 1:
        return running[0]
    kinds = ", ".join(k.value for k in (running if stopping and running else WorkaroundKind))
    told = f"which of the {len(running)} running workarounds" if running else "no workaround of this one is running"
    said = told if stopping else "which workaround is to be started"
    raise WrongUsage(
        f"{record.id}: {said}{' is to be stopped' if stopping and running else ''}.", f"Name the kind: {kinds}."
    )


def _suggestion(suggested: "SuggestedWorkaround") -> str:
    because = f" ({', '.join(f'“{w}”' for w in suggested.because)})" if suggested.because else ""
    return (
        f"{suggested.kind.value}: {suggested.text}, {suggested.hours:g} h. {suggested.why}{because}\n"
        f"  The client: {suggested.client_does}"
    )


def retry(
    id: Id,
    result: Annotated[str, typer.Argument(help="What the attempt gave.")],
    error: Annotated[Optional[str], typer.Option(help="The error, where it changed.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Log one attempt of the retry cycle."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.retried, result, by=who, at=when, changed_error=error), format)


def incident(
    id: Id,
    declare: Annotated[bool, typer.Option("--declare", help="Declare it an incident.")] = False,
    lead: Annotated[Optional[str], typer.Option(help="The incident lead.")] = None,
    bridge: Annotated[Optional[str], typer.Option(help="The bridge: a link or number.")] = None,
    stage: Annotated[Optional[str], typer.Option(help="investigating, identified, monitoring or resolved.")] = None,
    rca_done: Annotated[bool, typer.Option("--rca-done", help="The root-cause analysis is written.")] = False,
    text: Annotated[Optional[str], typer.Option("--note", help="A word on it.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Declare an incident, or change its lead, bridge or stage."""
    from assistant import lifecycle
    from assistant.domain.register import IncidentStage

    chosen = choice(IncidentStage, stage, "stage") if stage else None
    with changing(by, at) as (tracker, who, when):
        if declare:
            shown(tracker.do(id, lifecycle.declare, by=who, at=when, lead=lead, bridge=bridge), format)
            return
        shown(
            tracker.do(
                id, lifecycle.change_incident, by=who, at=when, lead=lead, bridge=bridge, stage=chosen,
                rca_done=rca_done, note=text,
            ),
            format,
        )  # fmt: skip


def bundle(
    id: Id,
    parent: Annotated[Optional[str], typer.Argument(metavar="PARENT-ID", help="Under which one.")] = None,
    out: Annotated[bool, typer.Option("--out", help="Take it out of its bundle.")] = False,
    reason: Reason = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Put it under a parent that tells of the same problem (same signature, or a reason)."""
    from assistant import lifecycle
    from assistant.errors import WrongUsage

    with changing(by, at) as (tracker, who, when):
        if out:
            shown(tracker.do(id, lifecycle.unbundle, by=who, at=when, reason=reason or ""), format)
        elif parent is None:
            raise WrongUsage("the parent is not named.", f"Use: escalate register bundle {id} PARENT-ID.")
        else:
            shown(tracker.bundle(id, parent, by=who, at=when, reason=reason), format)


def engineering_closed(
    id: Id,
    not_fixed: Annotated[bool, typer.Option("--not-fixed", help="Closed without an outcome for the customer.")] = False,
    text: Annotated[Optional[str], typer.Option("--note", help="What engineering said; internal.")] = None,
    news: Annotated[Optional[str], typer.Option(help="What the customer may read of it, in your words.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Engineering closed its ticket: sets the support ticket's status, and drafts a note to the customer."""
    with changing(by, at) as (tracker, who, when):
        change, drafted = tracker.engineering_closed(id, by=who, at=when, fixed=not not_fixed, note=text, news=news)
        shown(change, format)
        if format is ChangeFormat.TEXT:
            write_result(f"\n--- To the customer, to be reviewed ---\n{drafted.text}", None)
        if news is None:
            note(f"outcome reviewed? escalate update {change.record.id} --news TEXT drafts what the customer reads.")


def de_escalate(
    id: Id,
    reason: Annotated[
        Optional[str], typer.Argument(help="support_resolvable, workaround, self_resolved or severity_changed.")
    ] = None,
    done: Annotated[
        Optional[str], typer.Option(help="A duty done: team_notified, ticket_updated, customer_informed or learning.")
    ] = None,
    text: Annotated[Optional[str], typer.Option(help="What was sent or learned; - reads stdin.")] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Print the three drafts again.")] = False,
    news: Annotated[Optional[str], typer.Option(help="What the customer may read of it, in your words.")] = None,
    anyway: Anyway = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Return it to support: begin with a REASON, then record each of the four duties with --done and --text."""
    from assistant import lifecycle
    from assistant.domain import UpdateKind
    from assistant.domain.register import DeEscalationReason
    from assistant.errors import WrongUsage
    from assistant.intake import decode
    from assistant.lifecycle.de_escalating import de_escalation_news

    with changing(by, at) as (tracker, who, when):
        if done is not None:
            given = decode(read_input("-")) if text == "-" else text or ""
            if named(done) == "customer_informed" and given.strip():
                report = tracker.check_customer_text(id, given, at=when, kind=UpdateKind.DE_ESCALATION)
                told(report)
                held_by(report, id, anyway, only=("L-", "T-"))
            shown(tracker.de_escalation_duty(id, named(done), given, by=who, at=when), format)
        elif drafts:
            said = news or de_escalation_news(tracker.register.trail(id))
            _print_drafts(tracker.de_escalation_drafts(id, at=when, news=said), format)
        elif reason is None:
            raise WrongUsage("the reason is missing.", f"One of: {', '.join(r.value for r in DeEscalationReason)}.")
        else:
            chosen = choice(DeEscalationReason, reason, "reason")
            shown(tracker.do(id, lifecycle.de_escalate, chosen, by=who, at=when, news=news), format)
            if format is ChangeFormat.TEXT:
                _print_drafts(tracker.de_escalation_drafts(id, at=when, news=news), format)


def _print_drafts(drafts: "DeEscalationDrafts", format: ChangeFormat) -> None:
    from assistant.cli.masking import masked
    from assistant.inert import without_commands

    told = masked(
        {
            "team_notified": drafts.team_note,
            "ticket_updated": drafts.ticket_note,
            "customer_informed": drafts.customer_update.text,
        }
    )
    if format is ChangeFormat.JSON:
        write_result(json.dumps(told, indent=2, ensure_ascii=False), None)
        return
    text = (
        f"\n--- To the team (team_notified) ---\n{told['team_notified']}\n"
        f"\n--- In the ticket (ticket_updated) ---\n{told['ticket_updated']}\n"
        f"\n--- To the customer (customer_informed) ---\n{told['customer_informed']}"
    )
    write_result(without_commands(text), None)


def close(
    id: Id,
    code: Annotated[
        Optional[str],
        typer.Option(
            help="Code Fix, Docs Updated, Knowledge Transfer or Product Feedback; a de-escalation has its own."
        ),
    ] = None,
    learning: Annotated[Optional[str], typer.Option(help="The cause or lesson.")] = None,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="The customer has confirmed, now.")] = False,
    confirmed_at: Annotated[Optional[str], typer.Option(help="When the customer confirmed (ISO 8601).")] = None,
    resolution: Annotated[Optional[str], typer.Option(help="What was done about it.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Close with one of the four codes, once the customer has confirmed and the learning is there."""
    from assistant.domain.register import ClosureCode

    chosen = None
    if code is not None:
        wanted = code if code.strip().casefold().startswith("closed") else f"Closed - {code.strip()}"
        chosen = choice(ClosureCode, wanted, "closure code")
    with changing(by, at) as (tracker, who, when):
        confirmation = moment(confirmed_at, tracker.settings, "--confirmed-at") if confirmed_at else None
        shown(
            tracker.close(
                id, by=who, at=when, learning=learning, code=chosen, resolution=resolution,
                customer_confirmed_at=confirmation or (when if confirmed else None),
            ),
            format,
        )  # fmt: skip


def reopen(
    id: Id,
    reason: Annotated[str, typer.Option(help="Why.")],
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Open a closed one again; the technical owner must accept anew."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.reopen, reason, by=who, at=when), format)
