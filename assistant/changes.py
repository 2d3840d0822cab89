"""How a change of a kept escalation is made: read, step, contacts planned anew, kept.

Nothing is retried silently: a change that somebody else made meanwhile reaches the user (`ChangedMeanwhile`). Only what
merely adds to the trail (a note, an attempt, a hypothesis) is made again on the fresh record.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from assistant import lifecycle
from assistant.domain import Audience, Escalation, Severity
from assistant.domain.register import Contact, RegisteredEscalation, Step, TrailEntry
from assistant.follow_ups import Terms, after_contact, calendar_for, load_calendars, replanned
from assistant.lifecycle import Later, LifecycleRules, load_rules
from assistant.lifecycle.stepping import stamped
from assistant.policy import Policy, load_policy
from assistant.register.errors import ChangedMeanwhile
from assistant.settings import Settings, default_settings

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

_TRIES = 5
"""How often an addition to the trail is made again on a fresh record before the user hears of it."""
_APPENDS = frozenset(
    (
        lifecycle.note, lifecycle.contributor_note, lifecycle.hypothesis, lifecycle.step_taken, lifecycle.retried,
        lifecycle.sent,
    )
)  # fmt: skip


class Keeper(Protocol):
    """What tracking needs of the register."""

    def add(self, make: Callable[[str], Step], drafted: Escalation) -> RegisteredEscalation:
        """Keep a new escalation."""
        ...

    def keep(self, step: Step, *, drafted: Escalation | None = None) -> RegisteredEscalation:
        """Keep a change."""
        ...

    def get(self, id: str) -> RegisteredEscalation:
        """The record."""
        ...

    def draft(self, id: str, number: int | None = None) -> Escalation:
        """A version of its draft."""
        ...

    def trail(self, id: str, *, after: int = 0, limit: int | None = None) -> list[TrailEntry]:
        """Its audit trail."""
        ...

    def count(self, *, parent: str, open_only: bool = False) -> int:
        """How many are bundled under `parent`."""
        ...

    def customers(self) -> list[tuple[str, str | None]]:
        """Id and customer of every record, folded."""
        ...

    def find(self, *, ids: Sequence[str]) -> list[RegisteredEscalation]:
        """The records with these ids."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


@dataclass(frozen=True)
class Change:
    """What was kept: the record as it stands now, and what was added to its trail."""

    record: RegisteredEscalation
    entries: tuple[TrailEntry, ...]
    said: str | None = None
    """A rule or outcome the user should read, where there is one."""


class Changes:
    """Reads a record, makes a step, plans its contacts anew where their terms changed, keeps it."""

    def __init__(self, register: Keeper, settings: Settings, *, assistant: "Assistant | None" = None) -> None:
        self.register = register
        self.settings = settings
        self._assistant = assistant

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """A tracker on the register of the settings. Raises RegisterError."""
        from assistant.register import open_register

        settings = settings or default_settings()
        return cls(open_register(settings=settings), settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.register.close()

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return load_policy(self.settings.knowledge / "policy")

    @property
    def rules(self) -> LifecycleRules:
        """The lifecycle's rules in force."""
        return load_rules(self.settings.knowledge / "policy")

    @property
    def assistant(self) -> "Assistant":
        """The drafting side, built when a text is first drafted."""
        if self._assistant is None:
            from assistant.pipeline import shared_assistant

            self._assistant = shared_assistant(self.settings)
        return self._assistant

    def later(self, severity: Severity, region: str | None) -> Later:
        """How due times run: on the clock; where the severity follows business time, from the next opening on."""
        calendar = calendar_for(region, self.settings)

        def after(moment: datetime, minutes: int) -> datetime:
            due = lifecycle.on_the_clock(moment, minutes)
            return calendar.next_open(due) if severity in calendar.business_time else due

        return after

    def made(
        self,
        record: RegisteredEscalation,
        function: Callable[..., Step],
        arguments: Sequence[Any],
        given: dict[str, Any],
    ) -> Step:
        """The step of a lifecycle function on this record, its contacts planned anew; not kept yet."""
        if "later" in inspect.signature(function).parameters:
            severity = next((a for a in arguments if isinstance(a, Severity)), record.severity)
            given = {**given, "later": self.later(severity, record.region)}
        step = function(record, *arguments, rules=self.rules, **given)
        return self._replanned(record, step)

    def _replanned(self, before: RegisteredEscalation, step: Step) -> Step:
        """The step with the contacts planned anew, where what decides about them has changed."""
        after = step.record
        if after.closed or (Terms.of(before) == Terms.of(after) and before.region == after.region):
            return step
        calendar = calendar_for(after.region, self.settings)
        contacts = replanned(
            after.contacts, Terms.of(after), self.policy, calendar, after.updated_at, since=after.created_at
        )
        return lifecycle.with_contacts(step, contacts)

    def do(self, id: str, function: Callable[..., Step], *arguments: Any, **given: Any) -> Change:
        """Any lifecycle change that needs nothing but the record: `do(id, assign, "Max", by=…, at=…)`.

        Raises NotAllowed for what the rules forbid, NotInRegister, and ChangedMeanwhile; what only adds to the trail is
        made again on the fresh record.
        """
        for attempt in range(_TRIES):
            try:
                step = self.made(self.register.get(id), function, arguments, given)
                return self.kept(step)
            except ChangedMeanwhile:
                if function not in _APPENDS or attempt == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def kept(self, step: Step, said: str | None = None, drafted: Escalation | None = None) -> Change:
        """Keep the step."""
        return Change(self.register.keep(step, drafted=drafted), step.entries, said)

    def after(
        self, record: RegisteredEscalation, audience: Audience, at: datetime, promised: datetime | None = None
    ) -> tuple[Contact, ...]:
        """The contacts once `audience` was contacted at `at`, the next one planned."""
        folder = self.settings.knowledge / "policy"
        return after_contact(
            record.contacts, audience, Terms.of(record), self.policy, calendar_for(record.region, self.settings),
            stamped(record, at, self.rules), promised=promised, least=load_calendars(folder).deadlines.least_minutes,
        )  # fmt: skip
