"""The bytes of an export file as UTF-8: unpacked, recoded, without what no text holds.

A file is told by what it holds, not by its name: gzip is unpacked whatever its suffix. Files of another encoding are
recoded on the way, and control characters (NUL bytes of a broken disk, escape sequences) become blanks, so that one of
them does not cost the file. What was done is noted for the person, as a guess may be wrong.
"""

import codecs
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from assistant.errors import UnreadableInput
from assistant.importers import alphabets

_SAMPLE = 2**20
"""Bytes looked at to tell the encoding."""
_READ_AS_UNKNOWN = "bytes that are no UTF-8 were read as \ufffd"
_READ_AS_WINDOWS = "bytes that are no UTF-8 were read as cp1252, which is a guess; --encoding names another"
_CHUNK = 2**18
_GUESSED_ON = 20_000
"""Bytes handed to charset-normalizer: it is slow, and more does not make it surer."""
_NEAR = 0.02
"""Of charset-normalizer's measures (0 to 1): what differs less is as good."""
_OF_LATIN = ["cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2", "mac_roman", "cp850", "cp437", "cp852"]
_OF_OTHERS = ["cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp1253", "iso8859_7", "cp1255",
              "cp1256", "cp874", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp949"]  # fmt: skip
"""Encodings that exports are written in; charset-normalizer knows dozens, and takes a rare one for a common one."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BLANKED = "".join(
    " " if code < 32 and chr(code) not in "\t\n\r\f" or code == 127 else chr(code) for code in range(128)
)
_NO_UTF8 = re.compile("[\udc80-\udcff]")
"""Bytes that are no UTF-8, as Python keeps them (`surrogateescape`)."""
_TABLE = {code: " " for code in range(128) if _BLANKED[code] == " " and code != 32}


@dataclass(slots=True)
class Watch:
    """What happens while files are read, for a progress bar and for the notes at the end."""

    file: str = ""
    """The file being read."""
    total_bytes: int = 0
    """Size of all files, as they lie on disk."""
    done_bytes: int = 0
    """Of these, read so far."""
    notes: Counter[str] = field(default_factory=Counter)
    """What was done to make the files readable, and how often."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files of a folder that are of no kind that is read, by suffix."""

    def note(self, what: str, *, once: bool = False) -> None:
        """Keep a note; equal ones are counted, unless it is to be told once."""
        if once and what in self.notes:
            return
        if what in self.notes or len(self.notes) < 1_000:
            self.notes[what] += 1


class _Metered(io.RawIOBase):
    """The file on disk, with the bytes read counted."""

    def __init__(self, path: Path, watch: Watch | None) -> None:
        self._file = path.open("rb")
        self._watch = watch
        self._counted = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        count = self._file.readinto(buffer)
        if self._watch is not None and (at := self._file.tell()) > self._counted:
            self._watch.done_bytes += at - self._counted  # NOTE: a second pass over the same bytes is not counted
            self._counted = at
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _Recoded(io.RawIOBase):
    """UTF-8 out of any encoding, control characters blanked."""

    def __init__(self, raw: IO[bytes], encoding: str, odd: Callable[[re.Match[str]], str]) -> None:
        """`odd` gives the letter for a byte that is no UTF-8 in a file that is."""
        self._raw = raw
        self._odd = odd if encoding == "utf-8" else None
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if self._odd else "replace")
        self._left = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        while not self._left and not self._ended:
            chunk = _chunk(self._raw)
            self._ended = not chunk
            text = self._decoder.decode(chunk, final=self._ended).translate(_TABLE)
            if self._odd is not None and not text.isascii():
                text = _NO_UTF8.sub(self._odd, text)
            self._left = text.encode("utf-8", "replace")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _chunk(raw: IO[bytes]) -> bytes:
    try:
        return raw.read(_CHUNK)
    except (EOFError, zlib.error, OSError) as error:
        raise UnreadableInput(f"the file breaks off ({_said(error)}).", "Export or copy it again.") from error


def raw_bytes(path: Path, watch: Watch | None = None) -> IO[bytes]:
    """The bytes as they are, unpacked where they are gzip. Raises UnreadableInput."""
    try:
        file = io.BufferedReader(_Metered(path, watch), _CHUNK)
        if file.peek(2)[:2] == b"\x1f\x8b":
            return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
        return file
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror or error}.") from error


def start_of(path: Path, count: int = _SAMPLE) -> bytes:
    """The first bytes, unpacked. Raises UnreadableInput."""
    with raw_bytes(path) as file:
        try:
            return file.read(count)
        except (EOFError, zlib.error, OSError) as error:
            raise UnreadableInput(f"{path} cannot be read: {_said(error)}.", "Export or copy it again.") from error


def opened(path: Path, watch: Watch | None = None, named: str | None = None) -> IO[bytes]:
    """The text of a file as UTF-8 bytes, without a byte order mark. Raises UnreadableInput, also while it is read.

    `named` is the encoding of what is no UTF-8; without it, it is guessed.
    """
    sample = start_of(path)
    mark, encoding, note = encoding_of(sample, named)
    if note and watch is not None:
        watch.note(f"{path.name}: {note}")
    file = raw_bytes(path, watch)
    file.read(mark)
    is_ascii = sample.isascii()

    def odd(byte: re.Match[str]) -> str:
        raw = byte[0].encode("utf-8", "surrogateescape")
        if named is not None:
            return raw.decode(named, "replace")
        # NOTE: nothing of a file that begins with a MiB of ASCII says that it is UTF-8
        if watch is not None and not note:
            watch.note(f"{path.name}: {_READ_AS_WINDOWS if is_ascii else _READ_AS_UNKNOWN}", once=True)
        return raw.decode(alphabets.WESTERN, "replace") if is_ascii else "\ufffd"

    return io.BufferedReader(_Recoded(file, encoding, odd), _CHUNK)


def encoding_of(sample: bytes, named: str | None = None) -> tuple[int, str, str]:
    """Bytes of the mark to skip, the encoding, and what to tell the person about it (empty: nothing).

    A file with a mark, and one whose letters are UTF-8, is what it is, whatever is `named`: a folder may hold both.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return len(mark), encoding, ""
    if named is not None and sample.isascii():
        return 0, named, ""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
        return 0, "utf-8", "NUL bytes were read as blanks" if b"\0" in sample else ""
    except UnicodeDecodeError:
        pass
    even, odd, half = sample[0::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > half * 0.4 and others < half * 0.05:
            return 0, encoding, ""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if sum(c > "\x7f" and c != "\ufffd" for c in text) >= bad:
        return 0, "utf-8", "" if named is not None else _READ_AS_UNKNOWN
    if named is not None:
        return 0, named, ""
    guess = _guessed(sample)
    note = f"is not UTF-8; it was read as {guess}, which is a guess. If letters are wrong, name another with --encoding"
    return 0, guess, note


def _guessed(sample: bytes) -> str:
    """What is no UTF-8 is most often Western Windows; another encoding must be clearly better."""
    telling = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())[:_GUESSED_ON]
    latin = alphabets.is_latin(telling)
    if latin and (told := alphabets.told(telling)):
        return told
    from charset_normalizer import from_bytes

    among = [name for name in _OF_LATIN if name != alphabets.WESTERN or alphabets.is_likely(telling)]
    found = list(from_bytes(telling, cp_isolation=among if latin else _OF_OTHERS))
    same = next((match for match in found if match.encoding == alphabets.WESTERN), None)
    if not found or same and same.chaos <= found[0].chaos + _NEAR and same.coherence >= found[0].coherence - _NEAR:
        return alphabets.WESTERN
    for match in found:
        try:
            telling.decode(match.encoding)
            return match.encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return alphabets.WESTERN


def _said(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error).strip()[:120] or type(error).__name__
