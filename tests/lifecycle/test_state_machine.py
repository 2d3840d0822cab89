"""Whatever is done in whatever order, or refused: what must always hold of a kept escalation holds."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from assistant import lifecycle
from assistant.domain import Audience, Escalation, IssueType, Severity
from assistant.domain.register import (
    ClosureCode,
    DeEscalationReason,
    DutyKind,
    EscalationStatus,
    FollowUpAction,
    IncidentStage,
    RegisteredEscalation,
    Step,
    TrailAction,
    TrailEntry,
    WorkaroundKind,
)
from assistant.follow_ups import Terms, after_contact, planned, replanned
from assistant.lifecycle import LifecycleRules, NotAllowed
from assistant.policy import load_policy
from assistant.resources import shipped
from tests.lifecycle.conftest import SAVED

PEOPLE = st.sampled_from(["Priya", "Max", "Noor", "Sam", "priya ", "", "  "])
WORDS = st.sampled_from(["It waits.", "Because.", "", " ", "=cmd()|A1", "\x1b[2J", "日本語"])
TEXT = st.one_of(WORDS, st.none())


def machine(drafts: list[Escalation], rules: LifecycleRules) -> type[RuleBasedStateMachine]:  # noqa: C901
    policy = load_policy(shipped("knowledge") / "policy")

    class Life(RuleBasedStateMachine):
        record: RegisteredEscalation
        before: RegisteredEscalation | None
        trail: list[TrailEntry]
        now: datetime

        @initialize(drafted=st.sampled_from(drafts), by=st.sampled_from(["Priya", "Max"]))
        def save(self, drafted: Escalation, by: str) -> None:
            step = lifecycle.opened(drafted, id="ESC-1", by=by, at=SAVED, rules=rules)
            contacts = planned(Terms.of(step.record), policy, None, SAVED, promised=drafted.follow_ups)
            self.now, self.before = SAVED, None
            self.record = step.record.model_copy(update={"contacts": contacts})
            self.trail = [*step.entries]

        def do(self, function: Callable[..., Step], *arguments: Any, **given: Any) -> None:
            try:
                step = function(self.record, *arguments, at=self.now, rules=rules, **given)
            except NotAllowed as error:
                assert error.message and error.tip
                return
            after = step.record
            if not after.closed and Terms.of(after) != Terms.of(self.record):
                contacts = replanned(
                    after.contacts, Terms.of(after), policy, None, after.updated_at, since=after.created_at
                )
                step = lifecycle.with_contacts(step, contacts)
            assert step.entries, "every change is in the trail"
            assert step.record.version == self.record.version
            self.before = self.record
            self.record = step.record.model_copy(update={"version": self.record.version + 1})
            self.trail += step.entries

        @rule(minutes=st.integers(-10, 3000))
        def time_passes(self, minutes: int) -> None:
            self.now += timedelta(minutes=minutes)

        @rule(name=PEOPLE, by=PEOPLE)
        def assign(self, name: str, by: str) -> None:
            self.do(lifecycle.assign, name, by=by)

        @rule(by=PEOPLE, other=st.one_of(PEOPLE, st.none()))
        def accept(self, by: str, other: str | None) -> None:
            self.do(lifecycle.accept, by=by, on_behalf_of=other)

        @rule(by=PEOPLE, why=WORDS, missing=st.lists(WORDS, max_size=2))
        def decline(self, by: str, why: str, missing: list[str]) -> None:
            self.do(lifecycle.decline, why, by=by, missing=missing)
            self.do(lifecycle.bounce_back, missing, by=by, reason=why)

        @rule(name=PEOPLE, by=PEOPLE)
        def hand_over(self, name: str, by: str) -> None:
            self.do(lifecycle.hand_over, name, by=by)

        @rule(name=PEOPLE, by=PEOPLE, withdraw=st.booleans())
        def consent(self, name: str, by: str, withdraw: bool) -> None:
            self.do(lifecycle.withdraw_consent if withdraw else lifecycle.consent, name, by=by)

        @rule(status=st.sampled_from(EscalationStatus), why=TEXT)
        def status(self, status: EscalationStatus, why: str | None) -> None:
            self.do(lifecycle.set_status, status, by="Priya", reason=why)

        @rule(severity=st.sampled_from(Severity), why=WORDS)
        def severity(self, severity: Severity, why: str) -> None:
            self.do(lifecycle.set_severity, severity, why, by="Priya", engineering_priority="Major")

        @rule(kind=st.sampled_from(IssueType))
        def confirm(self, kind: IssueType) -> None:
            self.do(lifecycle.confirm_type, kind, by="Priya", engineering_priority="Major")

        @rule(to=st.sampled_from(["L1", "L2", "L3", "L4"]), why=TEXT)
        def level(self, to: str, why: str | None) -> None:
            self.do(lifecycle.change_level, to, by="Priya", reason=why)

        @rule(name=st.sampled_from([*lifecycle.FIELDS, "severity"]), value=st.one_of(WORDS, st.integers(-1, 90)))
        def field(self, name: str, value: object) -> None:
            self.do(lifecycle.set_field, name, value, by="Priya")

        @rule(text=WORDS, by=PEOPLE, audience=st.sampled_from(Audience))
        def contact(self, text: str, by: str, audience: Audience) -> None:
            at = max(self.now, self.record.updated_at)
            contacts = after_contact(self.record.contacts, audience, Terms.of(self.record), policy, None, at)
            if audience is Audience.CUSTOMER:
                self.do(lifecycle.customer_informed, text, by=by, contacts=contacts)
            else:
                self.do(lifecycle.contact_done, audience, contacts, by=by)

        @rule(action=st.sampled_from(FollowUpAction), kind=st.sampled_from(DutyKind))
        def tick(self, action: FollowUpAction, kind: DutyKind) -> None:
            self.do(lifecycle.action_done, action, by="Priya")
            self.do(lifecycle.duty_done, kind, by="Max")

        @rule(kind=st.sampled_from(WorkaroundKind), stop=st.booleans(), word=WORDS)
        def workaround(self, kind: WorkaroundKind, stop: bool, word: str) -> None:
            self.do(lifecycle.start_workaround, kind, by="Priya")
            self.do(lifecycle.retried, word, by="Priya")
            if stop:
                self.do(lifecycle.stop_workaround, kind, word, by="Priya")

        @rule(lead=TEXT, stage=st.one_of(st.sampled_from(IncidentStage), st.none()), rca=st.booleans())
        def incident(self, lead: str | None, stage: IncidentStage | None, rca: bool) -> None:
            self.do(lifecycle.declare, by="Priya", lead=lead)
            self.do(lifecycle.change_incident, by="Priya", lead=lead, stage=stage, rca_done=rca)

        @rule(fixed=st.booleans())
        def engineering_closed(self, fixed: bool) -> None:
            self.do(lifecycle.engineering_closed, by="Max", fixed=fixed)

        @rule(reason=st.sampled_from(DeEscalationReason), text=WORDS, all_done=st.booleans())
        def de_escalate(self, reason: DeEscalationReason, text: str, all_done: bool) -> None:
            self.do(lifecycle.de_escalate, reason, by="Priya")
            for duty in rules.de_escalation_duties if all_done else ():
                self.do(lifecycle.de_escalation_duty, duty, text, by=self.record.customer_owner.name)

        @rule(code=st.one_of(st.sampled_from(ClosureCode), st.none()), learning=TEXT, ago=st.integers(-5, 5))
        def close(self, code: ClosureCode | None, learning: str | None, ago: int) -> None:
            confirmed = None if ago == 5 else self.now - timedelta(minutes=ago)
            self.do(lifecycle.close, code=code, learning=learning, customer_confirmed_at=confirmed, by="Priya")

        @rule(why=WORDS)
        def reopen(self, why: str) -> None:
            self.do(lifecycle.reopen, why, by="Priya")

        @rule(name=st.sampled_from(["Max", "Noor"]))
        def taken(self, name: str) -> None:
            self.do(lifecycle.assign, name, by="Priya")
            self.do(lifecycle.accept, by=name)

        @rule(code=st.sampled_from(ClosureCode), cause=st.booleans())
        def ends_well(self, code: ClosureCode, cause: bool) -> None:
            owner = self.record.customer_owner.name
            for duty in lifecycle.open_duties(self.record):
                self.do(lifecycle.de_escalation_duty, duty, "Told.", by=owner)
            if cause:
                self.do(lifecycle.set_field, "root_cause", "A full disk.", by=owner)
            reason = self.record.de_escalation.reason if self.record.de_escalation else None
            led_to = rules.reasons[reason].code if reason else None
            confirmed = max(self.now, self.record.updated_at) - timedelta(minutes=5)
            self.do(lifecycle.close, code=led_to or code, learning="x", customer_confirmed_at=confirmed, by=owner)

        @rule(text=WORDS, by=PEOPLE)
        def note(self, text: str, by: str) -> None:
            self.do(lifecycle.note, text, by=by)

        @invariant()
        def the_state_is_one_that_can_be_stored(self) -> None:
            stored = RegisteredEscalation.model_validate_json(self.record.model_dump_json())
            assert stored == self.record

        @invariant()
        def somebody_owns_the_customer(self) -> None:
            assert self.record.customer_owner.name.strip()

        @invariant()
        def only_who_was_assigned_has_accepted(self) -> None:
            owner = self.record.technical_owner
            if owner is not None:
                named = [e for e in self.trail if e.action is TrailAction.OWNER_ASSIGNED]
                assert any(e.data["now"] == owner.name for e in named)
                assert owner.accepted_at is None or owner.accepted_at >= owner.since

        @invariant()
        def closed_means_code_learning_and_confirmation(self) -> None:
            closure = self.record.closure
            assert (self.record.status is EscalationStatus.RESOLVED) == (closure is not None)
            assert (self.record.resolved_at is None) == (closure is None)
            if closure is not None:
                assert closure.learning.strip() and closure.customer_confirmed_at <= closure.at
                if closure.de_escalation is not None:
                    assert rules.reasons[closure.de_escalation].code is not None
                    assert self.record.de_escalation is not None and self.record.de_escalation.complete

        @invariant()
        def nothing_is_open_after_the_end(self) -> None:
            if self.record.closed:
                assert not [c for c in self.record.contacts if c.open]
                assert not [w for w in self.record.workarounds if w.stopped_at is None]

        @invariant()
        def one_open_of_each_and_numbers_without_doubles(self) -> None:
            open_contacts = Counter(c.audience for c in self.record.contacts if c.open)
            assert not [a for a, n in open_contacts.items() if n > 1]
            numbers = Counter((c.audience, c.number) for c in self.record.contacts)
            assert not [k for k, n in numbers.items() if n > 1]
            open_duties = Counter(d.kind for d in self.record.duties if d.done_at is None)
            assert not [k for k, n in open_duties.items() if n > 1]
            running = Counter(w.kind for w in self.record.workarounds if w.stopped_at is None)
            assert not [k for k, n in running.items() if n > 1]

        @invariant()
        def an_open_case_owes_the_customer_a_contact(self) -> None:
            if not self.record.closed:
                assert [c for c in self.record.contacts if c.open and c.audience is Audience.CUSTOMER]

        @invariant()
        def time_runs_forward(self) -> None:
            times = [e.at for e in self.trail]
            assert times == sorted(times)
            assert self.record.updated_at == times[-1]
            assert self.trail[0].action is TrailAction.RECEIVED

        @invariant()
        def blocked_says_why(self) -> None:
            assert (self.record.blocked_reason is not None) == (self.record.status is EscalationStatus.BLOCKED)

        @invariant()
        def what_is_amiss_can_always_be_told(self) -> None:
            for finding in lifecycle.findings(self.record, self.now + timedelta(days=3), rules):
                assert finding.message and "{id}" not in finding.fix

    return Life


def test_any_order_of_events_keeps_the_invariants(bug: Escalation, question: Escalation, rules: LifecycleRules) -> None:
    # NOTE: the assertions are the machine's invariants
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine([bug, question], rules),
        settings=settings(
            max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
