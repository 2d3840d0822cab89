"""What every finder is: a function from a page to the facts of one family."""

from collections.abc import Iterable
from typing import Protocol

from assistant.domain import Fact
from assistant.understanding.facts.page import Page


class Finder(Protocol):
    """Finds the facts of one family of fields."""

    def __call__(self, page: Page) -> Iterable[Fact]:
        """All facts it finds, in the order of the paste; two may say the same, the registry merges them."""
        ...
