"""Replies of a judge model to the judged texts, kept so that its agreement can be shown with no model at hand.

A reply is found by the hash of the whole question: after a change of prompt, rubric, text or masking there is none,
and the text is unscored until it is recorded anew (`python -m evals.judged`).
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.llm import FailureKind, ModelFailure, Request
from evals.case import CaseError
from evals.judge import Ask

RECORDINGS = Path(__file__).parent / "recordings.json"


@dataclass
class Recordings:
    """Who answered, when, and what."""

    source: str = ""
    """The model's name; empty where nothing is recorded."""
    recorded: str = ""
    """Date, ISO 8601."""
    replies: dict[str, dict[str, object]] = field(default_factory=dict)
    """Hash of the question → reply."""

    def ask(self, request: Request) -> dict[str, object]:
        """The recorded reply. Raises ModelFailure where there is none."""
        found = self.replies.get(key(request))
        if found is None:
            raise ModelFailure(FailureKind.EMPTY, "not recorded for this prompt and text.")
        return found

    def keeping(self, ask: Ask) -> Callable[[Request], dict[str, object]]:
        """`ask`, whose replies are kept here."""

        def asking(request: Request) -> dict[str, object]:
            reply = ask(request)
            self.replies[key(request)] = reply
            return reply

        return asking


def key(request: Request) -> str:
    """What a reply is found by."""
    whole = "\0".join((request.prompt_id, request.system, request.user, json.dumps(request.schema, sort_keys=True)))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def load_recordings(path: Path = RECORDINGS) -> Recordings:
    """Read the file. Raises CaseError."""
    try:
        return Recordings(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CaseError(f"{path.name} holds no recordings: {error}", "Record anew: python -m evals.judged.") from error


def save_recordings(recordings: Recordings, path: Path = RECORDINGS) -> None:
    """Write the file, in the order of the hashes."""
    data = {**vars(recordings), "replies": dict(sorted(recordings.replies.items()))}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
