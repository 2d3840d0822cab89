"""Every expected failure, as one tree:

    EscalateError                  one line for the user, and what to do next
    ├── UnreadableInput            the paste or file cannot be read as text        (exit 2)
    ├── WrongUsage                 a value given by the user does not fit          (exit 2)
    ├── PolicyError                a policy or lexicon file does not hold together (exit 3)
    ├── ModeMissing                asked for something this installation lacks    (exit 3)
    └── knowledge index errors     `assistant.retrieval.errors`                    (exit 3)

Anything else that is raised is a bug and keeps its traceback.
"""


class EscalateError(Exception):
    """An expected failure: a message in one line, and a tip on what to do about it."""

    exit_code = 3

    def __init__(self, message: str, tip: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.tip = tip

    def __str__(self) -> str:
        return self.message if self.tip is None else f"{self.message} {self.tip}"


class UnreadableInput(EscalateError):
    """The input is empty, binary, or not text in any encoding that was tried."""

    exit_code = 2


class WrongUsage(EscalateError):
    """A value given by the user (a date, a name of a choice, a path) does not fit."""

    exit_code = 2


class PolicyError(EscalateError):
    """A policy or lexicon file is unreadable, or names what does not exist."""


class ModeMissing(EscalateError):
    """Something was asked for that this installation does not have."""
