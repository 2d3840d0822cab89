"""The next text for the customer: drafted by kind, edited, checked, recorded as it was sent. Nothing is sent here."""

import desk
import panels
import streamlit as st

from assistant.domain import UpdateKind
from assistant.domain.drafts import CustomerUpdate
from assistant.domain.register import RegisteredEscalation
from assistant.later_updates import TAKES_NEWS, nearly_repeats, suggested_kind
from assistant.lifecycle import LifecycleRules, may_write_to_customer
from assistant.redaction import redact
from assistant.tracking import Tracker
from record.acting import Form, form
from record.saying import told


def informing(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    """Draft, edit, check, record."""
    if record.closed:
        st.caption("It is closed: what the customer was told is in the timeline.")
        return
    last = record.customer_informed_at
    tracker = desk.tracker()
    kept = _key(record)
    first = None if last is not None else _first(record, tracker)
    suggested = suggested_kind(tracker.since_last_update(record.id)) if first is None else first.kind
    if first is None:
        st.caption(f"Last told: {desk.shown(last, 'not recorded yet')}. The customer owner is {_owner(record)}.")
    else:
        st.info(
            "The customer has not been told anything yet, as far as is recorded. Below is the first text, as it was "
            f"saved with the draft: once {_owner(record)} has sent it, record it."
        )
        st.session_state.setdefault(kept, (first, None, 0))
    kinds = list(UpdateKind)
    left, middle, right = st.columns([2, 4, 1], vertical_alignment="bottom")
    kind = left.selectbox(
        "Kind", kinds, key=f"kind-{record.id}-{last}", format_func=lambda k: panels.words(k.value),
        index=kinds.index(suggested), help="The one that fits what happened since the last update.",
    )  # fmt: skip
    takes = kind in TAKES_NEWS
    news = middle.text_input(
        "News, in your words, for the customer to read", key=f"news-{record.id}", disabled=not takes,
        help="Nothing of the internal trail enters the text by itself.",
    )  # fmt: skip
    if right.button("Draft it", key=f"draft-{record.id}", width="stretch"):
        with told():
            said = news if takes and news.strip() else None
            drafted = (
                first if first is not None and kind is first.kind and said is None
                else tracker.customer_update(record.id, kind, at=desk.now(), news=said)
            )  # fmt: skip
            turn = int(st.session_state.get(kept, (None, None, 0))[2]) + 1
            st.session_state[kept] = (drafted, said, turn)
    if kept in st.session_state:
        drafted, said, turn = st.session_state[kept]
        _editing(record, rules, tracker, drafted, turn)


def _first(record: RegisteredEscalation, tracker: Tracker) -> CustomerUpdate | None:
    """The first text for the customer as it was kept, secrets masked; None where the draft has none.

    Drafted anew where the time it promises has passed, or another person owns the customer since. Made once for each
    state of the record: a text being edited does not change under the hand.
    """
    key, state = f"first-{record.id}", record.version
    held = st.session_state.get(key)
    if held is None or held[0] != state:
        held = st.session_state[key] = (state, _made(record, tracker))
    first: CustomerUpdate | None = held[1]
    return first


def _made(record: RegisteredEscalation, tracker: Tracker) -> CustomerUpdate | None:
    texts = tracker.register.draft(record.id).updates
    if not texts:
        return None
    first, now = texts[0], desk.now()
    late = first.next_update_at is not None and first.next_update_at <= now
    if late or record.customer_owner.since > record.created_at:
        return tracker.customer_update(record.id, first.kind, at=now)
    return first.model_copy(update={"text": redact(first.text).text})


def _key(record: RegisteredEscalation) -> str:
    """Under what the text in hand is held: once the customer was told, by whomever, it is another's turn."""
    return f"update-{record.id}-{record.customer_informed_at}"


def _owner(record: RegisteredEscalation) -> str:
    return panels.plain(record.customer_owner.name)


def _editing(
    record: RegisteredEscalation,
    rules: LifecycleRules,
    tracker: Tracker,
    drafted: CustomerUpdate,
    turn: int,
) -> None:
    key = f"text-{record.id}-{record.customer_informed_at}-{turn}"
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
    kept = _key(record)
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
