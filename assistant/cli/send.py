"""`escalate send`: to Jira, Zendesk or Slack. A dry run that shows every request, unless --yes."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from assistant.cli.streams import note, read_input, write_result
from assistant.cli.tracked import At, By, ChangeFormat, Format, Id, changing

if TYPE_CHECKING:
    from assistant.outgoing import Delivered, Prepared
    from assistant.settings import Settings

_HELD_BACK, _NOT_SET = 1, 2
"""Exit codes: something must be closed or acknowledged first; settings are missing."""


class System(StrEnum):
    """Where to."""

    JIRA = "jira"
    ZENDESK = "zendesk"
    SLACK = "slack"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("send")(send)


def send(
    system: Annotated[System, typer.Argument(help="jira, zendesk or slack.")],
    id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Send it. Without: show what would be sent.")] = False,
    key: Annotated[Optional[str], typer.Option(help="Jira: comment on this issue instead of making one.")] = None,
    ticket: Annotated[Optional[str], typer.Option(help="Zendesk: number or link of the ticket.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Zendesk: the customer update, as a public reply.")] = False,
    text: Annotated[
        Optional[str], typer.Option(metavar="FILE", help="With --public: the update as edited; - reads stdin.")
    ] = None,
    fields_only: Annotated[
        bool, typer.Option("--fields-only", help="Zendesk: closure code, status and fields, without a comment.")
    ] = False,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Send with gaps; they are listed in the brief.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Send what was sent there already.")] = False,
    reviewed_by: Annotated[
        Optional[str], typer.Option(help="Who of leadership has read the update, where that is asked for.")
    ] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Send a kept escalation to Jira, Zendesk or Slack. A dry run unless --yes.

    Exit code 1: something stands in the way of sending. 2: settings are missing, or wrong usage.
    """
    from assistant.intake import decode
    from assistant.outgoing import ObstacleKind, Wish, deliver, prepare

    written = None if text is None else decode(read_input(text))
    with changing(by, at) as (tracker, who, when):
        wish = Wish(
            system.value, by=who, at=when, key=key, ticket=ticket, public=public, text=written,
            fields_only=fields_only, allow_incomplete=allow_incomplete, again=again, reviewed_by=reviewed_by,
        )  # fmt: skip
        prepared = prepare(tracker, id, wish)
        if yes and not prepared.obstacles:
            delivered = deliver(tracker, prepared)
            _tell(prepared, delivered, tracker.settings, format)
            if not delivered.complete:
                raise typer.Exit(_HELD_BACK)
            return
        _show(prepared, tracker.settings, format, refused=yes)
        if any(o.kind is ObstacleKind.SETTING for o in prepared.obstacles):
            raise typer.Exit(_NOT_SET)
        if prepared.obstacles:
            raise typer.Exit(_HELD_BACK)


def _requests(prepared: "Prepared", settings: "Settings") -> list[dict[str, Any]]:
    """Each request as it would be made, secrets of the settings hidden."""
    from assistant.sending.configured import secrets_of
    from assistant.sending.plan import shown

    secrets = secrets_of(settings)

    def hidden(value: Any) -> Any:
        if isinstance(value, str):
            return shown(value, secrets)
        if isinstance(value, list):
            return [hidden(item) for item in value]
        if isinstance(value, dict):
            return {name: hidden(item) for name, item in value.items()}
        return value

    return [
        {"method": call.method, "url": hidden(call.url), "what": call.why, "body": hidden(call.body)}
        for call in (prepared.plan.call, *prepared.plan.after)
    ]


def _show(prepared: "Prepared", settings: "Settings", format: ChangeFormat, *, refused: bool) -> None:
    from assistant.exports.plain import to_json
    from assistant.inert import without_commands

    obstacles = [{"kind": o.kind.value, "text": o.text, "fix": o.fix} for o in prepared.obstacles]
    requests = _requests(prepared, settings)
    if format is ChangeFormat.JSON:
        write_result(
            to_json(_head(prepared) | {
                "ready": not obstacles, "sent": False, "requests": requests, "obstacles": obstacles,
                "notes": list(prepared.notes),
            }),
            None,
        )  # fmt: skip
        return
    title = "not sent" if refused else "dry run: nothing was sent"
    lines = [f"{prepared.record.id} → {prepared.plan.place} ({title})"]
    for number, request in enumerate(requests):
        lines += ["", f"{'then ' if number else ''}{request['method']} {request['url']}", to_json(request["body"])]
    lines += ["", "Nothing stands in the way; --yes sends it." if not obstacles else "In the way:"]
    lines += [f"- {o['text']} {o['fix']}" for o in obstacles]
    lines += [f"note: {text}" for text in prepared.notes]
    write_result(without_commands("\n".join(lines)), None)


def _head(prepared: "Prepared") -> dict[str, Any]:
    return {
        "id": prepared.record.id,
        "system": prepared.plan.system,
        "place": prepared.plan.place,
        "purpose": prepared.purpose.value,
        "draft": prepared.draft,
    }


def _tell(prepared: "Prepared", delivered: "Delivered", settings: "Settings", format: ChangeFormat) -> None:
    from assistant.exports.plain import to_json
    from assistant.inert import one_line

    receipt = delivered.receipt
    notes = [*prepared.notes, *delivered.notes]
    if format is ChangeFormat.JSON:
        told = {"sent": not receipt.adopted, "reference": receipt.reference, "url": receipt.url, "notes": notes}
        write_result(to_json(_head(prepared) | told), None)
        return
    verb = "was there already" if receipt.adopted else "sent"
    where = f" {receipt.url}" if receipt.url else ""
    place = prepared.plan.place
    write_result(one_line(f"{prepared.record.id} {verb}: {place}: {receipt.reference}{where}"), None)
    for text in notes:
        note(f"note: {text}")
