"""The lexicons load, cover the closed list of signals in every language, and read sentences written apart from them."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import Document, Message, SignalName, SignalState, Span
from assistant.understanding.cues import compile_cues, cue_pattern
from assistant.understanding.lexicon import lexicons_for, load_lexicon, load_readings
from assistant.understanding.signals import find_hits, read_sentences, state_of

FOLDER = Path(__file__).parents[2] / "knowledge" / "lexicon"
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ja")
TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "lexicon_sentences.toml").read_text("utf-8"))
SENTENCES: dict[str, dict[str, list[str]]] = {k: v for k, v in TABLES.items() if k in LANGUAGES}
INNOCENT: dict[str, str] = TABLES["courtesies"]
FREQUENT: dict[str, str] = TABLES["frequent"]
RIGHT_AT_LEAST = 0.9
"""Share of the sentences of one language that must be read right."""
CONTEXT_KEYS = {
    "negation",
    "negation_after",
    "not_negation",
    "hypothetical",
    "historical",
    "other_party",
    "clause_break",
    "question",
}


def signals_of(text: str, language: str) -> set[SignalName]:
    """Signals present in `text`, read one sentence per span with the language's lexicon and the English one."""
    lexicons, rules = lexicons_for(FOLDER, language), load_readings(FOLDER)
    spans, at = [], 0
    for number, part in enumerate(re.split(r"(?<=[.!?])\s+|(?<=。)", text)):
        if not part:
            continue
        at = text.index(part, at)
        spans.append(Span(id=f"L{number + 1}", start=at, end=at + len(part), text=part))
        at += len(part)
    document = Document(text=text, language=language, messages=(Message(index=0, end=len(text)),), spans=tuple(spans))
    hits = find_hits(read_sentences(document, lexicons), lexicons, rules)
    return {h.name for h in hits if state_of(h, rules[h.name]) is SignalState.PRESENT}


def misread(language: str) -> list[str]:
    """The sentences of a language that are read wrong, each with the signal it is about."""
    out = []
    for name, sentences in SENTENCES.get(language, {}).items():
        for marked in sentences:
            wanted, text = marked[0] == "+", marked[1:]
            if (SignalName(name) in signals_of(text, language)) is not wanted:
                out.append(f"{name} {marked}")
    return out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_signal_and_context_list_has_cues(language: str) -> None:
    """A support lead finds every key of the English file in each other one."""
    lexicon = load_lexicon(FOLDER, language)
    assert lexicon is not None
    assert {SignalName(k) for k in lexicon.signals.keys} == set(load_readings(FOLDER)) == set(SignalName)
    assert lexicon.context.keys >= CONTEXT_KEYS


@pytest.mark.parametrize("language", [x for x in LANGUAGES if x != "en" or "en" in SENTENCES])
def test_sentences_are_read_right(language: str) -> None:
    """At least nine in ten of the sentences written apart from the cues."""
    total = sum(map(len, SENTENCES[language].values()))
    wrong = misread(language)
    assert len(wrong) <= (1 - RIGHT_AT_LEAST) * total, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_courtesies_carry_no_signal(language: str) -> None:
    """Greetings and the agent's standing offer of help are not news."""
    assert not signals_of(INNOCENT[language], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cue_stands_alone(language: str) -> None:
    """Every cue compiles by itself and none matches nothing or one very frequent word."""
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    spaced = data.get("spaced", True)
    frequent = FREQUENT[language].split()
    bad = defaultdict(list)
    for key, cues in data["signals"].items():
        for cue in cues:
            pattern = compile_cues((cue,), spaced=spaced)
            assert cue_pattern(cue, spaced=spaced)
            if pattern.search("") or any(pattern.fullmatch(word) for word in frequent):
                bad[key].append(cue)
    assert not bad
