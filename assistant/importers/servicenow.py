"""A ServiceNow incident or case: of the Table API (`result`), of JSONv2 (`records`), with or without display values.

Shapes: ServiceNow's "Table API" and the dictionary of `incident`. A reference without `display_value` is an id of 32
hex digits, which names nobody: it is left out. The journals hold entries under heads of their own; additional
comments are read by the customer, work notes are not.
"""

import re
from datetime import UTC, datetime

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import identifier, plain_value
from assistant.importers.records import Conversation, Row, Said, Unfit
from assistant.importers.times import read_time

_STATES = {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled"}
"""State codes of `incident` as shipped; other tables have others, which stay numbers."""
_SYS_ID = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(
    r"^(?P<at>\d{1,4}[-./]\d{1,2}[-./]\d{1,4} \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?) - (?P<who>[^\n]{1,120}?)"
    r" \((?P<kind>[^()\n]{1,80}(?:\([^()\n]*\))?)\)[ \t]*$",
    re.MULTILINE,
)
"""Head of one entry of a journal: `2026-11-18 10:05:00 - Jo Brandt (Work notes)`."""
_JOURNALS = ("comments_and_work_notes", "comments", "work_notes")


def fits(row: Row) -> bool:
    """Whether this may be a task of ServiceNow."""
    return "short_description" in row and ("number" in row or "sys_id" in row)


def conversation(row: Row) -> Conversation:
    """One incident. Raises Unfit."""
    values = {name: plain_value(value) for name, value in row.items()}
    number = values.get("number") or identifier(values, "sys_id")
    title = " ".join((values.get("short_description") or "").split())
    body = values.get("description") or ""
    if not title and not body:
        raise Unfit("short_description", "is missing")
    title = title or body.split("\n", 1)[0][:100]
    state = values.get("state") or values.get("incident_state")
    created = _moment(row, "opened_at", "sys_created_on")
    fields = {
        "id": number, "title": title, "text": body or title, "status": _STATES.get(state or "", state),
        "priority": values.get("priority"), "severity": values.get("severity"), "created_at": created,
        "resolved_at": _moment(row, "resolved_at", "closed_at"), "closure_code": values.get("close_code"),
        "resolution": values.get("close_notes"), "customer": _named(values, "company", "account"),
        "product_area": _named(values, "business_service", "cmdb_ci") or values.get("category"),
    }  # fmt: skip
    report = Said(body or title, _named(values, "caller_id", "contact", "opened_by"), Role.CUSTOMER, Visibility.PUBLIC,
                  created if created and created.tzinfo else None)  # fmt: skip
    said = [report]
    for name in _JOURNALS:
        if values.get(name) and not (name != _JOURNALS[0] and values.get(_JOURNALS[0])):
            said += journal(values[name] or "", public=name == "comments")
    return Conversation("Incident", fields, tuple(said), _moment(row, "sys_updated_on"))


def journal(text: str, *, public: bool) -> list[Said]:
    """Entries of a journal, oldest first; `public` says what an entry is whose head does not tell."""
    heads = list(_ENTRY.finditer(text))
    if not heads:
        return (
            [Said(text.strip(), visibility=Visibility.PUBLIC if public else Visibility.INTERNAL)]
            if text.strip()
            else []
        )
    said = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        words = text[head.end() : following.start() if following else len(text)].strip()
        kind = head["kind"].casefold()
        read = "comment" in kind and "work note" not in kind if "comment" in kind or "note" in kind else public
        said.append(Said(words, head["who"].strip(), visibility=Visibility.PUBLIC if read else Visibility.INTERNAL,
                         at_written=head["at"]))  # fmt: skip
    # NOTE: ServiceNow shows the newest first
    return (
        said[::-1]
        if len(said) > 1 and said[0].at_written and said[0].at_written > (said[-1].at_written or "")
        else said
    )


def _moment(row: Row, *names: str) -> datetime | None:
    """A time. Plain values are UTC; what is shown (`display_value`) is in the zone of whoever exported, not named."""
    for name in names:
        value = row.get(name)
        if isinstance(value, dict):
            read = read_time(value.get("value")) if value.get("value") else None
            if read:
                return read if read.tzinfo else read.replace(tzinfo=UTC)
            value = value.get("display_value")
        if read := read_time(value):
            return read
    return None


def _named(values: dict[str, str | None], *names: str) -> str | None:
    return next((v for name in names if (v := values.get(name)) and not _SYS_ID.fullmatch(v)), None)
