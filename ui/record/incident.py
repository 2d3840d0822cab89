"""Incidents: lead, bridge, stage, analysis, texts for the status page; and bundling reports of one problem."""

import desk
import panels
import streamlit as st

from assistant import lifecycle
from assistant.cli.masking import masked
from assistant.cli.reported import identify
from assistant.domain import Decision
from assistant.domain.register import IncidentRecord, IncidentStage, RegisteredEscalation
from assistant.errors import EscalateError
from assistant.lifecycle import LifecycleRules
from assistant.redaction import ON_REQUEST, redact
from assistant.reporting import ReportRules, bundling, status_texts
from record.acting import form
from record.saying import say

_ALIKE = 200
"""Open records that are looked through for the same signature."""


def incident(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """Declare one, or see to the one there is."""
    now = record.incident
    if now is None:
        _declare(record, rules)
        return
    rca = "not owed" if now.rca_due_at is None else f"due {desk.shown(now.rca_due_at)}"
    if now.rca_done_at is not None:
        rca = f"written {desk.shown(now.rca_done_at)}"
    late = now.rca_due_at is not None and now.rca_done_at is None and now.rca_due_at < desk.now()
    panels.table(
        (
            ("declared", desk.shown(now.declared_at)),
            ("lead", panels.flat(now.lead, 80) if now.lead else '<b class="red coloured">nobody yet</b>'),
            ("bridge", panels.flat(now.bridge, 200) if now.bridge else "not set"),
            ("stage", now.stage.value),
            ("RCA", f'<b class="red coloured">{rca}, late</b>' if late else rca),
        )
    )
    _change(record, now)


def _declare(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    if record.closed or record.decision is Decision.HANDLE_IN_SUPPORT:
        st.caption("It is no incident.")
        return
    st.caption(panels.plain(rules.lead_rule, 400))
    with form(record, "declare") as f:
        left, right = st.columns(2)
        lead = left.text_input("Incident lead", key=f.key("lead"))
        bridge = right.text_input("Bridge", key=f.key("bridge"), placeholder="A link or number")
        pressed = f.button("Declare an incident")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.declare, by=by, at=at, lead=lead or None, bridge=bridge or None
            ),
            "incident declared; cross-functional updates are planned.",
        )


def _change(record: RegisteredEscalation, now: IncidentRecord) -> None:
    owes_rca = now.rca_due_at is not None and now.rca_done_at is None
    if record.closed and not owes_rca:
        return
    with form(record, "incident") as f:
        lead = bridge = ""
        stage = now.stage
        if not record.closed:
            left, middle, right = st.columns(3)
            lead = left.text_input("Lead", key=f.key("lead"), placeholder=now.lead or "Name")
            bridge = middle.text_input("Bridge", key=f.key("bridge"), placeholder=now.bridge or "Link or number")
            stages = list(IncidentStage)
            stage = right.selectbox(
                "Stage", stages, index=stages.index(now.stage), key=f.key("stage"), format_func=lambda s: s.value
            )
        rca_done = owes_rca and st.checkbox("The root-cause analysis is written", key=f.key("rca"))
        note = st.text_input("A word on it", key=f.key("note"))
        pressed = f.button("Change the incident")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.change_incident, by=by, at=at, lead=lead or None, bridge=bridge or None,
                stage=stage if stage is not now.stage else None, rca_done=rca_done, note=note or None,
            ),
            "incident changed.",
        )  # fmt: skip


def status_page(record: RegisteredEscalation, rules: ReportRules) -> None:
    """Texts of the four stages; public, so nothing goes in that was not cleared for it."""
    affects = st.text_input("What people notice, in a customer's words", key=f"affects-{record.id}")
    try:
        texts = status_texts(
            record, now=desk.now(), rules=rules.status_page, zone=desk.zone(), affects=affects or None,
            hidden=lambda text: bool(redact(text, kinds=ON_REQUEST).counts),
        )  # fmt: skip
    except EscalateError as error:
        say(error)
        return
    for text in texts:
        with st.expander(text.title + (" · the present stage" if text.current else ""), expanded=text.current):
            st.code(text.text, language=None, wrap_lines=True)
            for note in text.notes:
                st.caption(f"For us: {panels.plain(note, 300)}")


def bundle(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """What it is bundled under, what under it, and what else shows the same signature."""
    st.caption(panels.plain(rules.bundle_rule, 500))
    register = desk.register()
    if record.parent:
        desk.link(record.parent, f"Bundled under {record.parent}")
        _unbundle(record)
        return
    for child in register.find(parent=record.id, limit=50):
        (title,) = masked([child.title])
        desk.link(child.id, f"{child.id} · {title} · {child.customer or 'customer not stated'}")
    if record.closed:
        return
    alike = register.find(open_only=True, text=record.signature[0], limit=_ALIKE) if record.signature else []
    for group in bundling([record, *(r for r in alike if r.id != record.id)], identify):
        if record.id not in (group.parent, *group.children):
            continue
        others = [id for id in (group.parent, *group.children) if id != record.id]
        doubts = f" Doubts: {'; '.join(group.doubts)}." if group.doubts else ""
        shared = f"Same signature ({', '.join(group.shared)}): {', '.join(others)}."
        st.info(panels.plain(f"{shared} {group.customers} customers.{doubts}", 600))
    with form(record, "bundle") as f:
        left, right = st.columns(2)
        parent = left.text_input("Bundle it under", key=f.key("parent"), placeholder="ESC-…")
        reason = right.text_input("Reason, where the signature differs", key=f.key("reason"))
        pressed = f.button("Bundle")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.bundle(record.id, parent, by=by, at=at, reason=reason or None),
            f"bundled under {parent}.",
        )


def _unbundle(record: RegisteredEscalation) -> None:
    with form(record, "unbundle") as f:
        reason = st.text_input("Why it is another problem", key=f.key("reason"))
        pressed = f.button("Take it out of the bundle")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.unbundle, by=by, at=at, reason=reason),
            "taken out of the bundle.",
        )
