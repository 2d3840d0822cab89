"""Good texts: briefs and updates that a careful reader would send. The mutation suite plants faults in them.

Two sources: texts written by hand as people write (`evals/good/`, with the sentences that answer each of S1's five
questions marked), and what the rules engine drafts on the sample cases.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import UpdateKind
from assistant.pipeline import Assistant
from assistant.understood import Understood
from evals.case import PRESENT, EvalCase

GOOD = Path(__file__).parent / "good"


@dataclass(frozen=True)
class GoodText:
    """A text, and everything that stood beside the agent who wrote it."""

    id: str
    kind: str
    """`brief` or `update`."""
    text: str
    language: str
    customer: str | None
    now: datetime
    understood: Understood
    by_hand: bool
    update: UpdateKind | None = None
    answers: dict[str, str] = field(default_factory=dict)
    """know, unknown, doing, meanwhile, next, owner → the words of the text that say it."""
    hidden: tuple[str, ...] = ()
    """Strings of the issue that must not reach the customer."""


def _understood(assistant: Assistant, paste: str, given: dict[str, Any]) -> Understood:
    return assistant.understand(
        paste,
        customer=given.get("customer"),
        reported_by=given.get("reported_by"),
        received_at=given.get("received_at"),
        now=given.get("now"),
        with_matches=False,
    )


def written_texts(assistant: Assistant, folder: Path = GOOD) -> Iterator[GoodText]:
    """The texts written by hand, by file and number."""
    for path in sorted(folder.glob("*.yaml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        understood = _understood(assistant, row["issue"], row)
        for number, text in enumerate(row["texts"]):
            yield GoodText(
                id=f"{row['id']}/{number}",
                kind=text["kind"],
                text=text["text"],
                language=row["language"] if text["kind"] == "update" else "en",
                customer=row["customer"],
                now=datetime.fromisoformat(row["now"]),
                understood=understood,
                by_hand=True,
                update=UpdateKind(text["update"]) if "update" in text else None,
                answers=text.get("answers", {}),
                hidden=tuple(row.get("must_not_reach_customer", ())),
            )


def drafted_texts(assistant: Assistant, cases: tuple[EvalCase, ...]) -> Iterator[GoodText]:
    """What the rules engine drafts on the cases: every update, and the brief of those that are escalated."""
    for case in cases:
        given = {
            "customer": case.fields.customer,
            "reported_by": case.fields.reported_by,
            "received_at": case.fields.received_at,
            "now": case.fields.received_at or PRESENT,
        }
        understood = _understood(assistant, case.paste, given)
        escalation = assistant.write(understood, assistant.assess(understood))
        shared: dict[str, Any] = {
            "customer": case.fields.customer,
            "now": understood.now,
            "understood": understood,
            "by_hand": False,
            "hidden": case.expect.must_not_reach_customer,
        }
        for update in escalation.updates:
            labels = assistant.templates.pick(update.language).texts["labels"]
            yield GoodText(
                id=f"{case.id}/{update.kind.value}", kind="update", text=update.text, language=update.language,
                update=update.kind, answers=_labelled(update.text, labels), **shared,
            )  # fmt: skip
        if escalation.brief is not None:
            yield GoodText(id=f"{case.id}/brief", kind="brief", text=escalation.brief.markdown, language="en", **shared)


_ANSWER = {"know": "know", "unknown": "unknown", "next": "doing", "again": "next", "meanwhile": "meanwhile"}
"""The templates' names of the five answers, and this suite's."""


def _labelled(text: str, labels: Mapping[str, str]) -> dict[str, str]:
    """The paragraphs that begin with the label of a question."""
    found = {}
    for name, answer in _ANSWER.items():
        at = text.find(labels[name])
        if at >= 0:
            start = text.rfind("\n", 0, at) + 1
            end = text.find("\n\n", at)
            found[answer] = text[start : end if end >= 0 else len(text)]
    return found
