"""Tickets and articles from files, all at once: for samples, tests and evaluations, where they fit into memory.

What teams export is read by `assistant.importers`, record by record; this is the same reader with its results kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.knowledge import Article, Ticket
from assistant.errors import UnreadableInput
from assistant.retrieval.errors import UnreadableKnowledge


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, and what was not."""

    items: tuple[Ticket | Article, ...]
    refused: tuple[tuple[str, str], ...] = ()
    """(file and line, why) of each record that does not fit, and of each file that cannot be read."""

    def __iter__(self) -> Iterator[Ticket | Article]:
        """The records, so that what was loaded can be given to `add` as it is."""
        return iter(self.items)


def load_knowledge(paths: Iterable[Path | str]) -> Loaded:
    """Everything readable under these files and folders, in the order given, folders by name.

    Raises UnreadableKnowledge for a path that does not exist.
    """
    from assistant.importers import Refused, read_items  # loads the readers of markup and mail

    items: list[Ticket | Article] = []
    refused: list[tuple[str, str]] = []
    try:
        for read in read_items(paths):
            if isinstance(read, Refused):
                refused.append((read.place, f"{read.field}: {read.why}" if read.field else read.why))
            else:
                items.append(read)
    except UnreadableInput as error:
        raise UnreadableKnowledge(error.message, error.tip) from error
    return Loaded(tuple(items), tuple(refused))
