"""Many cues, tried only where one of their first words stands, and compiled only once one does.

A lexicon holds over a thousand cues; compiling all takes a second and trying all at every place of a paste takes longer
than reading it. A usual paste opens about a tenth of them.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from assistant.understanding.cues import compile_cues
from assistant.understanding.openings import ANY, DIGIT, LETTERS, openings

_WORDS = re.compile(r"\w+")


class CueBook:
    """Cues by key. `check` compiles them all; otherwise a malformed cue shows when it is first needed."""

    def __init__(self, cues: dict[str, tuple[str, ...]], *, spaced: bool, stops: tuple[str, ...] = ()) -> None:
        self._spaced = spaced
        self._stops = stops
        self._all = [(key, cue) for key, some in cues.items() for cue in some]
        self._compiled: dict[int, re.Pattern[str]] = {}
        self.keys = frozenset(cues)

    def check(self) -> None:
        """Compile every cue. Raises ValueError or re.error for a malformed one."""
        for number in range(len(self._all)):
            self._pattern(number)

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Every `(key, start, end)` in folded text; of one key's cues at one place the longest."""
        found: dict[tuple[str, int], int] = {}
        if self._spaced:
            for place in _WORDS.finditer(text):
                for number in self._candidates(place.group()):
                    match = self._pattern(number).match(text, place.start())
                    if match is not None:
                        key = self._all[number][0]
                        found[key, match.start()] = max(match.end(), found.get((key, match.start()), 0))
        for number in range(len(self._all)) if not self._spaced else self._index.get(ANY, ()):
            key = self._all[number][0]
            for match in self._pattern(number).finditer(text):
                found[key, match.start()] = max(match.end(), found.get((key, match.start()), 0))
        return ((key, start, end) for (key, start), end in sorted(found.items(), key=lambda f: f[0][1]))

    def _pattern(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            cue = self._all[number][1]
            self._compiled[number] = compile_cues((cue,), spaced=self._spaced, stops=self._stops)
        return self._compiled[number]

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """First word, or first letters and `*`, to the cues that can begin with it."""
        found: dict[str, list[int]] = {}
        for number, (_, cue) in enumerate(self._all):
            for opening in openings(cue, lambda _: {ANY}):
                found.setdefault(opening, []).append(number)
        return found

    def _candidates(self, word: str) -> list[int]:
        found = list(self._index.get(word, ()))
        for size in range(1, min(len(word), LETTERS) + 1):
            found += self._index.get(word[:size] + "*", ())
        if word[0].isdigit():
            found += self._index.get(DIGIT, ())
        return found
