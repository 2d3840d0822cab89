"""Slack: one message, by an incoming webhook or by a bot's token and a channel.

Slack cannot be asked whether a message arrived: a webhook reads nothing, and a bot that may only write sees no history.
Where its answer is lost, that is said, and the message is not sent again by itself.
"""

import re
from typing import Any

from assistant.sending.addresses import base_address, token
from assistant.sending.configured import address_or_gap, missing, secret
from assistant.sending.connection import Answer, Connection, Login
from assistant.sending.destination import OverHttp, Sleep
from assistant.sending.errors import AnswerLost, Busy, LoginRefused, NotConfigured, Refused
from assistant.sending.plan import HIDDEN, Call, Plan, Receipt
from assistant.settings import Settings

_GROUP, _USER = re.compile(r"S[A-Z0-9]{2,20}"), re.compile(r"[UW][A-Z0-9]{2,20}")
_LOGIN_ERRORS = frozenset(
    {
        "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope",
        "not_allowed_token_type", "no_permission", "org_login_required", "access_denied", "ekm_access_denied",
    }
)  # fmt: skip
_BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack: "some aspect of the operation may have succeeded before the error was raised"."""


def mention(id: str) -> str:
    """The mention of a user group or user by id. Raises NotConfigured for what is none: no other text is a mention."""
    id = id.strip()
    if _GROUP.fullmatch(id):
        return f"<!subteam^{id}>"
    if _USER.fullmatch(id):
        return f"<@{id}>"
    raise NotConfigured(
        f"ESCALATE_SLACK_ON_CALL {id!r} is no id of a user group or user.", "It looks like S0123456789."
    )


def _webhook(settings: Settings, target: str) -> str:
    return secret(settings.slack_webhooks.get(target) or settings.slack_webhook_url)


def _channel(settings: Settings, target: str) -> str:
    return settings.slack_channels.get(target) or settings.slack_channel or ""


def plan_message(settings: Settings, message: dict[str, Any], *, target: str, mark: str) -> Plan:
    """The message for a target: its own webhook or channel, else the general one.

    A channel of the target's own wins over the general webhook.
    """
    note = "Slack cannot be asked whether a message arrived: if its answer is lost, look into the channel."
    hook, channel = _webhook(settings, target), _channel(settings, target)
    by_token = settings.slack_token is not None and channel
    if hook and not (by_token and target in settings.slack_channels and target not in settings.slack_webhooks):
        place = f"Slack, webhook for {target if target in settings.slack_webhooks else 'escalations'}"
        gaps: tuple[str, ...] = ()
        try:
            url = base_address(hook, "ESCALATE_SLACK_WEBHOOK_URL")
        except NotConfigured as error:
            url, gaps = f"<{HIDDEN}>", (str(error),)
        return Plan("slack", place, mark, Call("POST", url, message, "the message"), findable=False, notes=(note,),
                    missing=gaps)  # fmt: skip
    gaps = missing(settings, "slack_token", "slack_api_url")
    if settings.slack_token is None:
        gaps = ("Neither ESCALATE_SLACK_WEBHOOK_URL nor ESCALATE_SLACK_TOKEN is set.",)
    elif not channel:
        gaps += ("ESCALATE_SLACK_CHANNEL is not set.",)
    url = f"{address_or_gap(settings, 'slack_api_url')}/chat.postMessage"
    body = {"channel": channel or "<ESCALATE_SLACK_CHANNEL>", **message}
    return Plan("slack", f"Slack, channel {body['channel']}", mark, Call("POST", url, body, "the message"),
                findable=False, notes=(note,), missing=gaps)  # fmt: skip


def open_slack(settings: Settings, sleep: Sleep) -> "Slack":
    """Slack by whatever the settings give; the plan says which way. Raises NotConfigured."""
    hooks = [settings.slack_webhook_url, *settings.slack_webhooks.values()]
    if settings.slack_token is None and not any(hooks):
        raise NotConfigured("Slack is not configured.", "Set ESCALATE_SLACK_WEBHOOK_URL, or a token and a channel.")
    return Slack(settings, sleep)


class Slack(OverHttp):
    """Slack over HTTP. The connection is made for the plan's way: a webhook's has no login."""

    def __init__(self, settings: Settings, sleep: Sleep) -> None:
        self._settings = settings
        self._sleep = sleep

    def __exit__(self, *error: object) -> None:
        """Nothing stays open."""

    def wait(self, seconds: float) -> None:
        """Wait."""
        self._sleep(seconds)

    def find(self, plan: Plan) -> tuple[Receipt, ...]:
        """Nothing: Slack cannot be asked."""
        return ()

    def finish(self, plan: Plan, receipt: Receipt) -> Receipt:
        """Nothing follows."""
        return receipt

    def send(self, plan: Plan) -> Receipt:
        """Post the message."""
        with self._connection(plan) as connection:
            answer = connection.write(plan.call)
        if "channel" in plan.call.body:
            return _posted(answer)
        if answer.text.strip() != "ok" and not (isinstance(answer.value, dict) and answer.value.get("ok") is True):
            raise AnswerLost("the webhook accepted it and did not answer ok")
        return Receipt("posted")

    def _connection(self, plan: Plan) -> Connection:
        timeout, patience = self._settings.send_timeout, self._settings.send_patience
        if "channel" not in plan.call.body:
            path = "/".join(plan.call.url.split("/")[3:])
            login = Login("ESCALATE_SLACK_WEBHOOK_URL", secrets=(path,) if path else ())
        else:
            key = token(secret(self._settings.slack_token), "ESCALATE_SLACK_TOKEN")
            login = Login("ESCALATE_SLACK_TOKEN", header=f"Bearer {key}", secrets=(key,))
        return Connection("Slack", plan.call.url, login, timeout=timeout, patience=patience, sleep=self._sleep)


def _posted(answer: Answer) -> Receipt:
    """What `chat.postMessage` says: its failures come with status 200."""
    said = answer.value if isinstance(answer.value, dict) else {}
    if said.get("ok") is True:
        return Receipt(f"{said.get('channel', '')} {said.get('ts', '')}".strip() or "posted")
    error = said.get("error")
    if said.get("ok") is not False or not isinstance(error, str) or error in _UNSURE:
        raise AnswerLost("Slack did not say whether it was posted")
    if error in _LOGIN_ERRORS:
        raise LoginRefused(f"Slack does not let the bot post ({error}).", "Check ESCALATE_SLACK_TOKEN and its scopes.")
    if error in _BUSY:
        raise Busy(f"Slack asks to come back later ({error}). Nothing was sent.", "Try again in a minute.")
    tip = "Invite the bot to the channel, or check its id." if "channel" in error else "Correct what it names."
    raise Refused(f"Slack refused the message ({error[:80]}).", tip)
