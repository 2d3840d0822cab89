"""The texts: does the brief hold what the paste told, does the update answer the five questions, does nothing leak.

What a validator finds in our own drafts counts here against the drafts. Grounding is done anew, against the raw paste,
so that this suite does not rest on the report alone.
"""

import re
from collections.abc import Iterable

from assistant.domain import Decision, Escalation, FactField, FindingLevel
from assistant.grounding import Ground
from evals.case import EvalCase
from evals.log import Wrong
from evals.measures import Measure, mean, share, total
from evals.suites.drafted import DraftedSuite, Tally

_QUESTIONS = ("U-QUESTION-KNOW", "U-QUESTION-UNKNOWN", "U-QUESTION-DOING", "U-QUESTION-NEXT", "U-QUESTION-MEANWHILE")
_WANTED = frozenset(
    {
        FactField.ERROR_CODE,
        FactField.ERROR_MESSAGE,
        FactField.VERSION,
        FactField.TICKET_REF,
        FactField.ARR,
        FactField.DEADLINE,
        FactField.STARTED_AT,
        FactField.AFFECTED_CUSTOMERS_COUNT,
        FactField.AFFECTED_USERS_COUNT,
        FactField.CUSTOMER,
        FactField.WORKAROUND,
    }
)
"""What the next desk must find in a brief without opening the ticket (S4's sections)."""


def told(value: str, quote: str, text: str) -> bool:
    """Whether a text holds a fact: its value, its date, or the words it was told in."""
    low = _plain(text)
    day = re.match(r"\d{4}-\d\d-\d\d", value)
    return any(_plain(x) in low for x in (value, quote, day.group() if day else value) if _plain(x))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def score(case: EvalCase, escalation: Escalation) -> Tally:
    """Counts of one case: brief and first update."""
    out = Tally()
    texts = [u.text for u in escalation.updates] + (
        [escalation.customer_message] if escalation.customer_message else []
    )
    _brief(case, escalation, out)
    findings = escalation.checklist.findings
    missing = {f.id for f in findings if f.id in _QUESTIONS}
    for question in _QUESTIONS:
        out.judge("five_questions", question not in missing, f"{question[11:].lower()} answered", "not answered")
    for update in escalation.updates:
        words = len(re.findall(r"\w+", update.text)) if update.text.isascii() or " " in update.text else 0
        if words:
            out.add("update_words.sum", words)
            out.add("update_words.n")
    out.add("hard_to_read.n")
    out.add("hard_to_read.right", float(any(f.id == "U-HARD-TO-READ" for f in findings)))
    for finding in findings:
        if finding.level is FindingLevel.BLOCKER and finding.id[:2] in ("U-", "L-", "T-", "B-"):
            out.add("own_blockers.sum")
            out.wrong.append(Wrong(what=finding.id, expected="no blocker in our own text", got=finding.quote))
    leaked = [s for s in case.expect.must_not_reach_customer if any(s in t for t in texts)]
    out.add("leaks.sum", len(leaked))
    out.wrong += [Wrong(what="leak", expected="not in a customer text", got=s) for s in leaked]
    for claim in _unsupported(escalation, texts):
        out.add("unsupported.sum")
        out.wrong.append(Wrong(what="unsupported", expected="stands in the paste", got=claim))
    return out


def _brief(case: EvalCase, escalation: Escalation, out: Tally) -> None:
    if escalation.brief is None:
        if Decision.ESCALATE in case.expect.decision and Decision.HANDLE_IN_SUPPORT not in case.expect.decision:
            out.unscored.append("brief: the verdict gave none (see assessment)")
        return
    for fact in case.expect.facts:
        if fact.field in _WANTED:
            there = told(fact.value, fact.quote, escalation.brief.markdown)
            out.judge("brief_content", there, f"{fact.field.value} {fact.value} in the brief", "not there")


def _unsupported(escalation: Escalation, texts: Iterable[str]) -> Iterable[str]:
    """Claims of customer texts that stand neither in the paste nor in what code itself decided."""
    issue = escalation.issue
    known = [v for v in (issue.customer, issue.reported_by, escalation.assessment.customer_owner) if v]
    sources = {"issue": issue.text} | {
        m.id: f"{m.title}\n{m.snippet or ''}\n{m.resolution or ''}" for m in escalation.matches
    }
    due = [u.next_update_at for u in escalation.updates] + [f.due_at for f in escalation.follow_ups]
    known += [moment.isoformat() for moment in due if moment is not None]
    ground = Ground(sources, known=tuple(known), reference=issue.received_at, language=issue.language)
    for text in texts:
        for miss in ground.misses(text, language=issue.language):
            yield miss.claim.text


SUITE = DraftedSuite(
    "drafting",
    "brief and updates",
    (
        Measure("brief_content", "labelled facts of weight that stand in the brief", share("brief_content")),
        Measure("five_questions", "questions answered by the updates", share("five_questions")),
        Measure(
            "unsupported_claims",
            "claims of customer texts found nowhere",
            total("unsupported"),
            0.0,
            True,
            "count",
        ),
        Measure("leaks", "strings that must not reach the customer, and did", total("leaks"), 0.0, True, "count"),
        Measure("own_blockers", "blockers found in our own texts", total("own_blockers"), 0.0, True, "count"),
        Measure("update_words", "words of an update, mean", mean("update_words"), None, True, "words"),
        Measure("hard_to_read", "drafts with a text called hard to read", share("hard_to_read"), None, True),
    ),
    score,
)
