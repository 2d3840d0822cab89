"""Lifecycle, follow-ups and the real register put together."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from assistant import lifecycle
from assistant.changes import Change
from assistant.domain import Audience, Escalation, IssueType, Severity, UpdateKind
from assistant.domain.register import (
    ClosureCode,
    DeEscalationReason,
    DutyKind,
    EscalationStatus,
    FollowUpAction,
    RegisteredEscalation,
    TicketStatus,
    TrailAction,
    WorkaroundKind,
)
from assistant.errors import WrongUsage
from assistant.later_updates import nearly_repeats, suggested_kind
from assistant.lifecycle import NotAllowed
from assistant.pipeline import Assistant
from assistant.register import ChangedMeanwhile, open_register
from assistant.settings import load_settings
from assistant.tracking import Tracker
from tests.lifecycle.conftest import BUG, QUESTION

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


def hours(after: float) -> datetime:
    return FRIDAY + timedelta(hours=after)


@pytest.fixture(scope="session")
def bug(bare: Assistant) -> Escalation:
    return bare.draft(BUG, reported_by="Priya", now=FRIDAY, engine="rules")


@pytest.fixture
def tracker(bare: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tracker]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = load_settings(home=tmp_path)
    with Tracker(open_register(settings=settings), settings, assistant=bare) as opened:
        yield opened


@pytest.fixture
def saved(tracker: Tracker, bug: Escalation) -> RegisteredEscalation:
    return tracker.save(bug, by="Priya", at=FRIDAY)


def open_contact(record: RegisteredEscalation, audience: Audience) -> datetime:
    return next(c.due_at for c in record.contacts if c.audience is audience and c.open)


def test_saving_keeps_state_trail_and_draft_together(tracker: Tracker, bug: Escalation) -> None:
    record = tracker.save(bug, by="Priya", at=FRIDAY, team="Backend", sla_minutes=60)
    assert tracker.register.get(record.id) == record
    assert tracker.register.trail(record.id)[0].text == BUG
    assert tracker.register.draft(record.id) == bug
    assert open_contact(record, Audience.CUSTOMER) == hours(1)  # the contract is stricter than SEV2's two hours


def test_what_is_owed_in_business_time_waits_for_monday(tracker: Tracker, bug: Escalation) -> None:
    mild = bug.model_copy(update={"assessment": bug.assessment.model_copy(update={"severity": Severity.SEV3})})
    monday = tracker.save(mild, by="Priya", at=FRIDAY, region="DE").duties[0].due_at
    assert monday is not None and monday == datetime(2026, 11, 23, 8, tzinfo=UTC)
    severe = tracker.save(bug, by="Priya", at=FRIDAY, region="DE").duties[0].due_at
    assert severe == hours(4)


def test_a_severer_case_is_contacted_sooner_and_the_calendar_hears_of_it(
    tracker: Tracker, saved: RegisteredEscalation
) -> None:
    before = open_contact(saved, Audience.INTERNAL)
    change = tracker.severity(saved.id, Severity.SEV1, "all users", by="Priya", at=hours(0.5))
    assert open_contact(change.record, Audience.INTERNAL) < before
    moved = next(c for c in change.record.contacts if c.audience is Audience.INTERNAL and c.open)
    assert (moved.number, moved.sequence) == (1, 1)
    assert change.entries[0].data["contacts"]


def test_an_incident_brings_cross_functional_contacts(tracker: Tracker, saved: RegisteredEscalation) -> None:
    tracker.severity(saved.id, Severity.SEV1, "all users", by="Priya", at=hours(0.5))
    change = tracker.do(saved.id, lifecycle.declare, by="Priya", at=hours(1), lead="Noor")
    assert open_contact(change.record, Audience.CROSS_FUNCTIONAL) == hours(1.5)


def test_telling_the_customer_plans_the_next_time_no_later_than_promised(
    tracker: Tracker, saved: RegisteredEscalation
) -> None:
    change = tracker.informed(saved.id, "Hello", by="Priya", at=hours(1), next_update_at=hours(2))
    assert open_contact(change.record, Audience.CUSTOMER) == hours(2)
    assert [c.done_at for c in change.record.contacts if c.audience is Audience.CUSTOMER] == [hours(1), None]
    with pytest.raises(NotAllowed, match="neither the customer owner"):
        tracker.informed(saved.id, "Hello", by="Sam", at=hours(1))


def test_checking_with_the_team_is_the_internal_contact(tracker: Tracker, saved: RegisteredEscalation) -> None:
    change = tracker.action(saved.id, FollowUpAction.CHECK_RECEIVING_TEAM, by="Priya", at=hours(1), note="on it")
    assert open_contact(change.record, Audience.INTERNAL) == hours(5)
    again = tracker.contacted(saved.id, Audience.INTERNAL, by="Priya", at=hours(2))
    assert open_contact(again.record, Audience.INTERNAL) == hours(6)


class Racing:
    """The register, with somebody else changing the record right before what is kept next."""

    def __init__(self, tracker: Tracker, times: int = 1) -> None:
        self._real, self._left, self._tracker = tracker.register, times, tracker

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def keep(self, step: lifecycle.PublicDraft, *, drafted: Escalation | None = None) -> RegisteredEscalation:
        if self._left:
            self._left -= 1
            self._tracker.register = self._real
            self._tracker.do(step.record.id, lifecycle.note, "I was quicker.", by="Sam", at=step.record.updated_at)  # type: ignore[attr-defined]
            self._tracker.register = self  # type: ignore[assignment]
        return self._real.keep(step, drafted=drafted)  # type: ignore[arg-type]


def test_a_change_made_meanwhile_is_told_not_overwritten(tracker: Tracker, saved: RegisteredEscalation) -> None:
    tracker.register = Racing(tracker)  # type: ignore[assignment]
    with pytest.raises(ChangedMeanwhile, match=r"by Sam .* I was quicker"):
        tracker.do(saved.id, lifecycle.assign, "Max", by="Priya", at=hours(1))
    assert tracker.register.get(saved.id).technical_owner is None


def test_a_note_is_added_behind_what_came_meanwhile(tracker: Tracker, saved: RegisteredEscalation) -> None:
    tracker.register = Racing(tracker, times=2)  # type: ignore[assignment]
    tracker.do(saved.id, lifecycle.note, "Mine.", by="Priya", at=hours(1))
    assert [e.text for e in tracker.register.trail(saved.id)[-3:]] == ["I was quicker.", "I was quicker.", "Mine."]


def test_notes_of_two_at_once_are_both_kept(tracker: Tracker, saved: RegisteredEscalation) -> None:
    start, failed = Barrier(2), []

    def write(by: str) -> None:
        start.wait()
        try:
            for n in range(10):
                tracker.do(saved.id, lifecycle.note, f"{by} {n}", by=by, at=hours(1))
        except Exception as error:  # whatever it is, the test must see it
            failed.append(error)

    threads = [Thread(target=write, args=(name,)) for name in ("Sam", "Noor")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    notes = [e.text for e in tracker.register.trail(saved.id) if e.action is TrailAction.NOTE_ADDED]
    told = [e for e in failed if not isinstance(e, ChangedMeanwhile)]
    assert not told
    assert len(notes) == len(set(notes))
    assert failed or len(notes) == 20
    assert tracker.register.verify() == []  # type: ignore[attr-defined]


def test_de_escalating_drafts_three_messages_in_the_customers_language(bare: Assistant, tracker: Tracker) -> None:
    german = bare.draft(
        "Guten Tag, seit Montag bricht unser Zollexport mit EXP-2107 ab, 40 Benutzer können nicht arbeiten. "
        "Wir haben den Cache geleert, ohne Erfolg. Viele Grüße, Jana Kron (Kron Logistik)",
        now=FRIDAY, engine="rules",
    )  # fmt: skip
    saved = tracker.save(german, by="Priya", at=FRIDAY)
    change, drafts = tracker.de_escalate(saved.id, DeEscalationReason.WORKAROUND, by="Priya", at=hours(1))
    assert change.record.de_escalation is not None
    assert saved.id in drafts.team_note and "Priya" in drafts.ticket_note
    assert drafts.customer_update.language == "de" and "Guten Tag" in drafts.customer_update.text
    assert saved.id not in drafts.customer_update.text


def test_the_way_back_to_support_ends_with_its_code(tracker: Tracker, saved: RegisteredEscalation) -> None:
    tracker.de_escalate(saved.id, DeEscalationReason.SUPPORT_RESOLVABLE, by="Priya", at=hours(1))
    internal = [c for c in tracker.register.get(saved.id).contacts if c.audience is Audience.INTERNAL]
    assert [c.cancelled for c in internal] == [True]  # nobody is to be asked for progress any more
    for duty in ("team_notified", "ticket_updated", "customer_informed", "learning"):
        tracker.de_escalation_duty(saved.id, duty, f"Text for {duty}.", by="Priya", at=hours(2))
    change = tracker.close(saved.id, by="Priya", at=hours(3), learning=None, customer_confirmed_at=hours(3))
    assert change.record.closure is not None
    assert change.record.closure.code is ClosureCode.KNOWLEDGE_TRANSFER
    assert change.record.status is EscalationStatus.RESOLVED
    again = tracker.do(saved.id, lifecycle.reopen, "It is back.", by="Priya", at=hours(4))
    assert open_contact(again.record, Audience.CUSTOMER) > hours(4)


def test_engineerings_closing_drafts_a_note_that_claims_no_fix(tracker: Tracker, saved: RegisteredEscalation) -> None:
    change, drafted = tracker.engineering_closed(saved.id, by="Max", at=hours(1), note="patched in ENG-20417")
    assert change.record.ticket_status is TicketStatus.PENDING_FOLLOW_UP
    assert "ENG-20417" not in drafted.text and "Max" not in drafted.text
    assert suggested_kind(tracker.since_last_update(saved.id)) is UpdateKind.PROGRESS


def test_an_update_names_the_contact_that_comes_after_it(tracker: Tracker, saved: RegisteredEscalation) -> None:
    drafted = tracker.customer_update(saved.id, UpdateKind.NO_NEWS, at=hours(1.5))
    assert drafted.next_update_at == hours(3.5)
    assert "18:30" in drafted.text
    tracker.informed(saved.id, drafted.text, by="Priya", at=hours(1.5), next_update_at=drafted.next_update_at)
    later = tracker.customer_update(saved.id, UpdateKind.NO_NEWS, at=hours(3))
    assert nearly_repeats(later.text, tracker.register.trail(saved.id))
    news = tracker.customer_update(saved.id, UpdateKind.PROGRESS, at=hours(3), news="We ruled out the network.")
    assert "We ruled out the network." in news.text
    assert not nearly_repeats(news.text, tracker.register.trail(saved.id))
    assert tracker.since_last_update(saved.id) == []


def test_news_never_disappears_in_a_kind_that_has_no_room_for_it(tracker: Tracker, saved: RegisteredEscalation) -> None:
    with pytest.raises(WrongUsage, match="no room for news"):
        tracker.customer_update(saved.id, UpdateKind.NO_NEWS, at=hours(1), news="We ruled out the network.")
    assert suggested_kind([], "We ruled out the network.") is UpdateKind.PROGRESS


def test_nothing_of_the_internal_trail_or_a_secret_reaches_the_customer(
    tracker: Tracker, saved: RegisteredEscalation
) -> None:
    tracker.do(saved.id, lifecycle.start_workaround, WorkaroundKind.BATCHING, by="Priya", at=hours(1))
    tracker.do(saved.id, lifecycle.note, "Their admin is clueless; host db-7.int.example.", by="Sam", at=hours(1))
    tracker.do(saved.id, lifecycle.set_field, "root_cause", "A leak in db-7.int.example", by="Priya", at=hours(1))
    for kind in UpdateKind:
        news = "The password is hunter2secret!" if kind is UpdateKind.PROGRESS else None
        drafted = tracker.customer_update(saved.id, kind, at=hours(2), news=news)
        assert "clueless" not in drafted.text and "db-7" not in drafted.text
        assert "hunter2secret" not in drafted.text
    bad = tracker.customer_update(saved.id, UpdateKind.PROGRESS, at=hours(2), news="It will be fixed by Friday.")
    report = tracker.check_customer_text(saved.id, bad.text, at=hours(2), kind=bad.kind)
    assert "T-FIX-PROMISE" in {f.id for f in report.findings}


LEAK = (
    "Kestrel Logistics has the same, ENG-991 on node disp-db-02.int.example, "
    "Petra Novak says SEV2, see #eng-disp and ESC-2."
)


def quotes(tracker: Tracker, id: str, text: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for finding in tracker.check_customer_text(id, text, at=hours(3), kind=UpdateKind.PROGRESS).findings:
        out.setdefault(finding.id, set()).add(finding.quote or "")
    return out


def test_what_the_agent_types_as_news_is_not_thereby_known_to_the_customer(
    tracker: Tracker, saved: RegisteredEscalation, bug: Escalation
) -> None:
    other = tracker.save(bug, by="Priya", at=FRIDAY)
    tracker.do(other.id, lifecycle.set_field, "customer", "Kestrel Logistics", by="Priya", at=hours(1))
    tracker.do(saved.id, lifecycle.assign, "Petra Novak", by="Priya", at=hours(1))
    drafted = tracker.customer_update(saved.id, UpdateKind.PROGRESS, at=hours(3), news=LEAK)
    found = quotes(tracker, saved.id, drafted.text)
    assert {"Kestrel Logistics", "ESC-2"} <= found["L-OTHER-CUSTOMER"]
    assert "ENG-991" in found["L-ENGINEERING-KEY"]
    assert "disp-db-02.int.example" in found["L-INTERNAL-HOST"]
    assert "#eng-disp" in found["L-CHANNEL"]
    graded = tracker.customer_update(saved.id, UpdateKind.PROGRESS, at=hours(3), news="For us this is a SEV2.").text
    assert "SEV2" in "".join(quotes(tracker, saved.id, graded)["L-INTERNAL-TERM"])
    assert {"Petra", "Novak"} <= found["L-INTERNAL-NAME"]


def test_a_registered_customer_is_found_where_nothing_else_tells_a_firm(
    tracker: Tracker, saved: RegisteredEscalation, bug: Escalation
) -> None:
    other = tracker.save(bug, by="Priya", at=FRIDAY)
    text = tracker.customer_update(
        saved.id, UpdateKind.PROGRESS, at=hours(3), news="We compared the export with mirovar tessel."
    ).text
    assert "L-OTHER-CUSTOMER" not in quotes(tracker, saved.id, text)
    tracker.do(other.id, lifecycle.set_field, "customer", "Mirovar Tessel", by="Priya", at=hours(1))
    assert quotes(tracker, saved.id, text)["L-OTHER-CUSTOMER"] == {"Mirovar Tessel"}
    assert "L-OTHER-CUSTOMER" not in quotes(tracker, other.id, text)


def test_what_was_really_sent_and_what_was_noted_count_for_the_checks(
    tracker: Tracker, saved: RegisteredEscalation
) -> None:
    text = tracker.customer_update(
        saved.id, UpdateKind.PROGRESS, at=hours(3), news="Your ENG-991 is in work; the flag rows_v2_lax is off."
    ).text
    assert "L-ENGINEERING-KEY" in quotes(tracker, saved.id, text)
    assert "L-INTERNAL-WORDS" not in quotes(tracker, saved.id, text)
    tracker.do(saved.id, lifecycle.note, "Flag rows_v2_lax is the culprit.", by="Sam", at=hours(1))
    assert quotes(tracker, saved.id, text)["L-INTERNAL-WORDS"] == {"rows_v2_lax"}
    tracker.informed(
        saved.id, "Our reference is ENG-991.", by="Priya", at=hours(2), anyway="they asked for it",
        blockers=["L-ENGINEERING-KEY"],
    )  # fmt: skip
    assert "L-ENGINEERING-KEY" not in quotes(tracker, saved.id, text)


def test_what_is_told_in_spite_of_blockers_needs_its_reason_and_keeps_it(
    tracker: Tracker, saved: RegisteredEscalation
) -> None:
    for reason in (None, " "):
        with pytest.raises(NotAllowed, match="the reason"):
            tracker.informed(saved.id, "Hi", by="Priya", at=hours(1), anyway=reason, blockers=["L-CHANNEL"])
    assert tracker.register.get(saved.id).customer_informed_at is None
    tracker.informed(saved.id, "Hi", by="Priya", at=hours(1), anyway="it is theirs", blockers=["L-CHANNEL"])
    kept = tracker.register.trail(saved.id)[-2]
    assert kept.text == "Told in spite of L-CHANNEL: it is theirs"
    assert kept.visibility == "internal"
    assert tracker.since_last_update(saved.id) == []


def test_an_update_is_signed_by_who_owns_it_now(tracker: Tracker, saved: RegisteredEscalation, bare: Assistant) -> None:
    assert "Priya" in tracker.customer_update(saved.id, UpdateKind.PROGRESS, at=hours(1)).text
    tracker.do(saved.id, lifecycle.hand_over, "Sam Okoro", by="Priya", at=hours(1))
    drafted = tracker.customer_update(saved.id, UpdateKind.PROGRESS, at=hours(2))
    assert drafted.text.count("Sam Okoro") == 2  # who to turn to, and the signature
    assert "Priya" not in drafted.text
    assert "L-INTERNAL-NAME" not in quotes(tracker, saved.id, drafted.text)
    nobody = tracker.save(bare.draft(BUG, now=FRIDAY, engine="rules"), by="Ida", at=FRIDAY)
    tracker.do(nobody.id, lifecycle.hand_over, "Sam Okoro", by="Ida", at=hours(1))
    assert "Sam Okoro" in tracker.customer_update(nobody.id, UpdateKind.PROGRESS, at=hours(2)).text


def test_no_workaround_is_offered_where_none_is(tracker: Tracker, saved: RegisteredEscalation) -> None:
    with pytest.raises(WrongUsage, match=r"no workaround of ESC-1 is running.*register workaround ESC-1.*--news TEXT"):
        tracker.customer_update(saved.id, UpdateKind.WORKAROUND, at=hours(1))
    tracker.do(saved.id, lifecycle.start_workaround, WorkaroundKind.BATCHING, by="Priya", at=hours(1))
    assert suggested_kind(tracker.since_last_update(saved.id)) is UpdateKind.WORKAROUND
    assert tracker.customer_update(saved.id, UpdateKind.WORKAROUND, at=hours(1.5)).kind is UpdateKind.WORKAROUND
    tracker.do(saved.id, lifecycle.stop_workaround, WorkaroundKind.BATCHING, "too slow", by="Priya", at=hours(2))
    assert suggested_kind(tracker.since_last_update(saved.id)) is UpdateKind.NO_NEWS
    with pytest.raises(WrongUsage, match="no workaround"):
        tracker.customer_update(saved.id, UpdateKind.WORKAROUND, at=hours(2))


def test_bundles_stay_one_deep_and_closing_names_who_is_left(tracker: Tracker, bug: Escalation) -> None:
    one, two, three = (tracker.save(bug, by="Priya", at=FRIDAY) for _ in range(3))
    change = tracker.bundle(two.id, one.id, by="Priya", at=hours(1))
    assert change.said == "Same signature: exp-2107."
    with pytest.raises(NotAllowed, match=f"are bundled under {one.id}"):
        tracker.bundle(one.id, three.id, by="Priya", at=hours(1))
    closed: Change = tracker.close(
        one.id, by="Priya", at=hours(2), learning="x", customer_confirmed_at=hours(2), code=ClosureCode.CODE_FIX
    )
    assert closed.said == "1 escalation(s) bundled under it are still open."


def test_a_confirmed_bug_takes_engineerings_word_for_its_severity(tracker: Tracker, bare: Assistant) -> None:
    drafted = bare.draft(BUG.replace("Reproduced on our test tenant: ", ""), now=FRIDAY, engine="rules")
    saved = tracker.save(drafted, by="Priya", at=FRIDAY)
    tracker.severity(saved.id, Severity.SEV1, "worse", by="Priya", at=hours(1))
    if not tracker.register.get(saved.id).bug_confirmed:
        tracker.confirm(saved.id, IssueType.BUG, by="Max", at=hours(1))
    assert tracker.register.get(saved.id).engineering_priority == "Critical"
    change = tracker.severity(saved.id, Severity.SEV3, "one filter only", by="Priya", at=hours(2))
    assert change.record.engineering_priority == "Minor/Tech Debt"


def test_a_reply_by_somebody_else_is_kept_for_the_owner(tracker: Tracker, saved: RegisteredEscalation) -> None:
    change = tracker.reply(saved.id, "Clear your cache.", author="Sam", at=hours(1))
    assert change.said is not None and "Priya" in change.said
    assert tracker.reply(saved.id, "We are on it.", author="Priya", at=hours(1)).entries[0].visibility == "public"


def test_what_support_handles_is_tracked_without_an_engineer(bare: Assistant, tracker: Tracker) -> None:
    saved = tracker.save(bare.draft(QUESTION, now=FRIDAY, engine="rules"), by="Ida", at=FRIDAY)
    assert {c.audience for c in saved.contacts} == {Audience.CUSTOMER}
    for change in (
        lambda: tracker.do(saved.id, lifecycle.assign, "Max", by="Ida", at=hours(1)),
        lambda: tracker.bounce_back(saved.id, ["logs"], by="Max", at=hours(1)),
        lambda: tracker.do(saved.id, lifecycle.declare, by="Ida", at=hours(1)),
    ):
        refused(change)


def refused(change: Callable[[], Change]) -> None:
    with pytest.raises(NotAllowed):
        change()


def test_a_further_draft_is_a_further_version(tracker: Tracker, saved: RegisteredEscalation, bug: Escalation) -> None:
    change = tracker.redraft(saved.id, bug, by="Priya", at=hours(1), note="shorter title")
    assert change.record.drafts == 2
    assert change.entries[0].text == "Draft 2: shorter title"


def test_nobody_owes_a_timeline_once_engineering_has_closed(tracker: Tracker, saved: RegisteredEscalation) -> None:
    tracker.do(saved.id, lifecycle.assign, "Max", by="Priya", at=hours(1))
    tracker.do(saved.id, lifecycle.accept, by="Max", at=hours(1))
    tracker.engineering_closed(saved.id, by="Max", at=hours(2))
    change = tracker.do(saved.id, lifecycle.duty_done, DutyKind.TIMELINE_UPDATE, by="Max", at=hours(3))
    assert not [d for d in change.record.duties if d.kind is DutyKind.TIMELINE_UPDATE and d.due_at and not d.done_at]
