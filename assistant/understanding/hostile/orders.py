"""Finding orders to an assistant in a read paste, and in any other text."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.domain import Document, Role, Span, SpanKind, Visibility
from assistant.errors import PolicyError
from assistant.resources import shipped
from assistant.understanding.cues import cue_pattern, fold
from assistant.understanding.hostile.marks import chat_markup, visible_words, wrapped
from assistant.understanding.hostile.meaning import second_opinion
from assistant.understanding.hostile.wording import load_wording

NOTICED = 2.6
"""Log-odds, wording and meaning together, from which a sentence is pointed out (3 % of harmless texts with the words of
orders reach it, and 1 to 2 % of real bug reports: `evals/injection.py`)."""
NOTICED_UNREAD = 1.2
"""The same of the wording alone, where the encoder's weights are not there."""
DOUBTED = -2.0
"""Log-odds of the wording from which the encoder is asked: honest sentences of tickets seldom reach it."""
ASKED = 3
"""Different texts of a paste the encoder is asked about, the most doubtful first: about four milliseconds each."""
MEANING = 0.8
"""What the encoder's log-odds count beside the wording's (house default; 0.6 to 1.3 notice about as much)."""
SURE = 3.0
"""Log-odds from which it is set aside unread: honest sentences reach it once in some thousands."""
_LETTERS = 12
"""Letters (a kanji or kana counts as two) below which wording says nothing: "Now what?" could be anything."""
FOLLOWS = -1.0
"""Log-odds from which a sentence beside one that is set aside, on the same line, goes with it: an order is often given
in two sentences, of which one alone could be anybody's."""
HIDDEN = -4.0
"""Log-odds that words need which were put where no reader sees them: there, little is needed."""
CODED = -1.0
"""Log-odds of the wording that words need which were coded, or spaced out letter by letter."""
OURS, OURS_NOTICED = 1.5, 0.7
"""Further log-odds needed where a colleague speaks, to set aside and to point out: support sets severities and closes
tickets by right (house defaults)."""
_UNWEIGHED = float("-inf")
_PIECES = 3000
"""Different sentences weighed of a paste; beyond that it is logs, of which the last lines are weighed too."""

_ORDER = (
    r"(?:ignore|disregard|forget|mark|set|classify|rate|treat|tell|respond|reply|answer|output|print|escalate|close|say|write"
    r"|send|include|reveal|act|pretend|do not|don't|must|should)"
)
_TO_AN_ASSISTANT = re.compile(
    r"\b(?:assistant|ai (?:model|agent|system|assistant)|llm|language model|chat ?bot|gpt|copilot)\b[,:]?\s+"
    rf"(?:please\s+)?{_ORDER}\b"
    r"|^\W*(?:system|assistant|developer)\s*(?:prompt|message|override|note)?\s*:\s+"
    rf"(?:assistant\b|you (?:are|must)\b|{_ORDER}\b)"
    r"|\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|your|my|the|these|those|of|previous|prior|above|earlier)\s+)+"
    r"(?:instructions?|rules|prompts?|guidelines|polic(?:y|ies)|directions)\b",
    re.IGNORECASE,
)
_SETS_THE_RESULT = re.compile(
    r"\b(?:mark|set|classify|treat|rate|label)\s+(?:this|it|the)(?:\s+(?:ticket|case|issue|one|severity))?\s+(?:as|to)\s+"
    r"(?:sev|severity|p\d|critical|already solved|solved|resolved|handle)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^\n.!?。！？]+(?:[.!?。！？]+(?=\s|$|[^\x00-\x7f])|[.!?](?=\S)|\n|$)+")

_LOG_HEAD = re.compile(
    r"^[\s\[\]()<>\d:.,TZ+\-/]*(?:\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE)\b[:\]]?\s*)?"
    r"(?:[\w./$-]+(?:\[[^\]\s]*\])?:?\s+(?=[^\n]))?"
)
"""Time, level and logger, which every line of a log has and which would water down what its message says."""
_QUOTED = re.compile(r"[\"“”«„]([^\"“”«»„]{16,600})[\"“”»]")
_QUOTED_WHOLE = re.compile(r"[\"“«„](.{16,2000})[\"”»]", re.DOTALL)
"""From the first quotation mark of a line to its last: what is quoted may quote."""


@dataclass(frozen=True)
class Order:
    """One order to an assistant: where it stands in the raw text, and how sure that is."""

    start: int
    end: int
    score: float
    """Log-odds of the wording; `SURE` at least where a mark gives it away."""
    sure: bool
    """Whether it is set aside unread."""


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    text: str
    ours: bool = False
    span: Span | None = None
    lines: tuple[str, ...] = ()
    """Its raw lines, where it has several: two that no full stop parts are read as one sentence, whoever wrote them."""


class _Weighed(NamedTuple):
    score: float
    """Log-odds of the wording."""
    text: str
    """The words that have it."""


def find_orders(document: Document) -> tuple[Order, ...]:
    """All orders of a paste, in its order; what was blanked or dropped before reading is looked at as well."""
    pieces = [*_span_pieces(document), *_unread_pieces(document)]
    weighed = _weighed(pieces)
    sure = _sure_orders(document, pieces, weighed)
    known = {(o.start, o.end) for o in sure}
    doubtful = [(p, w) for p, w in zip(pieces, weighed, strict=True) if (p.start, p.end) not in known]
    doubtful += _pairs(document, pieces)
    noticed = [
        Order(piece.start, piece.end, score, False)
        for (piece, _), score in zip(doubtful, _with_meaning([w for _, w in doubtful]), strict=True)
        if score >= NOTICED + (OURS_NOTICED if piece.ours else 0.0)
    ]
    return tuple(sorted([*sure, *noticed], key=lambda o: (o.start, o.end)))


def _sure_orders(document: Document, pieces: Sequence[_Piece], weighed: Sequence[_Weighed]) -> list[Order]:
    """The orders to set aside; no encoder is asked."""
    found: list[Order] = []
    for piece, (score, _) in zip(pieces, weighed, strict=True):
        at = _given_away(piece)
        if at is not None:
            found.append(Order(*_to_line_end(document, piece, at), max(score, SURE), True))
        elif score >= SURE + (OURS if piece.ours else 0.0):
            found.append(Order(piece.start, piece.end, score, True))
    found += [_with_its_spans(document, order) for order in _wrapped_orders(document.text)]
    return found + _followers(document, pieces, [w.score for w in weighed], found)


def hostile_ranges(document: Document) -> tuple[tuple[int, int], ...]:
    """Raw ranges to set aside unread, in order and without overlap."""
    ranges: list[tuple[int, int]] = []
    pieces = [*_span_pieces(document), *_unread_pieces(document)]
    for order in sorted(_sure_orders(document, pieces, _weighed(pieces)), key=lambda o: (o.start, o.end)):
        if ranges and order.start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], order.end))
        else:
            ranges.append((order.start, order.end))
    return tuple(ranges)


def hostile_text(text: str) -> bool:
    """Whether a passage of any text (a past ticket, an article) surely gives an order to an assistant; cheap.

    Steps of an article are orders too, to a person: being noticed is not enough here.
    """
    pieces = [_Piece(m.start(), m.end(), m[0]) for m in _SENTENCE.finditer(text) if m[0].strip()]
    if any(_given_away(p) is not None for p in pieces) or _wrapped_orders(text):
        return True
    return max(_scores([p.text for p in pieces]), default=_UNWEIGHED) >= SURE


def blanked(text: str, ranges: tuple[tuple[int, int], ...]) -> str:
    """`text` with the ranges as blanks: as long as before, so that every offset stays."""
    for start, end in ranges:
        text = text[:start] + "".join(c if c in "\r\n" else " " for c in text[start:end]) + text[end:]
    return text


def _scores(texts: Sequence[str]) -> list[float]:
    """The wording's log-odds, each different text weighed once."""
    seen = list(dict.fromkeys(texts))
    if len(seen) > _PIECES:
        seen = [*seen[: _PIECES // 2], *seen[-_PIECES // 2 :]]
    known = dict(zip(seen, _wordings(tuple(seen)), strict=True))
    return [known.get(t, _UNWEIGHED) if _says_enough(t) else _UNWEIGHED for t in texts]


@lru_cache(maxsize=16)
def _wordings(texts: tuple[str, ...]) -> tuple[float, ...]:
    """Kept for a while: a paste is weighed before it is read, and again when its draft is checked."""
    return tuple(load_wording().scores([visible_words(t) for t in texts]).tolist())


def _with_meaning(weighed: Sequence[_Weighed]) -> list[float]:
    """Each score together with the encoder's, of the most doubtful; what it is not asked about stays unnoticed."""
    order = sorted(range(len(weighed)), key=lambda n: -weighed[n].score)
    chosen: dict[str, list[int]] = {}
    for number in order:
        if weighed[number].score < DOUBTED or (len(chosen) == ASKED and weighed[number].text not in chosen):
            break
        chosen.setdefault(weighed[number].text, []).append(number)
    meanings = second_opinion([visible_words(text) for text in chosen])
    if meanings is None:
        return [w.score + NOTICED - NOTICED_UNREAD for w in weighed]
    out = [_UNWEIGHED] * len(weighed)
    for numbers, meaning in zip(chosen.values(), meanings, strict=True):
        for number in numbers:
            out[number] = weighed[number].score + MEANING * meaning
    return out


def _pairs(document: Document, pieces: Sequence[_Piece]) -> list[tuple[_Piece, _Weighed]]:
    """Neighbouring sentences of one paragraph and speaker as one: some orders give themselves away only in two."""
    pairs = []
    for one, other in pairwise(pieces):
        if one.span is None or other.span is None or one.span.kind is SpanKind.LOG or one.ours != other.ours:
            continue
        between = document.text[one.end : other.start]
        if one.end <= other.start and len(between) < 40 and "\n\n" not in between:
            pairs.append(_Piece(one.start, other.end, f"{one.text.strip()} {other.text.strip()}", one.ours))
    scores = _scores([p.text for p in pairs])
    return [(p, _Weighed(score, p.text)) for p, score in zip(pairs, scores, strict=True)]


def _weighed(pieces: Sequence[_Piece]) -> list[_Weighed]:
    """Each piece's highest score: as it stands, and for a log line its message and what it quotes by themselves."""
    texts = [p.text for p in pieces]
    owner = list(range(len(pieces)))
    for number, piece in enumerate(pieces):
        parts = list(piece.lines)
        if piece.span is None or piece.span.kind is SpanKind.LOG:
            parts += _inside_log(piece.text)
        texts += parts
        owner += [number] * len(parts)
    best = [_Weighed(_UNWEIGHED, "")] * len(pieces)
    for number, score, text in zip(owner, _scores(texts), texts, strict=True):
        if score > best[number].score:
            best[number] = _Weighed(score, text)
    return best


def _inside_log(line: str) -> Iterator[str]:
    """What a log line says and what it quotes: whole, by sentence, and two neighbouring sentences as one."""
    quoted = [m[1] for pattern in (_QUOTED, _QUOTED_WHOLE) for m in pattern.finditer(line)]
    for text in dict.fromkeys([*quoted, _LOG_HEAD.sub("", line, count=1)]):
        sentences = [m[0].strip() for m in _SENTENCE.finditer(text)]
        yield from sentences
        yield from (f"{one} {other}" for one, other in pairwise(sentences))


def _says_enough(text: str) -> bool:
    return len(text) >= 4 * _LETTERS or sum(1 + (c >= "\u3040") for c in text if c.isalpha()) >= _LETTERS


def _span_pieces(document: Document) -> Iterator[_Piece]:
    for span in document.spans:
        if span.kind is SpanKind.META or not span.text.strip():
            continue
        message = document.message_of(span)
        ours = message.role in (Role.SUPPORT, Role.ENGINEERING) or message.visibility is Visibility.INTERNAL
        ours = ours and span.kind is not SpanKind.LOG  # a machine wrote it, whoever pasted it
        lines = [line.strip("> \t") for line in document.text[span.start : span.end].splitlines()]
        whole = span.kind is not SpanKind.PROSE or len(lines) < 2
        yield _Piece(span.start, span.end, span.text, ours, span, () if whole else tuple(lines))


def _unread_pieces(document: Document) -> Iterator[_Piece]:
    """Lines of the raw text that no span covers: markup, and what was set aside before."""
    at = 0
    gaps = []
    for span in sorted(document.spans, key=lambda s: s.start):
        if span.start > at:
            gaps.append((at, span.start))
        at = max(at, span.end)
    gaps.append((at, len(document.text)))
    for low, high in gaps:
        for match in _SENTENCE.finditer(document.text, low, high):
            if sum(c.isalpha() for c in match[0]) > 8:
                yield _Piece(match.start(), match.end(), match[0].strip())


@lru_cache(maxsize=1)
def _cues() -> re.Pattern[str]:
    """The cues of `lexicon/checklist/injection.toml`, over folded text. Raises PolicyError for a broken file."""
    path = shipped("knowledge") / "lexicon" / "checklist" / "injection.toml"
    try:
        cues = tomllib.loads(path.read_text(encoding="utf-8"))["cues"]["injection"]
        spaced = [cue_pattern(c) for c in cues if c.isascii() or max(c) < "\u3000"]
        dense = [cue_pattern(c, spaced=False) for c in cues if max(c) >= "\u3000"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PolicyError(f"{path.name} cannot be read: {error}", "Restore the file from the release.") from error
    return re.compile("|".join([*(rf"(?<!\w)(?:{p})(?!\w)" for p in spaced), *dense]))


def _given_away(piece: _Piece) -> int | None:
    """Where in a piece an order stands that gives itself away, by address or by a chat model's markup."""
    hit = _TO_AN_ASSISTANT.search(piece.text) or chat_markup(piece.text) or _cues().search(fold(piece.text))
    if hit is None and not piece.ours and piece.span is not None:
        hit = _SETS_THE_RESULT.search(piece.text)
    return hit.start() if hit else None


def _to_line_end(document: Document, piece: _Piece, at: int) -> tuple[int, int]:
    """From the line's begin, but not before the piece, to its end: the rest of such a line is of the same hand."""
    raw = piece.span.raw_range(at, at + 1)[0] if piece.span is not None else piece.start
    newline = document.text.find("\n", raw)
    start = max(document.text.rfind("\n", 0, raw) + 1, piece.start)
    return start, newline if newline >= 0 else len(document.text)


def _with_its_spans(document: Document, order: Order) -> Order:
    """The order with all of the sentences it cuts into: proof of the rest would quote across it, order and all."""
    cut = [s for s in document.spans if s.start < order.end and order.start < s.end]
    start, end = min([order.start, *(s.start for s in cut)]), max([order.end, *(s.end for s in cut)])
    return replace(order, start=start, end=end)


def _wrapped_orders(text: str) -> list[Order]:
    """Orders inside unseen letters, comments, hidden elements, and codings."""
    found = []
    for inner in wrapped(text):
        score = _scores([inner.words])[0]
        if score >= (HIDDEN if inner.hidden else CODED) or _TO_AN_ASSISTANT.search(inner.words):
            found.append(Order(inner.start, inner.end, max(score, SURE), True))
    return found


def _followers(
    document: Document, pieces: Sequence[_Piece], scores: Sequence[float], found: Sequence[Order]
) -> list[Order]:
    """Neighbours, on the same line, of what is set aside, where they sound at all like orders themselves."""
    sure = sorted((o.start, o.end) for o in found if o.sure)
    out: list[Order] = []
    for run in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        before: tuple[int, int] | None = None
        for number in run:
            piece = pieces[number]
            if any(start <= piece.start < end for start, end in sure):
                before = (piece.start, piece.end)
                continue
            joined = before is not None and _same_line(document.text, before, (piece.start, piece.end))
            if joined and not piece.ours and scores[number] >= FOLLOWS:
                out.append(Order(piece.start, piece.end, scores[number], True))
                before = (piece.start, piece.end)
            else:
                before = None
    return out


def _same_line(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    low, high = min(one[1], other[1]), max(one[0], other[0])
    return "\n" not in text[low:high]
