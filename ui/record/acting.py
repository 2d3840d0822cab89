"""A form that changes a record: what was typed stays until the change is kept, also where somebody was quicker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import desk
import streamlit as st

from assistant.changes import Change
from assistant.domain.register import RegisteredEscalation
from assistant.errors import EscalateError
from assistant.register.errors import ChangedMeanwhile
from assistant.tracking import Tracker
from record import saying

Making = Callable[[Tracker, str, datetime], Change]
"""What is done: gets the tracker, who does it, and when."""


def who_box() -> None:
    """Asks for the name, and keeps it on every page of the session; an emptied box stays empty."""
    # NOTE: no key: a value set through the session's state gets lost where a second draw overtakes the first.
    held = desk.who() if named() else ""
    typed = st.text_input("You are", value=held, help="Goes into the audit trail with whatever you change.")
    st.session_state["who"] = typed.strip()


def named() -> bool:
    """Whether the session has a name for the trail: the team of the settings, until somebody changes or empties it."""
    return st.session_state.get("who") != ""


class Form:
    """One form of one record. Its widgets are keyed by a count that grows with each kept change, which empties them."""

    def __init__(self, record: RegisteredEscalation, name: str) -> None:
        self.record = record
        self.name = name
        self._turn = f"turn-{name}-{record.id}"
        self.pressed: str | None = None
        """The button that was pressed, by its label."""

    def key(self, part: str) -> str:
        """Key of a widget."""
        return f"{self.name}-{part}-{self.record.id}-{st.session_state.get(self._turn, 0)}"

    def button(self, label: str, *, primary: bool = False, help: str | None = None) -> bool:
        """A button that sends the form; whether it was pressed."""
        pressed = st.form_submit_button(label, type="primary" if primary else "secondary", help=help)
        if pressed:
            self.pressed = label
        return pressed

    def do(self, making: Making, done: str, *, anyway: bool = False) -> None:
        """Make the change and draw the page anew; say why not where it is refused, and keep what was typed.

        `anyway`: it only adds to the trail, so it is kept also where the record has changed since it was looked at.
        """
        if not named():
            st.error(
                "Give your name first, under “You are”: it goes into the audit trail, where nothing can be changed "
                "later. Nothing was saved; what you typed is still here."
            )
            return
        seen = desk.seen_of(self.record)
        try:
            change = making(desk.tracker(None if anyway else seen), desk.who(), desk.now())
        except ChangedMeanwhile as error:
            saying.say(error)
            st.caption("Nothing was saved; what you typed is still here. Take the new state in, then press again.")
            st.button("Take the new state in", on_click=desk.reload, args=(self.record,), key=self.key("reload"))
            return
        except EscalateError as error:
            saying.say(error)
            return
        if not anyway or self.record.version == seen.version:
            desk.see(change.record)
        self.empty()
        desk.said(f"{change.record.id}: {done}", change.said)
        st.rerun()

    def empty(self) -> None:
        """Let the form's widgets begin anew."""
        st.session_state[self._turn] = int(st.session_state.get(self._turn, 0)) + 1


@contextmanager
def form(record: RegisteredEscalation, name: str, *, border: bool = False) -> Iterator[Form]:
    """The widgets of a form; what it does comes after the block, so that errors stand below it."""
    made = Form(record, name)
    with st.form(made.key("form"), border=border):
        yield made
