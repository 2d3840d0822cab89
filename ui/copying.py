"""A button that copies a text with one click and says that it did. Its script lies beside it; nothing is fetched."""

from pathlib import Path

import streamlit as st

_HTML = """<button type="button">
<svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
<rect x="9" y="9" width="11" height="12" rx="2"/>
<path d="M5 15H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1"/></svg>
<span class="label">Copy</span></button><span class="told" role="status"></span>"""
_CSS = """
button {
  display: inline-flex; align-items: center; gap: .5rem; min-height: 2.5rem; padding: .25rem .75rem; cursor: pointer;
  font: 400 .875rem var(--st-font, sans-serif); color: var(--st-text-color, #1b1f24); white-space: nowrap;
  background: var(--st-background-color, #fff); border: 1px solid var(--st-border-color, #d0d5dd);
  border-radius: var(--st-button-radius, .5rem);
}
button:hover { border-color: var(--st-primary-color, #0b5cad); color: var(--st-primary-color, #0b5cad); }
button:focus-visible { outline: 2px solid var(--st-primary-color, #0b5cad); outline-offset: 2px; }
.told { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
button[data-kind=done] { border-color: #067647; color: #067647; }
button[data-kind=refused] { border-color: #b42318; color: #b42318; }
"""
_button = st.components.v2.component(
    "copy_button", html=_HTML, css=_CSS, js=(Path(__file__).parent / "copy.js").read_text(encoding="utf-8")
)


def copy_button(text: str, key: str, *, box: str | None = None, label: str = "Copy") -> None:
    """The button. `box`: key of the text area it belongs to, whose newest words are checked before they are copied."""
    _button(data={"text": text, "box": box, "label": label, "key": key}, key=f"copy-{key}", width="content")
