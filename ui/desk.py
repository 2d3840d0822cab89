"""The register on the page: opened once for all sessions; who works on it in this session, and what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from functools import lru_cache
from threading import Lock, Thread
from typing import TYPE_CHECKING

import panels
import streamlit as st
from seen import AsSeen, Seen

from assistant.cli.listing import zone_of
from assistant.cli.masking import masked
from assistant.domain.register import RegisteredEscalation
from assistant.errors import EscalateError
from assistant.pipeline import shared_assistant
from assistant.settings import Settings, default_settings
from assistant.tracking import Tracker

if TYPE_CHECKING:
    from assistant.register import Register

_OPENING = Lock()
_opened: "list[tuple[Settings, Register]]" = []
"""At most one: the register of the settings in force."""


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Begin loading SQLAlchemy while the visitor still reads; nothing is opened, and nothing made on disk."""
    Thread(target=_load, daemon=True).start()


def _load() -> None:
    import assistant.register.store  # noqa: F401


def register() -> "Register":
    """The register, shared by all sessions. Raises RegisterError where it cannot be opened."""
    from assistant.register import open_register

    settings = default_settings()
    with _OPENING:
        if _opened and _opened[0][0] != settings:
            _opened.pop()[1].close()
        if not _opened:
            _opened.append((settings, open_register(settings=settings)))
        return _opened[0][1]


def tracker(seen: Seen | None = None) -> Tracker:
    """What changes records. With `seen` it refuses a change where the record is no longer the one seen."""
    kept = register()
    settings = default_settings()
    return Tracker(kept if seen is None else AsSeen(kept, seen), settings, assistant=shared_assistant(settings))


def now() -> datetime:
    """The present moment in the settings' zone, to the second."""
    return datetime.now(zone()).replace(microsecond=0)


def zone() -> tzinfo:
    """The zone times are shown in."""
    return zone_of(default_settings())


def shown(moment: datetime | None, nothing: str = "not set") -> str:
    """A moment for reading, in the zone of the settings: `Fri 20 Nov, 16:00`, with the year where it is another."""
    if moment is None:
        return nothing
    local = moment.astimezone(zone())
    return f"{local:%a %d %b, %H:%M}" if local.year == now().year else f"{local:%a %d %b %Y, %H:%M}"


def who() -> str:
    """Who works in this session, as it goes into the trail: the settings' team until somebody says a name."""
    name: str = st.session_state.get("who") or default_settings().team
    return name


def who_box() -> str:
    """Asks for the name, and keeps it on every page of the session."""
    typed = st.text_input("You are", value=who(), help="Goes into the audit trail with whatever you change.")
    st.session_state["who"] = typed.strip()
    return who()


@contextmanager
def told() -> Iterator[None]:
    """An expected error becomes a line on the page."""
    try:
        yield
    except EscalateError as error:
        say(error)


def say(error: EscalateError) -> None:
    """An expected error, in words, what others wrote in it masked and inert."""
    st.error(panels.plain(str(masked(str(error))), 900))


def said(message: str, more: str | None = None) -> None:
    """Keep what there is to say of a change until the page is drawn again."""
    st.session_state.setdefault("said", []).append((message, more))


def tell() -> None:
    """Say it."""
    for message, more in st.session_state.pop("said", []):
        st.success(panels.plain(message, 300))
        if more:
            st.info(panels.plain(str(masked(more)), 900))


def link(id: str, label: str, *, key_help: str | None = None) -> None:
    """A link to the page of one escalation, within the session."""
    st.page_link("views/escalation.py", label=panels.plain(label), query_params={"id": id}, help=key_help)


def arrived(page: str) -> None:
    """Whoever comes to another page sees what stands there now: nothing is held as seen from an earlier visit."""
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
        st.session_state.pop("seen", None)


def seen_of(record: RegisteredEscalation) -> Seen:
    """The state of this record as the session saw it first since it came to the page (or reloaded it)."""
    kept: Seen | None = st.session_state.get("seen")
    if kept is None or kept.id != record.id:
        kept = see(record)
    return kept


def see(record: RegisteredEscalation) -> Seen:
    """Take note of the record as it stands: changes are made on this version from now on."""
    entries = len(register().trail(record.id))
    st.session_state["seen"] = fresh = Seen(record.id, record.version, entries)
    return fresh


def reload(record: RegisteredEscalation) -> None:
    """Take the new state in."""
    see(record)
