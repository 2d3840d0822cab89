"""Texts that a careful reader judged by the rubric, twice: what the model judge is held against.

One YAML file a case of `evals/cases/`: `case`, then `texts`, each with `id`, `kind`, `language`, `origin` (whose draft:
rules or recording), `worsened` (what was spoilt on purpose; null for a draft as it was made), `text`, and the reader's
`first` and `second` answers (question → yes or no). The texts are frozen: drafts change, judgements of them do not.

Both readings are one reader's, a language model's, of one day: the second in another order, without the names of the
texts, the first not before it but not forgotten either. So their agreement is an upper bound, no measure of how far
two people would agree; and a judge of the same model family may agree with this reader more than with a person.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import CASES, CaseError, load_case
from evals.judge import Kind, Paper, questions

JUDGED = Path(__file__).parent
_TRUE: dict[object, bool] = {"yes": True, "no": False}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Kind
    language: str
    origin: Literal["rules", "recording"]
    worsened: str | None
    text: str
    first: dict[str, Literal["yes", "no"]]
    second: dict[str, Literal["yes", "no"]]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    texts: tuple[_Row, ...]


@dataclass(frozen=True)
class JudgedText:
    """One text with both readings of it."""

    paper: Paper
    language: str
    origin: str
    worsened: str | None
    first: dict[str, bool]
    second: dict[str, bool]

    @property
    def answers(self) -> dict[str, bool]:
        """What the reader said both times; a question on which the readings differ settles nothing."""
        return {id: yes for id, yes in self.first.items() if self.second[id] == yes}


def load_judged(folder: Path = JUDGED, cases: Path = CASES) -> tuple[JudgedText, ...]:
    """All texts, by file. Raises CaseError naming the file, for one that answers another set of questions too."""
    found = [text for path in sorted(folder.glob("*.yaml")) for text in _texts(path, cases)]
    ids = [t.paper.id for t in found]
    if twice := {id for id in ids if ids.count(id) > 1}:
        raise CaseError(f"judged twice: {', '.join(sorted(twice))}.", "Give each text an id of its own.")
    return tuple(found)


def _texts(path: Path, cases: Path) -> list[JudgedText]:
    try:
        # NOTE: BaseLoader, for which yes and no are words and not booleans
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for text in raw["texts"]:
            text["worsened"] = text.get("worsened") or None
        read = _File.model_validate(raw)
    except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{path.name} holds no judged texts: {error}", "See evals/judged/__init__.py.") from error
    issue = load_case(cases / f"{read.case}.yaml").paste
    out = []
    for row in read.texts:
        asked = {q.id for q in questions(row.kind)}
        if set(row.first) != asked or set(row.second) != asked:
            raise CaseError(f"{path.name}: {row.id} does not answer {sorted(asked)}.", "Answer each question twice.")
        readings = [{id: _TRUE[said] for id, said in reading.items()} for reading in (row.first, row.second)]
        paper = Paper(row.id, row.kind, issue, row.text)
        out.append(JudgedText(paper, row.language, row.origin, row.worsened, *readings))
    return out
