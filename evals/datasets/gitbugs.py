"""GitBugs: bug reports of open projects with their duplicates (av9ash/gitbugs, arXiv 2504.09651).

As published: `hadoop_bugs.csv` in Jira's columns and `hadoop_bugs-combined.csv` (`Issue id,Duplicate id`) beside it. Or
as `python -m evals retrieval` reads it: `tickets.jsonl.gz` with `duplicates.json`.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import EscalateError
from assistant.importers import Imported, read_export
from evals.datasets.labelled import Labelled, NotThisSet, inside, opened, wrong_columns

_TICKETS = ("tickets.jsonl.gz", "tickets.jsonl")


def load(path: Path) -> Iterator[Labelled]:
    """A folder or file of either form; `labels["duplicates"]` (ids), `labels["priority"]`. Raises NotThisSet."""
    folder = path if path.is_dir() else path.parent
    files = [p for name in _TICKETS if (p := folder / name).is_file()] if path.is_dir() else []
    if path.name.endswith(_TICKETS):
        files = [path]
    if files:
        yield from _prepared(files[0], folder / "duplicates.json")
        return
    for file in inside(path, ".csv"):
        if not file.stem.endswith(("-combined", "-train", "-test")):
            yield from _published(file)


def _prepared(file: Path, pairs: Path) -> Iterator[Labelled]:
    duplicates = json.loads(pairs.read_text(encoding="utf-8")) if pairs.is_file() else {}
    with opened(file) as raw:
        for number, line in enumerate(raw, 1):
            try:
                row = json.loads(line)
                title, text = str(row["title"]), str(row["text"] or "")
                yield Labelled(
                    str(row["id"]), title if text.strip() == title.strip() else f"{title}\n\n{text}",
                    {"duplicates": tuple(duplicates.get(str(row["id"]), ())), "priority": row.get("priority")},
                )  # fmt: skip
            except (ValueError, KeyError, TypeError) as error:
                raise NotThisSet(f"{file}:{number} has not these fields: id, title, text.") from error


def _published(file: Path) -> Iterator[Labelled]:
    duplicates = _pairs(file.with_name(f"{file.stem}-combined.csv"))
    try:
        records = read_export(file, kind="jira-csv")
    except EscalateError as error:
        raise wrong_columns(file, (), "Summary, Issue id, Description", "gitbugs") from error
    for record in records:
        if isinstance(record, Imported):
            ticket = record.ticket
            text = ticket.title if ticket.text == ticket.title else f"{ticket.title}\n\n{ticket.text}"
            labels = {"duplicates": duplicates.get(ticket.id, ()), "priority": ticket.priority}
            yield Labelled(ticket.id, text, labels)


def _pairs(file: Path) -> dict[str, tuple[str, ...]]:
    if not file.is_file():
        return {}
    with opened(file) as raw:
        rows = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        if not {"Issue id", "Duplicate id"} <= set(rows.fieldnames or ()):
            raise wrong_columns(file, list(rows.fieldnames or ()), "Issue id, Duplicate id", "gitbugs")
        return {r["Issue id"]: tuple(d.strip() for d in r["Duplicate id"].split(",") if d.strip()) for r in rows}
