"""How values become rows and rows become values.

The decision a reader must know: what is hashed is stored as the very text that was hashed (canonical JSON, ASCII
only, so that NUL and other characters a database refuses travel as escapes). Columns beside it are copies for
searching and sorting; `verify` compares them with the text.
"""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from assistant.domain.escalation import Escalation
from assistant.domain.model import Model
from assistant.domain.register import RegisteredEscalation, TimeBoxedWorkaround, TrailEntry, WorkaroundKind
from assistant.register.errors import NotInRegister, RegisterDamaged, RegisterNewer

PREFIX = "ESC-"
_ID = re.compile(r"(?i)(?:ESC-)?([1-9]\d{0,14})", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL, or UTF-8 itself, refuses in a plain text column."""
_M = TypeVar("_M", bound=Model)


def number_of(id: str) -> int:
    """The number of an id: `ESC-12`, `esc-12` or `12`. Raises NotInRegister for anything else."""
    found = _ID.fullmatch(id.strip())
    if found is None:
        raise NotInRegister(f"{id!r} is no id of the register.", f"Ids look like {PREFIX}12.")
    return int(found[1])


def id_of(number: int) -> str:
    """The id with this number."""
    return f"{PREFIX}{number}"


def canonical(value: object) -> str:
    """JSON with sorted keys, no white space, ASCII only: the same value is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def fingerprint(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def json_text(value: Model) -> str:
    """A record or draft as it is stored."""
    return canonical(value.model_dump(mode="json"))


def chained(before: str, text: str) -> str:
    """The next head of a chain of texts (the drafts of one escalation)."""
    return fingerprint(canonical([before, fingerprint(text)]))


def entry_body(id: str, entry: TrailEntry) -> str:
    """The text of an entry that is hashed: all of it except the hash, and whose it is."""
    body = entry.model_dump(mode="json", exclude={"hash"})
    return canonical({**body, "at": entry.at.astimezone(UTC).isoformat(), "escalation": id})


def entry_from(body: str, hash: str) -> TrailEntry:
    """The entry of a stored text. Raises RegisterDamaged."""
    try:
        values = json.loads(body)
        where = values.pop("escalation")
        return TrailEntry(**values, hash=hash)
    except ValidationError as error:
        raise _unreadable(f"an entry of {where}", error) from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise RegisterDamaged("an entry of the trail is no JSON.", _LOOK) from error


_LOOK = "`escalate register verify` says what is damaged; a backup may help."


def record_from(number: int, state: str) -> RegisteredEscalation:
    """The record of a stored text. Raises RegisterDamaged, or RegisterNewer where a newer version wrote it."""
    return _value_from(RegisteredEscalation, state, id_of(number))


def draft_from(number: int, version: int, text: str) -> Escalation:
    """The draft of a stored text. Raises RegisterDamaged, or RegisterNewer where a newer version wrote it."""
    return _value_from(Escalation, text, f"draft {version} of {id_of(number)}")


def _value_from(kind: type[_M], text: str, what: str) -> _M:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise _unreadable(what, error) from error


def _unreadable(what: str, error: ValidationError) -> RegisterDamaged | RegisterNewer:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "its text"
    if first["type"] in ("extra_forbidden", "enum"):
        return RegisterNewer(f"{what} was written by a newer version: {where} is not known here.", "Update Escalate.")
    return RegisterDamaged(f"{what} cannot be read: {where}: {first['msg']}.", _LOOK)


def folded(text: str) -> str:
    """`text` for comparing: case and runs of white space do not count."""
    return " ".join(_UNSTORABLE.sub(" ", text).casefold().split())


def _key(text: str | None) -> str | None:
    return None if text is None else folded(text)


def next_due(record: RegisteredEscalation) -> datetime | None:
    """The earliest thing still owed: a contact, a duty of Engineering, a root cause analysis, a step of a
    de-escalation, a try or the end of a workaround.

    Of a closed escalation only the root cause analysis is.
    """
    due: list[datetime | None] = []
    if not record.closed:
        due += [contact.due_at for contact in record.contacts if contact.open]
        due += [duty.due_at for duty in record.duties if duty.done_at is None]
        due += [_workaround_due(workaround) for workaround in record.workarounds if workaround.stopped_at is None]
        if record.de_escalation is not None and not record.de_escalation.complete:
            due.append(record.de_escalation.at)
    if record.incident is not None and record.incident.rca_done_at is None:
        due.append(record.incident.rca_due_at)
    return min((at for at in due if at is not None), default=None)


def _workaround_due(workaround: TimeBoxedWorkaround) -> datetime:
    """When it needs somebody: a retry from the last one on (every few minutes), others when their time is over."""
    if workaround.kind is WorkaroundKind.RETRY:
        return min(workaround.ends_at, workaround.last_try_at or workaround.starts_at)
    return workaround.ends_at


def columns_of(record: RegisteredEscalation) -> dict[str, Any]:
    """The columns copied from a record, for searching and sorting."""
    return {
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "is_open": not record.closed,
        "status": record.status.value,
        "severity": record.severity.value,
        "customer": _key(record.customer),
        "customer_owner": _key(record.customer_owner.name),
        "technical_owner": _key(record.technical_owner.name if record.technical_owner else None),
        "team": _key(record.team),
        "parent": record.parent,
        "due_at": next_due(record),
    }


def words_of(record: RegisteredEscalation) -> str:
    """What of a record itself is found by `find(text=…)`."""
    owners = [owner.name for owner in (record.customer_owner, record.technical_owner) if owner]
    named = [record.id, record.title, record.customer, record.ticket, record.engineering_ref, record.team, *owners]
    return folded("\n".join(word for word in named if word))
