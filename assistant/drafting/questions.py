"""Questions that close the gaps: specific, to the one who can answer, and never what a fact answers already.

Candidates are listed most valuable first; a candidate is asked where an item it closes is weak or missing. Seven to the
customer at most, three beside an escalation: first one per gap, then what else helps. What is asked goes by `needs.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.domain import (
    AskedOf,
    Decision,
    EscalationTarget,
    FactField,
    ItemState,
    KnowledgeKind,
    Question,
    Role,
    SignalName,
    SpanKind,
    Visibility,
)
from assistant.drafting.brief import severity_words
from assistant.drafting.case import Case
from assistant.drafting.needs import Needs
from assistant.drafting.public import manner
from assistant.drafting.times import told
from assistant.drafting.updates import Writer

MOST = 7
"""Questions to the customer: more are not answered."""
_WHEN_ESCALATED = 3
"""Beside an escalation the work goes on without the customer; only what nobody else can tell is asked."""
_WHEN_ANSWERED = 3
"""And where a reply already answers: only what would still help."""
_SAME = 0.6
_FILES = ("export", "import", "upload")
_ALL_THEIRS = (
    "summary",
    "reproduction_steps",
    "expected_vs_actual",
    "logs_and_data",
    "customer_impact",
    "steps_already_taken",
    "screenshots",
)
"""What the answer to one open question can close, where nothing is told yet."""


@dataclass(frozen=True)
class Asked:
    """A question that could be asked."""

    key: str
    of: AskedOf
    closes: tuple[str, ...]
    text: str
    first: bool = False
    """Asked before all others and whatever the gaps: containment (D6), the target's own must-haves."""


@dataclass(frozen=True)
class Interview:
    """Finds the questions of one case."""

    case: Case
    answered: bool = False
    """Whether a reply already answers the customer."""

    def _gap(self, item: str) -> bool:
        found = self.case.items.get(item)
        return found is not None and found.state in (ItemState.WEAK, ItemState.MISSING)

    def _state(self, item: str) -> ItemState | None:
        found = self.case.items.get(item)
        return found.state if found else None

    def _known(self, *fields: FactField) -> bool:
        return any(self.case.extraction.values(f) for f in fields)

    @cached_property
    def _needs(self) -> Needs:
        return Needs(self.case)

    @property
    def _escalated(self) -> bool:
        return self.case.assessment.decision is Decision.ESCALATE

    @property
    def _on_screen(self) -> bool:
        """Whether it shows on a screen somebody looks at (definitions, screenshots), and that is told."""
        return self._state("screenshots") is not ItemState.NOT_APPLICABLE and self._needs.on_screen()

    def _customer(self, key: str, *closes: str, first: bool = False) -> Asked:
        language = self.case.templates.pick(self.case.document.language)
        return Asked(key, AskedOf.CUSTOMER, closes, language.text("questions", key), first)

    def _ours(self, key: str, of: AskedOf, *closes: str, first: bool = False, **slots: str) -> Asked:
        return Asked(key, of, closes, self.case.templates.internal[key].format(**slots), first)

    def _vague(self) -> bool:
        """Whether the customer gives a quantity nobody can act on (F2)."""
        language = self.case.templates.pick(self.case.document.language)
        said = (
            s
            for s in self.case.document.spans
            if s.kind is SpanKind.PROSE
            and self.case.document.message_of(s).role in (Role.CUSTOMER, Role.UNKNOWN)
            and self.case.document.message_of(s).visibility is Visibility.PUBLIC
        )
        return any(language.vague.search(s.text) for s in said)

    def _security(self) -> Iterator[Asked]:
        yield self._ours("containment", AskedOf.SUPPORT, "steps_already_taken", first=True)
        yield self._customer("containment", "steps_already_taken", first=not self._known(FactField.TRIED))
        if not self._needs.exposure_told():
            yield self._customer("exposure", "summary", "customer_impact", "logs_and_data")
        yield self._ours("exposure", AskedOf.ENGINEERING, "logs_and_data", "customer_impact")
        if not self._known(FactField.STARTED_AT):
            yield self._customer("since_when", "logs_and_data")
        if self._needs.has_own_logs():
            yield self._customer("logs", "logs_and_data")
        if self._on_screen:
            yield self._customer("screenshot", "screenshots")
        yield from self._trouble_steps()

    def _trouble_steps(self) -> Iterator[Asked]:
        known, needs = self._known, self._needs
        if needs.steps_open():
            yield self._customer("steps", "reproduction_steps")
        if not known(FactField.ACTUAL) and not self._outage:
            yield self._customer("actual_expected", "expected_vs_actual")
        elif not known(FactField.EXPECTED) and needs.expectation_open() and not self._escalated:
            yield self._customer("expected", "expected_vs_actual")

    def _trouble(self) -> Iterator[Asked]:
        known, needs = self._known, self._needs
        if self._escalated and needs.bare():
            yield self._customer("summary", *_ALL_THEIRS)
            return
        yield self._customer("summary", "summary")
        if needs.error_unread():
            yield self._customer("error_text", "logs_and_data")
        yield from self._trouble_steps()
        if not needs.reach_told():
            yield self._customer(
                "how_many_exactly" if self._vague() else "how_many", "customer_impact", first=self._vague()
            )
        elif not needs.date_told() and not self._outage:
            yield self._customer("deadline", "customer_impact")
        if not known(FactField.STARTED_AT):
            yield self._customer("since_when", "reproduction_steps", "logs_and_data")
        if not known(FactField.TRIED, FactField.WORKAROUND) and not self._outage:
            yield self._customer("tried", "steps_already_taken")
        elif known(FactField.TRIED) and not self._escalated:
            yield self._customer("tried_results", "steps_already_taken")
        yield from self._evidence()
        if self._outage:
            return
        yield from self._environment()
        if not known(FactField.FREQUENCY) and not self.case.extraction.has(SignalName.RECURRING):
            yield self._customer("frequency", "reproduction_steps")
        if not needs.date_told() and not needs.reach_told():
            yield self._customer("deadline", "customer_impact")

    def _evidence(self) -> Iterator[Asked]:
        if self._on_screen:
            yield self._customer("screenshot", "screenshots")
        if self._on_screen and self._needs.error_on_screen():
            yield self._customer("logs_screen", "logs_and_data")
        elif self._needs.has_own_logs():
            yield self._customer("logs", "logs_and_data")

    @property
    def _outage(self) -> bool:
        has = self.case.extraction.has
        return has(SignalName.PRODUCTION_DOWN) or has(SignalName.DATA_LOSS) or has(SignalName.INFRASTRUCTURE)

    def _environment(self) -> Iterator[Asked]:
        """S2's "before troubleshooting": browser, OS, file size, as far as this case can need them."""
        closes = ("reproduction_steps", "logs_and_data")
        browser, system = self._known(FactField.BROWSER), self._known(FactField.OS, FactField.DEVICE)
        if self._on_screen and not (browser and system):
            yield self._customer("os" if browser else "browser" if system else "browser_os", *closes)
        if not self._known(FactField.VERSION) and self._needs.on_a_device():
            yield self._customer("version", *closes)
        if not self._known(FactField.FILE_SIZE) and Writer(self.case).function_key() in _FILES:
            yield self._customer("file_size", *closes)

    def _wish(self) -> Iterator[Asked]:
        yield self._customer("use_case", "summary")
        if not self._needs.date_told() and not self._needs.reach_told():
            yield self._customer("wish_reach", "customer_impact")

    def _billing(self) -> Iterator[Asked]:
        if not self._needs.bill_told():
            yield self._customer("invoice", "summary", "logs_and_data")

    def _question(self) -> Iterator[Asked]:
        yield self._customer("use_case", "summary")
        yield self._customer("tried_results" if self._known(FactField.TRIED) else "tried", "steps_already_taken")

    def _ours_all(self) -> Iterator[Asked]:
        case, targets = self.case, self.case.assessment.targets
        kind = manner(case)
        if EscalationTarget.LEADERSHIP in targets and not self._known(FactField.ARR):
            yield self._ours("revenue", AskedOf.ACCOUNT, "customer_impact", first=True)
        elif kind == "relationship" and not self._known(FactField.ARR):
            yield self._ours("revenue", AskedOf.ACCOUNT, "customer_impact")
        if EscalationTarget.PRODUCT in targets and not self._known(FactField.AFFECTED_CUSTOMERS_COUNT):
            yield self._ours("requests", AskedOf.ACCOUNT, "customer_impact", first=True)
        yield self._ours("owner", AskedOf.SUPPORT, "case_owner")
        yield self._ours("severity", AskedOf.SUPPORT, "severity", severity=severity_words(case.assessment))
        alike = [m.id for m in case.matches if m.kind is KnowledgeKind.TICKET and m.same_problem >= _SAME][:3]
        if alike:
            yield self._ours("similar_tickets", AskedOf.SUPPORT, "supporting_tickets", matches=", ".join(alike))
        else:
            yield self._ours("tickets", AskedOf.SUPPORT, "supporting_tickets")
        if kind in ("trouble", "security"):
            if not case.extraction.has(SignalName.REPRODUCED_INTERNALLY):
                yield self._ours(
                    "reproduce",
                    AskedOf.SUPPORT,
                    "reproduction_steps",
                    "expected_vs_actual",
                    "screenshots",
                    "steps_already_taken",
                )
            if EscalationTarget.ENGINEERING in targets:
                started = case.quotes.facts(FactField.STARTED_AT)
                since = f" from {told(started[0].value, case.zone)} on" if started else ""
                yield self._ours("server_logs", AskedOf.ENGINEERING, "logs_and_data", since=since)
            else:
                yield self._ours("logs", AskedOf.SUPPORT, "logs_and_data")
        yield self._ours("summary", AskedOf.SUPPORT, "summary")
        yield self._ours(
            "tried_results" if self._known(FactField.TRIED) else "tried", AskedOf.SUPPORT, "steps_already_taken"
        )
        yield self._ours("impact", AskedOf.SUPPORT, "customer_impact")

    def _to_customer(self) -> Iterator[Asked]:
        kind = manner(self.case)
        if kind == "security":
            yield from self._security()
        elif kind in ("trouble", "relationship"):
            yield from self._trouble()
        elif kind == "wish":
            yield from self._wish()
        elif kind == "billing":
            yield from self._billing()
        elif kind == "message":
            yield self._customer("summary", "summary")
            yield from self._question()
        else:
            yield from self._question()

    def _needed(self, candidates: Iterator[Asked]) -> list[Asked]:
        kept: dict[tuple[str, AskedOf], Asked] = {}
        for asked in candidates:
            if asked.first or any(self._gap(item) for item in asked.closes):
                kept.setdefault((asked.key, asked.of), asked)
        return list(kept.values())

    def _choose(self, candidates: list[Asked], most: int) -> list[Asked]:
        """One question per gap, then the rest in order of value; told in order of value."""
        chosen = [a for a in candidates if a.first][:most]
        covered = {item for a in chosen for item in a.closes}
        for asked in candidates:
            fresh = [i for i in asked.closes if self._gap(i) and i not in covered]
            if fresh and asked not in chosen and len(chosen) < most:
                chosen.append(asked)
                covered.update(asked.closes)
        for asked in candidates:
            if asked not in chosen and len(chosen) < most:
                chosen.append(asked)
        return sorted(chosen, key=lambda a: (not a.first, candidates.index(a)))

    def questions(self) -> tuple[Question, ...]:
        """All questions: ours about containment first, then the customer's, then those to our own people."""
        most = _WHEN_ANSWERED if self.answered else _WHEN_ESCALATED if self._escalated else MOST
        candidates = self._needed(self._to_customer())
        if self._needs.settled():
            candidates = [a for a in candidates if a.of is not AskedOf.CUSTOMER]
        internal = [a for a in candidates if a.of is not AskedOf.CUSTOMER]
        theirs = self._choose([a for a in candidates if a.of is AskedOf.CUSTOMER], most)
        customer = [*internal, *theirs]
        ours = self._needed(self._ours_all())
        covered = {item for a in customer for item in a.closes}
        ours = [a for a in ours if a.first or not any(self._gap(i) for i in a.closes) or self._adds(a, covered)]
        security = [a for a in customer if a.of is not AskedOf.CUSTOMER and a.first]
        customer_first = [*security, *[a for a in customer if a not in security]]
        return tuple(Question(ask=a.text, of=a.of, closes=self._closes(a)) for a in [*customer_first, *ours])

    def _adds(self, asked: Asked, covered: set[str]) -> bool:
        """Whether a question of ours is worth asking beside the customer's: another gap, or ours alone to know."""
        if asked.key in ("reproduce", "server_logs", "similar_tickets", "tickets", "owner", "severity"):
            return self.case.assessment.decision is Decision.ESCALATE or not set(asked.closes) <= covered
        return any(self._gap(i) and i not in covered for i in asked.closes)

    def _closes(self, asked: Asked) -> tuple[str, ...]:
        open_items = tuple(i for i in asked.closes if self._gap(i))
        return open_items or asked.closes


def customer_message(case: Case, questions: tuple[Question, ...], *, answered: bool) -> str | None:
    """All questions to the customer in one message ready to send; None without any, or where a reply answers."""
    asked = [q.ask for q in questions if q.of is AskedOf.CUSTOMER]
    if not asked or answered:
        return None
    writer = Writer(case)
    listed = "\n".join(f"{n}. {ask}" for n, ask in enumerate(asked, 1))
    return writer.frame([writer.say("message", "intro", matter=writer.matter), listed, writer.say("message", "outro")])
