"""What is owed today: overdue first, by audience, then the next 24 hours on a line; and as a calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

import desk
import streamlit as st
from record.header import STATES, owed

from assistant.cli.masking import masked
from assistant.domain import Audience
from assistant.domain.register import RegisteredEscalation
from assistant.exports.calendar import render_record_ics
from assistant.follow_ups import DueItem, DueState, due_list, load_calendars
from assistant.settings import default_settings

_DAY = timedelta(hours=24)
_MOST = 150
"""Records looked at: those whose next thing is due soonest."""
_LINKS = 20
_AUDIENCES = {
    "All": None,
    "Customer": Audience.CUSTOMER,
    "Internal": Audience.INTERNAL,
    "Cross-functional": Audience.CROSS_FUNCTIONAL,
}


def line(items: Sequence[DueItem], now: datetime) -> str:
    """The next 24 hours as HTML: a mark for each thing where it falls; those that are late stand at the left end."""
    marks = []
    for item in items:
        share = max(0.0, min(1.0, (item.due_at - now) / _DAY))
        title = escape(f"{item.id} · {item.severity.value} · {item.what} · {desk.shown(item.due_at)}", quote=True)
        marks.append(f'<span class="{STATES[item.state]}" style="left:{share:.2%}" title="{title}"></span>')
    hours = "".join(
        f'<i style="left:{h / 24:.2%}">{(now + timedelta(hours=h)).astimezone(desk.zone()):%H:%M}</i>'
        for h in range(0, 24, 3)
    )
    return f'<div class="day-line"><div class="marks">{"".join(marks)}</div><div class="hours">{hours}</div></div>'


def block(title: str, items: Sequence[DueItem], now: datetime) -> None:
    """One state of the list."""
    if items:
        st.markdown(f"**{title}: {len(items)}**")
        st.html(f'<div class="wide">{owed(items, now, with_id=True)}</div>')


def open_one(items: Sequence[DueItem]) -> None:
    """Links to the records of the list, as their ids."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("Open:", width="content")
        for id in list(dict.fromkeys(i.id for i in items))[:_LINKS]:
            desk.link(id, id)


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
    left, middle, right = st.columns([4, 3, 2], vertical_alignment="bottom")
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
    right.download_button(
        "Calendar", lambda: render_record_ics(_listed(records, items), desk.now(), zone=desk.zone()),
        "due.ics", "text/calendar", on_click="ignore", width="stretch", help="Without names of customers.",
    )  # fmt: skip
    if count > len(records):
        st.warning(f"{count} escalations owe something; these are the {len(records)} whose next is due soonest.")
    if not items:
        st.info("Nothing is due within 24 hours.")
        return
    st.html(line(items, now))
    open_one(items)
    block("Overdue", [i for i in items if i.state is DueState.OVERDUE], now)
    block("Due now", [i for i in items if i.state is DueState.DUE], now)
    block("Within 24 hours", [i for i in items if i.state is DueState.UPCOMING], now)


def _listed(records: Sequence[RegisteredEscalation], items: Sequence[DueItem]) -> list[RegisteredEscalation]:
    ids = {i.id for i in items}
    return [r for r in records if r.id in ids]


st.title("Due", anchor=False)
with desk.told():
    show()
