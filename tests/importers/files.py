"""Writing small files, and reading them through the front door."""

from pathlib import Path

from assistant.domain import Article, Ticket
from assistant.importers import Options, Refused, read_items


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def taken(*files: Path, options: Options | None = None) -> list[Ticket | Article]:
    """What was read."""
    return [item for item in read_items(files, options=options) if not isinstance(item, Refused)]


def refusals(*files: Path, options: Options | None = None) -> list[Refused]:
    """What was not."""
    return [item for item in read_items(files, options=options) if isinstance(item, Refused)]
