"""What is only added to the trail: notes, a contributor's note in three parts, tested hypotheses, steps taken."""

import streamlit as st
from panels import plain

from assistant import lifecycle
from assistant.domain.register import RegisteredEscalation
from assistant.lifecycle import LifecycleRules
from record.acting import form


def noting(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """The forms, and the rule they follow (S3)."""
    st.info(plain(rules.collaboration_rule, 600))
    left, right = st.columns(2, gap="large")
    with left:
        _note(record)
        _step(record)
    with right:
        _contributor(record, rules)
        _hypothesis(record)


def _note(record: RegisteredEscalation) -> None:
    st.markdown("**Internal note**")
    with form(record, "note") as f:
        text = st.text_area("Note", key=f.key("text"), height=110)
        pressed = f.button("Add the note", primary=True)
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.note, text, by=by, at=at), "note added.",
            anyway=True,
        )  # fmt: skip


def _contributor(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    st.markdown("**Contributor's note, in three parts**")
    with form(record, "contributor") as f:
        parts = {key: st.text_area(title, key=f.key(key), height=80) for key, title in rules.note_parts}
        pressed = f.button("Add the contributor's note")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.contributor_note, parts, by=by, at=at),
            "contributor's note added; internal.",
            anyway=True,
        )


def _step(record: RegisteredEscalation) -> None:
    st.markdown("**Troubleshooting step**")
    with form(record, "step") as f:
        step = st.text_input("What was done", key=f.key("step"))
        result = st.text_input("What came of it", key=f.key("result"))
        pressed = f.button("Record the step")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.step_taken, step, result or None, by=by, at=at),
            "step recorded.",
            anyway=True,
        )


def _hypothesis(record: RegisteredEscalation) -> None:
    st.markdown("**Tested hypothesis**")
    with form(record, "hypothesis") as f:
        text = st.text_input("What was supposed", key=f.key("text"))
        outcome = st.text_input("What testing it showed", key=f.key("outcome"))
        pressed = f.button("Record the hypothesis")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.hypothesis, text, outcome, by=by, at=at),
            "hypothesis recorded.",
            anyway=True,
        )
