"""Questions: one per gap, to who can answer, never what is known, seven to the customer at most."""

from dataclasses import replace

from drafting_case import Made

from assistant.domain import AskedOf, ChecklistItem, Decision, EscalationTarget, Extraction, IssueType, ItemState
from assistant.drafting.questions import MOST

ITEMS = (
    "summary",
    "reproduction_steps",
    "expected_vs_actual",
    "logs_and_data",
    "customer_impact",
    "severity",
    "steps_already_taken",
    "screenshots",
    "supporting_tickets",
    "case_owner",
)


def gaps(made: Made, *ids: str) -> Made:
    return replace(
        made,
        items=tuple(
            ChecklistItem(id=i, state=ItemState.MISSING if i in ids else ItemState.PRESENT, why="") for i in ITEMS
        ),
    )


def test_every_gap_has_a_question(made: Made) -> None:
    bare = replace(made, extraction=Extraction())
    for kind in (IssueType.BUG, IssueType.SECURITY, IssueType.INCIDENT):
        for item in ITEMS:
            questions = gaps(bare, item).assessed(issue_type=kind).draft().questions
            assert any(item in q.closes for q in questions), (kind, item)
        everything = gaps(bare, *ITEMS).assessed(issue_type=kind).draft().questions
        assert {i for q in everything for i in q.closes} == set(ITEMS)


def test_seven_to_the_customer_at_most(made: Made) -> None:
    bare = replace(made, extraction=Extraction())
    for kind in IssueType:
        questions = gaps(bare, *ITEMS).assessed(issue_type=kind).draft().questions
        assert sum(q.of is AskedOf.CUSTOMER for q in questions) <= MOST
        assert len({q.ask for q in questions}) == len(questions)


def test_nothing_known_is_asked(made: Made) -> None:
    asked = " ".join(q.ask for q in gaps(made, *ITEMS).draft().questions)
    assert "wording of the error" not in asked
    assert "When did it happen first" not in asked
    assert "How many people" not in asked
    assert "annual revenue" not in asked


def test_no_gap_no_question_to_the_customer(made: Made) -> None:
    drafts = gaps(made).draft()
    assert not [q for q in drafts.questions if q.of is AskedOf.CUSTOMER]
    assert drafts.customer_message is None


def test_containment_comes_first_for_security(made: Made) -> None:
    security = gaps(made, *ITEMS).assessed(issue_type=IssueType.SECURITY, targets=(EscalationTarget.SECURITY,))
    assert "contain" in security.draft().questions[0].ask


def test_the_customers_questions_are_bundled_in_their_language(made: Made) -> None:
    drafts = gaps(made, "expected_vs_actual").speaking("de").draft()
    assert drafts.customer_message is not None
    assert "1. Was genau geschieht, und was hätten Sie stattdessen erwartet?" in drafts.customer_message


def test_an_answered_case_sends_no_bundle(made: Made, public_article) -> None:
    match, article = public_article
    kept = gaps(made, *ITEMS).assessed(decision=Decision.HANDLE_IN_SUPPORT, targets=())
    kept = replace(kept, matches=(match,), articles={article.id: article})
    assert kept.draft().customer_message is None
