"""What the verbs on a kept escalation share: who, when, which one, and how the change is shown."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Optional, TypeVar

import typer

from assistant.cli.streams import note, write_result

if TYPE_CHECKING:
    from assistant.changes import Change
    from assistant.settings import Settings
    from assistant.tracking import Tracker


class ChangeFormat(StrEnum):
    """How a change is printed."""

    TEXT = "text"
    JSON = "json"


Id = Annotated[str, typer.Argument(metavar="ESC-ID", help="Which one, such as ESC-12.")]
By = Annotated[Optional[str], typer.Option(help="Who does it.", show_default="the team of the settings")]
At = Annotated[Optional[str], typer.Option("--at", "--now", help="When (ISO 8601).", show_default="now")]
Format = Annotated[ChangeFormat, typer.Option("--format", "-f", help="text or json.")]
Reason = Annotated[Optional[str], typer.Option(help="Why; kept in the trail.")]
_E = TypeVar("_E", bound=StrEnum)


def moment(value: str, settings: "Settings", name: str) -> datetime:
    """An ISO time, in the settings' zone where it names none. Raises WrongUsage."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from assistant.errors import WrongUsage

    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise WrongUsage(f"{name} {value!r} is no ISO time.", "Write it as 2026-11-20T09:30:00+01:00.") from error
    if found.tzinfo is not None:
        return found
    try:
        return found.replace(tzinfo=ZoneInfo(settings.timezone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongUsage(f"{settings.timezone!r} is no time zone.", "Use a name such as Europe/Berlin.") from error


def now_of(at: str | None, settings: "Settings") -> datetime:
    """The moment given with `--at`, else the present one in the settings' zone, to the second."""
    if at is not None and at.strip():
        return moment(at, settings, "--at")
    present = datetime.now().astimezone().replace(microsecond=0)
    return present.astimezone(moment("2026-01-01", settings, "now").tzinfo)


def named(text: str) -> str:
    """A choice as typed, in the form of our names."""
    return text.strip().replace("-", "_").replace(" ", "_").casefold()


def choice(kind: type[_E], text: str, what: str) -> _E:
    """The member meant by what was typed, whatever its case and dashes. Raises WrongUsage listing them."""
    from assistant.errors import WrongUsage

    for member in kind:
        if named(text) in (named(member.value), named(member.name)):
            return member
    raise WrongUsage(f"there is no {what} {text!r}.", f"One of: {', '.join(m.value for m in kind)}.")


@contextmanager
def changing(by: str | None, at: str | None) -> "Iterator[tuple[Tracker, str, datetime]]":
    """A tracker on the register of the settings, who changes, and when."""
    from assistant.settings import default_settings
    from assistant.tracking import Tracker

    settings = default_settings()
    when = now_of(at, settings)
    with Tracker.open(settings) as tracker:
        yield tracker, by if by is not None else settings.team, when


def shown(change: "Change", format: ChangeFormat) -> None:
    """Print what was recorded, the rule to know, and what is amiss or comes next; or the record as JSON."""
    from assistant.cli.masking import masked
    from assistant.inert import one_line

    if change.said:
        note(change.said)
    if format is ChangeFormat.JSON:
        write_result(json.dumps(masked(change.record.model_dump(mode="json")), indent=2, ensure_ascii=False), None)
        return
    texts = masked([entry.text for entry in change.entries])
    lines = [
        f"{change.record.id} · {entry.action.value.replace('_', ' ')}: {one_line(text)}"
        for entry, text in zip(change.entries, texts, strict=True)
    ]
    write_result("\n".join(lines), None)
