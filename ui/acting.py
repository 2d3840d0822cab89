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

Making = Callable[[Tracker, str, datetime], Change]
"""What is done: gets the tracker, who does it, and when."""


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
        seen = desk.seen_of(self.record)
        try:
            change = making(desk.tracker(None if anyway else seen), desk.who(), desk.now())
        except ChangedMeanwhile as error:
            desk.say(error)
            st.caption("Nothing was saved; what you typed is still here. The button at the top takes the new state in.")
            return
        except EscalateError as error:
            desk.say(error)
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
