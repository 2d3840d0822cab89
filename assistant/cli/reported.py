"""What the report commands share: formats, the moment and zone, masking, and how a report is printed."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional, TypeVar

import typer

from assistant.cli.streams import write_result
from assistant.cli.tracked import moment

if TYPE_CHECKING:
    from assistant.domain.model import Model
    from assistant.reporting import ReportRules
    from assistant.settings import Settings

    _M = TypeVar("_M", bound=Model)


class ReportFormat(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[ReportFormat, typer.Option("--format", "-f", help="text (Markdown) or json.")]
Now = Annotated[Optional[str], typer.Option(help="The present moment (ISO 8601), for repeatable reports.")]
Output = Annotated[Optional[Path], typer.Option("-o", "--output", help="Write to a file.")]


def zone_of(settings: "Settings") -> tzinfo:
    """The zone in which times are printed. Raises WrongUsage for one that is none."""
    zone = moment("2026-01-01T00:00", settings, "zone").tzinfo
    assert zone is not None  # `moment` puts the settings' zone on a time without one
    return zone


def rules_of(settings: "Settings") -> "ReportRules":
    """The rules of the reports in force."""
    from assistant.reporting import load_report_rules

    return load_report_rules(settings.knowledge)


def ago(text: str, now: datetime, settings: "Settings", name: str) -> datetime:
    """A moment given as ISO time or as a period before `now` (`30d`). Raises WrongUsage."""
    from assistant.cli.due import read_period
    from assistant.errors import WrongUsage

    if text.strip()[:4].isdigit():
        return moment(text, settings, name)
    try:
        period = read_period(text)
        return now - (period if period is not None else timedelta(days=36500))
    except (WrongUsage, OverflowError) as error:
        raise WrongUsage(f"{name} {text!r} is neither a time nor a period.", "Write 2026-11-01, 30d or all.") from error


def safe(report: "_M") -> "_M":
    """The report with secrets masked in every text somebody wrote."""
    from assistant.cli.masking import masked

    return type(report).model_validate(masked(report.model_dump(mode="json")))


def identify(text: str) -> list[str]:
    """Error codes, exceptions, endpoints and frames of a text, as the knowledge index compares them."""
    from assistant.retrieval.identifiers import IdentifierKind, find_identifiers

    exact = (IdentifierKind.ERROR_CODE, IdentifierKind.EXCEPTION, IdentifierKind.ENDPOINT, IdentifierKind.FRAME)
    return [i.key for i in find_identifiers(text).values() if i.kind in exact]


def as_json(report: "Model | Iterable[Model]", zone: tzinfo) -> str:
    """A report as JSON with all its times in `zone`."""
    from assistant.domain.model import Model
    from assistant.exports.plain import to_json

    value = report.model_dump() if isinstance(report, Model) else [r.model_dump() for r in report]
    return to_json(_in_zone(value, zone))


def _in_zone(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {k: _in_zone(v, zone) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_in_zone(v, zone) for v in value]
    return value


def print_text(text: str, output: Path | None) -> None:
    """Print Markdown; nothing in it commands the terminal."""
    from assistant.inert import without_commands

    write_result(without_commands(text), output)
