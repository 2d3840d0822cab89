"""What the page keeps: one assistant for all sessions, and each session's own draft."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread

import streamlit as st
from job import Job

from assistant.chain.run import Run, Sent
from assistant.domain import Escalation, Finding, Override
from assistant.errors import EscalateError
from assistant.modelled import Improved
from assistant.pipeline import Assistant, shared_assistant
from assistant.understood import Understood

SAMPLES = Path(__file__).parent / "samples"
_KEY = "hand"
_BUILDING = Lock()


@dataclass
class Work:
    """One session's issue in hand."""

    understood: Understood
    escalation: Escalation
    overrides: tuple[Override, ...] = ()
    edits: dict[str, str] = field(default_factory=dict)
    """Texts as they stand in the editors, by name (`brief`, `update-0`, …)."""
    version: int = 0
    """Counts drafts, so that the editors of an older draft do not show in a newer one."""
    paste: int = 1
    """Counts pastes: what belongs to one (an open form, a reason being typed) does not show at the next."""
    by_rules: Understood | None = None
    """The rules' reading, where `understood` is a model's: from it a model is asked again."""
    job: Job[Improved] | None = None
    """A model at work on it."""
    waiting: Job[Improved] | None = None
    """A finished model whose draft the person has not chosen yet, since texts were edited meanwhile."""
    ledger: Run | None = None
    """What the model's calls cost and left out, where its reading is in force."""
    sent: tuple[Sent, ...] = ()
    """Everything sent to a model for this issue."""
    said: tuple[str, ...] = ()
    """What there is to say of the model's work, in words."""
    failed: bool = False
    """Whether that is why the model gave nothing."""
    editing: bool = False
    """Whether texts were opened for editing while a model is at work."""
    earlier: dict[str, list[str]] = field(default_factory=dict)
    """Texts by editor that can be brought back, last one first to go."""
    replacing: dict[str, str] = field(default_factory=dict)
    """Texts to put into editors at the next draw."""
    remarks: dict[str, str] = field(default_factory=dict)
    """What there is to say under an editor, by its name."""
    anew: str = ""
    """Why the person's own texts were drafted anew, in words; empty where none were, or the person has chosen."""
    checked: dict[str, tuple[str, tuple[Finding, ...]]] = field(default_factory=dict)
    """By editor: the edited text that was checked last, and what was found."""

    @property
    def at_work(self) -> bool:
        """Whether a model is at work on it, or has finished and is not accounted for yet."""
        return self.job is not None

    def original(self, name: str) -> str:
        """The drafted text of an editor."""
        if name == "brief":
            return self.escalation.brief.markdown if self.escalation.brief is not None else ""
        return self.escalation.updates[int(name.removeprefix("update-"))].text

    @property
    def edited(self) -> tuple[str, ...]:
        """Names of the texts that differ from the draft."""
        return tuple(name for name, text in self.edits.items() if text != self.original(name))

    @property
    def replaced(self) -> tuple[str, ...]:
        """Names of the texts that were drafted anew over the person's own, which can be brought back."""
        has = {f"update-{n}" for n in range(len(self.escalation.updates))}
        has |= {"brief"} if self.escalation.brief is not None else set()
        return tuple(name for name, texts in self.earlier.items() if texts and name in has) if self.anew else ()


@dataclass
class Hand:
    """What one session has in hand. A plain object, so that a draft that was begun is kept wherever the person is:
    Streamlit ends a run at its next access to the session's state once another page was asked for."""

    work: Work | None = None
    aside: Work | None = None
    """The draft of an earlier paste that a person had worked on, to go back to."""
    drafts: int = 0
    """How often a draft was made."""
    making: "Job[Work] | None" = None
    """A draft being made."""
    refused: str = ""
    """Why the last paste gave no draft."""
    versions: int = 0
    pastes: int = 0

    def next_version(self) -> int:
        """A number no draft of this session has."""
        self.versions += 1
        return self.versions

    def next_paste(self) -> int:
        """A number no paste of this session has."""
        self.pastes += 1
        return self.pastes


def built() -> Assistant:
    """The assistant with everything costly loaded, built by whoever comes first. Draws nothing, reads no state."""
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
        return built()


def why_no_model() -> str | None:
    """What to set for a model to be asked; None where one is configured."""
    try:
        configured = shared_assistant().model_engine is not None
    except EscalateError as error:
        return f"No model is asked: {error}"
    if configured:
        return None
    return (
        "Drafted by rules on this machine. To have a model read and word it too, set OPENAI_API_KEY, or "
        "OPENAI_BASE_URL for a server of your own, and start the page again."
    )


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Begin loading while the first visitor still reads the page, which is drawn without waiting for it."""
    Thread(target=_warm_quietly, daemon=True).start()


def _warm_quietly() -> None:
    try:
        built()
    except EscalateError:
        return  # said on the page as soon as something needs it
    engine = shared_assistant().model_engine if why_no_model() is None else None
    if engine is not None:
        engine.warm()  # some two seconds: the first paste should not wait for them


def hand() -> Hand:
    """What this session has in hand."""
    found: Hand = st.session_state.setdefault(_KEY, Hand())
    return found


def work() -> Work | None:
    """The issue in hand, if any."""
    return hand().work


def keep(new: Work, held: Hand) -> None:
    """Make it the issue in hand. A model still at work on the one before is stopped."""
    before = held.work
    if before is not None and before.job is not None and before.job is not new.job:
        before.job.stop()
    held.work = new


@lru_cache(maxsize=1)
def samples() -> dict[str, str]:
    """The sample issues by title."""
    return {p.stem.split(" ", 1)[1]: p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob("*.txt"))}
