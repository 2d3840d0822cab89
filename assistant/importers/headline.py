"""A title for a record that has none: the first sentence of its text that says something."""

import re

from assistant.courtesies import beyond_courtesy
from assistant.intake.mapped import Mapped
from assistant.intake.sentences import sentences

_LONGEST = 100
_LOOKED_AT = 40
"""Lines looked at: no greeting is longer."""
_ADDRESS = re.compile(r" \(https?://[^\s()]*\)")
"""What `html_text` puts behind the words of a link."""


def headline(text: str) -> str:
    """That sentence on one line, cut between words; what the text begins with where every sentence is a greeting."""
    lines = [line.strip(" \t>*#|-") for line in text.splitlines()]
    told = [line for line in lines if any(map(str.isalnum, line))]
    for line in told[:_LOOKED_AT]:
        for sentence in sentences(Mapped.of(beyond_courtesy(line))):
            if any(map(str.isalnum, sentence.text)):
                return _cut(sentence.text)
    return _cut(told[0]) if told else ""


def _cut(words: str) -> str:
    words = " ".join(_ADDRESS.sub("", words).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0]
