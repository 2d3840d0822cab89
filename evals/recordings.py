"""Recorded replies of a model on the sample cases, so that the model engine can be scored with no model at hand.

One JSON file a case. Each reply is kept with the words of the lines and draft entries it names, since those get new
numbers whenever intake or the rules' reading changes: a replay finds them again by their words, and says what it lost.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from assistant.chain import Sent
from evals.case import CaseError

RECORDINGS = Path(__file__).parent / "recordings"
_LINE = re.compile(r"^(L\d+): (.*)$", re.MULTILINE)
_ENTRY = re.compile(r"^([FS]\d+) (.*?)(?: \([^()]*\))?$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"<[A-Z]+_\d+>")
_NEARLY = 0.75
"""Likeness from which two lines are taken for the same (house choice)."""
_DRAFT = re.compile(r"<draft>\n(.*?)\n</draft>", re.DOTALL)
_ISSUE = re.compile(r"<issue>\n(.*?)\n</issue>", re.DOTALL)


@dataclass(frozen=True)
class Recorded:
    """One reply and what its ids meant."""

    prompt: str
    fingerprint: str
    """The prompt's version and hash when it was recorded."""
    reply: dict[str, object]
    lines: dict[str, str]
    entries: dict[str, str]


@dataclass(frozen=True)
class Recording:
    """All replies on one case."""

    case: str
    source: str
    """Who replied: a model's name, or in words that a person or program played it."""
    recorded: str
    """Date, ISO 8601."""
    replies: tuple[Recorded, ...]


def lines_of(user: str) -> dict[str, str]:
    """Id → words of the numbered lines of a prompt."""
    return dict(_LINE.findall("\n".join(_ISSUE.findall(user))))


def entries_of(user: str) -> dict[str, str]:
    """Id → words of the draft's entries of a prompt."""
    return dict(_ENTRY.findall("\n".join(_DRAFT.findall(user))))


def _named(reply: object) -> set[str]:
    """Every string of a reply that could be an id."""
    if isinstance(reply, str):
        return {reply}
    if isinstance(reply, Mapping):
        return {i for v in reply.values() for i in _named(v)}
    return {i for v in reply for i in _named(v)} if isinstance(reply, list) else set()


def record(case: str, source: str, day: str, sent: tuple[Sent, ...], prompts: Mapping[str, str]) -> Recording:
    """A recording of what was answered."""
    found = []
    for s in sent:
        if s.reply is not None:
            names = _named(s.reply)
            lines = {i: t for i, t in lines_of(s.user).items() if i in names}
            entries = {i: t for i, t in entries_of(s.user).items() if i in names}
            found.append(Recorded(s.prompt, prompts[s.prompt], s.reply, lines, entries))
    return Recording(case, source, day, tuple(found))


def save(recording: Recording, folder: Path) -> Path:
    """Write one file, readable."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recording.case}.json"
    data = {
        "case": recording.case,
        "source": recording.source,
        "recorded": recording.recorded,
        "replies": [vars(r) for r in recording.replies],
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def load(path: Path) -> Recording:
    """Read one file. Raises CaseError naming it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Recording(data["case"], data["source"], data["recorded"], tuple(Recorded(**r) for r in data["replies"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path.name} is no recording: {error!r}.", "Record the case anew.") from error


def _renamed(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Old id → new id by the same words, or nearly the same (a line cut or masked otherwise); `?L4` for none."""
    plain = {i: _PLACEHOLDER.sub("<>", t) for i, t in now.items()}
    by_words = {t: i for i, t in plain.items()}
    out = {}
    for old, text in then.items():
        words = _PLACEHOLDER.sub("<>", text)
        near = get_close_matches(words, by_words, n=1, cutoff=_NEARLY)
        out[old] = by_words.get(words) or (by_words[near[0]] if near else f"?{old}")
    return out


def rekeyed(recorded: Recorded, user: str) -> dict[str, object]:
    """The reply with its ids put right for a prompt as it is now; ids whose words are gone stay unknown (`?L4`)."""
    renamed = {
        **_renamed(recorded.lines, lines_of(user)),
        **_renamed(recorded.entries, entries_of(user)),
    }

    def walk(value: object) -> object:
        if isinstance(value, str):
            return renamed.get(value, value)
        if isinstance(value, Mapping):
            return {k: walk(v) for k, v in value.items()}
        return [walk(v) for v in value] if isinstance(value, list) else value

    out = walk(recorded.reply)
    assert isinstance(out, dict)
    return out
