"""The verbs that add to the trail of a kept escalation: notes, hypotheses, steps, the meeting's outcome, consent."""

from typing import Annotated, Optional

import typer

from assistant.cli.tracked import At, By, ChangeFormat, Format, Id, changing, shown


def register(commands: typer.Typer) -> None:
    """Add the verbs to `escalate register`."""
    for name, function in (
        ("note", note), ("hypothesis", hypothesis), ("step", step), ("discussed", discussed), ("consent", consent),
    ):  # fmt: skip
        commands.command(name)(function)


def note(
    id: Id,
    text: Annotated[Optional[str], typer.Argument(help="An internal note; always welcome.")] = None,
    investigated: Annotated[Optional[str], typer.Option(help="Contributor's note: what was investigated.")] = None,
    progress: Annotated[Optional[str], typer.Option(help="Contributor's note: how to progress.")] = None,
    resolve: Annotated[Optional[str], typer.Option(help="Contributor's note: how it might be resolved.")] = None,
    public_draft: Annotated[
        bool, typer.Option("--public-draft", help="The text is a reply to the customer: public only with the right to.")
    ] = False,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Add a note: plain, a contributor's in three parts, or a drafted reply to the customer."""
    from assistant import lifecycle
    from assistant.errors import WrongUsage

    parts = {"investigated": investigated, "progress": progress, "resolve": resolve}
    given = {k: v for k, v in parts.items() if v}
    if given and (text or public_draft):
        raise WrongUsage("a contributor's note consists of its three parts.", "Leave the text out, or the parts.")
    with changing(by, at) as (tracker, who, when):
        if given:
            shown(tracker.do(id, lifecycle.contributor_note, given, by=who, at=when), format)
        elif public_draft:
            shown(tracker.reply(id, text or "", author=who, at=when), format)
        else:
            shown(tracker.do(id, lifecycle.note, text or "", by=who, at=when), format)


def hypothesis(
    id: Id,
    text: Annotated[str, typer.Argument(help="What was supposed.")],
    outcome: Annotated[str, typer.Option(help="What testing it showed.")],
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Record a tested hypothesis and its outcome."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.hypothesis, text, outcome, by=who, at=when), format)


def step(
    id: Id,
    text: Annotated[str, typer.Argument(help="What was done.")],
    result: Annotated[Optional[str], typer.Option(help="What came of it.")] = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Record a troubleshooting step and its result."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.step_taken, text, result, by=who, at=when), format)


def discussed(
    id: Id,
    outcome: Annotated[str, typer.Argument(help="What the triage meeting said.")],
    next_step: Annotated[Optional[str], typer.Option(help="What happens next, and who does it.")] = None,
    parked: Annotated[bool, typer.Option("--parked", help="Taken offline.")] = False,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Type an outcome of the triage meeting back."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        shown(tracker.do(id, lifecycle.discussed, outcome, by=who, at=when, next_step=next_step, parked=parked), format)


def consent(
    id: Id,
    name: Annotated[str, typer.Argument(help="Who may reply to the customer beside the customer owner.")],
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the consent back.")] = False,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """The customer owner lets somebody else reply to the customer."""
    from assistant import lifecycle

    with changing(by, at) as (tracker, who, when):
        change = lifecycle.withdraw_consent if withdraw else lifecycle.consent
        shown(tracker.do(id, change, name, by=who, at=when), format)
