"""The way through with a model: the rules' draft is there first, then it is corrected and worded, then checked again.

A generator, so that page and terminal can show text while it comes and stop it at any time: closing it cancels the
calls, and what was drafted so far stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from assistant.chain import ModelEngine, Run, Source
from assistant.chain.engine import Listen, Wording
from assistant.chain.repairing import Refused
from assistant.chain.run import Progress, Sent
from assistant.chain.veil import Veil
from assistant.checks.keeping import unlike
from assistant.domain import (
    Assessment,
    ChecklistReport,
    Decision,
    Escalation,
    FindingLevel,
    Override,
    Worded,
)

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from assistant.understood import Understood

_SET = "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own."
_NO_MODEL = f"no model is configured: drafted by rules. {_SET}"


@dataclass(frozen=True)
class Improved:
    """The result: the issue as read in the end, the record, and what was sent to the model."""

    understood: "Understood"
    escalation: Escalation
    sent: tuple[Sent, ...] = ()


def with_model(
    assistant: "Assistant",
    understood: "Understood",
    drafted: Escalation,
    *,
    overrides: tuple[Override, ...] = (),
    allow_incomplete: bool = False,
    asked: bool = False,
    run: Run | None = None,
) -> Iterator[Progress | Improved]:
    """Progress while a model works, then one `Improved`. `drafted` is the rules' record, `asked` spends calls anyway.

    Setting `run.cancel` stops the model; what it had finished by then is in the result.

    Never raises for a model that fails: the rules' record then comes back with the failure in its provenance.
    """
    why_not = _reason_against(assistant, drafted, asked)
    if why_not is not None:
        yield Improved(understood, _noted(drafted, why_not))
        return
    engine = assistant.model_engine
    assert engine is not None  # `_reason_against` said so
    run = run or Run()
    queue: SimpleQueue[Progress | Improved | BaseException] = SimpleQueue()
    work = _Work(assistant, engine, run, overrides, allow_incomplete, queue.put)

    def worker() -> None:
        try:
            queue.put(work.improved(understood, drafted))
        except BaseException as error:
            queue.put(error)

    Thread(target=worker, daemon=True, name="model").start()
    try:
        while True:
            event = _next(queue, run)
            if isinstance(event, BaseException):
                raise event
            yield event
            if isinstance(event, Improved):
                return
    finally:
        run.cancel.set()


def _next(queue: "SimpleQueue[Progress | Improved | BaseException]", run: Run) -> "Progress | Improved | BaseException":
    """The next event. A first Ctrl-C stops the model and waits for what it has; a second one is the person's own."""
    try:
        return queue.get()
    except KeyboardInterrupt:
        run.cancel.set()
        return queue.get()


def last(steps: Iterable[Progress | Improved]) -> Improved:
    """The result alone."""
    found = [s for s in steps if isinstance(s, Improved)]
    return found[-1]


def _reason_against(assistant: "Assistant", drafted: Escalation, asked: bool) -> str | None:
    if assistant.model_engine is None:
        return _NO_MODEL
    if not asked and answered_by_documentation(drafted):
        return (
            "the rules answer it with a documented solution, so no model was asked. Use --engine model to ask anyway."
        )
    return None


def answered_by_documentation(drafted: Escalation) -> bool:
    """Whether the verdict is to handle it in support by an article or by a ticket that support solved."""
    return drafted.assessment.decision is Decision.HANDLE_IN_SUPPORT and bool(drafted.assessment.cited_matches)


def _noted(escalation: Escalation, note: str) -> Escalation:
    provenance = escalation.provenance
    return escalation.model_copy(
        update={"provenance": provenance.model_copy(update={"fallbacks": (*provenance.fallbacks, note)})}
    )


@dataclass(frozen=True)
class _Work:
    """One issue's way through the chain."""

    assistant: "Assistant"
    engine: ModelEngine
    run: Run
    overrides: tuple[Override, ...]
    allow_incomplete: bool
    listen: Listen

    def improved(self, understood: "Understood", drafted: Escalation) -> Improved:
        source = source_of(understood)
        veil = self.engine.veil(source)
        understood = self._read(understood, source, veil)
        assessment = self.assistant.assess(understood, self.overrides)
        self._say_what_changed(drafted.assessment, assessment)
        prepared = self.assistant.prepare(understood, assessment)
        drafts = self.assistant.compose(understood, assessment, prepared)
        source = replace(source, reading=understood.extraction)
        wording = self.engine.word(self.run, source, veil, assessment, drafts, prepared.items.signature, self.listen)
        escalation = self._written(understood, assessment, wording)
        refused = refusals(wording, escalation)
        if refused and self.assistant.settings.model_repair:
            wording = self._repaired(veil, wording, refused)
            escalation = self._written(understood, assessment, wording)
            refused = refusals(wording, escalation)
        if "update" in refused:
            wording = self._without(wording, refused["update"])
            escalation = self._written(understood, assessment, wording)
        return Improved(understood, escalation, tuple(self.run.sent))

    def _read(self, understood: "Understood", source: Source, veil: Veil) -> "Understood":
        corrections = self.engine.read(self.run, source, veil, self.listen)
        if corrections is None:
            return understood
        reading, notes = self.assistant.understander.correct(
            understood.document, understood.extraction, corrections,
            reference=understood.reference, may_remove=not understood.speaks_to_assistant,
        )  # fmt: skip
        for note in notes:
            self.run.note(note)
        return replace(understood, extraction=reading)

    def _written(self, understood: "Understood", assessment: Assessment, wording: Wording) -> Escalation:
        return self.assistant.write(
            understood, assessment, allow_incomplete=self.allow_incomplete, wording=wording, run=self.run
        )

    def _say_what_changed(self, rules: Assessment, now: Assessment) -> None:
        """A verdict that became milder by a model's reading is said, with what the rules alone made of it."""
        if now.severity.rank > rules.severity.rank or (
            rules.decision is Decision.ESCALATE and now.decision is Decision.HANDLE_IN_SUPPORT
        ):
            was = f"{rules.decision.value.replace('_', ' ')}, {rules.severity.value}"
            self.run.note(f"by the rules' reading alone the verdict was: {was}; with the model's it is milder")

    def _repaired(self, veil: Veil, wording: Wording, refused: dict[str, tuple[Refused, ...]]) -> Wording:
        """One call for the text that needs it most: the customer's before ours."""
        name = "update" if "update" in refused else "brief"
        task = dict(wording.tasks)[name]
        mended = self.engine.repair(self.run, veil, task, refused[name])
        said = (wording.update if name == "update" else wording.brief) or ()
        changed = tuple(mended.get(n, w) for n, w in enumerate(said))
        return replace(wording, **{name: changed})  # type: ignore[arg-type]

    def _without(self, wording: Wording, refused: tuple[Refused, ...]) -> Wording:
        out = {r.number for r in refused}
        for r in refused:
            self.run.note(f"left out of the customer update: “{r.statement.text}” ({r.why})")
        return replace(wording, update=tuple(w for n, w in enumerate(wording.update or ()) if n not in out))


@dataclass(frozen=True)
class Reworded:
    """A finished text in another manner, checked again; `text` None where the model gave none (`notes` say why)."""

    text: str | None
    report: ChecklistReport | None
    notes: tuple[str, ...]
    sent: tuple[Sent, ...] = ()


def reworded(
    assistant: "Assistant",
    text: str,
    kind: str,
    manner: str,
    *,
    issue_text: str | None = None,
    drafted: Escalation | None = None,
    run: Run | None = None,
) -> Reworded:
    """`text`, a brief or an update, in one of `MANNERS`. Raises WrongUsage for an unknown manner.

    `issue_text` is what the text was written from: its checks run against it, and its language is the customer's. What
    the model changed beyond the words makes it no result: `text` is then None, and a note says what it was.
    """
    engine = assistant.model_engine
    if engine is None:
        return Reworded(None, None, ("no model is configured: rewording needs one. " + _SET,))
    language = "en"
    names: tuple[str, ...] = ()
    if issue_text is not None:
        understood = assistant.understand(issue_text, with_matches=False)
        language, names = understood.document.language, source_of(understood).names()
    run = run or Run()
    found = engine.reword(run, text, kind, manner, language, names)
    if found is None:
        return Reworded(None, None, tuple(run.notes), tuple(run.sent))
    report = assistant.check(found, kind, issue_text, drafted)
    wanted = language if manner == "customer_language" else None
    before = assistant.check(text, kind, issue_text, drafted)
    changed = unlike(text, found, kind, before.findings, report.findings, wanted=wanted, language_of=_told_language)
    if changed:
        return Reworded(None, None, (*run.notes, changed), tuple(run.sent))
    return Reworded(found, report, tuple(run.notes), tuple(run.sent))


def _told_language(text: str) -> str:
    from assistant.intake.language import language_of

    return language_of([text])


def source_of(understood: "Understood") -> Source:
    """What the chain may read: knowledge that speaks to an assistant is left out."""
    from assistant.understood import plain_matches

    matches = plain_matches(understood)
    return Source(
        understood.issue,
        understood.document,
        understood.extraction,
        understood.now,
        matches,
        understood.articles,
        _hostile(understood),
    )


def _hostile(understood: "Understood") -> frozenset[int]:
    """The messages that hold an order to an assistant, by index."""
    if not understood.speaks_to_assistant:
        return frozenset()
    from assistant.intake import read_issue
    from assistant.understanding.hostile import hostile_ranges

    # NOTE: the orders were blanked before the document was read, so that they are looked for in the raw text again.
    ranges = hostile_ranges(read_issue(understood.document.text, customer=understood.issue.customer))
    return frozenset(m.index for m in understood.document.messages if any(a < m.end and m.start < b for a, b in ranges))


def refusals(wording: Wording, escalation: Escalation) -> dict[str, tuple[Refused, ...]]:
    """Statements that cannot stand, by text: unverified ones, and a customer's that a check holds back."""
    held = [
        f for f in escalation.checklist.findings if f.level is FindingLevel.BLOCKER and f.where.startswith("update")
    ]

    def why(name: str, said: Worded) -> str | None:
        if not said.verified:
            return f"wanting in the lines it cites: {', '.join(said.missing)}"
        if name != "update":
            return None
        low = said.text.casefold()
        # NOTE: a finding quotes a word of the sentence, or the whole line with the section's label before it
        quoted = ((f, f.quote.casefold()) for f in held if f.quote)
        return next((f"{f.message} ({f.quote})" for f, words in quoted if words in low or low in words), None)

    found: dict[str, tuple[Refused, ...]] = {}
    for name, said in (("update", wording.update), ("brief", wording.brief)):
        rows = tuple(Refused(n, w, reason) for n, w in enumerate(said or ()) if (reason := why(name, w)) is not None)
        if rows:
            found[name] = rows
    return found
