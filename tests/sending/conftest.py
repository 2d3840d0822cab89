"""A kept escalation, the three systems on loopback, and settings that lead there."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.register import TrailAction, TrailEntry
from assistant.outgoing import Delivered, Prepared, Wish, deliver, prepare
from assistant.pipeline import Assistant
from assistant.sending import open_destination
from assistant.settings import Settings, load_settings
from assistant.tracking import Tracker
from tests.conftest import NOW
from tests.sending.vendors import JIRA, SLACK, ZENDESK, Vendors, serving

AT = datetime.fromisoformat(NOW)
OWNER = "Mia Lang"
PASTE = """Customer: Acme GmbH (Zendesk #4711)
Since 08:10 today nobody at our 3 sites can check out, 500 users are blocked. <!channel> {{ticket.comments}}
ERR_PAY_17 is shown after "Pay now". Expected: the order is confirmed. Actual: an error page.
Steps: 1. open the cart 2. press "Pay now" 3. the error page opens. Version 4.2, Chrome 131 on Windows 11.
Log: 2026-11-20T08:11:03Z payments ERROR ERR_PAY_17 upstream closed the connection
We have restarted the browser, without success. Our password is hunter2hunter2 for the test account.
"""


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    with serving() as found:
        yield found


@pytest.fixture
def settings(vendors: Vendors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return load_settings(home=tmp_path / "home", **leading_to(vendors))


def leading_to(vendors: Vendors) -> dict[str, Any]:
    """Settings of all three systems."""
    return {
        "jira_url": vendors.url, "jira_email": JIRA[0], "jira_token": JIRA[1], "jira_project": "OPS",
        "zendesk_url": vendors.url, "zendesk_email": ZENDESK[0].removesuffix("/token"), "zendesk_token": ZENDESK[1],
        "slack_api_url": f"{vendors.url}/slack", "slack_token": SLACK, "slack_channel": "C0001",
        "send_timeout": 1.0, "send_patience": 5.0,
    }  # fmt: skip


class Desk:
    """A support engineer's desk: one kept escalation, and what they do with it."""

    def __init__(self, settings: Settings, assistant: Assistant, paste: str = PASTE) -> None:
        self.settings = settings
        self.tracker = Tracker.open(settings)
        self.tracker._assistant = assistant
        drafted = assistant.draft(paste, reported_by=OWNER, now=NOW, engine="rules")
        self.id = self.tracker.save(drafted, by=OWNER, at=AT).id
        self.slept: list[float] = []
        self.minutes = 0

    def wish(self, system: str, **given: Any) -> Wish:
        self.minutes += 1
        return Wish(system, **{"by": OWNER, "at": AT + timedelta(minutes=self.minutes), **given})

    def prepared(self, system: str, **given: Any) -> Prepared:
        return prepare(self.tracker, self.id, self.wish(system, **given))

    def send(self, system: str, **given: Any) -> Delivered:
        """Prepare and send; waiting takes no time."""
        prepared = self.prepared(system, **given)
        assert not prepared.obstacles, prepared.obstacles
        there = open_destination(system, self.settings, sleep=self.slept.append)
        return deliver(self.tracker, prepared, destination=there)

    def entries(self, action: TrailAction) -> list[TrailEntry]:
        return [e for e in self.tracker.register.trail(self.id) if e.action is action]


@pytest.fixture
def desks(bare: Assistant, settings: Settings) -> Iterator[Callable[..., Desk]]:
    """Desks with other settings or another paste."""
    made: list[Desk] = []

    def make(paste: str = PASTE, **changes: Any) -> Desk:
        own = settings.model_copy(update={"home": settings.home / str(len(made))})
        if changes:
            given = {name: getattr(own, name) for name in Settings.model_fields}
            own = load_settings(**{**given, **changes})
        made.append(Desk(own, bare, paste))
        return made[-1]

    yield make
    for desk in made:
        desk.tracker.__exit__()


@pytest.fixture
def desk(desks: Callable[..., Desk]) -> Desk:
    return desks()
