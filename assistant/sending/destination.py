"""The one interface of the three systems, and what they share: what follows once the first request has gone through."""

import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote

from assistant.errors import WrongUsage
from assistant.sending.connection import Connection
from assistant.sending.errors import AnswerLost, SendingFailed
from assistant.sending.plan import Plan, Receipt
from assistant.settings import Settings

SYSTEMS = ("jira", "zendesk", "slack")
Sleep = Callable[[float], None]


class Destination(Protocol):
    """A system that takes what is planned. Use it in a `with`."""

    def __enter__(self) -> Self:
        """Open it."""
        ...

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Close it."""
        ...

    def find(self, plan: Plan) -> tuple[Receipt, ...]:
        """What of this is there already, newest first; asked before sending, and when an answer is lost.

        Raises SendingFailed.
        """
        ...

    def send(self, plan: Plan) -> Receipt:
        """Make the first request. Raises SendingFailed where it was not done, AnswerLost where that is not known."""
        ...

    def finish(self, plan: Plan, receipt: Receipt) -> Receipt:
        """Make what follows; what goes wrong with it is told in the receipt's notes, as the main thing is done."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait before asking once more."""
        ...


class OverHttp:
    """What the three have in common."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.connection.__exit__(*error)

    def wait(self, seconds: float) -> None:
        """Wait before asking once more."""
        self.connection.wait(seconds)

    def finish(self, plan: Plan, receipt: Receipt) -> Receipt:
        """Make what follows, one by one; a failure is a note."""
        notes = list(receipt.notes)
        for call in plan.after:
            there = replace(call, url=call.url.replace("{key}", quote(receipt.reference, safe="")))
            try:
                self.connection.write(there, repeatable=True)
            except (SendingFailed, AnswerLost) as error:
                notes.append(f"not done afterwards, {call.why}: {error}")
        return replace(receipt, notes=tuple(notes))


def open_destination(system: str, settings: Settings, *, sleep: Sleep = time.sleep) -> Destination:
    """The system of the settings. Raises NotConfigured, and WrongUsage for another name. `sleep` is for tests."""
    if system == "jira":
        from assistant.sending.jira import open_jira

        return open_jira(settings, sleep)
    if system == "zendesk":
        from assistant.sending.zendesk import open_zendesk

        return open_zendesk(settings, sleep)
    if system == "slack":
        from assistant.sending.slack import open_slack

        return open_slack(settings, sleep)
    raise WrongUsage(f"there is no system {system!r} to send to.", f"One of: {', '.join(SYSTEMS)}.")
