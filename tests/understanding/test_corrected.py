"""Corrections by a model: whatever it returns, evidence stays true and nothing is believed without words."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Corrections, Extraction, FactField, Pointed, SignalName, SignalState
from assistant.intake import read_issue
from assistant.resources import shipped
from assistant.understanding import Understander

PASTE = """Since Monday the nightly import drops 14 of 90 orders, error IMP-1302, in version 4.18.2.
No data was lost. We re-ran it twice, same result. Three of our clerks cannot bill.
We need it by 27 November, please escalate."""
REFERENCE = datetime(2026, 11, 20, 12, tzinfo=UTC)
FOLDER = shipped("knowledge") / "lexicon"
RULES = Understander(FOLDER)
DOCUMENT = read_issue(PASTE)
READING = RULES.read(DOCUMENT, reference=REFERENCE)


def corrected(*, may_remove: bool = True, **parts: object) -> tuple[Extraction, tuple[str, ...]]:
    given_ = Corrections.model_validate(parts)
    return RULES.correct(DOCUMENT, READING, given_, reference=REFERENCE, may_remove=may_remove)


def line(words: str) -> str:
    return next(s.id for s in DOCUMENT.spans if words in s.text)


names = st.sampled_from([*(f.value for f in FactField), *(s.value for s in SignalName), "F1", "S1", "F99", "nonsense"])
ids = st.sampled_from([*(s.id for s in DOCUMENT.spans), "L99", "T-1", ""])
words = st.one_of(
    st.sampled_from(["present", "denied", "not_said", "better_words", "", "14 of 90 orders", "IMP-1302", "Three"]),
    st.text(max_size=30),
)
pointed = st.builds(Pointed, name=names, words=words, lines=st.lists(ids, max_size=3).map(tuple))
any_corrections = st.builds(
    Corrections,
    summary=st.none() | pointed,
    tells=st.lists(ids, max_size=6).map(tuple),
    problems=st.lists(ids, max_size=4).map(tuple),
    facts=st.lists(pointed, max_size=5).map(tuple),
    signals=st.lists(pointed, max_size=5).map(tuple),
    wrong=st.lists(pointed, max_size=5).map(tuple),
)


@given(any_corrections, st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_evidence_stays_true_whatever_a_model_returns(corrections: Corrections, may_remove: bool) -> None:
    reading, _ = RULES.correct(DOCUMENT, READING, corrections, reference=REFERENCE, may_remove=may_remove)
    proofs = [e for f in reading.facts for e in f.evidence] + [e for s in reading.signals for e in s.evidence]
    proofs += [*reading.description, *reading.separate_problems, *reading.summary_evidence]
    assert all(PASTE[e.start : e.end] == e.quote for e in proofs)
    assert all(s.evidence for s in reading.signals)
    flat = " ".join(PASTE.split()).casefold()
    for fact in reading.facts:
        if fact.verified and fact not in READING.facts and fact.basis.value == "stated":
            assert all(w in flat for w in fact.value.casefold().split())
    if not may_remove:
        assert {s.name for s in READING.signals} <= {s.name for s in reading.signals}


def test_a_signal_goes_only_for_a_named_reason() -> None:
    number = 1 + next(n for n, s in enumerate(READING.signals) if s.state is SignalState.PRESENT)
    name = READING.signals[number - 1].name
    kept, _ = corrected(wrong=[{"name": f"S{number}", "words": "because I say so", "lines": []}])
    assert kept.has(name)
    gone, notes = corrected(wrong=[{"name": f"S{number}", "words": "hypothetical", "lines": []}])
    assert not gone.has(name)
    assert any("was taken out" in n for n in notes)
    held, notes = corrected(may_remove=False, wrong=[{"name": f"S{number}", "words": "hypothetical", "lines": []}])
    assert held.has(name)
    assert any("speaks to an assistant" in n for n in notes)


@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("deadline", "by 27 November", "2026-11-27"),
        ("started_at", "Since Monday", "2026-11-16"),
        ("affected_users_count", "Three of our clerks", "3"),
        ("frequency", "14 of 90 orders", "14 of 90 orders"),
    ],
)
def test_values_are_read_by_code(field: str, said: str, value: str) -> None:
    bare = READING.model_copy(update={"facts": ()})
    given_ = Corrections(facts=(Pointed(name=field, words=said, lines=(line(said),)),))
    reading, _ = RULES.correct(DOCUMENT, bare, given_, reference=REFERENCE, may_remove=True)
    assert [f.value for f in reading.facts] == [value]


def test_words_in_another_line_than_cited_are_found_there() -> None:
    bare = READING.model_copy(update={"facts": ()})
    given_ = Corrections(facts=(Pointed(name="error_code", words="IMP-1302", lines=(line("No data"),)),))
    reading, _ = RULES.correct(DOCUMENT, bare, given_, reference=REFERENCE, may_remove=True)
    assert reading.facts[0].verified and reading.facts[0].evidence[0].quote == "IMP-1302"
