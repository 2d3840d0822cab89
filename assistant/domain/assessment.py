"""The verdict of policy: decision, severity, targets, and the rules and words behind each."""

from datetime import datetime
from enum import StrEnum

from assistant.domain.evidence import Evidence
from assistant.domain.model import Model


class IssueType(StrEnum):
    """What kind of matter it is, primarily."""

    BUG = "bug"
    FEATURE_REQUEST = "feature_request"
    QUESTION = "question"
    CONFIGURATION = "configuration"
    INCIDENT = "incident"
    SECURITY = "security"
    BILLING = "billing"
    CHURN_RISK = "churn_risk"


class Decision(StrEnum):
    """Whether the ticket leaves the desk."""

    ESCALATE = "escalate"
    HANDLE_IN_SUPPORT = "handle_in_support"


class Severity(StrEnum):
    """How intense the response must be; SEV1 is the most severe (X1)."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"
    SEV4 = "SEV4"

    @property
    def rank(self) -> int:
        """1 for SEV1 to 4 for SEV4."""
        return int(self.value[-1])


class EscalationTarget(StrEnum):
    """Who receives it."""

    L2_SUPPORT = "l2_support"
    ENGINEERING = "engineering"
    PRODUCT = "product"
    SECURITY = "security"
    LEADERSHIP = "leadership"


class Scope(StrEnum):
    """How far the problem is confirmed to reach."""

    ONE_USER = "one_user"
    ONE_ACCOUNT = "one_account"
    SEVERAL_ACCOUNTS = "several_accounts"
    REGION = "region"
    WORKFLOW = "workflow"
    SYSTEMIC = "systemic"
    UNKNOWN = "unknown"


class EscalationReason(StrEnum):
    """The families of S4's "Escalate when", plus security."""

    TECHNICAL = "technical"
    COMPLEXITY = "complexity"
    IMPACT = "impact"
    BUSINESS = "business"
    TIME = "time"
    PATTERN = "pattern"
    SECURITY = "security"


class ImpactDimension(Model):
    """One row of the business impact table: a value in words with its proof, or None for "Not stated"."""

    value: str | None = None
    evidence: tuple[Evidence, ...] = ()
    ask: str | None = None
    """The question that would fill it."""


class Impact(Model):
    """The seven dimensions (S4's six and time pressure, X8)."""

    breadth: ImpactDimension = ImpactDimension()
    depth: ImpactDimension = ImpactDimension()
    duration: ImpactDimension = ImpactDimension()
    revenue: ImpactDimension = ImpactDimension()
    reputation: ImpactDimension = ImpactDimension()
    contractual: ImpactDimension = ImpactDimension()
    time_pressure: ImpactDimension = ImpactDimension()


class FiredRule(Model):
    """A policy rule that applied, and the words that made it."""

    id: str
    text: str
    because: tuple[Evidence, ...] = ()
    source: str
    """The document and section that asks for the rule, e.g. `S4 Escalate When`."""
    effect: str
    """What it speaks for: `escalate`, `handle_in_support`, `SEV2`, `target:engineering`, `type:bug`."""
    decisive: bool = False
    """Whether the result rests on it; a rule that fired and was outweighed is listed with False."""


class Override(Model):
    """A person's change of the verdict, kept with its reason."""

    what: str
    """`decision`, `severity`, `targets` or `issue_type`."""
    was: str
    now: str
    reason: str
    by: str | None = None


class GateMode(StrEnum):
    """What an incomplete checklist does for the chosen target (X6)."""

    BLOCKING = "blocking"
    ADVISORY = "advisory"
    NEVER = "never"
    """Security, SEV1, data loss: send now, print what is still being gathered."""


class Assessment(Model):
    """What policy makes of facts, signals and matches. A model never changes it."""

    issue_type: IssueType
    decision: Decision
    severity: Severity
    severity_label: str
    """S4's word: Critical, High, Medium; Low for SEV4, which S4 does not name."""
    severity_set_by_support: bool = False
    targets: tuple[EscalationTarget, ...]
    """Primary first; empty for handle_in_support."""
    level: str = "L1"
    """Rung of the ladder the issue is at now: L1, L2 or L3."""
    leap_reason: str | None = None
    """Why a rung is skipped, where one is."""
    incident: bool
    scope: Scope
    escalation_reasons: tuple[EscalationReason, ...]
    engineering_priority: str | None = None
    """S0's Critical, Major or Minor/Tech Debt; None until a bug is confirmed."""
    ticket_priority: str
    """P1 to P4."""
    gate: GateMode
    impact: Impact
    rules: tuple[FiredRule, ...]
    would_change: tuple[str, ...] = ()
    """The one fact for each result that would change it, in words."""
    response_model: tuple[str, ...] = ()
    """S1's response model of this severity, line by line."""
    failure_modes: tuple[str, ...] = ()
    """Failure modes of S1 §4 that this escalation runs into, each with its fix."""
    customer_owner: str | None = None
    cited_matches: tuple[str, ...] = ()
    """Ids of the matches the verdict rests on."""
    overrides: tuple[Override, ...] = ()
    needs_leadership_review: bool = False
    """Contract or PR risk: customer texts need leadership's eye first (S1 §1 L5)."""


class Audience(StrEnum):
    """Who a follow-up is for."""

    INTERNAL = "internal"
    CUSTOMER = "customer"
    CROSS_FUNCTIONAL = "cross_functional"


class FollowUp(Model):
    """One promised contact: when it is due, from when on it is late, and which rule says so."""

    audience: Audience
    due_at: datetime
    overdue_at: datetime
    source: str
