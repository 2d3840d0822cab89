"""`escalate index` and `escalate search`: past tickets and articles."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.streams import note, write_result
from assistant.inert import without_commands

if TYPE_CHECKING:
    from assistant.retrieval import AddReport, IndexStatus, KnowledgeIndex

_SHOWN_REFUSALS = 20


class KindChoice(StrEnum):
    """One of the two collections."""

    TICKET = "ticket"
    ARTICLE = "article"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("index")(index)
    app.command("search")(search)


def index(
    paths: Annotated[
        Optional[list[Path]],
        typer.Argument(metavar="PATH...", help="Files or folders: .jsonl .json .csv tickets, .md articles."),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the search files anew from the records.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say what is indexed, and what is missing.")] = False,
    sample: Annotated[bool, typer.Option("--sample", help="Index the sample knowledge (invented).")] = False,
) -> None:
    """Index past tickets and knowledge articles."""
    from assistant.errors import WrongUsage
    from assistant.pipeline import shared_assistant

    assistant = shared_assistant()
    todo = list(paths or [])
    if sample:
        todo += [assistant.settings.knowledge / "tickets", assistant.settings.knowledge / "articles"]
    if not (todo or rebuild or status):
        raise WrongUsage("nothing to do.", "Name files or folders, or use --sample, --rebuild or --status.")
    if rebuild:
        _report(_with_progress(assistant.index, None))
    if todo:
        report = _with_progress(assistant.index, todo)
        _report(report)
        if report.refused and not (report.added or report.updated or report.unchanged):
            raise typer.Exit(2)
    if status or rebuild:
        write_result(_status_text(assistant.index.status()), None)


def _with_progress(knowledge: "KnowledgeIndex", paths: list[Path] | None) -> "AddReport":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.retrieval import load_knowledge

    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task("indexing", total=None)

        def step(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        if paths is None:
            return knowledge.rebuild(progress=step)
        loaded = load_knowledge(paths)
        report = knowledge.add(loaded.items, progress=step)
        return report.with_refused(loaded.refused)


def _report(report: "AddReport") -> None:
    note(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {len(report.refused)} refused."
    )
    for what, why in report.refused[:_SHOWN_REFUSALS]:
        note(f"  refused {what}: {why}")
    if len(report.refused) > _SHOWN_REFUSALS:
        note(f"  and {len(report.refused) - _SHOWN_REFUSALS} more")


def _status_text(status: "IndexStatus") -> str:
    lines = [f"{status.tickets} tickets, {status.articles} articles, fingerprint {status.fingerprint}"]
    lines.append(
        f"missing from search: {status.pending}. Run `escalate index --rebuild`." if status.pending else "complete"
    )
    return "\n".join(lines)


def search(
    query: Annotated[str, typer.Argument(help="A problem in words, or a whole paste.")],
    kind: Annotated[Optional[KindChoice], typer.Option(help="ticket or article; both without it.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many.")] = 10,
) -> None:
    """Search past tickets and articles."""
    from assistant.domain import KnowledgeKind
    from assistant.pipeline import shared_assistant

    knowledge = shared_assistant().index
    found = knowledge.search(query, limit=k, kind=KnowledgeKind(kind.value) if kind else None)
    for line in knowledge.notes:
        note(f"note: {line}")
    if not found:
        note("nothing found. `escalate index --status` says what is indexed.")
    for match in found:
        lines = f"{match.id}  {match.score:.3f}  {match.kind.value:7}  {match.title}\n    {'; '.join(match.why)}"
        write_result(without_commands(lines), None)
