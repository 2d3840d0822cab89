"""The types every step speaks. No I/O, no clock."""

from assistant.domain.assessment import (
    Assessment, Audience, Decision, EscalationReason, EscalationTarget, FiredRule, FollowUp, GateMode, Impact, ImpactDimension, IssueType, Override, Scope, Severity,
)
from assistant.domain.checklist import ChecklistItem, ChecklistReport, Finding, FindingLevel, ItemState
from assistant.domain.drafts import (
    Ask, AskedOf, AskVerb, CustomerUpdate, Drafts, EscalationBrief, Question, ReproductionSteps, Statement, TroubleshootingStep, UpdateKind,
)
from assistant.domain.escalation import Escalation, Provenance, Tokens
from assistant.domain.evidence import Evidence
from assistant.domain.facts import Basis, Extraction, Fact, FactField, Signal, SignalName, SignalState
from assistant.domain.issue import ISSUE, Document, Issue, Message, Omission, PasteFormat, Role, Span, SpanKind, Visibility
from assistant.domain.knowledge import Article, ArticleKind, KnowledgeKind, Match, Ticket, TimelineEntry

__all__ = [
    "ISSUE", "Article", "ArticleKind", "Ask", "AskVerb", "AskedOf", "Assessment", "Audience", "Basis", "ChecklistItem", "ChecklistReport",
    "CustomerUpdate", "Decision", "Document", "Drafts", "Escalation", "EscalationBrief", "EscalationReason", "EscalationTarget", "Evidence",
    "Extraction", "Fact", "FactField", "Finding", "FindingLevel", "FiredRule", "FollowUp", "GateMode", "Impact", "ImpactDimension", "Issue",
    "IssueType", "ItemState", "KnowledgeKind", "Match", "Message", "Omission", "Override", "PasteFormat", "Provenance", "Question",
    "ReproductionSteps", "Role", "Scope", "Severity", "Signal", "SignalName", "SignalState", "Span", "SpanKind", "Statement", "Ticket",
    "TimelineEntry", "Tokens", "TroubleshootingStep", "UpdateKind", "Visibility",
]
