"""What stands in an export's place and is none: an answer that says what went wrong, and a table beside the tickets.

Read as records, an error page would become a ticket, and `--sync` would take out everything else.
"""

from collections.abc import Iterable
from typing import Any

from assistant.importers.records import Row

_SAYS = frozenset({"error", "errors", "errormessages", "errormessage", "message", "detail", "fault"})
"""Keys that hold what went wrong."""
_ERROR_ONLY = frozenset(
    "error errors errormessages errormessage warningmessages message messages detail details fault code errorcode"
    " error_code error_description description documentation_url status statuscode status_code title type request_id"
    " requestid timestamp path instance reason success ok trace".split()
)
"""Keys of answers that say what went wrong, as GitHub, Jira, Zendesk, Intercom, Freshdesk, ServiceNow and RFC 9457
write them. A record has others, too."""
_PLAIN = frozenset({"message", "detail"})
"""Keys under which a record holds its words as well: they are an error's beside another of its keys only."""
_TELLING = frozenset(
    "code errorcode error_code documentation_url status statuscode status_code type success ok".split()
)

_SIDE_FILES: tuple[tuple[frozenset[str], frozenset[str], str, str], ...] = (
    (frozenset({"child_events", "ticket_id"}), frozenset(), "the changes of Zendesk's tickets (ticket events)",
     "Use an export of the tickets that holds `comments` inside each ticket."),
    (frozenset({"author_id", "public"}), frozenset({"subject", "title", "description"}),
     "comments of Zendesk without their tickets",
     "Name it in one command with the file of the tickets, and let each comment name its `ticket_id`."),
    (frozenset({"issue_url", "body"}), frozenset({"title"}), "comments of GitHub's issues",
     "Name it in one command with the file of the issues."),
    (frozenset({"ticket_id", "body", "incoming"}), frozenset({"subject", "title"}),
     "conversations of Freshdesk without their tickets",
     "Name it in one command with the file of the tickets."),
    (frozenset({"element", "element_id", "value"}), frozenset({"short_description"}),
     "ServiceNow's journal (sys_journal_field)",
     "Export the incidents with `sysparm_display_value=all` and the fields `comments` and `work_notes`."),
    (frozenset({"role", "email", "name"}), frozenset("subject title description message text body".split()),
     "people, no tickets",
     "It is not needed: names are read from `users` of a page of tickets."),
    (frozenset({"domain_names", "name"}), frozenset({"subject", "title"}), "organizations, no tickets",
     "It is not needed: names are read from `organizations` of a page of tickets."),
)  # fmt: skip
"""Keys there are, keys there are not → what the file is, and what to do."""


def error_of(row: Row) -> str | None:
    """What went wrong, where the record is an answer that says so; None for a record."""
    keys = {key.casefold() for key in row}
    said = keys & _SAYS
    if not said or not keys <= _ERROR_ONLY or not (said - _PLAIN or keys & _TELLING):
        return None
    values = {key.casefold(): value for key, value in row.items()}
    return next((words for key in sorted(said) if (words := _first_text(values[key]))), "no reason given").rstrip(".")


def side_file(rows: Iterable[Row]) -> tuple[str, str] | None:
    """What a file of these first records is, and what to do, where it only belongs to tickets; None for another."""
    first = next(iter(rows), None)
    if first is None:
        return None
    lists = [value for value in first.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    inner = lists[0][0] if len(lists) == 1 and not {"id", "subject", "title"} & first.keys() else None
    for row in filter(None, (first, inner)):
        for there, absent, what, tip in _SIDE_FILES:
            if there <= row.keys() and not absent & row.keys():
                return what, tip
    return None


def _first_text(value: Any) -> str:
    """The first text in a value of any shape, for a message of one line."""
    if isinstance(value, str):
        return " ".join(value.split())[:120]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ordered = [value["message"], *inner] if isinstance(value, dict) and "message" in value else inner
    return next((text for part in ordered if (text := _first_text(part))), "")
