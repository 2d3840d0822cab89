"""The LangChain side: one chat model, asked in one dialect. The only module that builds a vendor's client."""

import os
import threading
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assistant.llm.dialect import Dialect, may_be_strict
from assistant.llm.exchange import Request
from assistant.llm.failures import FailureKind, ModelFailure
from assistant.llm.options import PROVIDERS, ModelOptions
from assistant.llm.parsing import text_instruction
from assistant.llm.setbacks import Setback
from assistant.llm.transport import http_client

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import BaseMessage

CONNECT_SECONDS = 5.0
"""Longest wait for a connection, so that a retry is left within the time of a call."""
NO_KEY = "none"
"""Sent to servers that ask for no key: the protocol has the header all the same."""
FUNCTION = "reply"
_loading = threading.Lock()
"""Two threads that load LangChain at once can find its modules half made."""
_OPENAI_LIKE = ("openai", "azure_openai")


class Chat:
    """A model at an endpoint, by LangChain's own classes."""

    def __init__(self, options: ModelOptions, model: str) -> None:
        self._options = options
        self._model = model
        self._built: dict[tuple[bool, int | None], BaseChatModel] = {}

    def messages(self, request: Request, dialect: Dialect, clock_left: float) -> Iterator["BaseMessage"]:
        """What the endpoint sends: the pieces of a stream, or one whole message. Raises whatever the client raises."""
        _quiet()
        model = self._bare(dialect, request.max_tokens)
        arguments = self._arguments(model, request, dialect, clock_left)
        spoken = _prompt(request, dialect)
        if dialect.streams:
            yield from model.stream(spoken, **arguments)
        else:
            yield model.invoke(spoken, **arguments)

    def served(self, clock_left: float) -> list[str]:
        """Names of the models the endpoint lists."""
        client: Any = getattr(self._bare(Dialect(), None), "root_client", None)
        if client is None:
            return []
        page = client.models.list(timeout=max(0.05, clock_left))
        return [str(entry.id) for entry in page.data if getattr(entry, "id", None)]

    def _arguments(self, model: "BaseChatModel", request: Request, dialect: Dialect, left: float) -> dict[str, Any]:
        if self._options.provider not in _OPENAI_LIKE:
            return _vendor_arguments(model, request) if dialect.method == "function_calling" else {}
        from openai import Timeout

        found: dict[str, Any] = {"timeout": Timeout(max(0.05, left), connect=max(0.05, min(CONNECT_SECONDS, left)))}
        if dialect.limit == "max_completion_tokens":
            found["max_completion_tokens"] = request.max_tokens
        elif dialect.limit == "max_tokens":
            found["extra_body"] = {"max_tokens": request.max_tokens}  # LangChain would rename the argument
        if dialect.streams:
            found["stream_usage"] = dialect.usage
        form = {"name": FUNCTION, "strict": dialect.strict and may_be_strict(request.schema)}
        if dialect.method == "json_schema":
            found["response_format"] = {"type": "json_schema", "json_schema": {**form, "schema": request.schema}}
        elif dialect.method == "function_calling":
            function = {**form, "description": "Give the reply.", "parameters": request.schema}
            found["tools"] = [{"type": "function", "function": function}]
            found["tool_choice"] = {"type": "function", "function": {"name": FUNCTION}}
        return found

    def _bare(self, dialect: Dialect, max_tokens: int | None) -> "BaseChatModel":
        """The chat model, built once per what can be said only when building it."""
        own = self._options.provider in _OPENAI_LIKE
        key = (dialect.temperature, None if own else max_tokens)
        with _loading:
            if key not in self._built:
                given = {} if own else self._limits(max_tokens)
                if dialect.temperature and self._options.temperature is not None:
                    given["temperature"] = self._options.temperature
                self._built[key] = self._build(given)
            return self._built[key]

    def _limits(self, max_tokens: int | None) -> dict[str, Any]:
        if self._options.provider != "ollama":
            return {"max_tokens": max_tokens}
        # Ollama cuts a prompt that does not fit its context without a word, and its default context is small
        return {"num_predict": max_tokens, "num_ctx": self._options.context + (max_tokens or 0)}

    def _build(self, given: dict[str, Any]) -> "BaseChatModel":
        if self._options.provider != "openai":
            return self._vendor(given)
        from langchain_openai import ChatOpenAI

        return ChatOpenAI(
            model=self._model,
            base_url=self._options.base_url,
            api_key=SecretStr(self._options.api_key or NO_KEY),
            max_retries=0,
            http_client=http_client(),
            **given,
        )

    def _vendor(self, given: dict[str, Any]) -> "BaseChatModel":
        from langchain.chat_models import init_chat_model

        provider = self._options.provider
        extra, needed = PROVIDERS[provider]
        given = given | {"timeout": self._options.timeout, "max_retries": 0}
        if provider == "azure_openai":
            given["http_client"] = http_client()
        try:
            made: BaseChatModel = init_chat_model(self._model, model_provider=provider, **given)
        except ImportError:
            message = f"models of {provider} need a package that is not installed."
            tip = f"Run: pip install 'escalation-assistant[{extra}]'"
            raise Setback(ModelFailure(FailureKind.UNKNOWN_MODEL, message, tip)) from None
        except Exception as error:  # each vendor's class tells a missing key in its own way, some with values in it
            named = [name for name in needed.replace(",", "").split() if name.isupper()]
            if any(not os.environ.get(name) for name in named):
                message = f"the model of {provider} cannot be reached without its key."
                raise Setback(ModelFailure(FailureKind.NO_KEY, message, f"Set {needed}.")) from None
            message = f"the client for {provider} does not start ({type(error).__name__})."
            raise Setback(ModelFailure(FailureKind.SERVER_ERROR, message, f"Check {needed}.")) from None
        return made


def warm_up(options: ModelOptions) -> None:
    """Import what the first question needs."""
    needed = "langchain_openai" if options.provider in _OPENAI_LIKE else "langchain.chat_models"
    with _loading:
        # NOTE: a streamed reply with a schema goes through openai's beta resources, some 600 modules
        beta = ("openai.resources.beta.beta",) if options.provider in _OPENAI_LIKE else ()
        for name in (needed, *beta, "langchain_core.utils.json", "jsonschema", "tenacity"):
            import_module(name)


def _vendor_arguments(model: "BaseChatModel", request: Request) -> dict[str, Any]:
    """Forced function calling, as the vendor's class spells it."""
    function = {"name": FUNCTION, "description": "Give the reply.", "parameters": request.schema}
    bound: Any = model.bind_tools([{"type": "function", "function": function}], tool_choice=FUNCTION)
    return dict(bound.kwargs)


def _prompt(request: Request, dialect: Dialect) -> list["BaseMessage"]:
    from langchain_core.messages import HumanMessage, SystemMessage

    system = request.system
    if dialect.method == "text":
        system = f"{system}\n\n{text_instruction(request.schema)}"
    if not dialect.system:
        return [HumanMessage(f"{system}\n\n{request.user}")]
    return [SystemMessage(system), HumanMessage(request.user)]


def _quiet() -> None:
    """LangChain and pydantic warn of odd endpoints on stderr; here that is told in the reply's notes or the failure."""
    warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\b")
    warnings.filterwarnings("ignore", category=UserWarning, message=r"Pydantic serializer warnings")
