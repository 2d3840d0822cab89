"""Bug reports with observed and expected behaviour and steps to reproduce marked (DeMIBuD, and BEE's larger set).

As published, one XML file a report, an `x` where a sentence tells one of the three:
`<bug><id>…</id><title ob="x" eb="" sr="">…</title><desc><parg …><st ob="" eb="x" sr="" id="1.1">…</st>…`.
Or a table `system;bug_id;instance_id;is_ob;is_eb;is_sr` with the words in XML files `…/<system>/…/<bug_id>.xml`
(`<description><paragraph><sentence>`). A mark on any sentence makes the report hold it.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from evals.datasets.labelled import Labelled, NotThisSet, inside, opened, wrong_columns

LABELS = {"ob": "observed", "eb": "expected", "sr": "steps"}
"""Attribute → label; each is whether the report tells it."""
_PARAGRAPHS, _SENTENCES = ("parg", "paragraph"), ("st", "sentence")


def load(path: Path) -> Iterator[Labelled]:
    """A folder of annotated reports, or one with a table beside the reports. Raises NotThisSet."""
    tables = sorted(path.rglob("*.csv")) if path.is_dir() else [path] if path.suffix == ".csv" else []
    if tables:
        for table in tables:
            yield from _by_table(table, path if path.is_dir() else path.parent)
        return
    read = False
    for file in inside(path, ".xml"):
        bug = _bug(file)
        if bug is None or not (marked := [e for e in bug.iter() if LABELS.keys() <= e.attrib.keys()]):
            continue
        if any((bug.get("no-bug") or "").strip()):
            continue  # NOTE: the annotators' own mark for what is no bug report
        read = True
        labels = {name: any(e.get(a, "").strip() for e in marked) for a, name in LABELS.items()}
        yield Labelled(_id(file, bug), _words(bug), labels)
    if not read:
        raise NotThisSet(f"{path} has no XML whose title and sentences have ob, eb and sr.")


def _by_table(table: Path, folder: Path) -> Iterator[Labelled]:
    with opened(table) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        rows = csv.DictReader(text, delimiter=";")
        wanted = {"system", "bug_id", "is_ob", "is_eb", "is_sr"}
        if not wanted <= set(rows.fieldnames or ()):
            raise wrong_columns(table, list(rows.fieldnames or ()), "; ".join(sorted(wanted)), "demibud")
        files = {(part, f.stem.split(".")[0]): f for f in folder.rglob("*.xml") for part in f.parts}
        for row in rows:
            system, number = (row["system"] or "").strip(), (row["bug_id"] or "").strip()
            file = files.get((system, number))
            bug = _bug(file) if file else None
            if bug is not None:
                labels = {name: bool((row[f"is_{a}"] or "").strip()) for a, name in LABELS.items()}
                yield Labelled(f"{system}-{number}", _words(bug), labels)


def _bug(file: Path) -> ElementTree.Element | None:
    try:
        root = ElementTree.parse(file).getroot()
    except (ElementTree.ParseError, OSError):
        return None
    return root if root.tag == "bug" else None


def _id(file: Path, bug: ElementTree.Element) -> str:
    return f"{file.parent.name}-{(bug.findtext('id') or file.stem).strip()}"


def _words(bug: ElementTree.Element) -> str:
    """Title and paragraphs, a sentence a line, as the reporter's lines were."""
    parts = [" ".join((bug.findtext("title") or "").split())]
    for paragraph in (e for e in bug.iter() if e.tag in _PARAGRAPHS):
        lines = [(e.text or "").strip() for e in paragraph.iter() if e.tag in _SENTENCES]
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join(part for part in parts if part)
