"""The model on the page: its text while it comes, then what it cost, what it left out, and what was sent to it."""

from html import escape
from json import dumps

import panels
import streamlit as st
from modelling import ask, keep_mine, settle, take
from session import Work, why_no_model, work

from assistant.chain.run import Sent
from assistant.inert import without_commands
from assistant.modelled import answered_by_documentation

_EVERY = 0.4
"""Seconds between two looks at a working model: text grows visibly, and the page stays cheap."""
_PARTS = (("brief", "Brief, for the team"), ("update", "Update, for the customer"))
_FEW = 3
"""Notes shown openly; more are folded."""


def settled(now: Work | None) -> Work | None:
    """The issue in hand, once a model that has finished is accounted for."""
    return None if now is None else settle(now)


def model_strip(now: Work) -> None:
    """The state of the model's work on the issue in hand."""
    if now.at_work:
        st.fragment(_at_work, run_every=_EVERY)()
        return
    if now.waiting is not None:
        _choice(now)
    if why_no_model() is None:
        _outcome(now)


def _at_work() -> None:
    now = work()
    if now is None or now.job is None or now.job.over:
        st.rerun()
        return
    job = now.job
    with st.container(border=True):
        left, right = st.columns([6, 1], vertical_alignment="center")
        doing = "Stopping" if job.stopped else "The model is at work"
        left.html(
            f'<div class="working"><b>{doing}</b> · {job.seconds:.0f} s '
            f'<span class="aside">The rules\' draft below is complete. Stop keeps it.</span></div>'
        )
        right.button("Stop", on_click=job.stop, disabled=job.stopped, key="stop-model", width="stretch")
        if "reading" in job.texts:
            st.html(
                f'<div class="summary"><span class="aside">The model reads:</span> {_shown(job.texts["reading"])}</div>'
            )
        begun = [(title, job.texts[part]) for part, title in _PARTS if part in job.texts]
        for column, (title, text) in zip(st.columns(len(begun)) if begun else (), begun, strict=True):
            column.html(f'<div class="aside">{title}</div><div class="growing"><div>{_shown(text)}</div></div>')


def _shown(text: str) -> str:
    return escape(without_commands(text))


def _choice(now: Work) -> None:
    with st.container(border=True):
        st.markdown("**The model's draft is ready, and you edited texts meanwhile.** Which shall stay?")
        left, right, _ = st.columns([2, 2, 4])
        if left.button("Take the model's draft", type="primary", help="Undo under each editor brings yours back."):
            take(now)
            st.rerun()
        if right.button("Keep mine"):
            keep_mine(now)
            st.rerun()


def _outcome(now: Work) -> None:
    with st.container(border=True):
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.caption(_engine_line(now))
        asked_before = bool(now.sent or now.said)
        if right.button("Ask again" if asked_before else "Ask the model", key="ask-model", width="stretch"):
            ask(now)
            st.rerun()
        for text in now.said[:_FEW]:
            _say(text, grave=now.failed)
        if len(now.said) > _FEW:
            with st.expander(f"More notes: {len(now.said) - _FEW}"):
                for text in now.said[_FEW:]:
                    _say(text, grave=False)
        if now.sent:
            _sent(now.sent)


def _say(text: str, *, grave: bool) -> None:
    words = panels.plain(text[:1].upper() + text[1:], 500)
    if grave:
        st.warning(words)
    else:
        st.caption(f"Note: {words}")


def _engine_line(now: Work) -> str:
    p = now.escalation.provenance
    if p.engine == "model":
        t = p.tokens
        calls = f"{t.calls} call{'' if t.calls == 1 else 's'}"
        return f"Drafted with the model {panels.plain(p.model or '')}: {calls}, {t.prompt:,} + {t.completion:,} tokens."
    if not now.sent and not now.said and answered_by_documentation(now.escalation):
        return "Drafted by rules. They answer it with a documented solution, so no model was asked."
    return "Drafted by rules."


def _sent(sent: tuple[Sent, ...]) -> None:
    with st.expander(f"What was sent to the model: {len(sent)} request{'' if len(sent) == 1 else 's'}"):
        st.caption("Word for word. Secrets, and names and contact data of people, were replaced before.")
        for number, one in enumerate(sent, 1):
            told = " (answered from the cache: nothing left this machine)" if one.cached else ""
            st.markdown(f"**{number}. {panels.plain(one.prompt)}**{told}")
            _exactly("Instructions", one.system)
            _exactly("The issue", one.user)
            if one.reply is not None:
                _exactly("What came back", dumps(one.reply, indent=1, ensure_ascii=False))


def _exactly(title: str, text: str) -> None:
    st.caption(title)
    st.code(without_commands(text), language=None, wrap_lines=True, height=260)
