"""What the pages over the register say: messages where the reader is, and errors in the words of the page.

The errors are the program's own, and their tips name commands for a shell. Whoever reads a page has buttons instead.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import panels
import streamlit as st

from assistant.cli.masking import masked
from assistant.errors import EscalateError

_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
_COMMAND = re.compile(
    r"[\s:;,]*(?:\bor\s+|[\s,;]and\s+)?`?\bescalate (?:register|update|due|send|agenda|index|digest)\b.*", re.S
)
"""From where a sentence names a command on."""
_OPTION = re.compile(r"(?<!\w)--[a-z]")
_FEWEST = 4
"""Words that must be left before a command: `Use:` or `Set it:` alone says nothing."""


def page_words(text: str) -> str:
    """`text` for a page: without sentences that name a shell's commands or options, and beginning with a capital."""
    kept = []
    for sentence in _SENTENCE.split(text):
        rest = _COMMAND.sub("", sentence)
        named = rest != sentence
        if _OPTION.search(rest) or (named and (len(rest.split()) < _FEWEST or rest.startswith("or "))):
            continue
        kept.append(rest if rest == sentence else f"{rest.rstrip(' :;,.`')}.")
    said = " ".join(kept).strip()
    said = f"{said[:-1]}." if said.endswith(";") else said
    return said[:1].upper() + said[1:]


def in_words(error: EscalateError) -> str:
    """An expected error as the page says it: what others wrote in it masked, the line inert."""
    return panels.plain(page_words(str(masked(str(error)))), 900)


def say(error: EscalateError) -> None:
    """An expected error as a box."""
    st.error(in_words(error))


@contextmanager
def told() -> Iterator[None]:
    """An expected error becomes a box on the page."""
    try:
        yield
    except EscalateError as error:
        say(error)


def tell() -> None:
    """What a change that was kept has to say (`desk.said`): as a line here, and beside whatever is in sight.

    In a place of its own: a line that comes and goes must not move what stands below, the chosen tab among it.
    """
    with st.container():
        for message, more in st.session_state.pop("said", []):
            st.toast(panels.plain(message, 300), duration="long")
            st.success(panels.plain(message, 300))
            if more:
                st.info(panels.plain(page_words(str(masked(more))), 900))
