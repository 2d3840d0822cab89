"""Waiting with a deadline and a way out: whatever the endpoint does, the caller is back in time.

A socket's timeout starts anew with each byte, name lookups have none, and other vendors' clients set their own; so
the call runs in a thread, and the caller waits for what it hands over, no longer than it wants to.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from assistant.llm.failures import FailureKind, ModelFailure
from assistant.llm.setbacks import Setback
from assistant.llm.transport import Connection, using

T = TypeVar("T")
POLL_SECONDS = 0.05
"""How often a waiting caller looks whether it was cancelled."""


class Clock:
    """Time left of one call."""

    def __init__(self, seconds: float, cancel: threading.Event | None = None) -> None:
        self.seconds = seconds
        self.cancel = cancel
        self._began = time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds since the call began."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds until the deadline, 0 after it."""
        return max(0.0, self.seconds - self.spent)

    def check(self) -> None:
        """Raises Setback when the call was cancelled or its time is up."""
        if self.cancel is not None and self.cancel.is_set():
            raise Setback(ModelFailure(FailureKind.CANCELLED, "the call to the model was cancelled."))
        if self.left <= 0:
            message = f"the model gave no whole reply within {self.seconds:g} s."
            tip = "Raise ESCALATE_MODEL_TIMEOUT, or use a faster model."
            raise Setback(ModelFailure(FailureKind.TIMEOUT, message, tip))

    def sleep(self, seconds: float) -> None:
        """Sleep, but not past cancelling (the caller checks the deadline before)."""
        if self.cancel is None:
            time.sleep(seconds)
        elif self.cancel.wait(seconds):
            self.check()


def handed_over(work: Callable[[], Iterable[T]], clock: Clock, connection: Connection) -> Generator[T, None, None]:
    """The items of `work()`, made in a thread of its own. Raises what it raises, or Setback when time is up.

    Leaving the loop early hangs up the connection.
    """
    items: queue.SimpleQueue[tuple[str, T | None, Exception | None]] = queue.SimpleQueue()
    left = threading.Event()

    def run() -> None:
        try:
            with using(connection):
                for item in work():
                    if left.is_set():
                        return
                    items.put(("item", item, None))
            items.put(("end", None, None))
        except Exception as error:  # handed to the caller, who tells it; a thread has nobody to raise it to
            items.put(("error", None, error))

    threading.Thread(target=run, name="model-call", daemon=True).start()
    try:
        while True:
            clock.check()
            try:
                kind, item, error = items.get(timeout=min(POLL_SECONDS, max(clock.left, 0.001)))
            except queue.Empty:
                continue
            if error is not None:
                raise error
            if kind == "end":
                return
            yield item  # type: ignore[misc]  # an item of T, by its kind
    finally:
        left.set()
        connection.hang_up()
