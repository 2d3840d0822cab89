"""Contacts of a kept escalation as things change: numbers, sequences, cancellations."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Audience, FollowUp, Severity
from assistant.domain.register import Contact
from assistant.follow_ups import BusinessCalendar, after_contact, next_contact, planned, replanned
from tests.follow_ups.examples import NOW, POLICY, calendars, hours, office, terms

CUSTOMER, INTERNAL, EVERYBODY = Audience.CUSTOMER, Audience.INTERNAL, Audience.CROSS_FUNCTIONAL


def one(contacts: tuple[Contact, ...], audience: Audience = CUSTOMER) -> Contact:
    """The open contact of an audience."""
    (found,) = [c for c in contacts if c.open and c.audience is audience]
    return found


def test_the_first_contacts_have_number_one() -> None:
    contacts = planned(terms("SEV1", incident=True), POLICY, None, NOW)
    assert {(c.audience, c.number, c.sequence) for c in contacts} == {(a, 1, 0) for a in Audience}
    first = next_contact(contacts)
    assert first is not None and first.audience is EVERYBODY


def test_what_the_draft_promised_the_customer_holds() -> None:
    friday_evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    promise = FollowUp(
        audience=CUSTOMER, due_at=friday_evening + hours(24), overdue_at=friday_evening + hours(48), source="S1 §2"
    )
    kept = planned(terms("SEV3"), POLICY, office(), friday_evening, [promise])
    assert one(kept).due_at == promise.due_at
    assert one(kept, INTERNAL).due_at > promise.due_at  # nobody outside was told a time


def test_raised_at_once_it_is_due_as_if_it_began_so() -> None:
    was = planned(terms("SEV3"), POLICY, None, NOW)
    at = NOW + hours(20)
    now = replanned(was, terms("SEV1"), POLICY, None, at, since=NOW)
    assert one(now).due_at == at + hours(2)
    assert (one(now).number, one(now).sequence) == (1, 1)
    # what was due sooner anyway is not put off by raising it
    late = NOW + hours(23.5)
    assert one(replanned(was, terms("SEV1"), POLICY, None, late, since=NOW)).due_at == NOW + hours(24)


def test_lowered_it_waits_as_the_milder_rule_says_from_the_last_contact() -> None:
    was = planned(terms("SEV1"), POLICY, None, NOW)
    was = after_contact(was, CUSTOMER, terms("SEV1"), POLICY, None, NOW + hours(1))
    now = replanned(was, terms("SEV3"), POLICY, None, NOW + hours(2), since=NOW)
    assert one(now).due_at == NOW + hours(25)
    assert (one(now).number, one(now).sequence) == (2, 1)


def test_overdue_stays_overdue_when_raised() -> None:
    was = planned(terms("SEV2"), POLICY, None, NOW)
    now = replanned(was, terms("SEV1"), POLICY, None, NOW + hours(9), since=NOW)
    assert one(now) == one(was)


def test_a_change_that_moves_nothing_raises_no_sequence() -> None:
    was = planned(terms("SEV2"), POLICY, None, NOW)
    assert replanned(was, terms("SEV2", sla_minutes=500), POLICY, None, NOW + hours(1), since=NOW) == was


def test_a_new_region_moves_what_waits_for_working_hours() -> None:
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    was = planned(terms("SEV3"), POLICY, None, friday)
    now = replanned(was, terms("SEV3"), POLICY, office("UTC"), friday + hours(1), since=friday)
    assert one(now).due_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert one(now).sequence == 1


def test_the_end_of_an_incident_cancels_its_updates_and_a_new_one_counts_on() -> None:
    was = planned(terms("SEV1", incident=True), POLICY, None, NOW)
    calm = replanned(was, terms("SEV1"), POLICY, None, NOW + hours(1), since=NOW)
    (off,) = [c for c in calm if c.audience is EVERYBODY]
    assert (off.cancelled, off.sequence, off.number) == (True, 1, 1)
    again = replanned(calm, terms("SEV1", incident=True), POLICY, None, NOW + hours(2), since=NOW)
    assert one(again, EVERYBODY).number == 2
    assert one(again, EVERYBODY).due_at == NOW + hours(2.5)


def test_closing_cancels_all_and_reopening_begins_anew() -> None:
    was = planned(terms("SEV1", incident=True), POLICY, None, NOW)
    closed = replanned(was, terms("SEV1", incident=True, over=True), POLICY, None, NOW + hours(1), since=NOW)
    assert next_contact(closed) is None
    assert all(c.cancelled and c.sequence == 1 for c in closed)
    assert replanned(closed, terms(over=True), POLICY, None, NOW + hours(2), since=NOW) == closed
    reopened = replanned(closed, terms("SEV2"), POLICY, None, NOW + hours(9), since=NOW)
    assert one(reopened).due_at == NOW + hours(11)


def test_a_contact_made_is_followed_by_the_next() -> None:
    was = planned(terms("SEV2"), POLICY, None, NOW)
    now = after_contact(was, CUSTOMER, terms("SEV2"), POLICY, None, NOW + hours(1))
    done, following = [c for c in now if c.audience is CUSTOMER]
    assert (done.number, done.done_at, done.sequence) == (1, NOW + hours(1), 0)
    assert (following.number, following.due_at) == (2, NOW + hours(3))
    assert one(now, INTERNAL) == one(was, INTERNAL)


def test_a_promise_of_the_update_itself_is_kept() -> None:
    was = planned(terms("SEV2"), POLICY, None, NOW)
    sooner = after_contact(was, CUSTOMER, terms("SEV2"), POLICY, None, NOW, promised=NOW + hours(1))
    assert one(sooner).due_at == NOW + hours(1)
    later = after_contact(was, CUSTOMER, terms("SEV2"), POLICY, None, NOW, promised=NOW + hours(9))
    assert one(later).due_at == NOW + hours(2)


def test_nobody_due_means_no_next() -> None:
    was = planned(terms("SEV2"), POLICY, None, NOW)
    done = after_contact(was, CUSTOMER, terms("SEV2", over=True), POLICY, None, NOW)
    assert next_contact(done, CUSTOMER) is None
    assert after_contact((), INTERNAL, terms("SEV4"), POLICY, None, NOW) == ()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["replan", "contact"]),
        st.sampled_from(Severity),
        st.booleans(),  # incident
        st.sampled_from([False, False, False, True]),  # over
        st.sampled_from(Audience),
        st.timedeltas(timedelta(0), timedelta(days=4)),
        st.one_of(st.none(), st.integers(30, 3000)),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(calendars(), STEPS)
def test_any_order_of_changes_keeps_the_contacts_sound(calendar: BusinessCalendar, steps: list[tuple]) -> None:
    at = NOW
    contacts = planned(terms("SEV3"), POLICY, calendar, at)
    for kind, severity, incident, over, audience, passed, sla in steps:
        at += passed
        wanted = terms(severity, incident=incident, over=over, sla_minutes=sla)
        before = {(c.audience, c.number): c for c in contacts}
        if kind == "replan":
            contacts = replanned(contacts, wanted, POLICY, calendar, at, since=NOW)
        else:
            contacts = after_contact(contacts, audience, wanted, POLICY, calendar, at)
        waiting = [c.audience for c in contacts if c.open]
        assert len(waiting) == len(set(waiting)), "two open contacts with one audience"
        uids = [(c.audience, c.number) for c in contacts]
        assert len(uids) == len(set(uids)), "a UID twice"
        assert set(before) <= set(uids), "a contact is lost"
        assert not (over and kind == "replan" and waiting), "somebody is contacted after the end"
        for contact in contacts:
            old = before.get((contact.audience, contact.number))
            if old is None:
                assert contact.due_at >= at
                continue
            assert contact.due_at <= contact.overdue_at
            moved = (contact.due_at, contact.overdue_at, contact.cancelled) != (
                old.due_at, old.overdue_at, old.cancelled
            )  # fmt: skip
            assert contact.sequence == old.sequence + moved
            if not old.open:
                assert contact == old, "the past was changed"
