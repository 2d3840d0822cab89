"""Jira: the fields of an issue, with the brief as ADF (Cloud, REST v3) or as wiki markup (v2, Data Center).

The brief's Markdown is parsed and rebuilt node by node, so both forms say the same. The summary is one line of at most
255 characters, cut at a word; labels carry no spaces. A brief too long for Jira is cut between blocks, and says so.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from assistant.domain import Escalation, EscalationBrief, IssueType, Severity
from assistant.errors import WrongUsage
from assistant.exports import adf, wiki
from assistant.exports.plain import cut_at_word, to_json
from assistant.inert import without_commands

SUMMARY_LIMIT = 255
DESCRIPTION_LIMIT = 32_767
"""Characters Jira keeps of a description."""
_CUT = "Cut here: the rest is longer than Jira keeps. The whole brief is in the Markdown export."
_PRIORITY = {Severity.SEV1: "Highest", Severity.SEV2: "High", Severity.SEV3: "Medium", Severity.SEV4: "Low"}
_TYPES = {
    IssueType.FEATURE_REQUEST: "Story",
    IssueType.QUESTION: "Task",
    IssueType.CONFIGURATION: "Task",
    IssueType.BILLING: "Task",
    IssueType.CHURN_RISK: "Task",
}
Block = TypeVar("Block")


def render_jira(escalation: Escalation, now: datetime) -> str:
    """The body of `POST /rest/api/3/issue`; set project and issue type to yours. Raises WrongUsage without a brief."""
    nodes = adf.blocks(without_commands(_brief(escalation).markdown))
    kept = _fitting(nodes, adf.blocks(_CUT), lambda node: len(json.dumps(node, ensure_ascii=False)))
    return _fields(escalation, {"version": 1, "type": "doc", "content": kept})


def render_jira_wiki(escalation: Escalation, now: datetime) -> str:
    """The body of `POST /rest/api/2/issue` with wiki markup. Raises WrongUsage without a brief."""
    parts = wiki.blocks(without_commands(_brief(escalation).markdown))
    return _fields(escalation, "\n".join(_fitting(parts, wiki.blocks(_CUT), len)))


def _brief(escalation: Escalation) -> EscalationBrief:
    if escalation.brief is None:
        raise WrongUsage(
            "the verdict is to handle this in support: there is no brief for Jira.",
            "Use --decision escalate --reason … to override it.",
        )
    return escalation.brief


def _fitting(blocks: list[Block], notice: list[Block], size: Callable[[Block], int]) -> list[Block]:
    """As many blocks as fit, and the notice where some did not."""
    room = DESCRIPTION_LIMIT - sum(size(b) + 2 for b in notice)
    kept: list[Block] = []
    for block in blocks:
        room -= size(block) + 2
        if room < 0:
            return kept + notice
        kept.append(block)
    return kept


def _fields(escalation: Escalation, description: object) -> str:
    assessment = escalation.assessment
    labels = ["escalation", assessment.severity.value.lower(), *(t.value for t in assessment.targets)]
    fields = {
        "project": {"key": "ESC"},
        "issuetype": {"name": _TYPES.get(assessment.issue_type, "Bug")},
        "summary": cut_at_word(_brief(escalation).title, SUMMARY_LIMIT),
        "description": description,
        "priority": {"name": _PRIORITY[assessment.severity]},
        "labels": labels + (["incident"] if assessment.incident else []),
    }
    return to_json({"fields": fields})
