"""What may reach the customer. With `telling.py`, the gate through which anything from a paste enters a customer text.

Only the customer's own public words count, and of those short values of known form: an error code, a date, a count, a
product function out of our own list. Whole sentences are quoted by `telling.py` alone.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from assistant.domain import Basis, Evidence, Fact, FactField, IssueType, Message, Role, SignalName, Visibility
from assistant.drafting.case import Case
from assistant.drafting.templates import LanguageTemplates
from assistant.drafting.times import in_zone, read_iso
from assistant.inert import one_line

_CODE = re.compile(r"(?=[^\d]*\d)[A-Z][A-Z0-9]{0,11}(?:[-_.][A-Z0-9]{1,12}){0,3}|[1-5]\d\d")
_COUNT = re.compile(r"[1-9]\d{0,5}")
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*[.'’-]?(?:[ '’-][^\W\d_][^\W\d_.'’-]*[.'’-]?){0,3}")
_NAME_LENGTH = 50
_NO_NAMES = frozenset(
    "none nobody unassigned niemand nadie ninguno personne nessuno ninguém support team queue".split()
)

CLASSES = {
    IssueType.BUG: "trouble",
    IssueType.INCIDENT: "trouble",
    IssueType.CONFIGURATION: "trouble",
    IssueType.FEATURE_REQUEST: "wish",
    IssueType.QUESTION: "question",
    IssueType.BILLING: "billing",
    IssueType.SECURITY: "security",
    IssueType.CHURN_RISK: "relationship",
}
"""Issue types by how one writes to the customer about them."""


_FAULTS = (
    SignalName.MAJOR_FUNCTION_BROKEN,
    SignalName.USER_BLOCKED,
    SignalName.PRODUCTION_DOWN,
    SignalName.DATA_LOSS,
    SignalName.BUG_CONFIRMED,
)


_SECURITY = (SignalName.SECURITY_EXPOSURE, SignalName.LEAKED_CREDENTIAL, SignalName.PHISHING)


def manner(case: Case) -> str:
    """How to write about this case: trouble, wish, question, billing, security, relationship, or just a message.

    A customer about to leave over a fault is written to about the fault; and only who asks is thanked for a question.
    """
    kind = CLASSES[case.assessment.issue_type]
    has = case.extraction.has
    if kind == "question" and any(has(n) for n in _SECURITY):
        return "security"
    if kind in ("relationship", "question") and any(has(n) for n in _FAULTS):
        return "trouble"
    return "message" if kind == "question" and not has(SignalName.HOW_TO) else kind


@dataclass(frozen=True)
class PublicVoice:
    """Answers what the customer has told us in public, in safe forms."""

    case: Case

    @cached_property
    def _all_public(self) -> bool:
        return all(m.visibility is Visibility.PUBLIC for m in self.case.document.messages)

    def _messages(self, evidence: Evidence) -> list[Message]:
        document = self.case.document
        return [document.message_of(s) for s in self.case.quotes.spans_of(evidence)]

    def by_customer(self, evidence: Evidence) -> bool:
        """Whether the words stand in a public message written by the customer."""
        found = self._messages(evidence)
        return bool(found) and all(m.role is Role.CUSTOMER and m.visibility is Visibility.PUBLIC for m in found)

    def in_public(self, evidence: Evidence) -> bool:
        """Whether the customer can read these words, or, in a paste without internal notes, may have written them."""
        found = self._messages(evidence)
        readable = (Role.CUSTOMER, Role.SUPPORT, Role.UNKNOWN) if self._all_public else (Role.CUSTOMER, Role.SUPPORT)
        return bool(found) and all(m.visibility is Visibility.PUBLIC and m.role in readable for m in found)

    def _mine_or_unclaimed(self, evidence: Evidence) -> bool:
        found = self._messages(evidence)
        roles = (Role.CUSTOMER, Role.UNKNOWN) if self._all_public else (Role.CUSTOMER,)
        if self._all_public and len(self.case.document.messages) == 1:
            roles = (*roles, Role.SUPPORT)  # an agent's own account of what the customer said
        return bool(found) and all(m.visibility is Visibility.PUBLIC and m.role in roles for m in found)

    def says(self, *names: SignalName) -> bool:
        """Whether the customer says one of these in public."""
        return any(self.by_customer(e) for name in names for e in self.case.extraction.because(name))

    def knows(self, *names: SignalName) -> bool:
        """Whether one of these is said where the customer can read it."""
        return any(self.in_public(e) for name in names for e in self.case.extraction.because(name))

    def _facts(self, field: FactField) -> list[Fact]:
        return [f for f in self.case.quotes.facts(field) if f.verified and any(self.by_customer(e) for e in f.evidence)]

    def code(self) -> str | None:
        """The error code, where there is exactly one of the usual form that is no ticket number."""
        tickets = {f.value for f in self.case.quotes.facts(FactField.TICKET_REF)}
        codes = {
            f.value
            for f in self.case.quotes.facts(FactField.ERROR_CODE)
            if f.verified
            and _CODE.fullmatch(f.value)
            and f.value not in tickets
            and any(self._mine_or_unclaimed(e) for e in f.evidence)
        }
        return codes.pop() if len(codes) == 1 else None

    def function(self, language: LanguageTemplates) -> str | None:
        """The product function the problem is with, in our own words."""
        key = self.function_key(language)
        return language.function_phrases[key] if key else None

    def function_key(self, language: LanguageTemplates) -> str | None:
        """The key of that function: the first one named in the summary."""
        for evidence in (*self.case.extraction.summary_evidence, *self.case.extraction.description[:1]):
            if not self._mine_or_unclaimed(evidence):
                continue
            words = one_line(evidence.quote)
            hits = [(m.start(), key) for key, pattern in language.functions.items() if (m := pattern.search(words))]
            if hits:
                return min(hits)[1]
        return None

    def started(self) -> date | None:
        """The day it began, where the customer gives one that is not ahead. Days only: an hour is too easily wrong."""
        day = self._only_day(FactField.STARTED_AT)
        return day if day is not None and day <= self._today else None

    def deadline(self) -> date | None:
        """The customer's date, where there is one and it lies ahead."""
        day = self._only_day(FactField.DEADLINE)
        return day if day is not None and day >= self._today else None

    @property
    def _today(self) -> date:
        return in_zone(self.case.now, self.case.zone).date()

    def _only_day(self, field: FactField) -> date | None:
        """The one day of a field, where its number stands in the customer's words: a reckoned date may be wrong."""
        days = set()
        for fact in self._facts(field):
            moment = read_iso(fact.value, self.case.zone)
            day = moment.date() if isinstance(moment, datetime) else moment
            numbers = {int(n) for e in fact.evidence if self.by_customer(e) for n in re.findall(r"\d{1,2}", e.quote)}
            days.add(day if day is not None and day.day in numbers else None)
        return days.pop() if len(days) == 1 else None

    def users(self) -> str | None:
        """How many people the customer says are affected; None for one, for contradicting and for reckoned numbers."""
        said = (f for f in self._facts(FactField.AFFECTED_USERS_COUNT) if f.basis is Basis.STATED)
        counts = {f.value for f in said if _COUNT.fullmatch(f.value)}
        only = counts.pop() if len(counts) == 1 else None
        return only if only != "1" else None

    def has_tried(self) -> bool:
        """Whether the customer tells of steps taken."""
        return bool(self._facts(FactField.TRIED))

    def has_own_way(self) -> bool:
        """Whether the customer tells of an interim way of working on, and nobody calls it unworkable.

        Stopping work to be safe is none, and beside lost data nothing is to be kept up.
        """
        has = self.case.extraction.has
        if has(SignalName.WORKAROUND_UNWORKABLE) or has(SignalName.DATA_LOSS):
            return False
        return any(not self._halts(f) for f in self._facts(FactField.WORKAROUND))

    def _halts(self, fact: Fact) -> bool:
        told = [fact.value, *(s.text for e in fact.evidence for s in self.case.quotes.spans_of(e))]
        return any(t.cues["halt"].search(text) for t in self.case.tongues for text in told)

    def owner(self) -> str | None:
        """The name the customer may be given: the customer owner, if known to the customer, else who reports."""
        owner = self.case.assessment.customer_owner
        typed = self.case.issue.reported_by
        if owner and owner != typed and not self._names_publicly(owner):
            owner = None
        return next((n for n in (_name(owner), _name(typed)) if n), None)

    def _names_publicly(self, name: str) -> bool:
        document = self.case.document
        wanted = one_line(name).casefold()
        shown = (one_line(s.text) for s in document.spans if document.message_of(s).visibility is Visibility.PUBLIC)
        authors = (m.author or "" for m in document.messages if m.visibility is Visibility.PUBLIC)
        return any(wanted in text.casefold() for text in (*shown, *authors))


def _name(value: str | None) -> str | None:
    text = one_line(value or "").rstrip(" ,;")
    if (
        not text
        or len(text) > _NAME_LENGTH
        or text.islower()
        or not _NAME.fullmatch(text)
        or set(text.casefold().split()) & _NO_NAMES
    ):
        return None
    return text
