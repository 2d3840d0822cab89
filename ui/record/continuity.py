"""Keeping the client moving: the four time-boxed workarounds, and the log of retries (S2)."""

from datetime import datetime, timedelta

import desk
import panels
import streamlit as st

from assistant import lifecycle
from assistant.domain.register import (
    RegisteredEscalation,
    TimeBoxedWorkaround,
    TrailAction,
    TrailEntry,
    WorkaroundKind,
)
from assistant.lifecycle import LifecycleRules
from record.acting import form


def continuing(record: RegisteredEscalation, entries: list[TrailEntry], rules: LifecycleRules) -> None:
    """Those that run, those that fit, and the retry log."""
    running = [w for w in record.workarounds if w.stopped_at is None]
    for workaround in running:
        _running(record, workaround, rules)
    _log(entries)
    if record.closed:
        return
    if not running:
        st.caption("No workaround is running.")
    _start(record, rules, [w.kind for w in running])
    ended = [w for w in record.workarounds if w.stopped_at is not None]
    if ended:
        panels.table(
            (panels.words(w.kind.value), f"{desk.shown(w.starts_at)} to {desk.shown(w.stopped_at)}, {w.tries} attempts")
            for w in ended
        )


def _running(record: RegisteredEscalation, workaround: TimeBoxedWorkaround, rules: LifecycleRules) -> None:
    name = rules.workarounds[workaround.kind].text
    over = workaround.ends_at < desk.now()
    colour = "red" if over else "green"
    with st.container(border=True):
        st.html(
            f'<b>{name}</b> <span class="{colour} coloured">{"is past its end" if over else "until"} '
            f"{desk.shown(workaround.ends_at)}</span> · {panels.flat(workaround.owner, 60)} sees to it"
            f'<div class="aside">Client: {panels.flat(workaround.client_does, 400)}</div>'
        )
        if workaround.kind is WorkaroundKind.RETRY and not record.closed:
            _retry(record, rules)
        with form(record, f"stop-{workaround.kind}") as f:
            outcome = st.text_input("What came of it", key=f.key("outcome"))
            pressed = f.button(f"Stop the {name.lower()}")
        if pressed:
            f.do(
                lambda tracker, by, at: tracker.do(
                    record.id, lifecycle.stop_workaround, workaround.kind, outcome, by=by, at=at
                ),
                "workaround stopped.",
            )


def _retry(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with form(record, "retry") as f:
        left, right = st.columns(2)
        result = left.text_input("Result of the attempt", key=f.key("result"))
        error = right.text_input("Error, where it changed", key=f.key("error"))
        pressed = f.button("Log the attempt", help=f"Every {rules.retry_minutes:g} minutes.")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.retried, result, by=by, at=at, changed_error=error or None
            ),
            "attempt logged.",
            anyway=True,
        )


def _log(entries: list[TrailEntry]) -> None:
    tries = [e for e in entries if e.action is TrailAction.RETRIED]
    if not tries:
        return
    st.markdown("**Retry log**")
    st.dataframe(
        [
            {
                "attempt": e.data.get("attempt"),
                "time": desk.shown(e.at),
                "result": str(e.data.get("result", "")),
                "error, where it changed": str(e.data.get("error") or ""),
                "who": e.actor,
            }
            for e in tries
        ],
        hide_index=True,
    )


def _start(record: RegisteredEscalation, rules: LifecycleRules, running: list[WorkaroundKind]) -> None:
    fitting = {s.kind: s for s in desk.tracker().suggested_workarounds(record.id)}
    kinds = [k for k in (*fitting, *(k for k in WorkaroundKind if k not in fitting)) if k not in running]
    if not kinds:
        return
    st.markdown("**Start a time-boxed workaround**")
    kind = st.selectbox(
        "Workaround", kinds, key=f"workaround-{record.id}",
        format_func=lambda k: rules.workarounds[k].text + (" (fits this failure)" if k in fitting else ""),
    )  # fmt: skip
    if kind in fitting:
        words = ", ".join(f"“{panels.plain(w, 60)}”" for w in fitting[kind].because)
        st.caption(panels.plain(fitting[kind].why, 300) + (f" Because of {words}." if words else ""))
    rule = rules.workarounds[kind]
    with form(record, f"start-{kind}") as f:
        left, right = st.columns(2)
        owner = left.text_input("Who sees to it", key=f.key("owner"), placeholder=record.customer_owner.name)
        hours = right.number_input("Hours", 0.25, 720.0, float(rule.hours), 0.25, key=f.key("hours"))
        client = st.text_area("What the client does", value=rule.client, key=f.key("client"), height=80)
        pressed = f.button("Start it")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.start_workaround, kind, by=by, at=at, owner=owner or None,
                ends_at=_end(at, hours), client_does=client,
            ),
            f"{rule.text.lower()} started.",
        )  # fmt: skip


def _end(at: datetime, hours: float) -> datetime:
    return at + timedelta(hours=hours)
