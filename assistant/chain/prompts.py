"""Prompts are files: front matter (id, version, purpose, inputs, reply schema, max_tokens), then `# system`, `# user`.

`prompts.lock` holds the hash of each as released, so that a changed prompt shows in every draft it made.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

import yaml

from assistant.errors import PolicyError

LOCK = "prompts.lock"
DEFINITIONS = "definitions.toml"
_PARTS = re.compile(r"\A---\n(?P<front>.*?)\n---\n# system\n(?P<system>.*?)\n# user\n(?P<user>.*)\Z", re.DOTALL)
_NEEDED = ("id", "version", "purpose", "inputs", "max_tokens", "reply")


@dataclass(frozen=True)
class Prompt:
    """One prompt file, read."""

    id: str
    version: int
    inputs: frozenset[str]
    max_tokens: int
    """Tokens of the reply at most."""
    schema: dict[str, object]
    system: str
    user: str
    fingerprint: str
    """First 12 hex digits of the SHA-256 of what decides the prompt's text."""
    edited: bool
    """Whether it differs from the released one in the lock."""

    @property
    def label(self) -> str:
        """`v1 3f2a…`, with `edited` where it is not the released text."""
        return f"v{self.version} {self.fingerprint}" + (" edited" if self.edited else "")

    def fill(self, values: dict[str, str]) -> tuple[str, str]:
        """System and user text with the inputs in place. Raises ValueError when inputs are missing or unknown."""
        if set(values) != self.inputs:
            raise ValueError(f"prompt {self.id} wants {sorted(self.inputs)}, was given {sorted(values)}")
        return Template(self.system).substitute(values), Template(self.user).substitute(values)


@dataclass(frozen=True)
class Prompts:
    """All prompts of a folder and the definitions they share."""

    by_id: dict[str, Prompt]
    facts: str
    signals: str

    def __getitem__(self, id: str) -> Prompt:
        return self.by_id[id]


def fingerprint(path: Path, definitions: bytes) -> str:
    """The hash of one prompt file; the reading prompt stands on the definitions too."""
    body = path.read_bytes()
    return hashlib.sha256(body + (definitions if b"$facts" in body else b"")).hexdigest()[:12]


def _table(rows: dict[str, list[str]]) -> str:
    return "\n".join(f'{name}: {meaning}; "{yes}"; not "{no}"' for name, (meaning, yes, no) in rows.items())


@lru_cache(maxsize=2)
def load_prompts(folder: Path) -> Prompts:
    """Read a folder of prompts. Raises PolicyError naming the file and what is wrong with it."""
    try:
        raw = (folder / DEFINITIONS).read_bytes()
        tables = tomllib.loads(raw.decode("utf-8"))
        lock = tomllib.loads((folder / LOCK).read_text(encoding="utf-8"))
        facts, signals = _table(tables["fact"]), _table(tables["signal"])
    except (OSError, ValueError, KeyError) as error:
        raise PolicyError(f"the prompts in {folder.name} cannot be read: {error}.", "Restore the folder.") from error
    found = {}
    for path in sorted(folder.glob("*.md")):
        if path.name != "README.md":
            prompt = _read(path, raw, lock)
            found[prompt.id] = prompt
    return Prompts(found, facts, signals)


def _read(path: Path, definitions: bytes, lock: dict[str, object]) -> Prompt:
    match = _PARTS.match(path.read_text(encoding="utf-8"))
    front = yaml.safe_load(match["front"]) if match else None
    if match is None or not isinstance(front, dict) or any(k not in front for k in _NEEDED):
        message = f"{path.name} is no prompt: front matter ({', '.join(_NEEDED)}), then # system and # user."
        raise PolicyError(message, "See prompts/README.md.")
    mark = fingerprint(path, definitions)
    return Prompt(
        id=str(front["id"]),
        version=int(front["version"]),
        inputs=frozenset(front["inputs"]),
        max_tokens=int(front["max_tokens"]),
        schema=dict(front["reply"]),
        system=match["system"].strip(),
        user=match["user"].strip(),
        fingerprint=mark,
        edited=lock.get(str(front["id"])) != mark,
    )


def write_lock(folder: Path) -> str:
    """The lock's text for the prompts as they stand now."""
    definitions = (folder / DEFINITIONS).read_bytes()
    rows = {p.stem: fingerprint(p, definitions) for p in sorted(folder.glob("*.md")) if p.name != "README.md"}
    head = (
        "# Hashes of the prompts as released; `make prompts` writes this file. A change is a reviewed, measured act.\n"
    )
    return head + "".join(f'{name} = "{mark}"\n' for name, mark in rows.items())
