"""Persons by a named-entity model, for who installs one: `pip install 'escalation-assistant[ner]'` and a spaCy model.

Without it, persons are found where a speaker, a greeting or a signature shows them, or where they are given. An engine
finds them in running text too, in the languages its model knows, and takes some ten to fifty milliseconds a page.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from assistant.errors import ModeMissing, WrongUsage
from assistant.redaction.found import Found

_PERSON = frozenset({"PERSON", "PER"})
"""Labels of persons in spaCy's English and other models."""
_LONGEST = 100_000
"""Characters read of one text, the limit of memory that spaCy's own models set themselves ten times higher."""


@lru_cache(maxsize=2)
def person_finder(model: str) -> Callable[[str], Iterator[Found]]:
    """A detector for `redact(finders=…)`. `model` is the name or folder of an installed spaCy model.

    Raises ModeMissing where spaCy is not installed, WrongUsage where the model is not.
    """
    try:
        import spacy
    except ImportError as error:
        tip = "Install it: pip install 'escalation-assistant[ner]', and a model of spaCy's."
        raise ModeMissing("ESCALATE_NER_MODEL is set and spaCy is not installed.", tip) from error
    try:
        engine: Any = spacy.load(model)
    except (OSError, ValueError) as error:
        raise WrongUsage(f"spaCy has no model {model!r}.", "Install it, or give the folder it lies in.") from error

    def find(text: str) -> Iterator[Found]:
        for entity in engine(text[:_LONGEST]).ents:
            if entity.label_ in _PERSON:
                yield Found("person", entity.start_char, entity.end_char)

    return find
