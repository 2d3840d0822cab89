"""The metrics as Markdown tables and as CSV."""

import csv
import io
from datetime import tzinfo

from assistant.inert import cell
from assistant.reporting.metrics import MetricRow, Metrics, MetricTable
from assistant.reporting.wording import figure, moment, shown

_COLUMNS = ("metric", "label", "value", "unit", "n", "note", "since", "until", "definition", "source")


def render_metrics(metrics: Metrics, zone: tzinfo) -> str:
    """One table a metric, its definition under the heading."""
    lines = [f"# Metrics, {moment(metrics.since, zone)} to {moment(metrics.until, zone)}", ""]
    for table in metrics.tables:
        lines += [f"## {table.name}", "", f"{table.definition} ({table.source})", "", *_rows(table), ""]
    return "\n".join(lines).rstrip()


def _rows(table: MetricTable) -> list[str]:
    lines = ["| of | value | n | |", "|---|---|---|---|"]
    for row in table.rows:
        lines.append(
            f"| {shown(row.label, 80)} | {_value(row)} | {row.n} | {shown(row.note, 80) if row.note else ''} |"
        )
    return lines


def _value(row: MetricRow) -> str:
    if row.value is None:
        return "not measured"
    if row.unit == "share":
        return f"{figure(row.value * 100)} %"
    unit = {"hours": " h", "minutes": " min", "ratio": " : 1"}.get(row.unit, "")
    return f"{figure(row.value)}{unit}"


def metrics_csv(metrics: Metrics, zone: tzinfo) -> str:
    """One line a figure; what is not measured is an empty cell. No cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    period = (metrics.since.astimezone(zone).isoformat(), metrics.until.astimezone(zone).isoformat())
    for table in metrics.tables:
        for row in table.rows:
            value = "" if row.value is None else f"{row.value:g}"
            cells = (row.metric, row.label, value, row.unit, str(row.n), row.note or "", *period)
            writer.writerow([cell(c) for c in (*cells, table.definition, table.source)])
    return stream.getvalue()
