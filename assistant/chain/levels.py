"""Severity, priority and verdict are policy's: a sentence of the brief names no other one than a line it cites does."""

import re
import tomllib
from functools import lru_cache

from assistant.chain.lexicon import fold
from assistant.errors import PolicyError
from assistant.resources import shipped


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """The words for levels, and how other languages say them. Raises PolicyError where the file cannot be read."""
    path = shipped("knowledge") / "lexicon" / "wording" / "levels.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        levels = re.compile(rf"(?<![\w-])(?:{'|'.join(tables['levels'])})(?!\w)")
        return levels, {k: re.compile(v) for k, v in tables["elsewhere"].items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise PolicyError(f"the lexicon {path.name} cannot be read: {error}", "Restore it from the release.") from error


def strange_levels(text: str, told: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """Levels and verdicts that `text` names and neither the cited lines (`told`) nor the verdict itself (`own`) do."""
    levels, elsewhere = _words()
    lines, verdict = fold(told), fold(" ".join(own))
    out = []
    for match in levels.finditer(fold(text)):
        word = match.group()
        others = (pattern for english, pattern in elsewhere.items() if english in word)
        if word not in lines and word not in verdict and not any(p.search(lines) for p in others):
            out.append(word)
    return tuple(dict.fromkeys(out))
