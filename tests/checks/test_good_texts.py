"""Texts that a senior engineer would send, in eight languages: nothing holds them back, and one fault more does."""

import random

import pytest

from assistant.domain import FindingLevel
from assistant.pipeline import Assistant
from evals.case import load_cases
from evals.foreign import Foreign, build_foreign
from evals.good_texts import GoodText, written_texts
from evals.kinds import UPDATE_MUTATORS
from evals.mutations import check


@pytest.fixture(scope="module")
def texts(bare: Assistant) -> tuple[GoodText, ...]:
    return tuple(written_texts(bare))


@pytest.fixture(scope="module")
def foreign(texts: tuple[GoodText, ...]) -> Foreign:
    return build_foreign(load_cases(), texts)


def test_no_good_text_is_held_back(texts: tuple[GoodText, ...]) -> None:
    held = [(t.id, f.id, f.quote) for t in texts for f in check(t, t.text, {}) if f.level is FindingLevel.BLOCKER]
    assert not held


@pytest.mark.parametrize("kind", ["promise a fix", "blame a colleague", "leak a secret", "leak a host", "name revenue"])
def test_one_grave_fault_holds_any_of_them_back(texts: tuple[GoodText, ...], foreign: Foreign, kind: str) -> None:
    passed = []
    for text in (t for t in texts if t.kind == "update"):
        mutant = UPDATE_MUTATORS[kind](text, foreign, random.Random(7))
        if mutant and not any(f.level is FindingLevel.BLOCKER for f in check(text, mutant.text, {})):
            passed.append((text.id, mutant.planted))
    assert len(passed) <= 2, passed
