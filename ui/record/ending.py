"""How it ends: engineering closed, de-escalation with its four duties, closing with a code, reopening."""

from datetime import datetime

import desk
import panels
import streamlit as st

from assistant import lifecycle
from assistant.domain.drafts import CustomerUpdate
from assistant.domain.register import ClosureCode, DeEscalationReason, RegisteredEscalation
from assistant.errors import EscalateError
from assistant.lifecycle import LifecycleRules
from assistant.tracking import Change, DeEscalationDrafts, Tracker
from record.acting import Form, form
from record.saying import say


def ending(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """The ways out that its state allows."""
    if record.closure is not None:
        _closed(record, rules)
        return
    left, right = st.columns(2, gap="large")
    with left:
        _engineering(record, rules)
        _de_escalation(record, rules)
    with right:
        _close(record, rules)


def _engineering(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    st.markdown("**Engineering closed its ticket**")
    kept = f"engineering-note-{record.id}"
    if record.engineering_closed_at is not None:
        rule = rules.engineering_closed.get(record.issue_type.value, rules.engineering_closed["default"])
        st.caption(f"Closed {desk.shown(record.engineering_closed_at)}. {panels.plain(rule.flow, 300)}")
        drafted: CustomerUpdate | None = st.session_state.get(kept)
        if drafted is not None:
            st.caption("To the customer, to be reviewed; the next update is drafted under Customer.")
            st.code(drafted.text, language=None, wrap_lines=True)
        return
    with form(record, "engineering") as f:
        fixed = st.checkbox("With an outcome for the customer", value=True, key=f.key("fixed"))
        note = st.text_input("What engineering said (internal)", key=f.key("note"))
        news = st.text_input("What the customer may read of it", key=f.key("news"))
        pressed = f.button("Record it")

    def close(tracker: Tracker, by: str, at: datetime) -> Change:
        change, drafted = tracker.engineering_closed(
            record.id, by=by, at=at, fixed=fixed, note=note or None, news=news or None
        )
        st.session_state[kept] = drafted
        return change

    if pressed:
        f.do(close, "engineering closed; the support ticket was set.")


def _de_escalation(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    st.markdown("**De-escalate: back to support**")
    if record.de_escalation is None:
        _begin(record, rules)
        return
    done = record.de_escalation
    st.caption(
        f"{panels.plain(rules.reasons[done.reason].text, 200)}, since {desk.shown(done.at)}, by {panels.plain(done.by)}"
    )
    missing = lifecycle.open_duties(record)
    for duty, text in rules.de_escalation_duties.items():
        if duty not in missing:
            st.markdown(f"✓ {text}")
    if not missing:
        st.caption("All four are done: it can be closed.")
        return
    try:
        drafts = _drafts(record)
    except EscalateError as error:
        say(error)
        return
    texts = {
        "team_notified": drafts.team_note,
        "ticket_updated": drafts.ticket_note,
        "customer_informed": drafts.customer_update.text,
        "learning": "",
    }
    for duty in missing:
        with st.expander(f"○ {rules.de_escalation_duties[duty]}"), form(record, f"duty-{duty}") as f:
            text = st.text_area("As it was sent, or what was learned", texts[duty], key=f.key("text"), height=150)
            pressed = f.button("It is done")
        if pressed:
            _done(f, record, duty, text)


def _drafts(record: RegisteredEscalation) -> DeEscalationDrafts:
    """The three drafts, made once for each state of the record: a text being edited does not change under the hand."""
    key, state = f"de-escalation-{record.id}", (record.id, record.version)
    if key not in st.session_state or st.session_state[key][0] != state:
        st.session_state[key] = (state, desk.tracker().de_escalation_drafts(record.id, at=desk.now()))
    drafts: DeEscalationDrafts = st.session_state[key][1]
    return drafts


def _done(f: Form, record: RegisteredEscalation, duty: str, text: str) -> None:
    f.do(
        lambda tracker, by, at: tracker.de_escalation_duty(record.id, duty, text, by=by, at=at),
        f"{panels.words(duty)}: recorded.",
    )


def _begin(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with form(record, "de-escalate") as f:
        reason = st.radio(
            "Reason", list(DeEscalationReason), key=f.key("reason"), format_func=lambda r: rules.reasons[r].text,
            captions=[_leads_to(rules, r) for r in DeEscalationReason],
        )  # fmt: skip
        note = st.text_input("A word on it", key=f.key("note"))
        pressed = f.button("De-escalate")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(
                record.id, lifecycle.de_escalate, reason, by=by, at=at, note=note or None
            ),
            "de-escalation begun; four duties are open.",
        )


def _leads_to(rules: LifecycleRules, reason: DeEscalationReason) -> str:
    rule = rules.reasons[reason]
    if rule.code is None:
        return "No closure: it goes on with another severity."
    return f"Ends as {rule.code.value}" + (", once a cause is recorded." if rule.needs_cause else ".")


def _close(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    st.markdown("**Close**")
    st.caption(panels.plain(rules.loop_rule, 400))
    led_to = rules.reasons[record.de_escalation.reason].code if record.de_escalation else None
    with form(record, "close") as f:
        codes = list(ClosureCode)
        code = st.selectbox(
            "Closure code", codes, index=codes.index(led_to) if led_to else None, key=f.key("code"),
            format_func=lambda c: f"{c.value}: {rules.codes[c].lower()}", placeholder="Exactly one",
        )  # fmt: skip
        learning = st.text_area("What was learned (needed)", key=f.key("learning"), height=80)
        resolution = st.text_area("What was done about it", key=f.key("resolution"), height=80)
        confirmed = st.checkbox("The customer has confirmed", key=f.key("confirmed"))
        on, at_ = st.columns(2)
        day = on.date_input("On (now, unless given)", value=None, key=f.key("day"))
        hour = at_.time_input("At", value=None, key=f.key("hour"))
        pressed = f.button("Close it", primary=True)
    if pressed:
        then = datetime.combine(day, hour or datetime.min.time(), tzinfo=desk.zone()) if day else None
        f.do(
            lambda tracker, by, at: tracker.close(
                record.id, by=by, at=at, learning=learning or None, code=code, resolution=resolution or None,
                customer_confirmed_at=(then or at) if confirmed else None,
            ),
            "closed.",
        )  # fmt: skip


def _closed(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    closure = record.closure
    assert closure is not None
    panels.table(
        (
            ("closed", f"{desk.shown(closure.at)} by {panels.flat(closure.by, 60)}"),
            ("code", f"{closure.code.value} <span class='aside'>{rules.codes[closure.code]}</span>"),
            ("learned", panels.flat(closure.learning, 600)),
            ("customer confirmed", desk.shown(closure.customer_confirmed_at)),
            ("resolution", panels.flat(record.resolution, 600) if record.resolution else "not recorded"),
        )
    )
    with form(record, "reopen") as f:
        reason = st.text_input("Why it is opened again", key=f.key("reason"))
        pressed = f.button("Reopen")
    if pressed:
        f.do(
            lambda tracker, by, at: tracker.do(record.id, lifecycle.reopen, reason, by=by, at=at),
            "open again; the technical owner must accept anew.",
        )
