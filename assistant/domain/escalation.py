"""The whole answer to one paste: the JSON of `escalate draft --format json`."""

from typing import Literal

from assistant.domain.assessment import Assessment, FollowUp
from assistant.domain.checklist import ChecklistReport
from assistant.domain.drafts import CustomerUpdate, EscalationBrief, Question
from assistant.domain.evidence import Evidence
from assistant.domain.facts import Fact, Signal
from assistant.domain.issue import Issue
from assistant.domain.knowledge import Match
from assistant.domain.model import Model


class Tokens(Model):
    """Model tokens spent; zeros where no model was called."""

    prompt: int = 0
    completion: int = 0
    calls: int = 0


class Provenance(Model):
    """How the draft was made."""

    engine: str
    """`rules` or `model`."""
    model: str | None = None
    prompts: dict[str, str] = {}
    """Prompt id → version and fingerprint."""
    policy: str = ""
    """Fingerprint of the policy files that decided."""
    index: str | None = None
    """Fingerprint of the knowledge index searched; None where there was none."""
    app_version: str
    tokens: Tokens = Tokens()
    redactions: dict[str, int] = {}
    """What was masked in the outgoing texts: kind → count."""
    fallbacks: tuple[str, ...] = ()
    """What was tried, failed and was replaced by what, in words."""


class Escalation(Model):
    """One drafted escalation, whole."""

    schema_version: Literal[1] = 1
    issue: Issue
    facts: tuple[Fact, ...]
    signals: tuple[Signal, ...]
    assessment: Assessment
    matches: tuple[Match, ...]
    brief: EscalationBrief | None
    updates: tuple[CustomerUpdate, ...]
    questions: tuple[Question, ...]
    customer_message: str | None = None
    """All customer questions in one ready-to-send message."""
    separate_problems: tuple[Evidence, ...] = ()
    """Where the paste holds unrelated problems: the sentence that opens each; else empty."""
    checklist: ChecklistReport
    follow_ups: tuple[FollowUp, ...]
    provenance: Provenance
