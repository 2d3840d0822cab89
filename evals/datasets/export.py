"""A team's own export as a set: the conversation as it would be pasted, and what the desk made of it."""

from collections.abc import Iterator
from pathlib import Path

from assistant.importers import Imported, read_export
from evals.datasets.labelled import Labelled


def load(path: Path, kind: str | None = None) -> Iterator[Labelled]:
    """`labels`: priority, status, closure, tags, customer, as far as they are there.

    Records that do not fit are passed over: `assistant.importers.read_export` tells them. Raises WrongUsage and
    UnreadableInput as it does.
    """
    for record in read_export(path, kind=kind):
        if isinstance(record, Imported):
            ticket = record.ticket
            labels = {"priority": ticket.priority, "status": ticket.status, "closure": ticket.closure_code,
                      "tags": ticket.tags, "customer": ticket.customer}  # fmt: skip
            yield Labelled(ticket.id, record.paste, {name: value for name, value in labels.items() if value})
