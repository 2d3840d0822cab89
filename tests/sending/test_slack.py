"""Slack: one message, nothing in it obeyed, and no second one by itself."""

import json
from collections.abc import Callable

import pytest

from assistant.domain import Severity
from assistant.domain.register import TrailAction
from assistant.outgoing import ObstacleKind
from assistant.sending import Busy, LoginRefused, Refused, SendingFailed, Unconfirmed, configured
from tests.sending.conftest import OWNER, Desk
from tests.sending.vendors import HOOK, SLACK, Fault, Vendors


def test_the_message_names_severity_blocker_and_team_and_commands_nobody(desk: Desk, vendors: Vendors) -> None:
    delivered = desk.send("slack")
    (message,) = vendors.posted
    text = json.dumps(message)
    assert message["channel"] == "C0001" and message["text"].startswith("SEV1")
    assert "Environment" in text and "Target" in text and "Blocker" in text
    assert "<!" not in text and "<@" not in text and "hunter2" not in text
    assert delivered.receipt.reference == "C0001 1795000000.000100"
    assert SLACK not in desk.entries(TrailAction.SENT)[0].model_dump_json()


def test_on_call_is_tagged_only_where_configured_and_applicable(desks: Callable[..., Desk], vendors: Vendors) -> None:
    desk = desks(slack_on_call={"engineering": "S0ONCALL"})
    desk.send("slack")
    assert "<!subteam^S0ONCALL>" in json.dumps(vendors.posted[-1])
    calm = desks("Customer: Acme GmbH\nThe export to PDF fails for one user, a workaround exists: use CSV.",
                 slack_on_call={"engineering": "S0ONCALL", "support": "S0ONCALL"})  # fmt: skip
    assert calm.tracker.register.get(calm.id).severity is not Severity.SEV1
    calm.send("slack", allow_incomplete=True)
    assert "subteam" not in json.dumps(vendors.posted[-1])


def test_no_other_text_becomes_a_mention(desks: Callable[..., Desk]) -> None:
    desk = desks(slack_on_call={"engineering": "!channel"})
    (held,) = desk.prepared("slack").obstacles
    assert held.kind is ObstacleKind.SETTING and "no id of a user group" in held.text


def test_a_targets_own_webhook_goes_before_the_general_one(desks: Callable[..., Desk], vendors: Vendors) -> None:
    general = f"{vendors.url}/services/T0/B0/general"
    desk = desks(slack_token=None, slack_webhook_url=general, slack_webhooks={"engineering": vendors.url + HOOK})
    assert desk.send("slack").receipt.reference == "posted"
    assert "channel" not in vendors.posted[0]
    assert vendors.paths("POST") == [HOOK]


@pytest.mark.parametrize(
    "fault", [Fault(done=True), Fault(done=True, hangs=True), Fault(500), Fault(200, body="maybe")]
)
def test_a_lost_answer_is_told_and_not_repeated_by_itself(
    desks: Callable[..., Desk], vendors: Vendors, fault: Fault
) -> None:
    desk = desks(slack_token=None, slack_webhook_url=vendors.url + HOOK)
    vendors.misbehave("POST /services", fault)
    with pytest.raises(Unconfirmed, match="Look there before"):
        desk.send("slack")
    assert len(vendors.seen) == 1
    (held,) = desk.prepared("slack").obstacles
    assert held.kind is ObstacleKind.REPEATED and "may be there" in held.text
    desk.send("slack", again=True)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(200, body='{"ok": false, "error": "invalid_auth"}'), LoginRefused, "invalid_auth"),
        (Fault(200, body='{"ok": false, "error": "not_in_channel"}'), Refused, "Invite the bot"),
        (Fault(200, body='{"ok": false, "error": "msg_blocks_too_long"}'), Refused, "msg_blocks_too_long"),
        (Fault(200, body='{"ok": false, "error": "ratelimited"}'), Busy, "come back later"),
        (Fault(200, body='{"ok": false, "error": "fatal_error"}'), Unconfirmed, "may have arrived"),
        (Fault(410, body="channel_is_archived"), Refused, "channel_is_archived"),
        (Fault(404, body="no_service"), Refused, "no_service"),
    ],
)
def test_slacks_refusals_are_told(
    desk: Desk, vendors: Vendors, fault: Fault, error: type[SendingFailed], words: str
) -> None:
    vendors.misbehave("POST", fault)
    with pytest.raises(error, match=words):
        desk.send("slack")
    assert vendors.posted == [] and desk.entries(TrailAction.SENT) == []


def test_the_same_draft_is_posted_once(desk: Desk, vendors: Vendors) -> None:
    desk.send("slack")
    assert desk.prepared("slack").obstacles[0].kind is ObstacleKind.REPEATED
    draft = desk.tracker.register.draft(desk.id)
    desk.tracker.redraft(desk.id, draft, by=OWNER, at=desk.wish("slack").at)
    desk.send("slack")
    assert len(vendors.posted) == 2


def test_doctors_lines_name_what_is_missing_and_no_secret(desks: Callable[..., Desk], vendors: Vendors) -> None:
    desk = desks(slack_token=None, slack_channel=None, slack_webhook_url="http://hooks.example.com/services/s3cret",
                 zendesk_url=None, zendesk_email=None, zendesk_token=None)  # fmt: skip
    lines = configured(desk.settings)
    assert [(c.name, c.state) for c in lines] == [("jira", "ok"), ("zendesk", "off"), ("slack", "FAIL")]
    assert "s3cret" not in repr(lines) and vendors.seen == []
