"""What is handed out: the brief, the customer updates, and the questions that close gaps."""

from datetime import datetime
from enum import StrEnum

from assistant.domain.assessment import EscalationTarget
from assistant.domain.evidence import Evidence
from assistant.domain.model import Model


class Statement(Model):
    """A sentence of the brief and what it rests on. No evidence: it is policy's or the form's own wording."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    verified: bool = True
    """False where a model worded it and code did not find all of it in the words it cites; shown as *unverified*."""


class TroubleshootingStep(Model):
    """A step taken and what came of it; `result` None when nobody said."""

    action: str
    result: str | None = None
    evidence: tuple[Evidence, ...] = ()
    verified: bool = True


class ReproductionSteps(Model):
    """How to make it happen (S4's seven practices)."""

    applicable: bool = True
    why_not: str | None = None
    """Reason where not applicable ("not a bug")."""
    start_state: Statement | None = None
    steps: tuple[Statement, ...] = ()
    expected: Statement | None = None
    actual: Statement | None = None
    environment: tuple[Statement, ...] = ()
    frequency: Statement | None = None
    ruled_out: tuple[Statement, ...] = ()
    reproduced_by: Statement | None = None


class AskVerb(StrEnum):
    """The kinds of ask a target can act on (S4)."""

    INVESTIGATE = "investigate"
    FIX = "fix"
    DECIDE = "decide"
    APPROVE = "approve"


class Ask(Model):
    """What is wanted from one target."""

    target: EscalationTarget
    verb: AskVerb
    text: str


class EscalationBrief(Model):
    """The internal document, one section per field in S4's order; `markdown` is its rendering."""

    title: str
    severity: str
    targets: tuple[EscalationTarget, ...]
    reported_by: str | None
    date: str
    customers_affected: Statement
    workflow_impact: Statement
    revenue_at_risk: Statement
    time_in_queue: Statement
    issue_description: tuple[Statement, ...]
    troubleshooting: tuple[TroubleshootingStep, ...]
    reproduction: ReproductionSteps
    last_update: Statement
    customer_expectation: Statement
    escalation_risk: Statement
    asks: tuple[Ask, ...]
    deadline: Statement
    related: tuple[Statement, ...]
    internal_threads: tuple[Statement, ...]
    documentation: tuple[Statement, ...]
    still_gathering: tuple[str, ...] = ()
    """What is missing, printed in a brief that goes out incomplete."""
    markdown: str = ""
    renderings: dict[str, str] = {}
    """Markdown per reader: `l2_support` (compact), `engineering`, `product`, `security`, `leadership`."""


class UpdateKind(StrEnum):
    """The kinds of customer update."""

    ACKNOWLEDGEMENT = "acknowledgement"
    PROGRESS = "progress"
    NO_NEWS = "no_news"
    WORKAROUND = "workaround"
    RESOLUTION = "resolution"
    DE_ESCALATION = "de_escalation"


class CustomerUpdate(Model):
    """A text for the customer, in the customer's language."""

    kind: UpdateKind
    text: str
    next_update_at: datetime | None
    language: str = "en"
    cites: tuple[str, ...] = ()
    """Ids of public articles the text points at."""
    statements: tuple[Statement, ...] = ()
    """The sentences a model worded, each with what it rests on; empty where templates wrote the text."""


class AskedOf(StrEnum):
    """Who can answer a question."""

    CUSTOMER = "customer"
    SUPPORT = "support"
    ENGINEERING = "engineering"
    ACCOUNT = "account"


class Question(Model):
    """One gap, as a question to who can close it."""

    ask: str
    of: AskedOf
    closes: tuple[str, ...]
    """Checklist item ids it closes."""


class Drafts(Model):
    """All drafted texts of one issue."""

    brief: EscalationBrief | None
    updates: tuple[CustomerUpdate, ...]
    questions: tuple[Question, ...]
    customer_message: str | None = None
    """All questions to the customer in one ready-to-send message; None when there are none."""
