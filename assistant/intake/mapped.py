"""Clean text that knows where each of its characters stands in the raw paste.

Everything in the intake that removes markup works on `Mapped`, so that no step has to repair offsets afterwards.
Offsets never decrease; an untouched slice keeps a `range`, which costs nothing to cut.
"""

import re
from collections.abc import Iterable, Sequence


class Mapped:
    """A piece of text and the raw offset of each character."""

    __slots__ = ("offsets", "text")

    def __init__(self, text: str = "", offsets: Sequence[int] = ()) -> None:
        if len(text) != len(offsets):
            raise ValueError(f"{len(text)} characters but {len(offsets)} offsets")
        self.text = text
        self.offsets = offsets

    @classmethod
    def of(cls, raw: str, start: int = 0, end: int | None = None) -> "Mapped":
        """The untouched slice `raw[start:end]`."""
        stop = len(raw) if end is None else end
        return cls(raw[start:stop], range(start, stop))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __repr__(self) -> str:
        return f"Mapped({self.text!r} at {self.start}:{self.end})" if self.text else "Mapped('')"

    @property
    def start(self) -> int:
        """Raw offset of the first character."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Raw offset after the last character."""
        return self.offsets[-1] + 1

    def cut(self, start: int, end: int | None = None) -> "Mapped":
        """The characters `start:end` of the clean text."""
        return Mapped(self.text[start:end], self.offsets[start:end])

    def strip(self, characters: str | None = None) -> "Mapped":
        """Without white space (or the given characters) at both ends."""
        left = len(self.text) - len(self.text.lstrip(characters))
        stripped = self.text.strip(characters)
        return self.cut(left, left + len(stripped))

    def without(self, pattern: re.Pattern[str]) -> "Mapped":
        """With every match of the pattern taken out."""
        if not pattern.search(self.text):
            return self
        kept, at = [], 0
        for match in pattern.finditer(self.text):
            kept.append(self.cut(at, match.start()))
            at = match.end()
        kept.append(self.cut(at))
        return Mapped.join(kept)

    @classmethod
    def join(cls, parts: Iterable["Mapped"], separator: str = "") -> "Mapped":
        """The parts in a row; a separator stands for the raw character after the part before it."""
        filled = [part for part in parts if part.text]
        if len(filled) == 1:
            return filled[0]
        text: list[str] = []
        offsets: list[int] = []
        for part in filled:
            if offsets and separator:
                text.append(separator)
                offsets.extend([min(offsets[-1] + 1, part.offsets[0])] * len(separator))
            text.append(part.text)
            offsets.extend(part.offsets)
        return cls("".join(text), offsets)
