"""`escalate due`: what is owed on the kept escalations, overdue first; as text, JSON, CSV, or a calendar."""

import csv
import io
import os
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.streams import note, write_result
from assistant.cli.tracked import moment as moment_of
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from assistant.domain.register import RegisteredEscalation
    from assistant.follow_ups import DueItem
    from assistant.register import Register

_PERIOD = re.compile(r"(\d{1,6})\s*(m|min|h|d|w)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_RECENT = timedelta(days=7)
"""How long a calendar file tells of what was called off."""
_TITLE = 60
"""Characters of a title in a line of the list."""
_STYLES = {"overdue": "red", "due": "yellow"}
_COLUMNS = (
    "state", "due_at", "overdue_at", "id", "severity", "kind", "audience", "what", "who", "customer", "title", "ticket",
    "source",
)  # fmt: skip


class DueFormat(StrEnum):
    """How the list is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    ICS = "ics"


class AudienceChoice(StrEnum):
    """With whom a contact is; the domain's `Audience`, without loading it for --help (a test holds them equal)."""

    INTERNAL = "internal"
    CUSTOMER = "customer"
    CROSS_FUNCTIONAL = "cross_functional"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("due")(due)


def due(
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    within: Annotated[str, typer.Option(help="How far ahead to look: 90m, 24h, 2d, or all.")] = "24h",
    owner: Annotated[Optional[str], typer.Option(help="Only what this person, or team, owes.")] = None,
    audience: Annotated[Optional[AudienceChoice], typer.Option(help="Only contacts with this audience.")] = None,
    format: Annotated[DueFormat, typer.Option("--format", "-f", help="How to print it.")] = DueFormat.TEXT,
    names: Annotated[bool, typer.Option("--names", help="In a calendar, name customer and title too.")] = False,
    now: Annotated[Optional[str], typer.Option(help="The present moment (ISO 8601), for repeatable lists.")] = None,
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")] = None,
) -> None:
    """List what is due: customer updates, checks, duties, RCA, workarounds. Overdue first."""
    from assistant.domain import Audience
    from assistant.follow_ups import DueState, due_list, load_calendars
    from assistant.register import open_register
    from assistant.settings import default_settings

    settings = default_settings()
    zone = _zone(settings.timezone)
    moment = moment_of(now, settings, "--now") if now else datetime.now(zone).replace(microsecond=0)
    ahead = timedelta(0) if overdue else read_period(within)
    with open_register(settings=settings) as kept:
        records = _records(kept, moment, ahead)
        changed = _changed(kept, moment) if format is DueFormat.ICS else ()
    deadlines = load_calendars(settings.knowledge / "policy").deadlines
    items = due_list(
        records, moment, deadlines=deadlines, within=ahead, owner=owner,
        audience=Audience(audience.value) if audience else None,
    )  # fmt: skip
    if overdue:
        items = tuple(i for i in items if i.state is DueState.OVERDUE)
    if format is DueFormat.ICS:
        from assistant.exports.calendar import render_record_ics

        listed = {i.id for i in items}
        off = [r for r in changed if r.id not in listed and _is_of(r, owner)]
        chosen = [r for r in records if r.id in listed] + off
        write_result(render_record_ics(chosen, moment, names=names, zone=zone), output)
    elif format is DueFormat.JSON:
        write_result(_json(items, moment, zone), output)
    elif format is DueFormat.CSV:
        write_result(_csv(items, zone), output)
    else:
        colour = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        write_result(_text(items, zone, moment, colour) if items else _nothing(overdue, within), output)
    counts = ", ".join(f"{sum(i.state is state for i in items)} {state.value}" for state in reversed(DueState))
    note(f"{counts}." if items else "nothing due.")


def read_period(text: str) -> timedelta | None:
    """`90m`, `24h`, `2d`, `1d 12h`, `1w`; None for `all`. Raises WrongUsage."""
    wanted = text.strip().casefold()
    if wanted == "all":
        return None
    parts = _PERIOD.findall(wanted)
    if not parts or _PERIOD.sub("", wanted).strip():
        raise WrongUsage(f"--within {text!r} is no period.", "Write it as 90m, 24h, 2d, or all.")
    return sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in parts), timedelta())


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongUsage(f"{name!r} is no time zone.", "Use a name such as Europe/Berlin.") from error


def _records(kept: "Register", now: datetime, ahead: timedelta | None) -> "list[RegisteredEscalation]":
    if ahead is None:
        return list(kept.find(unsettled=True))
    try:
        until = now.astimezone(UTC) + ahead + timedelta(seconds=1)
    except OverflowError as error:
        raise WrongUsage("--within reaches beyond the calendar.", "Use --within all.") from error
    return list(kept.find(due_before=until))


def _changed(kept: "Register", now: datetime) -> "list[RegisteredEscalation]":
    """What changed of late: a calendar must hear what was called off, too."""
    return list(kept.find(since=now - _RECENT))


def _is_of(record: "RegisteredEscalation", owner: str | None) -> bool:
    return owner is None or record.customer_owner.name.casefold() == owner.strip().casefold()


def _json(items: "Iterable[DueItem]", now: datetime, zone: tzinfo) -> str:
    from assistant.exports.plain import to_json

    return to_json({"now": now.astimezone(zone).isoformat(), "items": [_row(item, zone) for item in items]})


def _row(item: "DueItem", zone: tzinfo) -> dict[str, object]:
    row = item.model_dump(mode="json")
    return row | {key: getattr(item, key).astimezone(zone).isoformat() for key in ("due_at", "overdue_at")}


def _csv(items: "Iterable[DueItem]", zone: tzinfo) -> str:
    from assistant.inert import cell

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for item in items:
        row = _row(item, zone)
        writer.writerow([cell(str(row[column] or "")) for column in _COLUMNS])
    return stream.getvalue()


def _nothing(overdue: bool, within: str) -> str:
    if overdue:
        return "Nothing is overdue."
    return "Nothing is due." if within.strip().casefold() == "all" else f"Nothing is due within {within.strip()}."


def _text(items: "Iterable[DueItem]", zone: tzinfo, now: datetime, colour: bool) -> str:
    from textwrap import shorten

    from assistant.inert import one_line

    rows = []
    for item in items:
        who = one_line(item.who) if item.who else "nobody yet"
        due_at = f"{item.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
        cells = [
            _state(item, now),
            due_at,
            item.id,
            item.severity.value,
            item.what,
            who,
            shorten(one_line(item.title), _TITLE, placeholder="…"),
        ]
        rows.append((item.state.value, cells))
    widths = [max(len(cells[i]) for _, cells in rows) for i in range(len(rows[0][1]))]
    lines = []
    for state, cells in rows:
        line = "  ".join(word.ljust(width) for word, width in zip(cells, widths, strict=True)).rstrip()
        lines.append(typer.style(line, fg=_STYLES[state]) if colour and state in _STYLES else line)
    return "\n".join([*lines, f"Times in {zone}."])


def _state(item: "DueItem", now: datetime) -> str:
    """`overdue by 2 h`, `due`, `in 40 min`: nobody should have to do sums with the clock."""
    if item.state.value == "due":
        return "due now"
    late = item.state.value == "overdue"
    moment = item.overdue_at if late else item.due_at
    minutes = int(abs((now.astimezone(UTC) - moment.astimezone(UTC)) / timedelta(minutes=1)))
    length = (
        f"{minutes} min" if minutes < 120 else f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
    )
    return f"overdue by {length}" if late else f"in {length}"
