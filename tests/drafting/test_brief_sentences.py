"""How a brief reads: nobody ruled out what was only denied, nothing is told twice, no figure of the search stands."""

from dataclasses import replace

import pytest
from drafting_case import Made, fact, find, signal

from assistant.domain import ChecklistItem, FactField, ItemState, SignalName, SignalState
from assistant.domain.knowledge import AlignedSentences
from assistant.drafting.similar import found_because


def ruled_out(made: Made, name: SignalName, quote: str) -> str:
    extraction = made.extraction.model_copy(
        update={"facts": (), "signals": (signal(made.document, name, quote, SignalState.DENIED),)}
    )
    brief = replace(made, extraction=extraction).draft().brief
    assert brief is not None
    return "; ".join(s.text for s in brief.reproduction.ruled_out)


@pytest.mark.parametrize(
    "name", [SignalName.CHURN_THREAT, SignalName.WORKAROUND_EXISTS, SignalName.USER_BLOCKED, SignalName.DATA_LOSS]
)
def test_a_denied_threat_workaround_or_block_is_nothing_that_diagnosis_ruled_out(made: Made, name: SignalName) -> None:
    assert ruled_out(made, name, "Cleared the cache.") == ""


def test_a_denied_cause_is_ruled_out(made: Made) -> None:
    told = ruled_out(made, SignalName.CONFIGURATION_ISSUE, "Cleared the cache.")
    assert told == "said not to be a setting on the customer's side: “Cleared the cache.”"


def test_joined_statements_have_no_full_stop_before_the_semicolon(made: Made) -> None:
    doc = made.document
    facts = (
        fact(doc, FactField.ACTUAL, "Cleared the cache.", "an empty file."),
        fact(doc, FactField.ACTUAL, "Tried a private window", "Hello, since this morning…"),
        fact(doc, FactField.ERROR_CODE, "OC-4091", "EXP-2113"),
    )
    brief = replace(made, extraction=made.extraction.model_copy(update={"facts": facts})).draft().brief
    assert brief is not None
    assert brief.reproduction.actual is not None
    assert brief.reproduction.actual.text == "an empty file; Hello, since this morning…; code: EXP-2113"


def test_a_code_that_the_error_names_is_not_told_again(made: Made) -> None:
    brief = made.draft().brief
    assert brief is not None and brief.reproduction.actual is not None
    assert brief.reproduction.actual.text == "error: Order could not be committed (OC-4091)"


def test_signals_of_one_sentence_share_its_quote(made: Made) -> None:
    said = "We need it by 2026-11-23, 85 people are waiting."
    signals = tuple(signal(made.document, n, said) for n in (SignalName.CHURN_THREAT, SignalName.PENDING_DEAL))
    brief = replace(made, extraction=made.extraction.model_copy(update={"signals": signals})).draft().brief
    assert brief is not None
    assert brief.revenue_at_risk.text == f"ARR: 730k; pending deal, may leave: “{said}”"


def test_a_date_that_has_gone_by_is_called_so(made: Made) -> None:
    facts = (fact(made.document, FactField.DEADLINE, "2026-11-23", "2026-11-17"),)
    brief = replace(made, extraction=made.extraction.model_copy(update={"facts": facts})).draft().brief
    assert brief is not None
    assert brief.customer_expectation.text == "by 2026-11-17 (already past)"


def test_steps_without_a_start_and_nothing_at_all_are_labelled(made: Made) -> None:
    nothing = made.draft().brief
    doc = made.document
    planned = made.extraction.model_copy(update={"facts": (fact(doc, FactField.PLAN, "basket", "Business"),)})
    started = replace(made, extraction=planned).draft().brief
    assert nothing is not None and started is not None
    assert "\nStart state and steps: Not stated\n\nExpected:" in nothing.markdown
    assert "\nStart state: plan: Business\n\nSteps: Not stated\n\nExpected:" in started.markdown


def test_a_proposed_severity_is_not_called_missing_beneath_its_own_heading(made: Made) -> None:
    why = "Proposed by policy (SEV2), not confirmed by support. To confirm, set it with a reason."
    items = (ChecklistItem(id="severity", state=ItemState.MISSING, why=why),)
    brief = replace(made, items=items).draft().brief
    assert brief is not None
    assert brief.still_gathering == (f"severity: {why}",)


def test_why_a_record_was_found_holds_no_figure_of_the_search(made: Made) -> None:
    match = made.matches[0].model_copy(
        update={
            "why": (
                "same error code OC-4091",
                "shares: basket, 204, 61,204",
                "similar in meaning (0.66)",
                "says the same: “a” / “b”",
            ),
            "aligned": (AlignedSentences(asked="a", recorded="The **basket** hangs on `OC-4091`."),),
        }
    )
    told = "same error code OC-4091; shares: basket; it says “The basket hangs on OC-4091.”"
    assert found_because(match) == told
    assert found_because(match.model_copy(update={"why": ("shares: 204",), "aligned": ()})) == "similar wording"


def test_words_left_out_of_a_quoted_message_are_marked(made: Made) -> None:
    text = made.document.text.replace("\nMeridia Apotek has", "\n- Meridia Apotek has")
    assert text != made.document.text
    moved = []
    for span in made.document.spans:
        shift = 2 if span.start >= made.document.text.index("Meridia Apotek has") else 0
        moved.append(span.model_copy(update={"start": span.start + shift, "end": span.end + shift}))
    messages = tuple(
        m.model_copy(update={"end": m.end + 2 * (m.index >= 2), "start": m.start + 2 * (m.index > 2)})
        for m in made.document.messages
    )
    document = made.document.model_copy(update={"text": text, "spans": tuple(moved), "messages": messages})
    bare = made.extraction.model_copy(
        update={"facts": (), "signals": (), "description": (), "summary_evidence": (find(document, "Cleared"),)}
    )
    brief = replace(made, document=document, extraction=bare).draft().brief
    assert brief is not None
    assert "ask Fabrice. … Meridia Apotek has it too" in brief.internal_threads[0].text
