"""What the page keeps: one assistant for all sessions, and each session's own draft."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread

import streamlit as st

from assistant.domain import Escalation, Override
from assistant.errors import EscalateError
from assistant.pipeline import Assistant, Understood, shared_assistant

SAMPLES = Path(__file__).parent / "samples"
_KEY = "work"
_BUILDING = Lock()


@dataclass
class Work:
    """One session's issue in hand."""

    understood: Understood
    escalation: Escalation
    overrides: tuple[Override, ...] = ()
    edits: dict[str, str] = field(default_factory=dict)
    """Edited texts by name (`brief`, `update-0`, …)."""
    version: int = 0
    """Counts drafts, so that the editors of an older draft do not show in a newer one."""


def _built() -> Assistant:
    """The assistant with everything costly loaded, built by whoever comes first."""
    with _BUILDING:
        helper = shared_assistant()
        _load(helper)
        return helper


@lru_cache(maxsize=1)
def _load(helper: Assistant) -> None:
    _ = (helper.policy, helper.templates, helper.index)
    helper.warm()


def assistant() -> Assistant:
    """The assistant, shared by all sessions. Raises EscalateError where policy, lexicon or index do not load."""
    if _load.cache_info().currsize:
        return shared_assistant()
    with st.spinner("Loading policy, lexicons and index …"):
        return _built()


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Begin loading while the first visitor still reads the page, which is drawn without waiting for it."""
    Thread(target=_warm_quietly, daemon=True).start()


def _warm_quietly() -> None:
    try:
        _built()
    except EscalateError:
        return  # said on the page as soon as something needs it


def work() -> Work | None:
    """The issue in hand, if any."""
    found: Work | None = st.session_state.get(_KEY)
    return found


def keep(new: Work) -> None:
    """Make it the issue in hand."""
    st.session_state[_KEY] = new


@lru_cache(maxsize=1)
def samples() -> dict[str, str]:
    """The sample issues by title."""
    return {p.stem.split(" ", 1)[1]: p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob("*.txt"))}
