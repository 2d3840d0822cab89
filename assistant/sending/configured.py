"""Which systems the settings name, told without calling any; and which of the settings are secret."""

from dataclasses import dataclass

from pydantic import SecretStr

from assistant.sending.addresses import base_address, token
from assistant.sending.errors import NotConfigured
from assistant.settings import Settings


@dataclass(frozen=True)
class Configured:
    """One system and how it stands: `ok`, `FAIL`, or `off` where none of its settings is given."""

    name: str
    state: str
    text: str


_NAMES = {
    "jira": ("jira_url", "jira_token", "jira_project"),
    "zendesk": ("zendesk_url", "zendesk_email", "zendesk_token"),
}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"ESCALATE_{name.upper()}"


def missing(settings: Settings, *names: str) -> tuple[str, ...]:
    """Those of the settings that are not given, or do not fit, in words."""
    out = []
    for name in names:
        value = getattr(settings, name)
        try:
            if value is None:
                out.append(f"{variable(name)} is not set.")
            elif isinstance(value, SecretStr):
                token(value.get_secret_value(), variable(name))
            elif name.endswith("_url"):
                base_address(value, variable(name))
        except NotConfigured as error:
            out.append(str(error))
    return tuple(out)


def address_or_gap(settings: Settings, name: str) -> str:
    """The address, or a gap that names the setting, for a plan that is only shown."""
    value = getattr(settings, name)
    try:
        return base_address(value, variable(name)) if value else f"<{variable(name)}>"
    except NotConfigured:
        return f"<{variable(name)}>"


def secret(value: SecretStr | None) -> str:
    """The value, empty where there is none."""
    return "" if value is None else value.get_secret_value().strip()


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """All that must not be shown: tokens, and the addresses of webhooks, which are keys themselves."""
    hooks = [secret(settings.slack_webhook_url), *(secret(hook) for hook in settings.slack_webhooks.values())]
    paths = ["/".join(hook.split("/")[3:]) for hook in hooks]
    tokens = (settings.jira_token, settings.zendesk_token, settings.slack_token)
    return tuple(s for s in (*paths, *(secret(t) for t in tokens)) if s)


def configured(settings: Settings) -> tuple[Configured, ...]:
    """One line a system, for `escalate doctor`; nothing is called."""
    return (*(_named(settings, system) for system in _NAMES), _slack(settings))


def _named(settings: Settings, system: str) -> Configured:
    names = _NAMES[system]
    if not any(getattr(settings, name) for name in names):
        return Configured(system, "off", f"not configured ({', '.join(variable(n) for n in names)})")
    wrong = missing(settings, *names)
    if wrong:
        return Configured(system, "FAIL", " ".join(wrong))
    url = address_or_gap(settings, names[0])
    return Configured(system, "ok", f"`escalate send {system}` sends to {url}, only with --yes")


def _slack(settings: Settings) -> Configured:
    hooks = {"slack_webhook_url": settings.slack_webhook_url} | {
        f"slack_webhooks[{target}]": hook for target, hook in settings.slack_webhooks.items()
    }
    given = {name: hook for name, hook in hooks.items() if hook is not None}
    channels = bool(settings.slack_channel or settings.slack_channels)
    if not given and settings.slack_token is None:
        return Configured("slack", "off", "not configured (ESCALATE_SLACK_WEBHOOK_URL, or ESCALATE_SLACK_TOKEN)")
    wrong = []
    for name, hook in given.items():
        try:
            base_address(hook.get_secret_value(), variable(name))
        except NotConfigured as error:
            wrong.append(str(error))
    if settings.slack_token is not None:
        wrong += missing(settings, "slack_token")
        if not channels:
            wrong.append("ESCALATE_SLACK_CHANNEL is not set.")
    if wrong:
        return Configured("slack", "FAIL", " ".join(wrong))
    ways = [*(["webhook"] if given else []), *(["bot token"] if settings.slack_token else [])]
    return Configured("slack", "ok", f"`escalate send slack` posts by {' and '.join(ways)}, only with --yes")
