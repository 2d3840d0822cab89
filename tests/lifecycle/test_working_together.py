"""Collaboration, status, severity, contacts, fields."""

import pytest

from assistant import lifecycle
from assistant.domain import IssueType, Severity
from assistant.domain.issue import Visibility
from assistant.domain.register import DutyKind, EscalationStatus, FollowUpAction, RegisteredEscalation
from assistant.lifecycle import LifecycleRules, NotAllowed
from tests.lifecycle.conftest import hours

PARTS = {"investigated": "The mapper skips row 48,750.", "progress": "Run with tracing.", "resolve": "Raise the limit."}


def test_a_contributors_note_has_its_three_parts_and_stays_internal(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    with pytest.raises(NotAllowed, match="How to progress, How it might be resolved"):
        lifecycle.contributor_note(record, {"investigated": "x"}, by="Sam", at=hours(1), rules=rules)
    entry = lifecycle.contributor_note(record, PARTS, by="Sam", at=hours(1), rules=rules).entries[0]
    assert entry.visibility is Visibility.INTERNAL
    assert entry.text.splitlines()[0] == "What was investigated: The mapper skips row 48,750."


def test_a_drive_by_reply_becomes_an_internal_note_and_the_rule_is_said(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    draft = lifecycle.public_draft(record, "Please clear your cache.", author="Sam", at=hours(1), rules=rules)
    assert not draft.public
    assert draft.step.entries[0].visibility is Visibility.INTERNAL
    assert "Priya" in draft.said and rules.collaboration_rule in draft.said


def test_the_owner_and_those_with_consent_may_reply(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="only the customer owner, Priya"):
        lifecycle.consent(record, "Sam", by="Sam", at=hours(1), rules=rules)
    given = lifecycle.consent(record, "Sam", by="priya", at=hours(1), rules=rules).record
    for author in ("Priya", "SAM"):
        assert lifecycle.public_draft(given, "Hello", author=author, at=hours(2), rules=rules).public
    taken = lifecycle.withdraw_consent(given, "Sam", by="Priya", at=hours(2), rules=rules).record
    assert not lifecycle.public_draft(taken, "Hello", author="Sam", at=hours(3), rules=rules).public


def test_telling_the_customer_is_the_owners_to_do(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="neither the customer owner"):
        lifecycle.customer_informed(record, "Hello", by="Sam", at=hours(1), rules=rules)
    step = lifecycle.customer_informed(record, "Hello", by="Priya", at=hours(1), rules=rules)
    assert step.entries[0].visibility is Visibility.PUBLIC
    assert step.record.customer_informed_at == hours(1)
    assert step.record.actions_done[FollowUpAction.UPDATE_CUSTOMER] == hours(1)


def test_blocked_needs_a_reason_and_resolved_its_own_way(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="Blocked needs a reason"):
        lifecycle.set_status(record, EscalationStatus.BLOCKED, by="Priya", at=hours(1), rules=rules, reason=" ")
    with pytest.raises(NotAllowed, match="Resolved is reached by closing"):
        lifecycle.set_status(record, EscalationStatus.RESOLVED, by="Priya", at=hours(1), rules=rules)
    held = lifecycle.set_status(
        record, EscalationStatus.BLOCKED, by="Priya", at=hours(1), rules=rules, reason="waits for the log"
    ).record
    assert held.blocked_reason == "waits for the log"
    on = lifecycle.set_status(held, EscalationStatus.IN_PROGRESS, by="Priya", at=hours(2), rules=rules).record
    assert on.blocked_reason is None


def test_a_worse_severity_brings_duties_forward_and_a_better_one_breaks_no_promise(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    worse = lifecycle.set_severity(record, Severity.SEV1, "all users", by="Priya", at=hours(1), rules=rules)
    assert worse.record.duties[0].due_at == hours(3)
    assert (worse.entries[0].data["was"], worse.entries[0].data["now"]) == ("SEV2", "SEV1")
    better = lifecycle.set_severity(record, Severity.SEV4, "cosmetic", by="Priya", at=hours(1), rules=rules).record
    assert better.duties[0].due_at == hours(4)
    with pytest.raises(NotAllowed, match="the reason"):
        lifecycle.set_severity(record, Severity.SEV1, "", by="Priya", at=hours(1), rules=rules)


def test_engineerings_priority_is_empty_until_a_bug_is_confirmed(
    record: RegisteredEscalation, rules: LifecycleRules
) -> None:
    unconfirmed = record.model_copy(update={"bug_confirmed": False, "engineering_priority": None})
    sev1 = lifecycle.set_severity(
        unconfirmed, Severity.SEV1, "worse", by="P", at=hours(1), rules=rules, engineering_priority="Critical"
    ).record
    assert sev1.engineering_priority is None
    bug = lifecycle.confirm_type(
        sev1, IssueType.BUG, by="P", at=hours(2), rules=rules, engineering_priority="Critical"
    ).record
    assert (bug.bug_confirmed, bug.engineering_priority) == (True, "Critical")
    wish = lifecycle.confirm_type(bug, IssueType.FEATURE_REQUEST, by="P", at=hours(3), rules=rules).record
    assert (wish.bug_confirmed, wish.engineering_priority) == (False, None)


def test_timeline_updates_are_owed_again_each_time(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    taken = lifecycle.assign(record, "Max", by="Priya", at=hours(1), rules=rules).record
    taken = lifecycle.accept(taken, by="Max", at=hours(1), rules=rules).record
    for n in range(1, 4):
        taken = lifecycle.duty_done(
            taken, DutyKind.TIMELINE_UPDATE, f"update {n}", by="Max", at=hours(1 + n), rules=rules
        ).record
    updates = [d for d in taken.duties if d.kind is DutyKind.TIMELINE_UPDATE]
    assert [(d.note, d.due_at) for d in updates] == [("update 3", hours(7)), (None, hours(8))]
    with pytest.raises(NotAllowed, match="accept ESC-1"):
        lifecycle.duty_done(taken, DutyKind.ACCEPTANCE, by="Max", at=hours(9), rules=rules)


def test_fields_are_a_closed_list_of_the_right_kind(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    def put(name: str, value: object) -> RegisteredEscalation:
        return lifecycle.set_field(record, name, value, by="Priya", at=hours(1), rules=rules).record

    assert put("deadline", "2026-11-24T12:00:00+01:00").deadline is not None
    assert put("ticket", "  ").ticket is None
    for name, value in (("deadline", "soon"), ("sla_minutes", "-5"), ("customer", " "), ("severity", "SEV1")):
        with pytest.raises(NotAllowed):
            put(name, value)


def test_customer_text_stays_one_line_in_a_field(record: RegisteredEscalation, rules: LifecycleRules) -> None:
    step = lifecycle.set_field(record, "next_step", "call\x1b[2J\nback", by="Priya", at=hours(1), rules=rules)
    assert step.record.next_step == "call[2J back"
