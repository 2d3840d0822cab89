"""The optional NER engine: its persons are masked like any, and what is missing is said in one line."""

from pathlib import Path

import pytest

from assistant.errors import EscalateError, ModeMissing
from assistant.redaction import redact
from assistant.redaction.ner import person_finder


def test_what_is_missing_is_said_in_one_line() -> None:
    with pytest.raises(EscalateError) as caught:
        person_finder("no_such_model")
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ModeMissing) or "no model" in str(caught.value)


def test_an_engines_persons_are_masked(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    engine = spacy.blank("en")
    engine.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Ottoline Marsh"}])
    engine.to_disk(tmp_path / "model")
    text = "The invoice went to Ottoline Marsh by mistake."
    found = redact(text, kinds=frozenset({"person"}), finders=(person_finder(str(tmp_path / "model")),))
    assert found.text == "The invoice went to <PERSON_1> by mistake."
    assert found.map == {"<PERSON_1>": "Ottoline Marsh"}
