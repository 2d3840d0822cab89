"""The brief: S4's template to the byte, only stated facts, and nothing of the paste that acts."""

import re
from dataclasses import replace

import pytest
from drafting_case import Made
from markdown_it import MarkdownIt

from assistant.domain import (
    AskVerb,
    ChecklistItem,
    Decision,
    EscalationTarget,
    Extraction,
    IssueType,
    ItemState,
    Severity,
    Statement,
)
from assistant.drafting.markdown import render_brief

GOLDEN = """## ESCALATION: Our pharmacists cannot put an order through since 20 November

**Severity:** High (SEV2)  
**Target team:** Engineering + Leadership  
**Reported by:** Delphine Okoro  
**Date:** 2026-11-20 09:40 UTC

### Impact

- **Customers affected:** St Brannock Hospitals; also named: Meridia Apotek; number of customers not stated; users: 85; several customers: “Meridia Apotek has it too, ENG-20417, contract worth 730k, Kontorello is wooing them.”
- **Workflow impact:** “Our pharmacists cannot put an order through since 20 November.”
- **Revenue at risk:** ARR: 730k
- **Time in queue:** when the customer first asked is not stated; problem since 2026-11-20 07:30 UTC (2 hours ago); reached support 2026-11-20 09:40 UTC

### Issue Description

Our pharmacists cannot put an order through since 20 November. They press Submit in the basket and after a minute see "Order could not be committed (OC-4091)". Tried a private window: same result. Cleared the cache. We need it by 2026-11-23, 85 people are waiting.

### What's Been Tried

1. Tried a private window — same result
2. Cleared the cache — ⚠ result not stated

### Reproduction Steps

Start state and steps: Not stated

Expected: Not stated

Actual: error: Order could not be committed (OC-4091)

Environment: Not stated

Frequency: Not stated

Ruled out: Tried a private window — same result

Reproduced by support: Not stated

### Customer Communication

- **Last update to customer:** 2026-11-20 08:41 UTC, Delphine Okoro: “Thank you, I have it. Please send one basket from a private window.”
- **Customer expectation:** by 2026-11-23
- **Escalation risk:** Not stated

### What's Needed

- Engineering: Investigate root cause of “Our pharmacists cannot put an order through since 20 November”, and say whether a fix or a workaround is possible
- Leadership: Make decision on “Our pharmacists cannot put an order through since 20 November”: who owns it across teams, and what we tell the customer
- **Deadline:** customer's date: 2026-11-23; update from the receiving team due by 2026-11-20 13:40 UTC

### Supporting Context

- **Related tickets or links:**
  - TS-10001 “Orders \\[hang\\](`http://evil.example`)” (similar, not this case; solved) — found because: shared error code OC-4091
- **Internal discussion threads:**
  - 2026-11-20 08:42 UTC, Fabrice: “Looks like the midnight pricelist importer on plx-ord-2.core.vendor.example, ask Fabrice. Meridia Apotek has it too, ENG-20417, contract worth 730k, Kontorello is wooing them.”
- **Documentation or logs:**
  - KB-0900 “Internal: order runbook” (internal article) — found because: similar wording
  - from the paste:

    ````
    07:31:40 ERROR commit failed code=OC-4091
    07:31:41 ``` | <b>x</b> @here
    ````


### Still Gathering

- reproduction steps: weak
- expected vs actual: missing
- screenshots: missing
- severity: missing
- case owner: missing
"""  # noqa: W291, E501

HEADINGS = [
    "### Impact",
    "### Issue Description",
    "### What's Been Tried",
    "### Reproduction Steps",
    "### Customer Communication",
    "### What's Needed",
    "### Supporting Context",
]
BULLETS = [
    "Customers affected",
    "Workflow impact",
    "Revenue at risk",
    "Time in queue",
    "Last update to customer",
    "Customer expectation",
    "Escalation risk",
    "Deadline",
]


def test_golden_brief(made: Made) -> None:
    assert made.draft().brief.markdown == GOLDEN


def test_headings_and_labels_are_those_of_the_template(made: Made) -> None:
    markdown = made.draft().brief.markdown
    found = [line for line in markdown.splitlines() if line.startswith("#")]
    assert found[0].startswith("## ESCALATION: ")
    assert found[1:] == [*HEADINGS, "### Still Gathering"]
    assert [b for b in re.findall(r"^- \*\*(.+?):\*\*", markdown, re.MULTILINE) if b in BULLETS] == BULLETS


@pytest.mark.parametrize("severity", list(Severity))
def test_severity_is_printed_with_both_names(made: Made, severity: Severity) -> None:
    label = {"SEV1": "Critical", "SEV2": "High", "SEV3": "Medium", "SEV4": "Low"}[severity.value]
    markdown = made.assessed(severity=severity, severity_label=label).draft().brief.markdown
    assert f"**Severity:** {label} ({severity.value})" in markdown


def test_nothing_known_is_not_stated_never_empty(made: Made) -> None:
    bare = replace(made, extraction=Extraction(), matches=(), articles={}, items=(), follow_ups=(), team=None)
    bare = replace(
        bare, issue=made.issue.model_copy(update={"reported_by": None, "customer": None, "received_at": None})
    )
    for target in EscalationTarget:
        brief = bare.assessed(targets=(target,)).draft().brief
        for text in (brief.markdown, *brief.renderings.values()):
            assert "None" not in text
            assert not re.search(r":\*\*\s*$(?!\n +- )|^\d+\.\s*$|^-\s*$", text, re.MULTILINE), text
        assert "**Reported by:** Not stated" in brief.markdown
        assert brief.time_in_queue.text == "Not stated"


@pytest.mark.parametrize("kind", [IssueType.FEATURE_REQUEST, IssueType.QUESTION, IssueType.BILLING, IssueType.SECURITY])
def test_reproduction_is_not_asked_where_nothing_is_defective(made: Made, kind: IssueType) -> None:
    markdown = replace(made, items=()).assessed(issue_type=kind).draft().brief.markdown
    assert "### Reproduction Steps\n\nNot applicable: not a bug" in markdown
    stated = ChecklistItem(id="reproduction_steps", state=ItemState.NOT_APPLICABLE, why="a wish")
    assert "Not applicable: not a bug" in replace(made, items=(stated,)).draft().brief.markdown


def test_every_target_gets_one_ask_and_its_own_rendering(made: Made) -> None:
    brief = made.assessed(targets=tuple(EscalationTarget)).draft().brief
    assert [a.target for a in brief.asks] == list(EscalationTarget)
    assert {a.target: a.verb for a in brief.asks}[EscalationTarget.PRODUCT] is AskVerb.DECIDE
    assert all(
        re.match(r"(Investigate|Prioritize fix|Make (product )?decision|Approve exception)", a.text) for a in brief.asks
    )
    headings = {k: re.findall(r"^### (.+)$", v, re.MULTILINE) for k, v in brief.renderings.items()}
    assert headings["l2_support"][:3] == ["Ticket Summary", "Steps Already Tried", "Customer Context"]
    assert headings["engineering"][1:6] == [
        "Reproduction Steps",
        "Environment",
        "Logs or Error Messages",
        "Business Impact",
        "Customer Timeline",
    ]
    assert headings["product"][:4] == [
        "Customer Use Case",
        "Business Impact",
        "Frequency of Request",
        "Competitive Pressure",
    ]
    assert headings["security"][:4] == [
        "What Was Observed",
        "Who or What Is Potentially Affected",
        "Containment Steps Taken",
        "Urgency",
    ]
    assert headings["leadership"][:5] == [
        "Business Context",
        "Revenue at Risk",
        "What's Been Tried",
        "Decision Needed",
        "Deadline",
    ]
    assert "Reproduction Steps" not in headings["product"]


def test_no_brief_for_what_support_keeps(made: Made) -> None:
    assert made.assessed(decision=Decision.HANDLE_IN_SUPPORT, targets=()).draft().brief is None


def test_statements_from_the_paste_carry_their_words(made: Made) -> None:
    brief = made.draft().brief
    for statement in (brief.workflow_impact, brief.revenue_at_risk, *brief.issue_description, *brief.internal_threads):
        assert statement.evidence
        for evidence in statement.evidence:
            assert made.document.text[evidence.start : evidence.end] == evidence.quote


def test_hostile_words_stay_words(made: Made) -> None:
    hostile = "# Heading <script>alert(1)</script> [click](javascript:x) ![i](http://x.example/p) `c` | @channel **b**"
    brief = made.draft().brief.model_copy(
        update={
            "title": hostile,
            "issue_description": (Statement(text=hostile),),
            "related": (Statement(text=hostile),),
        }
    )
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(render_brief(brief))
    assert not re.search(r"<(script|img|a |em|h1|table)", html)
    assert "@channel" not in html
    assert html.count("<h2>") == 1
