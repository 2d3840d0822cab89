"""Who owns it: assign, accept, decline, send back, hand over, and who else may write to the customer."""

import streamlit as st
from desk import who
from panels import plain, words

from assistant import lifecycle
from assistant.domain.register import RegisteredEscalation
from assistant.reporting import ReportRules
from record.acting import form

_ITEMS = (
    "summary", "reproduction_steps", "expected_vs_actual", "logs_and_data", "customer_impact", "severity",
    "steps_already_taken", "screenshots", "supporting_tickets", "case_owner",
)  # fmt: skip
"""The signature checklist (S1 §6): what a team may send it back for; other words may be typed."""


def owning(record: RegisteredEscalation, rules: ReportRules) -> None:
    """The forms that fit its state."""
    if record.closed:
        st.caption("It is closed. Owners change on an open record: reopen it under End.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Technical owner**")
        if not record.targets:
            st.caption("Handled in support: there is no technical owner.")
        else:
            _technical(record, rules)
    with right:
        st.markdown("**Customer owner**")
        st.caption(f"{plain(record.customer_owner.name)}. Escalating never changes who owns the customer.")
        _hand_over(record)
        _consent(record)


def _technical(record: RegisteredEscalation, rules: ReportRules) -> None:
    owner = record.technical_owner
    if owner is not None and owner.accepted_at is None:
        _accept(record, owner.name)
    with form(record, "assign") as f:
        name = st.text_input("Assign to", key=f.key("name"), placeholder="Name; must still accept")
        team = st.selectbox(
            "Team",
            list(rules.meeting.teams),
            index=None,
            key=f.key("team"),
            accept_new_options=True,
            placeholder=plain(record.team or "Team of the triage meeting"),
        )
        pressed = f.button("Assign", primary=owner is None)
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.assign, name, by=by, at=at, team=team),
            "assigned; to be accepted.",
        )
    if owner is not None:
        _decline(record)
    _send_back(record)


def _accept(record: RegisteredEscalation, name: str) -> None:
    with form(record, "accept") as f:
        other = who().casefold() != name.casefold()
        behalf = other and st.checkbox(f"{plain(name)} said yes, and I record it", key=f.key("behalf"))
        pressed = f.button("Accept", primary=True)
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.accept, by=by, at=at, on_behalf_of=name if behalf else None
            ),
            "accepted.",
        )


def _missing(key: str) -> list[str]:
    return st.multiselect(
        "Missing", list(_ITEMS), format_func=words, key=key, accept_new_options=True, placeholder="What is missing"
    )


def _decline(record: RegisteredEscalation) -> None:
    with st.expander("Decline"):
        with form(record, "decline") as f:
            reason = st.text_input("Why", key=f.key("reason"))
            missing = _missing(f.key("missing"))
            pressed = f.button("Decline")
        if pressed:
            f.do(
                lambda tracker, by, at: tracker.do(
                    record.id, lifecycle.decline, reason, by=by, at=at, missing=tuple(missing)
                ),
                "declined; nobody owns the technical side now.",
            )


def _send_back(record: RegisteredEscalation) -> None:
    with st.expander("Sent back by the receiving team"):
        with form(record, "bounce") as f:
            missing = _missing(f.key("missing"))
            reason = st.text_input("What they said", key=f.key("reason"))
            pressed = f.button("Record that it was sent back")
        if pressed:
            f.do(
                lambda tracker, by, at: tracker.bounce_back(record.id, missing, by=by, at=at, reason=reason or None),
                "sent back; it counts as a bounce-back.",
            )


def _hand_over(record: RegisteredEscalation) -> None:
    with st.expander("Hand the customer over"):
        with form(record, "hand-over") as f:
            name = st.text_input("New customer owner", key=f.key("name"))
            reason = st.text_input("Why", key=f.key("reason"))
            pressed = f.button("Hand over")
        if pressed:
            f.do(
                lambda tracker, by, at: tracker.do(
                    record.id, lifecycle.hand_over, name, by=by, at=at, reason=reason or None
                ),
                "handed over; consents of the former owner ended.",
            )


def _consent(record: RegisteredEscalation) -> None:
    with st.expander("Who else may reply to the customer"):
        for name in record.public_reply_consent:
            st.caption(f"{plain(name)} may reply.")
        with form(record, "consent") as f:
            name = st.text_input("Name", key=f.key("name"))
            given = f.button("Give consent")
            withdrawn = bool(record.public_reply_consent) and f.button("Withdraw it")
        if given:
            f.do(lambda tracker, by, at: tracker.do(record.id, lifecycle.consent, name, by=by, at=at), "consent given.")
        if withdrawn:
            f.do(
                lambda tracker, by, at: tracker.do(record.id, lifecycle.withdraw_consent, name, by=by, at=at),
                "consent withdrawn.",
            )
