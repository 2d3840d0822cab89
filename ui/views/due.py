"""What is due today: the next 24 hours on a line, then row by row, overdue first; by audience; and as a calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

import desk
import panels
import streamlit as st
from record.header import SEVERITIES, STATES, late, severity_chip, zone_name
from record.rows import heads, look, row
from record.saying import told

from assistant.cli.masking import masked
from assistant.domain import Audience
from assistant.domain.register import RegisteredEscalation
from assistant.exports.calendar import render_record_ics
from assistant.follow_ups import DueItem, DueState, due_list, load_calendars
from assistant.inert import one_line
from assistant.settings import default_settings

_DAY = timedelta(hours=24)
_MOST = 150
"""Records looked at: those whose next thing is due soonest."""
_ROWS = 40
"""Rows of one state shown at first, and with each further step."""
_NAME = 0.09
"""Share of the line that a name takes."""
_LANES = 6
_BY = "By whom"
_AUDIENCES = {
    "All": None,
    "Customer": Audience.CUSTOMER,
    "Internal": Audience.INTERNAL,
    "Cross-functional": Audience.CROSS_FUNCTIONAL,
}


def line(items: Sequence[DueItem], now: datetime) -> str:
    """The next 24 hours as HTML: a name for each escalation where something of it falls due, beside each other.

    What is late stands at the left end. What falls together carries one name and its number; what finds no room is in
    the list alone.
    """
    lanes: list[list[str]] = []
    ends: list[float] = []
    for (id, place), together in _together(items, now).items():
        name = id + (f" ×{len(together)}" if len(together) > 1 else "")
        left = place * (1 - _NAME)
        lane = next((n for n, end in enumerate(ends) if end <= left), len(ends))
        if lane == _LANES:
            continue
        if lane == len(ends):
            ends.append(0.0)
            lanes.append([])
        ends[lane] = left + _NAME
        says = "; ".join(f"{late(i, now)}: {i.what}" for i in together)
        title = escape(f"{id} · {together[0].severity.value} · {says}", quote=True)
        colour = SEVERITIES[together[0].severity]
        lanes[lane].append(f'<span class="{colour}" style="left:{left:.2%}" title="{title}">{escape(name)}</span>')
    hours = "".join(
        f'<i style="left:{h / 24 * (1 - _NAME):.2%}">{(now + timedelta(hours=h)).astimezone(desk.zone()):%H:%M}</i>'
        for h in range(0, 25, 3)
    )
    drawn = "".join(f'<div class="lane">{"".join(lane)}</div>' for lane in reversed(lanes))
    return f'<div class="hours-line">{drawn}<div class="hours">{hours}</div></div>'


def _together(items: Sequence[DueItem], now: datetime) -> dict[tuple[str, float], list[DueItem]]:
    """Items by escalation and share of the day, from left to right; one share for what lies in the same half hour."""
    found: dict[tuple[str, float], list[DueItem]] = {}
    for item in items:
        share = max(0.0, min(1.0, (item.due_at - now) / _DAY))
        found.setdefault((item.id, int(share * 48) / 48), []).append(item)
    return dict(sorted(found.items(), key=lambda one: one[0][1]))


def block(title: str, items: Sequence[DueItem], now: datetime) -> None:
    """One state of the list: rows that lead to their escalations; many are opened in further steps."""
    if not items:
        return
    st.markdown(f"**{title}: {len(items)}**")
    key = f"due-shown-{title}"
    most = int(st.session_state.get(key, _ROWS))
    heads(["Escalation", "When", f"At ({zone_name(now)})", "What", _BY], "due")
    for item in items[:most]:
        what = panels.flat(item.what, 120) + (f" (no. {item.number})" if item.number else "")
        whose = panels.flat(item.customer or item.title, 80)
        by = panels.flat(one_line(item.who or "nobody yet"), 60)
        row(
            item.id,
            [
                ("", f'<b class="{STATES[item.state]} coloured">{late(item, now)}</b>'),
                ("", desk.shown(item.due_at)),
                ("", f'{what}<div class="aside">{severity_chip(item.severity)} {whose}</div>'),
                (_BY, f'{by}<div class="aside">{panels.flat(item.source, 60)}</div>'),
            ],
            "due",
        )
    if len(items) > most:
        more = min(_ROWS, len(items) - most)
        st.button(f"Show {more} more", key=f"more-{title}", on_click=_show, args=(key, most + more))


def _show(key: str, most: int) -> None:
    st.session_state[key] = most


def soonest(now: datetime) -> tuple[list[RegisteredEscalation], int]:
    """The records with something due within a day, secrets in titles masked, and how many there are in all."""
    kept, until = desk.register(), now + _DAY + timedelta(seconds=1)
    records = kept.find(due_before=until, order="due", limit=_MOST)
    titles = masked([r.title for r in records])
    shown = [r.model_copy(update={"title": title}) for r, title in zip(records, titles, strict=True)]
    return shown, kept.count(due_before=until)


def show() -> None:
    """Filters, list, line, calendar."""
    now = desk.now()
    records, count = soonest(now)
    left, middle = st.columns([1, 1])
    audience = left.segmented_control("Contacts with", list(_AUDIENCES), default="All", key="due-audience")
    owner = middle.text_input("Owed by", key="due-owner", placeholder="A person's or team's name")
    deadlines = load_calendars(default_settings().knowledge / "policy").deadlines
    items = due_list(
        records,
        now,
        deadlines=deadlines,
        within=_DAY,
        audience=_AUDIENCES[audience or "All"],
        owner=owner.strip() or None,
    )
    st.download_button(
        "Download calendar", lambda: render_record_ics(_listed(records, items), desk.now(), zone=desk.zone()),
        "due.ics", "text/calendar", on_click="ignore", help="Without names of customers.",
    )  # fmt: skip
    if count > len(records):
        st.warning(f"{count} escalations have something due; these are the {len(records)} whose next is due soonest.")
    if not items:
        st.info("Nothing is due within 24 hours.")
        return
    st.html(line(items, now))
    block("Overdue", [i for i in items if i.state is DueState.OVERDUE], now)
    block("Due now", [i for i in items if i.state is DueState.DUE], now)
    block("Within 24 hours", [i for i in items if i.state is DueState.UPCOMING], now)


def _listed(records: Sequence[RegisteredEscalation], items: Sequence[DueItem]) -> list[RegisteredEscalation]:
    ids = {i.id for i in items}
    return [r for r in records if r.id in ids]


st.title("Due", anchor=False)
look()
with told():
    show()
