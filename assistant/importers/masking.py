"""A ticket or article with the words of its author masked, before it is kept."""

from collections.abc import Callable
from typing import Any

from assistant.domain.knowledge import Article, Ticket

Mask = Callable[[str, tuple[str, ...]], str]
"""Masks a text, given the names of people known to be in it."""
_TEXTS = ("title", "text", "resolution", "issue", "environment", "cause", "workaround", "url", "product_area")


def masked(item: Ticket | Article, mask: Mask, *, people: bool) -> Ticket | Article:
    """The same record with its texts masked. With `people`, who wrote a comment is left out, and masked where named.

    The customer's name stays: how many customers have a problem is counted by it, and no text for another customer may
    hold it, which only works where it is known.
    """
    entries = item.timeline if isinstance(item, Ticket) else ()
    names = tuple({entry.author for entry in entries if entry.author}) if people else ()
    changed: dict[str, Any] = {}
    for field in _TEXTS:
        value = getattr(item, field, None)
        if value and (text := mask(value, names)) != value:
            changed[field] = text
    tags = item.tags if isinstance(item, Ticket) else ()
    if (texts := tuple(mask(tag, names) for tag in tags)) != tags:
        changed["tags"] = texts
    told = tuple(
        entry.model_copy(update={"text": mask(entry.text, names)} | ({"author": None} if people else {}))
        for entry in entries
    )
    if told != entries:
        changed["timeline"] = told
    return item.model_copy(update=changed) if changed else item
