"""Two owners side by side: one never leaves the customer, the other must accept."""

import pytest

from assistant import lifecycle
from assistant.domain import Severity
from assistant.domain.register import DutyKind, EscalationStatus, OwnerRole, RegisteredEscalation, TrailAction
from assistant.lifecycle import LifecycleRules, NotAllowed
from tests.lifecycle.conftest import hours


def due(record: RegisteredEscalation, kind: DutyKind) -> object:
    return next(d.due_at for d in record.duties if d.kind is kind and d.done_at is None)


def assigned(record: RegisteredEscalation, rules: LifecycleRules, name: str = "Max") -> RegisteredEscalation:
    return lifecycle.assign(record, name, by="Priya", at=hours(1), rules=rules).record


def accepted(record: RegisteredEscalation, rules: LifecycleRules) -> RegisteredEscalation:
    return lifecycle.accept(assigned(record, rules), by="Max", at=hours(2), rules=rules).record


def test_assigning_is_not_accepting(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    step = lifecycle.assign(record, "Max", by="Priya", at=hours(1), rules=rules, team="Backend")
    owner = step.record.technical_owner
    assert owner is not None and owner.accepted_at is None
    assert step.record.customer_owner == record.customer_owner
    assert due(step.record, DutyKind.ACCEPTANCE) == hours(4)  # the clock runs since it was escalated
    assert step.entries[0].data["role"] == OwnerRole.TECHNICAL
    assert step.record.team == "Backend"


def test_accepting_starts_the_clocks_of_what_is_owed_next(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    after = accepted(record, rules)
    assert after.technical_owner is not None and after.technical_owner.accepted_at == hours(2)
    assert after.status is EscalationStatus.IN_PROGRESS
    assert due(after, DutyKind.REPRODUCTION_VALIDATION) == hours(10)
    assert due(after, DutyKind.TIMELINE_UPDATE) == hours(6)
    assert due(after, DutyKind.POST_FIX_NOTES) is None


def test_nobody_else_accepts_unless_they_say_for_whom(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    waiting = assigned(record, rules)
    with pytest.raises(NotAllowed, match="assigned to Max: Priya cannot accept"):
        lifecycle.accept(waiting, by="Priya", at=hours(2), rules=rules)
    with pytest.raises(NotAllowed, match="Sam cannot accept"):
        lifecycle.accept(waiting, by="Priya", at=hours(2), rules=rules, on_behalf_of="Sam")
    step = lifecycle.accept(waiting, by="Priya", at=hours(2), rules=rules, on_behalf_of="max")
    assert step.entries[0].actor == "Priya" and step.entries[0].data["on_behalf_of"] == "max"


def test_nothing_is_accepted_that_nobody_was_asked_for(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="assigned to nobody"):
        lifecycle.accept(record, by="Max", at=hours(1), rules=rules)


def test_somebody_else_must_accept_again(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    after = lifecycle.assign(accepted(record, rules), "Noor", by="Max", at=hours(3), rules=rules).record
    assert after.technical_owner is not None and after.technical_owner.accepted_at is None
    assert due(after, DutyKind.ACCEPTANCE) == hours(7)
    assert due(after, DutyKind.TIMELINE_UPDATE) is None  # nobody owes it while nobody has accepted


def test_declining_is_a_bounce_back_only_where_something_is_missing(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    waiting = assigned(record, rules)
    plain = lifecycle.decline(waiting, "on leave", by="Max", at=hours(2), rules=rules)
    assert (plain.record.bounce_backs, plain.record.technical_owner) == (0, None)
    back = lifecycle.decline(waiting, "no log", by="Max", at=hours(2), rules=rules, missing=["logs_and_data"])
    assert back.record.bounce_backs == 1
    assert back.record.sent_back_for == ("logs_and_data",)
    assert [e.action for e in back.entries] == [TrailAction.OWNER_DECLINED, TrailAction.BOUNCED_BACK]
    again = lifecycle.assign(back.record, "Max", by="Priya", at=hours(3), rules=rules).record
    assert again.sent_back_for == () and again.bounce_backs == 1


def test_a_bounce_back_names_what_is_missing(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="what is missing"):
        lifecycle.bounce_back(record, [" "], by="Max", at=hours(1), rules=rules)


@pytest.mark.parametrize("blank", ["", "  ", "\u200b\u2060"])
def test_the_customer_owner_is_never_blanked(record: RegisteredEscalation, rules: LifecycleRules, blank: str) -> None:
    with pytest.raises(NotAllowed, match="customer owner's name"):
        lifecycle.hand_over(record, blank, by="Priya", at=hours(1), rules=rules)


def test_handing_the_customer_over_ends_the_consents(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    given = lifecycle.consent(record, "Sam", by="Priya", at=hours(1), rules=rules).record
    after = lifecycle.hand_over(given, "Ida", by="Priya", at=hours(2), rules=rules).record
    assert after.customer_owner.name == "Ida"
    assert after.public_reply_consent == ()


def test_a_change_before_the_last_one_is_refused_but_not_a_slow_clock(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    waiting = assigned(record, rules)
    with pytest.raises(NotAllowed, match="before the last change"):
        lifecycle.accept(waiting, by="Max", at=hours(0.5), rules=rules)
    after = lifecycle.accept(waiting, by="Max", at=hours(1 - 2 / 60), rules=rules).record
    assert after.updated_at == hours(1)


def test_a_level_owes_before_it_hands_over(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    at_one = record.model_copy(update={"level": "L1"})
    owed = [task for _, task in lifecycle.owed_before(at_one, "L2", rules)]
    assert owed == ["Executes playbooks", "Collects baseline data", "Performs replication steps"]
    with pytest.raises(NotAllowed, match="L1 first owes: Collects baseline data"):
        lifecycle.change_level(
            at_one,
            "L2",
            by="Priya",
            at=hours(1),
            rules=rules,
            done=["Executes playbooks", "Performs replication steps"],
        )
    step = lifecycle.change_level(at_one, "L2", by="Priya", at=hours(1), rules=rules, done=owed)
    assert step.record.level == "L2" and step.entries[0].data["done"] == sorted(owed)


def test_a_leap_needs_a_reason_which_sev1_brings_with_it(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    at_one = record.model_copy(update={"level": "L1", "leap_reason": None})
    owed = [task for _, task in lifecycle.owed_before(at_one, "L3", rules)]
    with pytest.raises(NotAllowed, match="leaps over L2"):
        lifecycle.change_level(at_one, "L3", by="Priya", at=hours(1), rules=rules, done=owed)
    severe = lifecycle.set_severity(at_one, Severity.SEV1, "all down", by="Priya", at=hours(1), rules=rules).record
    after = lifecycle.change_level(severe, "L3", by="Priya", at=hours(2), rules=rules)
    assert after.record.leap_reason == "SEV1"
    assert after.entries[0].data["not_done"] == owed
