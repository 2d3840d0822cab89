"""The metrics: what was logged, over how many, and "not measured" where nothing was."""

import csv
import io
from datetime import UTC

import pytest

from assistant.domain import Decision, IssueType
from assistant.domain.register import ClosureCode, RegisteredEscalation, TrailAction, TrailEntry
from assistant.reporting import MetricRow, SectionEdit, edited, metrics, metrics_csv, render_metrics
from assistant.reporting.rules import METRICS
from tests.exports.record import record
from tests.reporting.examples import HOSTILE, NOW, RULES, ago, closure, entry, kept


def rows(
    records: list[RegisteredEscalation],
    trail: list[tuple[str, TrailEntry]] | None = None,
    edits: dict[str, tuple[SectionEdit, ...]] | None = None,
) -> dict[tuple[str, str], MetricRow]:
    made = metrics(records, trail or [], since=ago(24 * 30), until=NOW, rules=RULES, edits=edits or {})
    return {(t.id, r.label): r for t in made.tables for r in t.rows}


def test_the_six_of_the_source_come_first_each_with_its_definition() -> None:
    made = metrics([], [], since=ago(24), until=NOW, rules=RULES)
    assert [t.id for t in made.tables] == list(METRICS)
    assert [t.name for t in made.tables[:6]] == [
        "Tickets escalated", "Average time to resolution", "Distribution by closure code",
        "Bug vs. feature request ratio", "Engineering team responsiveness", "Docs/KB articles created",
    ]  # fmt: skip
    text = render_metrics(made, UTC)
    assert all(t.definition in text for t in made.tables)


def test_nothing_logged_is_not_measured_rather_than_zero() -> None:
    found = rows([])
    for key in (("time_to_resolution", "all"), ("checklist_score", "all"), ("engineering_responsiveness", "in time"),
                ("time_to_draft", "all"), ("bug_feature_ratio", "bug : feature request")):  # fmt: skip
        assert found[key].value is None and found[key].n == 0, key
    assert found["escalated", "all"].value == 0


def test_figures_follow_from_the_log() -> None:
    records = [
        kept(1, closure=closure(hours_ago=24), created_at=ago(72), bounce_backs=1, checklist_score=0.4),
        kept(2, closure=closure(ClosureCode.DOCS_UPDATED, 12), created_at=ago(24)),
        kept(3, issue_type=IssueType.FEATURE_REQUEST, targets=("product",)),
        kept(4, decision=Decision.HANDLE_IN_SUPPORT),
        kept(5, created_at=ago(24 * 40), closure=closure(hours_ago=24 * 35)),
    ]
    trail = [
        ("ESC-1", entry(TrailAction.OWNER_ACCEPTED, 70, assigned_at=ago(72).isoformat(), late=False)),
        ("ESC-1", entry(TrailAction.BOUNCED_BACK, 60, missing=["logs_and_data"])),
        ("ESC-2", entry(TrailAction.DUTY_DONE, 20, duty="timeline_update", late=True)),
        ("ESC-1", entry(TrailAction.SENT, 10, where="knowledge base", reference="KB-7")),
        ("ESC-1", entry(TrailAction.SENT, 10, where="jira", reference="PLAT-7")),
        ("ESC-2", entry(TrailAction.RECEIVED, 24, received_at=ago(24.5).isoformat())),
    ]
    found = rows(records, trail)
    assert found["escalated", "all"].value == 3 and found["escalated", "handled in support"].value == 1
    assert (found["time_to_resolution", "all"].value, found["time_to_resolution", "all"].n) == (30, 2)
    assert found["closure_codes", "Closed - Code Fix"].value == 1
    assert found["bug_feature_ratio", "bug : feature request"].value == 2
    assert found["engineering_responsiveness", "hours to acceptance"].value == 2
    assert found["engineering_responsiveness", "in time"].value == 0.5
    assert found["kb_created", "all"].value == 2
    assert found["bounce_backs", "missing: logs_and_data"].value == 1
    assert found["bounce_backs", "share of escalations to engineering"].value == 0.5
    assert found["checklist_score", "sent back"].value == 0.4
    assert found["time_to_draft", "all"].value == 30


def test_all_four_codes_are_listed_exactly() -> None:
    assert [label for metric, label in rows([]) if metric == "closure_codes"] == [
        "Closed - Code Fix", "Closed - Docs Updated", "Closed - Knowledge Transfer", "Closed - Product Feedback",
    ]  # fmt: skip


def test_a_section_is_accepted_while_it_reads_the_same() -> None:
    first = record("Exports fail")
    assert first.brief is not None
    changed = first.brief.model_copy(update={"title": "Exports fail with EXP-2107 since Monday"})
    edits = {s.section: s.share for s in edited(first, first.model_copy(update={"brief": changed}))}
    assert edits["Title"] > 0
    assert all(share == 0 for section, share in edits.items() if section != "Title")
    sections = tuple(SectionEdit(section=s, share=v) for s, v in edits.items())
    found = rows([kept(1, drafts=2), kept(2)], edits={"ESC-1": sections})
    assert found["section_acceptance", "Title"].value == 0.5
    assert found["section_acceptance", "Impact"].value == 1
    assert found["section_edits", "Title"].n == 1
    assert rows([kept(1)])["section_acceptance", "all"].value is None


def test_a_dropped_section_counts_as_wholly_changed() -> None:
    first = record("Exports fail")
    edits = {s.section: s.share for s in edited(first, first.model_copy(update={"brief": None}))}
    assert edits["Issue Description"] == 1


def test_a_team_called_like_a_formula_is_none_in_the_sheet() -> None:
    made = metrics([kept(team=HOSTILE)], [], since=ago(100), until=NOW, rules=RULES)
    cells = [c for row in csv.reader(io.StringIO(metrics_csv(made, UTC))) for c in row]
    assert not any(c.startswith(("=", "@")) or "\x1b" in c for c in cells)
    assert "\n| forged" not in render_metrics(made, UTC)


@pytest.mark.parametrize("value", [None, 3, "yesterday", "2026-11-20"])
def test_a_time_that_is_none_is_not_counted(value: object) -> None:
    assert (
        rows([kept()], [("ESC-1", entry(TrailAction.RECEIVED, 72, received_at=value))])["time_to_draft", "all"].n == 0
    )
