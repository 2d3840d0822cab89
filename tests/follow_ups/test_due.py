"""The due list: nothing owed is missing, nothing settled is in, and its state is that of the moment."""

from datetime import timedelta

from assistant.domain import Audience
from assistant.domain.register import (
    Closure,
    ClosureCode,
    Contact,
    DeEscalation,
    DeEscalationReason,
    Duty,
    DutyKind,
    IncidentRecord,
    Owner,
    RegisteredEscalation,
    TimeBoxedWorkaround,
    WorkaroundKind,
)
from assistant.follow_ups import DueItem, DueKind, DueState, due_list, load_calendars, planned, rca_due
from tests.follow_ups.examples import FOLDER, NOW, POLICY, hours, kept, terms

DEADLINES = load_calendars(FOLDER).deadlines


def owed(*records: RegisteredEscalation, after: float = 0, **filters: object) -> tuple[DueItem, ...]:
    return due_list(records, NOW + hours(after), deadlines=DEADLINES, **filters)


def contact(audience: Audience = Audience.CUSTOMER, due: float = 2, late: float = 3, **changes: object) -> Contact:
    values = {"number": 1, "due_at": NOW + hours(due), "overdue_at": NOW + hours(late), "source": "S1 §2"} | changes
    return Contact(audience=audience, **values)


def test_a_contact_is_upcoming_then_due_then_overdue() -> None:
    record = kept(contacts=(contact(),))
    states = [owed(record, after=h)[0].state for h in (1.99, 2, 2.99, 3, 300)]
    assert states == [DueState.UPCOMING, DueState.DUE, DueState.DUE, DueState.OVERDUE, DueState.OVERDUE]


def test_what_is_done_or_cancelled_is_not_owed() -> None:
    record = kept(contacts=(contact(done_at=NOW), contact(number=2, cancelled=True)))
    assert owed(record, after=9) == ()


def test_each_item_says_who_owes_it() -> None:
    record = kept(
        contacts=planned(terms("SEV1", incident=True), POLICY, None, NOW),
        incident=IncidentRecord(declared_at=NOW, lead="Ana Lind", rca_due_at=NOW + hours(48)),
        duties=(Duty(kind=DutyKind.ACCEPTANCE, due_at=NOW + hours(2)), Duty(kind=DutyKind.POST_FIX_NOTES)),
        team="Backend",
    )
    items = owed(record)
    who = {(i.kind, i.audience): i.who for i in items}
    assert who[DueKind.CONTACT, Audience.CUSTOMER] == "Jo Meyer"
    assert who[DueKind.CONTACT, Audience.CROSS_FUNCTIONAL] == "Ana Lind"
    assert who[DueKind.RCA, None] == "Ana Lind"
    assert who[DueKind.DUTY, None] == "Backend"
    assert len([i for i in items if i.kind is DueKind.DUTY]) == 1  # nothing makes the notes due yet
    accepted = record.model_copy(update={"technical_owner": Owner(name="Kim Bo", since=NOW)})
    assert [i.who for i in owed(accepted, owner=" kim bo")] == ["Kim Bo"]
    assert {i.audience for i in owed(record, audience=Audience.INTERNAL)} == {Audience.INTERNAL}


def test_an_rca_is_owed_even_after_the_closing_and_nothing_else_is() -> None:
    closure = Closure(code=ClosureCode.CODE_FIX, at=NOW, by="Jo Meyer", learning="a lock", customer_confirmed_at=NOW)
    incident = IncidentRecord(declared_at=NOW, rca_due_at=rca_due(NOW, DEADLINES))
    record = kept(contacts=(contact(),), incident=incident, closure=closure)
    (item,) = owed(record, after=49)
    assert (item.kind, item.state, item.due_at) == (DueKind.RCA, DueState.OVERDUE, NOW + hours(48))
    assert item.who is None
    done = incident.model_copy(update={"rca_done_at": NOW})
    assert owed(record.model_copy(update={"incident": done}), after=49) == ()


def workaround(**changes: object) -> TimeBoxedWorkaround:
    values = {
        "kind": WorkaroundKind.RETRY, "owner": "Jo Meyer", "starts_at": NOW, "ends_at": NOW + hours(2),
        "client_does": "nothing",
    } | changes  # fmt: skip
    return TimeBoxedWorkaround(**values)


def test_a_running_retry_is_due_every_ten_minutes_until_it_ends() -> None:
    first, end = owed(kept(workarounds=(workaround(),)))
    assert (first.kind, first.due_at) == (DueKind.RETRY, NOW)
    assert (end.kind, end.due_at) == (DueKind.WORKAROUND, NOW + hours(2))
    tried = kept(workarounds=(workaround(last_try_at=NOW + timedelta(minutes=20)),))
    retry = next(i for i in owed(tried, after=0.5) if i.kind is DueKind.RETRY)
    assert (retry.due_at, retry.state) == (NOW + timedelta(minutes=30), DueState.DUE)
    assert [i.kind for i in owed(tried, after=2)] == [DueKind.WORKAROUND]
    assert owed(kept(workarounds=(workaround(stopped_at=NOW),)), after=9) == ()
    assert [i.kind for i in owed(kept(workarounds=(workaround(kind=WorkaroundKind.BATCHING),)))] == [DueKind.WORKAROUND]


def test_a_de_escalation_owes_its_four_duties_until_each_is_done() -> None:
    back = DeEscalation(reason=DeEscalationReason.WORKAROUND, at=NOW, by="Jo Meyer", ticket_updated=True)
    items = owed(kept(de_escalation=back), after=5)
    assert {i.what for i in items} == {
        "tell the receiving team it goes back to support", "tell the customer who goes on",
        "write down what was learned",
    }  # fmt: skip
    assert {i.state for i in items} == {DueState.OVERDUE}


def test_overdue_comes_first_and_the_horizon_hides_only_what_is_to_come() -> None:
    late = kept("ESC-1", contacts=(contact(due=2, late=2),))
    due = kept("ESC-2", contacts=(contact(due=1, late=9),))
    far = kept("ESC-3", contacts=(contact(due=100, late=101),))
    assert [i.id for i in owed(far, due, late, after=3)] == ["ESC-1", "ESC-2", "ESC-3"]
    assert [i.id for i in owed(far, due, late, after=3, within=timedelta(0))] == ["ESC-1", "ESC-2"]
