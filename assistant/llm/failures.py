"""Why a model did not answer, as one closed list, each told in one line with what to do about it.

Neither the key nor any part of the prompt enters a message: failures are logged, shown on the page and stored.
"""

from enum import StrEnum

from assistant.errors import EscalateError


class FailureKind(StrEnum):
    """What went wrong with a call."""

    NO_KEY = "no_key"
    """No key is set, and the endpoint needs one."""
    REFUSED = "refused"
    """The endpoint refused the key or the request, or the model declined to answer."""
    UNKNOWN_MODEL = "unknown_model"
    """The endpoint does not serve a model of this name."""
    UNREACHABLE = "unreachable"
    """No connection, or it broke off in mid-reply."""
    TIMEOUT = "timeout"
    """No whole reply within the time set for one call."""
    RATE_LIMIT = "rate_limit"
    """Too many requests, or the quota is used up."""
    TOO_LONG = "too_long"
    """The prompt does not fit the model's context."""
    CUT_OFF = "cut_off"
    """The reply reached the token limit; what there is of it is not used."""
    EMPTY = "empty"
    """The reply holds nothing."""
    INVALID_REPLY = "invalid_reply"
    """The reply is no JSON of the form asked for, by any method that may be used."""
    CONTENT_FILTER = "content_filter"
    """The endpoint's content filter stopped the prompt or the reply."""
    CANCELLED = "cancelled"
    """The caller asked to stop."""
    SERVER_ERROR = "server_error"
    """The endpoint failed, or answered in a way its client does not understand."""


class ModelFailure(EscalateError):
    """A call to the model that gave no usable reply."""

    def __init__(self, kind: FailureKind, message: str, tip: str | None = None) -> None:
        super().__init__(message, tip)
        self.kind = kind
