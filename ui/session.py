"""What the page keeps: one assistant for all sessions, and each session's own draft."""

from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from assistant.domain import Escalation, Override
from assistant.pipeline import Assistant, Understood, shared_assistant

SAMPLES = Path(__file__).parent / "samples"
_KEY = "work"


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


@st.cache_resource(show_spinner="Loading policy, lexicon and index …")
def assistant() -> Assistant:
    """The assistant, built once for the server."""
    built = shared_assistant()
    built.warm()
    return built


def work() -> Work | None:
    """The issue in hand, if any."""
    return st.session_state.get(_KEY)


def keep(new: Work) -> None:
    """Make it the issue in hand."""
    st.session_state[_KEY] = new


def samples() -> dict[str, str]:
    """The sample issues by title."""
    return {p.stem.split(" ", 1)[1]: p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob("*.txt"))}
