"""Trackers whose people marked duplicates: what is asked, what should be found, what was there by then.

Three forms are read: the Hadoop subset of GitBugs (av9ash/gitbugs, CC BY 4.0) in `--data`; the CSV files of any other
of its trackers (`X_bugs.csv` with `X_bugs-combined.csv`), which a user fetches from there; and one JSON object a line.
"""

import csv
import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.domain.knowledge import Ticket

_LARGEST_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class DuplicateQuery:
    """One query and what it should and may find."""

    id: str
    text: str
    wanted: frozenset[str]
    """Its duplicates; empty for a ticket that has none."""
    later: frozenset[str]
    """Ids it must not find: itself and all that came after it."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """The tickets of one tracker, oldest first, and the earlier duplicates of some."""

    name: str
    rows: tuple[dict[str, object], ...]
    """Each with id, order (a time), title and text."""
    duplicates: dict[str, frozenset[str]]
    unclear: frozenset[str] = frozenset()
    """Ids that somebody called a duplicate of something not told: neither repeats nor others."""

    def tickets(self) -> list[Ticket]:
        """The tickets as the index takes them."""
        return [Ticket(id=str(r["id"]), title=str(r["title"]), text=str(r["text"])) for r in self.rows]

    def queries(self) -> list[DuplicateQuery]:
        """The tickets with known earlier duplicates, oldest first."""
        return [self._query(row) for row in self.rows if str(row["id"]) in self.duplicates]

    def others(self, count: int) -> list[DuplicateQuery]:
        """Tickets of the later half with no known duplicate either way, drawn with a fixed seed."""
        known = self.unclear.union(self.duplicates, *self.duplicates.values())
        half = [row for row in self.rows[len(self.rows) // 2 :] if str(row["id"]) not in known]
        return [self._query(row) for row in random.Random(0).sample(half, min(count, len(half)))]

    def _query(self, row: dict[str, object]) -> DuplicateQuery:
        order = row["order"]
        later = frozenset(str(other["id"]) for other in self.rows if not other["order"] < order)  # type: ignore[operator]
        identity = str(row["id"])
        wanted = self.duplicates.get(identity, frozenset())
        return DuplicateQuery(identity, f"{row['title']}\n\n{row['text']}", wanted, later)


def hadoop(data_dir: Path) -> Tracker:
    """`gitbugs_hadoop` of the data folder."""
    folder = data_dir / "gitbugs_hadoop"
    with gzip.open(folder / "tickets.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = sorted((json.loads(line) for line in file), key=lambda row: row["order"])
    wanted = json.loads((folder / "duplicates.json").read_text(encoding="utf-8"))
    return Tracker("hadoop", tuple(rows), {str(query): frozenset(ids) for query, ids in wanted.items()})


def marked(file: Path) -> Tracker:
    """A tracker as JSON lines (`NAME.jsonl.gz`): id, order (a time), title, text, and where known `duplicates` (every
    earlier ticket of its group) or `unclear`."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: (row["order"], row["id"]))
    return Tracker(
        file.name.partition(".")[0],
        tuple(rows),
        {row["id"]: frozenset(row["duplicates"]) for row in rows if row.get("duplicates")},
        frozenset(row["id"] for row in rows if row.get("unclear")),
    )


def gitbugs(bugs: Path, pairs: Path) -> Tracker:
    """A tracker from GitBugs' CSV files. Of a pair the later ticket asks and the earlier one is wanted."""
    csv.field_size_limit(_LARGEST_CELL)
    rows: dict[str, dict[str, object]] = {}
    for row in _csv(bugs):
        created = datetime.fromisoformat(row["Created"]).timestamp()
        text = row.get("Description") or ""
        rows[row["Issue id"]] = {"id": row["Issue id"], "order": created, "title": row["Summary"], "text": text}
    found: dict[str, set[str]] = {}
    for row in _csv(pairs):
        both = [row["Issue id"], row["Duplicate id"]]
        if both[0] != both[1] and all(identity in rows for identity in both):
            earlier, later = sorted(both, key=lambda identity: (rows[identity]["order"], identity))
            found.setdefault(later, set()).add(earlier)
    ordered = sorted(rows.values(), key=lambda row: (row["order"], row["id"]))
    return Tracker(bugs.stem.split("_")[0].lower(), tuple(ordered), {k: frozenset(v) for k, v in found.items()})


def _csv(file: Path) -> Sequence[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
