"""What a detector hands over: a stretch of text and what kind of thing it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """`text[start:end]` is to be masked as `kind` (`secret`, `card`, `iban`, `email`, `phone`, `ip`)."""

    kind: str
    start: int
    end: int
