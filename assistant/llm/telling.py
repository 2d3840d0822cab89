"""What a client raised, told as one of our failures.

By status and by the names of classes, not by importing each vendor's errors: the clients of all vendors carry the
HTTP status, and name their connection and time-out errors alike. The endpoint's own words are compared, never shown.
"""

import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from assistant.llm.failures import FailureKind, ModelFailure
from assistant.llm.options import PROVIDERS, ModelOptions
from assistant.llm.setbacks import Setback

MOST_CHARACTERS = 500
"""Of an endpoint's message that are looked at: what is wrong stands first, and behind it some quote the whole request,
in which a customer may speak of filters and limits."""
_TOO_LONG = re.compile(
    r"context[_ ]length|context[_ ](?:window|size)|maximum context|exceeds? the (?:available )?context|"
    r"prompt is too long|input (?:is )?too long|input tokens exceed|too many (?:input )?tokens|exceed_context_size"
)
_FILTERED = re.compile(r"content[_ ](?:filter|management|policy)|responsible\s?ai|safety|flagged as|moderation")
_NO_MODEL = re.compile(
    r"model_not_found|unknown model|no such model|model\b.{0,120}(?:not found|does not exist|not exist|not available|"
    r"not supported by any|is not a valid)|deploymentnotfound|invalid model",
    re.DOTALL,
)
_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|credit balance|billing")
_TIMEOUTS = {"APITimeoutError", "TimeoutException", "TimeoutError", "ReadTimeout", "ConnectTimeout", "DeadlineExceeded"}
_CONNECTIONS = {"APIConnectionError", "ConnectError", "TransportError", "ConnectionError", "NetworkError"}


def setback_of(error: Exception, options: ModelOptions, model: str, *, begun: bool, timeout: float) -> Setback:
    """The setback an exception stands for. `begun`: whether part of the reply had come."""
    if isinstance(error, Setback):
        return error
    names = {cls.__name__ for cls in type(error).__mro__}
    status, says = _status(error), _says(error)
    if "LengthFinishReasonError" in names:
        return cut_off(options)
    if "ContentFilterFinishReasonError" in names:
        return filtered()
    if "OpenAIRefusalError" in names:
        return declined()
    if status is not None:
        return _of_status(status, says, _retry_after(error), options, model)
    if names & _TIMEOUTS or any(type(e).__name__ in _TIMEOUTS for e in _chain(error)):
        if any("ConnectTimeout" in type(e).__name__ for e in _chain(error)):
            return _unreachable("no connection was made in time", options, again=True)
        message = f"the model gave no whole reply within {timeout:g} s."
        return Setback(
            ModelFailure(FailureKind.TIMEOUT, message, "Raise ESCALATE_MODEL_TIMEOUT, or use a faster model.")
        )
    if names & _CONNECTIONS:
        if begun:
            return _unreachable("the connection broke off in mid-reply", options, again=False)
        return _unreachable(_why_unconnected(error), options, again=True)
    return _of_body(error, names, says, options)


def _of_status(status: int, says: str, after: float | None, options: ModelOptions, model: str) -> Setback:
    if status == 401 or (
        status == 400 and re.search(r"api.?key.{0,30}(?:invalid|not valid)|invalid.{0,10}api.?key", says)
    ):
        key = key_name(options)
        if options.api_key is None and options.provider == "openai":
            failure = ModelFailure(
                FailureKind.NO_KEY, f"the model at {options.endpoint} asks for a key.", f"Set {key}."
            )
        else:
            failure = ModelFailure(
                FailureKind.REFUSED, f"the model at {options.endpoint} refused the key.", f"Check {key}."
            )
        return Setback(failure, status=status, says=says)
    if _FILTERED.search(says) and status in (400, 403, 422):
        return Setback(filtered().failure, status=status, says=says)
    if status == 413 or (status in (400, 422, 500) and _TOO_LONG.search(says)):
        message = "the prompt does not fit the model's context."
        tip = "Lower ESCALATE_MODEL_CONTEXT to what the model holds, or use a model with a longer context."
        return Setback(ModelFailure(FailureKind.TOO_LONG, message, tip), status=status, says=says)
    if status in (402, 429):
        return _of_rate(status, says, after, options)
    if status == 403:
        message = f"the model at {options.endpoint} does not let this key use the model {model}."
        failure = ModelFailure(FailureKind.REFUSED, message, f"Check the rights of {key_name(options)}.")
        return Setback(failure, status=status, says=says)
    if status == 404 or _NO_MODEL.search(says):
        return _of_missing(status, says, options, model)
    if status == 408 or status >= 500:
        message = f"the model at {options.endpoint} failed ({status})."
        failure = ModelFailure(FailureKind.SERVER_ERROR, message, "Try again later, or look at the server's log.")
        return Setback(failure, again=True, after=after, status=status, says=says)
    message = f"the model at {options.endpoint} refused the request ({status}{_code(says)})."
    failure = ModelFailure(FailureKind.REFUSED, message, "Run `escalate doctor` to see what it supports.")
    return Setback(failure, again=status == 409, status=status, says=says)


def _of_rate(status: int, says: str, after: float | None, options: ModelOptions) -> Setback:
    if status == 402 or _QUOTA.search(says):
        message = f"the model at {options.endpoint} says the quota is used up."
        failure = ModelFailure(FailureKind.RATE_LIMIT, message, "Check the plan and the bill of the account.")
        return Setback(failure, status=status, says=says)
    wait = "" if after is None else f" and asks to wait {after:.0f} s"
    message = f"the model at {options.endpoint} takes no more requests for now (429){wait}."
    failure = ModelFailure(FailureKind.RATE_LIMIT, message, "Try again later, or ask for a higher limit.")
    return Setback(failure, again=True, after=after, status=status, says=says)


def _of_missing(status: int, says: str, options: ModelOptions, model: str) -> Setback:
    if "model" in says or "deployment" in says:
        message = f"the model at {options.endpoint} serves no model named {model}."
        failure = ModelFailure(FailureKind.UNKNOWN_MODEL, message, "Set ESCALATE_MODEL; `escalate doctor` lists them.")
    else:
        message = f"the model at {options.endpoint} has no chat completions ({status})."
        failure = ModelFailure(FailureKind.UNREACHABLE, message, "Check OPENAI_BASE_URL; it mostly ends in /v1.")
    return Setback(failure, status=status, says=says)


def _of_body(error: Exception, names: set[str], says: str, options: ModelOptions) -> Setback:
    """An error without a status: told inside a stream, or by the client itself about what it received."""
    if _TOO_LONG.search(says):
        return _of_status(400, says, None, options, "")
    if "APIError" in names or "ModelError" in names:
        if _FILTERED.search(says):
            return filtered()
        if re.search(r"rate.?limit|too many requests", says):
            return _of_rate(429, says, None, options)
        message = f"the model at {options.endpoint} broke off with an error of its own{_code(says)}."
        failure = ModelFailure(FailureKind.SERVER_ERROR, message, "Try again later, or look at the server's log.")
        return Setback(failure, again=True, status=500, says=says)
    message = (
        f"the model at {options.endpoint} answered in a way its client does not understand ({type(error).__name__})."
    )
    failure = ModelFailure(FailureKind.SERVER_ERROR, message, "Run `escalate doctor` to see what it supports.")
    return Setback(failure, says=says, method_at_fault=True)


def broken_off(options: ModelOptions) -> Setback:
    """The stream ended in the middle of the reply."""
    return _unreachable("the connection broke off in mid-reply", options, again=False)


def web_page(options: ModelOptions) -> Setback:
    """The address answers, but with a page for people."""
    message = f"the model at {options.endpoint} answers with a web page, not as a model's endpoint."
    return Setback(ModelFailure(FailureKind.UNREACHABLE, message, "Check OPENAI_BASE_URL; it mostly ends in /v1."))


def cut_off(options: ModelOptions) -> Setback:
    """The reply reached the token limit."""
    tip = f"Raise ESCALATE_MODEL_MAX_TOKENS (now {options.max_tokens})."
    return Setback(ModelFailure(FailureKind.CUT_OFF, "the model's reply was cut off at the token limit.", tip))


def filtered() -> Setback:
    """The content filter stopped it."""
    message = "the endpoint's content filter stopped the request or the reply."
    return Setback(ModelFailure(FailureKind.CONTENT_FILTER, message, "Use the rules engine for this issue."))


def declined() -> Setback:
    """The model said no."""
    message = "the model declined to answer."
    return Setback(ModelFailure(FailureKind.REFUSED, message, "Use the rules engine for this issue."))


def key_name(options: ModelOptions) -> str:
    """The environment variable that holds the key."""
    return "OPENAI_API_KEY" if options.provider == "openai" else PROVIDERS[options.provider][1]


def _unreachable(why: str, options: ModelOptions, *, again: bool) -> Setback:
    message = f"the model at {options.endpoint} cannot be reached: {why}."
    own = options.provider == "openai"
    tip = "Check OPENAI_BASE_URL, and that the server runs." if own else "Check the network and the provider's address."
    return Setback(ModelFailure(FailureKind.UNREACHABLE, message, tip), again=again)


def _why_unconnected(error: Exception) -> str:
    causes = list(_chain(error))
    texts = " ".join(str(e).lower() for e in causes)
    if any(isinstance(e, socket.gaierror) for e in causes) or re.search(
        "name or service|getaddrinfo|resolution", texts
    ):
        return "no host of this name is known"
    if any(isinstance(e, ssl.SSLError) for e in causes) or "certificate" in texts:
        return "its certificate is not trusted"
    if any(isinstance(e, ConnectionRefusedError) for e in causes) or "refused" in texts:
        return "nothing listens there"
    if "protocol" in texts and "unsupported" in texts:
        return "the address does not begin with http:// or https://"
    return "the connection broke off before a reply"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__


def _status(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    found = [getattr(error, "status_code", None), getattr(response, "status_code", None)]
    found += [getattr(error, "code", None), getattr(error, "http_status", None)]
    # an error told in a body of its own, inside a stream or with status 200
    found += [body.get("code") for body in (getattr(error, "body", None), *error.args) if isinstance(body, dict)]
    for value in found:
        if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600:
            return int(value)
    return None


def _says(error: Exception) -> str:
    codes = [str(getattr(error, name, None) or "") for name in ("code", "param", "type")]
    message = str(getattr(error, "message", None) or error)
    return " ".join([*codes, message[:MOST_CHARACTERS]]).lower()


def _code(says: str) -> str:
    """The endpoint's error code, where it looks like one; never free text, which may quote the prompt."""
    found = re.match(r"\s*([a-z]+(?:_[a-z]+){1,5})\s", says)
    return f", {found[1]}" if found else ""


def _retry_after(error: Exception) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        if value := headers.get("retry-after-ms"):
            return max(0.0, float(value) / 1000)
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, TypeError, ValueError):
        return None
