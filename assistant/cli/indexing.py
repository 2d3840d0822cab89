"""`escalate index`: exports, mailboxes, documents and folders into the index of past tickets and articles."""

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from assistant.cli.streams import note, write_result
from assistant.inert import cell, without_commands

if TYPE_CHECKING:
    from assistant.importers import Options, Refused
    from assistant.importers.staleness import SourceState
    from assistant.importers.terms import ImportReport, Step, Terms
    from assistant.importers.turns import Turn
    from assistant.retrieval import AddReport, IndexStatus, KnowledgeIndex

_SHOWN_REFUSALS = 20
_SHOWN_NOTES = 10


class StatusFormat(StrEnum):
    """How the status is printed."""

    TEXT = "text"
    JSON = "json"


def index(
    paths: Annotated[
        Optional[list[Path]],
        typer.Argument(metavar="PATH...", help="Exports (JSON, CSV), mailboxes, articles, or folders of them."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show how files would be read, and index nothing.")
    ] = False,
    column_map: Annotated[
        Optional[Path], typer.Option("--map", help="Read tables and JSON by this column map, as --preview prints it.")
    ] = None,
    kind: Annotated[Optional[str], typer.Option("--kind", help="Read exports as this kind (zendesk, jira, …).")] = None,
    articles: Annotated[
        bool, typer.Option("--articles", help="Read exports of no known shape as articles, not tickets.")
    ] = False,
    prefix: Annotated[str, typer.Option("--prefix", help="Put before every id.")] = "",
    encoding: Annotated[
        Optional[str], typer.Option("--encoding", help="Of files that are no UTF-8 (cp1250, koi8-r, …); else guessed.")
    ] = None,
    source: Annotated[
        Optional[str], typer.Option("--source", help="Name of the source, the same for every export of it.")
    ] = None,
    sync: Annotated[bool, typer.Option("--sync", help="Take out what is no longer in the source.")] = False,
    confirm_removal: Annotated[
        bool,
        typer.Option("--confirm-removal", help="With --sync: take out more than half, or what another system held."),
    ] = False,
    redact: Annotated[
        bool, typer.Option("--redact", help="Mask names, mail addresses and phone numbers too, not only secrets.")
    ] = False,
    refused: Annotated[Optional[Path], typer.Option("--refused", help="Write every refusal to this CSV file.")] = None,
    wait: Annotated[
        float, typer.Option("--wait", min=0, help="Minutes to wait while another import into the index runs.")
    ] = 10.0,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the search files anew from the records.")] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Say what is indexed, and what is missing or stale.")
    ] = False,
    format: Annotated[StatusFormat, typer.Option("--format", help="Of --status.")] = StatusFormat.TEXT,
    sample: Annotated[bool, typer.Option("--sample", help="Index the sample knowledge (invented).")] = False,
) -> None:
    """Index past tickets and knowledge articles."""
    from assistant.errors import WrongUsage
    from assistant.importers import Options, load_map
    from assistant.pipeline import shared_assistant

    assistant = shared_assistant()
    todo = list(paths or [])
    if sample:
        todo += [assistant.settings.knowledge / "tickets", assistant.settings.knowledge / "articles"]
    if not (todo or rebuild or status):
        raise WrongUsage("nothing to do.", "Name files or folders, or use --sample, --rebuild or --status.")
    options = Options(kind, load_map(column_map) if column_map else None, articles, prefix, encoding)
    if preview:
        _preview(todo, options)
        return
    if rebuild:
        _report_rebuild(_rebuild(assistant.index, _turn("a rebuild", wait)))
    code = 0
    if todo:
        terms = _terms(options, redact=redact, sync=sync, confirmed=confirm_removal, source=source)
        code = _import(assistant.index, todo, terms, refused, _turn(", ".join(map(str, todo)), wait))
    if status or rebuild:
        _status(assistant.index, format)
    if code:
        raise typer.Exit(code)


def _preview(paths: list[Path], options: "Options") -> None:
    """Comments and map on stdout, so that it can be kept as a file: `--preview > map.toml`."""
    from assistant.importers.preview import preview

    for told, columns in preview(paths, options):
        shown = "\n".join(f"# {line}".rstrip() for line in without_commands(told).splitlines())
        write_result(shown + (f"\n\n{without_commands(columns)}" if columns else ""), None)


def _terms(options: "Options", *, redact: bool, sync: bool, confirmed: bool, source: str | None) -> "Terms":
    """Credentials, card and identity numbers are masked always: more people see a search result than the ticket."""
    from assistant.importers.masking import masked
    from assistant.importers.terms import Terms
    from assistant.redaction import ON_REQUEST
    from assistant.redaction import redact as redacted

    kinds = ON_REQUEST if redact else frozenset()

    def mask(text: str, names: tuple[str, ...]) -> str:
        return redacted(text, kinds=kinds, names=names).text

    return Terms(
        options=options, treat=lambda item: masked(item, mask, people=redact), sync=sync, confirmed=confirmed,
        source=source, treated="people, tags" if redact else "secrets, tags",
    )  # fmt: skip


def _turn(what: str, minutes: float) -> "Turn":
    """How this command waits for another one, and what that one is told of it."""
    from assistant.importers.turns import Turn

    me = f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {without_commands(what)}"
    return Turn(" ".join(me.split()), minutes * 60, note, time.sleep)


def _import(
    knowledge: "KnowledgeIndex", paths: list[Path], terms: "Terms", refusals: Path | None, turn: "Turn | None" = None
) -> int:
    """Import, report, and give the exit code: 0 all files were read, 1 some of it was not, 2 nothing was.

    What is refused because it is older than what is known, or withdrawn, was read as it should be.
    """
    from assistant.importers.importing import import_knowledge
    from assistant.importers.turns import AT_ONCE

    first: list[str] = []
    with _refusal_file(refusals) as keep, _progress() as step:

        def refuse(refused: "Refused") -> None:
            keep(refused)
            if len(first) < _SHOWN_REFUSALS:
                first.append(str(refused))

        report = import_knowledge(
            knowledge, paths, terms, clock=lambda: datetime.now(UTC), refuse=refuse, step=step, turn=turn or AT_ONCE
        )
    _report(report, first, refusals)
    if not report.read:
        note("there is no record in it: export it again, or name other files.")
    if not report.taken and (not report.read or report.refused > report.settled):
        return 2
    return 1 if report.broken else 0


def _report(report: "ImportReport", first: list[str], refusals: Path | None) -> None:
    note(
        f"read {report.read:,} = {report.taken:,} taken + {report.refused:,} refused: {report.added:,} added,"
        f" {report.updated:,} updated, {report.unchanged:,} unchanged, {report.replaced:,} replaced by a newer"
        f" version in the same source, {report.removed:,} removed."
    )
    for line in first:
        note(f"  refused {line}")
    if report.refused > len(first):
        note(f"  and {report.refused - len(first):,} more{'' if refusals else '; --refused FILE writes all of them'}")
    if report.not_removed:
        note(f"nothing was taken out: {report.not_removed}.")
    for what, count in report.watch.notes.most_common(_SHOWN_NOTES):
        note(f"note: {what}{f' ({count:,} times)' if count > 1 else ''}")
    if report.watch.passed_over:
        told = ", ".join(f"{count:,} {what}" for what, count in report.watch.passed_over.most_common(_SHOWN_NOTES))
        note(f"passed over in folders, being of no kind that is read: {told}")


@contextmanager
def _refusal_file(path: Path | None) -> "Iterator[Callable[[Refused], None]]":
    """Takes refusals and writes them as CSV where a file is named; formulas in them are disarmed."""
    from assistant.errors import WrongUsage

    if path is None:
        yield lambda refused: None
        return
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise WrongUsage(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another --refused."
        ) from error
    with file:
        rows = csv.writer(file)
        rows.writerow(("file", "line", "field", "id", "why"))
        yield lambda r: rows.writerow((cell(r.file), r.line, cell(r.field), cell(r.id or ""), cell(r.why)))


@contextmanager
def _progress() -> "Iterator[Step]":
    """A bar of bytes with the records so far, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=None)

        def step(report: "ImportReport") -> None:
            watch = report.watch
            bar.update(task, completed=min(watch.done_bytes, watch.total_bytes), total=watch.total_bytes or None,
                       description=f"{report.read:,} records, {report.refused:,} refused")  # fmt: skip

        yield step


def _rebuild(knowledge: "KnowledgeIndex", turn: "Turn") -> "AddReport":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.importers.turns import alone

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with (
        alone(knowledge.folder, turn),
        Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar,
    ):
        task = bar.add_task("indexing", total=None)
        return knowledge.rebuild(progress=lambda done, total: bar.update(task, completed=done, total=total))


def _report_rebuild(report: "AddReport") -> None:
    note(f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged.")


def _status(knowledge: "KnowledgeIndex", format: StatusFormat) -> None:
    from assistant.importers.staleness import source_states
    from assistant.importers.turns import is_importing

    state, sources = knowledge.status(), source_states(knowledge.folder, datetime.now(UTC))
    now_importing = is_importing(knowledge.folder)
    if format is StatusFormat.JSON:
        write_result(json.dumps(_status_json(state, sources), ensure_ascii=False, indent=2), None)
        return
    lines = [f"{state.tickets} tickets, {state.articles} articles, fingerprint {state.fingerprint}"]
    broken_off = any(one.source.completed_at is None for one in sources)
    lines.append(_missing(state.pending, importing=now_importing, broken_off=broken_off))
    for one in sources:
        newest = f", the newest of {one.source.newest} ({one.newest_days} days ago)" if one.source.newest else ""
        last = f"imported {one.source.completed_at}" if one.source.completed_at else "import not completed"
        lines.append(f"{one.source.name}: {one.source.records:,} records, {last}{newest}")
        if now_importing and not one.source.completed_at:
            lines[-1] += ": an import is running"
            continue
        lines += [f"  stale: {why}" for why in one.stale]
        if one.source.cut:
            lines.append(f"  files not read to their end: {one.source.cut:,}. Export them again, and import them anew")
    write_result(without_commands("\n".join(lines)), None)


def _missing(pending: int, *, importing: bool, broken_off: bool) -> str:
    if importing:
        return f"an import is running; until now missing from search: {pending}"
    if not pending:
        return "complete"
    remedy = "Run the import again: it goes on where it was" if broken_off else "Run `escalate index --rebuild`"
    return f"missing from search: {pending}. {remedy}."


def _status_json(state: "IndexStatus", sources: "list[SourceState]") -> dict[str, Any]:
    return {
        "folder": str(state.folder), "tickets": state.tickets, "articles": state.articles, "pending": state.pending,
        "retired": state.retired, "complete": state.complete, "embedder": state.embedder,
        "fingerprint": state.fingerprint, "stale": any(one.stale or one.source.cut for one in sources),
        "sources": [
            {"name": one.source.name, "paths": list(one.source.paths), "records": one.source.records,
             "read": one.source.read, "refused": one.source.refused, "begun_at": one.source.begun_at,
             "cut": one.source.cut, "completed_at": one.source.completed_at, "newest": one.source.newest,
             "newest_days": one.newest_days, "stale": list(one.stale)}
            for one in sources
        ],
    }  # fmt: skip
