"""Scorers: what was drafted against what a careful reader expects. Each gives counts, never an opinion."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.domain import Escalation, Fact, FactField
from evals.case import EvalCase, ExpectedFact

_FREE_TEXT = {
    FactField.ACTUAL,
    FactField.EXPECTED,
    FactField.TRIED,
    FactField.WORKAROUND,
    FactField.REPRO_STEPS,
    FactField.ERROR_MESSAGE,
    FactField.ENVIRONMENT,
    FactField.FREQUENCY,
    FactField.SLA,
    FactField.DEVICE,
    FactField.OS,
    FactField.BROWSER,
    FactField.CUSTOMER,
    FactField.OWNER,
    FactField.PLAN,
    FactField.REGION,
    FactField.VERSION,
    FactField.FEATURE_FLAG,
}
_DATES = {FactField.STARTED_AT, FactField.WAITING_SINCE, FactField.DEADLINE}
SAME_WORDS = 0.5
"""Token F1 from which two free-text values say the same (house choice, SQuAD's measure)."""


@dataclass
class Tally:
    """True positives, false positives, false negatives."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was said that is right."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was said."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass
class CaseScore:
    """All that was scored of one case."""

    case: str
    verdict: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, Tally] = field(default_factory=dict)
    checklist: list[tuple[str, str, bool]] = field(default_factory=list)
    """Item, state given, whether accepted; with the first accepted state for the confusion."""
    expected_states: list[str] = field(default_factory=list)
    leaks: tuple[str, ...] = ()


def _tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def same_words(a: str, b: str) -> float:
    """Token F1 of two texts; for scripts without spaces, of their characters."""
    x, y = _tokens(a), _tokens(b)
    if not (a.isascii() and b.isascii()) and max(len(x), len(y)) <= 2:
        x, y = Counter(a), Counter(b)
    common = sum((x & y).values())
    return 2 * common / (sum(x.values()) + sum(y.values())) if common else 0.0


def same_value(name: FactField, got: str, want: str) -> bool:
    """Whether two values of a field say the same."""
    if got.strip().lower() == want.strip().lower():
        return True
    if name in _DATES:
        return got[:10] == want[:10]
    if name in (FactField.AFFECTED_CUSTOMERS_COUNT, FactField.AFFECTED_USERS_COUNT):
        return re.findall(r"\d+", got) == re.findall(r"\d+", want) != []
    if re.sub(r"\W", "", got.lower()) == re.sub(r"\W", "", want.lower()):
        return True
    return name in _FREE_TEXT and same_words(got, want) >= SAME_WORDS


def _overlaps(case: EvalCase, quotes: Iterable[tuple[int, int]], want: ExpectedFact) -> bool:
    spots = [m.start() for m in re.finditer(re.escape(want.quote), case.paste)]
    return any(s < end and start < s + len(want.quote) for s in spots for start, end in quotes)


CLAUSES = frozenset(
    {
        FactField.ACTUAL,
        FactField.EXPECTED,
        FactField.TRIED,
        FactField.WORKAROUND,
        FactField.REPRO_STEPS,
        FactField.FREQUENCY,
        FactField.ERROR_MESSAGE,
        FactField.SLA,
    }
)
"""Fields told in clauses. The labels retell many of them ("release notes searched: no switch"), so that words copied
from the very place can share fewer than half of their words with the label."""


def score_facts(case: EvalCase, escalation: Escalation, *, by_place: bool = False) -> dict[str, Tally]:
    """Per field: a fact is right when its value says the same and its quote overlaps the expected one.

    `by_place`: for CLAUSES the quote alone decides; what they say is then the paste's own words at the right place.
    """

    def same(name: FactField, got: str, want: str) -> bool:
        return (by_place and name in CLAUSES) or same_value(name, got, want)

    def known(fact: Fact) -> bool:
        spans = [(e.start, e.end) for e in fact.evidence]
        return any(
            same_value(fact.field, fact.value, w.value)
            or (by_place and fact.field in CLAUSES and _overlaps(case, spans, w))
            for w in case.expect.facts
            if w.field is fact.field
        )

    tallies: dict[str, Tally] = {}
    for name in FactField:
        left = [f for f in case.expect.facts if f.field is name]
        tally = Tally()
        for fact in (f for f in escalation.facts if f.field is name):
            spans = [(e.start, e.end) for e in fact.evidence]
            hit = next((w for w in left if same(name, fact.value, w.value) and _overlaps(case, spans, w)), None)
            if hit is not None:
                left.remove(hit)
                tally.right += 1
            elif not known(fact):
                tally.extra += 1
        tally.missed = len(left)
        if tally.right or tally.extra or tally.missed:
            tallies[name.value] = tally
    return tallies


def score_verdict(case: EvalCase, escalation: Escalation) -> dict[str, bool]:
    """Each part of the assessment against its accepted values."""
    want, got = case.expect, escalation.assessment
    primary = got.targets[0] if got.targets else None
    return {
        "decision": got.decision in want.decision,
        "severity": got.severity in want.severity,
        "severity_within_one": any(abs(got.severity.rank - s.rank) <= 1 for s in want.severity),
        "primary_target": primary in want.primary_target if want.primary_target else primary is None,
        "targets": set(got.targets) == set(want.targets),
        "issue_type": got.issue_type in want.issue_type,
        "incident": got.incident == want.incident,
        "scope": got.scope in want.scope,
        "language": escalation.issue.language == want.language,
    }


def score_case(case: EvalCase, escalation: Escalation) -> CaseScore:
    """Everything about one case."""
    score = CaseScore(case.id, score_verdict(case, escalation), score_facts(case, escalation))
    states = {i.id: i.state for i in escalation.checklist.items}
    for item, accepted in case.expect.checklist.items():
        if item in states:
            score.checklist.append((item, states[item].value, states[item] in accepted))
            score.expected_states.append(states[item].value if states[item] in accepted else accepted[0].value)
    texts = [u.text for u in escalation.updates] + [escalation.customer_message or ""]
    score.leaks = tuple(s for s in case.expect.must_not_reach_customer if any(s in t for t in texts))
    return score


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean F1 over the states, of (given, expected) pairs."""
    states = sorted({w for _, w in pairs} | {g for g, _ in pairs})
    scores = []
    for state in states:
        right = sum(g == w == state for g, w in pairs)
        total = sum(g == state for g, _ in pairs) + sum(w == state for _, w in pairs)
        scores.append(2 * right / total)
    return sum(scores) / len(scores) if scores else 1.0
