"""The column map: which column or key of a foreign export is read as which field. A TOML file a person can edit.

kind = "ticket"            # or "article"
days = "day first"         # how 03/04/2026 is read: "day first", "month first", or "" (not at all)
[columns]
id = "Case Number"
title = "Subject"
text = ["Description", "Details"]     # several: those with words, one below the other
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.domain.knowledge import Article, Ticket
from assistant.errors import WrongUsage

CONTENT_ID = "(made from the words)"
"""In place of a column for `id`: a record without a number gets one made from its title and text."""
_MORE = {"ticket": ("updated_at", "reporter", "public_comments", "comments"), "article": ()}
_NOT_MAPPED = ("timeline", "articles")
_DAYS = {"day first": True, "month first": False, "": None}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field → the columns or keys it is read from; keys inside objects by dots (`fields.summary`)."""

    kind: str
    columns: Mapping[str, tuple[str, ...]]
    day_first: bool | None = None
    """How dates of three numbers are read; None where nothing tells, and then they are not read."""
    doubts: tuple[str, ...] = field(default=())
    """Why a guess is none to rely on; empty for one that is, and for a map that was given."""
    unused: tuple[str, ...] = field(default=())
    """Columns that are read as nothing."""

    @property
    def sure(self) -> bool:
        """True where nothing speaks against reading with it."""
        return not self.doubts

    def toml(self) -> str:
        """As a file to edit and to give back with `--map`."""
        lines = [f'kind = "{self.kind}"  # or "{"article" if self.kind == "ticket" else "ticket"}"']
        days = next(words for words, first in _DAYS.items() if first is self.day_first)
        lines += [
            f'days = "{days}"  # how 03/04/2026 is read: "day first", "month first", or "" for not at all',
            "",
            "[columns]",
        ]
        for name, columns in self.columns.items():
            shown = json.dumps(columns[0] if len(columns) == 1 else list(columns), ensure_ascii=False)
            lines.append(f"{name} = {shown}")
        lines += [f"# not read: {json.dumps(name, ensure_ascii=False)}" for name in self.unused]
        return "\n".join(lines) + "\n"


def fields_of(kind: str) -> tuple[str, ...]:
    """Fields that a map of this kind can name."""
    names = (Ticket if kind == "ticket" else Article).model_fields
    return (*(name for name in names if name not in _NOT_MAPPED), *_MORE[kind])


def load_map(path: Path) -> ColumnMap:
    """A map from its file. Raises WrongUsage, naming what does not fit."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read: {error.strerror or error}.", "Name a column map.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"{path} is no TOML: {error}.", "`--preview` prints a map to start from.") from error
    kind = given.get("kind", "ticket")
    if kind not in _MORE:
        raise WrongUsage(f"{path}: kind is {kind!r}.", 'Write "ticket" or "article".')
    if given.get("days", "") not in _DAYS:
        raise WrongUsage(f"{path}: days is {given['days']!r}.", 'Write "day first", "month first" or "".')
    columns = given.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise WrongUsage(f"{path} has no [columns].", "`--preview` prints a map to start from.")
    read: dict[str, tuple[str, ...]] = {}
    for name, held in columns.items():
        if name not in fields_of(kind):
            raise WrongUsage(f"{path}: there is no field {name!r}.", f"Fields are {', '.join(fields_of(kind))}.")
        read[name] = tuple([held] if isinstance(held, str) else held if isinstance(held, list) else [])
        if not read[name] or not all(isinstance(column, str) for column in read[name]):
            raise WrongUsage(f"{path}: columns.{name} is no column name.", "Write a name, or a list of names.")
    if not {"title", "text"} & read.keys():
        raise WrongUsage(f"{path} names no column for title or text.", "One of the two is needed.")
    return ColumnMap(kind, {"id": (CONTENT_ID,)} | read, _DAYS[given.get("days", "")])
