"""The model engine: two rounds of questions, at most one repair, and a ledger. It never raises for a model.

Round one corrects the reading. Round two words brief and customer update side by side (a LangChain `RunnableParallel`).
Whatever fails leaves the rules' work in place and a line in the ledger.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.chain.judging import Said
from assistant.chain.lines import tokens
from assistant.chain.prompts import Prompt, Prompts
from assistant.chain.reading import read_reply, reading_request
from assistant.chain.repairing import Refused, repair_request, repaired
from assistant.chain.rewording import rewording_request
from assistant.chain.run import Progress, Run
from assistant.chain.source import Source
from assistant.chain.veil import Veil
from assistant.chain.wording import LANGUAGES, Task, brief_task, judged, statements, update_task
from assistant.domain import Assessment, ChecklistItem, Corrections, Decision, Drafts, Worded
from assistant.llm import FailureKind, LanguageModel, ModelFailure, Reply, Request
from assistant.redaction.masking import Detector

Listen = Callable[[Progress], None]
LanguageOf = Callable[[str], str]
_MARGIN = 500
"""Tokens of the window left for the reply's schema and another tokenizer's count."""
_ENOUGH_WORDS = 8
"""Words from which a text's language can be told (house choice)."""


@dataclass(frozen=True)
class Wording:
    """What a model worded, judged; None where the rules' text stands."""

    brief: tuple[Worded, ...] | None = None
    update: tuple[Worded, ...] | None = None
    tasks: tuple[tuple[str, Task], ...] = ()
    """The task of each text, for a repair."""


class ModelEngine:
    """Asks one model. Shared between threads; everything about one issue travels in `Source`, `Veil` and `Run`."""

    def __init__(
        self,
        model: LanguageModel,
        prompts: Prompts,
        *,
        context: int,
        language_of: LanguageOf,
        finders: tuple[Detector, ...] = (),
    ) -> None:
        self.model = model
        self._prompts = prompts
        self._context = context
        self._language_of = language_of
        self._finders = finders

    def warm(self) -> None:
        """Load the model's client and what runs two questions at once."""
        import langchain_core.runnables  # noqa: F401

        self.model.warm()

    def veil(self, source: Source) -> Veil:
        """What hides this issue's secrets and persons from the model."""
        return Veil(source.texts(), source.names(), self._finders)

    def _ask(
        self, run: Run, request: Request, instead: str, partial: Callable[[dict[str, object]], None] | None = None
    ) -> Reply | None:
        """The reply, or None with the failure and what stands in for it in the ledger."""
        prompt: Prompt = self._prompts[request.prompt_id]
        if run.cancel.is_set():
            run.stopped()
        if run.hopeless or run.cancel.is_set():
            return None
        request = replace(request, max_tokens=self._room(request))
        try:
            reply = self.model.ask(request, on_partial=partial, cancel=run.cancel)
        except ModelFailure as failure:
            if failure.kind is FailureKind.CANCELLED:
                run.stopped()
                return None
            run.failed(prompt, request, failure, instead)
            return None
        run.answered(prompt, request, reply)
        return reply

    def _room(self, request: Request) -> int:
        """Tokens of the reply: what the prompt needs, more where window and settings allow, for models that think."""
        left = self._context - tokens(request.system + request.user) - _MARGIN
        return max(request.max_tokens, min(self.model.options.max_tokens, left))

    def read(self, run: Run, source: Source, veil: Veil, listen: Listen) -> Corrections | None:
        """Corrections of the rules' reading; None where the model gave none."""
        request, packed = reading_request(source, self._prompts, veil.cover, self._context)

        def show(partial: dict[str, object]) -> None:
            summary = partial.get("summary")
            words = summary.get("words") if isinstance(summary, dict) else None
            if isinstance(words, str) and words.strip():
                listen(Progress("reading", veil.lift(words)))

        reply = self._ask(run, request, "The rules' reading stands.", show)
        if reply is None:
            return None
        if packed.left_out:
            run.note(
                f"{packed.left_out} of {packed.total} lines did not fit the model's window and were read by rules only"
            )
        return read_reply(reply.data, veil.lift)

    def word(
        self,
        run: Run,
        source: Source,
        veil: Veil,
        assessment: Assessment,
        drafts: Drafts,
        items: tuple[ChecklistItem, ...],
        listen: Listen,
    ) -> Wording:
        """Brief and update worded side by side; a brief only where it is escalated."""
        from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel

        tasks = {"update": update_task(source, assessment, drafts, self._prompts, veil, self._context)}
        if assessment.decision is Decision.ESCALATE:
            tasks["brief"] = brief_task(source, assessment, items, self._prompts, veil, self._context)

        def asking(name: str) -> Runnable[object, tuple[Worded, ...] | None]:
            return RunnableLambda(lambda _: self._worded(run, name, tasks[name], veil, drafts, listen))

        found = RunnableParallel({name: asking(name) for name in tasks}).invoke({})
        return Wording(found.get("brief"), found["update"], tuple(tasks.items()))

    def _worded(
        self, run: Run, name: str, task: Task, veil: Veil, drafts: Drafts, listen: Listen
    ) -> tuple[Worded, ...] | None:
        whole: tuple[Said, ...] = ()

        def show(partial: dict[str, object]) -> None:
            nonlocal whole
            said = statements(partial, task.parts, veil.lift)
            if said:
                whole = said[:-1]
                listen(Progress(name, preview(said)))

        reply = self._ask(run, task.request, f"The rules' {name} stands where the model gave nothing.", show)
        if reply is None:
            return judged(task, whole) if whole and run.cancel.is_set() else None
        said = statements(reply.data, task.parts, veil.lift)
        if not said:
            run.note(f"the model's {name} held no usable statement. The rules' {name} stands.")
            return None
        if name == "update" and self._wrong_language(said, drafts.updates[0].language):
            wanted = LANGUAGES.get(drafts.updates[0].language, "English")
            run.note(f"the model's update is not in {wanted} (wrong language). The rules' update stands.")
            return None
        return judged(task, said)

    def _wrong_language(self, said: tuple[Said, ...], wanted: str) -> bool:
        text = " ".join(s.text for s in said)
        enough = len(text.split()) >= _ENOUGH_WORDS or not text.isascii()
        return enough and self._language_of(text) != wanted

    def repair(self, run: Run, veil: Veil, task: Task, refused: tuple[Refused, ...]) -> dict[int, Worded]:
        """One more chance for refused statements, by number; those the model gave up on are not in the result."""
        request = repair_request(refused, task, self._prompts, veil.cover)
        reply = self._ask(run, request, "The refused sentences were left as they are.")
        return {} if reply is None else repaired(reply.data, refused, task, veil.lift)

    def reword(self, run: Run, text: str, kind: str, manner: str, language: str, names: tuple[str, ...]) -> str | None:
        """A finished text in another manner (see `MANNERS`); None where the model gave none. Raises WrongUsage."""
        veil = Veil((text,), names, self._finders)
        request = rewording_request(text, kind, manner, language, self._prompts, veil.cover)
        reply = self._ask(run, request, "The text stands as it was.")
        said = reply.data.get("text") if reply is not None else None
        return veil.lift(said.strip()) + "\n" if isinstance(said, str) and said.strip() else None


def preview(said: tuple[Said, ...]) -> str:
    """What is worded so far, as plain lines a person can read."""
    out, last = [], ""
    for statement in said:
        part = statement.part.partition(":")[0].replace("_", " ")
        out.append(f" {statement.text}" if part == last else f"\n\n{part.capitalize()}: {statement.text}")
        last = part
    return "".join(out).strip()
