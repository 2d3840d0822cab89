"""Drafts of a model for the suites: a live one, or recorded replies served over real HTTP on loopback."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assistant.chain.prompts import load_prompts
from assistant.domain import Escalation
from assistant.errors import EscalateError, ModeMissing
from assistant.modelled import last, with_model
from assistant.pipeline import Assistant
from assistant.resources import shipped
from assistant.settings import Settings, load_settings
from evals.case import EvalCase
from evals.drafting_cases import Scored, score_all
from evals.log import RunLog
from evals.recordings import RECORDINGS, load
from evals.replay import Replay, replaying
from evals.running import drafted_logs, gathered
from evals.workers import Progress


@dataclass(frozen=True)
class Drafter:
    """An assistant with a model, live or replayed."""

    assistant: Assistant
    server: Replay | None

    def draft(self, case: EvalCase) -> Escalation:
        """The model's record of a case. Raises EscalateError; never for a model that fails."""
        if self.server is not None:
            self.server.recording = load(RECORDINGS / f"{case.id}.json")
        understood = self.assistant.understand(case.paste, **case.asked)
        drafted = self.assistant.write(understood, self.assistant.assess(understood))
        return last(with_model(self.assistant, understood, drafted, asked=True)).escalation

    @property
    def model(self) -> str:
        """The model's name, or who answered the recordings."""
        if self.server is None:
            return self.assistant.model_engine.model.name if self.assistant.model_engine is not None else "none"
        return f"recorded: {self.server.recording.source}" if self.server.recording is not None else "recorded"


def replay_settings(home: Path, server: Replay) -> Settings:
    """Settings that ask the loopback endpoint, without cache or retries."""
    return load_settings(
        home=home, openai_base_url=server.base_url, openai_api_key="replay", model="replay", model_cache=False,
        model_retries=0,
    )  # fmt: skip


def _drafter(engine: str, stack: ExitStack) -> Drafter:
    home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    if engine == "recording":
        server = stack.enter_context(replaying(load_prompts(shipped("prompts"))))
        return Drafter(Assistant(replay_settings(home, server)), server)
    found = Drafter(Assistant(load_settings(home=home)), None)
    if found.assistant.model_engine is None:
        raise ModeMissing("no model is configured.", "Set OPENAI_API_KEY or OPENAI_BASE_URL, or take recording.")
    return found


def verified_only(escalation: Escalation) -> Escalation:
    """What is claimed: facts that code verified."""
    return escalation.model_copy(update={"facts": tuple(f for f in escalation.facts if f.verified)})


def recorded_drafts(cases: Sequence[EvalCase]) -> Iterator[tuple[EvalCase, Escalation]]:
    """The recorded cases, drafted from their replies."""
    with ExitStack() as stack:
        drafter = _drafter("recording", stack)
        for case in cases:
            yield case, drafter.draft(case)


def run_model(
    engine: str, suites: Sequence[str], cases: tuple[EvalCase, ...], progress: Progress | None = None
) -> RunLog:
    """Score a model's drafts. `recording`: on the cases that have one. Raises ModeMissing where no model is set."""
    if engine == "recording":
        cases = tuple(c for c in cases if (RECORDINGS / f"{c.id}.json").exists())
    with ExitStack() as stack:
        drafter = _drafter(engine, stack)
        found: list[Scored] = []
        prompts: dict[str, str] = {}
        for number, case in enumerate(cases, 1):
            begun = time.perf_counter()
            try:
                escalation = drafter.draft(case)
                rows = score_all(case, verified_only(escalation))
                prompts |= escalation.provenance.prompts
                found.append(Scored(case.id, rows, time.perf_counter() - begun))
            except EscalateError as error:
                found.append(Scored(case.id, {}, time.perf_counter() - begun, str(error)))
            if progress is not None:
                progress(number, len(cases), case.id)
        logs = drafted_logs(suites, found, cases)
        return gathered(drafter.assistant, engine, logs, cases, model=drafter.model, prompts=prompts)
