"""Jira: one issue per escalation, found again when an answer is lost, and every refusal in one clear line."""

import json
from collections.abc import Callable

import pytest

from assistant import lifecycle
from assistant.domain.register import TrailAction
from assistant.errors import WrongUsage
from assistant.outgoing import ObstacleKind
from assistant.sending import Busy, LoginRefused, NotConfigured, Refused, SendingFailed, Unconfirmed, Unreachable
from tests.sending.conftest import AT, OWNER, PASTE, Desk
from tests.sending.vendors import JIRA, Fault, Vendors


def test_an_issue_is_made_linked_back_and_recorded(desk: Desk, vendors: Vendors) -> None:
    delivered = desk.send("jira")
    assert delivered.receipt.reference == "OPS-1"
    assert delivered.receipt.url == f"{vendors.url}/browse/OPS-1"
    fields = vendors.issues["OPS-1"]
    assert fields["priority"] == {"name": "Highest"} and {"escalation", "esc-1"} <= set(fields["labels"])
    text = json.dumps(fields)
    assert "hunter2" not in text and "Customer owner:" in text and "draft 1" in text
    assert vendors.links["OPS-1"][0]["object"]["url"] == f"{vendors.url}/agent/tickets/4711"
    (sent,) = desk.entries(TrailAction.SENT)
    assert sent.data["reference"] == "OPS-1" and sent.data["url"] and len(sent.data["sha256"]) == 64
    assert JIRA[1] not in sent.model_dump_json()
    assert desk.tracker.register.get(desk.id).engineering_ref == "OPS-1"
    assert desk.tracker.register.verify() == []


def test_data_center_gets_wiki_markup_by_token_alone(desks: Callable[..., Desk], vendors: Vendors) -> None:
    desk = desks(jira_email=None)
    assert desk.send("jira").receipt.reference == "OPS-1"
    assert vendors.issues["OPS-1"]["description"].startswith("*ESC\\-1*")
    assert "/rest/api/2/issue" in vendors.paths("POST")


def test_the_same_draft_is_not_sent_twice_unless_asked(desk: Desk, vendors: Vendors) -> None:
    desk.send("jira")
    (held,) = desk.prepared("jira").obstacles
    assert held.kind is ObstacleKind.REPEATED and "OPS-1" in held.text and "--key OPS-1" in held.fix
    desk.send("jira", again=True)
    assert list(vendors.issues) == ["OPS-1", "OPS-2"]


def test_a_comment_goes_in_once_and_is_internal(desk: Desk, vendors: Vendors) -> None:
    desk.send("jira")
    desk.send("jira", key="ops-1")
    (comment,) = vendors.comments["OPS-1"]
    assert comment["properties"] == [{"key": "sd.public.comment", "value": {"internal": True}}]
    assert desk.prepared("jira", key="OPS-1").obstacles[0].kind is ObstacleKind.REPEATED


@pytest.mark.parametrize("fault", [Fault(done=True), Fault(done=True, hangs=True), Fault(502, done=True),
                                   Fault(201, body="<html>created</html>", done=True), Fault(201, body="{}", done=True),
                                   Fault(200, body="[1, 2", done=True)])  # fmt: skip
def test_a_lost_answer_makes_no_second_issue(desk: Desk, vendors: Vendors, fault: Fault) -> None:
    vendors.misbehave("POST /rest/api/3/issue$", fault)
    delivered = desk.send("jira")
    assert delivered.receipt.reference == "OPS-1" and list(vendors.issues) == ["OPS-1"]
    assert desk.entries(TrailAction.SENT)[0].data["issue"] == "OPS-1"


def test_a_lost_answer_is_found_although_search_is_late(desk: Desk, vendors: Vendors) -> None:
    vendors.looks_until_indexed = 3
    vendors.misbehave("POST /rest/api/3/issue$", Fault(done=True))
    assert desk.send("jira").receipt.reference == "OPS-1"
    assert desk.slept[:2] == [2.0, 4.0]


def test_what_is_not_found_yet_is_noted_and_found_next_time(desk: Desk, vendors: Vendors) -> None:
    vendors.looks_until_indexed = 5
    vendors.misbehave("POST /rest/api/3/issue$", Fault(done=True))
    with pytest.raises(Unconfirmed, match="may have arrived"):
        desk.send("jira")
    assert desk.entries(TrailAction.SENT) == []
    (noted,) = desk.entries(TrailAction.NOTE_ADDED)
    assert noted.data["kind"] == "sending_unconfirmed"
    vendors.looks_until_indexed = 0
    delivered = desk.send("jira")
    assert delivered.receipt.adopted and delivered.complete and list(vendors.issues) == ["OPS-1"]
    assert desk.entries(TrailAction.SENT)[0].data["adopted"] is True


def test_a_comment_whose_answer_is_lost_is_found_by_its_mark(desk: Desk, vendors: Vendors) -> None:
    desk.send("jira")
    vendors.misbehave("POST .*/comment$", Fault(done=True))
    assert desk.send("jira", key="OPS-1").receipt.reference == "OPS-1 comment 10000"
    assert len(vendors.comments["OPS-1"]) == 1


def test_an_issue_of_an_older_draft_is_told_not_taken_for_this_one(desk: Desk, vendors: Vendors) -> None:
    vendors.looks_until_indexed = 5
    vendors.misbehave("POST /rest/api/3/issue$", Fault(done=True))
    with pytest.raises(Unconfirmed):
        desk.send("jira")
    vendors.looks_until_indexed = 0
    again = desk.tracker.register.draft(desk.id)
    desk.tracker.redraft(desk.id, again, by=OWNER, at=desk.wish("jira").at)
    delivered = desk.send("jira")
    assert not delivered.complete and "--key OPS-1" in delivered.notes[-1]
    assert desk.entries(TrailAction.SENT)[0].data["draft"] == 1
    assert desk.send("jira", key="OPS-1").complete


def test_a_busy_jira_is_waited_for_as_long_as_it_asks(desk: Desk, vendors: Vendors) -> None:
    vendors.misbehave("POST /rest/api/3/issue$", Fault(429, {"Retry-After": "3"}), Fault(503, {"Retry-After": "1"}))
    assert desk.send("jira").receipt.reference == "OPS-1"
    assert desk.slept == [3.0, 1.0]


def test_a_jira_busy_for_longer_than_our_patience_is_told(desk: Desk, vendors: Vendors) -> None:
    vendors.misbehave("POST /rest/api/3/issue$", Fault(429, {"Retry-After": "3600"}))
    with pytest.raises(Busy, match="in 3600 s"):
        desk.send("jira")
    assert vendors.issues == {} and desk.entries(TrailAction.SENT) == []


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(401, body='{"errorMessages":["no"]}'), LoginRefused, r"\(401\): no Check ESCALATE_JIRA_EMAIL"),
        (Fault(403, body=""), LoginRefused, "does not allow the new issue"),
        (Fault(404, body="<html>not here</html>"), Refused, r"404\), the new issue\. Check"),
        (Fault(413), Refused, r"413\): \d+ characters"),
        (Fault(400, body='{"errors":{"priority":"is invalid"}}'), Refused, "priority: is invalid"),
        (Fault(302, {"Location": "https://elsewhere.example/login?token=1"}), Refused, "elsewhere.example: not follow"),
        (Fault(307, {"Location": "//elsewhere.example/rest"}), Refused, "elsewhere.example"),
        (Fault(302, {"Location": "/login.jsp"}), Refused, "as it does for a log-in"),
        (Fault(307, {"Location": "http://127.0.0.1:1/x"}), Refused, "leads elsewhere"),
    ],
)  # fmt: skip
def test_a_refusal_is_one_line_and_nothing_is_recorded(
    desk: Desk, vendors: Vendors, fault: Fault, error: type[SendingFailed], words: str
) -> None:
    vendors.misbehave("POST /rest/api/3/issue$", fault)
    with pytest.raises(error, match=words) as caught:
        desk.send("jira")
    assert "\n" not in str(caught.value) and JIRA[1] not in str(caught.value)
    assert desk.entries(TrailAction.SENT) == [] and vendors.issues == {}


def test_an_error_that_echoes_the_token_does_not_show_it(desk: Desk, vendors: Vendors) -> None:
    vendors.misbehave("POST /rest/api/3/issue$", Fault(400, body=json.dumps({"errorMessages": [f"bad {JIRA[1]}"]})))
    with pytest.raises(Refused) as caught:
        desk.send("jira")
    assert JIRA[1] not in str(caught.value) and "•••" in str(caught.value)


def test_a_redirect_within_the_host_is_followed(desk: Desk, vendors: Vendors) -> None:
    vendors.misbehave("POST /rest/api/3/issue$", Fault(308, {"Location": "/rest/api/3/issue"}))
    assert desk.send("jira").receipt.reference == "OPS-1"


def test_no_connection_sends_nothing(desks: Callable[..., Desk]) -> None:
    desk = desks(jira_url="http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="no connection to Jira at 127.0.0.1:9"):
        desk.send("jira")
    assert len(desk.slept) >= 1 and desk.entries(TrailAction.SENT) == []


def test_a_failing_link_back_does_not_undo_the_issue(desk: Desk, vendors: Vendors) -> None:
    vendors.misbehave("remotelink", Fault(403))
    delivered = desk.send("jira")
    assert delivered.receipt.reference == "OPS-1" and "the link back" in delivered.notes[0]
    assert desk.entries(TrailAction.SENT)[0].data["notes"]


def test_a_link_from_the_paste_becomes_no_link(desks: Callable[..., Desk], vendors: Vendors) -> None:
    paste = PASTE.replace("(Zendesk #4711)", "\nTicket: https://phish.example/t/1")
    desk = desks(paste, zendesk_url=None)
    desk.send("jira")
    assert vendors.links == {} and '"href"' not in json.dumps(vendors.issues)


def test_your_own_names_of_type_and_priority_are_used(desks: Callable[..., Desk], vendors: Vendors) -> None:
    desk = desks(jira_issue_type="Defect", jira_priorities={"SEV1": "Blocker"})
    desk.send("jira")
    assert vendors.issues["OPS-1"]["issuetype"] == {"name": "Defect"}
    assert vendors.issues["OPS-1"]["priority"] == {"name": "Blocker"}


def test_the_severity_of_now_counts_not_the_drafts(desk: Desk, vendors: Vendors) -> None:
    from assistant.domain import Severity

    desk.tracker.severity(desk.id, Severity.SEV3, "one site only", by=OWNER, at=desk.wish("jira").at)
    desk.send("jira")
    assert vendors.issues["OPS-1"]["priority"] == {"name": "Medium"}
    assert "drafted as SEV1" in json.dumps(vendors.issues["OPS-1"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"jira_url": None}, "ESCALATE_JIRA_URL is not set"),
        ({"jira_url": "http://jira.example.com"}, "plain http"),
        ({"jira_url": "https://mia:secret@jira.example.com"}, "carries a login"),
        ({"jira_url": "https://acme.atlassian.net", "jira_email": None}, "ESCALATE_JIRA_EMAIL is not set"),
        ({"jira_token": "two words"}, "ESCALATE_JIRA_TOKEN is no token"),
        ({"jira_project": "OPS/../x"}, "no key of a project"),
    ],
)
def test_what_is_missing_stands_in_the_way(
    desks: Callable[..., Desk], vendors: Vendors, changes: dict[str, str | None], words: str
) -> None:
    prepared = desks(**changes).prepared("jira")
    assert any(words in o.text and o.kind is ObstacleKind.SETTING for o in prepared.obstacles), prepared.obstacles
    assert vendors.seen == [] and "secret" not in repr(prepared.obstacles)


def test_a_case_handled_in_support_has_nothing_for_jira(desks: Callable[..., Desk]) -> None:
    desk = desks("How do I change the language of the page?")
    with pytest.raises(WrongUsage, match="no brief for Jira"):
        desk.prepared("jira")


@pytest.mark.parametrize("key", ["OPS-1/../../OPS-2", "OPS", "1-OPS", "OPS-1?x=1"])
def test_no_other_path_is_asked_by_a_key(desk: Desk, key: str) -> None:
    with pytest.raises(WrongUsage):
        desk.prepared("jira", key=key)


def test_it_is_recorded_though_somebody_else_changed_the_record(desk: Desk, vendors: Vendors) -> None:
    prepared = desk.prepared("jira")
    desk.tracker.do(desk.id, lifecycle.assign, "Rolf Meier", by=OWNER, at=desk.wish("jira").at)
    from assistant.outgoing import deliver

    deliver(desk.tracker, prepared)
    record = desk.tracker.register.get(desk.id)
    assert record.technical_owner is not None and record.engineering_ref == "OPS-1"


def test_nothing_is_sent_before_the_last_change(desk: Desk, vendors: Vendors) -> None:
    from datetime import timedelta

    with pytest.raises(lifecycle.NotAllowed, match="before the last change"):
        desk.prepared("jira", at=AT - timedelta(days=1))
    assert vendors.seen == []


def test_no_token_no_destination(desks: Callable[..., Desk]) -> None:
    from assistant.sending import open_destination

    with pytest.raises(NotConfigured):
        open_destination("jira", desks(jira_token=None).settings)
