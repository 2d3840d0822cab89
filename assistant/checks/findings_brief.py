# ruff: noqa: E501  (patterns and tables read better whole)
"""Findings on the brief: a clear ask, results of steps, length, quantities (S4; O6)."""

import re

from assistant.checks.drafted import Context
from assistant.checks.vocabulary import Words
from assistant.domain import EscalationBrief, Finding
from assistant.understanding.cues import fold

ASK_VERB = re.compile(r"(?i)\b(?:investigat\w*|fix(?:e[sd]|ing)?|prioriti[sz]e\w*|decid\w*|decision|approv\w*)\b")
"""The four kinds of ask (S4: investigate, prioritise a fix, make a decision, approve an exception)."""
MOST_SENTENCES = 5
"""S4: "3-5 sentences"."""
_END = re.compile(r"[.!?。！？]+(?=\s|$)")


def sentence_count(text: str) -> int:
    """Sentences of a description, counted by their ends; a text without any counts as one."""
    return max(1, len(_END.findall(text.strip()))) if text.strip() else 0


def ask_verbs(brief: EscalationBrief, context: Context, words: Words) -> tuple[Finding, ...]:
    """Every ask names one of the four verbs. Example: "please look into this" has none."""
    return tuple(
        context.rules.finding("B-ASK-VERB", "brief: What's Needed", a.text)
        for a in brief.asks
        if not ASK_VERB.search(a.text) and a.verb.value not in a.text.lower()
    )


def deadline(brief: EscalationBrief, context: Context, words: Words) -> tuple[Finding, ...]:
    """A deadline stands in the brief. Example: an empty Deadline line."""
    text = brief.deadline.text.strip().lower()
    return (
        ()
        if text and not text.startswith(("not stated", "unknown"))
        else (context.rules.finding("B-NO-DEADLINE", "brief: What's Needed", brief.deadline.text),)
    )


def step_results(brief: EscalationBrief, context: Context, words: Words) -> tuple[Finding, ...]:
    """Every step taken has a result. Example: "Restarted the agent" without more."""
    return tuple(
        context.rules.finding("B-STEP-NO-RESULT", "brief: What's Been Tried", s.action)
        for s in brief.troubleshooting
        if not s.result
    )


def description_length(brief: EscalationBrief, context: Context, words: Words) -> tuple[Finding, ...]:
    """Five sentences at most. Example: a pasted thread."""
    count = sum(max(1, sentence_count(s.text)) for s in brief.issue_description)
    if count <= MOST_SENTENCES:
        return ()
    return (
        context.rules.finding(
            "B-DESCRIPTION-LONG",
            "brief: Issue Description",
            brief.issue_description[-1].text,
            f"The issue description has {count} sentences.",
        ),
    )


def vague_quantities(brief: EscalationBrief, context: Context, words: Words) -> tuple[Finding, ...]:
    """Impact is counted. Example: "several customers"."""
    pattern, out = words.pattern("vague_quantity"), []
    for name, statement in (
        ("Customers affected", brief.customers_affected),
        ("Workflow impact", brief.workflow_impact),
    ):
        match = pattern.search(fold(statement.text))
        if match and not re.search(r"\d", statement.text):
            out.append(
                context.rules.finding("B-VAGUE-QUANTITY", f"brief: {name}", statement.text[match.start() : match.end()])
            )
    return tuple(out)


def impact_stated(brief: EscalationBrief, context: Context, words: Words) -> tuple[Finding, ...]:
    """The brief carries an Impact section with words in it (S0: "Always document customer impact"). Example: all four bullets empty."""
    statements = (brief.customers_affected, brief.workflow_impact, brief.revenue_at_risk, brief.time_in_queue)
    return (
        ()
        if any(s.text.strip() for s in statements)
        else (context.rules.finding("B-IMPACT-MISSING", "brief: Impact", ""),)
    )
