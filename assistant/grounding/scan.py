"""One pass over a text: the board on which the scanners put what they find, none over another."""

from collections.abc import Iterator

from assistant.grounding.claims import ClaimKind, Found, Reading
from assistant.grounding.surface import Surface
from assistant.grounding.vocabulary import Vocabulary


class Scan:
    """A cleaned text, its words' vocabulary, and the findings so far."""

    def __init__(self, surface: Surface, vocabulary: Vocabulary, language: str, *, source: bool) -> None:
        self.surface = surface
        self.text = surface.text
        self.folded = surface.folded
        self.vocabulary = vocabulary
        self.language = language
        self.source = source
        """Whether the text proves claims; then every reading counts that may be meant."""
        self.found: list[Found] = []
        self._taken = bytearray(len(surface.text))

    def free(self, start: int, end: int) -> bool:
        """Whether nothing has been found in `start:end` yet."""
        return self._taken.find(1, start, end) == -1

    def take(self, start: int, end: int) -> None:
        """Close `start:end` to later scanners without a finding."""
        self._taken[start:end] = b"\1" * (end - start)

    def add(
        self,
        kind: ClaimKind,
        start: int,
        end: int,
        readings: tuple[Reading, ...],
        *,
        claimed: bool = True,
        adds: Reading = (),
    ) -> Found:
        """Put a finding on the board and close its place."""
        found = Found(kind, start, end, readings, claimed, adds)
        self.found.append(found)
        self.take(start, end)
        return found

    def in_order(self) -> Iterator[Found]:
        """All findings from first to last."""
        return iter(sorted(self.found, key=lambda f: (f.start, f.end)))
