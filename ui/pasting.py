"""The paste form. What is typed into it outlives a visit to another page, a click on a sample, and the next draft."""

from datetime import datetime, time
from pathlib import Path

import panels
import streamlit as st
from job import Job
from modelling import bring_back, drafted, renewed
from session import Hand, Work, built, hand, samples, why_no_model, work

from assistant.errors import EscalateError
from assistant.modelled import answered_by_documentation

_ISSUE = ("paste", "customer", "received")
"""Fields that belong to one issue: they go and come back together. The person's name is none of them."""
_TYPED = (*_ISSUE, "reported-by")
_HELD = (*_TYPED, "engine", "sample", "search-query", "search-kind")
_DAY_ONLY = 10
"""Length of `2026-11-20`."""
_MORNING = time(9, 0)
"""Taken for the hour where only a day is given."""
_GLANCE = 0.2
"""Seconds between two looks at a draft being made, at which the person may have gone elsewhere."""
_ENGINES = ("With the model", "Rules only")
_ENGINES_SAY = ("The rules' draft is there at once; the model's words follow.", "Nothing leaves this machine.")
_kept_in_tab = st.components.v2.component("typed", js=(Path(__file__).parent / "typed.js").read_text(encoding="utf-8"))


def hold() -> None:
    """Keep what the server knows of the fields, on whatever page: Streamlit drops a widget that is not drawn."""
    now = work()
    editors = [f"{name}-{now.version}" for name in now.edits] if now is not None else []
    for name in (*_HELD, *editors):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def paste_form() -> None:
    """The box, the optional fields, the samples; folded once there is a draft to read."""
    held = hand()
    title = "Paste a raw issue" if held.work is None else "Raw issue: change it, or paste another"
    # NOTE: the key folds it at each draft, also where it was opened by hand.
    with st.expander(title, expanded=held.work is None, key=f"form-{held.drafts}"):
        _samples()
        if held.work is not None and "paste" not in st.session_state:
            st.session_state["paste"] = held.work.understood.issue.text
        # NOTE: no `st.form`, which keeps what is typed from the server also when a sample is chosen; and nothing is
        # sent when a field is left, since a click on a link would then be called back by it.
        st.text_area(
            "Raw issue", key="paste", height=230, on_change="ignore",
            placeholder="A mail thread, a chat, a ticket export or logs, as they came.",
        )  # fmt: skip
        left, middle, right = st.columns(3)
        left.text_input("Customer (optional)", key="customer", on_change="ignore")
        middle.text_input("Your name or team (optional)", key="reported-by", on_change="ignore")
        right.text_input(
            "Received (optional)", key="received", placeholder="2026-11-20 or 2026-11-20 09:30", on_change="ignore",
            help="“Yesterday” and “by Friday” count from here. Empty: they count from now.",
        )  # fmt: skip
        _kept_in_tab(data={"keys": _TYPED, "turn": st.session_state.get("turn", 0)}, key="typed", height=1)
        _engine_choice()
        st.button("Draft", type="primary", on_click=_begin, disabled=held.making is not None)
        if held.making is not None:
            _wait(held, held.making)
        if held.refused:
            st.error(panels.plain(held.refused, 500))


def _replace(texts: dict[str, str]) -> None:
    """Other texts for the fields; what the browser's tab has kept for them is then old."""
    st.session_state.update(texts)
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1


def _samples() -> None:
    chosen = st.pills("Samples (invented)", list(samples()), key="sample")
    if chosen != st.session_state.get("loaded"):
        st.session_state["loaded"] = chosen
        if chosen:
            own = {name: st.session_state.get(name, "") for name in _ISSUE}
            if own["paste"].strip() and own["paste"] not in samples().values():
                st.session_state["own"] = own
            _replace(dict.fromkeys(_ISSUE, "") | {"paste": samples()[chosen]})
    if "own" in st.session_state:
        with st.container(horizontal=True, vertical_alignment="center"):
            was = panels.plain(st.session_state["own"]["paste"], 60)
            st.caption(f"Your own text was set aside: “{was}”", width="content")
            st.button("Bring my text back", on_click=_bring_text_back)


def _bring_text_back() -> None:
    _replace(st.session_state.pop("own"))
    st.session_state["sample"] = st.session_state["loaded"] = None


def _engine_choice() -> None:
    """Who drafts; where no model is configured, a line on what to set."""
    instead = why_no_model()
    if instead is not None:
        st.caption(panels.plain(instead, 400))
    else:
        st.radio("Drafted", _ENGINES, horizontal=True, captions=_ENGINES_SAY, key="engine")


def _moment(typed: str) -> datetime | None:
    """When the issue came in. Raises EscalateError where that is no time."""
    typed = typed.strip()
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise EscalateError(
            f"“Received” says {typed!r}, which is no time.", "Write it as 2026-11-20, or as 2026-11-20 09:30."
        ) from error
    return datetime.combine(moment, _MORNING) if len(typed) <= _DAY_ONLY else moment


def _begin() -> None:
    """Begin a draft in a thread of its own: whoever looks at another page meanwhile finds it done."""
    held = hand()
    # NOTE: the choice as it is at the click, not as it was drawn: "Rules only" must hold from the moment it is chosen.
    with_model = why_no_model() is None and st.session_state.get("engine", _ENGINES[0]) == _ENGINES[0]
    typed = {name: str(st.session_state.get(name) or "") for name in _TYPED}
    if held.making is None:
        held.refused = ""
        held.making = Job(lambda _: _draft(held, typed, with_model=with_model))


def _wait(held: Hand, making: Job[Work]) -> None:
    """In sight of the person, who may go elsewhere."""
    with st.spinner("Reading, matching, deciding, drafting …"):
        while not making.wait(_GLANCE):
            st.session_state.get("turn")  # where the run ends if the person has gone
    held.making = None
    held.refused = making.failure or ""
    st.rerun()


def _draft(held: Hand, typed: dict[str, str], *, with_model: bool) -> Work:
    """Draft by rules, and let a model begin. The same paste keeps its place in the register and its changed verdict."""
    before = held.work
    again = before if before is not None and before.understood.issue.text == typed["paste"] else None
    overrides = again.overrides if again is not None else ()
    helper = built()
    understood = helper.understand(
        typed["paste"], customer=typed["customer"], reported_by=typed["reported-by"],
        received_at=_moment(typed["received"]),
    )  # fmt: skip
    escalation = helper.write(understood, helper.assess(understood, overrides))
    new = Work(
        understood, escalation, overrides, version=held.next_version(),
        paste=again.paste if again is not None else held.next_paste(),
    )  # fmt: skip
    if again is not None:
        renewed(new, again, "The issue was drafted again")
    elif before is not None:
        held.aside = before if before.edited or before.overrides else None
    drafted(new, held, with_the_model=with_model and not answered_by_documentation(escalation))
    held.drafts += 1
    return new


def _go_back() -> None:
    """The draft before, with its paste in the box; the present one is set aside instead."""
    held = hand()
    held.work, held.aside = held.aside, held.work
    held.drafts += 1
    if held.work is not None:
        _replace({"paste": held.work.understood.issue.text})


def ways_back(now: Work) -> None:
    """What of the person's own was replaced, and the way back to it."""
    held = hand()
    texts = now.replaced
    if texts and not (now.at_work and not now.editing):
        what = " and ".join(dict.fromkeys("your brief" if name == "brief" else "your update" for name in texts))
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="ways-back"):
            st.html(
                f'<div class="notice"><b>{now.anew}</b>, and the texts with it. {what.capitalize()} is kept.</div>',
                width="content",
            )
            if st.button("Bring mine back", key=f"mine-{now.version}"):
                bring_back(now)
                st.rerun()
            if st.button("Keep the new", key=f"new-{now.version}"):
                now.anew = ""
                st.rerun()
    if held.aside is not None:
        was = panels.plain(held.aside.understood.issue.text, 60)
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="way-back"):
            st.caption(
                f"Another paste. The draft of “{was}” is set aside, with what you changed in it.", width="content"
            )
            st.button("Back to that draft", on_click=_go_back)
