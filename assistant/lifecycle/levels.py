"""The ladder inside support, L1 to L3 (S1 §1): what a level owes comes before it hands over; a leap has a reason."""

from collections.abc import Collection
from datetime import datetime

from assistant.domain.assessment import IssueType, Severity
from assistant.domain.register import RegisteredEscalation, Step, TrailAction
from assistant.lifecycle.rules import LifecycleRules, Rung
from assistant.lifecycle.stepping import NotAllowed, changed, entry, person, require_open, stamped

LEVELS = ("L1", "L2", "L3")
"""Rungs inside support; engineering and leadership are targets, not levels (X5)."""


def owed_before(record: RegisteredEscalation, to: str, rules: LifecycleRules) -> tuple[tuple[str, str], ...]:
    """What is owed before moving up to `to`: (level, task) of the present rung and of any that is skipped."""
    start, end = _position(record.level), _position(to)
    return tuple((rung.id, task) for rung in _rungs(rules, start, end) for task in rung.owes)


def _rungs(rules: LifecycleRules, start: int, end: int) -> tuple[Rung, ...]:
    return tuple(rung for level in LEVELS[start:end] if (rung := rules.rung(level)) is not None)


def _position(level: str) -> int:
    if level not in LEVELS:
        raise NotAllowed(f"there is no level {level!r}.", f"One of: {', '.join(LEVELS)}.")
    return LEVELS.index(level)


def known_leap_reason(record: RegisteredEscalation) -> str | None:
    """The reason for a leap that the record itself holds (X5): from the verdict, else security, SEV1, SEV2 incident."""
    if record.leap_reason:
        return record.leap_reason
    if record.issue_type is IssueType.SECURITY:
        return "Security: escalates immediately from any level"
    if record.severity is Severity.SEV1:
        return "SEV1"
    if record.severity is Severity.SEV2 and record.incident is not None:
        return "SEV2 with an incident"
    return None


def change_level(
    record: RegisteredEscalation,
    to: str,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    done: Collection[str] = (),
    reason: str | None = None,
) -> Step:
    """Move to another level of support. `done` holds the tasks acknowledged as done, in the policy's words.

    Up one rung: all that the present one owes must be done, or a leap reason says why not. Up two: a reason is needed
    in any case (filled in for SEV1, security and the like). Down: a reason. Raises NotAllowed listing what is owed.
    """
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who changes the level")
    start, end = _position(record.level), _position(to)
    if start == end:
        raise NotAllowed(f"{record.id} is at {to} already.", "Nothing to do.")
    given = reason.strip() if reason and reason.strip() else None
    if end < start:
        if given is None:
            raise NotAllowed(f"going back from {record.level} to {to} needs a reason.", "Give --reason TEXT.")
        open_tasks: tuple[str, ...] = ()
    else:
        open_tasks = tuple(task for _, task in owed_before(record, to, rules) if task not in done)
        given = given or known_leap_reason(record)
        if end - start > 1 and given is None:
            raise NotAllowed(
                f"{record.level} to {to} leaps over {LEVELS[start + 1]}, and that needs a reason.",
                "Give --reason TEXT: SEV1, SEV2 with an incident, security, data loss, or what L3 owes is there.",
            )
        if open_tasks and given is None:
            raise NotAllowed(
                f"{record.level} first owes: {'; '.join(open_tasks)}.",
                "Name what is done with --done (its number, or all), or give --reason TEXT.",
            )
    data = {"was": record.level, "now": to, "done": sorted(done), "not_done": list(open_tasks), "reason": given}
    told = f"{record.level} → {to}" + (f": {given}" if given else "")
    if open_tasks:
        told += f" (not done: {'; '.join(open_tasks)})"
    return changed(
        record,
        at,
        entry(TrailAction.LEVEL_CHANGED, told, by=by, at=at, data=data),
        level=to,
        leap_reason=given if end - start > 1 else record.leap_reason,
    )
