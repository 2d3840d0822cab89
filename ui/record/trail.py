"""The audit trail as a line through time: what happened, when, by whom, and whether the customer saw it."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

import desk
import panels
import streamlit as st

from assistant.domain.issue import Visibility
from assistant.domain.register import TrailAction, TrailEntry

_LONG = 280
"""Characters of a text shown at once; the rest unfolds."""
_MOST = 100
"""Entries shown at once, newest first."""
_COLOURS = {
    TrailAction.ESCALATED: "blue", TrailAction.SEVERITY_CHANGED: "amber", TrailAction.BOUNCED_BACK: "red",
    TrailAction.OWNER_DECLINED: "red", TrailAction.INCIDENT_DECLARED: "red", TrailAction.OWNER_ACCEPTED: "green",
    TrailAction.CLOSED: "green", TrailAction.CUSTOMER_INFORMED: "violet", TrailAction.REOPENED: "amber",
    TrailAction.DE_ESCALATED: "violet", TrailAction.ENGINEERING_CLOSED: "green",
}  # fmt: skip


def timeline(record_id: str, entries: list[TrailEntry]) -> None:
    """The trail, newest first, by day; filtered by who may have seen it."""
    public = [e for e in entries if e.visibility is Visibility.PUBLIC]
    shown = st.segmented_control(
        "Show",
        ["All", "Public", "Internal"],
        default="All",
        key=f"trail-{record_id}",
        help=f"{len(entries)} entries; {len(public)} of them are texts for the customer.",
    )
    wanted = {
        "Public": public,
        "Internal": [e for e in entries if e.visibility is not Visibility.PUBLIC],
    }.get(shown or "All", entries)
    newest = list(reversed(wanted))
    page = 0
    if len(newest) > _MOST:
        pages = -(-len(newest) // _MOST)
        page = st.number_input("Page", 1, pages, 1, key=f"trail-page-{record_id}", help="1 is the newest.") - 1
    st.html(_drawn(newest[page * _MOST : (page + 1) * _MOST]) or '<div class="rule aside">No such entry.</div>')


def _drawn(entries: Iterable[TrailEntry]) -> str:
    days = []
    for day, of_day in groupby(entries, key=lambda e: e.at.astimezone(desk.zone()).date()):
        lines = "".join(_line(e) for e in of_day)
        days.append(f'<div class="trail-day">{day:%A %d %B %Y}</div><ol class="trail">{lines}</ol>')
    return "".join(days)


def _line(entry: TrailEntry) -> str:
    public = entry.visibility is Visibility.PUBLIC
    seen = '<span class="seen public">public</span>' if public else '<span class="seen">internal</span>'
    colour = _COLOURS.get(entry.action, "grey")
    return (
        f'<li class="{colour}{" public" if public else ""}"><div class="trail-head">'
        f"<span>{entry.at.astimezone(desk.zone()):%H:%M}</span> <b>{escape(panels.words(entry.action.value))}</b> "
        f'<span class="aside">{panels.flat(entry.actor, 60)} · no. {entry.number}</span> {seen}</div>'
        f"{_text(entry.text)}</li>"
    )


def _text(text: str) -> str:
    if len(text) <= _LONG and text.count("\n") < 4:
        return f'<div class="trail-text">{panels.lines(text)}</div>'
    return (
        f'<details class="trail-text"><summary>{panels.flat(text, 160)}</summary>'
        f'<div class="trail-whole">{panels.lines(text)}</div></details>'
    )
