"""The true names of one case: the vocabulary in which policy rules are written, each with its proof.

A name is a signal that holds in the newest word on it, or a condition computed here from signals, facts,
matches and dates. Policy files may use any of them; `KNOWN` lists the computed ones.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.assess.classify import Classified
from assistant.assess.numbers import amounts, as_datetime, as_int
from assistant.domain import (
    ArticleKind,
    Document,
    Evidence,
    Extraction,
    FactField,
    IssueType,
    KnowledgeKind,
    Match,
    SignalName,
)
from assistant.policy import Policy


@dataclass
class Names:
    """Names that hold, and the words behind each."""

    proof: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    matches: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For a name that rests on matches: their ids."""

    def add(self, name: str, *proof: Evidence, matches: Iterable[str] = ()) -> None:
        """Record that `name` holds."""
        self.proof[name] = tuple(dict.fromkeys(self.proof.get(name, ()) + proof))
        self.matches[name] = tuple(dict.fromkeys(self.matches.get(name, ()) + tuple(matches)))

    def __contains__(self, name: str) -> bool:
        return name in self.proof

    def has(self, *names: str) -> bool:
        """Whether any of the names holds."""
        return any(n in self.proof for n in names)

    def because(self, *names: str) -> tuple[Evidence, ...]:
        """The words behind any of the names, in the order of the paste."""
        found = {e for n in names for e in self.proof.get(n, ())}
        return tuple(sorted(found, key=lambda e: (e.source, e.start)))

    def true(self) -> frozenset[str]:
        """All names that hold."""
        return frozenset(self.proof)


@dataclass(frozen=True)
class Case:
    """All that the assessment looks at."""

    document: Document
    extraction: Extraction
    matches: tuple[Match, ...]
    reference: datetime
    """Aware; ages and deadlines count from here."""


def name_signals(case: Case, settled: frozenset[SignalName]) -> Names:
    """The signals that hold (`settled`: see `classify.settled_signals`)."""
    names = Names()
    for signal in settled:
        names.add(signal.value, *case.extraction.because(signal))
    return names


_NOT_ALWAYS = re.compile(r"intermitt|sometimes|sporadic|once|\d+ (?:of|out of) \d+|some", re.IGNORECASE)


def without_doubtful(case: Case, settled: frozenset[SignalName]) -> frozenset[SignalName]:
    """Drop "production down" where the very sentence that says so also says that it comes and goes."""
    places = [
        (e.start, e.end)
        for f in case.extraction.values(FactField.FREQUENCY)
        if _NOT_ALWAYS.search(f.value)
        for e in f.evidence
    ]
    down = case.extraction.because(SignalName.PRODUCTION_DOWN)
    if down and all(any(e.start <= a and b <= e.end for a, b in places) for e in down):
        return settled - {SignalName.PRODUCTION_DOWN}
    return settled


def derive(case: Case, names: Names, kind: Classified, policy: Policy) -> Names:
    """Add every computed condition. Order matters: later ones use earlier ones."""
    _state(names, kind)
    _customers(case, names, policy)
    _knowledge(case, names, policy)
    _value(case, names, policy)
    _times(case, names, policy)
    _faults(case, names, policy)
    _wishes(names)
    _requests(case, names)
    return names


def _state(names: Names, kind: Classified) -> None:
    if names.has("self_resolved", "already_solved") and not names.has("recurring"):
        names.add("trouble_over", *names.because("self_resolved", "already_solved"))
    faults = (
        "defect",
        "major_function_broken",
        "data_loss",
        "infrastructure",
        "production_down",
        "regression",
        "bug_confirmed",
    )
    if (names.has(*faults) or kind.type is IssueType.BUG) and kind.type not in (
        IssueType.FEATURE_REQUEST,
        IssueType.QUESTION,
    ):
        names.add("defect_stated", *names.because(*faults))
    hard = ("data_loss", "security_exposure", "leaked_credential", "production_down", "bug_confirmed", "recurring")
    if kind.type is IssueType.QUESTION and "how_to" in names and not names.has(*hard):
        names.add("guidance_only", *names.because("how_to"))
    if kind.type is IssueType.FEATURE_REQUEST:
        names.add("wish_only", *names.because("feature_gap"))
    if kind.type is IssueType.BILLING:
        names.add("billing_only", *names.because("billing_matter"))
    if names.has("cosmetic") and not names.has(
        "user_blocked", "data_loss", "security_exposure", "production_down", "infrastructure"
    ):
        names.add("cosmetic_only", *names.because("cosmetic"))
    if names.has("workaround_exists") and not names.has("workaround_unworkable"):
        names.add("workaround_in_use", *names.because("workaround_exists"))


def _customers(case: Case, names: Names, policy: Policy) -> None:
    counts = [(as_int(f.value), f) for f in case.extraction.values(FactField.AFFECTED_CUSTOMERS_COUNT)]
    best = max(((n, f) for n, f in counts if n is not None), key=lambda x: x[0], default=None)
    for name, least in (("customers_2plus", "several_customers"), ("customers_3plus", "pattern_customers")):
        if best is not None and best[0] >= policy.thresholds[least]:
            names.add(name, *best[1].evidence)
    if names.has("several_customers", "all_customers"):
        names.add("customers_2plus", *names.because("several_customers", "all_customers"))
    same = [
        m
        for m in case.matches
        if m.kind is KnowledgeKind.TICKET and m.customer and m.same_problem >= policy.thresholds["same_problem"]
    ]
    distinct = {m.customer for m in same}
    if len(distinct) >= policy.thresholds["pattern_customers"]:
        names.add("matched_customers_3plus", matches=(m.id for m in same))


_ANSWERS = {
    ArticleKind.KNOWN_ISSUE: "article_solution",
    ArticleKind.TROUBLESHOOTING: "article_solution",
    ArticleKind.CONFIGURATION: "article_configuration",
    ArticleKind.HOW_TO: "article_how_to",
    ArticleKind.LIMITATION: "article_limitation",
}


def _answers(match: Match, policy: Policy) -> bool:
    """Whether an article treats this very problem: by itself, or because it is about the error code that was given."""
    least = "code_answers" if match.shared_codes else "document_answers"
    return match.same_problem >= policy.thresholds[least]


def _knowledge(case: Case, names: Names, policy: Policy) -> None:
    for match in case.matches:
        if match.kind is KnowledgeKind.ARTICLE and match.article_kind and _answers(match, policy):
            names.add(_ANSWERS[match.article_kind], matches=(match.id,))
        if match.kind is KnowledgeKind.TICKET and match.same_problem >= policy.thresholds["same_problem"]:
            if match.status in ("solved", "closed") and match.resolution_level in (
                "l1_support",
                "l2_support",
                "customer",
            ):
                names.add("matched_resolved_at_support", matches=(match.id,))
            if match.status in ("solved", "closed") and match.resolution_level == "engineering":
                names.add("matched_fix_came_back", matches=(match.id,))


def _value(case: Case, names: Names, policy: Policy) -> None:
    if names.has("key_customer", "reference_customer"):
        names.add("high_value", *names.because("key_customer", "reference_customer"))
    for fact in case.extraction.values(FactField.ARR):
        if any(a >= policy.thresholds["high_value_arr"] for a in amounts(fact.value)):
            names.add("high_value", *fact.evidence)
    if names.has("key_customer") and len(names.because("key_customer")) >= 2 and "customers_2plus" in names:
        names.add("several_high_value", *names.because("key_customer"))
    if names.has("high_value") and names.has("user_blocked", "production_down"):
        names.add("high_value_blocked", *names.because("high_value", "user_blocked"))


def _times(case: Case, names: Names, policy: Policy) -> None:
    for fact in case.extraction.values(FactField.WAITING_SINCE):
        since = as_datetime(fact.value, case.reference)
        if since and case.reference - since > timedelta(hours=policy.thresholds["waiting_too_long_hours"]):
            names.add("waiting_too_long", *fact.evidence)
    for fact in case.extraction.values(FactField.DEADLINE):
        due = as_datetime(fact.value, case.reference, end_of_day=True)
        if due and timedelta(0) <= due - case.reference <= timedelta(hours=policy.thresholds["deadline_soon_hours"]):
            names.add("deadline_soon", *fact.evidence)
    if names.has("sla_breached") and names.has("high_value"):
        names.add("sla_breached_critical", *names.because("sla_breached"))


_CONTEXT = (
    (FactField.ERROR_CODE, FactField.ERROR_MESSAGE),
    (FactField.VERSION, FactField.BROWSER, FactField.OS, FactField.DEVICE, FactField.ENVIRONMENT),
    (FactField.AFFECTED_USERS_COUNT, FactField.AFFECTED_CUSTOMERS_COUNT),
    (FactField.STARTED_AT,),
    (FactField.TRIED,),
    (FactField.REPRO_STEPS,),
    (FactField.EXPECTED,),
    (FactField.ACTUAL,),
    (FactField.FREQUENCY,),
)
"""What makes the context of a defect clear (S0 Escalation Criteria): kinds of facts, of which several must be told."""


def _faults(case: Case, names: Names, policy: Policy) -> None:
    facts = case.extraction
    fault = "defect_stated" in names
    pairs = {
        "region_wide_fault": "region_wide",
        "all_customers_fault": "all_customers",
        "recurring_defect": "recurring",
        "regression_defect": "regression",
        "fix_failed_still_broken": "fix_failed",
        "infrastructure_fault": "infrastructure",
        "compliance_concern": "compliance",
    }
    for name, signal in pairs.items():
        if fault and signal in names:
            names.add(name, *names.because(signal))
    if "region_wide_fault" in names and names.has("production_down", "user_blocked", "infrastructure"):
        names.add("region_wide_blocked", *names.because("region_wide"))
    if fault and names.has("customers_2plus", "matched_customers_3plus"):
        names.add("several_customers_defect", *names.because("customers_2plus"))
    if names.has("bug_confirmed", "reproduced_internally") and fault and "trouble_over" not in names:
        names.add("bug_confirmed_open", *names.because("bug_confirmed", "reproduced_internally"))
    told = [tuple(f for name in family for f in facts.values(name)) for family in _CONTEXT]
    if fault and sum(map(bool, told)) >= policy.thresholds["context_families"]:
        names.add("defect_documented", *(found[0].evidence[0] for found in told if found))
    limits: tuple[str, ...] = ("single_user", "workaround_in_use", "cosmetic_only")
    if fault and case.extraction.denies(SignalName.USER_BLOCKED) and "user_blocked" not in names:
        names.add("not_blocked")
        limits = (*limits, "not_blocked")
    if names.has(*limits):
        names.add("limited_defect", *names.because(*limits))
    if fault and "user_blocked" in names and not names.has(*limits):
        names.add("blocked_hard", *names.because("user_blocked"))


def _wishes(names: Names) -> None:
    if not names.has("feature_gap", "decision_needed", "wish_only"):
        return
    wish = names.because("feature_gap", "decision_needed")
    stated = names.has("user_blocked", "defect_stated", "pending_deal", "compliance") and names.has(
        "hard_deadline", "deadline_soon"
    )
    if stated and not names.has("workaround_in_use", "known_limitation", "documented_solution"):
        names.add("wish_well_founded", *wish)
    if names.has("customers_3plus", "matched_customers_3plus"):
        names.add("wish_by_pattern", *wish)
    drivers = (
        "wish_well_founded",
        "wish_by_pattern",
        "churn_threat",
        "escalation_requested",
        "pending_deal",
        "executive_request",
    )
    if names.has("feature_gap", "wish_only") and names.has(*drivers):
        names.add("wish_escalated", *wish)
    if "wish_only" in names and "wish_escalated" not in names:
        names.add("wish_kept", *wish)


_TARGET_WORDS = {
    "requested_engineering": (
        "engineering",
        "engineers",
        "dev team",
        "developers",
        "development",
        "entwicklung",
        "ingénierie",
        "ingenier",
        "desarrollo",
        "engenharia",
        "sviluppo",
    ),
    "requested_product": (
        "product and",
        "to product",
        "for product",
        "product team",
        "product management",
        "produktmanagement",
        "équipe produit",
        "equipo de producto",
    ),
    "requested_security": ("security team", "to security", "for security"),
    "requested_leadership": (
        "leadership",
        "management",
        "executive",
        "geschäftsführung",
        "direction",
        "dirección",
        "diretoria",
        "direzione",
    ),
    "requested_l2": ("l2", "tier 2", "second line", "second level", "2nd level", "2nd line", "senior support"),
}


def _requests(case: Case, names: Names) -> None:
    for proof in names.because("escalation_requested"):
        low = proof.quote.lower()
        for name, words in _TARGET_WORDS.items():
            if any(w in low for w in words):
                names.add(name, proof)
