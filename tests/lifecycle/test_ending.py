"""De-escalation, closing, engineering's closing, reopening."""

from datetime import timedelta

import pytest

from assistant import lifecycle
from assistant.domain import IssueType
from assistant.domain.register import (
    ClosureCode,
    DeEscalationReason,
    DutyKind,
    EscalationStatus,
    RegisteredEscalation,
    TicketStatus,
    WorkaroundKind,
)
from assistant.lifecycle import LifecycleRules, NotAllowed
from tests.lifecycle.conftest import hours

DUTIES = ("team_notified", "ticket_updated", "customer_informed", "learning")


def begun(
    record: RegisteredEscalation, reason: DeEscalationReason, rules: LifecycleRules, *, done: bool = True
) -> RegisteredEscalation:
    record = lifecycle.de_escalate(record, reason, by="Priya", at=hours(2), rules=rules).record
    for duty in DUTIES if done else ():
        record = lifecycle.de_escalation_duty(record, duty, "Told.", by="Priya", at=hours(3), rules=rules).record
    return record


def closed(record: RegisteredEscalation, rules: LifecycleRules, **given: object) -> RegisteredEscalation:
    arguments = {
        "code": ClosureCode.CODE_FIX, "learning": "The mapper had a limit.", "customer_confirmed_at": hours(9),
    } | given  # fmt: skip
    return lifecycle.close(record, by="Priya", at=hours(10), rules=rules, **arguments).record  # type: ignore[arg-type]


@pytest.mark.parametrize("code", list(ClosureCode))
def test_each_of_the_four_codes_closes(record: RegisteredEscalation, rules: LifecycleRules, code: ClosureCode) -> None:
    after = closed(record, rules, code=code)
    assert after.closure is not None and after.closure.code.value == code.value
    assert after.status is EscalationStatus.RESOLVED
    assert not [c for c in after.contacts if c.open]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code": None}, "the closure code is missing"),
        ({"learning": "  "}, "what was learned"),
        ({"customer_confirmed_at": None}, "the customer has not confirmed"),
        ({"customer_confirmed_at": hours(11)}, "lies ahead"),
    ],
)
def test_nothing_is_resolved_before_the_loop_is_closed(
    record: RegisteredEscalation, rules: LifecycleRules, given: dict[str, object], says: str
) -> None:
    with pytest.raises(NotAllowed, match=says):
        closed(record, rules, **given)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (DeEscalationReason.SUPPORT_RESOLVABLE, ClosureCode.KNOWLEDGE_TRANSFER),
        (DeEscalationReason.WORKAROUND, ClosureCode.DOCS_UPDATED),
    ],
)
def test_a_de_escalation_leads_to_its_code(
    record: RegisteredEscalation, rules: LifecycleRules, reason: DeEscalationReason, code: ClosureCode
) -> None:
    after = closed(begun(record, reason, rules), rules, code=None, learning=None)
    assert after.closure is not None
    assert (after.closure.code, after.closure.de_escalation) == (code, reason)
    assert after.closure.learning == "Told."
    with pytest.raises(NotAllowed, match="its de-escalation closes as"):
        closed(begun(record, reason, rules), rules, code=ClosureCode.PRODUCT_FEEDBACK)


def test_every_one_of_the_four_duties_is_needed(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    for left_out in DUTIES:
        half = begun(record, DeEscalationReason.WORKAROUND, rules, done=False)
        for duty in DUTIES:
            if duty != left_out:
                half = lifecycle.de_escalation_duty(half, duty, "Told.", by="Priya", at=hours(3), rules=rules).record
        assert lifecycle.open_duties(half) == (left_out,)
        with pytest.raises(NotAllowed, match="is not complete"):
            closed(half, rules, code=None)


def test_what_resolved_itself_stays_open_until_a_cause_is_recorded(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    healed = begun(record, DeEscalationReason.SELF_RESOLVED, rules)
    with pytest.raises(NotAllowed, match="stays open until the cause is recorded"):
        closed(healed, rules, code=None)
    known = lifecycle.set_field(healed, "root_cause", "A full disk.", by="P", at=hours(4), rules=rules).record
    assert closed(known, rules, code=None).closure.code is ClosureCode.KNOWLEDGE_TRANSFER  # type: ignore[union-attr]


def test_a_changed_severity_is_no_closure(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    milder = begun(record, DeEscalationReason.SEVERITY_CHANGED, rules)
    assert not milder.closed
    with pytest.raises(NotAllowed, match="closure code is missing"):
        closed(milder, rules, code=None)
    after = closed(milder, rules)
    assert after.closure is not None and after.closure.de_escalation is None


def test_the_notes_say_only_what_is_recorded(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    notes = lifecycle.note_drafts(begun(record, DeEscalationReason.WORKAROUND, rules, done=False), rules)
    assert set(notes) == {"team_notified", "ticket_updated"}
    assert "Cause: not recorded yet" in notes["team_notified"]


@pytest.mark.parametrize("fixed", [True, False])
def test_engineerings_closing_sets_the_support_ticket_and_ends_nothing(
    record: RegisteredEscalation, rules: LifecycleRules, fixed: bool
) -> None:
    taken = lifecycle.assign(record, "Max", by="P", at=hours(1), rules=rules).record
    taken = lifecycle.accept(taken, by="Max", at=hours(1), rules=rules).record
    step = lifecycle.engineering_closed(taken, by="Max", at=hours(5), rules=rules, fixed=fixed)
    after = step.record
    assert after.ticket_status is (TicketStatus.PENDING_FOLLOW_UP if fixed else TicketStatus.OPEN)
    assert not after.closed
    due = {d.kind: d.due_at for d in after.duties if d.done_at is None}
    assert due[DutyKind.POST_FIX_NOTES] == (hours(29) if fixed else None)
    assert due[DutyKind.TIMELINE_UPDATE] is None
    found = {f.id for f in lifecycle.findings(after, hours(6), rules)}
    assert "R-LOOP-OPEN" in found
    told = lifecycle.customer_informed(after, "It is repaired.", by="Priya", at=hours(6), rules=rules).record
    assert "R-LOOP-OPEN" not in {f.id for f in lifecycle.findings(told, hours(6.5), rules)}


def test_a_feature_request_goes_to_product(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    wish = lifecycle.confirm_type(record, IssueType.FEATURE_REQUEST, by="P", at=hours(1), rules=rules).record
    step = lifecycle.engineering_closed(wish, by="Max", at=hours(2), rules=rules)
    assert "Product/CS" in step.entries[0].text


def test_closing_stops_what_runs_and_reopening_asks_for_acceptance_anew(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    taken = lifecycle.assign(record, "Max", by="P", at=hours(1), rules=rules).record
    taken = lifecycle.accept(taken, by="Max", at=hours(1), rules=rules).record
    busy = lifecycle.start_workaround(taken, WorkaroundKind.BATCHING, by="P", at=hours(2), rules=rules).record
    over = closed(busy, rules)
    assert all(w.stopped_at for w in over.workarounds)
    with pytest.raises(NotAllowed, match="ESC-1 is closed"):
        lifecycle.assign(over, "Noor", by="P", at=hours(11), rules=rules)
    lifecycle.note(over, "A note is welcome.", by="Sam", at=hours(11), rules=rules)
    again = lifecycle.reopen(over, "It is back.", by="P", at=hours(12), rules=rules).record
    assert not again.closed and again.resolved_at is None
    assert again.ticket_status is TicketStatus.OPEN
    assert again.technical_owner is not None and again.technical_owner.accepted_at is None
    acceptance = next(d for d in again.duties if d.kind is DutyKind.ACCEPTANCE)
    assert (acceptance.done_at, acceptance.due_at) == (None, hours(12) + timedelta(minutes=240))


def test_notes_on_the_fix_are_asked_for_after_a_code_fix_only(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    assert "R-POST-FIX-NOTES" in {f.id for f in lifecycle.findings(closed(record, rules), hours(11), rules)}
    other = closed(record, rules, code=ClosureCode.DOCS_UPDATED)
    assert lifecycle.findings(other, hours(11), rules) == ()
    fixed = lifecycle.duty_done(
        closed(record, rules), DutyKind.POST_FIX_NOTES, "checked", by="Max", at=hours(12), rules=rules
    ).record
    assert lifecycle.findings(fixed, hours(13), rules) == ()
