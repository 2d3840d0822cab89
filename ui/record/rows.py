"""Rows of escalations: each with a link to its page, what else is in it under its heading; on a phone, one by one."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import desk
import streamlit as st

_LOOK = Path(__file__).parent / "pages.css"
_WIDTHS = (1, 9)
"""The link's column, and the rest."""
Cell = tuple[str, str]
"""What it is of, and HTML that is already escaped."""


def look() -> None:
    """The style of these pages; takes no room."""
    st.html(_LOOK)


def heads(names: Sequence[str], kind: str = "") -> None:
    """The headings over the rows; the first stands over the links."""
    left, right = st.columns(_WIDTHS)
    left.html(f'<div class="row two heads"><div>{escape(names[0])}</div></div>')
    cells = "".join(f"<div>{escape(name)}</div>" for name in names[1:])
    right.html(f'<div class="row {kind} heads">{cells}</div>')


def row(id: str, cells: Iterable[Cell], kind: str = "") -> None:
    """One escalation. A cell says on a phone what it is of, where there is no heading to say so."""
    left, right = st.columns(_WIDTHS, vertical_alignment="center")
    with left:
        desk.link(id, id)
    drawn = "".join(
        f'<div data-of="{escape(of, quote=True)}">{body}</div>' if of else f"<div>{body}</div>" for of, body in cells
    )
    right.html(f'<div class="{f"row {kind}".strip()}">{drawn}</div>')


def linked_rows(rows: Iterable[tuple[str, str]]) -> None:
    """Rows of one cell: an id, and HTML that is already escaped."""
    for id, body in rows:
        row(id, [("", body)], "two")
