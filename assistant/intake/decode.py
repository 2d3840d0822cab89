"""Bytes to text, and the refusal of what is no text.

UTF-8 and marked UTF-16 are read by themselves; anything else is guessed by charset-normalizer, which is loaded only
then, with cp1252 as the last resort, since mail programs and old exports write it.
"""

import codecs
import re

from assistant.errors import UnreadableInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"PK\x03\x04", "a zip or Office file"),
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office or Outlook .msg file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_CONTROL = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SAMPLE = 200_000
_TIP = "Paste the text itself: the mail, the chat or the log."


def decode(raw: bytes) -> str:
    """The text of a file or a pipe. Raises UnreadableInput for what is empty or no text."""
    if not raw.strip():
        raise UnreadableInput("The input is empty.", _TIP)
    for magic, what in _BINARY:
        if raw.startswith(magic):
            raise UnreadableInput(f"The input is {what}, not text.", _TIP)
    text = _decoded(raw)
    refuse_unreadable(text)
    return text


def refuse_unreadable(text: str) -> None:
    """Raises UnreadableInput for text that is empty, blank, or mostly control characters."""
    if not text or text.isspace() or not text.strip("\ufeff\u200b\u200c\u200d\u2060 \t\r\n"):
        raise UnreadableInput("The input is empty.", _TIP)
    sample = text[:_SAMPLE]
    strange = len(_CONTROL.findall(sample))
    if strange > 2 and strange > len(sample) * 0.02:
        raise UnreadableInput("The input looks like a binary file, not text.", _TIP)


def _decoded(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = raw[:_SAMPLE]
    if sample.count(0) > len(sample) * 0.01:
        unmarked = _unmarked_utf16(raw)
        if unmarked is None:
            raise UnreadableInput("The input looks like a binary file, not text.", _TIP)
        return unmarked
    return _guessed(raw)


def _unmarked_utf16(raw: bytes) -> str | None:
    """UTF-16 without a mark shows as zero bytes at every other place."""
    even, odd = raw[0:_SAMPLE:2].count(0), raw[1:_SAMPLE:2].count(0)
    half = min(len(raw), _SAMPLE) // 2
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > half * 0.4 and others < half * 0.05:
            return raw.decode(encoding, errors="replace")
    return None


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # loaded only where it is needed: 20 ms

    best = from_bytes(raw[:20_000]).best()
    for encoding in ([best.encoding] if best else []) + ["cp1252"]:
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", errors="replace")
