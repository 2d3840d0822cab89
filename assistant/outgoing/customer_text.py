"""The text for the customer, and what holds it back: who may write, leadership, and the validator.

The validator is the one of `escalate update` and of the page (`Tracker.check_customer_text`): it knows all that the
register does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant import lifecycle
from assistant.domain import Escalation, UpdateKind
from assistant.domain.register import RegisteredEscalation, TrailEntry
from assistant.errors import WrongUsage
from assistant.inert import one_line, without_commands
from assistant.later_updates import nearly_repeats
from assistant.outgoing.obstacles import Obstacle, ObstacleKind, of_update
from assistant.outgoing.rules import SendingRules
from assistant.outgoing.wish import Wish
from assistant.tracking import Tracker


@dataclass(frozen=True)
class CustomerText:
    """What would be told, and what holds it back."""

    text: str
    kind: UpdateKind | None
    next_update_at: datetime | None
    may_write: bool
    """Whether the sender is the customer owner or has consent; else it becomes a note for the owner."""
    obstacles: tuple[Obstacle, ...]
    notes: tuple[str, ...]


def customer_text(
    tracker: Tracker, record: RegisteredEscalation, drafted: Escalation, trail: Sequence[TrailEntry], wish: Wish,
    rules: SendingRules,
) -> CustomerText:  # fmt: skip
    """The text as given, else the draft's first update; checked as it stands, at the present moment.

    Raises WrongUsage where there is no text or the draft's was overtaken, and NotAllowed for a closed escalation.
    """
    text, kind, promised = _text(record, drafted, wish)
    may_write = lifecycle.may_write_to_customer(record, wish.by)
    if may_write:
        # what recording it will refuse is refused before it is sent
        lifecycle.customer_informed(record, text, by=wish.by, at=wish.at, rules=tracker.rules)
    else:
        lifecycle.public_draft(record, text, author=wish.by, at=wish.at, rules=tracker.rules)
    report = tracker.check_customer_text(record.id, text, at=wish.at, kind=kind)
    notes = [f"{f.id} ({f.level.value}): {f.message} {f.fix}" for f in report.findings if f.level.value != "blocker"]
    notes += [f"not checked: {what}" for what in report.not_checked]
    if nearly_repeats(text, trail):
        notes.append("it nearly repeats the last update (X15).")
    obstacles = list(of_update(report)) if may_write else []
    wanted = rules.leadership_review and drafted.assessment.needs_leadership_review and may_write
    if wanted and not one_line(wish.reviewed_by or ""):
        obstacles.append(
            Obstacle(
                ObstacleKind.REVIEW,
                "Contract or reputation is at stake: leadership reads it before the customer does (S1 §1).",
                "--reviewed-by NAME once they have.",
            )
        )
    return CustomerText(text, kind, promised, may_write, tuple(obstacles), tuple(notes))


def _text(
    record: RegisteredEscalation, drafted: Escalation, wish: Wish
) -> tuple[str, UpdateKind | None, datetime | None]:
    next_way = f"Draft it with: escalate update {record.id}; then give --text FILE."
    if wish.text is not None:
        text = without_commands(wish.text).strip()
        if not one_line(text):
            raise WrongUsage("the text for the customer is empty.", next_way)
        same = next((u for u in drafted.updates if u.text.strip() == text), None)
        return text, same.kind if same else None, same.next_update_at if same else None
    if record.customer_informed_at is not None:
        raise WrongUsage("the customer was told since the draft was made, so its first update is overtaken.", next_way)
    if not drafted.updates:
        raise WrongUsage(f"the draft of {record.id} holds no update for the customer.", next_way)
    update = drafted.updates[0]
    return without_commands(update.text).strip(), update.kind, update.next_update_at
