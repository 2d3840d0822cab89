"""`escalate register`: what is kept. List, show, take out, bring back, check, back up.

The verbs that change an escalation are added to the same group by `assistant.cli.tracking`.
"""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Optional, cast

import typer

from assistant.cli.streams import note, write_result

if TYPE_CHECKING:
    from assistant.domain.register import EscalationStatus
    from assistant.register import Broken, Register

commands = typer.Typer(help="The register of escalations: what was kept after the draft.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ESC-ID", help="Which one, such as ESC-12.")]
Raw = Annotated[bool, typer.Option("--raw", help="As it is kept: with contact data. Secrets were covered before that.")]


class ListFormat(StrEnum):
    """How the list is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class ShowFormat(StrEnum):
    """How one is printed."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(commands, name="register")


def _opened() -> "Register":
    from assistant.register import open_register
    from assistant.settings import default_settings

    return open_register(settings=default_settings())


@commands.command("list")
def list_(
    open_only: Annotated[bool, typer.Option("--open", help="Only what is not closed.")] = False,
    status: Annotated[Optional[str], typer.Option(help="Open, In Progress, Blocked or Closed.")] = None,
    severity: Annotated[Optional[str], typer.Option(help="SEV1 to SEV4.")] = None,
    customer: Annotated[Optional[str], typer.Option(help="The customer's whole name.")] = None,
    owner: Annotated[Optional[str], typer.Option(help="One of the two owners.")] = None,
    team: Annotated[Optional[str], typer.Option(help="The engineering team.")] = None,
    text: Annotated[Optional[str], typer.Option(help="Words in title, paste or trail.")] = None,
    parent: Annotated[Optional[str], typer.Option(metavar="ESC-ID", help="Bundled under this one.")] = None,
    since: Annotated[Optional[str], typer.Option(help="Changed since then (ISO 8601).")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many of the newest to leave out.")] = 0,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help="text, json or csv.")] = ListFormat.TEXT,
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")] = None,
) -> None:
    """List escalations, newest first."""
    from assistant.cli import listing
    from assistant.cli.tracked import choice, moment
    from assistant.domain.assessment import Severity
    from assistant.settings import default_settings

    settings = default_settings()
    filters: dict[str, Any] = {
        "open_only": open_only, "customer": customer, "owner": owner, "team": team, "text": text, "parent": parent,
        "status": _status(status) if status else None,
        "severity": choice(Severity, severity, "severity") if severity else None,
        "since": moment(since, settings, "--since") if since else None,
    }  # fmt: skip
    with _opened() as kept:
        found = kept.find(limit=limit or None, offset=offset, **filters)
        total = kept.count(**filters)
    zone = listing.zone_of(settings)
    if format is ListFormat.JSON:
        write_result(listing.as_json(found, total), output)
    elif format is ListFormat.CSV:
        write_result(listing.as_csv(found, zone), output)
    elif output is None and sys.stdout.isatty():
        listing.print_table(found, zone)
    elif found:
        write_result(listing.as_text(found, zone), output)
    if not total:
        note("nothing found." if any(filters.values()) else "nothing kept yet. `escalate draft --save` keeps a draft.")
    elif len(found) < total:
        note(f"{len(found)} of {total} shown; --limit and --offset show others.")


def _status(text: str) -> "EscalationStatus":
    """A status as typed, or as the list prints it: what is closed stands as Resolved. Raises WrongUsage."""
    from assistant.cli.tracked import choice, named
    from assistant.domain.register import EscalationStatus
    from assistant.errors import WrongUsage

    if named(text) == "closed":
        return EscalationStatus.RESOLVED
    try:
        return choice(EscalationStatus, text, "status")
    except WrongUsage as error:
        known = [s.value for s in EscalationStatus if s is not EscalationStatus.RESOLVED]
        raise WrongUsage(f"there is no status {text!r}.", f"One of: {', '.join(known)}, Closed.") from error


@commands.command("show")
def show(
    id: Id,
    trail: Annotated[bool, typer.Option("--trail", help="With the whole audit trail.")] = False,
    draft: Annotated[Optional[int], typer.Option(help="This version of the draft instead; 0 for the newest.")] = None,
    raw: Raw = False,
    format: Annotated[ShowFormat, typer.Option("--format", "-f", help="text or json.")] = ShowFormat.TEXT,
    now: Annotated[Optional[str], typer.Option(help="The present moment (ISO 8601), for repeatable output.")] = None,
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")] = None,
) -> None:
    """Show one escalation: where it stands, who owns it, what is owed, what is amiss, what happened."""
    from assistant.cli import showing
    from assistant.cli.tracked import now_of
    from assistant.settings import default_settings

    settings = default_settings()
    moment = now_of(now, settings)
    with _opened() as kept:
        if draft is not None:
            from assistant.exports import render

            chosen = kept.draft(id, draft or None)
            write_result(render(chosen, "json" if format is ShowFormat.JSON else "markdown", now=moment), output)
            return
        case = showing.read(kept, id, settings, moment, masked=not raw)
    write_result(showing.as_json(case) if format is ShowFormat.JSON else showing.as_text(case, trail), output)


@commands.command("export")
def export(
    ids: Annotated[Optional[list[str]], typer.Argument(metavar="[ESC-ID]...", help="Which; all without.")] = None,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="As it is kept, for `import`: with contact data. Secrets were covered before that."),
    ] = False,
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")] = None,
) -> None:
    """Write escalations with drafts and trails as JSON lines, secrets and contact data masked unless --raw."""
    from assistant.cli.masking import MaskingStream

    with _opened() as kept:
        for id in ids or ():
            kept.get(id)
        with _written(output) as out:
            stream = out if raw else cast("IO[str]", MaskingStream(out))
            count = kept.export(stream, ids or None)
    note(f"{count} exported." if raw else f"{count} exported, masked for reading. --raw writes what `import` takes.")


@contextmanager
def _written(output: Path | None) -> "Iterator[IO[str]]":
    """Where to write; a file is its owner's alone, and there only once it is whole. Raises WrongUsage."""
    from assistant.errors import WrongUsage

    if output is None:
        yield sys.stdout
        return
    try:
        if output.exists() and not output.is_file():  # a device or a pipe is written to, never replaced
            with output.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f"{output.name}.")
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                yield stream
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WrongUsage(f"{output} cannot be written: {error.strerror or error}.", "Choose another -o.") from error


@commands.command("import")
def import_(file: Annotated[str, typer.Argument(metavar="FILE|-", help="What `export --raw` wrote.")]) -> None:
    """Take in an export: all of it, or nothing. What is here is never overwritten."""
    from assistant.errors import UnreadableInput

    try:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")
    except OSError as error:
        raise UnreadableInput(f"{file} cannot be read: {error.strerror or error}.", "Check the path.") from error
    try:
        with io.TextIOWrapper(source, encoding="utf-8") as stream, _opened() as kept:
            done = kept.import_(stream)
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{file} is no text.", "Name a file `escalate register export --raw` wrote.") from error
    here = f", {len(done.identical)} were here already" if done.identical else ""
    note(f"{len(done.added)} imported{here}.")


@commands.command("verify")
def verify(
    id: Annotated[Optional[str], typer.Argument(metavar="[ESC-ID]", help="Only this one.")] = None,
    anchor: Annotated[Optional[str], typer.Option(help="A line printed earlier: it must still be there.")] = None,
    format: Annotated[ShowFormat, typer.Option("--format", "-f", help="text or json.")] = ShowFormat.TEXT,
) -> None:
    """Check trails, drafts and states against their hashes. Exit code 1 where something does not hold together."""
    with _opened() as kept:
        broken = kept.verify(id, anchor=anchor)
        line, count = kept.anchor(), kept.count()
    if format is ShowFormat.JSON:
        from assistant.exports.plain import to_json

        write_result(to_json({"anchor": line, "broken": [b.model_dump(mode="json") for b in broken]}), None)
    else:
        write_result("\n".join(_told(b) for b in broken) or f"whole: {id or f'{count} escalations'}", None)
        if not broken:
            write_result(f"anchor {line}", None)
            note("keep the anchor elsewhere: `verify --anchor` shows later that nothing before it was changed.")
    if broken:
        note(f"{len(broken)} found. Compare with a backup; nothing is repaired by itself.")
        raise typer.Exit(1)


def _told(broken: "Broken") -> str:
    where = " ".join([broken.escalation or "ledger", *([f"entry {broken.entry}"] if broken.entry is not None else [])])
    return f"{broken.kind.value}: {where}: {broken.text}"


@commands.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Copy the whole register as of now, while others go on working: SQLite, or JSON lines from PostgreSQL."""
    with _opened() as kept:
        kept.backup(file)
    note(f"backed up to {file}. It holds raw pastes: keep it as safe as the register.")
