"""A raw .eml to lines: headers decoded, the text part chosen, attachments left out by name.

The stdlib's `email` reads header blocks here, but not bodies: its decoded payloads have lost their offsets, so
quoted-printable and base64 are undone piece by piece with the raw place of each character kept.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from codecs import getincrementaldecoder, lookup
from email.message import Message
from email.parser import HeaderParser
from urllib.parse import unquote

from assistant.domain.issue import Omission
from assistant.intake.html import html_lines
from assistant.intake.lines import Line, split_lines
from assistant.intake.mapped import Mapped
from assistant.intake.words import late

_WORD = late(r"=\?(?P<charset>[\w-]+)(?:\*\w+)?\?(?P<how>[QqBb])\?(?P<body>[^?\s]*)\?=(?:\s+(?==\?))?")
_ESCAPED = late(r"(?:=[0-9A-Fa-f]{2}|=[ \t]*\r?\n)+")
_LONGEST = 200_000
_DEEPEST = 6


def mime_lines(raw: str) -> tuple[list[Line], list[Omission]]:
    """The readable lines of a mail file, and the parts that are left out."""
    reader = _Reader(raw)
    reader.mail(len(raw) - len(raw.lstrip("\ufeff \r\n")), len(raw), 0)
    return reader.lines, reader.left_out


class _Reader:
    """Walks through the parts of one mail file."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.lines: list[Line] = []
        self.left_out: list[Omission] = []

    def mail(self, start: int, end: int, depth: int) -> None:
        """Headers that are shown, then the body."""
        headers, body = self._headers(start, end)
        for line in split_lines(Mapped.of(self.raw, start, body)):
            if not line.blank:
                self.lines.append(Line(_decoded_words(line.text), line.at))
        self.lines.append(Line(Mapped(), body))
        self._part(headers, body, end, depth)

    def _headers(self, start: int, end: int) -> tuple[Message, int]:
        blank = re.compile(r"\r?\n[ \t]*\r?\n").search(self.raw, start, end)
        if self.raw.startswith(("\n", "\r\n"), start):
            return Message(), start
        stop = blank.end() if blank else end
        block = self.raw[start:stop].encode("ascii", "replace").decode()
        return HeaderParser().parsestr(block), stop

    def _part(self, headers: Message, start: int, end: int, depth: int) -> None:
        kind = headers.get_content_type()
        boundary = headers.get_boundary()
        if headers.get_content_maintype() == "multipart" and boundary and depth < _DEEPEST:
            self._parts(kind, str(boundary), start, end, depth)
        elif kind == "message/rfc822" and depth < _DEEPEST:
            self.mail(start, end, depth + 1)
        elif headers.get_content_maintype() == "text" and not _attached(headers):
            self._text(headers, start, end)
        elif end > start and self.raw[start:end].strip():
            self.left_out.append(Omission(start=start, end=end, why=f"attachment {_file_name(headers)} ({kind})"))

    def _parts(self, kind: str, boundary: str, start: int, end: int, depth: int) -> None:
        mark = re.compile(rf"^--{re.escape(boundary)}(?:--)?[ \t]*\r?$\n?", re.MULTILINE)
        marks = list(mark.finditer(self.raw, start, end))
        found = []
        for at, opening in enumerate(marks):
            if opening.group().rstrip().endswith(f"{boundary}--"):
                break
            stop = marks[at + 1].start() if at + 1 < len(marks) else end
            found.append((*self._headers(opening.end(), stop), stop))
        chosen = _best_copy([headers for headers, _, _ in found]) if kind == "multipart/alternative" else None
        for at, (headers, body, stop) in enumerate(found):
            if chosen is None or at == chosen:
                self._part(headers, body, stop, depth + 1)
            elif stop > body:
                self.left_out.append(
                    Omission(start=body, end=stop, why=f"another copy of the same mail ({headers.get_content_type()})")
                )

    def _text(self, headers: Message, start: int, end: int) -> None:
        if end - start > _LONGEST:
            self.left_out.append(
                Omission(start=start + _LONGEST, end=end, why=f"too long: {_LONGEST:,} characters of a part are read")
            )
            end = start + _LONGEST
        how = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
        charset = _known(headers.get_content_charset() or "utf-8")
        text = Mapped.of(self.raw, start, end)
        if how == "quoted-printable":
            text = _from_quoted(text, charset)
        elif how == "base64":
            text = _from_base64(text, charset)
        if headers.get_content_type() == "text/html":
            lines, dropped = html_lines(text.text, 0, len(text))
            self.lines.extend(_through(line, text) for line in lines)
            self.left_out.extend(
                Omission(start=text.offsets[o.start], end=text.offsets[o.end - 1] + 1, why=o.why) for o in dropped
            )
        else:
            self.lines.extend(split_lines(text))
        self.lines.append(Line(Mapped(), end))


def _through(line: Line, outer: Mapped) -> Line:
    """A line found in decoded text, mapped on to the raw paste."""
    offsets = [outer.offsets[at] for at in line.text.offsets]
    return Line(Mapped(line.text.text, offsets), outer.offsets[min(line.at, len(outer) - 1)], line.depth, line.hint)


def _attached(headers: Message) -> bool:
    return headers.get_content_disposition() == "attachment"


def _file_name(headers: Message) -> str:
    return unquote(headers.get_filename() or "without a name")


def _best_copy(copies: list[Message]) -> int | None:
    """Plain text before HTML before the rest."""
    for wanted in ("text/plain", "text/html"):
        for at, headers in enumerate(copies):
            if headers.get_content_type() == wanted:
                return at
    return len(copies) - 1 if copies else None


def _known(charset: str) -> str:
    try:
        return lookup(charset).name
    except LookupError:
        return "utf-8"


def _decoded_words(text: Mapped) -> Mapped:
    """A header line with its =?utf-8?Q?…?= words decoded."""
    parts, at = [], 0
    for match in _WORD.finditer(text.text):
        parts.append(text.cut(at, match.start()))
        body = text.cut(match.start("body"), match.end("body"))
        charset = _known(match["charset"])
        if match["how"] in "Qq":
            parts.append(_from_quoted(Mapped(body.text.replace("_", " "), body.offsets), charset))
        else:
            parts.append(_from_base64(body, charset))
        at = match.end()
    parts.append(text.cut(at))
    return Mapped.join(parts)


def _from_quoted(text: Mapped, charset: str) -> Mapped:
    parts, at = [], 0
    for match in _ESCAPED.finditer(text.text):
        parts.append(text.cut(at, match.start()))
        codes = [
            (found.start(), int(found.group()[1:], 16)) for found in re.finditer(r"=[0-9A-Fa-f]{2}", match.group())
        ]
        places = [text.offsets[match.start() + place] for place, _ in codes]
        parts.append(_from_bytes(bytes(code for _, code in codes), places, charset))
        at = match.end()
    parts.append(text.cut(at))
    return Mapped.join(parts)


def _from_base64(text: Mapped, charset: str) -> Mapped:
    letters = [
        at for at, character in enumerate(text.text) if character.isalnum() and character.isascii() or character in "+/"
    ]
    letters = letters[: len(letters) // 4 * 4 + (len(letters) % 4 if len(letters) % 4 > 1 else 0)]
    packed = "".join(text.text[at] for at in letters)
    try:
        data = b64decode(packed + "=" * (-len(packed) % 4))
    except (Base64Error, ValueError):
        return text
    places = [text.offsets[letters[number // 3 * 4 + number % 3]] for number in range(len(data))]
    return _from_bytes(data, places, charset)


def _from_bytes(data: bytes, places: list[int], charset: str) -> Mapped:
    """Characters of encoded bytes, each at the place of its first byte."""
    decoder = getincrementaldecoder(charset)("replace")
    text: list[str] = []
    offsets: list[int] = []
    first: int | None = None
    for number, place in enumerate(places):
        first = place if first is None else first
        found = decoder.decode(data[number : number + 1], final=number == len(places) - 1)
        if found:
            text.append(found)
            offsets.extend([first] * len(found))
            first = None
    return Mapped("".join(text), offsets)
