"""Practice: a brief of one's own scored against the checklist, with a reason for every point (S1 §7)."""

import desk
import panels
import streamlit as st
from record.header import LEVELS
from record.saying import page_words, told
from session import assistant, samples

from assistant import reporting
from assistant.checks import load_rules
from assistant.cli.reported import rules_of, safe
from assistant.domain import ChecklistItem, ChecklistReport, Finding, FindingLevel
from assistant.reporting import PracticeScore
from assistant.reporting.practice import PracticePoint

_FOUND = "findings"
"""The points that are lost by what the checks find."""
_NAMES = {_FOUND: "what the checks found", "expected_vs_actual": "expected and actual behaviour"}


def scored(brief: str, issue: str) -> tuple[PracticeScore, ChecklistReport]:
    """The score, as `escalate practice` makes it, and what the checks found; secrets masked in both."""
    helper, now, raw = assistant(), desk.now(), issue.strip() or None
    report = helper.check(brief, "brief", raw, now=now)
    known: tuple[ChecklistItem, ...] = ()
    assessment = None
    if raw is not None:
        understood = helper.understand(raw, now=now)
        assessment = helper.assess(understood)
        known = helper.prepare(understood, assessment).items.signature
    score = reporting.practice_score(
        report, rules=rules_of(helper.settings).practice, known=known, assessment=assessment,
        meanings=load_rules(helper.settings.knowledge / "policy").items,
    )  # fmt: skip
    return safe(score), safe(report)


def _item(point: PracticePoint) -> str:
    """An item of the checklist, or the checks' share: how far it is there, its points, what to write."""
    full = point.got >= point.of
    colour, state = ("green", "✓") if full else ("red", "✗") if point.got <= 0 else ("amber", "~")
    points = f"{round(point.got)} of {round(point.of)} points"
    why = f"{point.why.partition(',')[0]}, told below." if point.id == _FOUND and not full else point.why
    return (
        f'<b class="{colour} coloured">{state}</b> {panels.flat(page_words(why), 400)} '
        f'<span class="aside">{points}</span>{_fix(point)}'
    )


def _finding(found: Finding) -> str:
    """What the checks hold against the brief, and how it is closed."""
    message = panels.flat(page_words(found.message), 400)
    quoted = f" “{panels.flat(found.quote, 100)}”" if found.quote.strip() and found.quote not in found.message else ""
    return (
        f'<div class="rule"><b class="{LEVELS[found.level]} coloured">{found.level.value.capitalize()}:</b> '
        f'{message}{quoted} <span class="aside">{panels.flat(found.id)}</span>'
        f'<div class="aside">{panels.flat(page_words(found.fix), 400)}</div></div>'
    )


def _verdict(text: str) -> str:
    """A line of policy's verdict; the remedy of a known way to fail as a sentence of its own."""
    said, named, remedy = text.partition(". Fix: ")
    helps = f". What helps: {remedy[:1].lower()}{remedy[1:]}" if named else ""
    return f'<div class="rule">{panels.flat(said + helps, 400)}</div>'


def _fix(point: PracticePoint) -> str:
    return f'<div class="aside">{panels.flat(page_words(point.fix), 400)}</div>' if point.fix else ""


def result(score: PracticeScore, report: ChecklistReport) -> None:
    """The figure, then point by point."""
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.metric("Score", f"{score.figure} of 100")
        st.progress(score.figure / 100)
        for text in score.verdict:
            st.html(_verdict(text))
    with right:
        rows = [(_NAMES.get(p.id, panels.words(p.id)), _item(p)) for p in score.points if p.of]
        rows += [(panels.words(id), "Neither issue nor brief says it: a question to ask.") for id in score.to_ask]
        panels.table(rows)
        if report.findings:
            st.markdown("**What the checks found**")
            order = list(FindingLevel)
            st.html("".join(map(_finding, sorted(report.findings, key=lambda f: order.index(f.level)))))
    for text in score.not_checked:
        st.warning(f"Not checked: {panels.plain(text)}")


def show() -> None:
    """Both texts, then the score."""
    st.caption("Write the brief yourself, then see what the checks that guard every brief make of it. Nothing is kept.")
    chosen = st.pills("An issue to practise on (invented)", list(samples()), key="practice-sample")
    with st.form("practice", border=False):
        left, right = st.columns(2, gap="medium")
        # NOTE: a box of its own for each sample. A text set into the one there is gets lost where a press overtakes it.
        key = f"practice-issue-{chosen}" if chosen else "practice-issue"
        issue = left.text_area("The raw issue", samples().get(chosen or "", ""), height=380, key=key)
        brief = right.text_area("Your brief", height=380, key="practice-brief", placeholder="## ESCALATION: …")
        pressed = st.form_submit_button("Score it", type="primary")
    if pressed:
        if not brief.strip():
            st.error("Your brief is empty. Write what you would send to the receiving team.")
            return
        if not issue.strip():
            st.info("Without the issue nobody can tell what the brief leaves out.")
        result(*scored(brief, issue))


st.title("Practice", anchor=False)
with told():
    show()
