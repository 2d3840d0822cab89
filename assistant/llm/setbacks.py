"""One try that failed: the words for the user, and apart from them what decides what to try next.

What the endpoint said is kept only to be compared with known words. It may quote the key or the prompt, so it is
never shown, logged or chained to what is raised.
"""

from assistant.llm.failures import FailureKind, ModelFailure


class Setback(Exception):
    """A try that gave no reply, inside this package only."""

    def __init__(
        self,
        failure: ModelFailure,
        *,
        again: bool = False,
        after: float | None = None,
        status: int | None = None,
        says: str = "",
        method_at_fault: bool = False,
    ) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.again = again
        """Whether the same request may succeed later."""
        self.after = after
        """Seconds the endpoint asks to wait."""
        self.status = status
        """HTTP status, where there was one."""
        self.says = says
        """Code, parameter and message of the endpoint's error, in lower case."""
        self.method_at_fault = method_at_fault
        """Whether another way of asking for JSON may do."""

    @property
    def kind(self) -> FailureKind:
        """Kind of the failure."""
        return self.failure.kind
