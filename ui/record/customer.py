"""The next text for the customer: drafted by kind, edited, checked, recorded as it was sent. Nothing is sent here."""

import desk
import panels
import streamlit as st
from acting import Form, form

from assistant.domain import UpdateKind
from assistant.domain.drafts import CustomerUpdate
from assistant.domain.register import RegisteredEscalation
from assistant.later_updates import TAKES_NEWS, nearly_repeats, suggested_kind
from assistant.lifecycle import LifecycleRules, may_write_to_customer
from assistant.tracking import Tracker


def informing(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """Draft, edit, check, record."""
    if record.closed:
        st.caption("It is closed: what the customer was told is in the timeline.")
        return
    told = record.customer_informed_at
    st.caption(f"Last told: {desk.shown(told, 'not recorded yet')}. The customer owner is {_owner(record)}.")
    tracker = desk.tracker()
    kept = f"update-{record.id}"
    since = tracker.since_last_update(record.id)
    kinds = list(UpdateKind)
    left, middle, right = st.columns([2, 4, 1], vertical_alignment="bottom")
    kind = left.selectbox(
        "Kind", kinds, key=f"kind-{record.id}", format_func=lambda k: panels.words(k.value),
        index=kinds.index(suggested_kind(since)), help="The one that fits what happened since the last update.",
    )  # fmt: skip
    takes = kind in TAKES_NEWS
    news = middle.text_input(
        "News, in your words, for the customer to read", key=f"news-{record.id}", disabled=not takes,
        help="Nothing of the internal trail enters the text by itself.",
    )  # fmt: skip
    if right.button("Draft it", key=f"draft-{record.id}", width="stretch"):
        with desk.told():
            said = news if takes and news.strip() else None
            drafted = tracker.customer_update(record.id, kind, at=desk.now(), news=said)
            turn = int(st.session_state.get(kept, (None, None, 0))[2]) + 1
            st.session_state[kept] = (drafted, said, turn)
    if kept in st.session_state:
        drafted, said, turn = st.session_state[kept]
        _editing(record, rules, tracker, drafted, turn)


def _owner(record: RegisteredEscalation) -> str:
    return panels.plain(record.customer_owner.name)


def _editing(
    record: RegisteredEscalation,
    rules: LifecycleRules,
    tracker: Tracker,
    drafted: CustomerUpdate,
    turn: int,
) -> None:
    key = f"text-{record.id}-{turn}"
    text = st.text_area("To the customer, editable", value=drafted.text, height=400, key=key)
    edited = drafted.model_copy(update={"text": text})
    report = tracker.check_customer_text(record.id, text, at=desk.now(), kind=drafted.kind)
    panels.findings(report.findings)
    if nearly_repeats(text, tracker.register.trail(record.id)):
        st.warning("It nearly repeats the last update: say what was ruled out, or what is running now (X15).")
    may = may_write_to_customer(record, desk.who())
    if not may:
        st.warning(
            f"{panels.plain(desk.who())} may not reply to this customer: it is kept as an internal note for "
            f"{_owner(record)} to relay. {panels.plain(rules.collaboration_rule, 500)}"
        )
    with st.popover("Copy", icon=":material/content_copy:"):
        st.code(text, language=None, wrap_lines=True)
    with form(record, "informed") as f:
        blocked = not report.ready and not st.checkbox("I have read the blockers", key=f.key("read"))
        pressed = f.button("It was sent like this: record it" if may else "Keep it as an internal note", primary=True)
    if pressed and may and blocked:
        st.error("The text has blockers: close them, or tick that you have read them.")
    elif pressed:
        _record(f, record, edited, may=may)


def _record(f: Form, record: RegisteredEscalation, sent: CustomerUpdate, *, may: bool) -> None:
    kept = f"update-{record.id}"
    held = st.session_state.pop(kept)
    if may:
        f.do(
            lambda tracker, by, at: tracker.informed(
                record.id, sent.text, by=by, at=at, kind=sent.kind.value, next_update_at=sent.next_update_at
            ),
            "the customer was told; the next update is planned.",
        )
    else:
        f.do(lambda tracker, by, at: tracker.reply(record.id, sent.text, author=by, at=at), "kept as an internal note.")
    st.session_state[kept] = held  # refused: the text stays
