"""A conversation as an agent would paste it, with heads that `assistant.intake` reads as comments.

    Ticket 4711: Labels print blank
    Customer: Norrland Frakt AB
    Status: open

    Comment 1 - Ana Ruiz (customer), public reply, 2026-11-18 09:40 UTC
    …
    Comment 2 - Jo Marsh (agent), internal note, 2026-11-18 10:05 UTC
    …

The export says who wrote what and who may read it. So a line an author wrote that would read as such a head, by
accident or to pass for an internal note, gets a mark before it: its words stay, and it opens nothing.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache

from assistant.domain.issue import Role, Visibility
from assistant.importers.records import Conversation, Said
from assistant.intake.lines import split_lines, take_quote_marks
from assistant.intake.mapped import Mapped
from assistant.intake.opening import Opening
from assistant.intake.people import role_named, without_label_words
from assistant.intake.ticket import find_ticket_opening

_ROLES = {
    Role.CUSTOMER: "customer",
    Role.SUPPORT: "agent",
    Role.ENGINEERING: "developer",
    Role.SYSTEM: "bot",
}
_VISIBILITIES = {Visibility.PUBLIC: "public reply", Visibility.INTERNAL: "internal note"}
_HEADS = (("customer", "Customer"), ("status", "Status"), ("priority", "Priority"), ("created_at", "Created"))
_NO_NAME = re.compile(r"[^\w.'’@& -]+")
_LONGEST_NAME = 40
"""Longer names are no names to intake."""
_MARKS = ("(as written) ", "as written: ")
"""Set before a line that would open a comment; the first that helps."""
_MAY_OPEN = re.compile(
    r"[\[(【<—–:：-]|\d|^[*_#~=]|^h[1-6]\.|(?:intern|note|nota|comment|kommentar|メモ|社内|内部)", re.IGNORECASE
)
"""Lines worth the look of intake's reader; a head has one of these."""


def paste_of(conversation: Conversation) -> str:
    """The whole conversation."""
    fields = conversation.fields
    heads = [f"{conversation.source} {_one_line(fields['id'])}: {_one_line(fields['title'])}"]
    for name, label in _HEADS:
        value = fields.get(name)
        if value:
            heads.append(f"{label}: {_created(value) if name == 'created_at' else _one_line(value)}")
    parts = ["\n".join(heads)]
    told = (said for said in conversation.said if said.text or said.attachments)
    parts += [_comment(number, said) for number, said in enumerate(told, 1)]
    return "\n\n".join(parts) + "\n"


def _comment(number: int, said: Said) -> str:
    lines = [f"Comment {number} - {_label(said)}", unopened(said.text)]
    lines += [f"Attachment: {_one_line(name)}" for name in said.attachments]
    return "\n".join(line for line in lines if line)


def _label(said: Said) -> str:
    return ", ".join(filter(None, (_who(author_name(said.author), said.role, said.visibility), _time(said))))


@lru_cache(maxsize=4096)
def _who(name: str, role: Role, visibility: Visibility) -> str:
    """Name, role and who may read it, in the first form that intake reads as what the export says.

    A name may hold words of another role ("Support Ltd"), be no name to intake ("user42"), or pass for a mark; then
    the words that mislead go, and at last the name.
    """
    side = _ROLES.get(role, "")
    forms = []
    for tried in (name, _capital(name), _capital(author_name(without_label_words(name))), ""):
        who = f"{tried} ({side})" if tried and side else tried or side
        forms.append(", ".join(filter(None, (who, _VISIBILITIES[visibility]))))
    return next((form for form in forms if _reads_as(form, role, visibility)), forms[-1])


def _reads_as(form: str, role: Role, visibility: Visibility) -> bool:
    opening = _opening(f"Comment 1 - {form}, 2026-11-18 10:05 UTC")
    if opening is None or opening.visibility is not visibility:
        return False
    return role_named(opening.label) is (role if role in _ROLES else None)


def _time(said: Said) -> str:
    if said.at is not None:
        return f"{said.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return _one_line(said.at_written or "")


def author_name(name: str | None) -> str:
    """A name without what could pass for more than a name: no brackets, commas or second line."""
    return " ".join(_NO_NAME.sub(" ", name or "").split())[:_LONGEST_NAME].strip(" -")


def _capital(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def _created(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at.tzinfo else f"{at:%Y-%m-%d %H:%M}"


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def unopened(text: str) -> str:
    """The text with a mark before each line that would open a comment of its own."""
    if not text or not _MAY_OPEN.search(text):
        return text
    lines = take_quote_marks(split_lines(Mapped.of(text)))
    opening = [line.text.start for at, line in enumerate(lines) if not line.blank and find_ticket_opening(lines, at)]
    for start in reversed(opening):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)].lstrip()
        text = text[:start] + next((m for m in _MARKS if not _opens(m + line)), _MARKS[-1]) + text[start:].lstrip(" \t")
    return text


def _opens(line: str) -> bool:
    return _opening(line) is not None


def _opening(line: str) -> Opening | None:
    return find_ticket_opening(list(split_lines(Mapped.of(line))), 0)
