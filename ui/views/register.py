"""All kept escalations: filtered, a page at a time, each with its state, owners and what comes next."""

from datetime import datetime
from html import escape

import desk
import panels
import streamlit as st
from record.header import ago, late, severity_chip, status_chip
from record.rows import heads, look
from record.rows import row as drawn
from record.saying import told

from assistant.cli.masking import masked
from assistant.cli.reported import rules_of
from assistant.domain import Severity
from assistant.domain.register import EscalationStatus, RegisteredEscalation
from assistant.follow_ups import DueState, due_list, load_calendars
from assistant.follow_ups.calendars import Deadlines
from assistant.register.reading import Filters
from assistant.settings import default_settings

_PAGE = 25
"""Rows shown at once."""
_CUSTOMER_OWNER, _TECHNICAL_OWNER, _NEXT = "Customer owner", "Technical owner", "Next due"


def filters() -> Filters:
    """What is asked for."""
    first = st.columns([2, 2, 2, 4])
    status = first[0].selectbox("Status", list(EscalationStatus), index=None, placeholder="Any", key="f-status")
    severity = first[1].selectbox("Severity", list(Severity), index=None, placeholder="Any", key="f-severity")
    teams = list(rules_of(default_settings()).meeting.teams)
    team = first[2].selectbox(
        "Team", teams, index=None, placeholder="Any", key="f-team", accept_new_options=True, help="Or type another."
    )
    text = first[3].text_input("Words", key="f-text", placeholder="In title, ticket, names, paste or trail")
    second = st.columns([3, 3, 2, 2])
    customer = second[0].text_input("Customer", key="f-customer", placeholder="The whole name")
    owner = second[1].text_input("Owner", key="f-owner", placeholder="Either owner, the whole name")
    state = second[2].segmented_control("Open or all", ["Open", "All"], default="Open", key="f-open")
    order = second[3].segmented_control("Order", ["Newest", "Due first"], default="Newest", key="f-order")
    st.session_state["f-due"] = order == "Due first"
    return Filters(
        open_only=state != "All", status=status, severity=severity, team=team or None, text=text.strip() or None,
        customer=customer.strip() or None, owner=owner.strip() or None,
    )  # fmt: skip


def page_of(count: int, wanted: Filters) -> int:
    """Which page is shown, from 0; the first again where the filters change."""
    asked = str(wanted)
    if st.session_state.get("f-asked") != asked:
        st.session_state["f-asked"], st.session_state["f-page"] = asked, 0
    last = max(0, (count - 1) // _PAGE)
    page = min(int(st.session_state.get("f-page", 0)), last)
    left, middle, right = st.columns([6, 1, 1], vertical_alignment="center")
    first_row = page * _PAGE + 1
    rows = f"{first_row} to {min(count, first_row + _PAGE - 1)} of {count}"
    left.caption(rows if count else "No escalation fits. Take a filter away, or choose All.")
    middle.button("Previous", disabled=page == 0, on_click=_turn, args=(page - 1,), width="stretch")
    right.button("Next", disabled=page == last, on_click=_turn, args=(page + 1,), width="stretch")
    return page


def _turn(page: int) -> None:
    st.session_state["f-page"] = page


def row(record: RegisteredEscalation, title: str, now: datetime, deadlines: Deadlines) -> None:
    """One escalation: a link, and its state in a line."""
    technical = record.technical_owner
    if technical is None:
        taken = '<span class="amber coloured">nobody yet</span>' if record.targets else "none: in support"
    else:
        state = "" if technical.accepted_at else ' <b class="red coloured">not accepted</b>'
        taken = panels.flat(technical.name, 40) + state
    items = due_list([record], now, deadlines=deadlines)
    coming = '<span class="aside">nothing due</span>'
    if items:
        colour = {DueState.OVERDUE: "red", DueState.DUE: "amber"}.get(items[0].state, "grey")
        what = escape(items[0].what)
        coming = f'<b class="{colour} coloured">{late(items[0], now)}</b><div class="aside">{what}</div>'
    nobody = '<span class="unsaid">customer not stated</span>'
    customer = panels.flat(record.customer, 60) if record.customer else nobody
    team = f'<div class="aside">{panels.flat(record.team, 30)}</div>' if record.team else ""
    changed = f"changed {ago(record.updated_at, now)}"
    titled = f'<b>{panels.flat(title, 110)}</b><div class="aside">{customer} · {changed}</div>'
    drawn(
        record.id,
        [
            ("", f"{severity_chip(record.severity)}{status_chip(record)}"), ("", titled),
            (_CUSTOMER_OWNER, panels.flat(record.customer_owner.name, 40)), (_TECHNICAL_OWNER, taken + team),
            (_NEXT, coming),
        ],
    )  # fmt: skip


def show() -> None:
    """Filters, then the page of rows."""
    wanted = filters()
    kept = desk.register()
    count = kept.count(**wanted)
    if not count and not kept.count():
        st.info("The register is empty. Draft an issue and save it: it is kept here with its whole trail.")
        return
    place = st.container()
    page = page_of(count, wanted)
    due_first = bool(st.session_state["f-due"])
    records = kept.find(limit=_PAGE, offset=page * _PAGE, order="due" if due_first else "newest", **wanted)
    titles = masked([r.title for r in records])
    now = desk.now()
    deadlines = load_calendars(default_settings().knowledge / "policy").deadlines
    with place:
        if records:
            heads(["Escalation", "Severity, status", "Title, customer", _CUSTOMER_OWNER, _TECHNICAL_OWNER, _NEXT])
        for record, title in zip(records, titles, strict=True):
            row(record, title, now, deadlines)


st.title("Register", anchor=False)
look()
with told():
    show()
