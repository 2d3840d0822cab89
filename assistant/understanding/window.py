"""Packing a thread's sentences into windows the encoder reads at once, keeping where each sentence and word stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MAX_TOKENS = 160
"""Tokens a window: some seven sentences of context, and training threads fit whole."""
_CLS, _SEP = 101, 102
"""Of the BERT vocabulary the encoder was built on."""
_SENTENCE_TOKENS = 72
"""A longer sentence is read by its beginning: what it says is said by then."""

Offsets = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Piece:
    """One sentence as tokens: its number, its speaker's tokens, its own, and the characters each of its own covers."""

    number: int
    speaker: tuple[int, ...]
    ids: tuple[int, ...]
    offsets: Offsets


@dataclass(frozen=True)
class Window:
    """Token ids, and for each sentence its number, token range and the characters of each token."""

    ids: tuple[int, ...]
    sentences: tuple[tuple[int, int, int, Offsets], ...]


def thread_pieces(rows: Sequence[tuple[str, str]], tokenizer: Any) -> list[Piece]:
    """`(speaker, sentence)` rows as pieces; a sentence without tokens is left out."""
    pieces = []
    encoded = tokenizer.encode_batch([text for _, text in rows], add_special_tokens=False)
    speakers = {s: tuple(tokenizer.encode(f"{s}:", add_special_tokens=False).ids) for s, _ in rows}
    for number, ((speaker, _), one) in enumerate(zip(rows, encoded, strict=True)):
        if one.ids:
            ids, offsets = tuple(one.ids[:_SENTENCE_TOKENS]), tuple(one.offsets[:_SENTENCE_TOKENS])
            pieces.append(Piece(number, speakers[speaker], ids, offsets))
    return pieces


def pack(pieces: Iterable[Piece], limit: int) -> list[Window]:
    """Windows of whole sentences, each at most `limit` tokens; the speaker is named where it changes."""
    windows: list[Window] = []
    ids: list[int] = []
    sentences: list[tuple[int, int, int, Offsets]] = []
    speaker: tuple[int, ...] | None = None

    def close() -> None:
        if sentences:
            windows.append(Window((*ids, _SEP), tuple(sentences)))

    for piece in pieces:
        if not ids or len(ids) + len(piece.speaker) + len(piece.ids) + 1 > limit:
            close()
            ids, sentences, speaker = [_CLS], [], None
        if piece.speaker != speaker:
            ids += piece.speaker
            speaker = piece.speaker
        start = len(ids)
        ids += piece.ids
        sentences.append((piece.number, start, len(ids), piece.offsets))
    close()
    return windows
