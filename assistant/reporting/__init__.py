"""Reports over kept escalations: triage meeting, metrics, summaries, learnings, what product and readers get of it.

Pure functions over `RegisteredEscalation`, `TrailEntry` and stored drafts: no clock, no register. Each report is a
value (JSON) and has a `render_…` to Markdown; customer words in it are made inert. What other steps do is passed in:
`identify` reads exact names out of a text, `mask` hides what must not travel.
"""

from assistant.reporting.agenda import Agenda, agenda, last_meeting
from assistant.reporting.agenda_text import render_agenda
from assistant.reporting.article import ArticleDraft, NotResolved, article_draft, render_article
from assistant.reporting.bundling import BundlingSuggestion, bundling
from assistant.reporting.digest import Digest, digest, render_digest
from assistant.reporting.feedback import (
    FeedbackTicket,
    UndecidedTrack,
    feedback_ticket,
    render_feedback,
    suggested_track,
)
from assistant.reporting.incident_summary import IncidentSummary, incident_summary, render_summary
from assistant.reporting.learnings import Learnings, learnings, render_learnings
from assistant.reporting.metrics import KNOWLEDGE_BASE, NEEDED, MetricRow, Metrics, metrics
from assistant.reporting.metrics_text import metrics_csv, render_metrics
from assistant.reporting.outcomes import MeetingOutcome, parse_outcomes
from assistant.reporting.playbook import playbook
from assistant.reporting.practice import PracticeScore, practice_score, render_practice
from assistant.reporting.rules import ReportRules, load_report_rules
from assistant.reporting.sections import SectionEdit, edited
from assistant.reporting.status_page import NotForThePublic, StatusText, status_texts

__all__ = [
    "KNOWLEDGE_BASE", "NEEDED", "Agenda", "ArticleDraft", "BundlingSuggestion", "Digest", "FeedbackTicket",
    "IncidentSummary", "Learnings", "MeetingOutcome", "MetricRow", "Metrics", "NotForThePublic", "NotResolved",
    "PracticeScore", "ReportRules", "SectionEdit", "StatusText", "UndecidedTrack", "agenda", "article_draft",
    "bundling", "digest", "edited", "feedback_ticket", "incident_summary", "last_meeting", "learnings",
    "load_report_rules", "metrics", "metrics_csv", "parse_outcomes", "playbook", "practice_score", "render_agenda",
    "render_article", "render_digest", "render_feedback", "render_learnings", "render_metrics", "render_practice",
    "render_summary", "status_texts", "suggested_track",
]  # fmt: skip
