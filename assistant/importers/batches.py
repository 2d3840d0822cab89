"""Records in batches: few enough to be lost by a kill, many enough to be worth one write."""

from collections.abc import Iterator

from assistant.domain.knowledge import Article, Ticket
from assistant.importers.records import Read, Refused

BATCH = 512
"""Records put into the index together."""
_LARGEST = 8_000_000
"""Characters of a batch: threads of megabytes make it smaller."""


def batches(records: Iterator[Read | Refused]) -> Iterator[list[Read | Refused]]:
    """The records in their order, some at a time."""
    batch: list[Read | Refused] = []
    size = 0
    for record in records:
        batch.append(record)
        size += _size(record.item) if isinstance(record, Read) else 0
        if len(batch) >= BATCH or size >= _LARGEST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(item: Ticket | Article) -> int:
    return len(item.text) + sum(len(e.text) for e in getattr(item, "timeline", ()))
