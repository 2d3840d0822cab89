"""`escalate draft`: the main job on the command line."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.streams import note, read_input, write_result

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.domain import ChecklistReport, Escalation


class EngineChoice(StrEnum):
    """Who reads and writes."""

    RULES = "rules"
    MODEL = "model"
    AUTO = "auto"


class FormatChoice(StrEnum):
    """Every export; a test holds the list equal to `assistant.exports`."""

    MARKDOWN = "markdown"
    JSON = "json"
    JIRA = "jira"
    JIRA_WIKI = "jira-wiki"
    ZENDESK = "zendesk"
    SLACK = "slack"
    ICS = "ics"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("draft")(draft)


def draft(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="The raw issue; - or nothing reads stdin.")] = "-",
    customer: Annotated[Optional[str], typer.Option(help="Customer or account.")] = None,
    reported_by: Annotated[Optional[str], typer.Option(help="Your name or team.")] = None,
    received_at: Annotated[Optional[str], typer.Option(help="When it reached support (ISO 8601).")] = None,
    now: Annotated[Optional[str], typer.Option(help="The present moment (ISO 8601), for repeatable drafts.")] = None,
    engine: Annotated[EngineChoice, typer.Option(help="Who reads and writes.")] = EngineChoice.AUTO,
    format: Annotated[FormatChoice, typer.Option("--format", "-f", help="What to print.")] = FormatChoice.MARKDOWN,
    decision: Annotated[
        Optional[str], typer.Option(help="Override the verdict: escalate or handle_in_support.")
    ] = None,
    severity: Annotated[Optional[str], typer.Option(help="Override the severity: SEV1 to SEV4.")] = None,
    target: Annotated[
        Optional[str], typer.Option(help="Override the targets, primary first: engineering,leadership.")
    ] = None,
    reason: Annotated[Optional[str], typer.Option(help="Why you override; kept in the draft.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep it in the register.")] = False,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Send now: print what is still being gathered in the brief.")
    ] = False,
    stream: Annotated[
        bool, typer.Option("--stream", help="Show the rules' draft at once and the model's text as it comes.")
    ] = False,
    sent: Annotated[Optional[Path], typer.Option(help="Write to this file exactly what was sent to the model.")] = None,
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")] = None,
) -> None:
    """Draft brief, customer update and checklist from a raw issue."""
    from assistant.chain import Run
    from assistant.cli.live import followed, write_sent
    from assistant.exports import render
    from assistant.modelled import with_model
    from assistant.pipeline import require_engine, shared_assistant

    require_engine(engine.value)
    assistant = shared_assistant()
    assistant.warm(model=engine is not EngineChoice.RULES)
    understood = assistant.understand(
        read_input(file), customer=customer, reported_by=reported_by, received_at=received_at, now=now
    )
    assessment = assistant.assess(understood)
    wishes = {"decision": decision, "severity": severity, "targets": target}
    overrides = assistant.overrides({k: v for k, v in wishes.items() if v}, reason or "", assessment, reported_by)
    escalation = assistant.write(understood, assistant.assess(understood, overrides), allow_incomplete=allow_incomplete)
    run, asked = Run(), engine is EngineChoice.MODEL
    if asked or (engine is EngineChoice.AUTO and assistant.model_engine is not None):
        steps = with_model(
            assistant, understood, escalation, overrides=overrides, allow_incomplete=allow_incomplete, asked=asked,
            run=run,
        )  # fmt: skip
        escalation = followed(steps, escalation, run, show=stream).escalation
    if sent is not None:
        write_sent(run.sent, sent)
    for fallback in escalation.provenance.fallbacks:
        note(f"note: {fallback}")
    write_result(render(escalation, format.value, now=understood.now), output)
    if save:
        _keep(escalation, reported_by, understood.now)
    if not escalation.checklist.ready:
        open_gaps = ", ".join(_gaps(escalation.checklist))
        note(f"not ready: {open_gaps}. See the checklist; --allow-incomplete sends it with the gaps printed.")
        raise typer.Exit(1)


def _keep(escalation: "Escalation", by: str | None, at: "datetime") -> None:
    """Into the register. It is printed already, so that no trouble there can lose it."""
    from assistant.settings import default_settings
    from assistant.tracking import Tracker

    settings = default_settings()
    with Tracker.open(settings) as tracker:
        record = tracker.save(escalation, by=by or settings.team, at=at)
    note(f"saved as {record.id}")


def _gaps(report: "ChecklistReport") -> list[str]:
    """What holds it back: items and findings that block, else what a model said and nobody can find in the issue."""
    blocking = [i.id for i in report.items if i.blocking] + [f.id for f in report.findings if f.level == "blocker"]
    doubtful = [f.id for f in report.findings if "UNVERIFIED" in f.id]
    return list(dict.fromkeys(blocking + doubtful))
