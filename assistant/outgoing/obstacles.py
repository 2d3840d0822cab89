"""What stands in the way of a sending, each with what removes it."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain import ChecklistReport, Escalation, FactField, FindingLevel
from assistant.domain.checklist import Finding
from assistant.domain.register import TrailAction, TrailEntry
from assistant.inert import one_line

_GAP = "C-MISSING"
"""The one blocker that may be acknowledged: what is missing is then printed in the brief (X6, I5)."""
UNCONFIRMED = "sending_unconfirmed"
"""Kind of the note that a sending whose answer was lost leaves in the trail."""


class ObstacleKind(StrEnum):
    """What sort of obstacle it is."""

    SETTING = "setting"
    """A setting is missing or does not fit."""
    GAP = "gap"
    """Something the checklist asks for is missing, or unverified; `--allow-incomplete` sends it all the same."""
    FINDING = "finding"
    """A check blocks the text."""
    REVIEW = "review"
    """Leadership has to read it first."""
    UNSURE = "unsure"
    """Where it goes was read from the paste, and nobody has confirmed it."""
    REPEATED = "repeated"
    """It was sent already; `--again` sends it once more."""


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way."""

    kind: ObstacleKind
    text: str
    fix: str


def of_brief(drafted: Escalation) -> tuple[Obstacle, ...]:
    """What the checklist holds against sending the brief; a finding on a customer's text does not count here."""
    report = drafted.checklist
    found = [f for f in report.findings if _holds_brief(f, report)]
    return tuple(_obstacle(f) for f in found)


def _holds_brief(finding: Finding, report: ChecklistReport) -> bool:
    if finding.where.startswith("update"):
        return False
    return finding.level is FindingLevel.BLOCKER or (not report.ready and "UNVERIFIED" in finding.id)


def of_update(report: ChecklistReport) -> tuple[Obstacle, ...]:
    """What the validator holds against a text for the customer. None of it can be acknowledged away."""
    return tuple(
        Obstacle(ObstacleKind.FINDING, f"{f.id}: {f.message}" + (f" “{f.quote[:120]}”" if f.quote else ""), f.fix)
        for f in report.findings
        if f.level is FindingLevel.BLOCKER
    )


def _obstacle(finding: Finding) -> Obstacle:
    gap = finding.id == _GAP or "UNVERIFIED" in finding.id
    kind = ObstacleKind.GAP if gap else ObstacleKind.FINDING
    return Obstacle(kind, f"{finding.id}: {finding.message}", finding.fix)


def of_settings(missing: tuple[str, ...]) -> tuple[Obstacle, ...]:
    """Settings without which nothing can be sent."""
    return tuple(Obstacle(ObstacleKind.SETTING, text, "See docs/sending.md.") for text in missing)


def of_trail(trail: list[TrailEntry], fingerprint: str, *, findable: bool) -> tuple[Obstacle, ...]:
    """An earlier sending of the same to the same place."""
    for entry in reversed(trail):
        if entry.data.get("fingerprint") != fingerprint:
            continue
        when = entry.at.isoformat(timespec="minutes")
        if entry.action is TrailAction.SENT:
            text = f"It was sent there already, {when} by {entry.actor}: {entry.data.get('reference') or 'done'}."
            return (Obstacle(ObstacleKind.REPEATED, text, "--again sends it once more."),)
        if entry.data.get("kind") == UNCONFIRMED and not findable:
            text = f"It was sent {when} by {entry.actor}, and no answer came: it may be there."
            return (Obstacle(ObstacleKind.REPEATED, text, "Look there first; --again sends it once more."),)
    return ()


def of_ticket(drafted: Escalation, trail: list[TrailEntry], ticket: str, number: str) -> tuple[Obstacle, ...]:
    """A ticket that only the paste names: whoever wrote it would choose who reads our note, or gets our reply.

    It counts once a person has given it: when it was saved, as a field, or with an earlier sending.
    """
    pasted = any(f.field is FactField.TICKET_REF and one_line(f.value) == ticket for f in drafted.facts)
    given = any(
        (e.action is TrailAction.FIELD_CHANGED and e.data.get("field") == "ticket")
        or (e.action is TrailAction.SENT and e.data.get("ticket") == number)
        for e in trail
    )
    if given or not pasted:
        return ()
    text = f"That it is ticket {number} was read from the paste; a wrong one would show it to another customer."
    return (Obstacle(ObstacleKind.UNSURE, text, f"If it is right: --ticket {number}."),)


def of_issue(trail: list[TrailEntry]) -> tuple[Obstacle, ...]:
    """An issue that was made of this escalation before: one problem, one issue (S1 §5)."""
    for entry in reversed(trail):
        if entry.action is TrailAction.SENT and entry.data.get("issue"):
            key = entry.data["issue"]
            return (
                Obstacle(
                    ObstacleKind.REPEATED,
                    f"It has an issue in Jira already: {key}.",
                    f"--key {key} adds this draft as a comment; --again makes another issue.",
                ),
            )
    return ()
