"""A text as it is compared: without Markdown escapes and unseen characters, folded, each character knowing its origin.

Folding maps one character to one (case, accents, full width, kinds of dashes, spaces and apostrophes), so that offsets
of the folded and the cleaned text are the same.
"""

import re
import unicodedata
from dataclasses import dataclass

_DROPPED = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[\u00ad\u200b-\u200f\u2060\ufeff]|&(?P<entity>lt|gt|amp|quot|apos|nbsp|#39|#34);"
)
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " ", "#39": "'", "#34": '"'}
_SAME = {
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("’‘ʼ´`＇", "'"),
    "〜": "-", "～": "-", "⁄": "/", "∕": "/",
}  # fmt: skip
_ACCENTED_TO = 0x250
_WIDE = range(0xFF01, 0xFF5F)


class _Folding(dict[int, str]):
    """Character to folded character, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_one(chr(code))
        return folded


def _fold_one(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    code = ord(character)
    if code in _WIDE:
        return chr(code - 0xFEE0).lower()
    # NOTE: only Latin letters lose their accents; taking apart kana would drop their voicing marks.
    plain = unicodedata.normalize("NFD", character)[:1] if code < _ACCENTED_TO else character
    lower = plain.lower()
    return lower if len(lower) == 1 else character


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` without case, accents and kinds of width, dash, space and apostrophe; as long as `text`."""
    return text.translate(_FOLDING)


@dataclass(frozen=True)
class Surface:
    """A text made ready for scanning."""

    raw: str
    text: str
    """Cleaned, with case."""
    folded: str
    """`fold(text)`, of the same length."""
    origin: tuple[int, ...] | None
    """Offset in `raw` of each character of `text`; None where they are the same."""

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in `raw` of `text[start:end]` (not empty)."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def surface(raw: str) -> Surface:
    """`raw` cleaned and folded."""
    if _DROPPED.search(raw) is None:
        return Surface(raw, raw, fold(raw), None)
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _DROPPED.finditer(raw):
        pieces.append(raw[at : match.start()])
        origin.extend(range(at, match.start()))
        if match["entity"]:
            pieces.append(_ENTITIES[match["entity"]])
            origin.append(match.start())
        at = match.end()
    pieces.append(raw[at:])
    origin.extend(range(at, len(raw)))
    text = "".join(pieces)
    return Surface(raw, text, fold(text), tuple(origin))
