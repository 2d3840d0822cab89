"""What is worth asking the customer: not what was said, nor what the matter makes absurd, nor what we can find out."""

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.domain import Decision, Evidence, FactField, Role, SignalName, Visibility
from assistant.drafting.case import Case
from assistant.drafting.public import PublicVoice
from assistant.drafting.telling import Telling

_BROKEN = (SignalName.PRODUCTION_DOWN, SignalName.MAJOR_FUNCTION_BROKEN, SignalName.USER_BLOCKED, SignalName.DATA_LOSS)
"""Where it is plain what was expected instead: that it works, that the data is there."""
_DETAILS = (
    FactField.ERROR_MESSAGE,
    FactField.ERROR_CODE,
    FactField.REPRO_STEPS,
    FactField.VERSION,
    FactField.BROWSER,
    FactField.OS,
    FactField.DEVICE,
    FactField.ENVIRONMENT,
    FactField.EXPECTED,
    FactField.STARTED_AT,
    FactField.AFFECTED_USERS_COUNT,
    FactField.AFFECTED_CUSTOMERS_COUNT,
    FactField.TRIED,
    FactField.FREQUENCY,
    FactField.FILE_SIZE,
)
_WITH_RESPONSES = ("api", "webhooks", "sync", "import")
"""Functions whose failures the customer's own side logs."""
_AMOUNT = re.compile(r"(?i)(?<![\w.:/-])(\d{1,6}(?:[.,]\d{3})*)(?![\w:/-]|[.,]\d)\s+([^\W\d_]{3,})")
_CLOCK = re.compile(
    r"(?i)(?:utc|gmt|cet|cest|bst|est|edt|pst|pdt|uhr|min\w*|sec\w*|sek\w*|hour\w*|stunde\w*|heure\w*|hora\w*|or[ae])\Z"
)
_REFERENCE = re.compile(
    r"(?<!\w)(?=[\w/-]*\d{3})[A-Z]{1,6}[-/]?[\dA-Z][\w/-]{2,}|(?i:(?:€|\$|£|¥|eur|usd|gbp|chf|brl|r\$)\s?\d|\d\s?(?:€|eur|usd|gbp|chf)(?!\w))"
)
"""A number of a bill, or a sum with its currency."""


@dataclass(frozen=True)
class Needs:
    """Answers for one case what the customer has said, or can be asked."""

    case: Case

    @cached_property
    def _telling(self) -> Telling:
        return Telling(self.case)

    @cached_property
    def _said(self) -> tuple[str, ...]:
        subject = self.case.document.subject
        return (*(s.text for s in self._telling.prose()), *([subject] if subject else []))

    def _has(self, *names: SignalName) -> bool:
        return any(self.case.extraction.has(n) for n in names)

    def known(self, *fields: FactField) -> bool:
        """Whether the paste gives one of these."""
        return any(self.case.extraction.values(f) for f in fields)

    def settled(self) -> bool:
        """Whether nothing of the customer is needed: we see it ourselves, it is over, or we gave the answer already."""
        if self._has(SignalName.REPRODUCED_INTERNALLY, SignalName.SELF_RESOLVED, SignalName.ALREADY_SOLVED):
            return True
        answers = (SignalName.KNOWN_LIMITATION, SignalName.DOCUMENTED_SOLUTION)
        handled = self.case.assessment.decision is Decision.HANDLE_IN_SUPPORT
        return handled and any(self._told_by_us(e) for n in answers for e in self.case.extraction.because(n))

    def _told_by_us(self, evidence: Evidence) -> bool:
        message = self.case.quotes.message_of(evidence)
        return message is not None and message.role is Role.SUPPORT and message.visibility is Visibility.PUBLIC

    def bare(self) -> bool:
        """Whether the words give nothing to go by: no detail, no function of the product."""
        language = self.case.templates.pick(self.case.document.language)
        return not self.known(*_DETAILS) and PublicVoice(self.case).function_key(language) is None

    def on_screen(self) -> bool:
        """Whether the customer speaks of a browser, a page, a button: only then a screenshot or recording is of use."""
        return self.known(FactField.BROWSER) or any(self._telling.cue("screen", text) for text in self._said)

    def on_a_device(self) -> bool:
        """Whether a version on the customer's side can matter."""
        return self.on_screen() or self.known(FactField.OS, FactField.DEVICE)

    def error_unread(self) -> bool:
        """Whether an error is told of whose words are not given, and the customer does not say that there is none."""
        if self.known(FactField.ERROR_MESSAGE, FactField.ERROR_CODE):
            return False
        told = [text for text in self._said if self._telling.cue("error", text)]
        if any(self._telling.cue("none", text) for text in told):
            return False
        return bool(told)

    def error_on_screen(self) -> bool:
        """Whether a browser's console can show more of an error than the customer has told."""
        told = any(self._telling.cue("error", t) and not self._telling.cue("none", t) for t in self._said)
        return self.on_screen() and (told or self.known(FactField.ERROR_MESSAGE, FactField.ERROR_CODE))

    def expectation_open(self) -> bool:
        """Whether it needs asking what should happen instead."""
        return not self._has(*_BROKEN)

    def steps_open(self) -> bool:
        """Whether somebody's steps lead to it: an outage, lost data and a device at night have none."""
        if self._has(SignalName.PRODUCTION_DOWN, SignalName.DATA_LOSS, SignalName.INFRASTRUCTURE):
            return False
        language = self.case.templates.pick(self.case.document.language)
        return self.on_screen() or PublicVoice(self.case).function_key(language) is not None

    def _quantity(self, evidence: Evidence) -> bool:
        months = {m.casefold() for m in self.case.templates.pick(self.case.document.language).months}
        for span in self.case.quotes.spans_of(evidence):
            for match in _AMOUNT.finditer(span.text):
                if match[2].casefold() not in months and not _CLOCK.match(match[2]):
                    return True
        return False

    def reach_told(self) -> bool:
        """Whether it is said how many: a count of people, a number in the sentence that tells it, or one person."""
        if self.known(FactField.AFFECTED_USERS_COUNT) or self._has(SignalName.SINGLE_USER):
            return True
        proof = [e for n in _BROKEN for e in self.case.extraction.because(n)]
        proof += [e for f in self.case.extraction.values(FactField.ACTUAL) for e in f.evidence]
        return any(self._quantity(e) for e in proof)

    def date_told(self) -> bool:
        """Whether the customer gave a date, or a moment ahead that no one day could be made of."""
        return self.known(FactField.DEADLINE) or self._has(SignalName.HARD_DEADLINE)

    def bill_told(self) -> bool:
        """Whether an invoice, a line or a sum is named."""
        return any(_REFERENCE.search(text) for text in self._said)

    def exposure_told(self) -> bool:
        """Whether it is said what was exposed and since when."""
        return self._has(SignalName.SECURITY_EXPOSURE) and self.known(FactField.STARTED_AT)

    def has_own_logs(self) -> bool:
        """Whether the customer's side keeps lines of it: an interface, or logs they sent before."""
        language = self.case.templates.pick(self.case.document.language)
        if PublicVoice(self.case).function_key(language) in _WITH_RESPONSES:
            return True
        return self.known(FactField.ENVIRONMENT)
