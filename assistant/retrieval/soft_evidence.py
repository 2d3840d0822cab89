"""Version and product area: they break ties between matches and never make one.

The same fault lives in many versions, and a ticket's product area is set by hand, so neither excludes anything. Weights
are house defaults, not learnt: no public set of duplicates carries both fields.
"""

import re
from dataclasses import dataclass

from assistant.retrieval.passages import Record
from assistant.retrieval.words import terms

SAME_VERSION = 0.3
SAME_AREA = 0.2
"""Added to the log odds of the same problem: .50 becomes .57, .05 becomes .07."""

_VERSION = re.compile(r"(?<![\w.-])v?(\d{1,4}(?:\.\d{1,6}){1,3})(?![\w-]|\.\d)", re.I)
_READ_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class SoftEvidence:
    """Versions and terms of a query."""

    versions: frozenset[str]
    words: frozenset[str]

    @classmethod
    def read(cls, text: str) -> "SoftEvidence":
        """From the query's words."""
        text = text[:_READ_AT_MOST]
        return cls(frozenset(found.group(1) for found in _VERSION.finditer(text)), frozenset(terms(text)))

    def shared_version(self, item: Record) -> str | None:
        """A version that the query names and the record is about."""
        return next((version for version in item.versions if version.lower().lstrip("v") in self.versions), None)

    def same_area(self, item: Record) -> bool:
        """True when every word of the record's product area stands in the query."""
        area = set(terms(item.product_area or ""))
        return bool(area) and area <= self.words

    def bonus(self, item: Record) -> float:
        """Log odds to add."""
        return SAME_VERSION * (self.shared_version(item) is not None) + SAME_AREA * self.same_area(item)

    def reasons(self, item: Record) -> tuple[str, ...]:
        """What to say of it; nothing of the area, whose words are among the shared ones."""
        version = self.shared_version(item)
        return (f"same version {version}",) if version else ()
