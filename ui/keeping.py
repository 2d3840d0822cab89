"""What comes after a draft: keeping it in the register, and S4's four offers. They are questions, never actions."""

from dataclasses import dataclass

import desk
import panels
import streamlit as st
from chat import as_seen
from copying import copy_button
from session import Work, assistant

from assistant import lifecycle
from assistant.cli.reported import rules_of
from assistant.domain import Decision, Escalation, UpdateKind
from assistant.errors import EscalateError
from assistant.exports import render
from assistant.follow_ups import load_calendars
from assistant.later_updates import draft_later_update
from assistant.lifecycle.opening import planned_contacts
from assistant.settings import default_settings


@dataclass
class Saved:
    """What of the issue in hand is in the register."""

    id: str
    draft: Escalation
    """As it was last kept, edits included."""


def saved(now: Work) -> Saved | None:
    """What was kept of this paste in this session."""
    kept: dict[int, Saved] = st.session_state.setdefault("saved", {})
    return kept.get(now.paste)


def what_next(now: Work, edited: Escalation) -> None:
    """Save, and the offers, in a row. `edited` is the draft with the person's own texts."""
    desk.tell()
    kept = saved(now)
    with st.container(horizontal=True, vertical_alignment="center", key="what-next"):
        if kept is None:
            with st.popover("Save to the register", type="primary", key=f"save-{now.paste}"):
                _save_form(now, edited)
        else:
            desk.link(kept.id, f"Saved as {kept.id}: open it")
            if kept.draft != edited and st.button("Save this version too", key=f"save-again-{now.version}"):
                _save_again(kept, edited)
        _offers(now, edited, kept)


def _save_form(now: Work, edited: Escalation) -> None:
    settings = default_settings()
    with st.form(f"keep-{now.paste}", border=False):
        ticket = st.text_input("Ticket (link or id)")
        team = st.selectbox(
            "Engineering team", list(rules_of(settings).meeting.teams), index=None, accept_new_options=True,
            placeholder="Choose, or type another",
        )  # fmt: skip
        region = st.text_input("Customer's region", placeholder="EMEA, DE, us-east-1, …", help="For working hours.")
        sla = st.number_input("SLA: minutes between updates", 0, 100_000, 0, help="0: none. The stricter wins.")
        by = st.text_input("You are", value=now.escalation.issue.reported_by or desk.who())
        pressed = st.form_submit_button("Save", type="primary")
    if not pressed:
        return
    try:
        st.session_state["who"] = by.strip()
        unknown = region.strip() and load_calendars(settings.knowledge / "policy").find(region.strip()) is None
        tracker = desk.tracker()
        record = tracker.save(
            now.escalation, by=desk.who(), at=desk.now(), ticket=ticket.strip() or None, team=team or None,
            region=region.strip() or None, sla_minutes=sla or None,
        )  # fmt: skip
        kept = Saved(record.id, now.escalation)
        st.session_state["saved"][now.paste] = kept
    except EscalateError as error:
        desk.say(error)
        return
    more = f"The region {region.strip()!r} names no calendar: the default of the settings counts." if unknown else None
    desk.said(f"Saved as {record.id}, with the whole paste and this draft.", more)
    if edited != now.escalation:
        _save_again(kept, edited)
    st.rerun()


def _save_again(kept: Saved, edited: Escalation) -> None:
    """The present texts as a further version: what was drafted and what a person made of it stay apart."""
    try:
        tracker = desk.tracker()
        change = tracker.redraft(kept.id, edited, by=desk.who(), at=desk.now(), note="with the texts as edited")
    except EscalateError as error:
        desk.said(f"{kept.id} is in the register, your edited texts are not yet.", str(error))
    else:
        kept.draft = edited
        desk.said(f"Kept in {kept.id}: draft {change.record.drafts}, with your edits.")
    st.rerun()


def _offers(now: Work, edited: Escalation, kept: Saved | None) -> None:
    """S4's four, each answered by a look at what would go out."""
    if edited.assessment.decision is Decision.ESCALATE:
        with st.popover("Post it in the team's channel?", key=f"offer-post-{now.paste}"):
            st.caption("For Slack, as it will look. Nothing is posted from here; its JSON is under Export.")
            _post(edited, now)
            sending = f"escalate send slack {kept.id if kept else 'ESC-ID'} --yes"
            st.caption(f"`{sending}` posts it" + ("." if kept else ", once it is saved."))
    with st.popover("Send an interim response?", key=f"offer-interim-{now.paste}"):
        st.caption("It is drafted under Customer, where it is edited and checked. As it stands there:")
        st.code(edited.updates[0].text, language=None, wrap_lines=True)
        copy_button(edited.updates[0].text, f"interim-{now.paste}")
    with st.popover("Set a reminder?", key=f"offer-reminder-{now.paste}"):
        for follow_up in edited.follow_ups:
            st.markdown(f"{panels.words(follow_up.audience.value).capitalize()}: **{desk.shown(follow_up.due_at)}**")
        if edited.follow_ups:
            st.download_button(
                "Put them into my calendar", lambda: render(edited, "ics", now=now.understood.now), "follow-ups.ics",
                "text/calendar", on_click="ignore", key=f"offer-ics-{now.version}",
            )  # fmt: skip
        else:
            st.caption("No contact is promised.")
    with st.popover("Draft a status update for the customer?", key=f"offer-status-{now.paste}"):
        _status_update(now, edited)


def _post(edited: Escalation, now: Work) -> None:
    try:
        st.html(as_seen(render(edited, "slack", now=now.understood.now)))
    except EscalateError as error:
        desk.say(error)


def _status_update(now: Work, edited: Escalation) -> None:
    """The text for when the customer asks how far it is: by the same templates and checks."""
    held = f"status-update-{now.version}"
    st.caption("For when work has gone on and there is something to tell. Save first to keep what was sent.")
    news = st.text_input("What is new, for the customer to read", key=f"status-news-{now.version}")
    if st.button("Draft it", key=f"status-draft-{now.version}"):
        at = desk.now()
        try:
            helper = assistant()
            rules = lifecycle.load_rules(default_settings().knowledge / "policy")
            record = lifecycle.opened(edited, id="ESC-0", by=desk.who(), at=at, rules=rules).record
            contact = next((c for c in planned_contacts(edited) if c.audience.value == "customer"), None)
            st.session_state[held] = draft_later_update(
                helper, edited, record, UpdateKind.PROGRESS, at=at, news=news or None, contact=contact
            )
        except EscalateError as error:
            desk.say(error)
    if held in st.session_state:
        st.code(st.session_state[held].text, language=None, wrap_lines=True)
        copy_button(st.session_state[held].text, held)
