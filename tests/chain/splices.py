"""False sentences in the place of honest ones: the recorded replies with one statement swapped, judged."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.chain.judging import Said
from assistant.chain.prompts import load_prompts
from assistant.chain.veil import Veil
from assistant.chain.wording import Task, brief_task, statements, update_task
from assistant.domain import Decision, Worded
from assistant.modelled import source_of
from assistant.pipeline import Assistant
from assistant.resources import shipped
from assistant.settings import load_settings
from evals.case import CASES, PRESENT, load_case
from evals.recordings import RECORDINGS, load, rekeyed

DISHONEST = Path(__file__).parent / "dishonest.toml"
HONEST = Path(__file__).parent / "honest.toml"
_WINDOW = 32_000


@dataclass(frozen=True)
class Claim:
    """One false sentence, judged."""

    text: str
    """`update` or `brief`."""
    language: str
    part: str
    worded: Worded


@lru_cache(maxsize=32)
def tasks(case_id: str) -> tuple[dict[str, Task], Veil]:
    """The wording tasks of a sample case, by name, on the rules' reading."""
    case, prompts = load_case(CASES / f"{case_id}.yaml"), load_prompts(shipped("prompts"))
    with TemporaryDirectory() as home:
        assistant = Assistant(load_settings(home=Path(home)))
        f = case.fields
        understood = assistant.understand(
            case.paste, customer=f.customer, reported_by=f.reported_by, received_at=f.received_at,
            now=f.received_at or PRESENT, with_matches=False,
        )  # fmt: skip
        assessment = assistant.assess(understood)
        prepared = assistant.prepare(understood, assessment)
        drafts = assistant.compose(understood, assessment, prepared)
    source = source_of(understood)
    veil = Veil(source.texts(), source.names())
    found = {"update": update_task(source, assessment, drafts, prompts, veil, _WINDOW)}
    if assessment.decision is Decision.ESCALATE:
        found["brief"] = brief_task(source, assessment, prepared.items.signature, prompts, veil, _WINDOW)
    return found, veil


def recorded(case_id: str, name: str) -> tuple[Said, ...]:
    """The honest statements of a recorded reply, with ids as they are now."""
    task, veil = tasks(case_id)[0][name], tasks(case_id)[1]
    reply = next(r for r in load(RECORDINGS / f"{case_id}.json").replies if r.prompt == name)
    return statements(rekeyed(reply, task.request.user), task.parts, veil.lift)


def judged_claims(of: str = "") -> Iterator[Claim]:
    """Every false sentence of a set, in the place of an honest one, with that one's citations."""
    data = tomllib.loads(DISHONEST.read_text(encoding="utf-8"))
    for name, key, case, part, text in _rows(data[of] if of else data):
        said = recorded(case, name)
        place = next((s for s in said if s.part == part), said[0])
        yield _judged(name, key, case, part, text, place)


def judged_truths() -> Iterator[Claim]:
    """Every true sentence of the data, with the citations of the statement it stands for."""
    data = tomllib.loads(HONEST.read_text(encoding="utf-8"))
    for name, key, case, part, number, text in _rows(data):
        place = [s for s in recorded(case, name) if s.part == part][int(number)]
        yield _judged(name, key, case, part, text, place)


def _rows(data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in ("update", "brief"):
        for key, rows in data[name].items():
            yield from ((name, key, data["cases"][key], *row) for row in rows)


def _judged(name: str, key: str, case: str, part: str, text: str, place: Said) -> Claim:
    return Claim(name, key, part, tasks(case)[0][name].judge.judge(Said(part, text, place.lines)))
