"""The connection beneath a call: closed at once when the caller hangs up, even while nothing has come back yet.

The SDK's client blocks in a socket until its timeout, and a server that generates for nobody costs money; so each
connection is noted as it is made, and shut down from the thread that waits for it.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any


class Connection:
    """The connection of one call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._hung_up = False
        self.content_type: str | None = None
        """What the endpoint says it answers with; None before it answers."""

    def seen(self, event: str, info: dict[str, Any]) -> None:
        """A step of the HTTP client (httpcore's `trace` extension): keeps the socket, plain or TLS."""
        if not event.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        made = info["return_value"].get_extra_info("socket")
        with self._lock:
            self._socket = made
        if self._hung_up:
            self.hang_up()

    def hang_up(self) -> None:
        """Shut the connection down; what waits for it gets an error at once. Can be called twice, and any time."""
        with self._lock:
            self._hung_up = True
            if self._socket is not None:
                with suppress(OSError, ValueError):
                    self._socket.shutdown(socket.SHUT_RDWR)


_in_use: ContextVar[Connection | None] = ContextVar("connection", default=None)


@contextmanager
def using(connection: Connection) -> Iterator[None]:
    """Requests of this thread go by this connection."""
    token = _in_use.set(connection)
    try:
        yield
    finally:
        _in_use.reset(token)


def http_client() -> Any:
    """The SDK's own HTTP client, watched by its documented event hooks."""
    from openai import DefaultHttpxClient

    return DefaultHttpxClient(event_hooks={"request": [_before], "response": [_after]})


def _before(request: Any) -> None:
    # a connection from an earlier call would not be reported to this one; a model call is far dearer than a handshake
    request.headers["Connection"] = "close"
    if connection := _in_use.get():
        request.extensions["trace"] = connection.seen


def _after(response: Any) -> None:
    if connection := _in_use.get():
        connection.content_type = response.headers.get("content-type", "")
