"""Articles that are documents: Markdown with front matter, HTML pages, Word files, PDFs.

An article's id is its front matter's, else its path inside the folder that was named, so that two `index.md` differ.
What front matter of documentation sites says beyond the fields of `Article` is passed over and noted.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.domain.knowledge import Article
from assistant.errors import UnreadableInput
from assistant.importers import own
from assistant.importers.bytestream import Watch, opened, raw_bytes
from assistant.importers.fields import cleaned
from assistant.importers.formats import Format
from assistant.importers.markup import html_markdown, html_page
from assistant.importers.records import Read, Refused, Unfit
from assistant.importers.times import read_time

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?(.*)\Z", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$|^(?P<under>[^\n#>*-][^\n]*)\n[=-]{3,}\s*$", re.MULTILINE)
_CHANGED = ("updated_at", "lastmod", "last_modified", "last_modified_at", "last_updated", "updated", "date")
"""Keys of documentation sites (Hugo, Jekyll, Docusaurus) for when a page was last changed, the surest first."""
_OURS = frozenset({"audience", "confidence", "error_codes", "superseded_by", "related_tickets", "product_area",
                   "workaround"})  # fmt: skip
"""Fields that front matter has only where it was written for this product."""
_URLS = ("url", "permalink", "canonical_url")
_OF_A_PROGRAM = re.compile(
    r"Microsoft \w+ - |.*\.(?:docx?|odt|rtf|pptx?|xlsx?|indd|tex|dvi|pdf|html?|txt)$|"
    r"(?:untitled|unbenannt|document|dokument|slide|layout) ?\d*$|\W*$",
    re.IGNORECASE,
)
"""What programs write as the title of a PDF when nobody gave it one."""
_LARGEST = 50 * 2**20
"""Bytes of a document; books and data sheets above it are no articles."""
_WITH_SUFFIX = (".md", ".markdown", ".mdx")


@dataclass(frozen=True, slots=True)
class _Document:
    title: str
    text: str
    fields: dict[str, Any]
    line: int = 1


def document(
    file: Path, name: str, format: Format, watch: Watch | None = None, encoding: str | None = None
) -> Read | Refused:
    """One document as an article. `name` is its path inside the folder that was named, or its file name."""
    try:
        if file.stat().st_size > _LARGEST:
            raise UnreadableInput(f"it is larger than {_LARGEST // 2**20} MiB.")
        made = _READERS[format](file, watch, encoding)
        item, changed = _article(made, name, watch)
        return Read(item, name, made.line, "document", changed)
    except Unfit as unfit:
        return Refused(name, 1, unfit.field, unfit.why, withdrawn=unfit.withdrawn, id=unfit.id)
    except UnreadableInput as error:
        return Refused(name, 0, "", error.message, rest=True)


def _article(made: _Document, name: str, watch: Watch | None) -> tuple[Article, datetime | None]:
    path = PurePosixPath(name)
    plain = str(path.with_suffix("") if path.suffix.lower() in _WITH_SUFFIX else path)
    fields = {key: _plain(key, value) for key, value in made.fields.items() if value is not None}
    identity = str(fields.get("id") or plain)
    if fields.get("draft") in (True, "true") or fields.get("published") in (False, "false"):
        raise Unfit("draft", "is a draft, not published", withdrawn=True, id=identity)
    changed = next((at for key in _CHANGED if (at := read_time(fields.get(key)))), None)
    url = next((str(fields[key]) for key in _URLS if str(fields.get(key, "")).startswith("http")), None)
    title = made.title or path.stem.replace("-", " ").replace("_", " ").strip()
    given = {"id": identity, "title": title, "text": made.text, "url": url, "updated_at": changed}
    if not made.text.strip():
        raise Unfit("text", "is empty")
    further = {key: value for key, value in fields.items() if key not in (*_CHANGED, *_URLS)}
    return _validated(given, further, watch), changed


def _validated(given: dict[str, Any], further: dict[str, Any], watch: Watch | None) -> Article:
    """The article with what else its front matter says.

    In our own fields a wrong one is refused: a misspelt `audience` must not make a page public. A documentation site
    has fields of its own, some called as ours; those that do not fit are passed over.
    """
    ours = bool(_OURS & further.keys()) or any(get_close_matches(key, _OURS, cutoff=0.8) for key in further)
    while True:
        try:
            item = own.validated(Article, given | further)
            assert isinstance(item, Article)
            return item
        except Unfit as unfit:
            key = unfit.field.split(".", 1)[0]
            if ours or key not in further:
                raise
            del further[key]
            if watch is not None:
                watch.note(f"front matter not read: {key}")


def _text(file: Path, watch: Watch | None, encoding: str | None) -> str:
    with opened(file, watch, encoding) as held:
        return held.read().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _markdown(file: Path, watch: Watch | None, encoding: str | None) -> _Document:
    text = _text(file, watch, encoding)
    found = _FRONT_MATTER.match(text)
    fields: Any = {}
    if found:
        import yaml

        try:
            fields = yaml.safe_load(found.group(1)) or {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            at = f" (line {mark.line + 2})" if mark else ""
            raise Unfit("front matter", f"is no YAML{at}: {getattr(error, 'problem', error)}") from error
        except ValueError as error:
            raise Unfit("front matter", f"holds a value that cannot be read: {error}") from error
        if not isinstance(fields, dict):
            raise Unfit("front matter", "is no list of `name: value` lines")
    body = (found.group(2) if found else text).strip()
    heading = _HEADING.search(body)
    title = (heading.group(1) or heading["under"] or "").strip() if heading else ""
    return _Document(title, body, {str(key): value for key, value in fields.items()})


def _html(file: Path, watch: Watch | None, encoding: str | None) -> _Document:
    title, text = html_page(_text(file, watch, encoding))
    return _Document(title, text, {})


def _docx(file: Path, watch: Watch | None, encoding: str | None) -> _Document:
    import mammoth  # type: ignore[import-untyped]

    try:
        with raw_bytes(file, watch) as held:
            html = mammoth.convert_to_html(
                io.BytesIO(held.read()), convert_image=mammoth.images.img_element(_no_image)
            ).value
    except Exception as error:
        raise UnreadableInput(
            f"it is a Word file that cannot be read ({type(error).__name__}).", "Save it again."
        ) from error
    text = html_markdown(html)
    heading = _HEADING.search(text)
    return _Document((heading.group(1) or "").strip() if heading else text.split("\n", 1)[0][:100], text, {})


def _no_image(image: object) -> dict[str, str]:
    return {}


def _pdf(file: Path, watch: Watch | None, encoding: str | None) -> _Document:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it reports every oddity of a file on stderr
    try:
        with raw_bytes(file, watch) as held:
            reader = PdfReader(io.BytesIO(held.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableInput("it is a PDF that is locked with a password.", "Save it without one.")
        pages = [cleaned(page.extract_text() or "") for page in reader.pages]
        told = str((reader.metadata and reader.metadata.title) or "").strip()
    except UnreadableInput:
        raise
    except (PyPdfError, Exception) as error:
        raise UnreadableInput(f"it is a PDF that cannot be read ({type(error).__name__}).", "Save it again.") from error
    text = "\n\n".join(page.strip() for page in pages if page.strip())
    if not text:
        raise Unfit("text", "is empty: the PDF holds pictures of pages, no text")
    title = text.split("\n", 1)[0].strip()[:120] if _OF_A_PROGRAM.match(told) else told
    return _Document(title, text, {})


_READERS: dict[Format, Callable[[Path, Watch | None, str | None], _Document]] = {
    Format.MARKDOWN: _markdown, Format.HTML: _html, Format.DOCX: _docx, Format.PDF: _pdf,
}  # fmt: skip


def _plain(key: str, value: Any) -> Any:
    """YAML reads `2026.31` as a number and `id: 12` too; versions and ids are text."""
    if isinstance(value, list):
        return [str(part) if isinstance(part, int | float) else part for part in value]
    if key in ("versions", "error_codes", "related_tickets") and isinstance(value, str | int | float):
        return [part.strip() for part in str(value).split(",") if part.strip()]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
