"""Facts and signals: what the paste says, each with the words that say it."""

from enum import StrEnum

from assistant.domain.evidence import Evidence
from assistant.domain.model import Model


class FactField(StrEnum):
    """The closed list of facts (design.md §6). A field may repeat, contradicting values too."""

    CUSTOMER = "customer"
    AFFECTED_CUSTOMERS_COUNT = "affected_customers_count"
    AFFECTED_USERS_COUNT = "affected_users_count"
    STARTED_AT = "started_at"
    WAITING_SINCE = "waiting_since"
    WORKAROUND = "workaround"
    DEADLINE = "deadline"
    ARR = "arr"
    PLAN = "plan"
    ERROR_CODE = "error_code"
    ERROR_MESSAGE = "error_message"
    VERSION = "version"
    BROWSER = "browser"
    OS = "os"
    DEVICE = "device"
    ENVIRONMENT = "environment"
    REGION = "region"
    EXPECTED = "expected"
    ACTUAL = "actual"
    REPRO_STEPS = "repro_steps"
    TRIED = "tried"
    TICKET_REF = "ticket_ref"
    OWNER = "owner"
    FREQUENCY = "frequency"
    SLA = "sla"
    FILE_SIZE = "file_size"
    FEATURE_FLAG = "feature_flag"


class Basis(StrEnum):
    """Whether the words state the value, or code computed it from them (a date from "yesterday")."""

    STATED = "stated"
    COMPUTED = "computed"


class Fact(Model):
    """One value and the words that prove it."""

    field: FactField
    value: str
    """Normal form: dates ISO 8601, counts as digits, else the words trimmed."""
    evidence: tuple[Evidence, ...]
    basis: Basis = Basis.STATED
    verified: bool = True
    """False when code could not find the value's numbers, names or dates in the evidence."""


class SignalName(StrEnum):
    """The closed list of what a paste can say that policy cares about."""

    # impact
    PRODUCTION_DOWN = "production_down"
    DATA_LOSS = "data_loss"
    SECURITY_EXPOSURE = "security_exposure"
    PHISHING = "phishing"
    LEAKED_CREDENTIAL = "leaked_credential"
    COMPLIANCE = "compliance"
    MAJOR_FUNCTION_BROKEN = "major_function_broken"
    USER_BLOCKED = "user_blocked"
    DEFECT = "defect"
    PERFORMANCE = "performance"
    COSMETIC = "cosmetic"
    # spread
    SEVERAL_CUSTOMERS = "several_customers"
    ALL_CUSTOMERS = "all_customers"
    REGION_WIDE = "region_wide"
    SINGLE_USER = "single_user"
    # business
    SLA_BREACHED = "sla_breached"
    SLA_AT_RISK = "sla_at_risk"
    CHURN_THREAT = "churn_threat"
    EXECUTIVE_REQUEST = "executive_request"
    LEGAL_OR_PRESS = "legal_or_press"
    HARD_DEADLINE = "hard_deadline"
    KEY_CUSTOMER = "key_customer"
    PENDING_DEAL = "pending_deal"
    POLICY_EXCEPTION = "policy_exception"
    COMPETITOR_MENTIONED = "competitor_mentioned"
    REFERENCE_CUSTOMER = "reference_customer"
    PUBLIC_VISIBILITY = "public_visibility"
    # time and pattern
    LONG_WAIT = "long_wait"
    STALLED = "stalled"
    REGRESSION = "regression"
    RECURRING = "recurring"
    SEVERITY_INCREASING = "severity_increasing"
    # complexity
    BUG_CONFIRMED = "bug_confirmed"
    REPRODUCED_INTERNALLY = "reproduced_internally"
    INFRASTRUCTURE = "infrastructure"
    NEEDS_ACCESS = "needs_access"
    CUSTOM_IMPLEMENTATION = "custom_implementation"
    BEYOND_SUPPORT = "beyond_support"
    ESCALATION_REQUESTED = "escalation_requested"
    # handle in support
    WORKAROUND_EXISTS = "workaround_exists"
    WORKAROUND_UNWORKABLE = "workaround_unworkable"
    DOCUMENTED_SOLUTION = "documented_solution"
    FIX_FAILED = "fix_failed"
    CONFIGURATION_ISSUE = "configuration_issue"
    HOW_TO = "how_to"
    KNOWN_LIMITATION = "known_limitation"
    SELF_RESOLVED = "self_resolved"
    ALREADY_SOLVED = "already_solved"
    # kind of request
    FEATURE_GAP = "feature_gap"
    DECISION_NEEDED = "decision_needed"
    BILLING_MATTER = "billing_matter"


class SignalState(StrEnum):
    """`present` or `denied` ("no data was lost"); a signal nobody speaks of is simply absent."""

    PRESENT = "present"
    DENIED = "denied"


class Signal(Model):
    """One signal, its state, and every place that says so."""

    name: SignalName
    state: SignalState
    evidence: tuple[Evidence, ...]


class Extraction(Model):
    """All that was understood of one paste. Both engines return this."""

    facts: tuple[Fact, ...] = ()
    signals: tuple[Signal, ...] = ()
    summary: str | None = None
    """One line: what is broken, or needed, in the customer's words; None where nobody can tell."""
    summary_evidence: tuple[Evidence, ...] = ()
    description: tuple[Evidence, ...] = ()
    """The sentences that tell the problem, in order; the brief's description is drawn from these."""
    separate_problems: tuple[Evidence, ...] = ()
    """The sentence that opens each problem where the paste holds two or more unrelated ones; else empty."""

    def values(self, field: FactField) -> tuple[Fact, ...]:
        """All facts of one field, in the order of the paste."""
        return tuple(f for f in self.facts if f.field is field)

    def has(self, name: SignalName) -> bool:
        """Whether the signal is present."""
        return any(s.name is name and s.state is SignalState.PRESENT for s in self.signals)

    def denies(self, name: SignalName) -> bool:
        """Whether the signal is denied and nowhere present."""
        return not self.has(name) and any(s.name is name for s in self.signals)

    def because(self, name: SignalName) -> tuple[Evidence, ...]:
        """The words behind a present signal; empty where it is not present."""
        return tuple(e for s in self.signals if s.name is name and s.state is SignalState.PRESENT for e in s.evidence)
