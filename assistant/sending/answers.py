"""What an answer's status means, in one line. The three systems say what is wrong in different forms of JSON."""

from typing import Any

from assistant.inert import one_line
from assistant.sending.errors import LoginRefused, Refused, SendingFailed

_LONGEST = 300
"""Characters of the system's own words that are passed on."""
_UNAUTHORIZED, _FORBIDDEN, _MISSING, _CONFLICT, _TOO_LARGE = 401, 403, 404, 409, 413


def reasons(answer: Any, text: str = "") -> str:
    """What the system says is wrong, on one line.

    Jira: `errorMessages` and `errors` by field; Zendesk: `error`, `description`, `details` by field; Slack: `error`
    and `response_metadata.messages`, or plain words.
    """
    said = list(_said(answer)) if isinstance(answer, dict) else []
    line = one_line("; ".join(dict.fromkeys(s for s in said if s)) or ("" if text.lstrip().startswith("<") else text))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _said(answer: dict[str, Any]) -> list[str]:
    out: list[str] = []
    for name in ("errorMessages", "error", "message", "description"):
        out += _flat(answer.get(name))
    for name in ("errors", "details"):
        of = answer.get(name)
        if isinstance(of, dict):
            out += [f"{field}: {', '.join(_flat(what))}" for field, what in of.items()]
    meta = answer.get("response_metadata")
    return out + (_flat(meta.get("messages")) if isinstance(meta, dict) else [])


def _flat(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [s for item in value for s in _flat(item)]
    if isinstance(value, dict):
        return [s for name in ("title", "message", "description") for s in _flat(value.get(name))]
    return []


def failure(system: str, what: str, status: int, said: str, login: str, size: int) -> SendingFailed:
    """The error for a status that says: not done. `login` names the settings; `size` is that of what was sent."""
    because = f": {said}" if said else "."
    if status == _UNAUTHORIZED:
        return LoginRefused(f"{system} does not accept the login (401){because}", f"Check {login}.")
    if status == _FORBIDDEN:
        return LoginRefused(
            f"{system} does not allow {what} (403){because}", f"Ask for the right to, or use another login: {login}."
        )
    if status == _MISSING:
        return Refused(f"{system} knows nothing of it (404), {what}{because}", "Check the address, the key or id.")
    if status == _CONFLICT:
        return Refused(f"{system}: somebody changed it meanwhile (409){because}", "Try again.")
    if status == _TOO_LARGE:
        return Refused(
            f"{system} takes no more than it was sent (413): {size} characters.",
            "Shorten the draft, or send it by hand.",
        )
    return Refused(f"{system} refused {what} ({status}){because}", "Correct what it names, and send it again.")
