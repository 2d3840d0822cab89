"""The validator: states of the checklist, findings on every text handed out, and the gate. Code only, no model.

One check is one small pure function with a stable id. A check that breaks is reported as not run, never as a result.
"""

from assistant.checks.findings import check_drafts
from assistant.checks.handwritten import check_text
from assistant.checks.items import Items, check_items
from assistant.checks.reporting import report
from assistant.checks.rules import ChecklistRules, FindingRule, load_rules

__all__ = [
    "ChecklistRules",
    "FindingRule",
    "Items",
    "check_drafts",
    "check_items",
    "check_text",
    "load_rules",
    "report",
]
