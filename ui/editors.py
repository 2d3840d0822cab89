"""The editable texts: checked again at every change, reworded on request, and brought back by undo."""

import panels
import streamlit as st
from copying import copy_button
from job import Job
from session import Work, assistant, why_no_model

from assistant.chain import MANNERS
from assistant.domain import Finding, FindingLevel
from assistant.modelled import Reworded, reworded

_LABELS = {
    "formal": "More formal",
    "executive": "For an executive",
    "engineer": "For an engineer",
    "customer_language": "In the customer's language",
}
_GLANCE = 0.2
"""Seconds between two looks at whether a rewording has come, or the person went on to something else."""


def editor(now: Work, name: str, kind: str, height: int) -> str:
    """The text as it stands in the box. Blockers hold back the copy box until acknowledged."""
    text = now.original(name)
    if now.at_work and not now.editing and not now.edited:
        edited = _resting(now, name, text, height)
    else:
        edited = _box(now, name, kind, height)
    found: tuple[Finding, ...]
    if edited != text:
        found = _checked(now, name, kind, edited)
        many = "nothing found" if not found else f"{len(found)} finding{'s' if len(found) > 1 else ''}"
        st.caption(f"Edited and checked again: {many}.")
    else:
        found = tuple(f for f in now.escalation.checklist.findings if f.where.startswith(kind))
    if now.waiting is not None and edited != text:
        st.info("The model's draft is ready. Choose between it and yours at the top of the page.")
    if name in now.remarks:
        st.warning(panels.plain(now.remarks[name], 500))
    panels.findings(found)
    blocked = any(f.level is FindingLevel.BLOCKER for f in found)
    if blocked and not st.checkbox("I have read the blockers and take it as it is", key=f"ack-{name}-{now.version}"):
        st.caption("Copying opens once the blockers are closed or acknowledged.")
        closed = True
    else:
        closed = False
    _tools(now, name, kind, edited, closed=closed)
    return edited


def _checked(now: Work, name: str, kind: str, edited: str) -> tuple[Finding, ...]:
    """What is found in an edited text; looked for again only when it has changed."""
    if now.checked.get(name, ("",))[0] != edited:
        report = assistant().check(edited, kind, now.understood.issue.text, now.escalation)
        now.checked[name] = (edited, report.findings)
    return now.checked[name][1]


def _resting(now: Work, name: str, text: str, height: int) -> str:
    """The text to read while a model works: what is typed into a box that is then replaced would be lost."""
    with st.container(border=True, height=height):
        st.html(f'<div class="text">{panels.lines(text)}</div>')
    if st.button("Edit now", key=f"edit-{name}-{now.version}", help="You choose between both drafts afterwards."):
        now.editing = True
        st.rerun()
    return text


def _box(now: Work, name: str, kind: str, height: int) -> str:
    key = f"{name}-{now.version}"
    if name in now.replacing:
        st.session_state[key] = now.replacing.pop(name)
    elif key not in st.session_state:
        st.session_state[key] = now.edits.get(name, now.original(name))
    return st.text_area(
        f"{kind.capitalize()}, editable", height=height, key=key,
        help="Change it as you like: it is checked again when you leave the box.",
    )  # fmt: skip


def _tools(now: Work, name: str, kind: str, text: str, *, closed: bool) -> None:
    """Copy, reword, undo, in one row."""
    with st.container(horizontal=True):
        if not closed:
            key = f"{name}-{now.version}"
            copy_button(text, key, box=key)
        if not now.at_work and why_no_model() is None:
            with st.popover("Reword", icon=":material/edit_note:"):
                _manners(now, name, kind, text)
        if now.earlier.get(name) and not (now.at_work and not now.editing):
            if st.button("Undo", icon=":material/undo:", key=f"undo-{name}-{now.version}"):
                now.replacing[name] = now.earlier[name].pop()
                now.remarks.pop(name, None)
                st.rerun()


def _manners(now: Work, name: str, kind: str, text: str) -> None:
    st.caption("The facts stay; the result is checked again, and Undo brings this text back.")
    for manner in MANNERS:
        label = _LABELS.get(manner, manner.replace("_", " ").capitalize())
        if st.button(label, key=f"{manner}-{name}-{now.version}", width="stretch"):
            _accept(now, name, text, _reworded(now, kind, manner, text))
            st.rerun()


def _reworded(now: Work, kind: str, manner: str, text: str) -> Job[Reworded]:
    """Waits for it in sight: any other click on the page goes on without it."""
    helper, issue = assistant(), now.understood.issue.text
    job = Job(lambda _: reworded(helper, text, kind, manner, issue_text=issue, drafted=now.escalation))
    place = st.empty()
    while not job.wait(_GLANCE):
        place.caption(f"The model rewords … {job.seconds:.0f} s")
    return job


def _accept(now: Work, name: str, before: str, job: Job[Reworded]) -> None:
    now.remarks.pop(name, None)
    found = job.result
    if found is not None:
        now.sent += found.sent
    if found is None or found.text is None:
        why = job.failure or " ".join(found.notes if found is not None else ())
        now.remarks[name] = f"Not reworded: {why}"
        return
    now.earlier.setdefault(name, []).append(before)
    now.replacing[name] = found.text
    if found.notes:
        now.remarks[name] = " ".join(found.notes)
