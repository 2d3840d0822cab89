"""What the register keeps of one escalation after it was drafted, and its audit trail.

`RegisteredEscalation` is the present state, `TrailEntry` one line of the past. A change is a pure function of
`assistant.lifecycle` that returns a `Step`: the next state together with what goes into the trail. Nothing else
changes a record.
"""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from assistant.domain.assessment import (
    Audience,
    Decision,
    EscalationReason,
    EscalationTarget,
    IssueType,
    Scope,
    Severity,
)
from assistant.domain.checklist import FindingLevel
from assistant.domain.issue import Visibility
from assistant.domain.model import Model


class EscalationStatus(StrEnum):
    """Where the escalation stands (S0 required fields)."""

    OPEN = "Open"
    IN_PROGRESS = "In Progress"
    BLOCKED = "Blocked"
    RESOLVED = "Resolved"


class TicketStatus(StrEnum):
    """What the support ticket is set to once engineering has closed its own (S0 Sync; X11)."""

    OPEN = "Open"
    PENDING_FOLLOW_UP = "Pending Support Follow-up"


class ClosureCode(StrEnum):
    """Why an escalation was closed (S0), exactly as it is reported."""

    CODE_FIX = "Closed - Code Fix"
    DOCS_UPDATED = "Closed - Docs Updated"
    KNOWLEDGE_TRANSFER = "Closed - Knowledge Transfer"
    PRODUCT_FEEDBACK = "Closed - Product Feedback"


class DeEscalationReason(StrEnum):
    """Why it goes back to support (S4 De-escalation)."""

    SUPPORT_RESOLVABLE = "support_resolvable"
    WORKAROUND = "workaround"
    SELF_RESOLVED = "self_resolved"
    SEVERITY_CHANGED = "severity_changed"


class OwnerRole(StrEnum):
    """The two owners (X10): the customer's never moves with the escalation, the technical one must accept."""

    CUSTOMER = "customer"
    TECHNICAL = "technical"


class Owner(Model):
    """Who owns a side of the escalation, since when, and whether they said yes."""

    name: str
    since: AwareDatetime
    accepted_at: AwareDatetime | None = None
    """For the technical owner: when they accepted; None while they have not."""


class DutyKind(StrEnum):
    """The four things Engineering owes support (S1 §5)."""

    ACCEPTANCE = "acceptance"
    REPRODUCTION_VALIDATION = "reproduction_validation"
    TIMELINE_UPDATE = "timeline_update"
    POST_FIX_NOTES = "post_fix_notes"


class Duty(Model):
    """One thing owed, when it is due and when it came; `due_at` None while nothing makes it due yet."""

    kind: DutyKind
    due_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    note: str | None = None


class FollowUpAction(StrEnum):
    """The five follow-up actions (S4)."""

    CHECK_RECEIVING_TEAM = "check_receiving_team"
    UPDATE_CUSTOMER = "update_customer"
    ADJUST_SEVERITY = "adjust_severity"
    DOCUMENT_IN_TICKET = "document_in_ticket"
    CLOSE_THE_LOOP = "close_the_loop"


class Contact(Model):
    """One promised contact. Its UID in a calendar is made of the escalation's id, `audience` and `number`."""

    audience: Audience
    number: int
    """1 for the first contact with this audience, and so on; a done one is followed by the next number."""
    due_at: AwareDatetime
    overdue_at: AwareDatetime
    source: str
    """The rule that set it."""
    sequence: int = 0
    """How often its time was changed (iCalendar SEQUENCE)."""
    done_at: AwareDatetime | None = None
    cancelled: bool = False

    @property
    def open(self) -> bool:
        """Still to come."""
        return self.done_at is None and not self.cancelled


class WorkaroundKind(StrEnum):
    """The four time-boxed workarounds (S2 Continuity)."""

    RETRY = "retry"
    BATCHING = "batching"
    FORMAT_CHANGE = "format_change"
    MANUAL_OVERRIDE = "manual_override"


class TimeBoxedWorkaround(Model):
    """A way to go on meanwhile: who sees to it, from when until when, and what the client does."""

    kind: WorkaroundKind
    owner: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    client_does: str
    stopped_at: AwareDatetime | None = None
    tries: int = 0
    """Attempts logged so far (S2: log each attempt and any change in the error)."""
    last_try_at: AwareDatetime | None = None


class IncidentStage(StrEnum):
    """The usual four stages of a status page."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class IncidentRecord(Model):
    """What an incident needs beside the escalation (S1 §2 SEV1, S2)."""

    declared_at: AwareDatetime
    lead: str | None = None
    bridge: str | None = None
    stage: IncidentStage = IncidentStage.INVESTIGATING
    rca_due_at: AwareDatetime | None = None
    """48 h after it was declared at SEV1 (S1 §2)."""
    rca_done_at: AwareDatetime | None = None


class FeedbackTrack(StrEnum):
    """The three tracks of product feedback (S2)."""

    STABILITY = "stability"
    MESSAGING = "messaging"
    MONITORING = "monitoring"


class ProductFeedback(Model):
    """A feedback ticket for product: track, why, the client's use case, and the PM of the affected area."""

    track: FeedbackTrack
    reason: str
    use_case: str
    product_manager: str | None = None


class Closure(Model):
    """How it ended: exactly one of the four codes; what led there where it was a de-escalation (X12)."""

    code: ClosureCode
    at: AwareDatetime
    by: str
    learning: str
    """The documented cause or lesson; never empty."""
    customer_confirmed_at: AwareDatetime
    """When the loop was closed with the customer (S4): never later than the closing."""
    de_escalation: DeEscalationReason | None = None


class DeEscalation(Model):
    """A return to support: reason, and the four duties (S4), each done or not."""

    reason: DeEscalationReason
    at: AwareDatetime
    by: str
    team_notified: bool = False
    ticket_updated: bool = False
    customer_informed: bool = False
    learning: str | None = None

    @property
    def complete(self) -> bool:
        """All four duties done."""
        return self.team_notified and self.ticket_updated and self.customer_informed and bool(self.learning)


class RegisteredEscalation(Model):
    """The present state of one escalation (S0 required fields and what S1 to S4 ask for after the draft)."""

    id: str
    """`ESC-` and a number."""
    version: int
    """Grows by one with every change; a change made on an older one is refused."""
    created_at: AwareDatetime
    """The date escalated."""
    updated_at: AwareDatetime
    title: str
    customer: str | None
    decision: Decision = Decision.ESCALATE
    """`handle_in_support` is kept too: without technical owner and engineering's duties."""
    ticket: str | None = None
    """Link to, or id of, the original support ticket."""
    issue_type: IssueType
    severity: Severity
    reasons: tuple[EscalationReason, ...]
    targets: tuple[EscalationTarget, ...]
    scope: Scope = Scope.UNKNOWN
    status: EscalationStatus = EscalationStatus.OPEN
    blocked_reason: str | None = None
    """What it waits for, while the status is Blocked."""
    next_step: str | None = None
    """What happens next and who does it (S0 Objectives), as last said in the ticket or the triage meeting."""
    ticket_status: TicketStatus | None = None
    """Set when engineering has closed its side."""
    level: str = "L1"
    leap_reason: str | None = None
    customer_owner: Owner
    technical_owner: Owner | None = None
    team: str | None = None
    """The engineering team of the triage meeting (S0: Java, Frontend, Backend, Security, …)."""
    bug_confirmed: bool = False
    engineering_priority: str | None = None
    """S0's Critical, Major or Minor/Tech Debt; empty until a bug is confirmed (X1)."""
    root_cause: str | None = None
    """Recorded by a person; None: unknown."""
    resolution: str | None = None
    """What was done about it, recorded by a person."""
    signature: tuple[str, ...] = ()
    """What tells this problem from another (X16): error codes, else error texts without their numbers, lower case."""
    engineering_ref: str | None = None
    """Engineering's key for it."""
    engineering_closed_at: AwareDatetime | None = None
    region: str | None = None
    """The customer's preferred region (S3): names the calendar its due times follow."""
    sla_minutes: int | None = None
    """The contract's interval between customer updates, in minutes; counts where stricter (S4)."""
    deadline: AwareDatetime | None = None
    """When it is too late for the customer."""
    contacts: tuple[Contact, ...] = ()
    duties: tuple[Duty, ...] = ()
    actions_done: dict[FollowUpAction, AwareDatetime] = {}
    """When each of the five follow-up actions was last done."""
    workarounds: tuple[TimeBoxedWorkaround, ...] = ()
    incident: IncidentRecord | None = None
    parent: str | None = None
    """Id of the escalation this one is bundled under (S1 §2)."""
    feedback: ProductFeedback | None = None
    public_reply_consent: tuple[str, ...] = ()
    """Who, beside the customer owner, may write to the customer: the assignee consented (S3)."""
    bounce_backs: int = 0
    """How often Engineering sent it back for want of something."""
    sent_back_for: tuple[str, ...] = ()
    """What is wanted since the last bounce-back; empty once it is assigned again."""
    checklist_score: float
    """Share of the applicable checklist items present when it was escalated, 0 to 1; weak counts half."""
    drafts: int = 1
    """How many versions of the draft there are."""
    customer_informed_at: AwareDatetime | None = None
    """When the customer last got an update."""
    met_at: AwareDatetime | None = None
    """When it was last talked about in a triage meeting."""
    resolved_at: AwareDatetime | None = None
    de_escalation: DeEscalation | None = None
    closure: Closure | None = None

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return self.closure is not None


class TrailAction(StrEnum):
    """What a trail entry tells of; the list is closed."""

    RECEIVED = "received"
    """The raw paste, unmodified: always entry 1 (S2 "record everything before troubleshooting begins")."""
    DRAFTED = "drafted"
    OVERRIDDEN = "overridden"
    ESCALATED = "escalated"
    STATUS_CHANGED = "status_changed"
    SEVERITY_CHANGED = "severity_changed"
    LEVEL_CHANGED = "level_changed"
    OWNER_ASSIGNED = "owner_assigned"
    OWNER_ACCEPTED = "owner_accepted"
    OWNER_DECLINED = "owner_declined"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NOTE_ADDED = "note_added"
    HYPOTHESIS_TESTED = "hypothesis_tested"
    STEP_TAKEN = "step_taken"
    CUSTOMER_INFORMED = "customer_informed"
    CONTACT_DONE = "contact_done"
    ACTION_DONE = "action_done"
    DUTY_DONE = "duty_done"
    BOUNCED_BACK = "bounced_back"
    WORKAROUND_STARTED = "workaround_started"
    WORKAROUND_STOPPED = "workaround_stopped"
    RETRIED = "retried"
    INCIDENT_DECLARED = "incident_declared"
    INCIDENT_CHANGED = "incident_changed"
    BUNDLED = "bundled"
    FEEDBACK_FILED = "feedback_filed"
    DISCUSSED = "discussed"
    SENT = "sent"
    ENGINEERING_CLOSED = "engineering_closed"
    DE_ESCALATED = "de_escalated"
    DE_ESCALATION_DUTY = "de_escalation_duty"
    """One of the four duties of a de-escalation done; the text that was sent is the entry's."""
    CLOSED = "closed"
    REOPENED = "reopened"
    FIELD_CHANGED = "field_changed"


class TrailEntry(Model):
    """One line of an escalation's audit trail, in the order things were recorded. Never changed, never removed."""

    number: int
    """1 for the raw paste."""
    at: AwareDatetime
    actor: str
    action: TrailAction
    text: str
    """What happened, in words; for the first entry the raw paste itself."""
    data: dict[str, Any] = {}
    """The values that changed (`was`, `now`, `reason`, …), as JSON."""
    visibility: Visibility = Visibility.INTERNAL
    previous: str = ""
    """Hash of the entry before; empty for the first."""
    hash: str = ""
    """SHA-256 over all of the above and the escalation's id: what makes tampering visible."""


class Step(Model):
    """One change: the next state, and what it adds to the trail (numbers and hashes are given when it is kept)."""

    record: RegisteredEscalation
    """With the version it was made on; the register raises it by one when it keeps the step."""
    entries: tuple[TrailEntry, ...]


class RegisterFinding(Model):
    """One thing amiss with a kept escalation at a moment, and what closes it."""

    id: str
    """Stable, `R-…`; meanings in `knowledge/policy/ownership.toml`."""
    level: FindingLevel
    message: str
    fix: str
    since: AwareDatetime | None = None
    """From when on it holds (the due time that passed), where there is one."""
