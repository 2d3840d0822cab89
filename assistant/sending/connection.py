"""One system over HTTP: what may be tried again is, what may not is not, and every failure is one clear line."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from assistant.sending.addresses import is_loopback, origin
from assistant.sending.answers import failure, reasons
from assistant.sending.errors import AnswerLost, AnswerUnusable, Busy, Refused, SendingFailed, Unreachable
from assistant.sending.plan import Call, shown

TRIES = 5
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 8.0
"""Full jitter between tries of what may be repeated (M. Brooker, "Exponential Backoff And Jitter", AWS, 2015)."""
MOST_BYTES = 4_000_000
"""An answer longer than this is not read to its end: none of ours is."""
MOST_REDIRECTS = 3
_TOO_MANY, _UNAVAILABLE, _TIMED_OUT = 429, 503, 408
_KEEPS_METHOD = (307, 308)
_REDIRECTS = (301, 302, 303, *_KEEPS_METHOD)


@dataclass(frozen=True)
class Answer:
    """A status below 300, and the JSON or words that came with it."""

    status: int
    value: Any
    """JSON; None where it is none."""
    text: str


class _Again(Exception):
    """It was certainly not done, and may be tried again."""

    def __init__(self, error: SendingFailed, after: float | None = None) -> None:
        self.error = error
        self.after = after
        """Seconds the server asks to wait."""


@dataclass(frozen=True)
class Login:
    """How we say who we are, and by which settings."""

    settings: str
    """Their names, for messages."""
    header: str | None = None
    basic: tuple[str, str] | None = None
    secrets: tuple[str, ...] = ()
    """Hidden wherever they would show."""


class Connection:
    """To one system. Use it in a `with`."""

    def __init__(
        self,
        system: str,
        base: str,
        login: Login,
        *,
        timeout: float = 30.0,
        patience: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`timeout`: seconds for connecting, and for each wait for an answer; `patience`: seconds spent waiting for a
        busy system in all; `sleep` is for tests.
        """
        self.system = system
        self.login = login
        self._patience = patience
        self._sleep = sleep
        self._deadline = timeout * 2
        headers = {"User-Agent": "escalation-assistant", "Accept": "application/json"}
        if login.header:
            headers["Authorization"] = login.header
        self._client = httpx.Client(
            headers=headers,
            auth=login.basic,
            timeout=timeout,
            follow_redirects=False,
            verify=True,
            # a proxy of the environment has no business with what stays on this machine
            trust_env=not is_loopback(urlsplit(base).hostname),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._client.close()

    def wait(self, seconds: float) -> None:
        """Wait before asking once more."""
        self._sleep(seconds)

    def read(self, call: Call) -> Any:
        """The JSON that a question is answered with; tried again on whatever may pass. Raises SendingFailed."""
        answer = self._tried(call, repeatable=True)
        if answer.value is None:
            raise AnswerUnusable(
                f"{self.system} answered {self._at(call.url)} in a form that is not JSON.", "Check the address."
            )
        return answer.value

    def write(self, call: Call, *, repeatable: bool = False) -> Answer:
        """Send a change. Raises SendingFailed where it was not done, AnswerLost where that is not known.

        `repeatable`: doing it twice does no harm, so it is tried again like a question, and no answer is a failure.
        """
        return self._tried(call, repeatable=repeatable)

    # one request, and whether it may be made again

    def _tried(self, call: Call, *, repeatable: bool) -> Answer:
        jitter = wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS)
        waited = 0.0

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.after if isinstance(error, _Again) else None
            return jitter(state) if asked is None else asked

        def sleep(seconds: float) -> None:
            nonlocal waited
            waited += seconds
            self._sleep(seconds)

        enough = stop_after_attempt(TRIES)
        retrying = Retrying(
            stop=lambda state: enough(state) or waited + state.upcoming_sleep > self._patience,
            wait=wait,
            retry=retry_if_exception_type(_Again),
            sleep=sleep,
            reraise=True,
        )
        try:
            return retrying(self._followed, call, repeatable)
        except _Again as last:
            raise last.error from last

    def _followed(self, call: Call, repeatable: bool) -> Answer:
        url = call.url
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(call, url, repeatable)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise Refused(f"{self.system} redirects in circles.", "Check the address.")

    def _once(self, call: Call, url: str, repeatable: bool) -> Answer | str:
        """The answer, or where a redirect that may be followed leads."""
        try:
            status, headers, body = self._exchange(call, url)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            self._no_connection(error, url)
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as error:
            raise Refused(f"{self._at(url)} cannot be asked: {self._said(error)}.", "Check the address.") from error
        except httpx.HTTPError as error:
            self._no_answer(type(error).__name__, repeatable, error)
        if status in _REDIRECTS:
            return self._led(call, url, status, headers.get("location", ""))
        return self._judged(call, status, headers, body, repeatable)

    def _exchange(self, call: Call, url: str) -> tuple[int, httpx.Headers, bytes]:
        began = time.monotonic()
        content = None if call.body is None else json.dumps(call.body, ensure_ascii=False).encode()
        headers = {} if content is None else {"Content-Type": "application/json; charset=utf-8"}
        with self._client.stream(call.method, url, content=content, headers=headers) as response:
            parts, size = [], 0
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES or time.monotonic() - began > self._deadline:
                    raise httpx.ReadTimeout("the answer has no end", request=response.request)
            return response.status_code, response.headers, b"".join(parts)

    def _judged(self, call: Call, status: int, headers: httpx.Headers, body: bytes, repeatable: bool) -> Answer:
        text = body.decode("utf-8", "replace")
        value = _json(text)
        if status < httpx.codes.MULTIPLE_CHOICES:
            return Answer(status, value, text)
        after = _seconds(headers.get("retry-after"))
        if status == _TOO_MANY or (status == _UNAVAILABLE and after is not None):
            told = "asks to come back later" if after is None else f"asks to come back in {after:.0f} s"
            raise _Again(Busy(f"{self.system} {told} ({status}). Nothing was sent.", "Try again then."), after)
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == _TIMED_OUT:
            self._no_answer(f"status {status}", repeatable, None)
        size = len(json.dumps(call.body, ensure_ascii=False)) if call.body is not None else 0
        said = shown(reasons(value, text), self.login.secrets)
        raise failure(self.system, call.why or "this", status, said, self.login.settings, size)

    def _led(self, call: Call, url: str, status: int, location: str) -> str:
        to = urljoin(url, location)
        if origin(to) != origin(url):
            where = urlsplit(to)
            raise Refused(
                f"{self.system} leads elsewhere ({status}), to {where.hostname or 'nowhere'}: not followed, "
                "nothing was sent there.",
                "If that is its right address, set it.",
            )
        if call.method != "GET" and status not in _KEEPS_METHOD:
            raise Refused(
                f"{self.system} leads to another page ({status}), as it does for a log-in.",
                f"Check {self.login.settings}.",
            )
        return to

    # failures of the line

    def _no_connection(self, error: httpx.HTTPError, url: str) -> NoReturn:
        said = self._said(error)
        if "CERTIFICATE" in said.upper():
            raise Unreachable(
                f"the certificate of {self._at(url)} does not hold: {said}.",
                "For an authority of your own set SSL_CERT_FILE to its certificate.",
            ) from error
        message = f"no connection to {self.system} at {self._at(url)} ({said or type(error).__name__})."
        raise _Again(Unreachable(message, "Check the address and the network. Nothing was sent.")) from error

    def _no_answer(self, why: str, repeatable: bool, error: httpx.HTTPError | None) -> NoReturn:
        if not repeatable:
            raise AnswerLost(why) from error
        raise _Again(SendingFailed(f"{self.system} gave no usable answer ({why}).", "Try again later.")) from error

    def _said(self, error: Exception) -> str:
        return shown(" ".join(str(error).split()), self.login.secrets)[:200].rstrip(".")

    def _at(self, url: str) -> str:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _seconds(value: str | None) -> float | None:
    """`Retry-After`: seconds, or a date (RFC 9110 §10.2.3); None where there is none that can be read."""
    if not value or not value.strip():
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
