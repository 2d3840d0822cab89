"""One kept escalation for reading: where it stands, owners, what is owed, what is amiss, what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from textwrap import indent
from typing import TYPE_CHECKING, Any

from assistant.cli.listing import at, zone_of
from assistant.cli.masking import masked as without_secrets
from assistant.domain.register import DutyKind, RegisteredEscalation, RegisterFinding, TrailEntry
from assistant.inert import one_line, without_commands

if TYPE_CHECKING:
    from assistant.register import DraftVersion, Register
    from assistant.settings import Settings

_LATEST = 5
"""Entries of the trail that are told without --trail."""


@dataclass(frozen=True)
class Case:
    """What there is to show."""

    record: RegisteredEscalation
    trail: list[TrailEntry]
    drafts: "list[DraftVersion]"
    findings: tuple[RegisterFinding, ...]
    zone: tzinfo


def read(register: "Register", id: str, settings: "Settings", now: datetime, *, masked: bool) -> Case:
    """Read it all. Raises NotInRegister, RegisterError, PolicyError."""
    from assistant.lifecycle.findings import findings
    from assistant.lifecycle.rules import load_rules

    record, trail, drafts = register.get(id), register.trail(id), register.drafts(id)
    found = findings(record, now, load_rules(settings.knowledge / "policy"))
    if masked:
        values: dict[str, Any] = without_secrets(
            {"record": record.model_dump(mode="json"), "trail": [entry.model_dump(mode="json") for entry in trail]}
        )
        record = RegisteredEscalation.model_validate(values["record"], strict=False)
        trail = [TrailEntry.model_validate(entry, strict=False) for entry in values["trail"]]
    return Case(record=record, trail=trail, drafts=drafts, findings=found, zone=zone_of(settings))


def as_json(case: Case) -> str:
    """All of it, names as in the types."""
    from assistant.exports.plain import to_json

    return to_json({
        "record": case.record.model_dump(mode="json"),
        "findings": [finding.model_dump(mode="json") for finding in case.findings],
        "drafts": [draft.model_dump(mode="json") for draft in case.drafts],
        "trail": [entry.model_dump(mode="json") for entry in case.trail],
    })  # fmt: skip


def as_text(case: Case, whole_trail: bool) -> str:
    """For a person."""
    record = case.record
    state = record.closure.code.value if record.closure else record.status.value
    lines = [f"{record.id}  {record.severity.value}  {state}  {one_line(record.title)}", ""]
    lines += [f"{name:17}{one_line(value)}" for name, value in _fields(record, case.zone) if value]
    lines += _block("amiss", [f"{f.level.value}: {one_line(f.message)} {one_line(f.fix)}" for f in case.findings])
    lines += _block("owed", list(_owed(record, case.zone)))
    drafts = [f"{draft.number} of {at(draft.made_at, case.zone)}" for draft in case.drafts]
    lines += _block("drafts", drafts)
    lines += _block("trail", list(_trail(case, whole_trail)))
    return without_commands("\n".join([*lines, "", f"Times in {case.zone}."]))


def _block(title: str, lines: list[str]) -> list[str]:
    return ["", title, *(indent(line, "  ") for line in lines)] if lines else []


def _fields(record: RegisteredEscalation, zone: tzinfo) -> Iterator[tuple[str, str]]:
    customer, technical = record.customer_owner, record.technical_owner
    yield "customer", record.customer or "not stated"
    yield "ticket", record.ticket or ""
    yield "type", record.issue_type.value.replace("_", " ")
    yield "to", ", ".join(target.value.replace("_", " ") for target in record.targets)
    yield "because of", ", ".join(reason.value for reason in record.reasons)
    yield "escalated", at(record.created_at, zone)
    yield "updated", f"{at(record.updated_at, zone)} (version {record.version})"
    yield "customer owner", f"{customer.name} since {at(customer.since, zone)}"
    if technical is None:
        yield "technical owner", "nobody yet"
    else:
        said = f"accepted {at(technical.accepted_at, zone)}" if technical.accepted_at else "not accepted yet"
        yield "technical owner", f"{technical.name} since {at(technical.since, zone)}, {said}"
    yield "team", record.team or ""
    yield "level", record.level
    yield "engineering", record.engineering_ref or ""
    yield "deadline", at(record.deadline, zone)
    yield "bundled under", record.parent or ""
    if record.incident:
        led = record.incident.lead or "nobody yet"
        yield "incident", f"{record.incident.stage.value}, led by {led}"
    if record.closure:
        yield "closed", f"{at(record.closure.at, zone)} by {record.closure.by}: {record.closure.learning}"


def _owed(record: RegisteredEscalation, zone: tzinfo) -> Iterator[str]:
    """The contacts, duties and deadlines still open, the earliest first; without a date last."""
    owed = [
        (contact.due_at, f"{contact.audience.value.replace('_', ' ')} contact {contact.number}")
        for contact in record.contacts if contact.open
    ]  # fmt: skip
    undated = []
    for duty in record.duties:
        # what went back to support is owed nothing by Engineering but the notes on a fix that was made
        owed_still = record.de_escalation is None or duty.kind is DutyKind.POST_FIX_NOTES and duty.due_at is not None
        if duty.done_at is None and owed_still:
            name = f"Engineering: {duty.kind.value.replace('_', ' ')}"
            owed += [(duty.due_at, name)] if duty.due_at else []
            undated += [] if duty.due_at else [name]
    owed += [
        (work.ends_at, f"{work.kind.value.replace('_', ' ')} ends ({one_line(work.owner)})")
        for work in record.workarounds if work.stopped_at is None
    ]  # fmt: skip
    if record.incident and record.incident.rca_due_at and not record.incident.rca_done_at:
        owed.append((record.incident.rca_due_at, "root cause analysis"))
    if not record.closed or (record.incident and not record.incident.rca_done_at):
        yield from (f"{at(due, zone)}  {what}" for due, what in sorted(owed))
        yield from (f"{'not due yet':16}  {what}" for what in undated)


def _trail(case: Case, whole: bool) -> Iterator[str]:
    shown = case.trail if whole else case.trail[-_LATEST:]
    if len(shown) < len(case.trail):
        yield f"{len(case.trail) - len(shown)} earlier entries; --trail shows all"
    for entry in shown:
        action = entry.action.value.replace("_", " ")
        head = f"{entry.number}  {at(entry.at, case.zone)}  {one_line(entry.actor)}  {action}"
        if whole:
            yield f"{head}\n{indent(entry.text.replace(chr(13), ''), '   ', lambda _: True)}"
        else:
            text = one_line(entry.text)
            yield f"{head}: {text if len(text) <= 160 else text[:159] + '…'}"
