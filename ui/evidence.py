"""The paste with the words of every fact marked, and the facts as they were understood, each field once."""

from collections.abc import Iterator, Sequence
from html import escape

import streamlit as st
from panels import readable, table, words

from assistant.domain import Escalation, Fact
from assistant.inert import one_line, without_commands

WHOLE = 40_000
"""Characters up to which a paste is shown whole; of a longer one the stretches around the marks are."""
_AROUND = 240
"""Characters kept on either side of a mark in a long paste."""
_SHOWN = 60_000
"""Characters of a long paste shown at most: the browser would crawl."""
_FEW = 5
"""Values of one field shown openly; more are folded."""

Mark = tuple[int, int, str]
"""Start, end, and what was understood there."""


def marks_of(escalation: Escalation) -> list[Mark]:
    """The words of the paste that carry facts, in order; where two overlap, the first and longest."""
    found: dict[tuple[int, int], list[str]] = {}
    for fact in escalation.facts:
        for e in fact.evidence:
            if e.source == "issue":
                found.setdefault((e.start, e.end), []).append(f"{words(fact.field.value)}: {fact.value}")
    marks: list[Mark] = []
    for (start, end), labels in sorted(found.items(), key=lambda m: (m[0][0], -m[0][1])):
        if not marks or start >= marks[-1][1]:
            marks.append((start, end, one_line("; ".join(labels))))
    return marks


def stretches(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Where a long paste is shown: around every mark, by whole lines where they are short, near ones joined."""
    begin = end = None
    for start, stop, _ in marks:
        low = text.rfind("\n", max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
        high = text.find("\n", stop, stop + _AROUND)
        high = high if high >= 0 else min(len(text), stop + _AROUND)
        if begin is None or end is None:
            begin, end = low, high
        elif low <= end + _AROUND:
            end = max(end, high)
        else:
            yield begin, end
            begin, end = low, high
    if begin is not None and end is not None:
        yield begin, end


def highlighted(escalation: Escalation) -> str:
    """The paste as HTML with every fact's words marked; hovering names the facts."""
    text, marks = escalation.issue.text, marks_of(escalation)
    if len(text) <= WHOLE:
        return f'<div class="paste">{_marked(text, marks, 0, len(text))}</div>'
    out, at, room = [], 0, _SHOWN
    for start, end in stretches(text, marks):
        if end - start > room:
            break
        out += [_gap(start - at), _marked(text, marks, start, end)]
        at, room = end, room - (end - start)
    return f'<div class="paste">{"".join(out)}{_gap(len(text) - at)}</div>'


def _gap(characters: int) -> str:
    return f'<div class="gap">… {characters:,} characters …</div>' if characters > 1 else "\n" * characters


def _marked(text: str, marks: Sequence[Mark], low: int, high: int) -> str:
    out, at = [], low
    for start, end, label in marks:
        if low <= start and end <= high:
            title = escape(label, quote=True)
            out.append(f'{shown(text[at:start])}<mark title="{title}">{shown(text[start:end])}</mark>')
            at = end
    return "".join(out) + shown(text[at:high])


def shown(text: str) -> str:
    """A stretch of the paste for HTML, escaped, without what turns text around or cannot be seen."""
    return escape(without_commands(text))


def facts(found: Sequence[Fact]) -> None:
    """Every field with its values, in the order they were understood; many are folded."""
    by_field: dict[str, dict[str, bool]] = {}
    for fact in found:
        values = by_field.setdefault(words(fact.field.value), {})
        value = readable(one_line(fact.value))
        values[value] = values.get(value, False) or fact.verified
    table((name, _values(values)) for name, values in by_field.items())


def _values(values: dict[str, bool]) -> str:
    rows = [
        f"<div>{escape(value)}{'' if verified else ' <span class=unsaid>unverified</span>'}</div>"
        for value, verified in values.items()
    ]
    if len(rows) <= _FEW + 1:
        return "".join(rows)
    more = f'<details class="more"><summary>{len(rows) - _FEW} more</summary>{"".join(rows[_FEW:])}</details>'
    return "".join(rows[:_FEW]) + more


def panel(escalation: Escalation) -> None:
    """Both, side by side."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        long = len(escalation.issue.text) > WHOLE
        where = f"{len(escalation.issue.text):,} characters: shown is what lies around the marks. " if long else ""
        st.caption(f"{where}Marked words carry a fact; point at one to see which.")
        st.html(highlighted(escalation))
    with right:
        fields = len({f.field for f in escalation.facts})
        st.caption(f"{len(escalation.facts)} facts in {fields} fields, as they were understood")
        facts(escalation.facts)
