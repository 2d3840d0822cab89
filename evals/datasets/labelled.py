"""What every loader gives, and what it says when it cannot."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from assistant.errors import EscalateError

WHERE = {
    "gitbugs": "GitBugs, github.com/av9ash/gitbugs (CC BY 4.0): hadoop/hadoop_bugs.csv as gitbugs_hadoop/",
    "nlbse": "NLBSE tool competition on issue reports, github.com/nlbse2024/issue-report-classification "
    "(data/issues_test.csv; 2023: nlbse2023): as nlbse/",
    "demibud": "Chaparro et al., Detecting Missing Information in Bug Descriptions, ESEC/FSE 2017 "
    "(doi 10.1145/3106237.3106285), or the larger set of BEE, github.com/sea-lab-wm/bee-tool: as demibud/",
}
"""Set → what it is, where it is published, and the name it is looked for under in the data folder."""


class NotThisSet(EscalateError):
    """A file is not of the columns or elements the set is published in."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """One record: the words a person wrote, and what others said of it."""

    id: str
    text: str
    labels: dict[str, Any] = field(default_factory=dict)


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where it is `.gz`. Raises NotThisSet for one that cannot be read."""
    try:
        return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
    except OSError as error:
        raise NotThisSet(f"{path} cannot be read: {error.strerror}.") from error


def inside(path: Path, *endings: str) -> Iterator[Path]:
    """The file itself, or the files of a folder with one of the endings, by name. Raises NotThisSet for none."""
    if path.is_file():
        yield path
        return
    found = sorted(p for p in path.rglob("*") if p.is_file() and p.name.endswith(endings))
    if not found:
        raise NotThisSet(f"{path} holds no file ending in {', '.join(endings)}.")
    yield from found


def wrong_columns(path: Path, found: Sequence[str], wanted: str, of: str) -> NotThisSet:
    """ "Not these columns", with both."""
    shown = ", ".join(str(f)[:30] for f in found[:12]) or "none"
    return NotThisSet(f"{path} has not these columns: {wanted}. It has: {shown}.", f"Get it from {WHERE[of]}.")
