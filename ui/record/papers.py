"""What is written of a record: its drafts, one-page summary, knowledge article, product feedback; and its files."""

from collections.abc import Callable

import desk
import panels
import streamlit as st

from assistant import lifecycle, reporting
from assistant.cli.reported import safe
from assistant.cli.showing import Case, as_json
from assistant.domain.register import FeedbackTrack, RegisteredEscalation
from assistant.errors import EscalateError
from assistant.exports.calendar import render_record_ics
from assistant.redaction import ON_REQUEST, redact
from assistant.reporting import ReportRules
from record.acting import form
from record.saying import say


def _hidden(text: str) -> str:
    return redact(text, kinds=ON_REQUEST).text


def files(case: Case) -> None:
    """Downloads: the whole record with secrets masked, and a calendar without names."""
    record = case.record
    st.download_button(
        "Download as JSON", lambda: as_json(case), f"{record.id}.json", "application/json", on_click="ignore",
        key=f"json-{record.id}", help="Record, trail, findings; secrets masked.",
    )  # fmt: skip
    st.download_button(
        "Download calendar", lambda: render_record_ics(record, desk.now(), zone=desk.zone()), f"{record.id}.ics",
        "text/calendar", on_click="ignore", key=f"ics-{record.id}", help="The next contacts; no names of customers.",
    )  # fmt: skip


def drafts(case: Case) -> None:
    """The versions of the draft, the newest first, as they were kept."""
    versions = list(reversed(case.drafts))
    number = st.selectbox(
        "Version", [v.number for v in versions], key=f"version-{case.record.id}",
        format_func=lambda n: f"{n}, of {desk.shown(next(v.made_at for v in versions if v.number == n))}",
    )  # fmt: skip
    drafted = desk.register().draft(case.record.id, number)
    if drafted.brief is None:
        st.caption("No brief: it is handled in support.")
    else:
        with st.expander("Brief", expanded=True):
            panels.document(redact(drafted.brief.markdown).text)
    for update in drafted.updates:
        with st.expander(f"Customer update: {panels.words(update.kind.value)}"):
            st.code(redact(update.text).text, language=None, wrap_lines=True)


def reports(record: RegisteredEscalation, rules: ReportRules) -> None:
    """Made when they are asked for, from what is recorded; what nobody recorded stays unknown."""
    kinds: dict[str, Callable[[], str]] = {
        "One-page summary": lambda: _summary(record, rules),
        "Knowledge article": lambda: _article(record),
        "Product feedback": lambda: _feedback(record, rules),
    }
    wanted = st.segmented_control("Write", list(kinds), key=f"report-{record.id}")
    if wanted is None:
        st.caption("Choose what to write. Nothing is published or filed by it.")
        return
    try:
        text = kinds[wanted]()
    except EscalateError as error:
        say(error)
        return
    with st.container(border=True):
        panels.document(text)
    name = wanted.lower().replace(" ", "-").replace("one-page-", "")
    st.download_button(
        "Markdown", text, f"{record.id}-{name}.md", "text/markdown", on_click="ignore", key=f"md-{name}-{record.id}"
    )
    if wanted == "Knowledge article":
        _published(record)
    elif wanted == "Product feedback":
        _file(record, rules)


def _summary(record: RegisteredEscalation, rules: ReportRules) -> str:
    kept = desk.register()
    made = reporting.incident_summary(
        record, kept.trail(record.id), kept.draft(record.id), rules=rules.summary, zone=desk.zone(),
        bundled=kept.find(parent=record.id),
    )  # fmt: skip
    return reporting.render_summary(safe(made), rules.summary, desk.zone(), now=desk.now())


def _article(record: RegisteredEscalation) -> str:
    made = reporting.article_draft(record, desk.register().draft(record.id), now=desk.now(), mask=_hidden)
    if made.to_fill:
        st.caption(f"To be written by a reviewer: {', '.join(made.to_fill)}.")
    return reporting.render_article(safe(made), desk.zone())


def _published(record: RegisteredEscalation) -> None:
    with form(record, "published") as f:
        reference = st.text_input("Published under (id or link)", key=f.key("reference"))
        pressed = f.button("Record that it was published")
    if pressed and not reference.strip():
        st.error("Give the id or link it was published under.")
    elif pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.sent, reporting.KNOWLEDGE_BASE, reference, by=by, at=at
            ),
            "publication recorded.",
            anyway=True,
        )


def _ticket(record: RegisteredEscalation, rules: ReportRules) -> reporting.FeedbackTicket:
    kept = desk.register()
    tracks = [t.value for t in FeedbackTrack]
    left, middle, right = st.columns(3)
    track = left.selectbox("Track", tracks, index=None, placeholder="By rule", key=f"track-{record.id}")
    manager = middle.text_input("Product manager", key=f"pm-{record.id}")
    use_case = right.text_input("The client's use case", key=f"use-{record.id}", placeholder="The brief's")
    return reporting.feedback_ticket(
        record, kept.draft(record.id), rules=rules, track=FeedbackTrack(track) if track else None,
        product_manager=manager or None, use_case=use_case or None, bundled=kept.count(parent=record.id),
    )  # fmt: skip


def _feedback(record: RegisteredEscalation, rules: ReportRules) -> str:
    made = _ticket(record, rules)
    st.session_state[f"feedback-{record.id}"] = made
    return reporting.render_feedback(safe(made))


def _file(record: RegisteredEscalation, rules: ReportRules) -> None:
    made: reporting.FeedbackTicket = st.session_state[f"feedback-{record.id}"]
    with form(record, "feedback") as f:
        pressed = f.button("Record it as filed")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.feedback_filed, made.as_recorded(), by=by, at=at),
            "product feedback recorded.",
        )
