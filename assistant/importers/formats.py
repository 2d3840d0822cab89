"""What a file is, told by its first bytes; its name decides only between kinds of text that look alike."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from assistant.errors import UnreadableInput
from assistant.importers.bytestream import encoding_of, start_of

_SAMPLE = 2**16
_HEADER = re.compile(r"[!-9;-~]+:")
_MAIL_HEADERS = {"from", "to", "subject", "date", "received", "message-id", "return-path", "delivered-to",
                 "mime-version", "x-gmail-labels", "content-type"}  # fmt: skip
_BINARY = (
    (b"%PDF-", ""), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"),
    (b"\xd0\xcf\x11\xe0", "an old Office or Outlook .msg file"), (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"), (b"SQLite format 3", "a database"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
    (b"BZh", "a bzip2 file"), (b"\xfd7zXZ", "an xz file"), (b"(\xb5/\xfd", "a zstd file"),
)  # fmt: skip
_DATA = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".tsv"})
"""Suffixes of files that never hold a page of HTML, unless a server answered with one."""
_UNPACK = "Unpack it and name what is in it."
SUFFIXES = frozenset({".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".md", ".markdown", ".mdx", ".html", ".htm",
                      ".docx", ".pdf", ".eml", ".mbox", ".mbx"})  # fmt: skip
"""Files that are read where a folder is named; other files are read when they are named themselves."""


class Format(StrEnum):
    """How a file is written."""

    JSON = "json"
    TABLE = "table"
    MBOX = "mbox"
    EML = "eml"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


def suffix_of(path: Path) -> str:
    """The suffix without `.gz`."""
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return inner.suffix.lower()


def format_of(path: Path, named: str | None = None) -> Format:
    """How a file is written; `named` is the encoding of what is no UTF-8.

    Raises UnreadableInput for what is empty, no text, or packed in an archive.
    """
    raw = start_of(path, _SAMPLE)
    if raw.startswith(b"PK"):
        return _office(path)
    for magic, what in _BINARY:
        if raw.startswith(magic):
            if not what:
                return Format.PDF
            raise UnreadableInput(f"{path} is {what}, no export.", _UNPACK)
    mark, encoding, _ = encoding_of(raw, named)
    text = raw[mark:].decode(encoding, "replace").lstrip("\ufeff")
    if not text.strip().strip("\0"):
        raise UnreadableInput(f"{path} is empty.", "Export it again.")
    strange = sum(c < " " and c not in "\t\n\r\f\0\x1b" or c == "\ufffd" for c in text)
    if strange > 8 and strange > len(text) * 0.05 or text.count("\0") > len(text) * 0.3:
        raise UnreadableInput(f"{path} is no text.", "Name an export, a mail, or an article.")
    return _text_format(path, text)


def _text_format(path: Path, text: str) -> Format:
    suffix = suffix_of(path)
    if suffix in (".md", ".markdown", ".mdx", ".rst"):
        return Format.MARKDOWN
    first = text.lstrip()
    if first[:1] in ("{", "["):
        return Format.JSON
    if text.startswith("From ") and _mail_headers(text.split("\n", 1)[-1]) >= 2:
        return Format.MBOX
    if _mail_headers(text) >= 2 and suffix not in (".csv", ".tsv"):
        return Format.EML
    if first.startswith("<"):
        if first.startswith("<?xml") and "<html" not in first[:2_000].lower():
            raise UnreadableInput(f"{path} is XML, which is not read.", "Export as JSON or CSV.")
        if suffix in _DATA:
            raise UnreadableInput(
                f"{path} is an HTML page, probably a login or error page, whatever its name.", "Export it again."
            )
        return Format.HTML
    if first.startswith("---\n") or first.startswith("---\r\n"):
        return Format.MARKDOWN
    if suffix in (".csv", ".tsv", ".tab", ".xls") or _is_table(first):
        return Format.TABLE
    if suffix in (".json", ".jsonl", ".ndjson"):
        return Format.JSON
    return Format.MARKDOWN


def _office(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableInput(f"{path} is a damaged zip or Office file.", "Save or export it again.") from error
    if "word/document.xml" in names:
        return Format.DOCX
    if "xl/workbook.xml" in names:
        raise UnreadableInput(f"{path} is an Excel file.", "Save the sheet as CSV UTF-8.")
    raise UnreadableInput(f"{path} is a zip file, whatever its name.", _UNPACK)


def _mail_headers(text: str) -> int:
    """How many different headers of a mail the text begins with."""
    found: set[str] = set()
    for line in text.splitlines()[:60]:
        if not line.strip():
            break
        if line[:1] in " \t" and found:
            continue
        if not _HEADER.match(line):
            return 0
        name = line.split(":", 1)[0].lower()
        found |= {name} & _MAIL_HEADERS
    return len(found)


def _is_table(text: str) -> bool:
    """Whether the first lines have the same number, two or more, of one separator."""
    lines = [line for line in text.splitlines()[:6] if line.strip()][:5]
    if len(lines) < 2:
        return False
    return any(len({line.count(separator) for line in lines}) == 1 and lines[0].count(separator) >= 2
               for separator in ",;\t|")  # fmt: skip
