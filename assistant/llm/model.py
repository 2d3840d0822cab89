"""Asking a model: cache, then the endpoint in its dialect, with retries, until the reply fits or time is up."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.llm.caching import ReplyCache
from assistant.llm.chat import Chat, warm_up
from assistant.llm.dialect import Dialect, first_dialect, learn
from assistant.llm.exchange import Probe, Reply, Request
from assistant.llm.failures import FailureKind, ModelFailure
from assistant.llm.fitting import fitted
from assistant.llm.hearing import Heard, Partial
from assistant.llm.options import ModelOptions
from assistant.llm.parsing import object_in
from assistant.llm.remembering import DialectBook
from assistant.llm.setbacks import Setback
from assistant.llm.telling import broken_off, cut_off, declined, filtered, key_name, setback_of, web_page
from assistant.llm.transport import Connection
from assistant.llm.trying import tried
from assistant.llm.waiting import Clock, handed_over

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

MOST_STEPS = 10
"""Refusals learned from in one call; there are fewer things to learn."""
UNNAMED_MODEL = "default"
"""Asked for where no name is set and the endpoint lists none: servers with one model do not read it."""
LIST_SECONDS = 5.0
"""Longest wait for the list of models."""
NO_CHAT = re.compile(r"embed|rerank|whisper|\btts\b|speech|transcri|moderation|dall-e|diffusion|minilm|\bbge\b", re.I)
"""Names of models in a list that do not write text."""
CHARACTERS_PER_TOKEN = 8
"""More than this is no prose, log or code in any tokenizer: then the server cut the prompt, as Ollama does silently."""
CUT_FROM_CHARACTERS = 4000
Watch = Callable[[dict[str, object]], None]


class LanguageModel:
    """One configured model. Safe to use from several threads at once."""

    def __init__(self, options: ModelOptions, *, cache_dir: Path | None) -> None:
        """`cache_dir` holds replies and learned dialects; None keeps both in memory or nowhere."""
        self.options = options
        self._cache = ReplyCache(cache_dir / "replies" if cache_dir and options.cache else None)
        self._book = DialectBook(cache_dir / "dialects.json" if cache_dir else None)
        self._lock = threading.Lock()
        self._chat: Chat | None = None
        self._name = options.model
        self._listed: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """Name of the model in force. Asks the endpoint for its list once, where no name is set."""
        return self._named(Clock(min(LIST_SECONDS, self.options.timeout)))

    def ask(self, request: Request, *, on_partial: Watch | None = None, cancel: threading.Event | None = None) -> Reply:
        """The reply to a request. Raises ModelFailure, and is back by the deadline whatever the endpoint does.

        `on_partial` gets the object as it grows, in the caller's thread; what it gets is unchecked.
        """
        clock = Clock(self.options.timeout, cancel)
        try:
            clock.check()
            self._check_key()
            name = self._named(clock)
            key = self._cache.key(self.options, name, request)
            if found := self._cache.find(key):
                Partial(on_partial).show(found.data)
                return found
            reply = self._asked(request, name, clock, Partial(on_partial))
        except Setback as setback:
            raise setback.failure from None
        self._cache.keep(key, reply)
        return reply

    def warm(self) -> None:
        """Load LangChain and the client now, which takes seconds, so that the first question need not wait for it."""
        warm_up(self.options)

    def probe(self) -> Probe:
        """What the endpoint supports, found by asking it. Raises nothing: a failure is part of the answer."""
        from assistant.llm.probing import probed

        return probed(self)

    def forced(self, method: str, seconds: float) -> "LanguageModel":
        """The same model asked by one method only, without cache, for probing."""
        options = replace(self.options, model=self._name, output=method, cache=False, retries=0, timeout=seconds)
        return LanguageModel(options, cache_dir=None)

    def served(self, clock: Clock) -> tuple[str, ...]:
        """Models the endpoint lists, asked once. Raises Setback where it cannot be asked."""
        if self._listed is None:
            chat = Chat(self.options, self._name or UNNAMED_MODEL)
            try:
                lists = list(handed_over(lambda: [chat.served(clock.left)], clock, Connection()))
            except Exception as error:
                raise self._setback(error, "", False) from None
            self._listed = tuple(lists[0])
        return self._listed

    def dialect(self, name: str) -> Dialect:
        """The dialect to begin with."""
        known = self._book.find(self.options, name)
        if known is None:
            return first_dialect(self.options)
        return known if self.options.output == "auto" else replace(known, method=self.options.output)

    def _named(self, clock: Clock) -> str:
        if self._name is None:
            try:
                served = self.served(Clock(min(LIST_SECONDS, clock.left), clock.cancel))
            except Setback as setback:
                if setback.kind is FailureKind.CANCELLED:
                    raise
                if setback.status is None:
                    return UNNAMED_MODEL  # asked again next time: the endpoint may be up by then
                served = ()
            self._name = next((name for name in served if not NO_CHAT.search(name)), UNNAMED_MODEL)
        return self._name

    def _check_key(self) -> None:
        if self.options.provider == "openai" and self.options.hosted and not self.options.api_key:
            message = f"{self.options.endpoint} needs a key, and none is set."
            raise Setback(ModelFailure(FailureKind.NO_KEY, message, f"Set {key_name(self.options)}."))

    def _asked(self, request: Request, name: str, clock: Clock, partial: Partial) -> Reply:
        dialect = lasting = self.dialect(name)
        notes: list[str] = []
        refused: set[str] = set()
        for _ in range(MOST_STEPS):
            try:
                heard = self._heard(request, name, dialect, clock, partial)
                data, said = self._read(heard, request)
            except Setback as setback:
                lesson = learn(dialect, setback, self.options, refused)
                if lesson is None:
                    raise
                if lesson.dialect.limit != dialect.limit:
                    refused.add(dialect.limit)
                dialect = lesson.dialect
                lasting = dialect if lesson.lasting else lasting
                notes.append(lesson.note)
                continue
            self._book.keep(self.options, name, lasting)
            partial.show(data)
            return Reply(
                data=data,
                prompt_tokens=heard.prompt_tokens,
                completion_tokens=heard.completion_tokens,
                seconds=clock.spent,
                method=dialect.method,
                cached=False,
                notes=(*notes, *said, *_cut_prompt(request, heard)),
            )
        message = f"{self.options.endpoint} refuses every way of asking."
        raise Setback(ModelFailure(FailureKind.REFUSED, message, "Run `escalate doctor` to see what it supports."))

    def _heard(self, request: Request, name: str, dialect: Dialect, clock: Clock, partial: Partial) -> Heard:
        def once() -> Heard:
            heard, connection, chat = Heard(), Connection(), self._chat_for(name)
            with closing(handed_over(lambda: chat.messages(request, dialect, clock.left), clock, connection)) as pieces:
                while self._took_one(pieces, heard, connection, dialect, name):
                    partial.look(heard)
            if self._did_not_stream(dialect, heard, connection, None):
                raise _unstreamed()
            return heard

        return tried(once, clock, self.options.retries)

    def _took_one(
        self, pieces: Iterator["BaseMessage"], heard: Heard, connection: Connection, dialect: Dialect, name: str
    ) -> bool:
        try:
            piece = next(pieces, None)
            if piece is not None:
                heard.add(piece)
        except Exception as error:  # of any vendor's client; told by its status and class
            if self._did_not_stream(dialect, heard, connection, error):
                raise _unstreamed() from None
            if connection.content_type and connection.content_type.startswith("text/html"):
                raise web_page(self.options) from None
            raise self._setback(error, name, bool(heard.said)) from None
        return piece is not None

    def _did_not_stream(self, dialect: Dialect, heard: Heard, connection: Connection, error: Exception | None) -> bool:
        """A good answer in one JSON body, which the client's stream reader sees nothing in."""
        if isinstance(error, Setback) or getattr(error, "status_code", None) is not None:
            return False
        return dialect.streams and not heard.said and (connection.content_type or "").startswith("application/json")

    def _chat_for(self, name: str) -> Chat:
        with self._lock:
            if self._chat is None:
                self._chat = Chat(self.options, name)
            return self._chat

    def _setback(self, error: Exception, name: str, begun: bool) -> Setback:
        return setback_of(error, self.options, name, begun=begun, timeout=self.options.timeout)

    def _read(self, heard: Heard, request: Request) -> tuple[dict[str, object], tuple[str, ...]]:
        if heard.end == "length":
            raise cut_off(self.options)
        if heard.end == "filter":
            raise filtered()
        if heard.refusal or heard.end == "refusal":
            raise declined()
        if not heard.said.strip():
            message = "the model's reply is empty."
            failure = ModelFailure(FailureKind.EMPTY, message, "Try another model; `escalate doctor` tries this one.")
            raise Setback(failure, method_at_fault=True)
        found = object_in(heard.said, request.schema) or object_in(heard.text, request.schema)
        fit = fitted(found[0], request.schema) if found else None
        if found is None and not heard.end and "{" in heard.said:
            raise broken_off(self.options)
        if found is None or fit is None:
            what = "is no JSON object" if found is None else "is JSON of another form than asked for"
            tip = "Try another model, or ESCALATE_MODEL_OUTPUT; `escalate doctor` tries this one."
            failure = ModelFailure(FailureKind.INVALID_REPLY, f"the model's reply {what}.", tip)
            raise Setback(failure, method_at_fault=True)
        return fit[0], (*found[1], *fit[1])


def _cut_prompt(request: Request, heard: Heard) -> tuple[str, ...]:
    characters = len(request.system) + len(request.user)
    if characters < CUT_FROM_CHARACTERS or not 0 < heard.prompt_tokens * CHARACTERS_PER_TOKEN < characters:
        return ()
    seen = f"{heard.prompt_tokens} tokens for a prompt of {characters} characters"
    return (f"the endpoint counted {seen}: it may have read only a part of it. Raise the context it runs with",)


def _unstreamed() -> Setback:
    failure = ModelFailure(FailureKind.SERVER_ERROR, "the endpoint does not stream.")
    return Setback(failure, status=400, says="does not stream")
