"""Practice: a brief of one's own scored against the checklist, with a reason for every point (S1 §7)."""

import desk
import panels
import streamlit as st
from session import assistant, samples

from assistant import reporting
from assistant.checks import load_rules
from assistant.cli.reported import rules_of, safe
from assistant.domain import ChecklistItem
from assistant.reporting import PracticeScore
from assistant.reporting.wording import figure


def scored(brief: str, issue: str) -> PracticeScore:
    """The score, as `escalate practice` makes it."""
    helper, now, raw = assistant(), desk.now(), issue.strip() or None
    report = helper.check(brief, "brief", raw, now=now)
    known: tuple[ChecklistItem, ...] = ()
    assessment = None
    if raw is not None:
        understood = helper.understand(raw, now=now)
        assessment = helper.assess(understood)
        known = helper.prepare(understood, assessment).items.signature
    return reporting.practice_score(
        report, rules=rules_of(helper.settings).practice, known=known, assessment=assessment,
        meanings=load_rules(helper.settings.knowledge / "policy").items,
    )  # fmt: skip


def result(score: PracticeScore) -> None:
    """The figure, then point by point."""
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.metric("Score", f"{score.figure} of 100")
        st.progress(score.figure / 100)
        for text in score.verdict:
            st.html(f'<div class="rule">{panels.flat(text, 400)}</div>')
    with right:
        rows = []
        for point in score.points:
            full = point.of and point.got >= point.of
            colour = "green" if full else "red" if point.got <= 0 else "amber"
            got = f"{figure(point.got)} of {figure(point.of)}" if point.of else figure(point.got)
            fix = f'<div class="aside">{panels.flat(point.fix, 400)}</div>' if point.fix else ""
            why = f'<b class="{colour} coloured">{got}</b> {panels.flat(point.why, 400)}{fix}'
            rows.append((panels.words(point.id), why))
        rows += [(panels.words(id), "neither issue nor brief holds it: a question to ask") for id in score.to_ask]
        panels.table(rows)
    for text in score.not_checked:
        st.warning(f"Not checked: {panels.plain(text)}")


def show() -> None:
    """Both texts, then the score."""
    st.caption("Write the brief yourself, then see what the checks that guard every brief make of it. Nothing is kept.")
    chosen = st.pills("An issue to practise on (invented)", list(samples()), key="practice-sample")
    if chosen != st.session_state.get("practice-loaded"):
        st.session_state["practice-loaded"] = chosen
        if chosen:
            st.session_state["practice-issue"] = samples()[chosen]
    with st.form("practice", border=False):
        left, right = st.columns(2, gap="medium")
        issue = left.text_area("The raw issue", height=380, key="practice-issue")
        brief = right.text_area("Your brief", height=380, key="practice-brief", placeholder="## ESCALATION: …")
        pressed = st.form_submit_button("Score it", type="primary")
    if pressed:
        if not brief.strip():
            st.error("Your brief is empty. Write what you would send to the receiving team.")
            return
        if not issue.strip():
            st.info("Without the issue nobody can tell what the brief leaves out.")
        result(safe(scored(brief, issue)))


st.title("Practice", anchor=False)
with desk.told():
    show()
