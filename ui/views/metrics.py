"""The metrics with their definitions: the six of S0 first, each with how many it rests on, charts, and CSV."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import desk
import panels
import streamlit as st
from record.header import in_zone
from record.saying import told

from assistant import reporting
from assistant.cli.reported import rules_of, safe
from assistant.domain import Severity
from assistant.reporting import MetricRow, Metrics
from assistant.reporting.metrics import MetricTable
from assistant.reporting.wording import figure
from assistant.settings import Settings, default_settings

_PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90, "a year": 365}
_UNITS = {"hours": "h", "minutes": "min", "ratio": ": 1", "score": "of 1"}
_FIRST = 6
"""S0's own metrics come first."""
_BARS = 25
"""Bars of one chart; all rows are in the table under it."""
_WEEKS = "By week"
_NONE = "–"
"""Stands large where nothing was measured; the line under it says why."""
_BLUE = "#0b5cad"
_KEPT = 8
"""Periods whose figures are held, per register state."""


@st.cache_data(max_entries=_KEPT, show_spinner="Measuring …")
def measured(anchor: str, hour: datetime, days: int, _settings: Settings) -> Metrics:
    """The metrics of the period up to now. Made anew when the register has changed (its anchor), or an hour later."""
    del anchor, hour
    kept, rules = desk.register(), rules_of(_settings)
    until = desk.now() + timedelta(seconds=1)  # the end does not count in: what was saved in this second does
    since = until - timedelta(days=days)
    records = kept.find(since=since)
    trail = kept.trails(since=since, until=until, action=reporting.NEEDED)
    later = [r for r in records if r.drafts > 1 and since <= r.created_at < until]
    edits = {r.id: reporting.edited(kept.draft(r.id, 1), kept.draft(r.id)) for r in later}
    return safe(reporting.metrics(records, trail, since=since, until=until, rules=rules, edits=edits))


def value(row: MetricRow) -> str:
    """The figure with its unit; a dash where there is nothing to measure."""
    if row.value is None:
        return _NONE
    if row.unit == "share":
        return f"{figure(row.value * 100)} %"
    return f"{figure(row.value)} {_UNITS.get(row.unit, '')}".strip()


def charts(rows: Sequence[MetricRow]) -> None:
    """Bars of the rows beside `all`, those of one kind together under its name; weeks upright, in their order."""
    groups: dict[tuple[str, str], list[MetricRow]] = {}
    for row in rows:
        if row.label != "all" and row.value is not None:
            groups.setdefault((row.unit, kind(row.label)), []).append(row)
    for (_, name), group in groups.items():
        if len(group) > 1 and any(r.value for r in group):
            if name:
                st.caption(name)
            bars(group[:_BARS], upright=name == _WEEKS)


def kind(label: str) -> str:
    """What a row is one of, as a heading; empty where it is one of a single list, or by itself."""
    if label[4:6] == "-W":
        return _WEEKS
    if label in set(Severity):
        return "By severity"
    head, colon, _ = label.partition(": ")
    return f"By {head.rpartition(', ')[2]}" if colon and head.endswith("team") else head.capitalize() if colon else ""


def bars(rows: Sequence[MetricRow], *, upright: bool = False) -> None:
    """One bar chart, its labels whole."""
    values = [{"of": r.label.rpartition(": ")[2], "value": r.value} for r in rows]
    most = max(r.value or 0.0 for r in rows)
    axis = {"title": None, "grid": False} | ({"tickMinStep": 1} if rows[0].unit == "count" else {})
    names = {"title": None, "labelLimit": 240, "labelAngle": -40 if upright else 0}
    label = {"field": "of", "type": "nominal", "sort": None, "axis": names}
    # NOTE: with its extent given and nothing stacked; the browser draws once before the values have come, and warns.
    size = {"field": "value", "type": "quantitative", "axis": axis, "scale": {"domain": [0, most]}, "stack": None}
    st.vega_lite_chart(
        {
            "data": {"values": values},
            "mark": {"type": "bar", "color": _BLUE},
            "encoding": {"x": label, "y": size} if upright else {"x": size, "y": label},
            "height": 150 if upright else 40 + 24 * len(rows),
        }
    )


def headline(one: MetricTable) -> tuple[str, MetricRow]:
    """What stands large: the figure of all; where there is none, of how many the others are shares."""
    first = next((r for r in one.rows if r.label == "all"), one.rows[0])
    if first.unit == "ratio" and first.note:
        return first.note.partition(";")[0], first
    return (f"{first.n} in all" if first.unit == "count" and first.label != "all" else value(first)), first


def rests_on(row: MetricRow) -> str:
    """How many the figure rests on, in words, and what else there is to know of it; nothing that the figure says."""
    many = f"Rests on {row.n}." if row.n else "Nothing to measure yet." if row.value is None else "None in this period."
    if row.unit == "count" and row.n and row.n == row.value:
        many = ""
    note = row.note or ""
    note = note.partition(";")[2].strip() if row.unit == "ratio" else note
    return f"{many} {note[:1].upper()}{note[1:]}." if note else many


def table(one: MetricTable) -> None:
    """A metric: headline, definition, charts, and all figures."""
    large, first = headline(one)
    with st.container(border=True):
        st.metric(panels.plain(one.name), large)
        st.caption(f"{panels.plain(one.definition, 500)} ({panels.plain(one.source)})")
        rests = rests_on(first)
        if rests:
            st.caption(f"**{panels.plain(rests)}**")
        charts(one.rows)
        with st.expander("All figures"):
            st.dataframe(
                [
                    {"of": r.label, "value": value(r), "how many it rests on": r.n, "note": r.note or ""}
                    for r in one.rows
                ],
                hide_index=True,
            )


def show() -> None:
    """Period, figures, CSV."""
    settings = default_settings()
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    chosen = left.segmented_control("Period up to now", list(_PERIODS), default="30 days", key="metrics-period")
    hour = desk.now().replace(minute=0, second=0)
    found = measured(desk.register().anchor(), hour, _PERIODS[chosen or "30 days"], settings)
    right.download_button(
        "Download CSV",
        reporting.metrics_csv(found, desk.zone()),
        "metrics.csv",
        "text/csv",
        on_click="ignore",
        width="stretch",
    )
    st.caption(f"From {in_zone(found.since)} to {in_zone(found.until)}, from the register alone.")
    tables(found.tables[:_FIRST])
    st.subheader("What else is worth knowing", anchor=False)
    tables(found.tables[_FIRST:])


def tables(found: Sequence[MetricTable]) -> None:
    """In two columns, in turn."""
    columns = st.columns(2, gap="medium")
    for number, one in enumerate(found):
        with columns[number % 2]:
            table(one)


st.title("Metrics", anchor=False)
with told():
    show()
