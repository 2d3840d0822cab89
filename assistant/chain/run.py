"""The ledger of one draft made with a model: what was sent, what it cost, what failed and what stood in."""

from dataclasses import dataclass, field
from json import dumps
from threading import Event, Lock

from assistant.chain.lines import tokens
from assistant.chain.prompts import Prompt
from assistant.domain import Tokens
from assistant.llm import FailureKind, ModelFailure, Reply, Request

HOPELESS = frozenset(FailureKind) - {
    FailureKind.CUT_OFF,
    FailureKind.EMPTY,
    FailureKind.INVALID_REPLY,
    FailureKind.TOO_LONG,
}
"""Failures after which another question to the same endpoint would fail or wait in the same way."""


_STOPPED = "the model was stopped."


@dataclass(frozen=True)
class Sent:
    """One request as it left, for the person to see: nothing secret or personal is in it."""

    prompt: str
    system: str
    user: str
    cached: bool = False
    reply: dict[str, object] | None = None
    """What came back, placeholders still in place; None where the call failed."""


@dataclass(frozen=True)
class Progress:
    """What can be shown while a model works: the text so far of one part."""

    part: str
    """`reading`, `brief` or `update`."""
    text: str


@dataclass
class Run:
    """Grows while a draft is made; safe for two calls at once."""

    cancel: Event = field(default_factory=Event)
    sent: list[Sent] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    prompts: dict[str, str] = field(default_factory=dict)
    used: bool = False
    """Whether any reply of the model is in the result."""
    hopeless: bool = False
    """Whether asking again makes no sense."""
    _prompt_tokens: int = 0
    _completion_tokens: int = 0
    _calls: int = 0
    _lock: Lock = field(default_factory=Lock)

    @property
    def tokens(self) -> Tokens:
        """What was spent; an answer out of the cache costs nothing."""
        return Tokens(prompt=self._prompt_tokens, completion=self._completion_tokens, calls=self._calls)

    def answered(self, prompt: Prompt, request: Request, reply: Reply) -> None:
        """Note a reply."""
        with self._lock:
            self.used = True
            self.prompts[prompt.id] = prompt.label
            self.sent.append(Sent(prompt.id, request.system, request.user, reply.cached, reply.data))
            self.notes += [f"{prompt.id}: {note}" for note in reply.notes]
            if not reply.cached:
                # NOTE: a server that counts nothing is estimated, so that a cost of zero is never shown for work done
                self._prompt_tokens += reply.prompt_tokens or tokens(
                    request.system + request.user + dumps(request.schema)
                )
                self._completion_tokens += reply.completion_tokens or tokens(dumps(reply.data, ensure_ascii=False))
                self._calls += 1

    def failed(self, prompt: Prompt, request: Request, failure: ModelFailure, instead: str) -> None:
        """Note a failure and what stands in."""
        with self._lock:
            self._calls += 1
            self.sent.append(Sent(prompt.id, request.system, request.user))
            self.notes.append(f"{failure} {instead}")
            self.hopeless = self.hopeless or failure.kind in HOPELESS

    def stopped(self) -> None:
        """Note, once, that the person stopped the model."""
        with self._lock:
            if not any(n.startswith(_STOPPED) for n in self.notes):
                self.notes.append(f"{_STOPPED} What it had not finished stands as the rules drafted it.")

    def note(self, text: str) -> None:
        """Note anything else that was replaced or left out."""
        with self._lock:
            self.notes.append(text)
