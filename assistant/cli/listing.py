"""A list of kept escalations as a table, plain text, JSON or CSV. Words of strangers stay words."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from assistant.errors import WrongUsage
from assistant.inert import cell, one_line

if TYPE_CHECKING:
    from assistant.domain.register import RegisteredEscalation
    from assistant.settings import Settings

HEADS = ("id", "severity", "status", "customer", "customer owner", "technical owner", "team", "updated", "title")
_TITLE = 60
"""Characters of a title in plain text."""
_STYLES = {"SEV1": "bold red", "SEV2": "yellow"}


def zone_of(settings: "Settings") -> tzinfo:
    """The zone times are printed in. Raises WrongUsage for an unknown name."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongUsage(f"{settings.timezone!r} is no time zone.", "Use a name such as Europe/Berlin.") from error


def at(moment: datetime | None, zone: tzinfo) -> str:
    """A moment for reading."""
    return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def rows(records: "Sequence[RegisteredEscalation]", zone: tzinfo) -> list[list[str]]:
    """The cells of the list. Titles come from drafts, whose secrets are covered already."""
    return [
        [one_line(word) for word in (
            record.id, record.severity.value, "Closed" if record.closed else record.status.value,
            record.customer or "", record.customer_owner.name, _technical(record), record.team or "",
            at(record.updated_at, zone), record.title,
        )]
        for record in records
    ]  # fmt: skip


def _technical(record: "RegisteredEscalation") -> str:
    owner = record.technical_owner
    if owner is None:
        return ""
    return owner.name if owner.accepted_at else f"{owner.name} (not accepted)"


def as_text(records: "Sequence[RegisteredEscalation]", zone: tzinfo) -> str:
    """Columns, for a pipe."""
    from textwrap import shorten

    lines = [list(HEADS), *rows(records, zone)]
    for line in lines:
        line[-1] = shorten(line[-1], _TITLE, placeholder="…")
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    text = ["  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([*text, f"Times in {zone}."])


def print_table(records: "Sequence[RegisteredEscalation]", zone: tzinfo) -> None:
    """A table, for a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, caption=f"Times in {zone}.", caption_justify="left")
    for head in HEADS:
        table.add_column(head, no_wrap=head in ("id", "severity", "status", "updated"), overflow="fold")
    for row in rows(records, zone):
        table.add_row(*(Text(word) for word in row), style=_STYLES.get(row[1]))
    if records:
        Console().print(table)


def as_csv(records: "Sequence[RegisteredEscalation]", zone: tzinfo) -> str:
    """A sheet; no cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head.replace(" ", "_") for head in HEADS)
    writer.writerows([cell(word) for word in row] for row in rows(records, zone))
    return stream.getvalue()


def as_json(records: "Sequence[RegisteredEscalation]", total: int) -> str:
    """The whole records, secrets masked."""
    from assistant.cli.masking import masked
    from assistant.exports.plain import to_json

    return to_json({"total": total, "items": masked([record.model_dump(mode="json") for record in records])})
