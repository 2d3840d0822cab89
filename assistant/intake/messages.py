"""Lines to messages: asks the mail, ticket and chat recognisers at each line, and keeps track of quoting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.domain.issue import Role, SpanKind, Visibility
from assistant.intake.chat import ChatStyle, find_chat_style
from assistant.intake.lines import Hint, Line
from assistant.intake.mail import bare_subject, find_mail_opening
from assistant.intake.mapped import Mapped
from assistant.intake.opening import Opening, Origin
from assistant.intake.people import role_named
from assistant.intake.ticket import find_ticket_opening

_FENCE = re.compile(r"\s{0,8}(?:```|~~~|\{code|\{noformat)")
_CLOSED_FENCE = re.compile(r"\s*\{(code|noformat)[^}]*\}.+\{\1\}\s*$|\s*```.+```\s*$")


@dataclass(slots=True)
class Turn:
    """One message being put together."""

    at: int
    depth: int = 0
    origin: Origin | None = None
    author: str | None = None
    label: str = ""
    address: str | None = None
    recipients: tuple[str, ...] = ()
    recipient: str = ""
    visibility: Visibility | None = None
    sent_at: datetime | None = None
    quoted: bool = False
    pieces: list[tuple[Mapped, SpanKind]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """True while nothing readable was added."""
        return not self.pieces and all(line.blank for line in self.lines)


@dataclass(slots=True)
class Thread:
    """All messages of a paste, in the order they stand in it."""

    turns: list[Turn]
    subject: str | None = None
    section: Visibility | None = None
    """Who may read the entries under a heading such as "Work notes (newest first)"; None outside of such a part."""

    def count(self, origin: Origin) -> int:
        """How many messages a recogniser opened."""
        return sum(1 for turn in self.turns if turn.origin is origin)


def split_messages(lines: Sequence[Line]) -> Thread:
    """Cuts the paste where a message begins."""
    style = find_chat_style(lines)
    turns = [Turn(lines[0].at if lines else 0)]
    thread = Thread(turns)
    at, fenced = 0, False
    while at < len(lines):
        line = lines[at]
        if _FENCE.match(line.text.text) and not _CLOSED_FENCE.match(line.text.text):
            fenced = not fenced
        elif not fenced and not line.blank and line.hint is not Hint.LOG:
            opening = _opening(lines, at, style, thread)
            if opening is not None:
                _begin(thread, opening, line, lines, at)
                at += opening.lines
                continue
            if style.note_day(line.text.text):
                turns[-1].pieces.append((line.text.strip(), SpanKind.META)) if turns[-1].empty else turns.append(
                    Turn(line.at, pieces=[(line.text.strip(), SpanKind.META)])
                )
                at += 1
                continue
        if not line.blank and line.depth != turns[-1].depth:
            _follow_depth(turns, line)
        turns[-1].lines.append(line)
        at += 1
    thread.turns = [turn for turn in turns if not turn.empty] or turns[:1]
    return thread


def _opening(lines: Sequence[Line], at: int, style: ChatStyle, thread: Thread) -> Opening | None:
    found = find_mail_opening(lines, at)
    if found is None:
        comment = find_ticket_opening(lines, at)
        decided = comment is not None and (comment.visibility is not None or not style.shapes)
        found = comment if decided else style.find_opening(lines[at]) or comment
    if found is None and len(thread.turns) == 1 and thread.turns[0].empty:
        return bare_subject(lines, at)
    return found


def _begin(thread: Thread, opening: Opening, line: Line, lines: Sequence[Line], at: int) -> None:
    turns = thread.turns
    if opening.subject and thread.subject is None:
        thread.subject = opening.subject
    previous = turns[-1]
    following = next((later for later in lines[at + opening.lines : at + opening.lines + 3] if not later.blank), None)
    depth = line.depth
    if opening.origin is Origin.MAIL and following is not None and following.depth > depth:
        depth = following.depth
    turn = Turn(
        line.at,
        depth=depth,
        origin=opening.origin,
        author=opening.author,
        label=opening.label,
        address=opening.address,
        recipients=opening.recipients,
        recipient=opening.recipient,
        visibility=opening.visibility or _of_section(thread, opening),
        sent_at=opening.sent_at,
        quoted=_is_quoted(turns, opening, depth),
        pieces=list(opening.pieces),
    )
    if (
        opening.origin is Origin.MAIL
        and previous.origin is Origin.TICKET
        and not any(not old.blank for old in previous.lines)
    ):
        turn.visibility = previous.visibility
    if opening.rest is not None:
        turn.lines.append(replace(line, text=opening.rest))
    turns.append(turn)


def _of_section(thread: Thread, opening: Opening) -> Visibility | None:
    """Internal for an entry right under a heading that says so and names nobody, and for those that follow it."""
    heading = thread.turns[-1]
    if heading.origin is Origin.TICKET and all(line.blank for line in heading.lines):
        internal = heading.visibility is Visibility.INTERNAL and not heading.author and heading.sent_at is None
        thread.section = Visibility.INTERNAL if internal else None
    elif opening.origin is Origin.MAIL:
        thread.section = None
    if role_named(opening.label) is Role.CUSTOMER:
        return None
    return thread.section


def _is_quoted(turns: list[Turn], opening: Opening, depth: int) -> bool:
    if opening.origin is not Origin.MAIL:
        return False
    before = [turn for turn in turns[-20:] if not turn.empty]
    if not before:
        return False
    if depth > 0:
        return True
    if opening.quoted is not None:
        dated = [turn.sent_at for turn in before if turn.sent_at is not None]
        if dated and opening.sent_at is not None and before[-1].origin is Origin.MAIL:
            return _older(opening.sent_at, dated[-1])
        return opening.quoted
    last = before[-1].sent_at
    return before[-1].quoted or (last is not None and opening.sent_at is not None and _older(opening.sent_at, last))


def _older(one: datetime, other: datetime) -> bool:
    return one.replace(tzinfo=None) < other.replace(tzinfo=None)


def _follow_depth(turns: list[Turn], line: Line) -> None:
    """A quote mark more or less: a quoted mail begins, or the answer to it goes on."""
    current = turns[-1]
    mail = any(turn.origin is Origin.MAIL for turn in turns)
    if not mail:
        return
    if line.depth > current.depth:
        turns.append(Turn(line.at, depth=line.depth, origin=Origin.MAIL, quoted=True, visibility=current.visibility))
        return
    for turn in reversed(turns[:-1]):
        if turn.depth <= line.depth and turn.origin is not None or turn.depth == line.depth:
            turns.append(replace(turn, at=line.at, depth=line.depth, pieces=[], lines=[]))
            return
    current.depth = line.depth
