"""Trying again what may pass: a busy or failing endpoint, no connection. Never past the deadline or a cancel."""

from collections.abc import Callable
from typing import TypeVar

from assistant.llm.setbacks import Setback
from assistant.llm.waiting import Clock

T = TypeVar("T")
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 8.0
LEAST_SECONDS = 0.2
"""Time a further try needs; with less left, the last failure is told rather than a time-out."""
"""Waits are drawn at random from 0 up to 0.5, 1, 2 … 8 s: full jitter, so that many clients do not come back at
once (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015)."""


def tried(once: Callable[[], T], clock: Clock, retries: int) -> T:
    """The result of `once`, tried again after setbacks that may pass. Raises the last Setback."""
    from tenacity import (
        RetryCallState,
        Retrying,
        retry_if_exception,
        stop_after_attempt,
        wait_random_exponential,
    )

    jitter = wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, Setback) else None
        return jitter(state) if asked is None else asked

    enough = stop_after_attempt(retries + 1)

    def ends(state: RetryCallState) -> bool:
        return enough(state) or state.upcoming_sleep + LEAST_SECONDS >= clock.left

    return Retrying(
        stop=ends,
        wait=wait,
        retry=retry_if_exception(lambda error: isinstance(error, Setback) and error.again),
        sleep=clock.sleep,
        reraise=True,
    )(once)
