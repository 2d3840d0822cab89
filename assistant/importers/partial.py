"""Records that say themselves that they hold fewer comments than there are: some APIs give the first ones only."""

from typing import Any

from assistant.importers.records import Row

_HELD = (
    (("fields", "comment"), "comments", "total", "ask Jira for `/issue/KEY/comment`"),
    (("conversation_parts",), "conversation_parts", "total_count", "Intercom gives the latest 500 parts"),
    (("ticket_parts",), "ticket_parts", "total_count", "Intercom gives the latest 500 parts"),
)
"""Path to what holds the list, the list, how many there are, and what to know about it."""
_FEWER = "a record holds fewer comments than it says there are"


def missing_comments(row: Row) -> str:
    """What to note of such a record, the same words for each of its kind; empty where it says no such thing."""
    for path, name, total, known in _HELD:
        held: Any = row
        for key in path:
            held = held.get(key) if isinstance(held, dict) else None
        if isinstance(held, dict) and isinstance(held.get(name), list) and isinstance(held.get(total), int):
            if held[total] > len(held[name]):
                return f"{_FEWER} ({known})"
    if "number" in row and isinstance(row.get("comments"), int) and row["comments"] > 0:
        return f"{_FEWER} (name the file of GitHub's `issues/comments` in the same command)"
    return ""
