"""NLBSE issue reports: GitHub issues whose projects labelled them bug, feature, question (2023: documentation too).

Columns as published: 2024 `repo,created_at,label,title,body`; 2023 label, id, title, body and author association,
packed as `.csv.tar.gz`; 2022 the same with `issue_` before each.
"""

import csv
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from evals.datasets.labelled import Labelled, NotThisSet, inside, opened, wrong_columns

_NAMES = {"label": ("label", "labels", "issue_label"), "title": ("title", "issue_title"),
          "body": ("body", "issue_body"), "id": ("id", "issue_id", "issue_url")}  # fmt: skip
_LABELS = {"bug": "bug", "feature": "feature", "enhancement": "feature", "question": "question",
           "documentation": "documentation"}  # fmt: skip
_LARGEST_CELL = 10_000_000


def load(path: Path) -> Iterator[Labelled]:
    """A file, or every CSV of a folder; `labels["type"]`. Raises NotThisSet."""
    for file in inside(path, ".csv", ".csv.gz", ".tar.gz", ".tgz"):
        if file.name.endswith((".tar.gz", ".tgz")):
            yield from _packed(file)
        else:
            with opened(file) as raw:
                yield from _rows(file, raw)


def _packed(file: Path) -> Iterator[Labelled]:
    try:
        with tarfile.open(file) as archive:
            for member in archive:  # read where it lies: nothing is unpacked to disk
                raw = archive.extractfile(member) if member.isfile() and member.name.endswith(".csv") else None
                if raw is not None:
                    yield from _rows(file, raw)
    except tarfile.TarError as error:
        raise NotThisSet(f"{file} is no archive: {error}.") from error


def _rows(file: Path, raw: IO[bytes]) -> Iterator[Labelled]:
    csv.field_size_limit(_LARGEST_CELL)
    with io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="") as text:
        rows = csv.DictReader(text)
        header = list(rows.fieldnames or ())
        columns = {name: next((h for h in header if h in names), None) for name, names in _NAMES.items()}
        if not (columns["label"] and columns["title"] and columns["body"]):
            raise wrong_columns(file, header, "label, title, body", "nlbse")
        for number, row in enumerate(rows, 1):
            value = {name: (row.get(column) or "").strip() for name, column in columns.items() if column}
            kind = _LABELS.get(value["label"].casefold())
            words = f"{value['title']}\n\n{value['body']}".strip()
            if kind and words:
                yield Labelled(value.get("id") or f"{file.name.split('.')[0]}-{number}", words, {"type": kind})
