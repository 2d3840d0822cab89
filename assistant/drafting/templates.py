"""The customer's texts as data: one file a language, `knowledge/templates/<language>.toml`.

All languages carry the same tables and keys as English, which a load checks: a missing sentence is found when the
program starts, not in front of a customer. Slots are written `{next}`; what fills them is never read as a template.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from assistant.drafting.times import zone_name
from assistant.errors import PolicyError

FALLBACK = "en"
_TEXT_TABLES = (
    "labels",
    "frame",
    "matter",
    "team",
    "impact",
    "know",
    "unknown",
    "next",
    "meanwhile",
    "progress",
    "no_news",
    "workaround",
    "resolution",
    "solved",
    "de_escalation",
    "questions",
    "message",
    "date",
)
_OPEN_TABLES = ("function", "function_phrase", "outcome", "vague", "cue")
"""Vocabularies, free in length: each language lists the words its customers use."""


@dataclass(frozen=True)
class LanguageTemplates:
    """The sentences of one language."""

    code: str
    spaced: bool
    texts: Mapping[str, Mapping[str, str]]
    months: tuple[str, ...]
    functions: Mapping[str, re.Pattern[str]]
    """Product functions by key: the words customers use for them."""
    function_phrases: Mapping[str, str]
    outcomes: re.Pattern[str]
    """Words that tell what came of a step."""
    unchanged: re.Pattern[str]
    """Those of them that say the step made no difference: what it varied is ruled out."""
    vague: re.Pattern[str]
    """Quantities nobody can act on ("many", "several")."""

    cues: Mapping[str, re.Pattern[str]]
    """Words that tell something of a sentence, by what they tell; every language has the keys of English."""

    def text(self, table: str, key: str, **slots: str) -> str:
        """One sentence with its slots filled. Raises KeyError for an unknown key or an unfilled slot."""
        return self.texts[table][key].format(**slots)

    def when(self, moment: datetime | date) -> str:
        """A date, or a moment with its zone, as this language writes it."""
        slots = {"day": str(moment.day), "month": self.months[moment.month - 1], "year": str(moment.year)}
        if not isinstance(moment, datetime):
            return self.text("date", "day", **slots)
        return self.text("date", "moment", time=f"{moment:%H:%M}", zone=zone_name(moment), **slots)


@dataclass(frozen=True)
class Templates:
    """All languages."""

    languages: Mapping[str, LanguageTemplates]
    internal: Mapping[str, str]
    """Questions to our own people, in English as the brief is."""
    offers: tuple[str, ...]
    """What is offered once the drafts stand (S4 W7)."""

    def speaks(self, language: str) -> bool:
        """Whether there are texts in this language."""
        return language in self.languages

    def pick(self, language: str) -> LanguageTemplates:
        """The language's texts, English where there are none."""
        return self.languages.get(language, self.languages[FALLBACK])


def _words(words: list[str], spaced: bool) -> re.Pattern[str]:
    body = "|".join(re.escape(w).replace(r"\*", r"\w*") for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)" if spaced else f"(?:{body})", re.IGNORECASE)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(
            f"the templates {path.name} cannot be read: {error}", "Restore the file from the release."
        ) from error


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _check(name: str, data: dict[str, Any], model: dict[str, Any]) -> None:
    for table in _TEXT_TABLES:
        mine, theirs = set(data.get(table, {})), set(model[table])
        if mine != theirs:
            raise PolicyError(
                f"{name}, [{table}]: missing or unknown {', '.join(sorted(mine ^ theirs))}",
                f"Compare with {FALLBACK}.toml.",
            )
        for key, text in data[table].items():
            try:
                strange = _slots(text) - _slots(model[table][key])
            except ValueError as error:
                raise PolicyError(f"{name}, [{table}] {key}: {error}", "Write slots as {next}.") from error
            if strange:
                raise PolicyError(
                    f"{name}, [{table}] {key}: unknown slot {', '.join(sorted(strange))}",
                    f"Compare with {FALLBACK}.toml.",
                )
    if len(data.get("months", ())) != 12:
        raise PolicyError(f"{name}: months must list twelve names", f"Compare with {FALLBACK}.toml.")
    if set(data.get("cue", {})) != set(model.get("cue", {})):
        raise PolicyError(f"{name}: [cue] must have the keys of {FALLBACK}.toml", f"Compare with {FALLBACK}.toml.")
    if set(data.get("function", {})) != set(data.get("function_phrase", {})):
        raise PolicyError(f"{name}: every [function] needs its [function_phrase]", f"Compare with {FALLBACK}.toml.")


def _build(code: str, data: dict[str, Any]) -> LanguageTemplates:
    spaced = bool(data.get("spaced", True))
    return LanguageTemplates(
        code=code,
        spaced=spaced,
        texts={table: dict(data[table]) for table in _TEXT_TABLES},
        months=tuple(data["months"]),
        functions={k: _words(v, spaced) for k, v in data.get("function", {}).items()},
        function_phrases=dict(data.get("function_phrase", {})),
        outcomes=_words(data["outcome"]["words"], spaced),
        unchanged=_words(data["outcome"]["unchanged"], spaced),
        vague=_words(data["vague"]["words"], spaced),
        cues={key: _words(words, spaced) for key, words in data["cue"].items()},
    )


@lru_cache(maxsize=8)
def load_templates(folder: Path) -> Templates:
    """All languages in a folder. Raises PolicyError where one does not hold together."""
    model = _read(folder / f"{FALLBACK}.toml")
    languages = {}
    for path in sorted(folder.glob("[a-z][a-z].toml")):
        data = _read(path)
        _check(path.name, data, model)
        languages[path.stem] = _build(path.stem, data)
    internal = _read(folder / "internal.toml")
    try:
        return Templates(languages, dict(internal["questions"]), tuple(internal["offers"].values()))
    except (KeyError, AttributeError) as error:
        raise PolicyError(f"internal.toml lacks {error}", "Restore the file from the release.") from error
