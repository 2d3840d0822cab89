"""`escalate reword`: a finished brief or update in another manner, checked again."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from assistant.cli.check import TextKind
from assistant.cli.streams import note, read_input, write_result


class MannerChoice(StrEnum):
    """How it is reworded; a test holds the list equal to `assistant.chain.MANNERS`."""

    SHORTER = "shorter"
    LONGER = "longer"
    FORMAL = "formal"
    WARMER = "warmer"
    EXECUTIVE = "executive"
    ENGINEER = "engineer"
    CUSTOMER_LANGUAGE = "customer_language"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reword")(reword)


def reword(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The text; - reads stdin.")],
    kind: Annotated[TextKind, typer.Option(help="brief or update.")],
    manner: Annotated[MannerChoice, typer.Option("--as", help="The manner.")],
    issue: Annotated[
        Optional[Path], typer.Option(help="The raw issue it was written from: its language, and the checks against it.")
    ] = None,
    sent: Annotated[Optional[Path], typer.Option(help="Write to this file exactly what was sent to the model.")] = None,
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")] = None,
) -> None:
    """Have a model reword a finished text; the facts stay, and the result is checked."""
    from assistant.cli.live import write_sent
    from assistant.errors import EscalateError, ModeMissing
    from assistant.exports import render_report
    from assistant.intake import decode
    from assistant.modelled import reworded
    from assistant.pipeline import shared_assistant

    assistant = shared_assistant()
    raw_issue = None if issue is None else decode(read_input(str(issue)))
    text = decode(read_input(file))
    if assistant.model_engine is None:
        raise ModeMissing(
            "rewording needs a model, and none is configured.",
            "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own.",
        )
    found = reworded(assistant, text, kind.value, manner.value, issue_text=raw_issue)
    if sent is not None:
        write_sent(found.sent, sent)
    if found.text is None or found.report is None:
        raise EscalateError(" ".join(found.notes) or "the model gave no text. The text stands as it was.")
    for text_note in found.notes:
        note(f"note: {text_note}")
    write_result(found.text, output)
    if found.report.findings or not found.report.ready:
        note(render_report(found.report).rstrip())
    if not found.report.ready:
        raise typer.Exit(1)
