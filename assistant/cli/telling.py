"""What the customer is told about a kept escalation: `escalate update` drafts it, `register informed` keeps it.

Every text is checked with all the register knows before it is recorded; blockers need a reason.
"""

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.tracked import At, By, ChangeFormat, Format, Id, changing, choice, moment, shown

if TYPE_CHECKING:
    from assistant.domain import ChecklistReport

Anyway = Annotated[
    Optional[str], typer.Option(metavar="REASON", help="Record it in spite of blockers; kept in the trail.")
]


def informed(
    id: Id,
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="The text as it was sent; - reads stdin.")] = "-",
    kind: Annotated[Optional[str], typer.Option(help="Which kind of update it was.")] = None,
    next_at: Annotated[Optional[str], typer.Option(help="When it promises the next one (ISO 8601).")] = None,
    anyway: Anyway = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """The customer was told: checks and keeps the text, and plans the next contact. Blockers need --anyway."""
    from assistant.cli.streams import read_input
    from assistant.domain import UpdateKind
    from assistant.intake import decode

    chosen = choice(UpdateKind, kind, "kind of update") if kind else None
    text = decode(read_input(file))
    with changing(by, at) as (tracker, who, when):
        promised = moment(next_at, tracker.settings, "--next-at") if next_at else None
        report = tracker.check_customer_text(id, text, at=when, kind=chosen)
        told(report)
        change = tracker.informed(
            id, text, by=who, at=when, kind=chosen.value if chosen else None, next_update_at=promised,
            anyway=anyway, blockers=held_by(report, id, anyway),
        )  # fmt: skip
        shown(change, format)


def update(
    id: Id,
    kind: Annotated[
        Optional[str],
        typer.Option(help="acknowledgement, progress, no_news, workaround, resolution or de_escalation."),
    ] = None,
    news: Annotated[Optional[str], typer.Option(help="What is new, in your words, for the customer to read.")] = None,
    sent: Annotated[bool, typer.Option("--sent", help="It went out like this: record it, and plan the next.")] = False,
    anyway: Anyway = None,
    by: By = None,
    at: At = None,
    format: Format = ChangeFormat.TEXT,
) -> None:
    """Draft the next customer update of a kept escalation. Without --kind, the one that fits what happened since."""
    from assistant.cli.masking import masked
    from assistant.cli.streams import note, write_result
    from assistant.domain import UpdateKind
    from assistant.errors import WrongUsage
    from assistant.inert import one_line, without_commands
    from assistant.later_updates import nearly_repeats, suggested_kind

    if anyway is not None and not sent:
        raise WrongUsage("--anyway is about recording.", "Use it with --sent.")
    with changing(by, at) as (tracker, who, when):
        since = tracker.since_last_update(id)
        chosen = choice(UpdateKind, kind, "kind of update") if kind else suggested_kind(since, news)
        drafted = tracker.customer_update(id, chosen, at=when, news=news)
        report = tracker.check_customer_text(id, drafted.text, at=when, kind=chosen)
        as_json = format is ChangeFormat.JSON
        write_result(drafted.model_dump_json(indent=2) if as_json else without_commands(drafted.text), None)
        for entry, text in zip(since, masked([e.text for e in since]), strict=True):
            note(f"since the last update: {entry.action.value.replace('_', ' ')}: {one_line(text)[:160]}")
        told(report)
        if nearly_repeats(drafted.text, tracker.register.trail(id)):
            note("it nearly repeats the last update: say with --news what was ruled out or is running now (X15).")
        if not sent:
            raise typer.Exit(0 if report.ready else 1)
        change = tracker.informed(
            id, drafted.text, by=who, at=when, kind=chosen.value, next_update_at=drafted.next_update_at,
            anyway=anyway, blockers=held_by(report, id, anyway),
        )  # fmt: skip
        note(f"recorded in {change.record.id}.")


def told(report: "ChecklistReport") -> None:
    """Print the findings on a text, each with the words it is about."""
    from assistant.cli.masking import masked
    from assistant.cli.streams import note
    from assistant.inert import one_line

    for finding, quote in zip(report.findings, masked([f.quote or "" for f in report.findings]), strict=True):
        about = f" “{one_line(quote)[:120]}”" if one_line(quote) else ""
        note(f"{finding.id} ({finding.level.value}): {finding.message}{about} {finding.fix}")


def held_by(report: "ChecklistReport", id: str, anyway: str | None, only: tuple[str, ...] = ("",)) -> list[str]:
    """The ids of the blockers, of those families alone where given (`L-`, `T-`).

    Ends with exit 1, and nothing recorded, where there are some and no reason is given.
    """
    from assistant.cli.streams import note

    found = list(dict.fromkeys(f.id for f in report.findings if f.level.value == "blocker" and f.id.startswith(only)))
    if found and anyway is None:
        note(f"nothing is recorded in {id}: {', '.join(found)} above. Mend the text, or give --anyway REASON.")
        raise typer.Exit(1)
    if anyway is not None and not found:
        note("nothing blocks this text: the reason of --anyway is not needed, and not kept.")
    return found
