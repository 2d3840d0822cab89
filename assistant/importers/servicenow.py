"""A ServiceNow incident or case: of the Table API (`result`), of JSONv2 (`records`), with or without display values.

Shapes: ServiceNow's "Table API" and the dictionary of `incident`. A reference without `display_value` is an id of 32
hex digits, which names nobody: it is left out. The journals hold entries under heads of their own; additional
comments are read by the customer, work notes are not.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import identifier, plain_value
from assistant.importers.headline import headline
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


def fits(row: Row) -> bool:
    """Whether this may be a task of ServiceNow."""
    return "short_description" in row and ("number" in row or "sys_id" in row)


def identity(row: Row) -> str:
    """The number of the task. Raises Unfit."""
    return identifier({name: plain_value(row.get(name)) for name in ("number", "sys_id")}, "number", "sys_id")


def conversation(row: Row) -> Conversation:
    """One incident. Raises Unfit."""
    values = {name: plain_value(value) for name, value in row.items()}
    number = identity(row)
    title = " ".join((values.get("short_description") or "").split())
    body = values.get("description") or ""
    if not title and not body:
        raise Unfit("short_description", "is missing")
    title = title or headline(body)
    state = values.get("state") or values.get("incident_state")
    created = _moment(row, "opened_at", "sys_created_on")
    fields = {
        "id": number, "title": title, "text": body or title, "status": _STATES.get(state or "", state),
        "priority": values.get("priority"), "severity": values.get("severity"), "created_at": created,
        "resolved_at": _moment(row, "resolved_at", "closed_at"), "customer": _named(values, "company", "account"),
        "closure_code": values.get("close_code") or values.get("resolution_code"),
        "resolution": values.get("close_notes") or values.get("fix_notes"),
        "product_area": _named(values, "business_service", "cmdb_ci") or values.get("category"),
        "linked_issue": _named(values, "problem_id", "problem"), "duplicate_of": _named(values, "duplicate_of"),
    }  # fmt: skip
    report = Said(body or title, _named(values, "caller_id", "contact", "opened_by"), Role.CUSTOMER, Visibility.PUBLIC,
                  created if created and created.tzinfo else None,
                  f"{created:%Y-%m-%d %H:%M:%S}" if created and not created.tzinfo else None)  # fmt: skip
    said = journal(values.get("comments") or "", public=True) + journal(values.get("work_notes") or "", public=False)
    said = said or journal(values.get("comments_and_work_notes") or "")
    at = [_written(one) for one in said]
    if all(at):
        said = [one for _, one in sorted(zip(at, said, strict=True), key=lambda pair: str(pair[0]))]
    zone = _zone(row)
    said = [replace(one, at=when.replace(tzinfo=zone)) if zone and (when := _written(one)) else one for one in said]
    return Conversation("Incident", fields, (report, *said), _moment(row, "sys_updated_on"))


def journal(text: str, *, public: bool | None = None) -> list[Said]:
    """Entries of a journal, oldest first.

    `public` says who may read the journal: in one for customers (True) a head can only make an entry internal, in an
    internal one (False) nothing is public, whatever was pasted into it. In a mixed one (None) the heads tell; there a
    comment's head right below the words of a work note, with no empty line between, was pasted into the note.
    """
    heads = list(_ENTRY.finditer(text))
    if public is False and any("note" in head["kind"].casefold() for head in heads):
        heads = [head for head in heads if "comment" not in head["kind"].casefold()]
    if not heads:
        seen = Visibility.PUBLIC if public else Visibility.INTERNAL
        return [Said(text.strip(), visibility=seen)] if text.strip() else []
    said: list[Said] = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        words = text[head.end() : following.start() if following else len(text)].strip()
        kind = head["kind"].casefold()
        read = public is not False and "note" not in kind and (public is True or "comment" in kind)
        if public is None and said and said[-1].visibility is Visibility.INTERNAL:
            read = read and text.endswith("\n\n", 0, head.start())
        said.append(Said(words, head["who"].strip(), visibility=Visibility.PUBLIC if read else Visibility.INTERNAL,
                         at_written=head["at"]))  # fmt: skip
    # NOTE: ServiceNow shows the newest first
    return said[::-1] if (said[0].at_written or "") > (said[-1].at_written or "") else said


def _written(said: Said) -> datetime | None:
    return read_time(said.at_written) if said.at_written else None


def _zone(row: Row) -> timezone | None:
    """The zone of whoever exported, in which journals are written, where a time is given in it and in UTC."""
    for name in ("opened_at", "sys_created_on", "sys_updated_on"):
        held = row.get(name)
        if isinstance(held, dict):
            shown, utc = read_time(held.get("display_value")), read_time(held.get("value"))
            if shown and utc and abs(shown.replace(tzinfo=None) - utc.replace(tzinfo=None)) <= timedelta(hours=14):
                return timezone(shown.replace(tzinfo=None) - utc.replace(tzinfo=None))
    return None


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
