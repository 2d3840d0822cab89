"""A paste to a `Document`: surface, messages, their order in time, spans, roles, language, in this order.

A document is read from the oldest message to the newest wherever the paste tells when they were written, so that an
export with the newest comment first is the same document as one with the oldest first. Ids and offsets stay the
paste's own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from assistant.domain.issue import Document, Message, Omission, PasteFormat, Role, Span, SpanKind, Visibility
from assistant.intake.blocks import Draft, read_blocks
from assistant.intake.chronology import in_order_of_time, with_american_days
from assistant.intake.decode import decode, refuse_unreadable
from assistant.intake.language import language_of
from assistant.intake.messages import Thread, Turn, split_messages
from assistant.intake.opening import Origin
from assistant.intake.roles import among_us, roles_of
from assistant.intake.surface import Surface, read_surface


def read_issue(raw: str | bytes, *, customer: str | None = None) -> Document:
    """Reads a raw paste. Raises UnreadableInput for empty or binary input, and nothing else."""
    text = decode(raw) if isinstance(raw, bytes) else raw
    refuse_unreadable(text)
    surface = read_surface(text)
    thread = split_messages(surface.lines)
    thread.turns = with_american_days(thread.turns)
    places = in_order_of_time(thread.turns)
    spans = _told_in_order(_numbered(text, _drafts(thread)), {place: rank for rank, place in enumerate(places)})
    ends = [*(turn.at for turn in thread.turns[1:]), len(text)]
    thread.turns = [thread.turns[place] for place in places]
    messages = _messages(thread.turns, roles_of(thread.turns), [ends[place] for place in places])
    return Document(
        text=text,
        format=_format(surface, thread, spans),
        language=language_of(_customer_prose(spans, messages)),
        messages=messages,
        spans=tuple(spans),
        left_out=_in_order(surface.left_out),
        customer=customer,
        subject=thread.subject or surface.subject or _subject(spans),
    )


def _drafts(thread: Thread) -> Iterable[tuple[int, Draft]]:
    mail = thread.count(Origin.MAIL) > 0 or (len(thread.turns) <= 2 and thread.count(Origin.CHAT) == 0)
    for index, turn in enumerate(thread.turns):
        for piece, kind in turn.pieces:
            yield index, Draft(piece, kind)
        for draft in read_blocks(turn.lines, mail=mail or turn.origin is Origin.TICKET):
            yield index, draft


def _numbered(raw: str, drafts: Iterable[tuple[int, Draft]]) -> list[Span]:
    spans: list[Span] = []
    reached = 0
    for message, draft in drafts:
        words = draft.text.strip()
        while words and words.start < reached:
            words = words.cut(1).strip()
        if not words:
            continue
        reached = words.end
        untouched = raw[words.start : reached] == words.text
        spans.append(
            Span(
                id=f"L{len(spans) + 1}",
                start=words.start,
                end=reached,
                text=words.text,
                offsets=None if untouched else tuple(words.offsets),
                kind=draft.kind,
                message=message,
                section=draft.section,
            )
        )
    return spans


def _told_in_order(spans: Sequence[Span], ranks: Mapping[int, int]) -> list[Span]:
    """The spans message by message, where `ranks` are the messages' places in time; each keeps its id."""
    moved = [span if ranks[span.message] == span.message else _of(span, ranks[span.message]) for span in spans]
    return sorted(moved, key=lambda span: span.message)


def _of(span: Span, message: int) -> Span:
    return span.model_copy(update={"message": message})


def _messages(turns: Sequence[Turn], roles: Sequence[Role], ends: Sequence[int]) -> tuple[Message, ...]:
    first = min((turn.at for turn in turns), default=0)
    return tuple(
        Message(
            index=index,
            role=role,
            author=turn.author,
            visibility=turn.visibility or (Visibility.INTERNAL if among_us(turn, role) else Visibility.PUBLIC),
            sent_at=turn.sent_at,
            quoted=turn.quoted,
            start=0 if turn.at == first else turn.at,
            end=end,
        )
        for index, (turn, role, end) in enumerate(zip(turns, roles, ends, strict=True))
    )


def _format(surface: Surface, thread: Thread, spans: Sequence[Span]) -> PasteFormat:
    if surface.format is not None and surface.format is not PasteFormat.MARKDOWN:
        return surface.format
    counts = {origin: thread.count(origin) for origin in Origin}
    comments = counts[Origin.TICKET]
    logs = sum(1 for span in spans if span.kind is SpanKind.LOG)
    fields = sum(1 for span in spans if span.kind is SpanKind.FIELD)
    if counts[Origin.CHAT] and fields >= 3 and any(turn.visibility is Visibility.INTERNAL for turn in thread.turns):
        return PasteFormat.TICKET
    if counts[Origin.CHAT] and counts[Origin.CHAT] >= counts[Origin.MAIL]:
        return PasteFormat.CHAT
    if counts[Origin.MAIL]:
        return PasteFormat.MAIL if comments <= counts[Origin.MAIL] or fields < 3 else PasteFormat.TICKET
    if comments >= 2 or (comments and fields >= 2):
        return PasteFormat.TICKET
    if logs > len(spans) * 0.8 and logs >= 3:
        return PasteFormat.LOG
    if surface.format is not None:
        return surface.format
    return PasteFormat.TICKET if fields >= 4 else PasteFormat.PLAIN


def _customer_prose(spans: Sequence[Span], messages: Sequence[Message]) -> list[str]:
    """The customer's sentences; else those of unknown writers; else all public ones; else all."""
    prose = [span for span in spans if span.kind is SpanKind.PROSE] or [
        span for span in spans if span.kind in (SpanKind.FIELD, SpanKind.HEADING, SpanKind.META)
    ]
    choices: tuple[Callable[[Message], bool], ...] = (
        lambda message: message.role is Role.CUSTOMER and not message.quoted,
        lambda message: message.role is Role.CUSTOMER,
        lambda message: message.role is Role.UNKNOWN and message.visibility is Visibility.PUBLIC,
        lambda message: message.visibility is Visibility.PUBLIC and message.role is not Role.SYSTEM,
    )
    for wanted in choices:
        texts = [span.text for span in prose if wanted(messages[span.message])]
        if sum(map(len, texts)) >= 12:
            return texts
    return [span.text for span in prose]


def _subject(spans: Sequence[Span]) -> str | None:
    """The title field of a ticket, or the first heading of a report that has several."""
    for span in spans[:12]:
        label, colon, value = span.text.partition(":")
        if span.kind is SpanKind.FIELD and colon and value.strip() and label.strip().lower() in _TITLES:
            return value.strip()
    return None


_TITLES = frozenset(
    "title subject summary titel betreff titre objet título asunto assunto titolo oggetto "
    "onderwerp 件名 タイトル short_description".split()
) | {"short description"}


def _in_order(omissions: Sequence[Omission]) -> tuple[Omission, ...]:
    return tuple(sorted(omissions, key=lambda omission: (omission.start, omission.end)))
