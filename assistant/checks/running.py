"""How checks are run: each alone, so that one that breaks is reported as not run instead of taking the rest with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Input = TypeVar("Input")
Output = TypeVar("Output")


@dataclass(frozen=True)
class Check(Generic[Input, Output]):
    """One check: its stable id and the pure function behind it."""

    id: str
    run: Callable[[Input], Output]


def run_checks(checks: Iterable[Check[Input, Output]], given: Input) -> tuple[tuple[Output, ...], tuple[str, ...]]:
    """The results, and in words the checks that could not run. Never raises an Exception of a check."""
    results, not_checked = [], []
    for check in checks:
        try:
            results.append(check.run(given))
        except Exception as error:
            not_checked.append(f"{check.id} could not be checked: {type(error).__name__}.")
    return tuple(results), tuple(not_checked)
