"""Questions: one per gap, to who can answer, never what is known, seven to the customer at most."""

import re
from dataclasses import replace

import pytest
from drafting_case import SUPPORT, Made, make_document, with_signal

from assistant.domain import (
    AskedOf,
    ChecklistItem,
    Decision,
    EscalationTarget,
    Extraction,
    Fact,
    IssueType,
    ItemState,
    Role,
    SignalName,
    SpanKind,
    Visibility,
)
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


def test_three_to_the_customer_beside_an_escalation(made: Made) -> None:
    """Work goes on without the customer then: more questions only delay the reading of the letter."""
    for kind in IssueType:
        drafts = gaps(made, *ITEMS).assessed(issue_type=kind, decision=Decision.ESCALATE).draft()
        assert sum(q.of is AskedOf.CUSTOMER for q in drafts.questions) <= 3, kind


def test_letter_and_questions_agree(made: Made) -> None:
    """Nobody is told that nothing is needed, and asked something in the next mail."""
    for language, nothing in (("en", "Nothing is needed"), ("de", "müssen Sie nichts tun"), ("fr", "rien à faire")):
        asking = gaps(made, *ITEMS).speaking(language).assessed(issue_type=IssueType.BUG).draft()
        assert asking.customer_message is not None
        assert not [u.kind for u in asking.updates if nothing in u.text]
        silent = gaps(made).speaking(language).assessed(issue_type=IssueType.BUG).draft()
        assert silent.customer_message is None and nothing in silent.updates[0].text


@pytest.mark.parametrize("name", [SignalName.REPRODUCED_INTERNALLY, SignalName.SELF_RESOLVED])
def test_nothing_is_asked_once_we_see_it_or_it_is_over(made: Made, name: SignalName) -> None:
    seen = with_signal(made, name, SUPPORT)
    assert not [q for q in gaps(seen, *ITEMS).draft().questions if q.of is AskedOf.CUSTOMER]


def said(made: Made, text: str, *facts: Fact, language: str = "en") -> Made:
    """A case of one letter of the customer."""
    document = make_document((Role.CUSTOMER, Visibility.PUBLIC, SpanKind.PROSE, text, "R. Tierney"))
    return replace(made, document=document, extraction=Extraction(facts=facts), articles={}, matches=()).speaking(
        language
    )


def asked(made: Made, kind: IssueType = IssueType.BUG, decision: Decision = Decision.HANDLE_IN_SUPPORT) -> str:
    drafts = gaps(made, *ITEMS).assessed(issue_type=kind, decision=decision, targets=()).draft()
    return " ".join(q.ask for q in drafts.questions if q.of is AskedOf.CUSTOMER)


def test_a_browser_is_asked_about_only_where_there_is_one(made: Made) -> None:
    printer = asked(said(made, "The label printer in hall 4 prints nothing since this morning."))
    assert not re.search("browser|HAR|screenshot", printer)
    page = asked(said(made, "The page with the invoices stays empty and shows an error."))
    assert "screenshot" in page


def test_a_message_that_does_not_come_is_not_asked_for(made: Made) -> None:
    assert "wording of the error" in asked(said(made, "The export ends with an error."))
    assert "wording of the error" not in asked(said(made, "The export is short. There is no error message."))
    german = said(made, "Der Export ist zu kurz. Eine Fehlermeldung kommt nicht.", language="de")
    assert "Fehlermeldung genau" not in asked(german)


def test_a_bill_that_is_named_is_not_asked_for(made: Made) -> None:
    assert "Which invoice" in asked(said(made, "Our last invoice is too high."), IssueType.BILLING)
    named = said(made, "Invoice CL-2026-10448 is too high, it says EUR 1,180.00.")
    assert asked(named, IssueType.BILLING) == ""


def test_the_vague_case_gets_one_question(made: Made) -> None:
    """Who tells nothing is asked what it is about; seven questions on nothing only anger them."""
    vague = said(made, "It does not work again. Fix it.")
    assert asked(vague, decision=Decision.ESCALATE) == "Which function or page is this about, and what happens there?"


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
