"""The pages over the register, without a browser and in one: saving, changing, conflicts, what is owed, the meeting."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import lifecycle
from assistant.domain import Decision, Escalation, Severity
from assistant.domain.issue import Visibility
from assistant.domain.register import (
    ClosureCode,
    DeEscalationReason,
    EscalationStatus,
    RegisteredEscalation,
    TrailAction,
)
from assistant.pipeline import shared_assistant
from assistant.register import open_register
from assistant.settings import Settings, default_settings
from assistant.tracking import Tracker
from tests.ui.browser import open_tab, served_page
from tests.ui.test_page import APP, ISSUE, html, press

SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One state folder: the assistant behind the pages is built once, records of all tests lie side by side."""
    return tmp_path_factory.mktemp("register-home")


@pytest.fixture
def settings(own_home: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ESCALATE_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    default_settings.cache_clear()
    return default_settings()


@pytest.fixture
def tracker(settings: Settings) -> Iterator[Tracker]:
    """Somebody else at work on the same register."""
    with open_register(settings=settings) as register:
        yield Tracker(register, settings, assistant=shared_assistant(settings))


@pytest.fixture
def page(settings: Settings) -> AppTest:
    """The page, freshly opened."""
    opened = AppTest.from_file(APP, default_timeout=300).run()
    assert not opened.exception
    return opened


@pytest.fixture
def drafted(settings: Settings) -> Escalation:
    helper = shared_assistant(settings)
    understood = helper.understand(ISSUE, reported_by="Ana")
    return helper.write(understood, helper.assess(understood))


@pytest.fixture
def record(tracker: Tracker, drafted: Escalation) -> RegisteredEscalation:
    """An open escalation of an hour ago, owned by Ana."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    kept = tracker.save(drafted, by="Ana", at=at, team="Backend", ticket="TS-1")
    assert kept.decision is Decision.ESCALATE and kept.customer_owner.name == "Ana"
    return kept


def view(page: AppTest, name: str, **query: str) -> AppTest:
    """Another view of the page, as a link leads to it."""
    page.switch_page(f"views/{name}.py")
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def opened(page: AppTest, record: RegisteredEscalation, who: str = "Ana") -> AppTest:
    """The page of one record, worked on by `who`."""
    view(page, "escalation", id=record.id)
    field(page.text_input, "You are").set_value(who)
    return page


def field(widgets: Any, label: str) -> Any:
    """The one widget with this label."""
    (found,) = [w for w in widgets if w.label == label]
    return found


def typed(page: AppTest, record: RegisteredEscalation, name: str, part: str) -> Any:
    """A widget of one form, by the form's name and its part."""
    key = re.compile(rf"{name}-{part}-{record.id}-\d+")
    everything = (page.text_input, page.text_area, page.selectbox, page.checkbox, page.radio, page.multiselect)
    (found,) = [w for kind in everything for w in kind if w.key and key.fullmatch(w.key)]
    return found


def plainly(elements: Any) -> str:
    """What they say, without the marks that keep Markdown from reading it."""
    return " ".join(e.value for e in elements).replace("\\", "")


def errors(page: AppTest) -> str:
    return plainly(page.error)


def now_kept(tracker: Tracker, record: RegisteredEscalation) -> RegisteredEscalation:
    return tracker.register.get(record.id)


# from the draft into the register


def test_a_saved_draft_keeps_what_was_drafted_and_what_the_person_made_of_it(page: AppTest, tracker: Tracker) -> None:
    page.text_area(key="paste").set_value(ISSUE)
    press(page, "Draft")
    before = str(page.text_area(key="update-0-1").value)
    page.text_area(key="update-0-1").set_value(before + "\n\nMy own words.").run()
    field(page.text_input, "Ticket (link or id)").set_value("TS-77")
    field(page.text_input, "Customer's region").set_value("Atlantis")
    press(page, "Save")
    (kept,) = tracker.register.find(text="TS-77")
    assert f"Saved as {kept.id}" in plainly(page.success) and "draft 2" in plainly(page.success)
    assert "'Atlantis' names no calendar" in plainly(page.info)
    assert tracker.register.trail(kept.id)[0].text == ISSUE
    assert "My own words." not in tracker.register.draft(kept.id, 1).updates[0].text
    assert tracker.register.draft(kept.id).updates[0].text.endswith("My own words.")

    page.text_area(key="update-0-1").set_value(before + "\n\nMy last words.").run()
    press(page, "Save this version too")
    assert tracker.register.get(kept.id).drafts == 3
    assert tracker.register.draft(kept.id).updates[0].text.endswith("My last words.")
    assert not [b for b in page.button if b.label.startswith("Save this version")], "nothing is left to save"
    assert tracker.register.count(text="TS-77") == 1


def test_the_offers_are_questions_and_change_nothing(page: AppTest, tracker: Tracker) -> None:
    count = tracker.register.count()
    page.text_area(key="paste").set_value(ISSUE)
    press(page, "Draft")
    assert 'class="chat"' in html(page) and not any('"blocks"' in c.value for c in page.code), "as it would be seen"
    press(page, "Draft it")
    assert sum("Hello" in c.value for c in page.code) >= 2, "interim response and status update"
    assert tracker.register.count() == count


# the list


def test_the_register_filters_and_turns_pages(page: AppTest, tracker: Tracker, drafted: Escalation) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    issue = drafted.issue.model_copy(update={"customer": "Zed <img src=x onerror=alert(1)> & Sons"})
    for _ in range(27):
        last = tracker.save(drafted.model_copy(update={"issue": issue}), by="Bo", at=at)
    page = view(page, "register")
    page.text_input(key="f-customer").set_value(issue.customer).run()
    shown = html(page)
    assert shown.count('class="row"') == 25 and "&lt;img src=x" in shown and "<img" not in shown
    press(page, "Next")
    assert html(page).count('class="row"') == 2
    page.text_input(key="f-customer").set_value("nobody of this name").run()
    assert html(page).count('class="row"') == 0 and not page.exception
    page.text_input(key="f-customer").set_value(issue.customer)
    tracker.severity(last.id, Severity.SEV1, "worse", by="Bo", at=at)
    page.selectbox(key="f-severity").set_value(Severity.SEV1).run()
    assert html(page).count('class="row"') == 1


# one record


def test_owners_stand_side_by_side_and_acceptance_needs_the_owner(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record)
    assert "nobody yet" in html(page)
    typed(page, record, "assign", "name").set_value("Max")
    press(page, "Assign")
    assert "NOT accepted" in html(page) and now_kept(tracker, record).technical_owner.name == "Max"
    press(page, "Accept")
    assert "assigned to Max: Ana cannot accept" in errors(page)
    field(page.checkbox, "Max said yes, and I record it").check()
    press(page, "Accept")
    kept = now_kept(tracker, record)
    assert kept.technical_owner.accepted_at is not None and kept.status is EscalationStatus.IN_PROGRESS
    assert "accepted" in html(page) and "NOT accepted" not in html(page)


def test_what_the_rules_forbid_is_said_and_what_was_typed_stays(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record)
    typed(page, record, "severity", "severity").set_value("SEV1")
    press(page, "Change severity")
    assert "reason is missing" in errors(page)
    assert typed(page, record, "severity", "severity").value == "SEV1"
    typed(page, record, "severity", "reason").set_value("a third site is down")
    press(page, "Change severity")
    assert now_kept(tracker, record).severity is Severity.SEV1
    assert "a third site is down" in html(page), "it stands in the timeline"


def test_somebody_was_quicker(page: AppTest, tracker: Tracker, record: RegisteredEscalation) -> None:
    opened(page, record)
    typed(page, record, "status", "status").set_value(EscalationStatus.BLOCKED)
    typed(page, record, "status", "reason").set_value("waits for a HAR file")
    tracker.do(record.id, lifecycle.assign, "Lee", by="Bo", at=datetime.now(UTC))
    press(page, "Change status")
    assert "changed meanwhile" in errors(page) and "Bo" in errors(page) and "Lee" in errors(page)
    assert now_kept(tracker, record).status is EscalationStatus.OPEN, "nothing was saved over it"
    assert typed(page, record, "status", "reason").value == "waits for a HAR file"
    assert "Lee" in html(page), "the new state is shown"
    press(page, "Reload")
    press(page, "Change status")
    kept = now_kept(tracker, record)
    assert kept.blocked_reason == "waits for a HAR file" and kept.technical_owner.name == "Lee"


def test_a_note_is_kept_all_the_same(page: AppTest, tracker: Tracker, record: RegisteredEscalation) -> None:
    opened(page, record, who="Kim")
    typed(page, record, "note", "text").set_value("I looked at the queue.")
    tracker.do(record.id, lifecycle.assign, "Lee", by="Bo", at=datetime.now(UTC))
    press(page, "Add the note")
    last = tracker.register.trail(record.id)[-1]
    assert (last.actor, last.text) == ("Kim", "I looked at the queue.")
    assert typed(page, record, "note", "text").value == "", "the form is empty for the next one"


def test_words_of_strangers_stay_words_and_secrets_are_masked(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    hostile = f"<script>alert(1)</script> <b>x</b> my token is {SECRET}\x1b[31m"
    at = datetime.now(UTC)
    tracker.do(record.id, lifecycle.note, hostile, by="<i>Eve</i>", at=at)
    tracker.do(record.id, lifecycle.assign, "<u>Max</u>", by="Bo", at=at, team="<h1>T</h1>")
    tracker.do(record.id, lifecycle.set_field, "next_step", "<svg onload=x> [a](http://evil.example)", by="Bo", at=at)
    opened(page, record)
    everything = html(page) + " ".join(str(e.value) for e in (*page.markdown, *page.caption, *page.info, *page.success))
    assert not re.search(r"(?<!\\)<(script|b>x|i>Eve|u>Max|svg|h1>T)", everything)
    assert SECRET not in everything and "\x1b" not in everything
    assert "&lt;script&gt;" in everything and "&lt;u&gt;Max" in everything


def test_an_update_by_somebody_else_becomes_a_note_and_the_owners_is_recorded(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record, who="Kim")
    press(page, "Draft it")
    assert any("Kim may not reply" in w.value for w in page.warning)
    press(page, "Keep it as an internal note")
    note = tracker.register.trail(record.id)[-1]
    assert note.action is TrailAction.NOTE_ADDED and note.visibility is Visibility.INTERNAL

    field(page.text_input, "You are").set_value("Ana").run()
    press(page, "Draft it")
    text = field(page.text_area, "To the customer, editable")
    text.set_value(str(text.value) + "\n\nAs agreed on the phone.").run()
    press(page, "It was sent like this: record it")
    told = [e for e in tracker.register.trail(record.id) if e.action is TrailAction.CUSTOMER_INFORMED]
    assert len(told) == 1 and told[0].text.endswith("As agreed on the phone.")
    assert told[0].visibility is Visibility.PUBLIC and 'class="violet public"' in html(page)
    assert [c.number for c in now_kept(tracker, record).contacts if c.audience.value == "customer"][-1] == 2


def test_an_update_with_a_blocker_is_recorded_only_once_it_was_read(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record)
    press(page, "Draft it")
    text = field(page.text_area, "To the customer, editable")
    text.set_value(str(text.value) + "\n\nThis will be fixed by Friday, guaranteed.").run()
    press(page, "It was sent like this: record it")
    assert "blockers" in errors(page) and now_kept(tracker, record).customer_informed_at is None
    assert "guaranteed" in str(field(page.text_area, "To the customer, editable").value)


def test_back_to_support_and_closed_with_all_four_duties(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record)
    typed(page, record, "de-escalate", "reason").set_value(DeEscalationReason.WORKAROUND)
    press(page, "De-escalate")
    press(page, "Close it")
    assert "not complete" in errors(page)
    for duty in ("team_notified", "ticket_updated", "customer_informed", "learning"):
        box = typed(page, record, f"duty-{duty}", "text")
        if duty == "learning":
            box.set_value("Split the export by month.")
        assert str(box.value).strip(), "a draft is there to be read and sent"
        [b for b in page.button if b.label == "It is done"][0].click().run()
        assert not page.exception and not page.error
    press(page, "Close it")
    assert "customer has not confirmed" in errors(page)
    typed(page, record, "close", "confirmed").check()
    press(page, "Close it")
    closure = now_kept(tracker, record).closure
    assert closure is not None and closure.code is ClosureCode.DOCS_UPDATED
    assert "Closed - Docs Updated" in html(page)
    assert typed(page, record, "reopen", "reason") is not None


def test_a_retry_is_logged_and_an_incident_gets_its_lead(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record)
    page.selectbox(key=f"workaround-{record.id}").set_value("retry").run()
    press(page, "Start it")
    typed(page, record, "retry", "result").set_value("Same error")
    press(page, "Log the attempt")
    assert now_kept(tracker, record).workarounds[0].tries == 1
    assert page.dataframe[0].value["result"].tolist() == ["Same error"]
    press(page, "Declare an incident")
    assert "R-NO-INCIDENT-LEAD" in html(page)
    typed(page, record, "incident", "lead").set_value("Mara")
    press(page, "Change the incident")
    assert "R-NO-INCIDENT-LEAD" not in html(page) and now_kept(tracker, record).incident.lead == "Mara"


def test_every_finding_says_where_on_the_page_it_is_closed(settings: Settings) -> None:
    from record.header import WHERE

    assert WHERE.keys() == lifecycle.load_rules(settings.knowledge / "policy").findings.keys()


def test_an_unknown_id_is_answered_in_words(page: AppTest) -> None:
    view(page, "escalation", id="ESC-99999")
    assert "no ESC-99999" in errors(page)


# over many


def test_what_is_overdue_stands_first_and_in_red(page: AppTest, tracker: Tracker, drafted: Escalation) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    late = tracker.save(drafted, by="Late Person", at=at)
    view(page, "due")
    page.text_input(key="due-owner").set_value(late.customer_owner.name).run()
    shown = html(page)
    assert re.search(r'<b class="red coloured">overdue by \d+ (h|days|min)</b>', shown)
    assert late.id in [link.proto.label.replace("\\", "") for link in page.get("page_link")]  # type: ignore[union-attr]
    assert shown.index("overdue by") < (shown.find(">in ") if ">in " in shown else len(shown))
    page.segmented_control(key="due-audience").set_value("Cross-functional").run()
    assert not page.exception


def test_an_outcome_of_the_meeting_is_typed_back(page: AppTest, tracker: Tracker, drafted: Escalation) -> None:
    kept = tracker.save(drafted, by="Ana", at=datetime.now(UTC).replace(microsecond=0), team="Java")
    view(page, "meeting")
    page.selectbox(key="meeting-team").set_value("Java").run()
    assert [m.value for m in page.markdown if m.value.startswith("#####")][0].startswith("##### 1.")
    assert len([m for m in page.markdown if m.value.startswith("#####")]) == 5
    typed(page, kept, "outcome", "said").set_value("Fix is in review")
    typed(page, kept, "outcome", "step").set_value("Tom ships it")
    typed(page, kept, "outcome", "owner").set_value("Tom")
    press(page, "Record the outcome")
    now = now_kept(tracker, kept)
    assert (now.next_step, now.technical_owner.name, now.met_at is not None) == ("Tom ships it", "Tom", True)
    assert any("Talked about already" in m.value for m in page.markdown)


def test_the_metrics_show_definition_and_n(page: AppTest, tracker: Tracker, record: RegisteredEscalation) -> None:
    view(page, "metrics")
    assert len(page.metric) == 11 and page.metric[0].label == "Tickets escalated"
    before = page.metric[0].value
    rests = [c.value for c in page.caption if re.match(r"\*\*(Rests on \d|Nothing to measure|None in this)", c.value)]
    assert len(rests) >= 6 and sum("S0 Metrics" in c.value for c in page.caption) >= 5
    tracker.save(tracker.register.draft(record.id), by="Ana", at=datetime.now(UTC).replace(microsecond=0))
    page.run()
    assert int(page.metric[0].value) == int(before) + 1, "figures are held only until the register changes"


def test_practice_scores_with_a_reason_for_every_point(page: AppTest) -> None:
    view(page, "practice")
    press(page, "Score it")
    assert "empty" in errors(page)
    page.text_area(key="practice-issue").set_value(ISSUE)
    page.text_area(key="practice-brief").set_value("## ESCALATION: Exports fail\n\nPlease look into <b>this</b>.")
    press(page, "Score it")
    assert page.metric[0].value.endswith("of 100") and "customer impact" in html(page)


@pytest.mark.parametrize("name", ["register", "due", "meeting", "metrics", "practice", "escalation"])
def test_every_page_opens_on_an_empty_register(
    name: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.sqlite")
    default_settings.cache_clear()
    page = AppTest.from_file(APP, default_timeout=300).run()
    view(page, name)
    assert page.title and not page.error


# in a browser


@pytest.mark.browser
def test_from_draft_to_register_in_a_browser(chromium: str, tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    expect = sync_api.expect
    with served_page(tmp_path / "home", tmp_path) as address, open_tab(chromium, address) as tab:
        tab.get_by_role("textbox", name="Raw issue").fill(ISSUE)
        tab.get_by_role("button", name="Draft", exact=True).click()
        expect(tab.locator(".verdict h2")).to_contain_text("Escalate")
        tab.get_by_role("button", name="Save to the register").click()
        tab.get_by_label("Ticket (link or id)").fill("TS-9")
        tab.get_by_role("button", name="Save", exact=True).click()
        tab.get_by_role("link", name="Saved as ESC-1").click()
        expect(tab.locator(".verdict h2")).to_contain_text("ESC-1")
        tab.get_by_role("tab", name="Timeline").click()
        expect(tab.locator("ol.trail li")).to_have_count(3)
        tab.get_by_role("tab", name="Notes").click()
        tab.get_by_label("Note", exact=True).fill("Looked at it. <script>document.title = 'owned'</script>")
        tab.get_by_role("button", name="Add the note").click()
        tab.get_by_role("tab", name="Timeline").click()
        expect(tab.locator("ol.trail li")).to_have_count(4)
        with tab.expect_download() as waiting:
            tab.get_by_role("button", name="Download as JSON").click()
        assert '"TS-9"' in Path(waiting.value.path()).read_text(encoding="utf-8")
        tab.get_by_role("link", name="Register").click()
        expect(tab.locator(".row[class=row]")).to_have_count(1)
        tab.get_by_role("link", name="Draft").click()
        expect(tab.locator(".verdict h2")).to_contain_text("Escalate")
        assert "owned" not in tab.title(), "and the draft in hand was not lost on the way"
