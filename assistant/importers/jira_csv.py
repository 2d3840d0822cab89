"""An issue of Jira's CSV export (and of sets published in its columns, as GitBugs).

A column with several values is repeated. A comment is `time;author;words`. Times are in the zone of whoever exported;
where the file does not name it, they stay without one. Internal and public comments look alike: all count as internal.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from assistant.domain.issue import Role, Visibility
from assistant.importers.fields import cleaned
from assistant.importers.jira import linked
from assistant.importers.records import Conversation, Said, Unfit
from assistant.importers.times import read_time

_COMMENT = re.compile(r"(?P<at>[^;\n]{6,40});(?P<author>[^;\n]{0,120});(?P<words>.*)", re.DOTALL)
_KEY = re.compile(r"[^\W\d]\w*-\d+")
_NUMBER = re.compile(r"\d+|[^\W\d]\w*-\d+")
_LINK = re.compile(r"(outward|inward) issue link \((.+)\)", re.IGNORECASE)
"""Heading of the issues on one side of one kind of link, as Jira writes it in English."""
_SEVERAL = ("versions", "tags", "comment", "product_area")


@lru_cache(maxsize=1)
def _headings() -> dict[str, str]:
    words = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
    return {heading.casefold(): name for name, headings in words.items() for heading in headings}


def columns(header: Sequence[str]) -> dict[str, list[int]] | None:
    """Name → places of its columns; None where these are not Jira's."""
    found: dict[str, list[int]] = {}
    for place, heading in enumerate(header):
        name = _headings().get(heading.strip().casefold())
        if link := _LINK.fullmatch(heading.strip()):
            name = f"{link[1].casefold()} {link[2]}"
        if name:
            found.setdefault(name, []).append(place)
    return found if "title" in found and ("key" in found or "id" in found) else None


def record(cells: Sequence[str], places: dict[str, list[int]]) -> Conversation:
    """One row. Raises Unfit, also for one too short to hold a summary, and for one whose cells are shifted."""
    if len(cells) <= max(places["title"]):
        raise Unfit("Summary", "is missing: the row has too few cells")
    if (written := _written(cells, places)) and identity(cells, places) is None:
        raise Unfit("Issue key", f"is no key but {written[:40]!r}: a comma or a quote of the row is not quoted")
    return conversation(cells, places)


def identity(cells: Sequence[str], places: dict[str, list[int]]) -> str | None:
    """The key of a row that may be broken otherwise; None for what has not the form of one."""
    form = _KEY if places.get("key") and _cell(cells, places["key"]) else _NUMBER
    written = _written(cells, places)
    return written if form.fullmatch(written) else None


def _written(cells: Sequence[str], places: dict[str, list[int]]) -> str:
    """What stands where the key is to stand, else where the number is."""
    return _cell(cells, places.get("key", ())) or _cell(cells, places.get("id", ()))


def _cell(cells: Sequence[str], places: Sequence[int]) -> str:
    at = next(iter(places), len(cells))
    return cells[at].strip() if at < len(cells) else ""


def conversation(cells: Sequence[str], places: dict[str, list[int]]) -> Conversation:
    """One row. Raises Unfit."""
    values = {name: [c for at in at_all if at < len(cells) and (c := cleaned(cells[at]).strip())]
              for name, at_all in places.items()}  # fmt: skip
    one = {name: found[0] if found else None for name, found in values.items() if name not in _SEVERAL}
    number = one.get("key") or one.get("id")
    if not number:
        raise Unfit("Issue key", "is missing")
    title, body = one.get("title"), one.get("text") or ""
    if not title:
        raise Unfit("Summary", "is missing")
    created = one.get("created_at")
    fields = {
        "id": number, "title": title, "text": body or title, "status": one.get("status"),
        "priority": one.get("priority"), "closure_code": one.get("closure_code"), "created_at": read_time(created),
        "resolved_at": read_time(one.get("resolved_at")), "versions": tuple(values.get("versions", ())),
        "tags": tuple(values.get("tags", ())), "product_area": next(iter(values.get("product_area", ())), None),
        **linked(_links(values), number),
    }  # fmt: skip
    report = Said(body, one.get("reporter"), Role.CUSTOMER, Visibility.PUBLIC, at_written=_shown(created or ""))
    said = (report, *(_comment(words) for words in values.get("comment", ())))
    return Conversation("Issue", fields, said, read_time(one.get("updated_at")))


def _links(values: dict[str, list[str]]) -> Iterator[tuple[str, str | None, str | None]]:
    """Its links as kind, issue outward and issue inward."""
    for name, issues in values.items():
        side, _, kind = name.partition(" ")
        for issue in issues if kind else ():
            if _KEY.fullmatch(issue):
                yield kind, issue if side == "outward" else None, issue if side == "inward" else None


def _comment(cell: str) -> Said:
    found = _COMMENT.fullmatch(cell)
    if found is None:
        return Said(cell, visibility=Visibility.INTERNAL)
    return Said(found["words"].strip(), found["author"], visibility=Visibility.INTERNAL, at_written=_shown(found["at"]))


def _shown(written: str) -> str:
    at = read_time(written)
    return f"{at:%Y-%m-%d %H:%M}" if at and not at.tzinfo else written.strip()
