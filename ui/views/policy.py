"""The policy in force, as anyone can read it: criteria, severities, targets, cadence, each with its source."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st
from panels import words
from record.rows import look
from session import assistant

policy = assistant().policy
st.title("Policy in force", anchor=False)
st.caption(f"Data in knowledge/policy, fingerprint {policy.fingerprint}. Code only applies it; no model can change it.")


def names(when: frozenset[str]) -> str:
    """Condition names as words."""
    return ", ".join(sorted(map(words, when)))


_CONDITIONS = (("All of", 13), ("Any of", 16), ("None of", 13), ("Source", 16))


def table(heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
    """A table whose cells are read whole. `heads` are its headings, each with its share of the width in percent."""
    head = "".join(f'<th style="width:{share}%">{escape(name)}</th>' for name, share in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    st.html(f'<div class="scroll"><table class="wordy"><tr>{head}</tr>{body}</table></div>')


def minutes(count: int) -> str:
    """Minutes as people say them: `30 min`, `2 h`, `1 day`."""
    if count % 1440 == 0:
        return f"{count // 1440} day{'' if count == 1440 else 's'}"
    return f"{count // 60} h" if count % 60 == 0 else f"{count} min"


look()
st.subheader("Escalate or handle in support", anchor=False)
st.caption("A criterion holds where all of the first, one of the second and none of the third conditions hold.")
table(
    [("Criterion", 27), ("Speaks for", 9), ("Order", 6), *_CONDITIONS],
    (
        (
            r.text, words(r.effect.value), str(r.precedence), names(r.when.all), names(r.when.any), names(r.when.none),
            r.source,
        )
        for r in sorted(policy.verdict, key=lambda r: r.precedence)
    ),
)  # fmt: skip
st.subheader("Severity", anchor=False)
table(
    [("Severity", 8), ("Rule", 25), ("Kind", 9), *_CONDITIONS],
    (
        (r.severity.value, r.text, kind, names(r.when.all), names(r.when.any), names(r.when.none), r.source)
        for kind, rules in (("raises to", policy.severity), ("caps at", policy.caps))
        for r in rules
    ),
)
st.subheader("Targets", anchor=False)
table(
    [("Target", 15), ("Level", 10), ("Readiness gate", 13), ("Must be given", 42), ("Source", 20)],
    (
        (t.name, t.level, t.gate.value, ", ".join(map(words, t.include)), t.source)
        for t in policy.targets.values()
    ),
)  # fmt: skip
st.subheader("Cadence", anchor=False)
table(
    [("Severity", 12), ("Contact with", 18), ("Due every", 14), ("Overdue after", 20), ("Only", 16), ("Source", 20)],
    (
        (
            c.severity.value, words(c.audience), minutes(c.due),
            "1 business day later" if c.overdue is None else minutes(c.overdue),
            "in an incident" if c.incident_only else "", c.source,
        )
        for c in policy.cadence
    ),
)  # fmt: skip
