"""Two ways to keep long word lists cheap: phrases looked up in a set, and patterns compiled at first use.

Compiling every pattern of the intake takes 100 ms, which `escalate --help` must not pay; an alternation of a hundred
words costs more per line than all else together.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

_TOKEN = re.compile(r"[\w.+-]+@[\w.-]+|\w+(?:[-'’&/]\w+)*")
_NOT_SPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((match.start(), match.end(), match.group().lower()) for match in _TOKEN.finditer(text))


class _Late:
    """Stands in for a pattern until something is asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made_of = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._made_of)
        for method in ("match", "search", "fullmatch", "findall", "finditer", "split", "sub", "pattern"):
            self.__dict__[method] = getattr(compiled, method)
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used."""
    return cast(re.Pattern[str], _Late(pattern, int(flags)))


class Phrases:
    """A list of phrases of one to a few words, found regardless of case and never inside a word or an address."""

    def __init__(self, block: str, separator: str | None = None) -> None:
        listed = (" ".join(phrase.lower().split()) for phrase in block.replace("\n", separator or " ").split(separator))
        self._phrases = frozenset(phrase for phrase in listed if phrase)
        self._wide = tuple(phrase for phrase in self._phrases if _NOT_SPACED.search(phrase))
        self._firsts = frozenset(phrase.split()[0] for phrase in self._phrases)
        self._longest = max((phrase.count(" ") + 1 for phrase in self._phrases), default=1)

    def within(self, text: str) -> bool:
        """True when one of the phrases stands in the text."""
        return next(self.found(text), None) is not None

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where phrases stand, longest first at each place, without overlap."""
        for phrase in self._wide:
            at = text.find(phrase)
            if at >= 0:
                yield at, at + len(phrase)
        tokens = _tokens(text)
        if self._firsts.isdisjoint(token[2] for token in tokens):
            return
        at = 0
        while at < len(tokens):
            for size in range(min(self._longest, len(tokens) - at), 0, -1):
                if " ".join(token[2] for token in tokens[at : at + size]) in self._phrases:
                    yield tokens[at][0], tokens[at + size - 1][1]
                    at += size - 1
                    break
            at += 1

    def opening(self, text: str) -> int | None:
        """Where the longest phrase ends that the text begins with."""
        for phrase in self._wide:
            if text.startswith(phrase):
                return len(phrase)
        first = text[:80]
        tokens = [
            (match.end(), match.group().lower())
            for _, match in zip(range(self._longest), _TOKEN.finditer(first), strict=False)
        ]
        if not tokens or _TOKEN.match(first) is None:
            return None
        for size in range(len(tokens), 0, -1):
            if " ".join(word for _, word in tokens[:size]) in self._phrases:
                return tokens[size - 1][0]
        return None
