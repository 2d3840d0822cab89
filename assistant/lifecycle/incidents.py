"""Incidents (S1 §2, S2): declaring one, its lead, bridge and stage, its root-cause analysis, and bundling (X16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.assessment import Decision, Severity
from assistant.domain.register import IncidentRecord, IncidentStage, RegisteredEscalation, Step, TrailAction
from assistant.inert import one_line
from assistant.lifecycle.rules import LifecycleRules
from assistant.lifecycle.stepping import NotAllowed, changed, entry, person, require_open, stamped


def incident_at(severity: Severity, at: datetime, rules: LifecycleRules) -> IncidentRecord:
    """An incident declared at `at`; at SEV1 with its root-cause analysis due (48 h, on the clock)."""
    fresh = IncidentRecord(declared_at=at)
    return with_rca(fresh, severity, at, rules) or fresh


def with_rca(
    incident: IncidentRecord | None, severity: Severity, at: datetime, rules: LifecycleRules
) -> IncidentRecord | None:
    """The incident at this severity: from SEV1 on an analysis is due; once owed it stays owed."""
    if incident is None or incident.rca_due_at is not None or severity not in rules.rca_severities:
        return incident
    return incident.model_copy(update={"rca_due_at": at + timedelta(hours=rules.rca_hours)})


def declare(
    record: RegisteredEscalation,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    lead: str | None = None,
    bridge: str | None = None,
) -> Step:
    """Declare an incident. The caller plans the contacts anew: cross-functional ones come with it."""
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who declares it")
    if record.decision is Decision.HANDLE_IN_SUPPORT:
        raise NotAllowed(
            f"{record.id} is handled in support: an incident is escalated.",
            "Draft it again with --decision escalate and a reason, and save that.",
        )
    if record.incident is not None:
        raise NotAllowed(f"{record.id} is an incident already.", "Name lead, bridge or stage to change them.")
    incident = incident_at(record.severity, at, rules).model_copy(update={"lead": _line(lead), "bridge": _line(bridge)})
    due = incident.rca_due_at
    data = {"lead": incident.lead, "bridge": incident.bridge, "rca_due_at": due.isoformat() if due else None}
    told = "Incident declared" + (f", led by {incident.lead}" if incident.lead else ", no lead yet")
    return changed(record, at, entry(TrailAction.INCIDENT_DECLARED, told, by=by, at=at, data=data), incident=incident)


def change_incident(
    record: RegisteredEscalation,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    lead: str | None = None,
    bridge: str | None = None,
    stage: IncidentStage | None = None,
    rca_done: bool = False,
    note: str | None = None,
) -> Step:
    """Change lead, bridge or stage, or record that the root-cause analysis is written (also once closed)."""
    at, by, incident = stamped(record, at, rules), person(by, "who changes it"), record.incident
    if incident is None:
        raise NotAllowed(
            f"{record.id} is no incident.", f"Declare it: escalate register incident {record.id} --declare."
        )
    if record.closed and (lead or bridge or stage):
        require_open(record)
    wanted: dict[str, object] = {"lead": _line(lead), "bridge": _line(bridge), "stage": stage}
    if rca_done:
        if incident.rca_done_at is not None:
            raise NotAllowed(f"the analysis of {record.id} is recorded already.", "Nothing to do.")
        wanted["rca_done_at"] = at
    new = {k: v for k, v in wanted.items() if v is not None and v != getattr(incident, k)}
    if not new:
        raise NotAllowed("nothing of the incident would change.", "Give --lead, --bridge, --stage or --rca-done.")
    told = "; ".join(_told(name, getattr(incident, name), value) for name, value in new.items())
    told += f": {note.strip()}" if note and note.strip() else ""
    data = {name: _json(value) for name, value in new.items()}
    data |= {f"{name}_was": _json(getattr(incident, name)) for name in new if getattr(incident, name) is not None}
    return changed(
        record,
        at,
        entry(TrailAction.INCIDENT_CHANGED, told, by=by, at=at, data=data),
        incident=incident.model_copy(update=new),
    )


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _told(name: str, was: object, now: object) -> str:
    if name == "rca_done_at":
        return "root-cause analysis written"
    return f"{name}: {was or 'none'} → {now}"


def _line(value: str | None) -> str | None:
    return one_line(value) or None if value else None


@dataclass(frozen=True)
class SignatureTest:
    """Whether two escalations are one problem (X16): shared signatures, and the answer in words."""

    shared: tuple[str, ...]
    same: bool | None
    """None where one of them has no signature: nobody can tell by it."""
    said: str


def same_signature(one: RegisteredEscalation, other: RegisteredEscalation) -> SignatureTest:
    """The same-signature test: the same error code, or the same error text."""
    shared = tuple(s for s in one.signature if s in other.signature)
    if shared:
        return SignatureTest(shared, True, f"Same signature: {', '.join(shared)}.")
    bare = [r.id for r in (one, other) if not r.signature]
    if bare:
        return SignatureTest(
            (), None, f"Nobody can tell by the signature: {' and '.join(bare)} holds no error code or text."
        )
    ours, theirs = ", ".join(one.signature), ", ".join(other.signature)
    return SignatureTest((), False, f"Different signatures: {one.id} has {ours}; {other.id} has {theirs}.")


def bundle(
    record: RegisteredEscalation,
    parent: RegisteredEscalation,
    *,
    by: str,
    at: datetime,
    rules: LifecycleRules,
    children: int = 0,
    reason: str | None = None,
) -> Step:
    """Put the escalation under a parent that tells of the same problem; bundles are one deep, so no cycle can arise.

    `children` is how many are bundled under `record` itself. Without a shared signature a reason is needed.
    """
    require_open(record)
    at, by = stamped(record, at, rules), person(by, "who bundles")
    _fits(record, parent, children)
    test = same_signature(record, parent)
    given = reason.strip() if reason and reason.strip() else None
    if not test.same and given is None:
        raise NotAllowed(
            f"{test.said} {rules.bundle_rule}", "If it is the same problem all the same, give --reason TEXT."
        )
    told = f"Bundled under {parent.id}. {test.said}" + (f" {given}" if given else "")
    data = {"parent": parent.id, "was": record.parent, "same_signature": test.same, "reason": given}
    return changed(record, at, entry(TrailAction.BUNDLED, told, by=by, at=at, data=data), parent=parent.id)


def _fits(record: RegisteredEscalation, parent: RegisteredEscalation, children: int) -> None:
    if parent.id == record.id:
        raise NotAllowed(f"{record.id} cannot be bundled under itself.", "Name another escalation.")
    if record.parent == parent.id:
        raise NotAllowed(f"{record.id} is bundled under {parent.id} already.", "Nothing to do.")
    if parent.parent == record.id:
        raise NotAllowed(
            f"{parent.id} is bundled under {record.id}: neither can be under the other at once.",
            f"Take it out first: escalate register bundle {parent.id} --out.",
        )
    if parent.parent is not None:
        raise NotAllowed(
            f"{parent.id} is itself bundled under {parent.parent}.", f"Bundle {record.id} under {parent.parent}."
        )
    if children:
        raise NotAllowed(
            f"{children} escalation(s) are bundled under {record.id}.", f"Bundle those under {parent.id} first."
        )
    if parent.closed:
        raise NotAllowed(f"{parent.id} is closed.", f"Reopen {parent.id}, or bundle under one that is open.")


def unbundle(record: RegisteredEscalation, *, by: str, at: datetime, rules: LifecycleRules, reason: str) -> Step:
    """Take the escalation out of its bundle: it turned out to be another problem."""
    at, by = stamped(record, at, rules), person(by, "who unbundles")
    if record.parent is None:
        raise NotAllowed(f"{record.id} is in no bundle.", "Nothing to do.")
    why = reason.strip()
    told = f"Taken out of the bundle of {record.parent}" + (f": {why}" if why else "")
    data = {"parent": None, "was": record.parent, "reason": why or None}
    return changed(record, at, entry(TrailAction.BUNDLED, told, by=by, at=at, data=data), parent=None)
