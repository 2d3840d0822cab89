"""The first state and the first entries of the trail."""

import pytest

from assistant.domain import Escalation
from assistant.domain.register import DutyKind, EscalationStatus, TrailAction
from assistant.lifecycle import LifecycleRules, NotAllowed, checklist_score, opened
from assistant.pipeline import Assistant
from tests.lifecycle.conftest import BUG, SAVED, hours


def test_the_raw_paste_comes_first_and_unchanged(bug: Escalation, rules: LifecycleRules) -> None:
    step = opened(bug, id="ESC-7", by="Priya", at=SAVED, rules=rules)
    first = step.entries[0]
    assert (first.action, first.text, first.actor) == (TrailAction.RECEIVED, BUG, "Priya")
    assert [e.action for e in step.entries] == [TrailAction.RECEIVED, TrailAction.DRAFTED, TrailAction.ESCALATED]


def test_all_required_fields_of_an_escalated_ticket_are_there(bug: Escalation, rules: LifecycleRules) -> None:
    record = opened(bug, id="ESC-7", by="Priya", at=SAVED, rules=rules, team="Backend").record
    assert record.customer == "Halvorsen Shipping"
    assert record.ticket == "TS-10421"
    assert record.severity is bug.assessment.severity
    assert record.reasons == bug.assessment.escalation_reasons
    assert (record.customer_owner.name, record.technical_owner) == ("Priya", None)
    assert (record.created_at, record.status) == (SAVED, EscalationStatus.OPEN)
    assert record.signature == ("exp-2107",)
    assert record.team == "Backend"


def test_engineering_owes_four_things_and_acceptance_is_due_by_the_internal_cadence(
    bug: Escalation, rules: LifecycleRules
) -> None:
    record = opened(bug, id="ESC-7", by="Priya", at=SAVED, rules=rules).record
    assert record.severity == "SEV2"
    assert {d.kind: d.due_at for d in record.duties} == {
        DutyKind.ACCEPTANCE: hours(4),
        DutyKind.REPRODUCTION_VALIDATION: None,
        DutyKind.TIMELINE_UPDATE: None,
        DutyKind.POST_FIX_NOTES: None,
    }


def test_what_support_handles_is_kept_without_duties(question: Escalation, rules: LifecycleRules) -> None:
    step = opened(question, id="ESC-7", by="Ida", at=SAVED, rules=rules)
    assert question.assessment.decision == "handle_in_support"
    assert step.record.decision == "handle_in_support"
    assert step.record.duties == ()
    assert step.record.title.startswith("Hi, how do I add")
    assert "Handled in support" in step.entries[-1].text


def test_an_override_is_in_the_trail_with_its_reason(bare: Assistant, rules: LifecycleRules) -> None:
    read = bare.understand(BUG, now=SAVED)
    wish = bare.overrides({"severity": "SEV3"}, "only one filter is affected", bare.assess(read), "Priya")
    drafted = bare.write(read, bare.assess(read, wish))
    entries = opened(drafted, id="ESC-7", by="Sam", at=SAVED, rules=rules).entries
    over = next(e for e in entries if e.action is TrailAction.OVERRIDDEN)
    assert over.actor == "Priya"
    assert (over.data["now"], over.data["reason"]) == ("SEV3", "only one filter is affected")


def test_the_score_counts_weak_half_and_leaves_out_what_does_not_apply(bug: Escalation) -> None:
    items = {i.id: i.state.value for i in bug.checklist.items}
    weights = [{"present": 1, "weak": 0.5, "missing": 0}[s] for s in items.values() if s != "not_applicable"]
    assert checklist_score(bug) == pytest.approx(sum(weights) / len(weights), abs=1e-4)


def test_nobody_is_refused_as_who_saves_it(bug: Escalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="who saves it"):
        opened(bug, id="ESC-7", by=" \u200b ", at=SAVED, rules=rules)


def test_a_time_without_zone_is_refused(bug: Escalation, rules: LifecycleRules) -> None:
    with pytest.raises(NotAllowed, match="no zone"):
        opened(bug, id="ESC-7", by="Priya", at=SAVED.replace(tzinfo=None), rules=rules)


def test_two_ticket_numbers_are_not_guessed_between(bare: Assistant, rules: LifecycleRules) -> None:
    drafted = bare.draft(BUG + " See also TS-10999.", now=SAVED, engine="rules")
    assert opened(drafted, id="ESC-7", by="Priya", at=SAVED, rules=rules).record.ticket is None


def test_an_incident_by_policy_owes_its_analysis(bare: Assistant, rules: LifecycleRules) -> None:
    drafted = bare.draft("Production is down for all customers since 09:40, HTTP 503 on every page.", now=SAVED)
    assert drafted.assessment.incident and drafted.assessment.severity == "SEV1"
    record = opened(drafted, id="ESC-7", by="Priya", at=SAVED, rules=rules).record
    assert record.incident is not None
    assert record.incident.rca_due_at == hours(48)
