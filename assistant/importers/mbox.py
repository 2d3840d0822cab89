"""The mails of a mailbox file, told apart by the lines that begin them."""

import gzip
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from assistant.importers.bytestream import raw_bytes

_CLOCK = re.compile(rb"\d{1,2}:\d{2}")
_HEADER = re.compile(rb"([!-9;-~]+):")
_USUAL = frozenset({b"from", b"to", b"subject", b"date", b"received", b"message-id", b"return-path", b"delivered-to",
                    b"mime-version", b"content-type", b"status", b"reply-to"})  # fmt: skip
_LONGEST_LINE = 2**20
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def mails_in(file: Path, folder: Path, opened: ExitStack) -> Iterator[Callable[[int], bytes]]:
    """For each mail of a mailbox what reads so many bytes of it. A packed one is unpacked into the folder."""
    path = file
    with raw_bytes(file) as raw:
        if isinstance(raw, gzip.GzipFile):
            path = folder / f"{len(list(folder.iterdir()))}.mbox"
            with path.open("wb") as unpacked:
                shutil.copyfileobj(raw, unpacked)
    held = opened.enter_context(path.open("rb"))
    for start, stop in list(_places(held)):
        yield lambda count, start=start, stop=stop: _part(held, start, min(count, stop - start))  # type: ignore[misc]


def _part(held: IO[bytes], start: int, count: int) -> bytes:
    held.seek(start)
    return _ESCAPED.sub(rb"\1", held.read(count))


def _places(held: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Where each mail begins behind its "From " line, and where it ends."""
    begun, at, line = None, 0, held.readline(_LONGEST_LINE)
    while line:
        behind, following = at + len(line), held.readline(_LONGEST_LINE)
        if line.startswith(b"From ") and (begun is None or _begins(line, following)):
            if begun is not None:
                yield begun, at
            begun = behind
        at, line = behind, following
    if begun is not None:
        yield begun, at


def _begins(line: bytes, following: bytes) -> bool:
    """Whether a line begins a mail, and is none of a text that was not escaped: "From now on it fails"."""
    header = _HEADER.match(following)
    return header is not None and (header[1].lower() in _USUAL or _CLOCK.search(line) is not None)
