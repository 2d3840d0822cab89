"""The words the fact finders go by, read from `knowledge/lexicon/facts/*.toml`.

One file a language with three kinds of tables: `[cues]` (the notation of `cues.py`), `[templates]` (cues with the
places `{n}` number, `{m}` second number, `{unit}`, `{hour}`), and `[words.*]` (plain tables, folded when read).
`labels.toml` names the fields of forms and ticket exports in all languages at once, since tools mix them.
The paste's own language is read together with English, which tickets, logs and internal notes use everywhere.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.domain import FactField
from assistant.errors import PolicyError
from assistant.understanding.cues import cue_pattern, fold
from assistant.understanding.openings import DIGIT, openings

_PLACE = re.compile(r"\\\{(\w+)\\\}")
_RESTORE = "Restore it from the release."


@dataclass(frozen=True)
class _Language:
    code: str
    spaced: bool
    cues: dict[str, tuple[str, ...]]
    templates: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Cues:
    """The compiled cues of one key, apart for languages with and without spaces between words."""

    spaced: re.Pattern[str] | None
    unspaced: re.Pattern[str] | None

    def search(self, folded: str) -> bool:
        """Whether any cue stands in a folded text."""
        return (self.spaced is not None and self.spaced.search(folded) is not None) or (
            self.unspaced is not None and self.unspaced.search(folded) is not None
        )

    def match(self, folded: str) -> bool:
        """Whether a folded text begins with a cue."""
        return (self.spaced is not None and self.spaced.match(folded) is not None) or (
            self.unspaced is not None and self.unspaced.match(folded) is not None
        )


_NONE = Cues(None, None)
_TEMPLATE = "template:"


@dataclass(frozen=True)
class Vocabulary:
    """The cues and words of the languages of one paste, compiled when first asked for."""

    languages: tuple[_Language, ...]
    labels: dict[str, FactField]
    """Folded label of a form ("customer name") to the field it fills."""
    _cues: dict[str, Cues] = field(default_factory=dict, compare=False)
    _tables: dict[str, dict[str, str]] = field(default_factory=dict, compare=False)
    _index: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Language codes, the paste's own first."""
        return tuple(x.code for x in self.languages)

    def cues(self, key: str) -> Cues:
        """The cues of a key in all languages; `template:x` gives the templates x. Raises PolicyError."""
        if key not in self._cues:
            self._cues[key] = self._compile(key)
        return self._cues[key]

    def words(self, table: str) -> dict[str, str]:
        """A plain table; where languages disagree, the paste's own wins."""
        if table not in self._tables:
            merged: dict[str, str] = {}
            for language in reversed(self.languages):
                merged.update(language.words.get(table, {}))
            self._tables[table] = merged
        return self._tables[table]

    def index(self) -> dict[str, tuple[str, ...]]:
        """Opening word of a cue (`openings.py`) to the keys that have such a cue."""
        if not self._index:
            found: dict[str, list[str]] = {}
            for key in self.keys():
                for opening in sorted(self._opening(key)):
                    found.setdefault(opening, []).append(key)
            self._index.update({k: tuple(v) for k, v in found.items()})
        return self._index

    def unspaced_keys(self) -> list[str]:
        """Keys with cues in a language that writes without spaces, which have no first word to look up."""
        bare = [x for x in self.languages if not x.spaced]
        return [*(k for x in bare for k in x.cues), *(_TEMPLATE + k for x in bare for k in x.templates)]

    def keys(self) -> list[str]:
        """All keys of cues and templates, those of templates with `template:` before them."""
        plain = dict.fromkeys(k for x in self.languages for k in x.cues)
        placed = dict.fromkeys(_TEMPLATE + k for x in self.languages for k in x.templates)
        return [*plain, *placed]

    def alternatives(self, table: str) -> str:
        """The keys of a plain table as one alternation, longest first; `(?!)`, which never matches, without keys."""
        keys = sorted(self.words(table), key=len, reverse=True)
        return "|".join(re.escape(k).replace(r"\ ", r"\s{1,2}") for k in keys) or "(?!)"

    def _compile(self, key: str) -> Cues:
        spaced: list[str] = []
        unspaced: list[str] = []
        for language in self.languages:
            template = key.startswith(_TEMPLATE)
            cues = self._written(key, language)
            patterns = [_pattern(c, language) for c in cues]
            if template:
                patterns = [_PLACE.sub(self._place, p) for p in patterns]
            if language.spaced:
                spaced.extend(patterns)
            else:
                unspaced.extend(patterns)
        ordered = sorted(dict.fromkeys(spaced), key=len, reverse=True)
        return Cues(
            re.compile(rf"(?<!\w)(?:{'|'.join(_number_groups(ordered))})(?!\w)") if ordered else None,
            re.compile("|".join(_number_groups(unspaced))) if unspaced else None,
        )

    def _written(self, key: str, language: _Language) -> tuple[str, ...]:
        if key.startswith(_TEMPLATE):
            return language.templates.get(key[len(_TEMPLATE) :], ())
        return language.cues.get(key, ())

    def _opening(self, key: str) -> set[str]:
        """The first words a match of the key's cues can have, found without compiling any."""
        cues = (c for x in self.languages if x.spaced for c in self._written(key, x))
        return {o for cue in cues for o in openings(cue, self._place_openings)}

    def _place(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "unit":
            return f"(?P<unit>{self.alternatives('units')})"
        return rf"(?P<{name}>\d{{1,6}}(?:[.,]\d{{3}})*|{self.alternatives('numbers')})"

    def _place_openings(self, name: str) -> set[str]:
        words = {re.split(r"\W", w)[0] for w in self.words("units" if name == "unit" else "numbers")}
        return words if name == "unit" else words | {DIGIT}


def _number_groups(bodies: list[str]) -> list[str]:
    """Gives the groups of each alternative names of its own, since a name may stand only once in a pattern."""
    return [re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>_{i}>", body) for i, body in enumerate(bodies)]


def group(match: re.Match[str], name: str) -> str | None:
    """The text of a template's place, whichever alternative matched."""
    for key, value in match.groupdict().items():
        if value is not None and key.rsplit("_", 1)[0] == name:
            return value
    return None


def _pattern(cue: str, language: _Language) -> str:
    try:
        return cue_pattern(cue, spaced=language.spaced)
    except ValueError as error:
        raise PolicyError(f"facts/{language.code}.toml: {error}", "See assistant/understanding/cues.py.") from error


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"the lexicon facts/{path.name} cannot be read: {error}", _RESTORE) from error


def _pairs(rows: dict[str, Any] | list[str]) -> list[tuple[str, Any]]:
    return [(x, x) for x in rows] if isinstance(rows, list) else list(rows.items())


@lru_cache(maxsize=32)
def _load_language(folder: Path, code: str) -> _Language | None:
    path = folder / f"{code}.toml"
    if not path.exists():
        return None
    data = _load(path)
    return _Language(
        code=code,
        spaced=bool(data.get("spaced", True)),
        cues={k: tuple(v) for k, v in data.get("cues", {}).items()},
        templates={k: tuple(v) for k, v in data.get("templates", {}).items()},
        words={t: {fold(k): str(v) for k, v in _pairs(rows)} for t, rows in data.get("words", {}).items()},
    )


@lru_cache(maxsize=4)
def _load_labels(folder: Path) -> dict[str, FactField]:
    labels = {}
    for name, spellings in _load(folder / "labels.toml").get("labels", {}).items():
        try:
            labels.update({fold(s): FactField(name) for s in spellings})
        except ValueError as error:
            raise PolicyError(f"facts/labels.toml names an unknown field: {name}", _RESTORE) from error
    return labels


@lru_cache(maxsize=32)
def load_vocabulary(folder: Path, language: str) -> Vocabulary:
    """The vocabulary for pastes in `language`. `folder` is the lexicon folder. Raises PolicyError for a broken file."""
    codes = dict.fromkeys((language, "en"))
    found = tuple(x for x in (_load_language(folder / "facts", c) for c in codes) if x is not None)
    return Vocabulary(found, _load_labels(folder / "facts"))
