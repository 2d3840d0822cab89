"""`escalate check`: the validator on an edited or hand-written brief or update."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from assistant.cli.streams import read_input, write_result


class TextKind(StrEnum):
    """What is checked."""

    BRIEF = "brief"
    UPDATE = "update"


class CheckFormat(StrEnum):
    """How the report is printed."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    kind: Annotated[TextKind, typer.Argument(help="brief or update.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="The text; - reads stdin.")],
    issue: Annotated[Optional[Path], typer.Option(help="The raw issue it was written from.")] = None,
    customer: Annotated[Optional[str], typer.Option(help="Customer or account the text is for.")] = None,
    received_at: Annotated[Optional[str], typer.Option(help="When the issue reached support (ISO 8601).")] = None,
    now: Annotated[Optional[str], typer.Option(help="The present moment (ISO 8601).")] = None,
    format: Annotated[CheckFormat, typer.Option("--format", "-f", help="text or json.")] = CheckFormat.TEXT,
) -> None:
    """Check an edited brief or customer update before it goes out."""
    from assistant.exports import render_report
    from assistant.intake import decode
    from assistant.pipeline import shared_assistant

    raw_issue = None if issue is None else decode(read_input(str(issue)))
    text = decode(read_input(file))
    report = shared_assistant().check(text, kind.value, raw_issue, customer=customer, received_at=received_at, now=now)
    if format is CheckFormat.JSON:
        write_result(json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=False), None)
    else:
        write_result(render_report(report), None)
    if not report.ready:
        raise typer.Exit(1)
