"""In which order messages were written, where the paste tells: most ticket systems export the newest comment first.

A whole date decides. A day without its year is enough to compare, since a thread seldom lasts a year. Clock times
alone, and comment numbers, only tell the direction: a thread that runs over midnight goes down once, an export with
the newest first all the way. Mail threads are left as they stand, newest first with the older ones quoted below: the
order is known from the quoting. What has no time stays with the message before it, and the head of a ticket on top.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from assistant.intake.dates import parse_clock, parse_day, parse_when
from assistant.intake.messages import Turn
from assistant.intake.words import late

_SLASHED = late(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/\d{2,4})?(?![\d/])")
_NUMBER = late(
    r"^\W{0,8}#(?P<bare>\d{1,4})\b|\b(?:comment|update|reply|response|entry|note|message|kommentar|antwort|eintrag"
    r"|notiz|nachricht|commentaire|réponse|comentario|comentário|respuesta|resposta|nota|commento|risposta|messaggio"
    r"|mensaje|mensagem|reactie|opmerking|bericht|コメント|返信|回答)\s*(?:#|no\.?|nr\.?|nº|n\.)?\s*(?P<named>\d{1,3})\b",
    re.IGNORECASE,
)
_TURN_OF_YEAR = 6
"""Months apart from which days without a year lie on both sides of New Year rather than half a year apart."""
_LEAST_CLOCKS = 3
"""Messages whose clock times must all run down before they count as newest first: two may stand around midnight."""


@dataclass(frozen=True)
class _Mark:
    """What the opening of a message tells of when it was written."""

    at: int
    """Place in the paste."""
    when: datetime | None
    day: tuple[int, int] | None
    """Month and day."""
    clock: tuple[int, int] | None
    number: int | None


def in_order_of_time(turns: Sequence[Turn]) -> list[int]:
    """The places of the messages, the oldest first; the order of the paste where nothing tells another one."""
    paste = list(range(len(turns)))
    if any(turn.quoted for turn in turns):
        return paste
    american = _american(turns)
    marks = [mark for at, turn in enumerate(turns) if turn.origin is not None and (mark := _mark(at, turn, american))]
    if len(marks) < 2 or len(marks) * 2 < sum(turn.origin is not None for turn in turns):
        return paste
    ordered = _by_moment(marks) or _by_day(marks) or _by_clock(marks) or _by_number(marks) or marks
    starts = [mark.at for mark in marks]
    groups = {at: range(at, end) for at, end in zip(starts, [*starts[1:], len(turns)], strict=True)}
    return [*range(starts[0]), *(place for mark in ordered for place in groups[mark.at])]


def with_american_days(turns: Sequence[Turn]) -> list[Turn]:
    """The messages, with 11/02 read as November 2 where another date of the paste can only be month/day/year."""
    return [_swapped(turn) for turn in turns] if _american(turns) else list(turns)


def _american(turns: Sequence[Turn]) -> bool:
    pairs = [(int(m["a"]), int(m["b"])) for turn in turns for m in _SLASHED.finditer(_opening(turn))]
    return any(b > 12 for _, b in pairs) and not any(a > 12 for a, _ in pairs)


def _swapped(turn: Turn) -> Turn:
    sent, found = turn.sent_at, _SLASHED.search(_opening(turn))
    if sent is None or found is None or (int(found["a"]), int(found["b"])) != (sent.day, sent.month) or sent.day > 12:
        return turn
    return replace(turn, sent_at=sent.replace(month=sent.day, day=sent.month))


def _opening(turn: Turn) -> str:
    return " ".join(piece.text for piece, _ in turn.pieces)[:400] if turn.origin is not None else ""


def _mark(at: int, turn: Turn, american: bool) -> _Mark | None:
    text = _opening(turn)
    when = turn.sent_at or parse_when(text)
    day = (when.month, when.day) if when else parse_day(text, american=american)
    clock = (when.hour, when.minute) if when else parse_clock(text)
    number = _NUMBER.search(text)
    if not (when or day or clock or number):
        return None
    return _Mark(at, when, day, clock, int(number["bare"] or number["named"]) if number else None)


def _sorted(marks: Sequence[_Mark], keys: Sequence[tuple[int, ...]]) -> list[_Mark]:
    """By key; what has the same key keeps the direction of the whole."""
    down = sum(a > b for a, b in pairwise(keys)) > sum(a < b for a, b in pairwise(keys))
    rows = sorted(zip(keys, marks, strict=True), key=lambda row: (row[0], -row[1].at if down else row[1].at))
    return [mark for _, mark in rows]


def _by_moment(marks: Sequence[_Mark]) -> list[_Mark] | None:
    moments = [mark.when for mark in marks if mark.when is not None]
    if len(moments) < len(marks):
        return None
    if all(moment.tzinfo is not None for moment in moments):
        moments = [moment.astimezone(UTC) for moment in moments]
    return _sorted(marks, [tuple(moment.timetuple()[:6]) for moment in moments])


def _by_day(marks: Sequence[_Mark]) -> list[_Mark] | None:
    days = [mark.day for mark in marks if mark.day is not None]
    if len(days) < len(marks):
        return None
    months = {month for month, _ in days}
    wraps = max(months) - min(months) > _TURN_OF_YEAR
    timed = all(mark.clock is not None for mark in marks)
    keys = [
        (month + 12 * (wraps and month <= _TURN_OF_YEAR), day, *((mark.clock or ()) if timed else ()))
        for (month, day), mark in zip(days, marks, strict=True)
    ]
    return _sorted(marks, keys)


def _by_clock(marks: Sequence[_Mark]) -> list[_Mark] | None:
    clocks = [mark.clock for mark in marks if mark.clock is not None]
    if len(clocks) < len(marks):
        return None
    turned = len(clocks) >= _LEAST_CLOCKS and clocks[0] > clocks[-1] and all(a >= b for a, b in pairwise(clocks))
    return list(reversed(marks)) if turned else list(marks)


def _by_number(marks: Sequence[_Mark]) -> list[_Mark] | None:
    numbers = [mark.number for mark in marks if mark.number is not None]
    turned = len(numbers) == len(marks) and all(a > b for a, b in pairwise(numbers))
    return list(reversed(marks)) if turned else None
