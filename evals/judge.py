"""The optional model judge: one brief or customer update against its issue, by yes/no questions of a support lead.

What the judge says counts for nothing by itself: `evals/suites/judge.py` holds it against a careful reader's answers
(`evals/judged/`) and shows a figure only beside that agreement. A reply that is refused, broken, or without a line of
the text behind an answer leaves that answer unscored, with the reason; it is never a "no".
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

from assistant.chain.lines import harmless, tokens
from assistant.chain.prompts import Prompt, load_prompts
from assistant.chain.veil import Veil
from assistant.llm import FailureKind, LanguageModel, ModelFailure, Request
from evals.case import CaseError
from evals.log import fingerprint

PROMPTS = Path(__file__).parent / "prompts"
RUBRIC = PROMPTS / "rubric.toml"
AT_ONCE = 4
"""Calls side by side: what a small server of one's own still serves without queueing (house choice)."""
PATIENCE = 3
"""Calls in a row that fail for the endpoint's sake; after these nothing more is asked."""
_ENDPOINT = frozenset(
    {
        FailureKind.NO_KEY,
        FailureKind.UNKNOWN_MODEL,
        FailureKind.UNREACHABLE,
        FailureKind.TIMEOUT,
        FailureKind.RATE_LIMIT,
        FailureKind.SERVER_ERROR,
    }
)
"""Failures that the next text would meet as well."""

Kind = Literal["brief", "update"]
Ask = Callable[[Request], dict[str, object]]
"""Answers a request with JSON of its schema. Raises ModelFailure."""


@dataclass(frozen=True)
class Question:
    """One question of the rubric."""

    id: str
    kinds: tuple[str, ...]
    """Texts it is asked of."""
    line: Literal["yes", "no", "both"]
    """The answer that must name the line which decides it."""
    ask: str
    yes: str
    no: str

    def needs_line(self, yes: bool) -> bool:
        """Whether this answer stands only with a line."""
        return self.line == "both" or (self.line == "yes") == yes

    @property
    def told(self) -> str:
        """As it stands in the prompt."""
        return f"- {self.id}: {self.ask}\n  yes: {self.yes}\n  no: {self.no}"


@lru_cache(maxsize=1)
def rubric() -> tuple[Question, ...]:
    """The questions in their order. Raises CaseError where the file does not hold together."""
    try:
        rows = tomllib.loads(RUBRIC.read_text(encoding="utf-8"))
        return tuple(Question(id=id, **{**row, "kinds": tuple(row["kinds"])}) for id, row in rows.items())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{RUBRIC.name} is no rubric: {error!r}.", "See the head of the file.") from error


def questions(kind: str) -> tuple[Question, ...]:
    """What is asked of a kind of text."""
    return tuple(q for q in rubric() if kind in q.kinds)


@dataclass(frozen=True)
class Paper:
    """A text to judge, and the issue it was written from."""

    id: str
    kind: Kind
    issue: str
    text: str
    names: tuple[str, ...] = ()
    """Persons known from the issue's headers, hidden from the model like every address."""


@dataclass(frozen=True)
class Answer:
    """One answer that stands."""

    yes: bool
    line: str
    """Id of the line that decides; empty where none has to."""

    def __str__(self) -> str:
        return ("yes" if self.yes else "no") + (f" ({self.line})" if self.line else "")


@dataclass(frozen=True)
class Judgement:
    """What the judge said of one text."""

    id: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By question."""
    unscored: Mapping[str, str] = field(default_factory=dict)
    """Question → why it has no answer."""


@dataclass(frozen=True)
class _Lines:
    """A paper as the model sees it: masked, numbered."""

    issue: dict[str, str]
    text: dict[str, str]


def _numbered(letter: str, text: str, veil: Veil) -> dict[str, str]:
    rows = [harmless(row.strip()) for row in veil.cover(text).splitlines() if row.strip()]
    return {f"{letter}{number}": row for number, row in enumerate(rows, 1)}


def _lines(paper: Paper) -> _Lines:
    veil = Veil((paper.issue, paper.text), paper.names)
    return _Lines(_numbered("L", paper.issue, veil), _numbered("T", paper.text, veil))


def _shown(lines: Mapping[str, str]) -> str:
    return "\n".join(f"{id}: {row}" for id, row in lines.items())


class Judge:
    """Asks a model the rubric's questions. Safe to use from several threads at once."""

    def __init__(self, ask: Ask, *, context: int = 8192, prompts: Path = PROMPTS) -> None:
        """`context`: tokens the endpoint reads; a longer question is not asked, for part of an issue misleads."""
        self._ask = ask
        self._context = context
        self.prompt: Prompt = load_prompts(prompts)["judge"]
        self._lock = Lock()
        self._failed: list[str] = []

    @property
    def label(self) -> str:
        """Version and hash of the prompt, and hash of the rubric."""
        return f"{self.prompt.label}, rubric {fingerprint([RUBRIC])[:12]}"

    def request(self, paper: Paper) -> Request:
        """What is asked of the model for one text."""
        return self._request(paper, _lines(paper))

    def judge(self, paper: Paper) -> Judgement:
        """The judgement of one text. Raises nothing for a model that fails: its answers are then unscored."""
        lines = _lines(paper)
        request = self._request(paper, lines)
        if tokens(request.system + request.user) + request.max_tokens > self._context:
            return _none(paper, f"not asked: issue and text do not fit a context of {self._context} tokens")
        with self._lock:
            if len(self._failed) >= PATIENCE:
                return _none(paper, f"not asked: {PATIENCE} calls in a row failed ({self._failed[-1]})")
        try:
            data = self._ask(request)
        except ModelFailure as failure:
            with self._lock:
                if failure.kind in _ENDPOINT:
                    self._failed.append(failure.kind.value)
            return _none(paper, f"{failure.kind.value}: {failure.message}")
        with self._lock:
            self._failed.clear()
        return read_answers(paper, data, lines.issue.keys() | lines.text.keys())

    def judge_all(self, papers: Sequence[Paper]) -> list[Judgement]:
        """Several texts, in their order."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self.judge, papers))

    def _request(self, paper: Paper, lines: _Lines) -> Request:
        asked = "\n".join(q.told for q in questions(paper.kind))
        kind = "internal brief" if paper.kind == "brief" else "customer update"
        values = {"kind": kind, "questions": asked, "issue": _shown(lines.issue), "text": _shown(lines.text)}
        system, user = self.prompt.fill(values)
        return Request(f"judge.{self.prompt.version}", system, user, self.prompt.schema, self.prompt.max_tokens)


def live(model: LanguageModel) -> Ask:
    """A configured model. A prompt that the endpoint seems to have cut is a failure: it judged what it did not see."""

    def ask(request: Request) -> dict[str, object]:
        reply = model.ask(request)
        if cut := next((n for n in reply.notes if "only a part of it" in n), None):
            raise ModelFailure(FailureKind.TOO_LONG, cut)
        return reply.data

    return ask


def _none(paper: Paper, why: str) -> Judgement:
    return Judgement(paper.id, unscored={q.id: why for q in questions(paper.kind)})


_ID = re.compile(r"[TL]\d+")


def read_answers(paper: Paper, data: Mapping[str, object], lines: set[str]) -> Judgement:
    """The answers of a reply that stand, and why the others do not. `lines` are the ids that were shown."""
    given: dict[str, list[Mapping[str, object]]] = {}
    rows = data.get("answers")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            given.setdefault(str(row.get("question")), []).append(row)
    answers: dict[str, Answer] = {}
    unscored: dict[str, str] = {}
    for question in questions(paper.kind):
        found = _answer(question, given.get(question.id, []), lines)
        if isinstance(found, Answer):
            answers[question.id] = found
        else:
            unscored[question.id] = found
    return Judgement(paper.id, answers, unscored)


def _answer(question: Question, rows: Sequence[Mapping[str, object]], lines: set[str]) -> Answer | str:
    """The answer, or why there is none."""
    said = {str(row.get("answer")) for row in rows}
    if not rows:
        return "not answered"
    if len(said) > 1:
        return "answered twice, not alike"
    answer = said.pop()
    if answer not in ("yes", "no"):
        return "neither yes nor no"
    named = [m[0] for row in rows for m in _ID.finditer(str(row.get("line", "")))]
    strange = next((id for id in named if id not in lines), None)
    if strange is not None:
        return f"names a line that is not there ({strange})"
    if not named and question.needs_line(answer == "yes"):
        return f"{answer} without the line that decides it"
    return Answer(answer == "yes", named[0] if named else "")
