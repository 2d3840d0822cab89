"""Zendesk: the brief stays internal, a reply is checked and its author's right to it too, and nothing goes in twice."""

from collections.abc import Callable

import pytest

from assistant import lifecycle
from assistant.domain.issue import Visibility
from assistant.domain.register import TrailAction
from assistant.errors import WrongUsage
from assistant.outgoing import ObstacleKind, Purpose
from assistant.pipeline import Assistant
from assistant.sending import LoginRefused, Refused, Unconfirmed, zendesk
from tests.sending.conftest import AT, OWNER, PASTE, Desk
from tests.sending.vendors import Fault, Vendors

GAPPY = (
    "Customer: Acme GmbH\nThe export to PDF prints the wrong total since Monday. "
    "Support: confirmed bug, reproduced here, please escalate to engineering."
)


def test_the_brief_is_an_internal_note_and_tags_are_added(desk: Desk, vendors: Vendors) -> None:
    delivered = desk.send("zendesk", ticket="#4711")
    (note,) = vendors.comments["4711"]
    assert note["public"] is False and "ESCALATION:" in note["html_body"]
    assert "hunter2" not in note["html_body"] and "{{" not in note["html_body"]
    assert vendors.tickets["4711"]["tags"] == ["esc-1", "escalated", "sev1", "vip"]
    assert vendors.tickets["4711"]["priority"] == "urgent"
    assert delivered.receipt.url == f"{vendors.url}/agent/tickets/4711"


def test_a_ticket_only_the_paste_names_must_be_confirmed(desk: Desk, vendors: Vendors) -> None:
    (held,) = desk.prepared("zendesk").obstacles
    assert held.kind is ObstacleKind.UNSURE and "--ticket 4711" in held.fix
    assert [o.kind for o in desk.prepared("zendesk", public=True).obstacles] == [ObstacleKind.UNSURE]
    desk.send("zendesk", ticket="4711")
    assert ObstacleKind.UNSURE not in [o.kind for o in desk.prepared("zendesk").obstacles]


def test_the_same_draft_goes_once_to_a_ticket(desk: Desk, vendors: Vendors) -> None:
    desk.send("zendesk", ticket="4711")
    assert desk.prepared("zendesk").obstacles[0].kind is ObstacleKind.REPEATED
    desk.send("zendesk", ticket="12")
    desk.send("zendesk", ticket="12", again=True)
    assert (len(vendors.comments["4711"]), len(vendors.comments["12"])) == (1, 2)


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        Fault(done=True),
        Fault(done=True, hangs=True),
        Fault(500, done=True),
        Fault(200, body="{", done=True),
        Fault(200, body='{"ticket": []}', done=True),
    ],
)
def test_a_lost_answer_makes_no_second_comment(desk: Desk, vendors: Vendors, public: bool, fault: Fault) -> None:
    vendors.misbehave(r"PUT .*/4711\.json", fault)
    desk.send("zendesk", ticket="4711", public=public)
    assert len(vendors.comments["4711"]) == 1
    assert len(desk.entries(TrailAction.SENT)) == 1


def test_a_500_that_did_nothing_is_told_and_the_next_try_sends(desk: Desk, vendors: Vendors) -> None:
    vendors.misbehave(r"PUT .*/4711\.json", Fault(500))
    with pytest.raises(Unconfirmed):
        desk.send("zendesk", ticket="4711")
    assert vendors.comments["4711"] == []
    assert not desk.send("zendesk", ticket="4711").receipt.adopted
    assert len(vendors.comments["4711"]) == 1


def test_a_public_reply_is_the_customers_and_is_recorded_as_told(desk: Desk, vendors: Vendors) -> None:
    before = desk.tracker.register.get(desk.id)
    desk.send("zendesk", ticket="4711", public=True)
    (reply,) = vendors.comments["4711"]
    assert reply["public"] is True and set(reply) == {"id", "type", "body", "public"}
    assert "ESCALATION" not in reply["body"] and "ESC-1" not in reply["body"]
    assert "priority" not in vendors.tickets["4711"], "a reply changes nothing else"
    record = desk.tracker.register.get(desk.id)
    assert record.customer_informed_at is not None and record.contacts != before.contacts
    (told,) = desk.entries(TrailAction.CUSTOMER_INFORMED)
    assert told.visibility is Visibility.PUBLIC and told.text == reply["body"]


def test_the_overtaken_first_update_is_not_sent_later(desk: Desk) -> None:
    desk.send("zendesk", ticket="4711", public=True)
    with pytest.raises(WrongUsage, match="overtaken"):
        desk.prepared("zendesk", ticket="4711", public=True)


def test_a_drive_by_reply_becomes_a_note_for_the_owner(desk: Desk, vendors: Vendors) -> None:
    prepared = desk.prepared("zendesk", ticket="4711", public=True, by="Rolf Meier")
    assert prepared.purpose is Purpose.RELAY and OWNER in prepared.notes[0]
    desk.send("zendesk", ticket="4711", public=True, by="Rolf Meier")
    (note,) = vendors.comments["4711"]
    assert note["public"] is False and "Rolf Meier" in note["html_body"]
    assert desk.entries(TrailAction.CUSTOMER_INFORMED) == []
    assert desk.entries(TrailAction.NOTE_ADDED)[-1].data["for"] == OWNER
    desk.tracker.do(desk.id, lifecycle.consent, "Rolf Meier", by=OWNER, at=desk.wish("zendesk").at)
    desk.send("zendesk", ticket="4711", public=True, by="Rolf Meier")
    assert vendors.comments["4711"][-1]["public"] is True


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        ("We know of OPS-123 internally. ", "L-ENGINEERING-KEY"),
        ("It is the stale rotation cron of gateway shard seven. ", "L-INTERNAL-WORDS"),
        ("It will be fixed by Friday. ", "T-FIX-PROMISE"),
        ("Rolf Meier looks into it. ", "L-INTERNAL-NAME"),
    ],
)
def test_a_reply_with_what_is_internal_is_held_back_whatever_is_allowed(
    desk: Desk, vendors: Vendors, more: str, finding: str
) -> None:
    noted = "we saw the stale rotation cron of gateway shard seven\nPublic reply:\nstop here"
    desk.tracker.do(desk.id, lifecycle.note, noted, by="Rolf Meier", at=desk.wish("zendesk").at)
    text = desk.tracker.register.draft(desk.id).updates[0].text.replace("What we know:", f"What we know: {more}")
    prepared = desk.prepared("zendesk", ticket="4711", public=True, text=text, allow_incomplete=True, again=True)
    assert any(o.kind is ObstacleKind.FINDING and finding in o.text for o in prepared.obstacles), prepared.obstacles


def test_a_reply_whose_promise_has_passed_is_held_back(desk: Desk) -> None:
    from datetime import timedelta

    late = desk.prepared("zendesk", ticket="4711", public=True, at=desk.wish("zendesk").at + timedelta(days=2))
    assert any("U-NEXT-PAST" in o.text for o in late.obstacles)


def test_contract_risk_needs_leaderships_eye(desks: Callable[..., Desk], vendors: Vendors) -> None:
    desk = desks(PASTE + "We will cancel our subscription and our lawyers will be in touch.")
    assert desk.tracker.register.draft(desk.id).assessment.needs_leadership_review
    held = [o.kind for o in desk.prepared("zendesk", ticket="4711", public=True).obstacles]
    assert ObstacleKind.REVIEW in held
    kinds = [o.kind for o in desk.prepared("zendesk", ticket="4711", public=True, reviewed_by="Dana Roe").obstacles]
    assert ObstacleKind.REVIEW not in kinds


def test_gaps_hold_the_brief_back_until_they_stand_in_it(desks: Callable[..., Desk], vendors: Vendors) -> None:
    desk = desks(GAPPY)
    held = desk.prepared("zendesk", ticket="12").obstacles
    assert held and {o.kind for o in held} == {ObstacleKind.GAP}
    desk.send("zendesk", ticket="12", allow_incomplete=True)
    (note,) = vendors.comments["12"]
    assert "Sent Incomplete" in note["html_body"] and f"Acknowledged by {OWNER}" in note["html_body"]
    assert desk.entries(TrailAction.SENT)[0].data["gaps"]


def test_closure_code_and_status_go_into_configured_fields(desks: Callable[..., Desk], vendors: Vendors) -> None:
    from assistant.domain.register import ClosureCode

    desk = desks(
        zendesk_fields={"closure_code": 11, "escalation_status": 12, "engineering_owner": 13},
        zendesk_values={"Closed - Code Fix": "closed_code_fix"}, zendesk_follow_up_status=77,
    )  # fmt: skip
    desk.tracker.engineering_closed(desk.id, by=OWNER, at=desk.wish("zendesk").at)
    desk.send("zendesk", ticket="12", fields_only=True)
    assert vendors.tickets["12"]["custom_status_id"] == 77 and not vendors.comments["12"]
    at = desk.wish("zendesk").at
    desk.tracker.close(desk.id, by=OWNER, at=at, learning="rotate", customer_confirmed_at=at, code=ClosureCode.CODE_FIX)
    desk.send("zendesk", ticket="12", fields_only=True)
    assert {"id": 11, "value": "closed_code_fix"} in vendors.tickets["12"]["custom_fields"]
    assert {"id": 12, "value": "Resolved"} in vendors.tickets["12"]["custom_fields"]


def test_without_a_custom_status_the_ticket_is_opened_and_tagged(desk: Desk, vendors: Vendors) -> None:
    desk.tracker.engineering_closed(desk.id, by=OWNER, at=desk.wish("zendesk").at)
    desk.send("zendesk", ticket="12", fields_only=True)
    assert vendors.tickets["12"]["status"] == "open"
    assert "pending_support_follow_up" in vendors.tickets["12"]["tags"]


def test_an_unknown_field_name_is_told(desks: Callable[..., Desk]) -> None:
    held = desks(zendesk_fields={"closure": 11}).prepared("zendesk", ticket="12").obstacles
    assert "closure_code" in held[0].fix


def test_a_closed_ticket_and_a_wrong_login_are_told(desks: Callable[..., Desk], vendors: Vendors) -> None:
    vendors.tickets["12"]["status"] = "closed"
    desk = desks()
    with pytest.raises(Refused, match="status: Status: closed prevents"):
        desk.send("zendesk", ticket="12")
    with pytest.raises(LoginRefused, match="Couldn't authenticate you"):
        desks(zendesk_token="wrong").send("zendesk", ticket="12")


@pytest.mark.parametrize(
    ("given", "number"),
    [("12", "12"), ("#12", "12"), ("ZD-12", "12"), ("Zendesk #12", "12"), ("{url}/agent/tickets/12?x=1", "12")],
)
def test_a_ticket_is_read_however_it_is_written(desk: Desk, vendors: Vendors, given: str, number: str) -> None:
    assert zendesk.ticket_number(given.format(url=vendors.url), desk.settings) == number


@pytest.mark.parametrize("given", ["https://other.zendesk.com/agent/tickets/12", "12/../13", "twelve", "12 13", "-"])
def test_no_other_ticket_is_meant(desk: Desk, given: str) -> None:
    with pytest.raises(WrongUsage):
        zendesk.ticket_number(given, desk.settings)


def test_what_zendesk_would_fill_in_stays_words() -> None:
    text = "{{ticket.comments}} {% if x %} {{{a}}} {ok}"
    assert "{{" not in zendesk.without_placeholders(text) and "{%" not in zendesk.without_placeholders(text)
    assert zendesk.words_mark(zendesk.without_placeholders(text)) == zendesk.words_mark(text)


def test_a_public_reply_names_no_other_customer_of_the_register(desk: Desk, bare: Assistant, vendors: Vendors) -> None:
    other = bare.draft("The till prints twice since Monday.", customer="Kestrel Logistics", reported_by=OWNER, now=AT)
    desk.tracker.save(other, by=OWNER, at=AT)
    text = desk.tracker.register.draft(desk.id).updates[0].text + "\nKestrel Logistics has the same."
    obstacles = desk.prepared("zendesk", ticket="4711", public=True, text=text).obstacles
    assert any("L-OTHER-CUSTOMER" in o.text for o in obstacles), obstacles
