"""Whether a record is the one that is held under its id, or one of another system that happens to have the same number.

Kept of a record are checksums: its words stay out of the ledger, where nothing masks them.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from assistant.importers.ledger import Held, in_utc
from assistant.importers.records import Read


def trait(words: str) -> str:
    """A checksum to compare by; empty for nothing."""
    return sha256(words.encode("utf-8", "replace")).hexdigest()[:16] if words else ""


def title_of(record: Read) -> str:
    """Trait of its title."""
    return trait(" ".join(record.item.title.split()).casefold())


def made_of(record: Read) -> str:
    """Trait of when it was made; empty where the export does not say."""
    return trait(in_utc(getattr(record.item, "created_at", None)) or "")


def place_of(record: Read) -> str:
    """Trait of where its system keeps records: host and path of its URL before its number; empty without a URL."""
    try:
        parts = urlsplit(record.item.url or "")
    except ValueError:
        return ""
    if not parts.netloc:
        return ""
    path = parts.path.strip("/").split("/")
    at = next((n for n, part in enumerate(path) if part.split("-")[0] == record.item.id or part == record.item.id), 0)
    return trait("/".join((parts.netloc.casefold(), *path[:at])))


def places_of(file: str, paths: Iterable[str]) -> set[Path]:
    """Where a file of a source lies, given its name inside the source's paths; none where it is there no more."""
    places = (Path(path) / file if Path(path).is_dir() else Path(path) for path in paths)
    return {place.resolve() for place in places if place.name == Path(file).name and place.exists()}


def is_another(held: Held, record: Read) -> bool:
    """Whether something says that these are two: another place, or made at another time."""
    place, made = place_of(record), made_of(record)
    if held.place and place:
        return held.place != place
    return bool(held.system == record.system and held.made and made and held.made != made)


def is_the_same(held: Held, record: Read) -> bool:
    """Whether something says that these are one, and nothing that they are two."""
    if is_another(held, record):
        return False
    if held.place and place_of(record):
        return True
    if held.system == record.system and (not held.title or held.made and made_of(record)):
        return True  # NOTE: without a title it was noted by an older version, which did not tell
    return held.title == title_of(record)
