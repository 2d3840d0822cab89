"""The pages over the register as a person uses them: what is said where, what is a link, and in which words."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant import lifecycle
from assistant.domain import Escalation, UpdateKind
from assistant.domain.register import RegisteredEscalation, TrailAction
from assistant.register import open_register
from assistant.settings import Settings
from assistant.tracking import Tracker
from tests.ui import test_register_pages as shared
from tests.ui.browser import open_tab, served_page
from tests.ui.test_page import html, press
from tests.ui.test_register_pages import errors, field, opened, plainly, typed, view

home, settings, tracker = shared.home, shared.settings, shared.tracker
page, drafted, record = shared.page, shared.drafted, shared.record


def links(page: AppTest) -> list[str]:
    """What the links within the page say."""
    return [e.proto.label.replace("\\", "") for e in page.get("page_link")]  # type: ignore[union-attr]


# what the customer is told first


def test_the_first_text_for_the_customer_is_the_one_that_was_saved(
    page: AppTest, tracker: Tracker, drafted: Escalation
) -> None:
    first = drafted.updates[0]
    own = first.model_copy(update={"text": first.text + "\n\nWith a sentence of my own."})
    kept = tracker.save(drafted, by="Ana", at=datetime.now(UTC).replace(microsecond=0))
    tracker.redraft(
        kept.id, drafted.model_copy(update={"updates": (own, *drafted.updates[1:])}), by="Ana", at=datetime.now(UTC)
    )
    opened(page, kept).run()
    assert field(page.selectbox, "Kind").value is UpdateKind.ACKNOWLEDGEMENT
    assert str(field(page.text_area, "To the customer, editable").value).endswith("With a sentence of my own.")
    press(page, "It was sent like this: record it")
    (told,) = [e for e in tracker.register.trail(kept.id) if e.action is TrailAction.CUSTOMER_INFORMED]
    assert told.text == own.text and told.data["kind"] == "acknowledgement"
    assert field(page.selectbox, "Kind").value is UpdateKind.NO_NEWS, "the next one is another kind"
    assert not [a for a in page.text_area if a.label == "To the customer, editable"], "and is not written yet"


def test_a_saved_text_whose_promise_has_passed_is_drafted_anew(
    page: AppTest, tracker: Tracker, drafted: Escalation
) -> None:
    passed = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    first = drafted.updates[0].model_copy(update={"text": "You hear from us an hour ago.", "next_update_at": passed})
    kept = tracker.save(
        drafted.model_copy(update={"updates": (first,)}), by="Ana", at=datetime.now(UTC).replace(microsecond=0)
    )
    opened(page, kept).run()
    text = str(field(page.text_area, "To the customer, editable").value)
    assert "an hour ago" not in text and text.startswith("Hello")


# who it was


def test_without_a_name_nothing_goes_into_the_trail(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    opened(page, record, who="").run()
    before = len(tracker.register.trail(record.id))
    typed(page, record, "note", "text").set_value("Who says so?")
    press(page, "Add the note")
    assert "Give your name first" in errors(page) and field(page.text_input, "You are").value == ""
    assert len(tracker.register.trail(record.id)) == before
    assert typed(page, record, "note", "text").value == "Who says so?"
    field(page.text_input, "You are").set_value("Kim").run()
    press(page, "Add the note")
    assert tracker.register.trail(record.id)[-1].actor == "Kim"


# links, headings, words


@pytest.mark.parametrize(
    ("ticket", "is_link"),
    [
        ("https://tickets.example.com/a/1?b=c&d=e", True),
        ("javascript:alert(1)//https://x.example", False),
        ("https://bank.example@evil.example/", False),
        ('https://x.example/"onmouseover="alert(1)', True),
        ("see https://x.example/1", False),
        ("TS-2", False),
    ],
)
def test_a_ticket_is_a_link_only_where_it_is_a_web_address(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation, ticket: str, is_link: bool
) -> None:
    tracker.do(record.id, lifecycle.set_field, "ticket", ticket, by="Bo", at=datetime.now(UTC))
    shown = html(opened(page, record).run())
    found = re.findall(r'<a href="([^"]*)" target="_blank" rel="noopener noreferrer">', shown)
    assert bool(found) is is_link and '"onmouseover' not in shown
    assert all(address.startswith("https://") for address in found)


def test_every_row_leads_to_its_escalation_and_says_whose_it_is(
    page: AppTest, tracker: Tracker, drafted: Escalation
) -> None:
    kept = tracker.save(drafted, by="Row Person", at=datetime.now(UTC).replace(microsecond=0), team="Java")
    view(page, "register")
    page.text_input(key="f-owner").set_value(kept.customer_owner.name).run()
    shown = html(page)
    assert kept.id in links(page)
    assert all(f"<div>{head}</div>" in shown for head in ("Customer owner", "Technical owner", "Next due"))
    assert 'data-of="Technical owner"><span class="amber coloured">nobody yet' in shown
    view(page, "due")
    page.text_input(key="due-owner").set_value(kept.customer_owner.name).run()
    assert kept.id in links(page) and "By whom" in html(page) and "UTC" in html(page)
    view(page, "meeting")
    page.selectbox(key="meeting-team").set_value("Java").run()
    assert links(page).count(kept.id) >= 2, "among what is to settle, and among the priorities"


def test_lengths_of_time_are_said_as_people_say_them() -> None:
    from record.header import span

    said = {1: "1 min", 45: "45 min", 91: "1.5 h", 119: "2 h", 236: "4 h", 1439: "24 h", 2 * 1440: "2 days"}
    assert {m: span(timedelta(minutes=m)) for m in said} == said
    assert span(timedelta(seconds=-5)) == "less than a minute"


def test_no_shell_command_stands_on_a_page(settings: Settings) -> None:
    from record.saying import page_words

    rules = lifecycle.load_rules(settings.knowledge / "policy").findings
    said = [page_words(f"{r.meaning} {r.closes}") for r in rules.values()]
    assert not [s for s in said if "escalate register" in s or "--" in s or "`" in s or not s]
    assert page_words("the note is missing. Give the note.") == "The note is missing. Give the note."
    assert page_words("there is no ESC-9 in the register. `escalate register list` shows what is kept.") == (
        "There is no ESC-9 in the register."
    )
    assert page_words("ask them; then give --confirmed, or --at.") == "Ask them."


def test_an_unknown_id_leads_on(page: AppTest, tracker: Tracker, record: RegisteredEscalation) -> None:
    view(page, "escalation", id="ESC-99999")
    assert errors(page) == "There is no ESC-99999 in the register."
    assert "← All escalations" in links(page)
    field(page.text_input, "Which one?").set_value(record.id).run()
    assert record.id in html(page)


def test_the_meeting_counts_in_words_and_names_no_meeting_that_was_not(
    page: AppTest, tracker: Tracker, drafted: Escalation
) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    kept = tracker.save(drafted, by="Ana", at=at, team="Frontend")
    tracker.do(kept.id, lifecycle.declare, by="Ana", at=at, lead="Mara")
    view(page, "meeting")
    page.selectbox(key="meeting-team").set_value("Frontend").run()
    said = plainly(page.caption)
    assert "1 open, 1 incident, 0 parked." in said or "since the last meeting, 1 incident, 0 parked." in said
    assert ("since the last meeting" in said) is ("none on record" not in said)


def test_metrics_say_what_there_is_and_charts_do_not_mix_what_they_count(
    page: AppTest, tracker: Tracker, record: RegisteredEscalation
) -> None:
    view(page, "metrics")
    said = plainly(page.caption)
    assert "By severity" in said and "By week" in said and "n = " not in said
    ratio = next(m for m in page.metric if m.label.startswith("Bug"))
    assert re.fullmatch(r"\d+ : \d+", str(ratio.value)), "both counts, also where one is 0"
    assert not [m for m in page.metric if "not measured" in str(m.value)] and "Nothing to measure yet" in said
    specs = [str(chart.proto.spec) for chart in page.get("vega_lite_chart")]  # type: ignore[union-attr]
    assert specs and all('"domain"' in spec for spec in specs), "drawn without values, it would warn of no extent"


def test_practice_speaks_plainly(page: AppTest) -> None:
    view(page, "practice")
    page.text_area(key="practice-issue").set_value(shared.ISSUE)
    page.text_area(key="practice-brief").set_value("## ESCALATION: Exports fail\n\nPlease look into this.")
    press(page, "Score it")
    shown = html(page)
    assert "Blocker:</b> The section" in shown and "points</span>" in shown
    assert not re.search(r"takes [\d.]+ off|\d\.\d of \d|\. Fix:", shown)


def test_policy_is_read_whole(page: AppTest, settings: Settings) -> None:
    from html import escape

    from assistant.policy import load_policy

    view(page, "policy")
    shown = html(page)
    rules = load_policy(settings.knowledge / "policy").verdict
    assert all(f"<td>{escape(rule.source)}</td>" in shown for rule in rules)


# in a browser


def _saved(folder: Path, drafted: Escalation, settings: Settings) -> RegisteredEscalation:
    """An escalation in a register of its own."""
    own = settings.model_copy(update={"home": folder})
    with open_register(settings=own) as register:
        return Tracker(register, own).save(drafted, by="Ana", at=datetime.now(UTC).replace(microsecond=0))


@pytest.mark.browser
def test_the_chosen_tab_stays_and_errors_are_in_sight(
    chromium: str, drafted: Escalation, settings: Settings, tmp_path: Path
) -> None:
    expect = pytest.importorskip("playwright.sync_api").expect
    kept = _saved(tmp_path / "home", drafted, settings)
    with (
        served_page(tmp_path / "home", tmp_path) as address,
        open_tab(chromium, f"{address}/escalation?id={kept.id}") as tab,
    ):
        chosen = tab.get_by_role("tab", selected=True)
        tab.get_by_role("tab", name="Notes").click()
        tab.get_by_label("Note", exact=True).fill("Looked at it.")
        tab.get_by_role("button", name="Add the note").click()
        expect(tab.get_by_test_id("stToast")).to_be_in_viewport()
        expect(chosen).to_have_text("Notes")
        tab.get_by_role("tab", name="End").click()
        tab.get_by_role("button", name="Close it").click()
        expect(tab.get_by_text("The closure code is missing.")).to_be_visible()
        expect(chosen).to_have_text("End")

        tab.get_by_role("tab", name="Owners").click()
        with open_register(settings=settings.model_copy(update={"home": tmp_path / "home"})) as register:
            other = Tracker(register, settings)
            other.do(kept.id, lifecycle.assign, "Otto", by="Bo", at=datetime.now(UTC).replace(microsecond=0))
        tab.get_by_label("Assign to").fill("Dana")
        tab.get_by_role("button", name="Assign", exact=True).click()
        expect(tab.get_by_text("what you typed is still here")).to_be_visible()
        expect(chosen).to_have_text("Owners")
        tab.get_by_role("button", name="Take the new state in").click()
        expect(tab.get_by_role("button", name="Take the new state in")).to_have_count(0)
        expect(chosen).to_have_text("Owners")
        expect(tab.get_by_label("Assign to")).to_have_value("Dana")
