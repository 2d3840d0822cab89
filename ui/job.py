"""Work in a thread of its own, so that the page stays free while a model answers.

The thread only sets attributes, each in one step; the page only reads them. So neither waits for the other.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Generic, TypeVar

from assistant.chain.run import Progress, Run
from assistant.errors import EscalateError

T = TypeVar("T")


class Job(Generic[T]):
    """One piece of work that ends in a `T`, or in words on why it did not."""

    def __init__(self, work: Callable[["Job[T]"], T]) -> None:
        """Starts at once. `work` gets the job, to tell progress and to be told to stop."""
        self.run = Run()
        """What is sent and spent; setting its `cancel` stops the model's calls."""
        self.texts: dict[str, str] = {}
        """The text so far of each part (`reading`, `brief`, `update`)."""
        self.result: T | None = None
        self.failure: str | None = None
        """Why there is no result, in words."""
        self.stopped = False
        """Whether the person stopped it."""
        self._work = work
        self._over = Event()
        self._began = monotonic()
        Thread(target=self._do, daemon=True, name="job").start()

    def _do(self) -> None:
        try:
            self.result = self._work(self)
        except EscalateError as error:
            self.failure = str(error)
        except Exception as error:
            logging.getLogger(__name__).exception("the model's part failed")
            self.failure = (
                f"the model's part failed by a fault of this program ({type(error).__name__}); its traceback is in "
                "the terminal that runs the page."
            )
        finally:
            self._over.set()

    @property
    def over(self) -> bool:
        """Whether there is a result or a failure."""
        return self._over.is_set()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return monotonic() - self._began

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; whether it is over."""
        return self._over.wait(seconds)

    def tell(self, progress: Progress) -> None:
        """Note how far a part is."""
        self.texts[progress.part] = progress.text

    def stop(self) -> None:
        """Let the model stop; what it had finished by then is still in the result."""
        self.stopped = True
        self.run.cancel.set()
