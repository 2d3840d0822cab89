"""The words that hold a model's sentences: no language may lack a list, or its customers are guarded less."""

import tomllib

import pytest

from assistant.chain.lexicon import fold, lexicon
from assistant.chain.wording import LANGUAGES
from assistant.domain import EscalationTarget
from assistant.resources import shipped

_FOLDER = shipped("knowledge") / "lexicon" / "wording"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_language_has_every_list_and_every_step(language: str) -> None:
    english = tomllib.loads((_FOLDER / "en.toml").read_text(encoding="utf-8"))
    own = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    assert own.keys() == english.keys()
    assert all(own[key] for key in own)
    assert {t.value for t in EscalationTarget} | {"support", "resolution"} == own["steps"].keys()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_what_code_offers_as_a_step_passes_its_own_bar(language: str) -> None:
    words = lexicon(language)
    for name, step in words.steps.items():
        folded = fold(step)
        assert not words.outcome.search(folded) and not words.done.search(folded), (name, step)
